import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { expectNoStrangers } from '../support/contacts.js';
import { marksIn, noMarks } from '../support/marks.js';
import { describeInChromium, extensionDir, type Stage, setStage, tidy } from '../support/stage.js';
import { until } from '../support/until.js';

/** The extension waits 1.5 s at most; the rest is for Gmail's own request. */
const OUT_WITHIN_MS = 2_500;
const rita = 'rita.reader@example.net';

describeInChromium('when Openly fails', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterEach(async () => {
    await stage.way.restore();
    await stage.database.restore();
    await tidy(stage);
  });
  afterAll(() => stage?.close());

  /** Presses Send and waits for the mail in Gmail's Sent. */
  async function sendNow(subject: string) {
    const { gmail } = stage;
    const started = performance.now();
    await gmail.page.keyboard.press('Control+Enter');
    const mail = await stage.sentMail(subject);
    return { mail, took: performance.now() - started };
  }

  it('sends at once and untracked when the server is stopped, and says so', async () => {
    const { gmail, way } = stage;
    await way.close();
    const subject = 'While the server is stopped';
    const mail = await gmail.compose({ to: [rita], subject, body: 'This must arrive.' });
    const strip = await gmail.tracking(mail, 'impossible');
    expect(await strip.innerText()).toContain('Cannot be tracked: the Openly server at');
    const sent = await sendNow(subject);
    expect(sent.took).toBeLessThan(OUT_WITHIN_MS);
    expect(marksIn(sent.mail.html)).toEqual(noMarks);
    await gmail.said(/Sent without tracking: .*does not answer/).waitFor();
  });

  it('sends at once and untracked when the server is too slow, and says so', async () => {
    const { gmail, way } = stage;
    way.slow(4_000);
    const subject = 'While the server is slow';
    const mail = await gmail.compose({ to: [rita], subject, body: 'This must arrive.' });
    await gmail.tracking(mail, 'preparing');
    const sent = await sendNow(subject);
    expect(sent.took).toBeLessThan(OUT_WITHIN_MS);
    expect(marksIn(sent.mail.html)).toEqual(noMarks);
    await gmail.said(/Sent without tracking: .*too slow/).waitFor();
  });

  it('sends at once and untracked when the server answers with errors, and says so', async () => {
    const { api, gmail, database, sender } = stage;
    // What it logs about a database that is gone is no news to the reader of the tests.
    api.app.useLogger(false);
    await database.cut();
    expect((await sender.call('GET', '/v1/messages')).status).toBeGreaterThanOrEqual(500);
    const subject = 'While the server fails';
    const mail = await gmail.compose({ to: [rita], subject, body: 'This must arrive.' });
    await gmail.tracking(mail, 'impossible');
    const sent = await sendNow(subject);
    expect(sent.took).toBeLessThan(OUT_WITHIN_MS);
    expect(marksIn(sent.mail.html)).toEqual(noMarks);
    await gmail.said(/Sent without tracking: (?!.*(does not answer|too slow))/).waitFor();
  });

  it('tracks a mail that was prepared before the server went away, and binds it when the server is back', async () => {
    const { gmail, way, sender } = stage;
    const subject = 'Prepared in time';
    const mail = await gmail.compose({ to: [rita], subject, body: 'The server is still there.' });
    await gmail.tracking(mail, 'tracked');
    await way.close();
    const { mail: sent, took } = await sendNow(subject);
    expect(took).toBeLessThan(OUT_WITHIN_MS);
    expect(marksIn(sent.html).pixels).toHaveLength(1);
    const known = async () => {
      const { body } = await sender.call('GET', `/v1/threads/${sent.threadId}`);
      return body.messages.length as number;
    };
    expect(await known()).toBe(0);
    await way.restore();
    const next = await gmail.compose({ to: [rita], subject: 'After the failure', body: 'All is well again.' });
    await gmail.tracking(next, 'tracked');
    await gmail.send(next);
    await until(async () => (await known()) === 1, 10_000, 'the mail that waited to be known to the server');
  });

  it('says nothing about tracking when the user had switched it off', async () => {
    const { gmail, way } = stage;
    await gmail.reload();
    const subject = 'Switched off while the server is stopped';
    const mail = await gmail.compose({ to: [rita], subject, body: 'Nobody counts this.' });
    await gmail.switchTracking(mail);
    await way.close();
    const sent = await sendNow(subject);
    expect(marksIn(sent.mail.html)).toEqual(noMarks);
    expect(await gmail.said('Sent without tracking').count()).toBe(0);
  });

  it('opens Gmail as ever when the server is stopped, and says so beside a conversation', async () => {
    const { gmail, way } = stage;
    await way.close();
    await gmail.reload();
    await gmail.folder('sent');
    const panel = await gmail.openThread('Prepared in time', 'failed');
    expect(await panel.innerText()).toContain('does not answer');
    await way.restore();
    await panel.locator('[data-openly=retry]').click();
    await gmail.page.locator('[data-openly=receipts] [data-openly=receipt]').waitFor();
  });

  it('made the browser contact nobody but the API and the stand-in', () => {
    expectNoStrangers(stage.sandbox.requests, extensionDir);
  });
});
