import { randomBytes } from 'node:crypto';
import { migrate } from '../../../apps/api/src/database/data-source.js';
import { Encryption } from '../../../apps/api/src/secrets/encryption.js';
import type { ProductDatabase } from '../../support/product.js';
import { draftMail } from './mail.js';

/** How many accounts and waiting mails a database has. */
export interface Population {
  accounts: number;
  /** Of them all, each `scheduled`, none due within a day. */
  pending: number;
}

const ACCOUNTS_A_TEAM = 10;
const TIME_ZONE = 'Europe/Amsterdam';

const secret = randomBytes(32);
const encryption = new Encryption([{ id: 'k1', secret }]);
/** Settings with which the product can open what is sealed here. */
export const seedKeys = { OPENLY_ENCRYPTION_KEYS: `k1:${secret.toString('base64url')}` };

/** Fills an empty database as signing in and scheduling would have: teams, accounts, schedules with their history. */
export async function seed(database: ProductDatabase, { accounts, pending }: Population): Promise<void> {
  await migrate({ ownerUrl: database.ownerUrl, appUrl: database.url, stepDown: false });
  await database.query(`insert into team (id, name) select uuidv7(), 'Team ' || n from generate_series(1, $1::int) n`, [
    Math.ceil(accounts / ACCOUNTS_A_TEAM),
  ]);
  await database.query(
    `with numbered as (select id, row_number() over (order by id) - 1 as place from team)
     insert into account (id, team_id, google_subject, email, name, sender_id, refresh_token_sealed, granted_scopes)
     select uuidv7(), team.id, 'subject' || n, 'sender' || n || '@example.com', 'Sender ' || n, 'sender' || n, token,
            $3
     from unnest($1::bytea[]) with ordinality as given (token, n) join numbered team on team.place = (n - 1) / $2`,
    [
      Array.from({ length: accounts }, (_, n) => encryption.seal('google.refresh_token', `refresh token ${n}`)),
      ACCOUNTS_A_TEAM,
      ['openid', 'https://www.googleapis.com/auth/gmail.compose', 'https://www.googleapis.com/auth/gmail.metadata'],
    ],
  );
  // Made in no order of accounts or times, as people schedule. One sealed text does for all: it is never opened here.
  await database.query(
    `with draft as (
       select n, now() + interval '1 day' + random() * interval '60 days' as send_at,
              row_number() over (order by random()) % $2 as place
       from generate_series(1, $1::int) n
     ), owner as (
       select team_id, id, row_number() over (order by id) - 1 as place from account
     )
     insert into schedule (team_id, id, account_id, gmail_draft_id, gmail_thread_id, status, send_at, time_zone,
       wall_time, sender_zone, deliver_in, fixed, zone_rules, tolerance_minutes, late_from, unless_replied, tracking,
       message_id, subject_sealed, recipients_sealed, draft_bytes, due_at)
     select owner.team_id, uuidv7(), owner.id, 'd' || n, 'td' || n, 'scheduled', send_at, $3,
            send_at at time zone $3, $3, 'sender', 'wall', $6, 120, send_at, false, true,
            gen_random_uuid(), $4, $5, $7, send_at
     from draft join owner using (place)`,
    [
      pending,
      accounts,
      TIME_ZONE,
      encryption.seal('schedule', 'Offer d100000, as discussed'),
      encryption.seal('schedule', JSON.stringify(['reader-d100000@example.net'])),
      // Resolved by other rules than the worker's, it would resolve them all anew.
      process.versions.tz ?? 'unknown',
      draftMail('d100000').length,
    ],
  );
  await database.query(
    `insert into schedule_event (team_id, id, schedule_id, to_status, what)
     select team_id, uuidv7(), id, 'scheduled', 'created' from schedule`,
  );
  await database.query('vacuum analyze');
}

/** When mails are due: all at one instant, or evenly over so many seconds from it. */
export interface DueTime {
  /** Milliseconds from now, by the database's clock, until the first. */
  inMs: number;
  overMs: number;
}

/** Gives so many of the waiting mails, of each account as many as of the others, a time that comes soon. */
export async function makeDue(database: ProductDatabase, mails: number, { inMs, overMs }: DueTime): Promise<void> {
  await database.query(
    `with ranked as (
       select team_id, id, row_number() over (partition by account_id order by id) as turn, random() as lot
       from schedule where status = 'scheduled'
     ), chosen as (
       select team_id, id, row_number() over (order by turn, lot) as place from ranked order by turn, lot limit $1
     ), timed as (
       select team_id, id,
              date_trunc('milliseconds', now() + make_interval(secs => ($2 + $3::float8 * (place - 1) / $1) / 1000)) as at
       from chosen
     )
     update schedule s set send_at = at, due_at = at, late_from = at, wall_time = at at time zone time_zone
     from timed where timed.team_id = s.team_id and timed.id = s.id`,
    [mails, inMs, overMs],
  );
}

/** By how many milliseconds each mail came later than its time, negative where it came early. */
export async function lateness(
  database: ProductDatabase,
  sends: readonly { draftId: string; at: number }[],
): Promise<number[]> {
  const rows = await database.query<{ draft_id: string; send_at: number }>(
    `select gmail_draft_id as draft_id, extract(epoch from send_at)::float8 * 1000 as send_at from schedule
     where gmail_draft_id = any($1)`,
    [sends.map(({ draftId }) => draftId)],
  );
  const sendAt = new Map(rows.map((row) => [row.draft_id, row.send_at]));
  return sends.map(({ draftId, at }) => at - (sendAt.get(draftId) ?? Number.NaN));
}

/**
 * Looks whether the run was what it is meant to be: every mail sent once, written down as sent, with its marks.
 * @throws Error that says what was not
 */
export async function checkSent(
  database: ProductDatabase,
  sends: readonly { draftId: string }[],
  lastRaw: string,
): Promise<void> {
  const [row] = await database.query<{ sent: number; marked: number }>(
    `select count(*)::int as sent, (count(*) filter (where tracked))::int as marked from schedule where status = 'sent'`,
  );
  if (row?.sent !== sends.length)
    throw new Error(`${sends.length} mails were sent, and ${row?.sent} written down as sent`);
  if (row.marked !== sends.length) throw new Error(`only ${row.marked} of ${sends.length} mails were tracked`);
  const last = sends.at(-1)?.draftId ?? '';
  if (Buffer.from(lastRaw, 'base64url').length <= draftMail(last).length)
    throw new Error('a mail went out without marks');
}
