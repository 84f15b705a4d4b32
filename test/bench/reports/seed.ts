import { createHash } from 'node:crypto';
import { migrate } from '../../../apps/api/src/database/data-source.js';
import type { Encryption } from '../../../apps/api/src/secrets/encryption.js';
import type { ProductDatabase } from '../../support/product.js';

export const MEMBERS = 200;
export const OPENS_A_MAIL = 10;
/** All of it is kept: a team may keep 365. */
export const DAYS = 360;
/** The report is of so many days, which end so many days ago. */
export const REPORT = { days: 90, endsDaysAgo: 20 };
export const TOKEN = 'access-token-of-the-first-member';

/** What is stored: mails in the time of the report, and outside of it. */
export interface Amount {
  inside: number;
  outside: number;
}

/** Migrates, and makes a team of 200 whose first member is signed in. */
export async function seedTeam(database: ProductDatabase): Promise<void> {
  await migrate({ ownerUrl: database.ownerUrl, appUrl: database.url, stepDown: false });
  await database.query(
    `insert into team (id, name, records_kept_days, addresses_kept_days) values (uuidv7(), 'Team', 365, 365)`,
  );
  await database.query(
    `insert into account (id, team_id, google_subject, email, sender_id)
     select uuidv7(), team.id, 'subject' || n, 'sender' || n || '@example.com', 'sender' || n
     from team, generate_series(1, $1::int) n`,
    [MEMBERS],
  );
  const hash = createHash('sha256').update(TOKEN).digest();
  await database.query(
    `with begun as (
       insert into session (id, team_id, account_id, handle_hash, refresh_hashes, expires_at)
       select uuidv7(), team_id, id, $1, '{}', now() + interval '1 day' from account where sender_id = 'sender1'
       returning id, team_id
     )
     insert into access_token (hash, team_id, session_id, expires_at)
     select $1, team_id, id, now() + interval '1 day' from begun`,
    [hash],
  );
  await database.query(`select make_open_partitions(1, now() - make_interval(days => $1))`, [DAYS + 1]);
}

/**
 * Mails of all members in turn, evenly over the times, six of ten opened, and ten opens of each mail that was. The
 * totals are kept by the product's own triggers. Into bare tables: `index` makes keys and indexes of opens anew.
 */
export async function addMails(database: ProductDatabase, { inside, outside }: Amount): Promise<void> {
  const { days, endsDaysAgo } = REPORT;
  const before = Math.round((outside * (DAYS - days - endsDaysAgo)) / (DAYS - days));
  await addBetween(database, before, DAYS, endsDaysAgo + days);
  await addBetween(database, inside, endsDaysAgo + days, endsDaysAgo);
  await addBetween(database, outside - before, endsDaysAgo, 1);
}

async function addBetween(database: ProductDatabase, mails: number, fromDaysAgo: number, toDaysAgo: number) {
  if (mails === 0) return;
  await database.query(
    `with owner as (
       select team_id, id, substring(sender_id from 7)::int as number from account
     ), mail as (
       select n, n % $2 + 1 as number, date_trunc('day', now(), 'UTC') - make_interval(days => $3)
              + make_interval(days => $3 - $4) * (n::double precision / $1) as at
       from generate_series(0, $1::int - 1) n
     )
     insert into message (team_id, id, account_id, state, gmail_thread_id, gmail_message_id, notice_version, tracked,
                          subject_sealed, created_at, prepared_at, sent_at, open_count, machine_open_count,
                          first_opened_at, last_opened_at, click_count)
     select team_id, uuidv7(at - now()), owner.id, 'sent', lpad(to_hex(n), 16, '0'), lpad(to_hex(n), 16, '0'), '1',
            true, decode(repeat('5a', 70), 'hex'), at, at, at,
            case when is_opened then 6 else 0 end, 4, case when is_opened then at + took end,
            case when is_opened then at + took + interval '10 minutes' end, case when n % 7 = 0 then 1 else 0 end
     from mail join owner using (number)
     cross join lateral (
       select n % 5 < 3 as is_opened, make_interval(secs => exp(2 + (n % 1000 * 7919 % 1000) / 100.0)) as took) seen
     order by n`,
    [mails, MEMBERS, fromDaysAgo, toDaysAgo],
  );
}

/** Ten opens of every mail that has none yet; of an opened one the first at the time that its row says. */
export async function addOpens(database: ProductDatabase): Promise<void> {
  await database.query(
    `insert into open (team_id, id, message_id, opened_at, kind, confidence, reason, client, country, signals, rules_version)
     select team_id, gen_random_uuid(), id, at, kind, confidence, '', client, country, 'GET browser internet', 3
     from message cross join lateral (
       select coalesce(first_opened_at, sent_at) + make_interval(mins => n - 1) as at, look.*
       from generate_series(1, $1::int) n join lateral (values
         (true, 'direct', 'likely', 'Chrome 146', (array['NL', 'DE', 'BE', 'FR'])[1 + get_byte(uuid_send(id), 15) % 4]),
         (false, 'scanner', 'machine', null, null)
       ) as look (person, kind, confidence, client, country) on look.person = (open_count > 0 and n <= 6)
     ) one
     where not exists (select from open_seeded where open_seeded.id = message.id)`,
    [OPENS_A_MAIL],
  );
  await database.query(`insert into open_seeded select id from message on conflict do nothing`);
}

/** Takes keys and indexes off the opens. @returns what makes them anew */
export async function bareOpens(database: ProductDatabase): Promise<string[]> {
  await database.query('create table open_seeded (id uuid primary key)');
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
  return taken.map(({ make }) => make);
}

/** Subjects and readers of the first member's mail, which that member's reports show. */
export async function sealOwnMail(database: ProductDatabase, encryption: Encryption): Promise<void> {
  const own = await database.query<{ team_id: string; id: string }>(
    `select m.team_id, m.id from message m join account a on a.id = m.account_id where sender_id = 'sender1'`,
  );
  await database.query(
    `with given as (select * from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as given (id, subject, reader)),
     written as (
       insert into recipient (team_id, message_id, position, field, email_sealed, email_hash)
       select team_id, m.id, 0, 'to', reader, sha256(reader) from given join message m using (id)
     )
     update message m set subject_sealed = subject from given where m.id = given.id`,
    [
      own.map(({ id }) => id),
      own.map(({ id }) => encryption.seal('message.subject', `About ${id}`)),
      own.map(({ id }) => encryption.seal('recipient.email', `${id}@readers.example`)),
    ],
  );
}

export async function index(database: ProductDatabase, made: readonly string[]): Promise<void> {
  for (const make of made) await database.query(make);
  await database.query('drop table open_seeded');
  await database.query('vacuum analyze');
  await database.query('checkpoint');
}
