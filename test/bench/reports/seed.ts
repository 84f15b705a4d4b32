import { createHash } from 'node:crypto';
import { migrate } from '../../../apps/api/src/database/data-source.js';
import { figuresOf, TOOK_COLUMNS } from '../../../apps/api/src/database/migrations/report-totals.js';
import type { Encryption } from '../../../apps/api/src/secrets/encryption.js';
import type { PostgresServer, ProductDatabase } from '../../support/product.js';
import { checkDurable } from '../durable.js';

export const MEMBERS = 200;
export const OPENS_A_MAIL = 10;
/** All of it is kept: a team may keep 365. */
export const DAYS = 360;
/** The report is of so many days, which end so many days ago. */
export const REPORT = { days: 90, endsDaysAgo: 20 };
/** Access token of the first member of the team of 200. */
export const TOKEN = 'access-token-of-the-first-member';
/** Sender id and access token of somebody whose team is nobody else. */
export const ALONE = { sender: 'alone', token: 'access-token-of-one-alone' };

/** How many mails: of the team of 200, and of the one alone. */
export interface Amount {
  mails: number;
  alone: number;
}

/**
 * Two databases of the same 90 days: one with all mails of a year, the other with a tenth of those that lie outside of
 * the 90 days. Rows and totals are written straight into bare tables, whose keys, indexes and triggers are made anew, so
 * that what is measured is as the migration has it.
 */
export async function seed(
  postgres: PostgresServer,
  { mails, alone }: Amount,
  encryption: Encryption,
  signal: AbortSignal,
): Promise<{ many: ProductDatabase; few: ProductDatabase }> {
  const inside = Math.round((mails * REPORT.days) / DAYS / MEMBERS) * MEMBERS;
  const tenth = Math.round((mails - inside) / 10 / MEMBERS) * MEMBERS;
  const few = await postgres.createDatabase();
  await migrate({ ownerUrl: few.ownerUrl, appUrl: few.url, stepDown: false });
  await addTeam(few, 'sender', MEMBERS, TOKEN);
  await addTeam(few, ALONE.sender, 1, ALONE.token);
  await few.query(`select make_open_partitions(1, now() - make_interval(days => $1))`, [DAYS + 1]);
  const asMigrated = await indexesOf(few);
  const make = await bare(few);
  await addMails(few, { inside, outside: tenth });
  signal.throwIfAborted();
  const many = await postgres.createDatabase(few);
  await addMails(many, { inside: 0, outside: mails - inside - tenth });
  await addBetween(many, ALONE.sender, 1, { mails: alone, from: DAYS, to: 1 });
  for (const database of [few, many]) {
    signal.throwIfAborted();
    await sealOwnMail(database, encryption);
    await addTotals(database);
    for (const statement of make) await database.query(statement);
    await database.query('vacuum analyze');
    if ((await indexesOf(database)) !== asMigrated) throw new Error('a key or an index is missing');
  }
  await few.query('checkpoint');
  await check(many, { mails, alone });
  return { many, few };
}

/** Whose first member is signed in. Their sender ids are numbered, unless there is one alone. */
async function addTeam(database: ProductDatabase, sender: string, members: number, token: string): Promise<void> {
  const hash = createHash('sha256').update(token).digest();
  await database.query(
    `with made as (
       insert into team (id, name, records_kept_days, addresses_kept_days) values (uuidv7(), $1, 365, 365) returning id
     ), member as (
       insert into account (id, team_id, google_subject, email, sender_id)
       select uuidv7(), made.id, 'subject of ' || name, name || '@example.com', name
       from made, generate_series(1, $2::int) n
       cross join lateral (select $1::text || case when $2 > 1 then n::text else '' end as name) named
       returning id, team_id, sender_id
     ), begun as (
       insert into session (id, team_id, account_id, handle_hash, refresh_hashes, expires_at)
       select uuidv7(), team_id, id, $3, '{}', now() + interval '1 day' from member
       where sender_id in ($1::text, $1::text || '1') returning id, team_id
     )
     insert into access_token (hash, team_id, session_id, expires_at)
     select $3, team_id, id, now() + interval '1 day' from begun`,
    [sender, members, hash],
  );
}

