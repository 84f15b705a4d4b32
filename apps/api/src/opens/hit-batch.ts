import type { DetailLevel, Place } from '@openly/contracts';
import { isLook, MANY_LINKS_MS, RULES_VERSION, type Verdict } from '@openly/tracking';
import type { EntityManager } from 'typeorm';
import { plainArray, textArray } from '../database/array-literals.js';
import { NOTES_BY_STATEMENT, NOTES_BY_TRIGGER, notingUpdate } from '../database/migrations/report-totals.js';
import { KEY_ID_LENGTH, OPENS_MS } from '../origins/origin-keys.js';
import type { Client } from './client.js';

/** A hit that this transaction has taken out of the inbox. */
export interface ClaimedHit {
  team_id: string;
  id: string;
  message_id: string;
  /** Null for an image. */
  link_id: string | null;
  method: string;
  arrived_at: Date;
  /** Who fetched, sealed; null where it was not kept. */
  origin: string | null;
}

/** The message a hit belongs to, locked until the transaction ends. */
export interface HitMessage {
  team_id: string;
  id: string;
  account_id: string;
  state: string;
  tracked: boolean;
  sent_at: Date | null;
  withdrawn_at: Date | null;
  readers_forgotten_at: Date | null;
  gmail_thread_id: string | null;
  /** How much is kept: the stricter of what the mail went out with and what its team keeps today. */
  detail: DetailLevel;
  /** Between these two, both included, lie all looks that are counted; null where there is none. */
  first_opened_at: Date | null;
  last_opened_at: Date | null;
  /** PostgreSQL's `ctid` of the row as it was locked. */
  place: string;
}

/** A judged hit, ready to be kept. */
export interface JudgedOpen {
  hit: ClaimedHit;
  verdict: Pick<Verdict, 'kind' | 'confidence' | 'reason'>;
  /** What it was judged by, as `signalsToText` writes it; null where no more than the time is kept. */
  signals: string | null;
  client: Client;
  place: Place | null;
}

/** What was really added: a hit that comes a second time adds nothing. */
export interface Added {
  id: string;
  message_id: string;
}

const KEY_ID = `left(origin, ${KEY_ID_LENGTH})`;
/** True of a hit whose key is none of `$1` and may still come. */
const WAITS_FOR_KEY = `(
  $1::text[] is not null and origin is not null and ${KEY_ID} <> all ($1::text[])
  and arrived_at > now() - interval '${OPENS_MS} milliseconds')`;

/** Hits of one message are in one lane, so that batches of different lanes never wait for each other's messages. */
export const LANES = [0, 1] as const;
export type Lane = (typeof LANES)[number];
const inLane = (lane: Lane) => `get_byte(uuid_send(message_id), 15) % ${LANES.length} = ${lane}`;

/**
 * Takes hits out of the inbox, oldest first, but those that wait for their key. They are gone with the commit; a
 * rollback puts them back. Other workers skip what is claimed here.
 * @param readable ids of the keys whose hits can be judged; null: all can
 */
export function claimHits(
  manager: EntityManager,
  readable: readonly string[] | null,
  limit: number,
  lane?: Lane,
): Promise<ClaimedHit[]> {
  return manager.query(
    `with claimed as (
       delete from hit where ctid = any (array(
         select ctid from hit where not ${WAITS_FOR_KEY}${lane === undefined ? '' : ` and ${inLane(lane)}`}
         order by id limit $2 for update skip locked))
       returning *
     ) select * from claimed order by id`,
    [readable, limit],
  );
}

/** Ids of the keys that hits wait for. To be asked once nothing else is there to be claimed: it reads all that is. */
export async function missingKeys(manager: EntityManager, readable: readonly string[]): Promise<string[]> {
  const missing: { id: string }[] = await manager.query(
    `select distinct ${KEY_ID} as id from hit where ${WAITS_FOR_KEY}`,
    [readable],
  );
  return missing.map(({ id }) => id);
}

/**
 * The messages of these hits, locked in the order of their ids: two workers with hits of one message judge one after
 * the other, so that the second sees what the first counted. Each is looked up by primary key, whatever the planner
 * believes of the table: `limit` keeps it from joining, and so from reading all messages there are.
 */
