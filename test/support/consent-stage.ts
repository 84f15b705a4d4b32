import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { type ConsentMode, type PreparedMessage, preparedMessage } from '@openly/contracts';
import { LookupHash } from '../../apps/api/src/secrets/lookup-hash.js';
import { request, type User, type World } from './world.js';

/** One decision of a reader, as it is written down. */
export interface Said {
  decision: 'allow' | 'refuse';
  scope: 'message' | 'sender' | 'server';
  assurance?: 'link' | 'mailbox';
  /** Else another message of this sender's. */
  messageId?: string;
  /** Whose mail it was made at; else this sender's. */
  teamId?: string;
}

/** What tests of consent do in the name of one sender: mails, what their readers decided, whether they were asked. */
export function consentStage(set: () => { world: World; sender: User }) {
  const hashOf = (email: string) => set().world.api.app.get(LookupHash).ofAddress(email);

  const stage = {
    someReader: () => `${randomUUID()}@example.net`,

    async setMode(consentMode: ConsentMode) {
      const answer = await set().sender.call('PATCH', '/v1/team/policy', { consentMode });
      expect(answer).toMatchObject({ status: 200 });
    },

    /** Writes a decision down, as the page would after its checks; the database chains it. */
    async decided(email: string, { decision, scope, assurance = 'mailbox', messageId, teamId }: Said) {
      const { me } = set().sender;
      await set().world.database.query(
        `insert into consent_decision
           (team_id, id, account_id, message_id, email_hash, decision, scope, assurance, notice_version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, '1.ask.en')`,
        [
          teamId ?? me.teamId,
          randomUUID(),
          teamId ? randomUUID() : me.accountId,
          messageId ?? randomUUID(),
          hashOf(email),
          decision,
          scope,
          assurance,
        ],
      );
    },

    /** This sender asked this reader, with another mail. */
    async wasAsked(email: string, daysAgo: number) {
      const { me } = set().sender;
      await set().world.database.query(
        `insert into reader_question (team_id, account_id, email_hash, message_id, asked_at)
         values ($1, $2, $3, $4, now() - make_interval(days => $5))`,
        [me.teamId, me.accountId, hashOf(email), randomUUID(), daysAgo],
      );
    },

    /** Lets days pass since a reader was asked. */
    async daysPassSinceAsked(email: string, days: number) {
      await set().world.database.query(
        'update reader_question set asked_at = now() - make_interval(days => $2) where email_hash = $1',
        [hashOf(email), days],
      );
    },

    /** Of each reader: with which message they were asked, and when; null where they were not. */
    questions(emails: readonly string[]) {
      return Promise.all(
        emails.map(async (email) => {
          const [row] = await set().world.database.query<{ message_id: string; asked_at: Date }>(
            'select message_id, asked_at from reader_question where account_id = $1 and email_hash = $2',
            [set().sender.me.accountId, hashOf(email)],
          );
          return row ?? null;
        }),
      );
    },

    async prepare(emails: readonly string[], body: object = {}, id: string = randomUUID()): Promise<PreparedMessage> {
      const fields = ['to', 'cc', 'bcc'];
      const recipients = emails.map((email, place) => ({ email, field: fields[place % 3] }));
      const answer = await set().sender.call('PUT', `/v1/messages/${id}`, { recipients, subject: 'Offer', ...body });
      expect(answer).toMatchObject({ status: 200 });
      return preparedMessage.parse(answer.body);
    },

    /** Gmail has sent it, so many seconds ago. @returns its thread */
    async sent({ id }: Pick<PreparedMessage, 'id'>, secondsAgo = 0): Promise<string> {
      const gmailThreadId = id.replaceAll('-', '').slice(0, 16);
      const sentAt = new Date(Date.now() - secondsAgo * 1_000).toISOString();
      const sent = { gmailMessageId: gmailThreadId, gmailThreadId, sentAt };
      expect((await set().sender.call('POST', `/v1/messages/${id}/sent`, sent)).status).toBe(204);
      return gmailThreadId;
    },

    /** Posts a decision by the link in a mail, as a program does. */
    async decideIn(html: string, decision: 'allow' | 'refuse', scope: Said['scope']) {
      const [, path = ''] = /(\/r\/[\w-]{20,})/.exec(html) ?? [];
      return request(set().world.api.url, 'POST', `${path}/decision`, { decision, scope });
    },

    async stored(messageId: string) {
      const [row] = await set().world.database.query<{
        tracked: boolean;
        asks: boolean;
        consent_mode: ConsentMode;
        notice_version: string;
      }>('select tracked, asks, consent_mode, notice_version from message where id = $1', [messageId]);
      return row;
    },
  };
  return stage;
}

/** How a mail goes out, by what stands in the answer and not by its reason. */
export function outcomeOf({ pixelHtml, noticeHtml, noticeText, links }: PreparedMessage): string {
  const words = `${noticeHtml} ${noticeText}`;
  const kinds = [
    ['tracked', pixelHtml !== null && words.split('Read receipt requested by').length === 3 && links.length > 0],
    ['asks', pixelHtml === null && words.split('Read receipts requested by').length === 3 && links.length === 0],
    ['bare', pixelHtml === null && noticeHtml === null && noticeText === null && links.length === 0],
  ] as const;
  return kinds.find(([, holds]) => holds)?.[0] ?? 'a mixture';
}