/** Takes keys, indexes and triggers off mails and opens. @returns what makes them anew */
async function bare(database: ProductDatabase): Promise<string[]> {
  const taken = await database.query<{ drop: string; make: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
            format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as make
     from pg_constraint
     where conrelid = any ('{message, open}'::regclass[]) and contype = 'f' or conrelid = 'open'::regclass and contype = 'p'
     union all
     -- "On only" would leave the partitions without.
     select format('drop index %s', indexrelid::regclass), replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
     from pg_index where indrelid = any ('{message, open}'::regclass[]) and not indisprimary
     union all
     select 'alter table message disable trigger user', 'alter table message enable trigger user'`,
  );
  for (const { drop } of taken) await database.query(drop);
  return taken.map(({ make }) => make);
}

/** Of mails and opens, as one text. */
async function indexesOf(database: ProductDatabase): Promise<string> {
  const [found] = await database.query<{ indexes: string }>(
    `select string_agg(pg_get_indexdef(indexrelid), ';' order by pg_get_indexdef(indexrelid)) as indexes
     from pg_index join pg_class on pg_class.oid = indrelid
     where (relname = 'message' or relname ~ '^open(_[0-9]{4}_[0-9]{2})?$') and indisvalid`,
  );
  // Names that PostgreSQL gave are given anew.
  return found?.indexes.replace(/INDEX \S+ ON/g, 'INDEX ON') ?? '';
}

/** Mails of all 200 in turn, evenly over the time of the report, and over what the year has besides. */
async function addMails(database: ProductDatabase, { inside, outside }: { inside: number; outside: number }) {
  const { days, endsDaysAgo } = REPORT;
  const before = Math.round((outside * (DAYS - days - endsDaysAgo)) / (DAYS - days));
  await Promise.all(
    [
      { mails: before, from: DAYS, to: endsDaysAgo + days },
      { mails: inside, from: endsDaysAgo + days, to: endsDaysAgo },
      { mails: outside - before, from: endsDaysAgo, to: 1 },
    ].map((piece) => addBetween(database, 'sender', MEMBERS, piece)),
  );
}

/** Six of ten are opened. Each has ten opens; of an opened one the first is at the time that its row says. */
async function addBetween(
  database: ProductDatabase,
  sender: string,
  members: number,
  { mails, from, to }: { mails: number; from: number; to: number },
): Promise<void> {
  if (mails === 0) return;
  await database.query(
    `with owner as (
       select team_id, id, row_number() over (order by id) - 1 as number from account
       where sender_id ~ ('^' || $5 || '[0-9]*$')
     ), mail as (
       select n, n % $2 as number, date_trunc('day', now(), 'UTC') - make_interval(days => $3)
              + make_interval(days => $3 - $4) * (n::double precision / $1) as at
       from generate_series(0, $1::int - 1) n
     ), added as (
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
       order by n
       returning team_id, id, open_count, coalesce(first_opened_at, sent_at) as first_at
     )
     insert into open (team_id, id, message_id, opened_at, kind, confidence, reason, client, country, signals, rules_version)
     select team_id, uuidv7(first_at - now()), added.id, first_at + make_interval(mins => n - 1), kind, confidence, '',
            client, country, 'GET browser internet', 3
     from added cross join generate_series(1, $6::int) n join lateral (values
       (true, 'direct', 'likely', 'Chrome 146', (array['NL', 'DE', 'BE', 'FR'])[1 + get_byte(uuid_send(added.id), 15) % 4]),
       (false, 'scanner', 'machine', null, null)
     ) as look (person, kind, confidence, client, country) on look.person = (open_count > 0 and n <= 6)
     where $2 > 1`,
    [mails, members, from, to, sender, OPENS_A_MAIL],
  );
}

const SEALED_AT_ONCE = 50_000;

/** Subjects and readers of the mail of those who are signed in, which their reports show. */
async function sealOwnMail(database: ProductDatabase, encryption: Encryption): Promise<void> {
  const own = await database.query<{ team_id: string; id: string }>(
    `select m.team_id, m.id from message m join session s on s.account_id = m.account_id`,
  );
  for (let from = 0; from < own.length; from += SEALED_AT_ONCE) {
    const some = own.slice(from, from + SEALED_AT_ONCE);
    await database.query(
      `with given as (
         select * from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[]) as given (team_id, id, subject, reader)
       ), written as (
         insert into recipient (team_id, message_id, position, field, email_sealed, email_hash)
         select team_id, id, 0, 'to', reader, sha256(reader) from given
       )
       update message m set subject_sealed = subject from given where m.team_id = given.team_id and m.id = given.id`,
      [
        some.map(({ team_id }) => team_id),
        some.map(({ id }) => id),
        some.map(({ id }) => encryption.seal('message.subject', `About ${id}`)),
        some.map(({ id }) => encryption.seal('recipient.email', `${id}@readers.example`)),
      ],
    );
  }
}

/** What the product would have noted of these mails, mail by mail, and added to totals. */
async function addTotals(database: ProductDatabase): Promise<void> {
  const { counts, sentAt, opened, machineOnly, clicks, replied, took } = figuresOf('m');
  const columns = 'sent, opened, machine_only, clicks, replies';
  const sums = `count(*), sum(${opened}::integer), sum(${machineOnly}::integer), sum(${clicks}), sum(${replied}::integer)`;
  const classes = TOOK_COLUMNS.map((_, step) => `count(*) filter (where took = ${step})`);
  await database.query(
    `insert into report_quarter (team_id, at, ${columns}, ${TOOK_COLUMNS.join(', ')})
     select team_id, date_bin('15 minutes', ${sentAt}, '2000-01-01 00:00:00+00'), ${sums}, ${classes.join(', ')}
     from (select m.*, ${took} as took from message m where ${counts}) m group by 1, 2`,
  );
  await database.query(
    `insert into report_member_day (team_id, day, account_id, ${columns})
     select team_id, date_trunc('day', ${sentAt}, 'UTC'), account_id, ${sums} from message m where ${counts} group by 1, 2, 3`,
  );
}

/** @throws Error when not all is stored, or not as a migrated database would have it */
async function check(database: ProductDatabase, { mails, alone }: Amount): Promise<void> {
  await checkDurable(database, ['message', 'hit', 'report_quarter', 'report_member_day']);
  const [found] = await database.query<{ mails: number; opens: number }>(
    `select (select count(*) from message)::int as mails, (select count(*) from open)::int as opens`,
  );
  if (found?.mails !== mails + alone || found.opens !== mails * OPENS_A_MAIL) {
    throw new Error(`stored are ${found?.mails} mails and ${found?.opens} opens`);
  }
}