export async function lockMessages(
  manager: EntityManager,
  hits: readonly Pick<ClaimedHit, 'team_id' | 'message_id'>[],
): Promise<Map<string, HitMessage>> {
  const wanted = [...new Map(hits.map((hit) => [hit.message_id, hit.team_id]))];
  const rows: HitMessage[] = await manager.query(
    `with locked as materialized (
       select message.* from (
         select * from unnest($1::uuid[], $2::uuid[]) as given (team_id, id) order by team_id, id
       ) as wanted
       cross join lateral (
         select ctid as place, team_id, id, account_id, state, tracked, sent_at, withdrawn_at, readers_forgotten_at,
                gmail_thread_id, detail, first_opened_at, last_opened_at
         from message where message.team_id = wanted.team_id and message.id = wanted.id
         limit 1 for no key update
       ) as message
     )
     select place, team_id, id, account_id, state, tracked, sent_at, withdrawn_at, readers_forgotten_at, gmail_thread_id,
            first_opened_at, last_opened_at,
            least(detail, (select detail from team where team.id = locked.team_id)) as detail
     from locked`,
    [plainArray(wanted, ([, teamId]) => teamId), plainArray(wanted, ([id]) => id)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** In SQL what `isLook` of libs/tracking says: neither a machine, nor the sender, nor a repeat. */
export const IS_LOOK = `confidence <> 'machine' and kind not in ('self', 'duplicate')`;

/** What PostgreSQL says to a second row with the key of a first. */
const UNIQUE_VIOLATION = '23505';
export const isThereAlready = (error: unknown) => (error as { code?: string }).code === UNIQUE_VIOLATION;

/** New: none of them was kept before, or it fails. Perhaps repeated: those that were kept are left out. */
export type Novelty = 'new' | 'perhaps repeated';

/**
 * Keeps opens and counts them into their messages' totals, which change by what was really added alone. To be called
 * before anything else changes the messages, under their locks.
 * @throws Error of which `isThereAlready` is true. Looking for repeats, of which there are hardly any, would take
 *   PostgreSQL half as long again for all.
 */
export async function addOpens(
  manager: EntityManager,
  opens: readonly JudgedOpen[],
  messages: ReadonlyMap<string, HitMessage>,
  novelty: Novelty,
): Promise<Added[]> {
  const insert = `insert into open (team_id, id, message_id, opened_at, kind, confidence, reason, client, os, device,
                                    country, region, city, latitude, longitude, signals, rules_version)
     select *, ${RULES_VERSION} from unnest(
       $1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
       $10::text[], $11::text[], $12::text[], $13::text[], $14::real[], $15::real[], $16::text[])`;
  const columns = [
    plainArray(opens, ({ hit }) => hit.team_id),
    plainArray(opens, ({ hit }) => hit.id),
    plainArray(opens, ({ hit }) => hit.message_id),
    plainArray(opens, ({ hit }) => hit.arrived_at.toISOString()),
    plainArray(opens, ({ verdict }) => verdict.kind),
    plainArray(opens, ({ verdict }) => verdict.confidence),
    textArray(opens, ({ verdict }) => verdict.reason),
    textArray(opens, ({ client }) => client.client),
    textArray(opens, ({ client }) => client.os),
    textArray(opens, ({ client }) => client.device),
    textArray(opens, ({ place }) => place?.country ?? null),
    textArray(opens, ({ place }) => place?.region ?? null),
    textArray(opens, ({ place }) => place?.city ?? null),
    plainArray(opens, ({ place }) => place?.latitude ?? null),
    plainArray(opens, ({ place }) => place?.longitude ?? null),
    textArray(opens, ({ signals }) => signals),
  ];
  let added = opens;
  if (novelty === 'new') await manager.query(insert, columns);
  else {
    const rows: { id: string }[] = await manager.query(`${insert} on conflict do nothing returning id`, columns);
    const ids = new Set(rows.map(({ id }) => id));
    added = opens.filter(({ hit }) => ids.has(hit.id));
  }
  await count(manager, added, messages);
  return added.map(({ hit }) => ({ id: hit.id, message_id: hit.message_id }));
}

interface Total {
  place: string;
  looks: number;
  machines: number;
  first: Date | null;
  last: Date | null;
}

/** Rows are found by the place in which they were locked: until then nobody else can have moved them. */
const COUNT = notingUpdate(
  `update message set
     open_count = message.open_count + total.looks,
     machine_open_count = message.machine_open_count + total.machines,
     first_opened_at = least(message.first_opened_at, total.first),
     last_opened_at = greatest(message.last_opened_at, total.last),
     state = case message.state when 'prepared' then 'sent' else message.state end
   from unnest($1::tid[], $2::int[], $3::int[], $4::timestamptz[], $5::timestamptz[])
     as total (place, looks, machines, first, last)
   where message.ctid = total.place`,
);

async function count(
  manager: EntityManager,
  opens: readonly JudgedOpen[],
  messages: ReadonlyMap<string, HitMessage>,
): Promise<void> {
  const totals = new Map<string, Total>();
  for (const { hit, verdict } of opens) {
    let total = totals.get(hit.message_id);
    if (!total) {
      const { place } = messages.get(hit.message_id) as HitMessage;
      total = { place, looks: 0, machines: 0, first: null, last: null };
      totals.set(hit.message_id, total);
    }
    if (verdict.confidence === 'machine') total.machines += 1;
    if (!isLook(verdict)) continue;
    total.looks += 1;
    if (!total.first || hit.arrived_at < total.first) total.first = hit.arrived_at;
    if (!total.last || hit.arrived_at > total.last) total.last = hit.arrived_at;
  }
  const given = [...totals.values()];
  await manager.query(NOTES_BY_STATEMENT);
  await manager.query(COUNT, [
    textArray(given, ({ place }) => place),
    plainArray(given, ({ looks }) => looks),
    plainArray(given, ({ machines }) => machines),
    plainArray(given, ({ first }) => first?.toISOString() ?? null),
    plainArray(given, ({ last }) => last?.toISOString() ?? null),
  ]);
  await manager.query(NOTES_BY_TRIGGER);
}

/** Keeps clicks. A link followed shows that the mail went out, as an image does. */
export function addClicks(manager: EntityManager, clicks: readonly JudgedOpen[]): Promise<Added[]> {
  return manager.query(
    `with added as (
       insert into click (team_id, id, message_id, link_id, clicked_at, kind, confidence, reason, signals, rules_version)
       select given.*, ${RULES_VERSION} from unnest(
         $1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[])
         as given (team_id, id, message_id, link_id, clicked_at, kind, confidence, reason, signals)
       join link on link.team_id = given.team_id and link.id = given.link_id
       on conflict do nothing
       returning team_id, id, message_id
     ), sent as (
       update message set state = 'sent' from added
       where message.team_id = added.team_id and message.id = added.message_id and state = 'prepared'
     )
     select id, message_id from added order by id`,
    [
      clicks.map(({ hit }) => hit.team_id),
      clicks.map(({ hit }) => hit.id),
      clicks.map(({ hit }) => hit.message_id),
      clicks.map(({ hit }) => hit.link_id),
      clicks.map(({ hit }) => hit.arrived_at.toISOString()),
      clicks.map(({ verdict }) => verdict.kind),
      clicks.map(({ verdict }) => verdict.confidence),
      clicks.map(({ verdict }) => verdict.reason),
      clicks.map(({ signals }) => signals),
    ],
  );
}

/** Clicks stored before the rest of a scanner's run came in turn out to be the scanner's too. */
export async function rejudgeClicks(manager: EntityManager, scanned: readonly JudgedOpen[]): Promise<void> {
  await manager.query(
    `update click set kind = given.kind, confidence = given.confidence, reason = given.reason
     from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[])
       as given (team_id, message_id, at, kind, confidence, reason)
     where click.team_id = given.team_id and click.message_id = given.message_id and click.confidence <> 'machine'
       and clicked_at between at - make_interval(secs => $7::double precision) and at + make_interval(secs => $7)`,
    [
      scanned.map(({ hit }) => hit.team_id),
      scanned.map(({ hit }) => hit.message_id),
      scanned.map(({ hit }) => hit.arrived_at.toISOString()),
      scanned.map(({ verdict }) => verdict.kind),
      scanned.map(({ verdict }) => verdict.confidence),
      scanned.map(({ verdict }) => verdict.reason),
      MANY_LINKS_MS / 1000,
    ],
  );
}

/** Opens that come late, from a spool, may belong to a month that has no partition any more, or never had one. */
export async function preparePartitions(manager: EntityManager, hits: readonly ClaimedHit[], now: Date): Promise<void> {
  const earliest = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1);
  const afterLatest = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1);
  const months = new Set<number>();
  for (const { arrived_at: at } of hits) {
    if (at.getTime() >= earliest && at.getTime() < afterLatest) continue;
    months.add(Date.UTC(at.getUTCFullYear(), at.getUTCMonth()));
  }
  for (const month of months) await manager.query('select make_open_partitions(0, $1)', [new Date(month)]);
}
