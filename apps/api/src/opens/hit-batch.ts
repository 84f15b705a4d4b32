import type { DetailLevel, Place } from '@openly/contracts';
import { MANY_LINKS_MS, RULES_VERSION, type Verdict } from '@openly/tracking';
import type { EntityManager } from 'typeorm';
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
  sent_at: Date | null;
  withdrawn_at: Date | null;
  gmail_thread_id: string | null;
  /** How much is kept: the stricter of what the mail went out with and what its team keeps today. */
  detail: DetailLevel;
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

/**
 * Takes hits out of the inbox, oldest first, but those that wait for their key. They are gone with the commit; a
 * rollback puts them back. Other workers skip what is claimed here.
 * @param readable ids of the keys whose hits can be judged; null: all can
 */
export function claimHits(
  manager: EntityManager,
  readable: readonly string[] | null,
  limit: number,
): Promise<ClaimedHit[]> {
  return manager.query(
    `with claimed as (
       delete from hit where ctid = any (array(
         select ctid from hit where not ${WAITS_FOR_KEY} order by id limit $2 for update skip locked))
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
 * the other, so that the second sees what the first counted.
 */
export async function lockMessages(
  manager: EntityManager,
  hits: readonly Pick<ClaimedHit, 'team_id' | 'message_id'>[],
): Promise<Map<string, HitMessage>> {
  const wanted = new Map(hits.map((hit) => [hit.message_id, hit.team_id]));
  const rows: HitMessage[] = await manager.query(
    `select team_id, message.id, account_id, state, sent_at, withdrawn_at, gmail_thread_id,
            least(message.detail, team.detail) as detail
     from message join team on team.id = team_id
     where (team_id, message.id) in (select * from unnest($1::uuid[], $2::uuid[]))
     order by team_id, message.id for no key update of message`,
    [[...wanted.values()], [...wanted.keys()]],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** In SQL what `isLook` of libs/tracking says: neither a machine, nor the sender, nor a repeat. */
export const IS_LOOK = `confidence <> 'machine' and kind not in ('self', 'duplicate')`;

/** Keeps opens and counts them into their messages' totals, which change by what was really added alone. */
export function addOpens(manager: EntityManager, opens: readonly JudgedOpen[]): Promise<Added[]> {
  const columns = [
    opens.map(({ hit }) => hit.team_id),
    opens.map(({ hit }) => hit.id),
    opens.map(({ hit }) => hit.message_id),
    opens.map(({ hit }) => hit.arrived_at.toISOString()),
    opens.map(({ verdict }) => verdict.kind),
    opens.map(({ verdict }) => verdict.confidence),
    opens.map(({ verdict }) => verdict.reason),
    opens.map(({ client }) => client.client),
    opens.map(({ client }) => client.os),
    opens.map(({ client }) => client.device),
    opens.map(({ place }) => place?.country ?? null),
    opens.map(({ place }) => place?.region ?? null),
    opens.map(({ place }) => place?.city ?? null),
    opens.map(({ place }) => place?.latitude ?? null),
    opens.map(({ place }) => place?.longitude ?? null),
    opens.map(({ signals }) => signals),
  ];
  return manager.query(
    `with added as (
       insert into open (team_id, id, message_id, opened_at, kind, confidence, reason, client, os, device,
                         country, region, city, latitude, longitude, signals, rules_version)
       select *, ${RULES_VERSION} from unnest(
         $1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
         $10::text[], $11::text[], $12::text[], $13::text[], $14::real[], $15::real[], $16::text[])
       on conflict do nothing
       returning team_id, id, message_id, opened_at, kind, confidence
     ), total as (
       select team_id, message_id,
              count(*) filter (where ${IS_LOOK}) as looks, count(*) filter (where confidence = 'machine') as machines,
              min(opened_at) filter (where ${IS_LOOK}) as first, max(opened_at) filter (where ${IS_LOOK}) as last
       from added group by team_id, message_id
     ), counted as (
       update message set
         open_count = open_count + total.looks,
         machine_open_count = machine_open_count + total.machines,
         first_opened_at = least(first_opened_at, total.first),
         last_opened_at = greatest(last_opened_at, total.last),
         state = case state when 'prepared' then 'sent' else state end
       from total where message.team_id = total.team_id and message.id = total.message_id
     )
     select id, message_id from added order by id`,
    columns,
  );
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
