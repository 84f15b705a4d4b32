import { randomUUID } from 'node:crypto';
import { expect, jest } from '@jest/globals';
import { type Schedule, scheduleEvent, schedule as scheduleSchema } from '@openly/contracts';
import { Dispatcher } from '../../apps/api/src/scheduling/dispatcher.service.js';
import { until } from './until.js';
import { COLLEAGUE, SENDER, type User, type World } from './world.js';

export const zone = 'Europe/Amsterdam';
export const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

export interface DraftOptions {
  to?: string;
  html?: string | null;
  text?: string;
  headers?: string[];
  threadId?: string;
}

/** What tests of scheduled mail do again and again, in the name of one sender. */
export function schedulingIn(set: () => { world: World; sender: User }) {
  /** A draft in Gmail, as its own page would make it. @returns its id and its subject, which no other draft has */
  async function buildDraft({
    to = 'Ann <ann@example.net>',
    html,
    text = 'Hello Ann',
    headers = [],
    threadId,
  }: DraftOptions = {}) {
    const subject = `Offer ${randomUUID()}`;
    const content =
      html === null
        ? ['Content-Type: text/plain; charset=utf-8', '', text]
        : [
            'Content-Type: multipart/alternative; boundary=b',
            '',
            '--b',
            'Content-Type: text/plain; charset=utf-8',
            '',
            text,
            '--b',
            'Content-Type: text/html; charset=utf-8',
            '',
            html ?? '<p>Hello Ann</p>',
            '--b--',
            '',
          ];
    const raw = [
      `From: ${SENDER}`,
      ...(to ? [`To: ${to}`] : []),
      `Subject: ${subject}`,
      ...headers,
      'MIME-Version: 1.0',
      ...content,
    ];
    const draft = await set().world.sandbox.google.call<{ id: string; message: { threadId: string } }>(
      SENDER,
      'POST',
      '/drafts',
      {
        message: { raw: Buffer.from(raw.join('\r\n')).toString('base64url'), threadId },
      },
    );
    return { id: draft.id, threadId: draft.message.threadId, subject };
  }

  async function schedule(gmailDraftId: string, body: object = { sendAt: inMs(3_600_000) }): Promise<Schedule> {
    const answer = await set().sender.call('POST', '/v1/schedules', { gmailDraftId, timeZone: zone, ...body });
    expect(answer).toMatchObject({ status: 201 });
    return scheduleSchema.parse(answer.body);
  }

  const look = async (id: string): Promise<Schedule> =>
    scheduleSchema.parse((await set().sender.call('GET', `/v1/schedules/${id}`)).body);

  /** Has all that is due sent, now. */
  const dispatch = async () => {
    const dispatcher = set().world.api.app.get(Dispatcher);
    await dispatcher.fill();
    await dispatcher.idle();
  };

  /** Does this while the product's own worker takes nothing: what is due, the test alone can claim. */
  async function withoutWorker<T>(work: () => Promise<T>): Promise<T> {
    const dispatcher = set().world.api.app.get(Dispatcher);
    const taking = jest.spyOn(dispatcher, 'fill').mockResolvedValue(undefined);
    try {
      await dispatcher.idle();
      return await work();
    } finally {
      taking.mockRestore();
    }
  }

  /** Waits for a status, and while waiting lets no back-off last. */
  const whenIt = (id: string, status: Schedule['status']) =>
    until(
      async () => {
        const found = await look(id);
        if (found.status === status) return found;
        await set().world.database.query(
          `update schedule set due_at = now() where id = $1 and lease_id is null and attempts > 0`,
          [id],
        );
        await dispatch();
        return null;
      },
      15_000,
      `a schedule that is ${status}`,
    );

  /** Mails in Sent with this subject, which one draft alone has: among the newest, where a second one would be too. */
  async function sentMails(subject: string) {
    const mailbox = set().world.sandbox.mailbox(SENDER);
    const path = '/messages?labelIds=SENT&maxResults=6';
    const { messages = [] } = await set().world.sandbox.google.call<{ messages?: { id: string }[] }>(
      SENDER,
      'GET',
      path,
    );
    const newest = await Promise.all(messages.map(({ id }) => mailbox.get(id)));
    return newest.filter((mail) => mail.subject === subject);
  }

  const historyOf = async (id: string) => {
    const { body } = await set().sender.call('GET', `/v1/schedules/${id}/history`);
    return (body.items as unknown[]).map((event) => scheduleEvent.parse(event));
  };

  /** A mail to the colleague that is out. @returns the schedule it was, and what a reply to it needs */
  async function sentMail(body: object = { when: 'tomorrow' }) {
    const draft = await buildDraft({ to: COLLEAGUE });
    const made = await schedule(draft.id, body);
    await set().sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    const sent = await whenIt(made.id, 'sent');
    const [mail] = await sentMails(draft.subject);
    const [, messageIdHeader = ''] = /^Message-ID: (<[^>]+>)/im.exec(mail?.raw.toString() ?? '') ?? [];
    return { ...sent, threadId: sent.gmailThreadId ?? '', subject: draft.subject, messageIdHeader };
  }

  /** An answer of the colleague, which arrives in the sender's thread. */
  async function reply(
    { subject, messageIdHeader }: { subject: string; messageIdHeader: string },
    headers: string[] = [],
  ) {
    const raw = [
      `To: ${SENDER}`,
      `Subject: Re: ${subject}`,
      `In-Reply-To: ${messageIdHeader}`,
      ...headers,
      'Content-Type: text/plain',
      '',
      'Thanks',
    ].join('\r\n');
    await set().world.sandbox.google.call(COLLEAGUE, 'POST', '/messages/send', {
      message: { raw: Buffer.from(raw).toString('base64url') },
    });
  }

  return { buildDraft, schedule, sentMail, reply, look, dispatch, withoutWorker, whenIt, sentMails, historyOf };
}
