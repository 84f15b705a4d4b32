import { createHash } from 'node:crypto';
import type { ProductDatabase } from '../../support/product.js';
import { seedAccounts } from '../seed-accounts.js';

/** So many that each has more than one screen of threads also where few opens are stored. */
export const ACCOUNTS = 100;
export const OPENS_A_MAIL = 10;
const MONTHS = 12;
/** Of four mails of an account one stands in the thread of the one before. */
const MAILS_A_THREAD_GROUP = 4;
const THREADS_A_GROUP = 3;

/** The access token of an account, which is numbered from 1. */
export const tokenOf = (account: number) => `access-token-of-account-${account}`;
/** Gmail's id of a thread of an account, numbered from 0 in the order in which they began. */
export const threadOf = (account: number, thread: number) =>
  account.toString(16).padStart(6, '0') + thread.toString(16).padStart(10, '0');
/** How many threads each account has where so many opens are stored. */
export const threadsAnAccount = (opens: number) =>
  Math.floor((opens / OPENS_A_MAIL / ACCOUNTS / MAILS_A_THREAD_GROUP) * THREADS_A_GROUP);

/**
 * Fills an empty database as a year of use would have: accounts signed in, their mails in the order in which they were
 * sent, ten opens of each. Then everything is vacuumed and analysed.
 */
export async function seed(database: ProductDatabase, opens: number): Promise<void> {
  await seedAccounts(database, ACCOUNTS, 365);
  await signIn(database);
  await insertMails(database, opens / OPENS_A_MAIL);
  await insertOpens(database);
  await database.query('vacuum analyze');
  await database.query('checkpoint');
}

async function signIn(database: ProductDatabase): Promise<void> {
  const accounts = Array.from({ length: ACCOUNTS }, (_, place) => place + 1);
  const hashes = accounts.map((account) => createHash('sha256').update(tokenOf(account)).digest());
  await database.query(
    `with given as (
       select uuidv7() as session_id, token, 'sender' || n as sender_id
       from unnest($1::bytea[]) with ordinality as given (token, n)
     ), begun as (
       insert into session (id, team_id, account_id, handle_hash, refresh_hashes, expires_at)
       select session_id, team_id, id, token, '{}', now() + interval '1 day' from given join account using (sender_id)
       returning id, team_id
     )
     insert into access_token (hash, team_id, session_id, expires_at)
     select token, team_id, session_id, now() + interval '1 day' from given join begun on begun.id = session_id`,
    [hashes],
  );
}

/** Accounts take turns, so that the mails of one lie far from each other on the disk, as they would. */
async function insertMails(database: ProductDatabase, mails: number): Promise<void> {
  await database.query(
    `with owner as (
       select team_id, id, substring(sender_id from 7)::int as number from account
     ), mail as (
       select n, n % $2 + 1 as number, n / $2 as place,
              now() - make_interval(months => $3) + (now() - (now() - make_interval(months => $3))) * n / $1 as at
       from generate_series(0, $1::int - 1) n
     )
     insert into message (team_id, id, account_id, state, gmail_thread_id, gmail_message_id, notice_version, tracked,
                          subject_sealed, created_at, prepared_at, sent_at, open_count, machine_open_count,
                          first_opened_at, last_opened_at)
     select team_id, uuidv7(at - now()), owner.id, 'sent',
            lpad(to_hex(number), 6, '0') || lpad(to_hex(place / $4 * $5 + least(place % $4, $5 - 1)), 10, '0'),
            lpad(to_hex(n), 16, '0'), '1', true, decode(repeat('5a', 70), 'hex'), at, at, at, 6, 4,
            at + interval '1 minute', at + interval '10 minutes'
     from mail join owner using (number) order by n`,
    [mails, ACCOUNTS, MONTHS, MAILS_A_THREAD_GROUP, THREADS_A_GROUP],
  );
  await database.query('analyze message');
}

/** Into bare tables: the keys and indexes of the migration are taken off, and made anew of what is there. */
async function insertOpens(database: ProductDatabase): Promise<void> {
  await database.query(`select make_open_partitions(3, now() - make_interval(months => $1))`, [MONTHS]);
  const taken = await database.query<{ drop: string; make: string }>(
    `select format('alter table open drop constraint %I', conname) as drop,
            format('alter table open add constraint %I %s', conname, pg_get_constraintdef(oid)) as make
     from pg_constraint where conrelid = 'open'::regclass and contype in ('p', 'f')
     union all
     -- "On only" would leave the partitions without.
     select format('drop index %s', indexrelid::regclass), replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
     from pg_index where indrelid = 'open'::regclass and not indisprimary`,
  );
  for (const { drop } of taken) await database.query(drop);
  await database.query(
    `insert into open (team_id, id, message_id, opened_at, kind, confidence, reason, client, os, device, country, city,
                       latitude, longitude, signals, rules_version)
     select team_id, uuidv7(at - now()), id, at, kind, confidence, reason, client, os, device, country, city,
            latitude, longitude, signals, 3
     from message cross join lateral (
       select sent_at + make_interval(mins => n) as at, look.* from generate_series(1, $1::int) n join lateral (values
         (0, 'gmail_proxy', 'likely', 'Fetched through Gmail''s image proxy when somebody looked.',
          null, null, null, null, null, null::real, null::real, 'GET gmail_proxy internet in:google:Google'),
         (1, 'direct', 'likely', 'Fetched by the reader''s own browser or app.',
          'Chrome 146', 'Windows', 'computer', 'NL', 'Utrecht', 52.09, 5.12, 'GET browser internet'),
         (2, 'scanner', 'machine', 'A program that calls itself a scanner or crawler.',
          null, null, null, null, null, null, null, 'GET crawler internet'))
         as look (turn, kind, confidence, reason, client, os, device, country, city, latitude, longitude, signals)
         on turn = case when n > 6 then 2 else n % 2 end
     ) one`,
    [OPENS_A_MAIL],
  );
  for (const { make } of taken) await database.query(make);
}
