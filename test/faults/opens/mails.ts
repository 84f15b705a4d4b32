import { randomBytes, randomUUID } from 'node:crypto';
import { makeToken, pixelPath, type TokenKey } from '@openly/tracking';
import type { ProductDatabase } from '../../support/product.js';

const ACCOUNTS = 20;
const ROWS_AT_ONCE = 10_000;

/** Tracked mails, one for every request of the drill, so that each token is fetched once. */
export interface Mails {
  /** Message ids, in the order in which they are fetched. */
  ids: readonly string[];
  /** Path of a mail's pixel, with a token of the product's own making. */
  pixelOf(mail: number): string;
  /** The same with a token that nobody's key made. */
  forgedPixelOf(mail: number): string;
}

/** A new key of tokens, and how a setting says it. */
export function aTokenKey(): { key: TokenKey; setting: string } {
  const secret = randomBytes(32);
  return { key: { id: 'k1', secret }, setting: `k1:${secret.toString('base64url')}` };
}

/** Writes a team of twenty senders and so many mails of theirs, sent an hour ago, straight into the tables. */
export async function writeMails(
  database: Pick<ProductDatabase, 'query'>,
  key: TokenKey,
  count: number,
): Promise<Mails> {
  const teamId = randomUUID();
  const forger = aTokenKey().key;
  await database.query(`insert into team (id, name) values ($1, 'Drill')`, [teamId]);
  const accounts = Array.from({ length: ACCOUNTS }, (_, number) => ({
    id: randomUUID(),
    senderId: `drill-sender-${number}`,
  }));
  for (const { id, senderId } of accounts) {
    await database.query(
      `insert into account (team_id, id, google_subject, email, sender_id) values ($1, $2, $3, $4, $5)`,
      [teamId, id, id, `${senderId}@drill.example`, senderId],
    );
  }
  const accountOf = (mail: number) => accounts[mail % ACCOUNTS] as (typeof accounts)[number];
  const ids = Array.from({ length: count }, () => randomUUID());
  for (let from = 0; from < count; from += ROWS_AT_ONCE) {
    const some = ids.slice(from, from + ROWS_AT_ONCE);
    await database.query(
      `insert into message (team_id, id, account_id, state, notice_version, tracked, sent_at)
       select $1, id, account_id, 'sent', '1', true, now() - interval '1 hour'
       from unnest($2::uuid[], $3::uuid[]) as mail (id, account_id)`,
      [teamId, some, some.map((_, nth) => accountOf(from + nth).id)],
    );
  }
  const path = (mail: number, by: TokenKey) => {
    const { senderId } = accountOf(mail);
    return pixelPath(senderId, makeToken([by], 'pixel', senderId, { teamId, id: ids[mail] as string }));
  };
  return { ids, pixelOf: (mail) => path(mail, key), forgedPixelOf: (mail) => path(mail, forger) };
}
