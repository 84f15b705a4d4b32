import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Role } from '@openly/contracts';
import type { TestDatabase } from './database.js';
import { type Answer, request } from './world.js';

interface AccountRef {
  teamId: string;
  accountId: string;
}

/** Requests with one credential. */
export type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

/** Requests that carry this access token or API key. */
export const callsWith =
  (url: string, credential: string): Call =>
  (method, path, body, headers) =>
    request(url, method, path, body, { authorization: `Bearer ${credential}`, ...headers });

/** Signs an account of the tables in, without Google. */
export async function plantSession(
  database: TestDatabase,
  { teamId, accountId }: AccountRef,
): Promise<{ id: string; accessToken: string }> {
  const [id, accessToken] = [randomUUID(), randomBytes(32).toString('base64url')];
  await database.query(
    `insert into session (team_id, id, account_id, handle_hash, refresh_hashes, expires_at)
     values ($1, $2, $3, $4, array[$5::bytea], now() + interval '1 day')`,
    [teamId, id, accountId, randomBytes(32), randomBytes(32)],
  );
  await database.query(
    `insert into access_token (hash, team_id, session_id, expires_at) values ($1, $2, $3, now() + interval '1 hour')`,
    [createHash('sha256').update(accessToken).digest(), teamId, id],
  );
  return { id, accessToken };
}

/** Makes an account's person this in their team. */
export const giveRole = (database: TestDatabase, accountId: string, role: Role) =>
  database.query('update account set role = $2 where id = $1', [accountId, role]);
