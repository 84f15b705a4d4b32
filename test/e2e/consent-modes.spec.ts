import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Schedule, ThreadMessage } from '@openly/contracts';
import type { Locator } from 'playwright-core';
import type { StoredMessage } from '../../apps/sandbox/src/index.js';
import { consentStage } from '../support/consent-stage.js';
import { expectNoStrangers } from '../support/contacts.js';
import { codeIn, codeMails } from '../support/mailbox-proof.js';
import { marksIn, noMarks } from '../support/marks.js';
import { describeInChromium, extensionDir, picture, type Stage, setStage, tidy } from '../support/stage.js';
import { until } from '../support/until.js';

const rita = 'rita.reader@example.net';
const oneOfEach = { pixels: [expect.any(String)], notices: 1, readerLinks: 1 };
/** The question has words of its own, and leads to its reader's page. */
const theQuestion = { pixels: [], notices: 0, readerLinks: 1 };
/** Who fetches sooner after the send is taken for a machine. */
const SOONEST_PERSON_MS = 2_100;

describeInChromium('the sender of a team that has a mode of consent', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterEach(() => tidy(stage));
  afterAll(() => stage?.close());
  const { setMode, decided, wasAsked, someReader } = consentStage(() => ({ world: stage, sender: stage.sender }));

  const write = (subject: string, to: string) =>
    stage.gmail.compose({ to: [to], subject, body: 'Dear reader,\n\nOur offer holds until Friday.\n\nSam' });
  const stripOf = (mail: Locator) => mail.locator('[data-openly=strip]');
  const wordsOf = (mail: Locator) => stripOf(mail).locator('.openly-strip-words').innerText();
  const askFirst = (mail: Locator) => mail.getByRole('checkbox', { name: 'Ask first' });
  const discard = (mail: Locator) => mail.locator('.discard').click();
  const messageOf = ({ threadId }: StoredMessage) =>
    until(async () => {
      const { body } = await stage.sender.call('GET', `/v1/threads/${threadId}`);
      return (body.messages as ThreadMessage[] | undefined)?.[0];
    });

  it('asks a reader first, and gets a receipt for the next mail once that reader has allowed it', async () => {
    const { gmail, browser } = stage;
    await setMode('ask');
    const first = await write('An offer for the quay', `Rita Reader <${rita}>`);
    await gmail.tracking(first, 'asks');
    expect(await wordsOf(first)).toBe('Not tracked yet: this mail asks Rita Reader whether you may.');
    await first.getByText('Your team asks first').waitFor();
    expect(await askFirst(first).count()).toBe(0);
    const told = await first.locator('[data-openly=notice-preview]').innerText();
    expect(told).toContain('Read receipts requested by Sam Sender: may it be recorded');
    await picture(gmail.page, 'compose-asks.png', { x: 420, y: 60, width: 940, height: 800 });
    await gmail.send(first);
    const asked = await stage.sentMail('An offer for the quay');
    expect(asked.html.replace(/<[^>]+>/g, '')).toContain(told);
    expect(marksIn(asked.html)).toEqual(theQuestion);
    expect(asked.html).not.toMatch(/\/[ol]\/[\w-]+\/[\w-]+/);
    expect(await messageOf(asked)).toMatchObject({ state: 'untracked', asked: true });

    const second = await write('Did the offer reach you?', `Rita Reader <${rita}>`);
    await gmail.tracking(second, 'impossible');
    expect(await wordsOf(second)).toBe('Not tracked: Rita Reader was asked and has not allowed it yet.');
    await gmail.send(second);
    expect(marksIn((await stage.sentMail('Did the offer reach you?')).html)).toEqual(noMarks);

    await gmail.folder('sent');
    const panel = await gmail.openThread('An offer for the quay');
    await panel.getByRole('heading', { name: 'Asked, not tracked' }).waitFor();
    const view = await gmail.viewAsReader('own_machine');
    const href = await view.getByRole('link', { name: 'Allow or refuse here.' }).getAttribute('href');
    const page = await browser.newPage();
    await page.goto(href ?? '');
    const scopes = page.getByRole('group', { name: 'It holds for' });
    await scopes.getByRole('radio', { name: 'All mail from Sam Sender' }).check();
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.getByRole('heading', { name: 'Is this mailbox yours?' }).waitFor();
    await page.getByLabel('Your mail address').fill(rita);
    await page.getByRole('button', { name: 'Send me a code' }).click();
    await page.getByRole('heading', { name: 'Enter the code' }).waitFor();
    const [mailed] = await until(
      async () => {
        const mails = await codeMails(stage, rita);
        return mails.length > 0 && mails;
      },
      15_000,
      'the mail with the code',
    );
    await page.getByLabel('Code from the mail').fill(codeIn(mailed?.html ?? '') ?? '');
    await page.getByRole('button', { name: 'Confirm and allow' }).click();
    await page.getByRole('heading', { name: 'Allowed' }).waitFor();

    await gmail.page.bringToFront();
    const third = await write('The offer, with drawings', `Rita Reader <${rita}>`);
    await gmail.tracking(third, 'tracked');
    expect(await wordsOf(third)).toBe('Rita Reader has allowed it, and will see this below your mail:');
    await gmail.send(third);
    expect(marksIn((await stage.sentMail('The offer, with drawings')).html)).toEqual(oneOfEach);
    await new Promise((done) => setTimeout(done, SOONEST_PERSON_MS));
    await gmail.folder('sent');
    await gmail.openThread('The offer, with drawings');
    await (await gmail.viewAsReader('phone_utrecht')).close();
    await gmail.page.locator('[data-openly=receipt][data-openly-state=opened]').waitFor();
  });

  it('can ask first with one mail where the team would do with a notice, by the keyboard alone', async () => {
    const { gmail } = stage;
    const { keyboard } = gmail.page;
    await setMode('notice');
    const mail = await write('Asked by choice', someReader());
    await gmail.tracking(mail, 'tracked');
    await askFirst(mail).waitFor();
    await stripOf(mail).locator('[data-openly=switch]').focus();
    await keyboard.press('Tab');
    await keyboard.press('Space');
    await gmail.tracking(mail, 'asks');
    expect(await askFirst(mail).isChecked()).toBe(true);
    await keyboard.press('Space');
    await gmail.tracking(mail, 'tracked');
    await keyboard.press('Space');
    await gmail.tracking(mail, 'asks');
    await gmail.send(mail);
    const sent = await stage.sentMail('Asked by choice');
    expect(marksIn(sent.html)).toEqual(theQuestion);
    expect(await messageOf(sent)).toMatchObject({ state: 'untracked', asked: true });

    const next = await write('Not asked by choice', someReader());
    await gmail.tracking(next, 'tracked');
    expect(await askFirst(next).isChecked()).toBe(false);
    await stripOf(next).locator('[data-openly=switch]').click();
    await gmail.tracking(next, 'off');
    expect(await askFirst(next).count()).toBe(0);
    await discard(next);
  });

  it('asks first by that choice when the mail is sent later, too, and is told that it only asked', async () => {
    const { gmail } = stage;
    await setMode('notice');
    const mail = await write('Asked at eight', someReader());
    await askFirst(mail).check();
    await gmail.tracking(mail, 'asks');
    await gmail.sendLater(mail, 'in 3 days 9am');
    const scheduled = await until(async () => {
      const { body } = await stage.sender.call('GET', '/v1/schedules?status=scheduled');
      return (body.items as Schedule[]).find(({ subject }) => subject === 'Asked at eight');
    });
    expect(scheduled).toMatchObject({ tracking: true, consentMode: 'ask' });
    const popup = await stage.extensionPage('popup.html');
    await popup.getByText('Asks its readers before it is tracked').waitFor();
    await popup.getByText('Your team: Readers are told').waitFor();
    await picture(popup, 'popup-asks-first.png');
    await gmail.page.bringToFront();
    expect((await stage.sender.call('POST', `/v1/schedules/${scheduled.id}/send-now`)).status).toBe(200);
    expect(marksIn((await stage.sentMail('Asked at eight', 30_000)).html)).toEqual(theQuestion);
    await gmail.said(/it asks its readers whether they allow it/).waitFor({ timeout: 25_000 });
    await popup.locator('[data-openly=outcome]', { hasText: 'asks its readers whether they allow it' }).waitFor();
  });

  it('has nothing to switch in a team that tracks no mail, and reads why', async () => {
    const { gmail } = stage;
    await setMode('off');
    const mail = await write('Nobody counts this', someReader());
    await stripOf(mail).and(mail.locator('[data-openly-reason=tracking_off]')).waitFor();
    expect(await wordsOf(mail)).toBe('Your team does not track mail.');
    const tracked = mail.getByRole('switch', { name: 'Ask for a read receipt' });
    expect(await tracked.isDisabled()).toBe(true);
    expect(await tracked.getAttribute('aria-checked')).toBe('false');
    expect(await askFirst(mail).count()).toBe(0);
    const tool = mail.getByRole('button', { name: 'Not tracked: your team does not track mail' });
    expect(await tool.isDisabled()).toBe(true);
    await tool.click({ force: true });
    expect(await wordsOf(mail)).toBe('Your team does not track mail.');
    await gmail.send(mail);
    expect(marksIn((await stage.sentMail('Nobody counts this')).html)).toEqual(noMarks);
    expect(await gmail.said('Your team does not track mail').count()).toBe(0);

    const options = await stage.extensionPage('options.html', { width: 640, height: 1_000 });
    const section = options.locator('[data-openly=consent]');
    await section.getByText('No tracking.').waitFor();
    await section.getByText('An admin of your team can change this; the server allows any choice.').waitFor();
    await picture(options, 'options-consent.png');
    // What changes meanwhile is shown when the page is opened anew.
    await setMode('ask');
    await options.reload();
    await section.getByText('Readers are asked first.').waitFor();
  });

  it.each(['light', 'dark'] as const)('is readable in every state on a %s Gmail', async (scheme) => {
    const { gmail } = stage;
    await gmail.page.emulateMedia({ colorScheme: scheme });
    await gmail.reload();
    const [allows, refuses, silent] = [someReader(), someReader(), someReader()];
    await decided(allows, { decision: 'allow', scope: 'sender' });
    await decided(refuses, { decision: 'refuse', scope: 'sender' });
    await wasAsked(silent, 1);
    for (const [mode, name, email, state] of [
      ['notice', 'notice', someReader(), 'tracked'],
      ['ask', 'asks', someReader(), 'asks'],
      ['ask', 'allowed', allows, 'tracked'],
      ['ask', 'awaiting', silent, 'impossible'],
      ['ask', 'refused', refuses, 'impossible'],
      ['off', 'off', someReader(), 'impossible'],
    ] as const) {
      await setMode(mode);
      const mail = await write(`In ${name}`, `Rita Reader <${email}>`);
      const strip = await gmail.tracking(mail, state);
      const theme = await strip.evaluate(
        (element) => element.closest<HTMLElement>('.openly-root')?.dataset.openlyTheme,
      );
      expect(theme).toBe(scheme);
      expect(await strip.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
      await strip.locator(mode === 'notice' ? '[data-openly=ask-first]' : '.openly-strip-words').waitFor();
      await gmail.draftSaved(mail);
      const box = await mail.boundingBox();
      if (box) await picture(gmail.page, `strip-${name}-${scheme}.png`, box);
      await discard(mail);
    }
    await gmail.page.emulateMedia({ colorScheme: 'light' });
    await gmail.reload();
  });

  it('made the browser contact nobody but the API and the stand-in', () => {
    expectNoStrangers(stage.sandbox.requests, extensionDir);
  });
});
