import type { DetailLevel, Place } from '@openly/contracts';
import { isLook, MANY_LINKS_MS, type Verdict } from '@openly/tracking';
import type { EntityManager } from 'typeorm';
import { binaryInstants, binaryIntegers, binaryPlaces, binaryUuids } from '../database/binary-arrays.js';
import { NOTES_BY_STATEMENT, NOTES_BY_TRIGGER, notingUpdate } from '../database/migrations/report-totals.js';
import { prepared } from '../database/prepared.js';
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
  /** Milliseconds since 1970 in UTC, as all instants here. */
  arrived_at: number;
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
  sent_at: number | null;
  withdrawn_at: number | null;
  readers_forgotten_at: number | null;
  /** How much is kept: the stricter of what the mail went out with and what its team keeps today. */
  detail: DetailLevel;
  /** Between these two, both included, lie all looks that are counted; null where there is none. */
  first_opened_at: number | null;
  last_opened_at: number | null;
  /** PostgreSQL's `ctid` of the row as it was locked. */
  place: string;
}

/** A judged hit, ready to be kept. */
export interface JudgedHit {
  hit: ClaimedHit;
  verdict: Pick<Verdict, 'kind' | 'confidence' | 'reason'>;
  /** What it was judged by, as `signalsToText` writes it; null where no more than the time is kept. */
  signals: string | null;
  client: Client;
  place: Place | null;
}

const KEY_ID = `left(origin, ${KEY_ID_LENGTH})`;
/** True of a hit whose key is none of `$1` and may still come. */
const WAITS_FOR_KEY = `(
  $1::text[] is not null and origin is not null and not (origin ^@ any ($1::text[]))
  and arrived_at > now() - interval '${OPENS_MS} milliseconds')`;

/**
 * Hits of one sender are in one lane: their ids end alike (`CaptureService`). So batches of different lanes wait neither
 * for each other's messages nor for the numbers of an account's events.
 */
export const LANES = [0, 1, 2] as const;
export type Lane = (typeof LANES)[number];
const inLane = (lane: Lane) => `get_byte(uuid_send(id), 15) % ${LANES.length} = ${lane}`;

/** Before the id of every hit. */
export const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Which hits are to be claimed: those of one lane, or of all. */
export interface Claim {
  lane: Lane | null;
  /** Id of a hit: those up to it are left, so that nobody reads again and again past what was just taken out. */
  after: string;
}

/**
 * Takes hits out of the inbox, oldest first, but those that wait for their key. They are gone with the commit; a
 * rollback puts them back. Other workers skip what is claimed here.
 * @param readable ids of the keys whose hits can be judged; null: all can
 */
