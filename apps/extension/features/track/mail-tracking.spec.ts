import { describe, expect, it } from '@jest/globals';
import type { PreparedMessage, PrepareMessage } from '@openly/contracts';
import { noticeHtml } from '@openly/tracking';
import { PREPARED_GOOD_MS, SEND_BUDGET_MS } from './mail-tracking';
import { ann, bob, body, buildMail, buildPrepared, settle } from './mail-tracking.fixture';

describe('a tracked mail', () => {
  it('is prepared as soon as it has a reader, and sent without asking again', async () => {
    const { tracking, asked } = buildMail();
    tracking.start();
    await settle();
    expect(tracking.state.is).toBe('tracked');
    const sending = await tracking.send(body, false);
    expect(sending.body).toContain('data-openly="pixel"');
    expect(sending.untrackedBecause).toBeNull();
    expect(asked).toHaveLength(1);
  });

  it('asks once more when readers changed at the last moment, for the readers of that moment', async () => {
    const { mail, tracking, asked } = buildMail();
    tracking.start();
    await settle();
    mail.recipients = [ann, bob];
    tracking.aboutToSend();
    mail.gone = true;
    const sending = await tracking.send(body, false);
    expect(sending.messageId).not.toBeNull();
    expect(asked.map(({ recipients }) => recipients)).toEqual([[ann], [ann, bob]]);
  });

  it('stays tracked for all its readers while Gmail takes its window down reader by reader', async () => {
    const { mail, tracking, asked } = buildMail();
    mail.recipients = [ann, bob];
    tracking.start();
    await settle();
    tracking.aboutToSend();
    mail.recipients = [bob];
    tracking.changed();
    mail.recipients = [];
    tracking.changed();
    tracking.stop();
    expect((await tracking.send(body, false)).messageId).not.toBeNull();
    await settle();
    expect(asked).toHaveLength(1);
  });

  it('counts a reader whom Gmail completed only after Send was pressed', async () => {
    const { mail, tracking, asked } = buildMail();
    tracking.start();
    await settle();
    tracking.aboutToSend();
    mail.recipients = [ann, bob];
    await tracking.send(body, false);
    expect(asked.at(-1)?.recipients).toEqual([ann, bob]);
  });

  it('goes out untracked and stripped within the budget when the server hangs', async () => {
    const { tracking } = buildMail(() => new Promise(() => undefined));
    tracking.start();
    const started = performance.now();
    const quoted = `${body}<div class="gmail_quote">${buildPrepared().noticeHtml}${buildPrepared().pixelHtml}</div>`;
    const sending = await tracking.send(quoted, false);
    expect(performance.now() - started).toBeLessThan(SEND_BUDGET_MS + 200);
    expect(sending.body).toBe(`${body}<div class="gmail_quote"></div>`);
    expect(sending.untrackedBecause).toMatch(/too slow/);
  });

  it('goes out untracked when the server fails, and says why', async () => {
    const { tracking } = buildMail(() => Promise.reject({ code: 'unreachable', title: 'It does not answer.' }));
    tracking.start();
    expect(await tracking.send(body, false)).toEqual({
      body,
      messageId: null,
      untrackedBecause: 'It does not answer.',
    });
  });

  it('is not tracked when a reader has refused', async () => {
    const { tracking } = buildMail(async () =>
      buildPrepared({ pixelHtml: null, noticeHtml: null, reason: 'reader_refused' }),
    );
    tracking.start();
    await settle();
    expect(tracking.state).toMatchObject({ is: 'impossible', code: 'reader_refused' });
    expect((await tracking.send(body, false)).body).toBe(body);
  });

  it('asks the server nothing when it is switched off or the user is signed out', async () => {
    const off = buildMail();
    off.tracking.turn(false);
    expect(await off.tracking.send(body, false)).toEqual({ body, messageId: null, untrackedBecause: null });
    const out = buildMail();
    out.mail.hindrance = { code: 'signed_out', title: 'Not signed in.' };
    out.tracking.start();
    expect(await out.tracking.send(body, false)).toEqual({ body, messageId: null, untrackedBecause: 'Not signed in.' });
    expect([...off.asked, ...out.asked]).toEqual([]);
  });

  it('stays tracked when only a change of its subject could not be told', async () => {
    let fail = false;
    const { mail, tracking } = buildMail(async () => {
      if (fail) throw { code: 'unreachable', title: 'It does not answer.' };
      return buildPrepared();
    });
    tracking.start();
    await settle();
    fail = true;
    mail.subject = 'Hello again';
    mail.language = 'en';
    tracking.changed();
    await settle();
    expect(tracking.state.is).toBe('tracked');
    tracking.stop();
  });

  it('leaves plain text alone', async () => {
    const { tracking } = buildMail();
    tracking.start();
    await settle();
    expect(await tracking.send('1 < 2, is it not?', false)).toMatchObject({
      body: '1 < 2, is it not?',
      messageId: null,
    });
  });
});

