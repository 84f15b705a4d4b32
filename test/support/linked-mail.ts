import { randomUUID } from 'node:crypto';
import { makeToken, readerPath } from '@openly/tracking';
import { Encryption } from '../../apps/api/src/secrets/encryption.js';
import { LookupHash } from '../../apps/api/src/secrets/lookup-hash.js';
import type { TestApi } from './api.js';
import type { TestDatabase } from './database.js';
import { buildTeam } from './modules.js';

/** Whose mail it is. */
export interface Sender {
  teamId: string;
  accountId: string;
}

/** A mail with the link to its reader's page. */
export interface LinkedMail extends Sender {
  id: string;
  /** Path of the page. */
  path: string;
}

/** Somebody in a team of their own. */
export async function buildSender(database: TestDatabase, names?: Parameters<typeof buildTeam>[2]): Promise<Sender> {
  const { teamId, accountIds } = await buildTeam(database, [`${randomUUID()}@example.com`], names);
  return { teamId, accountId: accountIds[0] ?? '' };
}

/** A mail that was sent tracked to these readers, straight into the tables. */
export async function buildLinkedMail(
  database: TestDatabase,
  api: Pick<TestApi, 'app' | 'config'>,
  sender: Sender,
  readers: readonly string[],
  subject = 'An offer',
): Promise<LinkedMail> {
  const id = randomUUID();
  const encryption = api.app.get(Encryption);
  await database.query(
    `insert into message (team_id, id, account_id, state, subject_sealed, gmail_thread_id, notice_version, tracked, sent_at)
     values ($1, $2, $3, 'sent', $4, 'abc123', '1', true, now())`,
    [sender.teamId, id, sender.accountId, encryption.seal('message.subject', subject)],
  );
  for (const [position, email] of readers.entries()) {
    await database.query(
      `insert into recipient (team_id, message_id, position, field, email_sealed, email_hash)
       values ($1, $2, $3, 'to', $4, $5)`,
      [
        sender.teamId,
        id,
        position,
        encryption.seal('recipient.email', email),
        api.app.get(LookupHash).ofAddress(email),
      ],
    );
  }
  const token = makeToken(api.config.keys.token, 'reader', '', { teamId: sender.teamId, id });
  return { teamId: sender.teamId, accountId: sender.accountId, id, path: readerPath(token) };
}

/** Posts a decision as a program does. */
export function decideAt(
  url: string,
  mail: Pick<LinkedMail, 'path'>,
  decision: unknown,
  headers = {},
): Promise<Response> {
  return fetch(`${url}${mail.path}/decision`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(decision),
  });
}
