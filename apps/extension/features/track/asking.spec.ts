import { describe, expect, it } from '@jest/globals';
import type { PreparedMessage, PrepareMessage } from '@openly/contracts';
import { noticeHtml } from '@openly/tracking';
import { ann, bob, body, buildMail, buildPrepared, settle } from './mail-tracking.fixture';
import { stripWords } from './strip';

const rita = { email: 'rita@example.net', name: 'Rita Reader', field: 'to' as const };
const url = 'https://shop.example/offer';
const untracked = { pixelHtml: null, noticeHtml: null, noticeText: null };
const question = noticeHtml({
  readerUrl: 'https://o.example/r/BBBBBBBBBBBBBBBBBBBBBBBBBB',
  senderName: 'Sam',
  asks: true,
});
const asking = (change: Partial<PreparedMessage> = {}) =>
  buildPrepared({ pixelHtml: null, noticeHtml: question, reason: 'reader_asked', consentMode: 'ask', ...change });

/** A mail to these readers, as it stands once the server has answered so. */
async function answered(prepared: PreparedMessage, recipients: PrepareMessage['recipients'] = [rita]) {
  const built = buildMail(async () => prepared);
  built.mail.recipients = recipients;
  built.tracking.start();
  await settle();
  return { ...built, words: stripWords(built.tracking.state) };
}

describe('a mail that asks', () => {
  it('carries the question alone, and counts as sent', async () => {
    const trackedUrl = 'https://o.example/l/sender-id_1/CCCCCCCCCCCCCCCCCCCCCCCCCC';
    const { tracking } = await answered(asking({ links: [{ url, trackedUrl }] }));
    const html = `<div dir="ltr">See <a href="${url}">our offer</a></div>`;
    const sending = await tracking.send(html, false);
    expect(sending.body).toContain(question);
    expect(sending.body.replace(question, '')).toBe(html);
    expect(sending).toMatchObject({ messageId: buildPrepared().id, untrackedBecause: null });
  });

  it('says so before it is sent, naming its only reader and nobody of several', async () => {
    const one = await answered(asking());
    expect(one.tracking.state).toMatchObject({ is: 'asks', prepared: { noticeHtml: question } });
    expect(one.words).toBe('Not tracked yet: this mail asks Rita Reader whether you may.');
    expect((await answered(asking(), [ann])).words).toBe(
      'Not tracked yet: this mail asks ann@example.net whether you may.',
    );
    expect((await answered(asking(), [rita, bob])).words).toBe(
      'Not tracked yet: this mail asks its readers whether you may.',
    );
  });

  it('says so afterwards where there was no time to say it before', async () => {
    const { mail, tracking } = buildMail(async ({ recipients }) =>
      recipients.length > 1 ? asking() : buildPrepared(),
    );
    tracking.start();
    await settle();
    mail.recipients = [ann, bob];
    tracking.aboutToSend();
    const sending = await tracking.send(body, false);
    expect(sending.untrackedBecause).toBe('this mail asks its readers whether you may.');
    expect(sending.messageId).not.toBeNull();
  });
});

describe('a mail the server lets nobody track', () => {
  it('goes out as it was written while a reader who was asked has not allowed it', async () => {
    const awaiting = buildPrepared({ ...untracked, reason: 'awaiting_reader', consentMode: 'ask' });
    const { tracking, words } = await answered(awaiting);
    expect(words).toBe('Not tracked: Rita Reader was asked and has not allowed it yet.');
    expect(await tracking.send(body, false)).toEqual({
      body,
      messageId: null,
      untrackedBecause: 'Rita Reader was asked and has not allowed it yet.',
    });
    expect((await answered(awaiting, [rita, bob])).words).toBe(
      'Not tracked: a reader was asked and has not allowed it yet.',
    );
  });

  it('does not name who has refused', async () => {
    const refused = buildPrepared({ ...untracked, reason: 'reader_refused' });
    for (const readers of [[rita], [rita, bob]]) {
      expect((await answered(refused, readers)).words).toBe(
        'Cannot be tracked: a reader has said no to read receipts.',
      );
    }
  });

  it('is off in a team that tracks nothing, which goes without saying once it was shown', async () => {
    const off = await answered(buildPrepared({ ...untracked, reason: 'tracking_off', consentMode: 'off' }));
    expect(off.words).toBe('Your team does not track mail.');
    expect([off.tracking.isOn, off.tracking.isForbidden]).toEqual([false, true]);
    off.tracking.aboutToSend();
    // Gmail takes its readers away, of whom nobody knows any more that they are not tracked.
    off.mail.recipients = [];
    off.tracking.changed();
    await settle();
    expect(await off.tracking.send(body, false)).toEqual({ body, messageId: null, untrackedBecause: null });
  });

  it('is off there before it has a reader, and can be tracked as soon as the team allows it', async () => {
    const { mail, tracking, asked } = buildMail();
    mail.teamMode = 'off';
    mail.recipients = [];
    tracking.start();
    expect(stripWords(tracking.state)).toBe('Your team does not track mail.');
    tracking.turn(false);
    expect(tracking.isForbidden).toBe(true);
    tracking.turn(true);
    mail.recipients = [rita];
    tracking.changed();
    await settle();
    expect(asked).toHaveLength(1);
    expect(tracking.isOn).toBe(true);
  });
});

describe('a sender who would rather ask first', () => {
  const byChoice = async ({ consentMode }: PrepareMessage) => (consentMode === 'ask' ? asking() : buildPrepared());

  it('does so with this mail, and can go back to the notice', async () => {
    const { tracking, asked } = buildMail(byChoice);
    tracking.start();
    await settle();
    expect(tracking.state.is).toBe('tracked');
    tracking.askFirst(true);
    expect(tracking.state.is).toBe('preparing');
    await settle();
    expect(tracking.state.is).toBe('asks');
    expect((await tracking.send(body, false)).body).toContain(question);
    tracking.askFirst(false);
    await settle();
    expect((await tracking.send(body, false)).body).toContain('data-openly="pixel"');
    expect(asked.map(({ consentMode }) => consentMode)).toEqual([undefined, 'ask', undefined]);
  });

  it('asks also when Send is pressed at once, or the first answer comes late', async () => {
    const answers: (() => void)[] = [];
    const { tracking } = buildMail(
      (question) => new Promise((resolve) => answers.push(() => byChoice(question).then(resolve))),
    );
    tracking.start();
    tracking.askFirst(true);
    tracking.aboutToSend();
    const sending = tracking.send(body, false);
    await settle();
    for (const answer of answers) answer();
    expect((await sending).body).toContain(question);
    tracking.stop();
  });

  it('reads that a reader has allowed it, where that is so', async () => {
    const { words } = await answered(buildPrepared({ consentMode: 'ask' }));
    expect(words).toBe('Rita Reader has allowed it, and will see this below your mail:');
  });
});
