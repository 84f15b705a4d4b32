import { describe, expect, it } from '@jest/globals';
import type { PreparedMessage, PrepareMessage } from '@openly/contracts';
import { noticeHtml, pixelHtml } from '@openly/tracking';
import { type MailNow, MailTracking, SEND_BUDGET_MS } from './mail-tracking';

const TOKEN = 'AAAAAAAAAAAAAAAAAAAAAAAAAA';
const buildPrepared = (change: Partial<PreparedMessage> = {}): PreparedMessage => ({
  id: '00000000-0000-4000-8000-000000000001',
  senderId: 'sender-id_1',
  state: 'prepared',
  pixelHtml: pixelHtml(`https://o.example/o/sender-id_1/${TOKEN}.gif`),
  noticeHtml: noticeHtml({ readerUrl: `https://o.example/r/${TOKEN}`, senderName: 'Sam' }),
  noticeText: null,
  links: [],
  ...change,
});
const ann = { email: 'ann@example.net', field: 'to' as const };
const bob = { email: 'bob@example.net', field: 'cc' as const };
const body = '<div dir="ltr">Hello</div>';

function buildMail(prepare: (body: PrepareMessage) => Promise<PreparedMessage> = async () => buildPrepared()) {
  const mail: MailNow & { gone: boolean; hindrance: { code: string; title: string } | null } = {
    draftKey: 'r1',
    recipients: [ann],
    subject: 'Hello',
    gmailThreadId: undefined,
    gone: false,
    hindrance: null,
  };
  const asked: PrepareMessage[] = [];
  const tracking = new MailTracking(
    {
      read() {
        if (mail.gone) throw new Error('window is gone');
        const { draftKey, recipients, subject, gmailThreadId } = mail;
        return { draftKey, recipients, subject, gmailThreadId };
      },
      prepare(_key, body) {
        asked.push(body);
        return prepare(body);
      },
      hindrance: () => mail.hindrance,
      onState: () => undefined,
      later(task, ms) {
        // Waits for typing to settle are cut short; those before another try are longer than a test.
        const timer = ms < 1000 ? setTimeout(task, 1) : undefined;
        return () => clearTimeout(timer);
      },
    },
    true,
  );
  return { mail, tracking, asked };
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 10));

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
