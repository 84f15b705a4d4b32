import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type ReaderId, readers, type StoredMessage } from '../../apps/sandbox/src/index.js';
import { expectNoStrangers } from '../support/contacts.js';
import { describeInChromium, extensionDir, picture, type Stage, setStage, tidy } from '../support/stage.js';
import { until } from '../support/until.js';

const PHONE = { width: 360, height: 740 };
/** Who fetches sooner after the send is taken for a machine. */
const SOONEST_PERSON_MS = 2_100;

describeInChromium('the reader', () => {
  let stage: Stage;
  let mail: StoredMessage;
  beforeAll(async () => {
    stage = await setStage();
    const { gmail } = stage;
    const subject = 'Programme of the open day';
    const compose = await gmail.compose({
      to: ['Rita Reader <rita.reader@example.net>'],
      subject,
      body: 'Dear Rita,\n\nThe doors open at ten. Below is the programme.\n\nSam',
    });
    await gmail.tracking(compose, 'tracked');
    await gmail.send(compose);
    mail = await stage.sentMail(subject);
    await new Promise((done) => setTimeout(done, SOONEST_PERSON_MS));
    await gmail.folder('sent');
    await gmail.openThread(subject);
  });
  afterEach(() => tidy(stage));
  afterAll(() => stage?.close());

  const opensAtServer = async () =>
    (await stage.sender.call('GET', `/v1/threads/${mail.threadId}`)).body.messages[0].opens as { kind: string }[];

  it.each(Object.entries(readers).map(([id, { label }]) => [id as ReaderId, label] as const))(
    'seen as %s (%s): the mail with its notice',
    async (id) => {
      const view = await stage.gmail.viewAsReader(id);
      expect(await view.locator('article h2').innerText()).toBe('Programme of the open day');
      expect(await view.locator('.mail').innerText()).toContain('The doors open at ten.');
      const notice = view.locator('.mail', { hasText: 'Read receipt requested by Sam Sender' });
      expect(await notice.isVisible()).toBe(true);
      expect(await notice.getByRole('link', { name: 'See what, or stop it.' }).isVisible()).toBe(true);
    },
  );

  it('has left three fetches, none of them the sender’s own machine’s', async () => {
    const kinds = await until(async () => {
      const opens = await opensAtServer();
      return opens.length >= 3 && opens.map(({ kind }) => kind).sort();
    });
    expect(kinds).toEqual(['apple_privacy', 'direct', 'gmail_proxy']);
  });

  it('finds behind the notice’s link who tracks and what was recorded, in any of the languages', async () => {
    const page = await followNotice();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    const text = await page.locator('body').innerText();
    expect(text).toContain('Sam Sender sees when you open this mail');
    expect(text).toContain('Programme of the open day');
    expect(text).toContain('Utrecht');
    await fitsItsScreen(page);
    await picture(page, 'reader-page.png');
    await page.getByRole('link', { name: 'Deutsch' }).click();
    await page.getByRole('heading', { name: 'Sam Sender sieht, wann Sie diese E-Mail öffnen' }).waitFor();
    await fitsItsScreen(page);
  });

  it('can refuse and allow by buttons alike in size and look, with the keyboard alone', async () => {
    const page = await followNotice();
    const decide = page.locator('button[name=decision]');
    const looks = await decide.evaluateAll((buttons) =>
      buttons.map((button) => {
        const { width, height } = button.getBoundingClientRect();
        const { color, backgroundColor, fontWeight, fontSize } = getComputedStyle(button);
        return { width, height, color, backgroundColor, fontWeight, fontSize };
      }),
    );
    expect(looks.length).toBeGreaterThan(0);
    for (const look of looks) expect(look).toEqual(looks[0]);
    expect(looks[0]?.height).toBeGreaterThanOrEqual(44);
    const choice = page.getByRole('region', { name: 'Your choice' });
    await choice.getByRole('radio', { name: 'All mail from Sam Sender' }).focus();
    await page.keyboard.press('ArrowDown');
    expect(await choice.getByRole('radio', { name: 'by anybody' }).isChecked()).toBe(true);
  });

  it('stops it with one button, in the language that was chosen', async () => {
    const page = await followNotice();
    await page.getByRole('link', { name: 'Nederlands' }).click();
    const choice = page.getByRole('region', { name: 'Uw keuze' });
    expect(await choice.getByRole('radio', { name: 'Alle e-mail van Sam Sender' }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Weigeren' }).click();
    await page.getByRole('heading', { name: 'Er wordt niets meer vastgelegd' }).waitFor();
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Nothing more is recorded' }).waitFor();
  });

  it('leaves no record any more, and the sender sees that the reader stopped it', async () => {
    const { gmail } = stage;
    const before = await opensAtServer();
    await gmail.page.locator('[data-openly=receipt][data-openly-state=withdrawn]').waitFor();
    expect(await gmail.page.locator('[data-openly=receipts] h3').innerText()).toBe('Stopped by the reader');
    await (await gmail.viewAsReader('gmail_proxy')).close();
    await (await gmail.viewAsReader('phone_utrecht')).close();
    await new Promise((done) => setTimeout(done, 1_500));
    expect(await opensAtServer()).toEqual(before);
    const [stored] = await stage.database.query<{ hits: number }>('select count(*)::int as hits from hit');
    expect(stored).toEqual({ hits: 0 });
    await gmail.folder('sent');
    await gmail.row(mail.subject).locator('[data-openly=row-mark][aria-label="Stopped by the reader"]').waitFor();
  });

  it('who refused is not tracked in the sender’s next mail, and the sender is told before sending', async () => {
    const { gmail } = stage;
    const next = await gmail.compose({ to: ['rita.reader@example.net'], subject: 'Once more', body: 'Dear Rita' });
    const strip = await gmail.tracking(next, 'impossible');
    expect(await strip.innerText()).toMatch(/a reader has said no to read receipts/i);
  });

  it('made the browser contact nobody but the API and the stand-in', () => {
    expectNoStrangers(stage.sandbox.requests, extensionDir);
  });

  const fitsItsScreen = async (page: Page) =>
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

  /** From the mail to the page its notice leads to, on a phone. */
  async function followNotice(): Promise<Page> {
    const view = await stage.gmail.viewAsReader('own_machine');
    const href = await view.getByRole('link', { name: 'See what, or stop it.' }).getAttribute('href');
    const page = await stage.browser.newPage();
    await page.setViewportSize(PHONE);
    await page.goto(href ?? '');
    return page;
  }
});
