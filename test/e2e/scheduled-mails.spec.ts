import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { problemTitles, type Schedule, type Series } from '@openly/contracts';
import type { Locator, Page } from 'playwright-core';
import { Dispatcher } from '../../apps/api/src/scheduling/dispatcher.service.js';
import { describeInChromium, picture, SENDER, type Stage, setStage, tidy } from '../support/stage.js';
import { until } from '../support/until.js';

const rita = 'rita.reader@example.net';
const POPUP = { width: 360, height: 600 };

describeInChromium('scheduled mail and its sender', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterEach(async () => {
    stage.sandbox.faults.clear();
    await tidy(stage);
  });
  afterAll(() => stage?.close());

  const all = async () => (await stage.sender.call('GET', '/v1/schedules?limit=200')).body.items as Schedule[];
  const scheduleOf = (subject: string, holds: (schedule: Schedule) => boolean = () => true) =>
    until(
      async () => (await all()).find((schedule) => schedule.subject === subject && holds(schedule)),
      20_000,
      subject,
    );
  const seriesOf = (subject: string, holds: (series: Series) => boolean = () => true) =>
    until(
      async () => {
        const { body } = await stage.sender.call('GET', '/v1/series?limit=200');
        return (body.items as Series[]).find((series) => series.subject === subject && holds(series));
      },
      20_000,
      subject,
    );

  async function write(subject: string, to = rita): Promise<Locator> {
    const mail = await stage.gmail.compose({ to: [to], subject, body: 'This leaves at its time.' });
    await stage.gmail.tracking(mail, 'tracked');
    return mail;
  }
  async function schedule(subject: string, phrase = 'in 3 days 9am'): Promise<Schedule> {
    await stage.gmail.sendLater(await write(subject), phrase);
    return scheduleOf(subject);
  }
  /** Lets its time come, or have come so many minutes ago, without waiting for it. */
  async function comeDue({ id }: Schedule, minutesAgo = 0): Promise<void> {
    await stage.database.query(
      `update schedule set send_at = now() - make_interval(mins => $2), late_from = now() - make_interval(mins => $2),
         due_at = now() where id = $1`,
      [id, minutesAgo],
    );
    await stage.api.app.get(Dispatcher).fill();
  }
  const popup = () => stage.extensionPage('popup.html', POPUP);
  const mailIn = (page: Page, subject: string) => page.locator('[data-openly=scheduled-mail]', { hasText: subject });
  async function unfold(mail: Locator): Promise<void> {
    await mail.locator('details.more > summary').click();
    await mail.locator('[data-openly=history]').waitFor();
  }

  it('goes out on the reader’s clock, once the sender has set the zone of a reader whose zone is unknown', async () => {
    const { gmail } = stage;
    const menu = await gmail.sendLaterMenu(await write('Good morning in Tokyo'));
    const options = await gmail.moreOptions(menu);
    expect(await options.locator('[data-openly=unless-replied]').count()).toBe(0);
    await options.locator('[data-openly=readers-clock]').check();
    const zone = options.locator('[data-openly=reader-zone]');
    await zone.getByText('zone unknown, so your clock counts.').waitFor();
    await zone.locator('[data-openly=set-zone]').click();
    await zone.locator('[data-openly=zone-field]').fill('asia/tokyo');
    await zone.locator('[data-openly=save-zone]').click();
    await zone.getByText('Asia/Tokyo (set by you).').waitFor();
    await menu.locator('[data-openly=schedule-choice]', { hasText: 'on your clock' }).first().waitFor();
    await gmail.page.mouse.move(5, 5);
    await picture(gmail.page, 'send-later-options.png', { x: 420, y: 0, width: 940, height: 860 });
    await menu.locator('[data-openly-preset=tomorrow_morning]').click();
    await gmail.said(/Scheduled for .*08:00 where rita\.reader@example\.net is \(Asia\/Tokyo\)/).waitFor();
    expect(await scheduleOf('Good morning in Tokyo')).toMatchObject({
      deliverIn: 'recipient',
      reader: rita,
      timeZone: 'Asia/Tokyo',
      wallTime: expect.stringMatching(/T08:00$/),
    });
    const page = await popup();
    await mailIn(page, 'Good morning in Tokyo')
      .getByText(/08:00 where rita.*on your clock/)
      .waitFor();
  });

  it('goes out only if nobody replies, and its sender is told when somebody did', async () => {
    const { gmail, sandbox } = stage;
    const subject = 'Re: Boat for the team day';
    await gmail.folder('inbox');
    await gmail.openThread('Boat for the team day');
    const reply = await gmail.answer('reply');
    await reply.locator('.Am').click();
    await gmail.page.keyboard.type('Did you manage to book it?');
    await gmail.tracking(reply, 'tracked');
    const menu = await gmail.sendLaterMenu(reply);
    const options = await gmail.moreOptions(menu);
    expect(await options.locator('[data-openly=unless-opened]').count()).toBe(0);
    await options.locator('[data-openly=unless-replied]').check();
    await menu.locator('[data-openly=schedule-phrase]').fill('in 3 days 9am');
    await menu.locator('[data-openly=schedule-phrase-submit]').click();
    await gmail.said('Scheduled for').waitFor();
    const made = await scheduleOf(subject);
    expect(made.unlessReplied).toBe(true);

    const page = await popup();
    await mailIn(page, subject).getByText('Only if nobody has replied by then').waitFor();
    await page.close();
    await gmail.page.bringToFront();
    const answer = mailFrom('Ann Lee <ann@example.net>', 'Boat for the team day', 'The boat is booked.');
    await sandbox.google.call(SENDER, 'POST', '/messages', {
      raw: answer,
      threadId: made.gmailThreadId,
      labelIds: ['INBOX'],
    });
    await comeDue(made);
    await gmail.said(/Not sent: somebody has replied/).waitFor({ timeout: 25_000 });
    expect(await scheduleOf(subject)).toMatchObject({ status: 'cancelled', code: 'replied' });
    const later = await popup();
    await later.locator('[data-openly=outcome]', { hasText: 'somebody has replied' }).waitFor();
  });

  it('follows up a mail that was not opened, offered where the conversation has a tracked one', async () => {
    const { gmail } = stage;
    const mail = await write('Offer for the signs');
    await gmail.send(mail);
    await gmail.folder('sent');
    const panel = await gmail.openThread('Offer for the signs');
    await panel.locator('[data-openly=receipt]').waitFor();
    const reply = await gmail.answer('reply');
    await reply.locator('.Am').click();
    await gmail.page.keyboard.type('Have you had time to look?');
    await gmail.tracking(reply, 'tracked');
    const menu = await gmail.sendLaterMenu(reply);
    const options = await gmail.moreOptions(menu);
    await options.locator('[data-openly=unless-opened]').check();
    await menu.locator('[data-openly=schedule-phrase]').fill('in 3 days 9am');
    await menu.locator('[data-openly=schedule-phrase-submit]').click();
    await gmail.said('Scheduled for').waitFor();
    const made = await scheduleOf('Re: Offer for the signs');
    expect(made.followUpOf).toMatchObject({ unless: 'opened', messageId: expect.any(String) });
    const page = await popup();
    await mailIn(page, 'Re: Offer for the signs').getByText('Only if the mail before it was not opened').waitFor();
  });

  it('is repeated, leaves a date out, and ends', async () => {
    const { gmail } = stage;
    const mail = await write('Week plan');
    const menu = await gmail.sendLaterMenu(mail);
    const options = await gmail.moreOptions(menu);
    await options.locator('[data-openly=repeat]').selectOption('weekly');
    await menu.locator('[data-openly=schedule-phrase]').fill('friday 9am');
    await menu.getByText(/Goes out every Friday at 09:00, from Fri/).waitFor();
    await menu.locator('[data-openly=schedule-phrase-submit]').click();
    await mail.waitFor({ state: 'detached' });
    await gmail.said(/Scheduled every Friday, first Fri .*09:00/).waitFor();
    const made = await seriesOf('Week plan');
    expect(made).toMatchObject({ rule: 'FREQ=WEEKLY;BYDAY=FR', status: 'active' });
    await gmail.folder('drafts');
    // The draft itself, and beside it the copy that goes out next.
    const drafts = gmail.page.locator('tr.zA', { hasText: 'Week plan' });
    await drafts.getByText('Every Friday').waitFor();
    await drafts.getByText(/Goes out Fri .*09:00/).waitFor();

    const page = await popup();
    const series = page.locator('[data-openly=series]', { hasText: 'Week plan' });
    await series.getByText('Every Friday at 09:00').waitFor();
    const before = await series.locator('[data-openly=series-next]').innerText();
    await series.locator('[data-openly=series-skip]').click();
    await series.getByText(/Left out: Fri/).waitFor();
    expect(await series.locator('[data-openly=series-next]').innerText()).not.toBe(before);
    expect((await seriesOf('Week plan')).skip).toEqual([made.next[0]?.date]);
    await series.locator('[data-openly=series-unskip]').click();
    await series.getByText(/Left out/).waitFor({ state: 'detached' });
    await series.locator('[data-openly=series-end]').click();
    await series.waitFor({ state: 'detached' });
    expect((await seriesOf('Week plan')).status).toBe('ended');
  });

  it('is paused with all the others for a holiday, and goes on', async () => {
    await schedule('After the holiday');
    const page = await popup();
    await page.locator('[data-openly=pause]').click();
    await page.getByText(/^Paused: \d+ mails?\. What is paused waits until you resume\.$/).waitFor();
    await mailIn(page, 'After the holiday').getByText('Paused', { exact: true }).waitFor();
    expect((await scheduleOf('After the holiday')).status).toBe('paused');
    expect(await page.locator('[data-openly=pause]').count()).toBe(0);
    await page.locator('[data-openly=resume]').click();
    await page.locator('[data-openly=pause]').waitFor();
    expect((await scheduleOf('After the holiday')).status).toBe('scheduled');
  });

  it('is cancelled, and scheduled again for the same time', async () => {
    const made = await schedule('Second thoughts');
    const page = await popup();
    await mailIn(page, 'Second thoughts').locator('[data-openly=unschedule]').click();
    const cancelled = page.locator('[data-openly=cancelled-mail]', { hasText: 'Second thoughts' });
    await cancelled.getByText('Cancelled. The mail stays in Drafts.').waitFor();
    expect(await mailIn(page, 'Second thoughts').count()).toBe(0);
    await cancelled.locator('[data-openly=schedule-again]').click();
    await mailIn(page, 'Second thoughts').waitFor();
    const again = await scheduleOf('Second thoughts', ({ status }) => status === 'scheduled');
    expect([again.sendAt, again.gmailDraftId]).toEqual([made.sendAt, made.gmailDraftId]);
  });

  it('takes a new time in words, opens as a draft in Gmail, and tells what has happened to it', async () => {
    const { browser } = stage;
    await schedule('Moved to another day');
    const page = await popup();
    const mail = mailIn(page, 'Moved to another day');
    await unfold(mail);
    await mail.locator('[data-openly=history]').getByText('Scheduled.').waitFor();
    await mail.locator('[data-openly=choose_new_time]').click();
    await mail.locator('[data-openly=new-time-phrase]').fill('vrijdag om 17 uur');
    await mail.getByText(/Goes out Fri .*17:00/).waitFor();
    await mail.locator('[data-openly=new-time-submit]').click();
    await mail.locator('.when', { hasText: /Fri .*17:00/ }).waitFor();
    await mail.locator('[data-openly=history]').getByText('Changed.').waitFor();
    expect((await scheduleOf('Moved to another day')).wallTime).toMatch(/T17:00$/);

    const opens = browser.waitForEvent('page');
    await mail.locator('[data-openly=open-draft]').click();
    const draft = await opens;
    await draft.locator('.draft-card').waitFor();
    await draft.locator('.draft-card').click();
    await draft.locator('[name=subjectbox]').waitFor({ state: 'attached' });
  });

  it('is offered the next time the team allows where a new time is not, beside the field', async () => {
    const subject = 'Moved into the hours of the team';
    const before = await schedule(subject);
    const sendWindow = { days: [1, 2, 3, 4, 5, 6, 7], from: '10:00', until: '10:30' };
    expect((await stage.sender.call('PATCH', '/v1/team/policy', { sendWindow })).status).toBe(200);
    try {
      const page = await popup();
      const mail = mailIn(page, subject);
      await unfold(mail);
      await mail.locator('[data-openly=choose_new_time]').click();
      const day = before.wallTime.slice(0, 10);
      await mail.locator('[data-openly=new-time]').fill(`${day}T14:15`);
      await mail.locator('[data-openly=new-time-submit]').click();
      const problem = mail.locator('[data-openly=new-time-problem]');
      await problem.filter({ hasText: 'Your team sends scheduled mail at other hours.' }).waitFor();
      expect(await page.locator('[data-openly=problem]').count()).toBe(0);
      const offer = problem.locator('[data-openly=schedule-next-allowed]');
      expect(await offer.innerText()).toMatch(/^Schedule for \w{3} \d+ \w{3}( \d+)?, 10:00$/);
      expect((await scheduleOf(subject)).sendAt).toBe(before.sendAt);
      await picture(page, 'popup-next-allowed.png');
      await page.emulateMedia({ colorScheme: 'dark' });
      await picture(page, 'popup-next-allowed-dark.png');
      await offer.focus();
      await page.keyboard.press('Enter');
      // That day's hours are over at 14:15.
      const next = new Date(Date.parse(`${day}T10:00Z`) + 86_400_000).toISOString().slice(0, 16);
      await scheduleOf(subject, ({ wallTime }) => wallTime === next);
      await mail.locator('.when', { hasText: '10:00' }).waitFor();
      // It is done: the field is put away, and no problem with it.
      await mail.locator('[data-openly=new-time]').waitFor({ state: 'detached' });
    } finally {
      await stage.sender.call('PATCH', '/v1/team/policy', { sendWindow: null });
    }
  });

  it('asks for its draft when that is gone, and looks again', async () => {
    const { gmail, sandbox } = stage;
    const made = await schedule('Its draft is gone');
    await sandbox.google.call(SENDER, 'DELETE', `/drafts/${made.gmailDraftId}`);
    await comeDue(made);
    // A draft is looked for during some minutes: Gmail's Undo may bring it back.
    await scheduleOf('Its draft is gone', ({ code }) => code === 'checking');
    await stage.database.query('update schedule set missing_looks = 2, due_at = now() where id = $1', [made.id]);
    await stage.api.app.get(Dispatcher).fill();
    const note = gmail.said(/Its draft is gone.*Gmail no longer has this draft/);
    await note.waitFor({ timeout: 20_000 });
    await note.getByRole('button', { name: 'Look again' }).waitFor();
    const page = await popup();
    const mail = mailIn(page, 'Its draft is gone');
    await mail.getByText('Needs your decision').waitFor();
    await mail.locator('[data-openly=restore_draft]').click();
    await page.locator('[data-openly=problem]', { hasText: problemTitles.draft_not_found }).waitFor();
    await mail.locator('[data-openly=unschedule]').click();
    await mail.waitFor({ state: 'detached' });
    expect((await scheduleOf('Its draft is gone')).status).toBe('cancelled');
  });

  it('says plainly that it is too late to cancel', async () => {
    const { sandbox } = stage;
    await schedule('Already on its way', 'in 4 seconds');
    const page = await popup();
    const cancel = mailIn(page, 'Already on its way').locator('[data-openly=unschedule]');
    await cancel.waitFor();
    sandbox.faults.apiDelayMs = 3_000;
    await scheduleOf('Already on its way', ({ status }) => status === 'sending' || status === 'sent');
    await cancel.click();
    await page.getByText(problemTitles.cancel_too_late).waitFor();
    sandbox.faults.apiDelayMs = 0;
    await scheduleOf('Already on its way', ({ status }) => status === 'sent');
  });

  it('says how late it was sent', async () => {
    const { gmail } = stage;
    await comeDue(await schedule('Held up by the server'), 65);
    await gmail.said('“Held up by the server”: Sent 1 h 5 min late.').waitFor({ timeout: 25_000 });
    const page = await popup();
    await page.locator('[data-openly=outcome]', { hasText: 'Sent 1 h 5 min late.' }).waitFor();
  });

  it('is asked about beyond the lateness its sender allows in the settings', async () => {
    const { gmail } = stage;
    const page = await stage.extensionPage('options.html', { width: 640, height: 700 });
    const tolerance = page.locator('[data-openly=tolerance]');
    expect(await tolerance.inputValue()).toBe('120');
    await tolerance.selectOption('15');
    await until(async () => (await stage.sender.call('GET', '/v1/me')).body.scheduleTolerance === 15, 5_000, 'saved');
    await page.reload();
    await page.locator('[data-openly=tolerance]').waitFor();
    expect(await page.locator('[data-openly=tolerance]').inputValue()).toBe('15');
    await gmail.page.bringToFront();

    await comeDue(await schedule('Too late to be of use'), 65);
    const note = gmail.said(/Too late to be of use.*Needs your decision/);
    await note.waitFor({ timeout: 25_000 });
    await note.getByRole('button', { name: 'Send now' }).click();
    await gmail.said('The mail goes out now.').waitFor();
    await scheduleOf('Too late to be of use', ({ status }) => status === 'sent');
  });

  it('is shown with what is wrong, what is asked and what is repeated, by day and by night', async () => {
    const { gmail, database } = stage;
    for (const { id, status } of await all()) {
      if (status !== 'sent' && status !== 'cancelled') await stage.sender.call('DELETE', `/v1/schedules/${id}`);
    }
    const mail = await write('Minutes of every month');
    const menu = await gmail.sendLaterMenu(mail);
    const options = await gmail.moreOptions(menu);
    await options.locator('[data-openly=repeat]').selectOption('monthly');
    await options.locator('[data-openly=repeat-until]').fill('2027-12-24');
    await menu.locator('[data-openly-preset=tomorrow_afternoon]').click();
    await mail.waitFor({ state: 'detached' });
    await seriesOf('Minutes of every month');
    const busy = await schedule('Newsletter to the harbour');
    await database.query(
      `update schedule set code = 'spread', due_at = send_at + interval '32 minutes', turn_at = send_at + interval '32 minutes' where id = $1`,
      [busy.id],
    );
    const missed = await schedule('Invitation for Thursday');
    await database.query(
      `update schedule set status = 'needs_decision', code = 'missed', send_at = now() - interval '3 hours' where id = $1`,
      [missed.id],
    );
    const failed = await schedule('All the drawings');
    await database.query(`update schedule set status = 'failed', code = 'draft_too_large' where id = $1`, [failed.id]);
    for (const scheme of ['light', 'dark'] as const) {
      const page = await stage.extensionPage('popup.html', { width: 360, height: 1100 });
      await page.emulateMedia({ colorScheme: scheme });
      await mailIn(page, 'All the drawings').getByText('Not sent').waitFor();
      await mailIn(page, 'Newsletter to the harbour')
        .getByText(/Expected \d\d:32, because of Gmail’s limits/)
        .waitFor();
      await page.locator('[data-openly=series]', { hasText: 'Minutes of every month' }).waitFor();
      await unfold(mailIn(page, 'Newsletter to the harbour'));
      await page.mouse.move(5, 5);
      if (scheme === 'light') await picture(page, 'scheduled.png');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      await page.close();

      await gmail.page.emulateMedia({ colorScheme: scheme });
      await gmail.reload();
      const floating = await gmail.sendLaterMenu(await write('In every light'));
      await gmail.moreOptions(floating);
      const theme = await floating.evaluate(
        (element) => element.closest<HTMLElement>('.openly-root')?.dataset.openlyTheme,
      );
      expect(theme).toBe(scheme);
      await gmail.reload();
    }
    await gmail.page.emulateMedia({ colorScheme: 'light' });
  });
});

/** A plain mail as Gmail's API takes it. */
function mailFrom(from: string, subject: string, text: string): string {
  const lines = [
    // Mailboxes keep the second alone; this one is after whatever came before.
    `Date: ${new Date(Date.now() + 2_000).toUTCString()}`,
    `From: ${from}`,
    `To: ${SENDER}`,
    `Subject: Re: ${subject}`,
    `Message-ID: <${crypto.randomUUID()}@mail.example.net>`,
    'In-Reply-To: <boat-1@mail.example.net>',
    'References: <boat-1@mail.example.net>',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
  ];
  return Buffer.from(lines.join('\r\n')).toString('base64url');
}