describe('the language of a tracked mail', () => {
  const inWhatIsAsked = async ({ language = 'en' }: PrepareMessage) =>
    buildPrepared({
      language,
      noticeHtml: noticeHtml({
        readerUrl: 'https://o.example/r/AAAAAAAAAAAAAAAAAAAAAAAAAA',
        senderName: 'Sam',
        language,
      }),
    });

  it('is asked for as soon as its text tells it, and is what its reader gets', async () => {
    const { mail, tracking, asked } = buildMail(inWhatIsAsked);
    tracking.start();
    await settle();
    mail.language = 'nl';
    tracking.changed();
    await settle();
    expect(asked.map(({ language }) => language)).toEqual([undefined, 'nl']);
    expect(tracking.state).toMatchObject({ is: 'tracked', prepared: { language: 'nl' } });
    expect((await tracking.send(body, false)).body).toContain('lang="nl"');
    expect(asked).toHaveLength(2);
  });

  it('is not asked for again where the notice is in it already', async () => {
    const { mail, tracking, asked } = buildMail(inWhatIsAsked);
    tracking.start();
    await settle();
    mail.language = 'en';
    tracking.changed();
    await settle();
    await tracking.send(body, false);
    expect(asked).toHaveLength(1);
  });

  it('is that of the moment Send was pressed, also when Gmail then empties the window', async () => {
    const { mail, tracking, asked } = buildMail(inWhatIsAsked);
    tracking.start();
    await settle();
    mail.language = 'de';
    tracking.aboutToSend();
    mail.language = undefined;
    tracking.stop();
    expect((await tracking.send(body, false)).body).toContain('lang="de"');
    expect(asked.map(({ language }) => language)).toEqual([undefined, 'de']);
  });

  it('comes back when its writer does', async () => {
    const { mail, tracking } = buildMail(async (question) => {
      await settle();
      return inWhatIsAsked(question);
    });
    mail.language = 'fr';
    tracking.start();
    await settle();
    await settle();
    mail.language = 'it';
    tracking.changed();
    await new Promise((resolve) => setTimeout(resolve, 4));
    mail.language = 'fr';
    tracking.changed();
    for (let turn = 0; turn < 6; turn++) await settle();
    expect(tracking.state).toMatchObject({ is: 'tracked', prepared: { language: 'fr' } });
    tracking.stop();
  });

  it('is never another than the server was asked for last', async () => {
    const answers: (() => void)[] = [];
    const { mail, tracking, asked } = buildMail(async (question) => {
      if (question.language === 'it') await new Promise<void>((resolve) => answers.push(resolve));
      return inWhatIsAsked(question);
    });
    mail.language = 'fr';
    tracking.start();
    await settle();
    mail.language = 'it';
    tracking.changed();
    await settle();
    mail.language = 'fr';
    tracking.aboutToSend();
    expect((await tracking.send(body, false)).body).toContain('lang="fr"');
    expect(asked.map(({ language }) => language)).toEqual(['fr', 'it', 'fr']);
    tracking.stop();
  });

  it('goes out untracked when the server does not answer to a change of it', async () => {
    let fail = false;
    const { mail, tracking } = buildMail(async (question) => {
      if (fail) throw { code: 'unreachable', title: 'It does not answer.' };
      return inWhatIsAsked(question);
    });
    tracking.start();
    await settle();
    fail = true;
    mail.language = 'es';
    tracking.changed();
    await settle();
    expect(tracking.state).toMatchObject({ is: 'impossible', code: 'unreachable' });
    expect(await tracking.send(body, false)).toMatchObject({ body, messageId: null });
    tracking.stop();
  });
});

