import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import type { StoredMessage } from '../../apps/sandbox/src/index.js';
import { expectNoStrangers } from '../support/contacts.js';
import { marksIn, noMarks } from '../support/marks.js';
import {
  COLLEAGUE,
  describeInChromium,
  extensionDir,
  picture,
  SENDER,
  type Stage,
  setStage,
  tidy,
} from '../support/stage.js';
import { until } from '../support/until.js';

const SEND_DELAY_MS = 50;
const rita = 'rita.reader@example.net';
const oneOfEach = { pixels: [expect.any(String)], notices: 1, readerLinks: 1 };

describeInChromium('writing a mail', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage({ undoSeconds: 3 });
  });
  afterEach(() => tidy(stage));
  afterAll(() => stage?.close());

  const mailbox = () => stage.sandbox.mailbox(SENDER);
  const draftOf = (subject: string) =>
    until(async () => (await mailbox().drafts()).find(({ message }) => message.subject === subject), 10_000, subject);
  const editorOf = (mail: Locator) => mail.locator('.Am').innerHTML();
  const readersOf = async (mail: StoredMessage) => {
    const messages = await until(async () => {
      const { body } = await stage.sender.call('GET', `/v1/threads/${mail.threadId}`);
      const found = body.messages as { recipients: { email: string }[] }[] | undefined;
      return found?.length ? found : null;
    });
    return messages
      .at(-1)
      ?.recipients.map(({ email }) => email)
      .sort();
  };

  it('shows that the mail is tracked, and the notice exactly as its reader gets it', async () => {
    const { gmail } = stage;
    const mail = await gmail.compose({
      to: [rita],
      subject: 'Quote for the harbour tour',
      body: 'Dear Rita,\n\nThe boat is yours on 14 December, from ten to four. Our quote holds until Friday.\n\nSam',
    });
    const strip = await gmail.tracking(mail, 'tracked');
    expect(await strip.locator('[data-openly=switch]').getAttribute('aria-checked')).toBe('true');
    const preview = strip.locator('[data-openly=notice-preview]');
    const told = { text: await preview.innerText(), href: await preview.locator('a').getAttribute('href') };
    expect(told.text).toContain('Read receipt requested by Sam Sender');
    await gmail.draftSaved(mail);
    await picture(gmail.page, 'compose.png', { x: 420, y: 60, width: 940, height: 800 });

    await gmail.send(mail);
    const sent = await stage.sentMail('Quote for the harbour tour');
    const notice = /<div data-openly="notice"[^>]*>(.*?)<\/div>/s.exec(sent.html)?.[1] ?? '';
    expect(notice.replace(/<[^>]+>/g, '')).toBe(told.text);
    expect(/href="([^"]+)"/.exec(notice)?.[1]).toBe(told.href);
    expect(marksIn(sent.html)).toEqual(oneOfEach);
  });

  it('tells readers in the language the mail is written in, and shows its writer those words', async () => {
    const { gmail } = stage;
    const subject = 'Offerte voor de rondvaart';
    const mail = await gmail.compose({
      to: [rita],
      subject,
      body: 'Beste Rita,\n\nDe boot is op 14 december voor u gereserveerd. Onze offerte is geldig tot vrijdag.\n\nSam',
    });
    const preview = mail.locator('[data-openly=notice-preview]');
    await preview.locator('[lang=nl]').waitFor();
    const told = await preview.innerText();
    expect(told).toContain('Leesbevestiging gevraagd door Sam Sender');
    await gmail.send(mail);
    const { html, threadId } = await stage.sentMail(subject);
    expect(html.replace(/<[^>]+>/g, '')).toContain(told);
    expect(html).toContain('lang="nl" dir="ltr"');
    expect(marksIn(html)).toMatchObject({ pixels: oneOfEach.pixels, readerLinks: 1 });
    // What the server keeps as proof is what was sent.
    const [proof] = await until(async () => {
      const kept = await stage.database.query('select notice_version from message where gmail_thread_id = $1', [
        threadId,
      ]);
      return kept.length ? kept : null;
    });
    expect(proof).toEqual({ notice_version: '1.nl' });
  });

  it('tells them in the language its writer has chosen, where the mail is too short to tell', async () => {
    const { gmail } = stage;
    const page = await stage.extensionPage('options.html', { width: 640, height: 800 });
    const choice = page.getByRole('combobox', { name: 'Language of the notice' });
    expect(await choice.inputValue()).toBe('en');
    await choice.focus();
    // As the keyboard chooses.
    await page.keyboard.type('Fran');
    await until(async () => (await stage.sender.call('GET', '/v1/me')).body.noticeLanguage === 'fr', 5_000, 'saved');
    await page.reload();
    await choice.waitFor();
    expect(await choice.inputValue()).toBe('fr');
    await gmail.page.bringToFront();
    const mail = await gmail.compose({ to: [rita], subject: 'À demain', body: 'Merci !' });
    await mail.locator('[data-openly=notice-preview] [lang=fr]').waitFor();
    await mail.locator('.discard').click();
    await page.bringToFront();
    await choice.selectOption('en');
    await until(async () => (await stage.sender.call('GET', '/v1/me')).body.noticeLanguage === 'en', 5_000, 'saved');
    await gmail.page.bringToFront();
  });

  it('does not hold Send up when the mail is prepared', async () => {
    const { gmail } = stage;
    const delays: number[] = [];
    for (const name of ['first', 'second', 'third']) {
      const mail = await gmail.compose({ to: [rita], subject: `The ${name} of three`, body: 'Short and quick.' });
      await gmail.tracking(mail, 'tracked');
      await gmail.send(mail);
      expect(marksIn((await stage.sentMail(`The ${name} of three`)).html)).toEqual(oneOfEach);
      delays.push(await gmail.lastSendDelay());
    }
    process.stdout.write(`Send held up by ${delays.join(', ')} ms\n`);
    expect(Math.max(...delays)).toBeLessThan(SEND_DELAY_MS);
  });

  it('keeps the marks out of the editor and out of the draft', async () => {
    const { gmail } = stage;
    const mail = await gmail.compose({ to: [rita], subject: 'Only a draft', body: 'Not sent yet.' });
    await gmail.tracking(mail, 'tracked');
    await gmail.draftSaved(mail);
    expect(marksIn(await editorOf(mail))).toEqual(noMarks);
    expect(marksIn((await draftOf('Only a draft')).message.html)).toEqual(noMarks);
    await mail.locator('.discard').click();
  });

  it('sends without marks when the user switches tracking off', async () => {
    const { gmail } = stage;
    const mail = await gmail.compose({ to: [rita], subject: 'Off the record', body: 'Nobody counts this.' });
    await gmail.tracking(mail, 'tracked');
    await gmail.switchTracking(mail);
    await gmail.tracking(mail, 'off');
    await gmail.send(mail);
    expect(marksIn((await stage.sentMail('Off the record')).html)).toEqual(noMarks);
  });

  it('comes back without marks after Undo, and goes out once with the same pixel when sent again', async () => {
    const { gmail } = stage;
    const subject = 'Sent a moment too soon';
    const mail = await gmail.compose({ to: [COLLEAGUE], subject, body: 'I forgot something.' });
    await gmail.tracking(mail, 'tracked');
    await gmail.send(mail);
    const [pixel] = marksIn((await stage.sentMail(subject)).html).pixels;
    const again = await gmail.undoSend();
    await gmail.tracking(again, 'tracked');
    expect(marksIn(await editorOf(again))).toEqual(noMarks);
    expect(marksIn((await draftOf(subject)).message.html)).toEqual(noMarks);
    await again.locator('.Am').click();
    await gmail.page.keyboard.type(' Here it is.');
    await gmail.draftSaved(again);
    expect(marksIn(await editorOf(again))).toEqual(noMarks);
    expect(marksIn((await draftOf(subject)).message.html)).toEqual(noMarks);
    await gmail.send(again);
    expect(marksIn((await stage.sentMail(subject)).html)).toEqual({ ...oneOfEach, pixels: [pixel] });
    const delivered = await until(
      async () => {
        const mails = (await stage.sandbox.mailbox(COLLEAGUE).list('INBOX')).filter((one) => one.subject === subject);
        return mails.length > 0 && mails;
      },
      10_000,
      'the delivery',
    );
    expect(delivered.map(({ html }) => marksIn(html).pixels)).toEqual([[pixel]]);
    expect((await mailbox().list('SENT')).filter((one) => one.subject === subject)).toHaveLength(1);
  });

  it('tells the server of a reader who was added at the last moment', async () => {
    const { gmail } = stage;
    const mail = await gmail.compose({ to: [rita], subject: 'One more reader', body: 'For both of you.' });
    await gmail.tracking(mail, 'tracked');
    await gmail.addReader(mail, 'bob@example.net');
    await gmail.send(mail);
    const sent = await stage.sentMail('One more reader');
    expect(marksIn(sent.html)).toEqual(oneOfEach);
    expect(await readersOf(sent)).toEqual(['bob@example.net', rita]);
  });

  it('tells the server of a reader whose address was only half entered when Send was pressed', async () => {
    const { gmail } = stage;
    const mail = await gmail.compose({ to: [rita], subject: 'A reader without Enter', body: 'For both of you.' });
    await gmail.tracking(mail, 'tracked');
    await mail.locator('.anm[name=to] input').fill('bob@example.net');
    await gmail.page.keyboard.press('Control+Enter');
    const sent = await stage.sentMail('A reader without Enter');
    expect(marksIn(sent.html)).toEqual(oneOfEach);
    expect(await readersOf(sent)).toEqual(['bob@example.net', rita]);
  });

  it('tracks a mail sent with Ctrl+Enter', async () => {
    const { gmail } = stage;
    const mail = await gmail.compose({ to: [rita], subject: 'By the keyboard', body: 'No mouse needed.' });
    await gmail.tracking(mail, 'tracked');
    await gmail.page.keyboard.press('Control+Enter');
    await mail.waitFor({ state: 'detached' });
    expect(marksIn((await stage.sentMail('By the keyboard')).html)).toEqual(oneOfEach);
  });

  it('brings everything of Openly within reach of the keyboard', async () => {
    const { gmail } = stage;
    const { keyboard } = gmail.page;
    const mail = await gmail.compose({ to: [rita], subject: 'Keys', body: 'Tab, tab.' });
    await gmail.tracking(mail, 'tracked');
    const focused = () => gmail.page.evaluate(() => document.activeElement?.getAttribute('data-openly'));
    const tabTo = async (part: string) => {
      for (let step = 0; step < 20; step++) {
        await keyboard.press('Tab');
        if ((await focused()) === part) return;
      }
      throw new Error(`${part} cannot be reached with Tab`);
    };
    await tabTo('switch');
    await keyboard.press('Space');
    await gmail.tracking(mail, 'off');
    await mail.locator('.Am').click();
    await tabTo('toggle');
    await keyboard.press('Enter');
    await gmail.tracking(mail, 'tracked');
    await mail.locator('.Am').click();
    await tabTo('send-later');
    await keyboard.press('Enter');
    const menu = gmail.page.locator('[data-openly=schedule-menu]');
    await menu.locator('[role=menuitem]:focus').waitFor();
    await keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
    expect(await focused()).toBe('send-later');
    expect(await mail.isVisible()).toBe(true);
    await mail.locator('.discard').click();
  });

  describeAnswers('reply');
  describeAnswers('forward');

  function describeAnswers(how: 'reply' | 'forward') {
    const subject = how === 'reply' ? 'Something to answer' : 'Something to pass on';

    it(`takes the marks of a tracked mail out of its quote when the ${how} is tracked`, async () => {
      const first = await sendTracked(subject);
      const { answer, sent } = await answerTo(subject, how);
      await stage.gmail.tracking(answer, 'tracked');
      await stage.gmail.send(answer);
      const marks = marksIn((await sent()).html);
      expect(marks).toEqual(oneOfEach);
      expect(marks.pixels).not.toEqual(marksIn(first.html).pixels);
      expect((await sent()).html).toContain('The words of the first mail.');
    });

    it(`takes them out when the ${how} is not tracked, too`, async () => {
      await sendTracked(`${subject}, quietly`);
      const { answer, sent } = await answerTo(`${subject}, quietly`, how);
      await stage.gmail.tracking(answer, 'tracked');
      await stage.gmail.switchTracking(answer);
      await stage.gmail.tracking(answer, 'off');
      await stage.gmail.send(answer);
      expect(marksIn((await sent()).html)).toEqual(noMarks);
      expect((await sent()).html).toContain('The words of the first mail.');
    });
  }

  async function sendTracked(subject: string): Promise<StoredMessage> {
    const { gmail } = stage;
    const mail = await gmail.compose({ to: [rita], subject, body: 'The words of the first mail.' });
    await gmail.tracking(mail, 'tracked');
    await gmail.send(mail);
    return stage.sentMail(subject);
  }

  async function answerTo(subject: string, how: 'reply' | 'forward') {
    const { gmail } = stage;
    await gmail.folder('sent');
    await gmail.openThread(subject);
    const answer = await gmail.answer(how);
    if (how === 'forward') await gmail.addReader(answer, 'bob@example.net');
    await answer.locator('.Am').click();
    await gmail.page.keyboard.press('Control+Home');
    await gmail.page.keyboard.type('My answer. ');
    return { answer, sent: () => stage.sentMail(how === 'reply' ? `Re: ${subject}` : `Fwd: ${subject}`) };
  }

  it('made the browser contact nobody but the API and the stand-in', () => {
    const { requests } = stage.sandbox;
    expect(requests.filter(({ host }) => /inboxsdk|pubsub/.test(host))).toEqual([]);
    expectNoStrangers(requests, extensionDir, ['api.inboxsdk.com', 'pubsub.googleapis.com']);
  });
});
