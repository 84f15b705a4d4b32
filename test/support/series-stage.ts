import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { type Schedule, type Series, schedule as scheduleSchema, series as seriesSchema } from '@openly/contracts';
import { SeriesService } from '../../apps/api/src/series/series.service.js';
import { zone } from './scheduled-mail.js';
import { until } from './until.js';
import { SENDER, type User, type World } from './world.js';

interface MailOptions {
  subject?: string;
  to?: string;
  text?: string;
  headers?: string[];
}

export interface BuiltDraft {
  id: string;
  threadId: string;
  subject: string;
}

/** What tests of series do with drafts and series of one user. */
export function seriesStage(set: () => { world: World; sender: User }) {
  const gmail = <T>(method: string, path: string, body?: unknown) =>
    set().world.sandbox.google.call<T>(SENDER, method, path, body);

  const rawOf = ({ subject = '', to = 'Ann <ann@example.net>', text = 'Hello Ann', headers = [] }: MailOptions) => {
    const lines = [
      `From: ${SENDER}`,
      ...(to ? [`To: ${to}`] : []),
      `Subject: ${subject}`,
      ...headers,
      'MIME-Version: 1.0',
      'Content-Type: text/html; charset=utf-8',
      '',
      `<p>${text}</p>`,
    ];
    return Buffer.from(lines.join('\r\n')).toString('base64url');
  };

  const stage = {
    /** A draft in Gmail with a subject that no other mail has. */
    async buildDraft(options: MailOptions & { threadId?: string } = {}): Promise<BuiltDraft> {
      const { threadId, ...mail } = options;
      const subject = mail.subject ?? `Report ${randomUUID()}`;
      const message = { raw: rawOf({ ...mail, subject }), threadId };
      const made = await gmail<{ id: string; message: { threadId: string } }>('POST', '/drafts', { message });
      return { id: made.id, threadId: made.message.threadId, subject };
    },

    /** As the user would edit it in Gmail. */
    async editDraft(id: string, mail: MailOptions) {
      await gmail('PUT', `/drafts/${id}`, { message: { raw: rawOf(mail) } });
    },

    async deleteDraft(id: string) {
      await gmail('DELETE', `/drafts/${id}`);
    },

    /** The mail in a draft; null where there is no such draft. */
    async draftText(id: string): Promise<{ text: string; threadId: string } | null> {
      try {
        const { message } = await gmail<{ message: { raw: string; threadId: string } }>(
          'GET',
          `/drafts/${id}?format=raw`,
        );
        return { text: Buffer.from(message.raw, 'base64url').toString(), threadId: message.threadId };
      } catch {
        return null;
      }
    },

    /** Ids of the drafts with this subject. */
    async draftsAbout(subject: string): Promise<string[]> {
      const { drafts = [] } = await gmail<{ drafts?: { id: string }[] }>('GET', '/drafts?maxResults=500');
      const texts = await Promise.all(drafts.map(async ({ id }) => ({ id, mail: await stage.draftText(id) })));
      return texts.flatMap(({ id, mail }) => (mail?.text.includes(subject) ? [id] : []));
    },

    /** Mails in Sent with this subject. */
    async sentAbout(subject: string) {
      const mailbox = set().world.sandbox.mailbox(SENDER);
      const { messages = [] } = await gmail<{ messages?: { id: string }[] }>(
        'GET',
        '/messages?labelIds=SENT&maxResults=20',
      );
      const newest = await Promise.all(messages.map(({ id }) => mailbox.get(id)));
      return newest.filter((mail) => mail.subject === subject);
    },

    ask: (gmailDraftId: string, body: object = {}, headers?: Record<string, string>) =>
      set().sender.call(
        'POST',
        '/v1/series',
        { gmailDraftId, timeZone: zone, rule: 'FREQ=WEEKLY;BYDAY=MO', when: '2027-03-22T08:00', ...body },
        headers,
      ),

    /** Every Monday at 8:00 from 22 March 2027 on, unless it is said otherwise. */
    async begin(gmailDraftId: string, body: object = {}): Promise<Series> {
      const answer = await stage.ask(gmailDraftId, body);
      expect(answer).toMatchObject({ status: 201 });
      return seriesSchema.parse(answer.body);
    },

    async look(id: string): Promise<Series> {
      return seriesSchema.parse((await set().sender.call('GET', `/v1/series/${id}`)).body);
    },

    async change(id: string, body: object): Promise<Series> {
      const answer = await set().sender.call('PATCH', `/v1/series/${id}`, body);
      expect(answer).toMatchObject({ status: 200 });
      return seriesSchema.parse(answer.body);
    },

    async scheduleOf(id: string | null): Promise<Schedule> {
      return scheduleSchema.parse((await set().sender.call('GET', `/v1/schedules/${id}`)).body);
    },

    /** Every schedule of a series, whatever became of it, the earliest first. */
    async schedulesOf({ id }: Series): Promise<Schedule[]> {
      const { body } = await set().sender.call('GET', '/v1/schedules?limit=200');
      return (body.items as Schedule[]).filter(({ seriesId }) => seriesId === id);
    },

    /** Lets the time of the waiting occurrence come for the series, though not for its mail. */
    async letTimeCome({ id }: Series) {
      await set().world.database.query('update series set next_at = now(), due_at = now() where id = $1', [id]);
    },

    /** Whatever a series waited for, a worker looks at it now. @returns the series as it is then */
    async workOn({ id }: Series): Promise<Series> {
      await set().world.database.query(
        `update series set due_at = now() where id = $1 and lease_id is null and copy_draft_id is null`,
        [id],
      );
      await set().world.api.app.get(SeriesService).makeDue();
      return stage.look(id);
    },

    /** Waits until a series is as described, a worker looking at it all the while. */
    whenIt(made: Series, what: (series: Series) => boolean): Promise<Series> {
      return until(
        async () => {
          const found = await stage.workOn(made);
          return what(found) && found;
        },
        10_000,
        'a series as expected',
      );
    },
  };
  return stage;
}

export type SeriesStage = ReturnType<typeof seriesStage>;

/** That an occurrence waits, and another one than before. */
export const isWaitingAnew =
  (before: string | null) =>
  ({ scheduleId }: { scheduleId: string | null }): boolean =>
    scheduleId !== null && scheduleId !== before;
