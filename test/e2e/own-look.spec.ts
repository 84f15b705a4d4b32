import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Schedule } from '@openly/contracts';
import type { Page } from 'playwright-core';
import { imagesAskedFor, recordedOf, sendWithControl } from '../support/own-look.js';
import { describeInChromium, SENDER, type Stage, setStage } from '../support/stage.js';
import { until } from '../support/until.js';

describeInChromium('the sender’s own look after signing out', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage?.close());

  const rules = async (page: Page) =>
    (await page.evaluate('chrome.declarativeNetRequest.getDynamicRules()')) as { condition: { urlFilter: string } }[];

  it('asks for the control image and not for our pixel', async () => {
    const subject = 'Looked at after signing out';
    const { threadId } = await sendWithControl(stage, subject);

    const popup = await stage.extensionPage('popup.html');
    await popup.locator('[data-openly=sign-out]').click();
    await popup.locator('[data-openly=popup][data-openly-state=no]').waitFor();
    expect((await rules(popup)).map(({ condition }) => condition.urlFilter)).toEqual([
      `/o/${stage.sender.me.senderId}/`,
    ]);
    expect(await imagesAskedFor(stage, subject, 'signed_out')).toEqual({ pixel: false, control: true });

    expect(await recordedOf(stage, threadId)).toEqual({ hits: 0, opens: 0 });

    // The counter-proof: without the rules the same look would have been an open.
    await popup.evaluate(
      'chrome.declarativeNetRequest.getDynamicRules().then((rules) => chrome.declarativeNetRequest.updateDynamicRules({ removeRuleIds: rules.map(({ id }) => id) }))',
    );
    expect(await imagesAskedFor(stage, subject, 'signed_out')).toEqual({ pixel: true, control: true });
    await popup.close();
  });
});

describeInChromium('a scheduled mail that waits for its sender', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage?.close());

  const badge = (popup: Page) => popup.evaluate('chrome.action.getBadgeText({})');

  it('is told of in Gmail, on the icon, in Drafts and in the popup, and goes out after signing in again', async () => {
    const { gmail, sandbox, sender } = stage;
    const subject = 'Waits for its sender';
    const mail = await gmail.compose({ to: ['rita@example.net'], subject, body: 'As soon as I am back.' });
    await gmail.tracking(mail, 'tracked');
    await gmail.sendLater(mail, 'in 4 seconds');
    sandbox.google.revokeAccess(SENDER);

    await gmail.said(/“Waits for its sender”: Gmail access was withdrawn/).waitFor();
    await gmail.folder('drafts');
    const label = gmail.row(subject).locator('[data-tooltip^="Gmail access was withdrawn"]');
    await label.waitFor();
    expect(await label.innerText()).toBe('Sign in again');
    expect(await gmail.row(subject).getByText('Goes out').count()).toBe(0);

    const options = await stage.extensionPage('options.html');
    await until(async () => (await badge(options)) === '1', 5_000, 'the badge');
    await options.close();
    const popup = await stage.extensionPage('popup.html');
    await popup.getByText('Google has withdrawn access to your mail').waitFor();
    const waiting = popup.locator('[data-openly=scheduled-mail][data-openly-code=reauthorise]');
    expect(await waiting.locator('.trouble').innerText()).toContain('Sign in again: then it goes out');
    await until(async () => (await badge(popup)) === '', 5_000, 'the badge to be cleared');

    const chooserOpens = stage.browser.waitForEvent('page');
    await waiting.locator('[data-openly=sign_in]').click();
    await (await chooserOpens).locator('form', { hasText: SENDER }).locator('button').click();
    await stage.sentMail(subject);
    await waiting.waitFor({ state: 'detached' });
    const { items } = (await sender.call('GET', '/v1/schedules?status=sent')).body as { items: Schedule[] };
    expect(items.map((schedule) => schedule.subject)).toContain(subject);
    await popup.close();
  });

  it('is decided on in the popup: a new time for one that failed, and none for one that is let go', async () => {
    const { gmail, sender } = stage;
    const schedules = async (status: Schedule['status']) =>
      (await sender.call('GET', `/v1/schedules?status=${status}`)).body.items as Schedule[];
    await gmail.page.bringToFront();
    await gmail.reload();
    for (const subject of ['Decide on me', 'Let me go']) {
      const mail = await gmail.compose({ to: ['rita@example.net'], subject, body: 'Whenever you like.' });
      await gmail.tracking(mail, 'tracked');
      await gmail.sendLater(mail, 'tomorrow 10am');
    }
    await until(async () => (await schedules('scheduled')).length === 2);
    await stage.database.query(
      `update schedule set status = 'failed', code = 'gmail_refused' where status = 'scheduled'`,
    );
    const popup = await stage.extensionPage('popup.html');
    const failed = (subject: string) =>
      popup.locator('[data-openly=scheduled-mail][data-openly-status=failed]', { hasText: subject });
    expect(await failed('Decide on me').locator('.trouble').innerText()).toContain('Gmail refused this mail');
    await failed('Decide on me').locator('[data-openly=choose_new_time]').click();
    const wallTime = `${new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)}T09:30`;
    await popup.locator('[data-openly=new-time]').fill(wallTime);
    await popup.locator('[data-openly=new-time-submit]').click();
    await failed('Decide on me').waitFor({ state: 'detached' });
    expect((await schedules('scheduled')).map((schedule) => schedule.wallTime)).toEqual([wallTime]);
    await failed('Let me go').locator('[data-openly=unschedule]').click();
    await failed('Let me go').waitFor({ state: 'detached' });
    expect((await schedules('cancelled')).map(({ subject }) => subject)).toEqual(['Let me go']);
    await popup.close();
  });
});
