import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Schedule } from '@openly/contracts';
import type { Locator } from 'playwright-core';
import PostalMime from 'postal-mime';
import type { StoredMessage } from '../../apps/sandbox/src/index.js';
import { expectNoStrangers } from '../support/contacts.js';
import { marksIn, noMarks } from '../support/marks.js';
import { describeInChromium, extensionDir, picture, SENDER, type Stage, setStage, tidy } from '../support/stage.js';
import { until } from '../support/until.js';

const rita = 'rita.reader@example.net';
const oneOfEach = { pixels: [expect.any(String)], notices: 1, readerLinks: 1 };
const DAY_MS = 86_400_000;

describeInChromium('sending later', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterEach(() => tidy(stage));
  afterAll(() => stage?.close());

  const mailbox = () => stage.sandbox.mailbox(SENDER);
  const schedules = async (status: Schedule['status'] = 'scheduled') =>
    (await stage.sender.call('GET', `/v1/schedules?status=${status}&limit=100`)).body.items as Schedule[];
  const scheduleOf = (subject: string) =>
    until(async () => (await schedules()).find((schedule) => schedule.subject === subject), 10_000, subject);
  const sentMail = (subject: string, patience = 30_000) => stage.sentMail(subject, patience);
  const draftOf = async (subject: string) =>
    (await mailbox().drafts()).find(({ message }) => message.subject === subject);

  const setPolicy = async (change: object) =>
    expect((await stage.sender.call('PATCH', '/v1/team/policy', change)).status).toBe(200);

  async function write(subject: string, body = 'This leaves at its time.'): Promise<Locator> {
    const mail = await stage.gmail.compose({ to: [rita], subject, body });
    await stage.gmail.tracking(mail, 'tracked');
    return mail;
  }

  it('offers tomorrow at eight, and keeps the mail as a draft until then', async () => {
    const { gmail } = stage;
    const mail = await write('Minutes of the board meeting', 'Dear Rita,\n\nPlease find the minutes below.\n\nSam');
    const menu = await gmail.sendLaterMenu(mail);
    await gmail.page.mouse.move(5, 5);
    await picture(gmail.page, 'send-later.png', { x: 420, y: 60, width: 940, height: 800 });
    await menu.locator('[data-openly-preset=tomorrow_morning]').click();
    await mail.waitFor({ state: 'detached' });
    await gmail.said(/Scheduled for .*08:00/).waitFor();
    const schedule = await scheduleOf('Minutes of the board meeting');
    const tomorrow = new Date(Date.now() + DAY_MS);
    expect(schedule.wallTime).toBe(`${dayOf(tomorrow)}T08:00`);
    expect(schedule.recipients).toEqual([rita]);
    expect((await draftOf('Minutes of the board meeting'))?.id).toBe(schedule.gmailDraftId);
  });

  it('is worked by the keyboard alone, and gives the focus back', async () => {
    const { page } = stage.gmail;
    const mail = await write('Without a mouse');
    const button = mail.locator('[data-openly=send-later]');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-openly-preset') ?? null);
    await button.focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-openly=schedule-menu]').waitFor();
    await until(async () => (await focused()) === 'tomorrow_morning', 5_000, 'the first choice');
    await page.keyboard.press('Escape');
    await page.locator('[data-openly=schedule-menu]').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-openly'))).toBe('send-later');
    await page.keyboard.press('Enter');
    await until(async () => (await focused()) === 'tomorrow_morning', 5_000, 'the first choice');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('tomorrow_afternoon');
    await page.keyboard.press('Enter');
    await mail.waitFor({ state: 'detached' });
    expect((await scheduleOf('Without a mouse')).wallTime).toMatch(/T13:00$/);
  });

  it('offers Monday at eight, and on a Sunday offers it once, as tomorrow', async () => {
    const mail = await write('For the new week');
    const menu = await stage.gmail.sendLaterMenu(mail);
    const choices = menu.locator('[data-openly=schedule-choice]');
    const isSunday = new Date().getDay() === 0;
    expect(await choices.count()).toBe(isSunday ? 2 : 3);
    await choices.filter({ hasText: /Mon \d+ \w+( \d+)?, 08:00/ }).click();
    await mail.waitFor({ state: 'detached' });
    const { wallTime, sendAt } = await scheduleOf('For the new week');
    expect(wallTime).toMatch(/T08:00$/);
    expect(new Date(`${wallTime}:00Z`).getUTCDay()).toBe(1);
    expect(Date.parse(sendAt) - Date.now()).toBeLessThanOrEqual(8 * DAY_MS);
  });

  it('takes a date and time of the user’s own', async () => {
    const mail = await write('On a day of my own');
    const menu = await stage.gmail.sendLaterMenu(mail);
    const wallTime = `${dayOf(new Date(Date.now() + 3 * DAY_MS))}T09:30`;
    await menu.locator('[data-openly=schedule-field]').fill(wallTime);
    await menu.locator('[data-openly=schedule-submit]').click();
    await mail.waitFor({ state: 'detached' });
    expect((await scheduleOf('On a day of my own')).wallTime).toBe(wallTime);
  });

  it('offers the next time the team allows where the one that was chosen is not', async () => {
    const window = { days: [1, 2, 3, 4, 5, 6, 7], from: '10:00', until: '10:30' };
    await setPolicy({ sendWindow: window });
    try {
      const subject = 'At an hour of the team’s';
      const mail = await write(subject);
      const menu = await stage.gmail.sendLaterMenu(mail);
      const day = dayOf(new Date(Date.now() + 3 * DAY_MS));
      await menu.locator('[data-openly=schedule-field]').fill(`${day}T09:30`);
      await menu.locator('[data-openly=schedule-submit]').click();
      const problem = menu.locator('[data-openly=schedule-problem]');
      await problem.filter({ hasText: 'Your team sends scheduled mail at other hours.' }).waitFor();
      const offer = problem.locator('[data-openly=schedule-next-allowed]');
      expect(await offer.innerText()).toMatch(/^Schedule for \w{3} \d+ \w{3}( \d+)?, 10:00$/);
      expect((await schedules()).some((schedule) => schedule.subject === subject)).toBe(false);
      await picture(stage.gmail.page, 'send-later-next-allowed.png', { x: 420, y: 0, width: 940, height: 860 });
      await offer.focus();
      await stage.gmail.page.keyboard.press('Enter');
      await mail.waitFor({ state: 'detached' });
      expect((await scheduleOf(subject)).wallTime).toBe(`${day}T10:00`);
    } finally {
      await setPolicy({ sendWindow: null });
    }
  });

  it.each([
    ['In my own words', 'in 2 days 7pm'],
    ['In another language than the browser’s', 'overmorgen om 19 uur'],
  ])('takes a phrase and says what it means before it is used: %s', async (subject, phrase) => {
    const mail = await write(subject);
    const menu = await stage.gmail.sendLaterMenu(mail);
    await menu.locator('[data-openly=schedule-phrase]').fill(phrase);
    // Weekday, date, time on the clock and zone.
    await menu.getByText(/Goes out \w{3} \d+ \w{3}( \d+)?, 19:00, (\S+ \(GMT.*\)|UTC)\./).waitFor();
    await menu.locator('[data-openly=schedule-phrase-submit]').click();
    await mail.waitFor({ state: 'detached' });
    expect((await scheduleOf(subject)).wallTime).toBe(`${dayOf(new Date(Date.now() + 2 * DAY_MS))}T19:00`);
  });

  it.each([
    ['a date and time', 'schedule-field', 'schedule-submit', `${dayOf(new Date(Date.now() - DAY_MS))}T09:30`],
    ['a phrase', 'schedule-phrase', 'schedule-phrase-submit', 'yesterday 9am'],
  ])('says that %s has passed, and leaves the mail open', async (_what, field, submit, value) => {
    const mail = await write('Too late');
    const menu = await stage.gmail.sendLaterMenu(mail);
    await menu.locator(`[data-openly=${field}]`).fill(value);
    await menu.locator(`[data-openly=${submit}]`).click();
    await menu.locator('[role=alert]', { hasText: /passed|past/ }).waitFor();
    expect(await mail.isVisible()).toBe(true);
    expect((await schedules()).some(({ subject }) => subject === 'Too late')).toBe(false);
  });

  it('makes it a plain draft again with Undo', async () => {
    const { gmail } = stage;
    const mail = await write('Changed my mind');
    await gmail.sendLater(mail, 'tomorrow 10am');
    await scheduleOf('Changed my mind');
    await gmail.said('Scheduled for').locator('text=Undo').click();
    await gmail.said('Not scheduled any more').waitFor();
    expect((await schedules()).some(({ subject }) => subject === 'Changed my mind')).toBe(false);
    expect(await draftOf('Changed my mind')).toBeDefined();
  });

  it('leaves at its time as the draft then is, with pixel, notice and every byte of its attachment', async () => {
    const { gmail } = stage;
    const subject = 'Contract to sign';
    const file = { name: 'contract.pdf', mimeType: 'application/pdf', buffer: randomBytes(200_000) };
    const mail = await write(subject, 'The first words.');
    await gmail.attach(mail, file);
    await gmail.draftSaved(mail);
    await gmail.sendLater(mail, 'in 12 seconds');
    const { sendAt } = await scheduleOf(subject);

    await gmail.folder('drafts');
    const draft = await gmail.openDraft(subject);
    await draft.locator('.Am').click();
    await gmail.page.keyboard.press('Control+End');
    await gmail.page.keyboard.type(' And a later thought.');
    await gmail.draftSaved(draft);
    await gmail.saveAndClose(draft);
    const edited = await draftOf(subject);
    expect(edited?.message.html).toContain('And a later thought.');
    expect(marksIn(edited?.message.html ?? '')).toEqual(noMarks);

    const sent = await sentMail(subject);
    const late = Date.now() - Date.parse(sendAt);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(3_000);
    expect(marksIn(sent.html)).toEqual(oneOfEach);
    expect(sent.html).toContain('The first words. And a later thought.');
    const parsed = await PostalMime.parse(sent.raw, { attachmentEncoding: 'arraybuffer' });
    expect(parsed.text).toContain('And a later thought.');
    expect(parsed.text).toContain('Read receipt requested by Sam Sender');
    const [attachment] = parsed.attachments;
    expect(attachment?.filename).toBe(file.name);
    expect(Buffer.from(attachment?.content as ArrayBuffer).equals(file.buffer)).toBe(true);
    expect(await draftOf(subject)).toBeUndefined();
    expect((await mailbox().list('SENT')).filter((one) => one.subject === subject)).toHaveLength(1);
  });

  it('sends a reply in its conversation, and a mail without tracking without marks', async () => {
    const { gmail } = stage;
    await gmail.folder('inbox');
    await gmail.openThread('Boat for the team day');
    const reply = await gmail.answer('reply');
    await reply.locator('.Am').click();
    await gmail.page.keyboard.press('Control+Home');
    await gmail.page.keyboard.type('Yes, please book it.');
    await gmail.tracking(reply, 'tracked');
    const menu = await gmail.sendLaterMenu(reply);
    await menu.locator('[data-openly=schedule-phrase]').fill('in 4 seconds');
    await menu.locator('[data-openly=schedule-phrase-submit]').click();
    await gmail.said('Scheduled for').waitFor();
    await gmail.page.locator('.AD [role=dialog]').waitFor({ state: 'detached' });

    const plain = await write('Later and off the record');
    await gmail.switchTracking(plain);
    await gmail.tracking(plain, 'off');
    await gmail.sendLater(plain, 'in 4 seconds');

    const sent = await sentMail('Re: Boat for the team day');
    const [original] = (await mailbox().list('INBOX')).filter(({ subject }) => subject === 'Boat for the team day');
    expect(sent.threadId).toBe(original?.threadId);
    expect(await headersOf(sent)).toMatchObject({
      'in-reply-to': '<boat-1@mail.example.net>',
      references: '<boat-1@mail.example.net>',
      to: 'Ann Lee <ann@example.net>',
    });
    expect(marksIn(sent.html)).toEqual(oneOfEach);
    expect(sent.html).toContain('They hold it until Friday.');
    expect(marksIn((await sentMail('Later and off the record')).html)).toEqual(noMarks);
  });

  it('marks a scheduled draft in the list of drafts', async () => {
    const { gmail } = stage;
    await gmail.folder('drafts');
    await gmail
      .row('Minutes of the board meeting')
      .getByText(/Goes out .*08:00/)
      .waitFor();
    expect(await gmail.row('Changed my mind').getByText('Goes out').count()).toBe(0);
  });

  it('lists what is scheduled in the popup, and lets the user cancel it', async () => {
    const popup = await stage.extensionPage('popup.html', { width: 360, height: 560 });
    const mails = popup.locator('[data-openly=scheduled-mail]');
    await mails.filter({ hasText: 'Minutes of the board meeting' }).waitFor();
    await picture(popup, 'popup.png');
    expect(await mails.first().innerText()).toContain(rita);
    await mails.filter({ hasText: 'For the new week' }).locator('[data-openly=unschedule]').click();
    await mails.filter({ hasText: 'For the new week' }).waitFor({ state: 'detached' });
    expect((await schedules()).map(({ subject }) => subject)).not.toContain('For the new week');
    expect(await draftOf('For the new week')).toBeDefined();
  });

  it('made the browser contact nobody but the API and the stand-in', () => {
    expectNoStrangers(stage.sandbox.requests, extensionDir);
  });
});

/** The day on this machine's calendar, which is the browser's too. */
function dayOf(time: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(time);
}

async function headersOf(mail: StoredMessage): Promise<Record<string, string>> {
  const { headers } = await PostalMime.parse(mail.raw);
  return Object.fromEntries(headers.map(({ key, value }) => [key, value]));
}
