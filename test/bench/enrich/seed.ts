import { randomBytes } from 'node:crypto';
import { linkPath, makeToken, pixelPath } from '@openly/tracking';
import { type ProductDatabase, startProduct } from '../../support/product.js';
import { until } from '../../support/until.js';
import { seedAccounts } from '../seed-accounts.js';

export const ACCOUNTS = 1_000;
export const MAILS = 50_000;
const SENT_WITHIN_DAYS = 30;
const PATIENCE_MS = 60_000;

const tokenKey = { id: 'k1', secret: randomBytes(32) };
/** Settings with which the product takes the tokens made here for its own. */
export const tokenKeys = { OPENLY_TOKEN_KEYS: `${tokenKey.id}:${tokenKey.secret.toString('base64url')}` };

/** A sent mail with a pixel and one link, as its readers' machines fetch them. */
export interface Mail {
  pixel(): string;
  link(): string;
}

/** Fills an empty database: teams, accounts, and mails sent in the last month. */
export async function seed(database: ProductDatabase): Promise<void> {
  await seedAccounts(database, ACCOUNTS, 90);
  // In the order in which they were sent: in no order of accounts.
  await database.query(
    `with owner as (
       select team_id, id, row_number() over (order by id) - 1 as place from account
     ), mail as (
       select now() - interval '1 hour' - n * make_interval(days => $3) / $1 as at, floor(random() * $2)::int as place
       from generate_series($1::int, 1, -1) n
     )
     insert into message (team_id, id, account_id, state, gmail_thread_id, gmail_message_id, notice_version, tracked,
                          created_at, prepared_at, sent_at)
     select team_id, uuidv7(at - now()), owner.id, 'sent', replace(left(gen_random_uuid()::text, 18), '-', ''),
            replace(left(gen_random_uuid()::text, 18), '-', ''), '1', true, at, at, at
     from mail join owner using (place) order by at`,
    [MAILS, ACCOUNTS, SENT_WITHIN_DAYS],
  );
  await database.query(
    `insert into link (team_id, id, message_id, url) select team_id, uuidv7(), id, 'https://example.net/offer' from message`,
  );
  await addReports(database);
  await database.query('vacuum analyze');
}

/** Lets the product add what all this mail is in its reports: with mail sent over weeks, that was done long ago. */
async function addReports(database: ProductDatabase): Promise<void> {
  const worker = await startProduct({ role: 'worker', database, env: tokenKeys });
  const isAdded = async () => {
    const [noted] = await database.query<{ none: boolean }>('select not exists (select from report_change) as none');
    return noted?.none;
  };
  try {
    await until(isAdded, PATIENCE_MS, 'the sums of reports');
  } finally {
    await worker.kill('SIGTERM');
  }
}

export async function mailsOf(database: ProductDatabase): Promise<Mail[]> {
  const rows = await database.query<{ teamId: string; id: string; linkId: string; senderId: string }>(
    `select message.team_id as "teamId", message.id, link.id as "linkId", sender_id as "senderId"
     from message join account on account.id = account_id
     join link on link.team_id = message.team_id and message_id = message.id order by message.id`,
  );
  return rows.map(({ teamId, id, linkId, senderId }) => ({
    pixel: () => pixelPath(senderId, makeToken([tokenKey], 'pixel', senderId, { teamId, id })),
    link: () => linkPath(senderId, makeToken([tokenKey], 'link', senderId, { teamId, id: linkId })),
  }));
}
