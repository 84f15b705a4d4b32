import { randomUUID } from 'node:crypto';
import { linkPath, makeToken, pixelPath } from '@openly/tracking';
import type { KeyRing } from '../../apps/api/src/config.js';
import type { TestDatabase } from './database.js';

/** A mail with a pixel and links in it, as its readers' machines see it. */
export interface TrackedMail {
  teamId: string;
  accountId: string;
  messageId: string;
  senderId: string;
  gmailThreadId: string;
  /** Path of the pixel. */
  pixel: string;
  /** Paths of the tracked links, in the order of `urls`. */
  links: string[];
}

interface MailOptions {
  state?: 'prepared' | 'sent' | 'discarded';
  sentAt?: Date;
  urls?: string[];
  withdrawn?: boolean;
  messageId?: string;
}

/** A sender of its own with one mail, sent an hour ago unless told otherwise. */
export async function aTrackedMail(
  database: TestDatabase,
  keys: KeyRing,
  {
    state = 'sent',
    sentAt = new Date(Date.now() - 3_600_000),
    urls = [],
    withdrawn = false,
    messageId = randomUUID(),
  }: MailOptions = {},
): Promise<TrackedMail> {
  const [teamId, accountId] = [randomUUID(), randomUUID()];
  const senderId = `sender-${accountId.slice(0, 8)}`;
  const gmailThreadId = accountId.replaceAll('-', '').slice(0, 16);
  await database.query(`insert into team (id, name) values ($1, 'A team')`, [teamId]);
  await database.query(
    `insert into account (team_id, id, google_subject, email, sender_id) values ($1, $2, $3, $4, $5)`,
    [teamId, accountId, accountId, `${senderId}@example.com`, senderId],
  );
  await database.query(
    `insert into message (team_id, id, account_id, state, gmail_thread_id, notice_version, tracked, sent_at, withdrawn_at)
     values ($1, $2, $3, $4, $5, '1', true, $6, $7)`,
    [
      teamId,
      messageId,
      accountId,
      state,
      gmailThreadId,
      state === 'prepared' ? null : sentAt,
      withdrawn ? new Date() : null,
    ],
  );
  const links: string[] = [];
  for (const url of urls) {
    const id = randomUUID();
    await database.query('insert into link (team_id, id, message_id, url) values ($1, $2, $3, $4)', [
      teamId,
      id,
      messageId,
      url,
    ]);
    links.push(linkPath(senderId, makeToken(keys, 'link', senderId, { teamId, id })));
  }
  const pixel = pixelPath(senderId, makeToken(keys, 'pixel', senderId, { teamId, id: messageId }));
  return { teamId, accountId, messageId, senderId, gmailThreadId, pixel, links };
}