describe('a tracked mail whose window stays open', () => {
  const WEEKEND_MS = 64 * 3600_000;
  const unreachable = { code: 'unreachable', title: 'It does not answer.' };

  it('is prepared again every twelve hours, without its sender doing anything', async () => {
    const { tracking, asked, pass } = buildMail();
    tracking.start();
    await settle();
    await pass(PREPARED_GOOD_MS - 1);
    expect(asked).toHaveLength(1);
    await pass(1);
    expect(asked).toHaveLength(2);
    expect(tracking.state.is).toBe('tracked');
    await pass(PREPARED_GOOD_MS);
    expect(asked).toHaveLength(3);
  });

  it('tries again when it could not be prepared anew, and says meanwhile that it cannot be tracked', async () => {
    let away = false;
    const { tracking, pass } = buildMail(async () => {
      if (away) throw unreachable;
      return buildPrepared();
    });
    tracking.start();
    await settle();
    away = true;
    await pass(PREPARED_GOOD_MS);
    expect(tracking.state).toMatchObject({ is: 'impossible', code: 'unreachable' });
    away = false;
    await pass(15_000);
    expect(tracking.state.is).toBe('tracked');
  });

  it('carries marks the server knows when it is sent after a weekend in which the computer slept', async () => {
    const marks = [buildPrepared(), buildPrepared({ id: '00000000-0000-4000-8000-000000000002' })];
    const { mail, tracking, asked } = buildMail(async () => marks.shift() ?? buildPrepared());
    tracking.start();
    await settle();
    mail.now += WEEKEND_MS;
    tracking.aboutToSend();
    mail.gone = true;
    expect((await tracking.send(body, false)).messageId).toBe('00000000-0000-4000-8000-000000000002');
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['is away', async () => Promise.reject(unreachable)],
    ['hangs', () => new Promise<PreparedMessage>(() => undefined)],
  ])('goes out untracked after that weekend, within the budget, when the server %s', async (_what, answerLater) => {
    let first = true;
    const { mail, tracking } = buildMail(async () => {
      if (!first) return answerLater();
      first = false;
      return buildPrepared();
    });
    tracking.start();
    await settle();
    mail.now += WEEKEND_MS;
    tracking.aboutToSend();
    const started = performance.now();
    const sending = await tracking.send(body, false);
    expect(sending).toMatchObject({ body, messageId: null, untrackedBecause: expect.any(String) });
    expect(performance.now() - started).toBeLessThan(SEND_BUDGET_MS + 300);
    tracking.stop();
  });

  it('is prepared anew for another account that signs in, and not for the same one', async () => {
    const { mail, tracking, asked } = buildMail();
    tracking.start();
    await settle();
    mail.hindrance = { code: 'signed_out', title: 'Not signed in.' };
    mail.accountId = null;
    tracking.changed();
    mail.hindrance = null;
    mail.accountId = 'account-1';
    tracking.changed();
    await settle();
    expect(asked).toHaveLength(1);
    mail.accountId = 'account-2';
    tracking.changed();
    await settle();
    expect(asked).toHaveLength(2);
    expect((await tracking.send(body, false)).messageId).not.toBeNull();
    expect(asked).toHaveLength(2);
  });

  it('does not take an answer meant for the account before', async () => {
    const answers: ((message: PreparedMessage) => void)[] = [];
    const { mail, tracking } = buildMail(() => new Promise((resolve) => answers.push(resolve)));
    tracking.start();
    mail.accountId = 'account-2';
    const sending = tracking.send(body, false);
    answers[0]?.(buildPrepared());
    answers[1]?.(buildPrepared({ id: '00000000-0000-4000-8000-000000000002' }));
    expect((await sending).messageId).toBe('00000000-0000-4000-8000-000000000002');
  });

  it('leaves no timer behind when its window is closed', async () => {
    const { tracking, alarms } = buildMail();
    tracking.start();
    await settle();
    tracking.stop();
    expect(alarms.size).toBe(0);
  });
});