export function claimHits(
  manager: EntityManager,
  readable: readonly string[] | null,
  limit: number,
  { lane, after }: Claim,
): Promise<ClaimedHit[]> {
  return prepared(
    manager,
    `claim-hits-${lane ?? 'any'}`,
    `with claimed as (
       delete from hit where ctid = any (array(
         -- The lane first: of most hits that is all there is to be asked.
         select ctid from hit where id > $3 and case when ${lane === null ? 'true' : inLane(lane)} then not ${WAITS_FOR_KEY} end
         order by id limit $2 for update skip locked))
       returning *
     ) select * from claimed order by id`,
    [readable, limit, after],
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
  const rows = await prepared<HitMessage>(
    manager,
    'lock-messages',
    `with locked as materialized (
       select message.* from (
         select * from unnest($1::uuid[], $2::uuid[]) as given (team_id, id) order by team_id, id
       ) as wanted
       cross join lateral (
         select ctid as place, team_id, id, account_id, state, tracked, sent_at, withdrawn_at, readers_forgotten_at,
                detail, first_opened_at, last_opened_at
         from message where message.team_id = wanted.team_id and message.id = wanted.id
         limit 1 for no key update
       ) as message
     )
     select locked.*, least(locked.detail, team.detail) as detail
     from locked join (select id, detail from team offset 0) as team on team.id = locked.team_id`,
    [binaryUuids(wanted, ([, teamId]) => teamId), binaryUuids(wanted, ([id]) => id)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** In SQL what `isLook` of libs/tracking says: neither a machine, nor the sender, nor a repeat. */
export const IS_LOOK = `confidence <> 'machine' and kind not in ('self', 'duplicate')`;

/** What PostgreSQL says to a second row with the key of a first. */
const UNIQUE_VIOLATION = '23505';
export const isThereAlready = (error: unknown) => (error as { code?: string }).code === UNIQUE_VIOLATION;

/** Those of these hits that became nothing yet: one comes a second time where the answer of its writing was lost. */
export async function notKeptYet(manager: EntityManager, judged: readonly JudgedHit[]): Promise<JudgedHit[]> {
  const kept: { id: string }[] = await manager.query(
    `select id from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as given (team_id, id, at)
     where exists (select from open where open.team_id = given.team_id and open.id = given.id and opened_at = at)
        or exists (select from click where click.team_id = given.team_id and click.id = given.id)`,
    [
      binaryUuids(judged, ({ hit }) => hit.team_id),
      binaryUuids(judged, ({ hit }) => hit.id),
      binaryInstants(judged, ({ hit }) => hit.arrived_at),
    ],
  );
  const ids = new Set(kept.map(({ id }) => id));
  return judged.filter(({ hit }) => !ids.has(hit.id));
}

interface Total {
  place: string;
  looks: number;
  machines: number;
  /** Milliseconds since 1970, as `last` is. */
  first: number | null;
  last: number | null;
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

/** Counts opens into their messages' totals. To be called before anything else changes the messages, under their locks. */
export async function countOpens(
  manager: EntityManager,
  opens: readonly JudgedHit[],
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
    const at = hit.arrived_at;
    total.first = Math.min(total.first ?? at, at);
    total.last = Math.max(total.last ?? at, at);
  }
  const given = [...totals.values()];
  await manager.query(NOTES_BY_STATEMENT);
  await prepared(manager, 'count-opens', COUNT, [
    binaryPlaces(given, ({ place }) => place),
    binaryIntegers(given, ({ looks }) => looks),
    binaryIntegers(given, ({ machines }) => machines),
    binaryInstants(given, ({ first }) => first),
    binaryInstants(given, ({ last }) => last),
  ]);
  await manager.query(NOTES_BY_TRIGGER);
}

/** A link followed shows that the mail went out, as an image does. */
export async function markSent(
  manager: EntityManager,
  clicks: readonly JudgedHit[],
  messages: ReadonlyMap<string, HitMessage>,
): Promise<void> {
  const prepared = clicks.filter(({ hit }) => messages.get(hit.message_id)?.state === 'prepared');
  if (prepared.length === 0) return;
  await manager.query(
    `update message set state = 'sent' from unnest($1::uuid[], $2::uuid[]) as given (team_id, id)
     where message.team_id = given.team_id and message.id = given.id and state = 'prepared'`,
    [binaryUuids(prepared, ({ hit }) => hit.team_id), binaryUuids(prepared, ({ hit }) => hit.message_id)],
  );
}

/** Clicks stored before the rest of a scanner's run came in turn out to be the scanner's too. */
export async function rejudgeClicks(manager: EntityManager, scanned: readonly JudgedHit[]): Promise<void> {
  await manager.query(
    `update click set kind = given.kind, confidence = given.confidence, reason = given.reason
     from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[])
       as given (team_id, message_id, at, kind, confidence, reason)
     where click.team_id = given.team_id and click.message_id = given.message_id and click.confidence <> 'machine'
       and clicked_at between at - make_interval(secs => $7::double precision) and at + make_interval(secs => $7)`,
    [
      scanned.map(({ hit }) => hit.team_id),
      scanned.map(({ hit }) => hit.message_id),
      scanned.map(({ hit }) => new Date(hit.arrived_at).toISOString()),
      scanned.map(({ verdict }) => verdict.kind),
      scanned.map(({ verdict }) => verdict.confidence),
      scanned.map(({ verdict }) => verdict.reason),
      MANY_LINKS_MS / 1000,
    ],
  );
}

/** Opens that come late, from a spool, may belong to a month that has no partition any more, or never had one. */
export async function preparePartitions(manager: EntityManager, opens: readonly JudgedHit[], now: Date): Promise<void> {
  const earliest = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1);
  const afterLatest = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1);
  const months = new Set<number>();
  for (const { hit } of opens) {
    if (hit.arrived_at >= earliest && hit.arrived_at < afterLatest) continue;
    const at = new Date(hit.arrived_at);
    months.add(Date.UTC(at.getUTCFullYear(), at.getUTCMonth()));
  }
  for (const month of months) await manager.query('select make_open_partitions(0, $1)', [new Date(month)]);
}
