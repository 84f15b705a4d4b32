import { RULES_VERSION } from '@openly/tracking';
import type { EntityManager } from 'typeorm';
import {
  binaryBigints,
  binaryInstants,
  binaryIntegers,
  binaryReals,
  binaryTexts,
  binaryUuids,
} from '../database/binary-arrays.js';
import { prepared } from '../database/prepared.js';
import { announcing, counting, LIVE_CHANNEL } from '../live/event-log.js';
import type { HitMessage, JudgedHit } from './hit-batch.js';

const GIVEN = 'team_id, id, message_id, at, account_id, owner, after, kind, confidence, reason, signals';
const SHARED = 'team_id, id, message_id, account_id, event_seq, kind, confidence, reason, signals';
const VALUES = SHARED.replace('event_seq', '(select last_seqs from counted)[owner] - after');

const KEEP = `
  with numbered as (
    ${counting('select * from unnest($1::uuid[], $2::uuid[], $3::bigint[])')}
  ), counted as (
    -- As many as there are owners; found by place, so that no plan can go wrong.
    select array_agg(last_seq order by team_id, account_id) as last_seqs from numbered
  ), opened as (
    insert into open (rules_version, opened_at, client, os, device, country, region, city, latitude, longitude, ${SHARED})
    select ${RULES_VERSION}, at, client, os, device, country, region, city, latitude, longitude, ${VALUES}
    from unnest(
      $5::uuid[], $6::uuid[], $7::uuid[], $8::timestamptz[], $9::uuid[], $10::int[], $11::int[], $12::text[], $13::text[],
      $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[], $22::real[],
      $23::real[]
    ) as given (${GIVEN}, client, os, device, country, region, city, latitude, longitude)
  ), clicked as (
    insert into click (rules_version, clicked_at, link_id, ${SHARED})
    select ${RULES_VERSION}, at, link_id, ${VALUES}
    from unnest(
      $24::uuid[], $25::uuid[], $26::uuid[], $27::timestamptz[], $28::uuid[], $29::int[], $30::int[], $31::text[],
      $32::text[], $33::text[], $34::text[], $35::uuid[]
    ) as given (${GIVEN}, link_id)
    -- It may be deleted since.
    where exists (select from link where link.team_id = given.team_id and link.id = link_id)
  )
  ${announcing('numbered', '$4')}`;

/** An account and how many of its events there are; `place` among all owners in order of their ids, from 1. */
interface Owner {
  teamId: string;
  accountId: string;
  events: number;
  place: number;
}

/** A judged hit as a live event of its owner's, which has so many more `after` it. */
interface Told extends JudgedHit {
  owner: Owner;
  after: number;
}

/**
 * Keeps opens and clicks, each of which is its own live event, and announces them with the commit. To be called late:
 * until the transaction ends, these accounts' other events wait.
 * @param judged in the order of their events
 * @throws Error of which `isThereAlready` is true where one was kept before
 */
export async function keepJudged(
  manager: EntityManager,
  judged: readonly JudgedHit[],
  messages: ReadonlyMap<string, HitMessage>,
): Promise<void> {
  const { owners, told } = toldOf(judged, messages);
  const opens = told.filter(({ hit }) => hit.link_id === null);
  const clicks = told.filter(({ hit }) => hit.link_id !== null);
  await prepared(manager, 'keep-judged', KEEP, [
    binaryUuids(owners, ({ teamId }) => teamId),
    binaryUuids(owners, ({ accountId }) => accountId),
    binaryBigints(owners, ({ events }) => events),
    LIVE_CHANNEL,
    ...givenOf(opens),
    binaryTexts(opens, ({ client }) => client.client),
    binaryTexts(opens, ({ client }) => client.os),
    binaryTexts(opens, ({ client }) => client.device),
    binaryTexts(opens, ({ place }) => place?.country ?? null),
    binaryTexts(opens, ({ place }) => place?.region ?? null),
    binaryTexts(opens, ({ place }) => place?.city ?? null),
    binaryReals(opens, ({ place }) => place?.latitude ?? null),
    binaryReals(opens, ({ place }) => place?.longitude ?? null),
    ...givenOf(clicks),
    binaryUuids(clicks, ({ hit }) => hit.link_id),
  ]);
}

function toldOf(
  judged: readonly JudgedHit[],
  messages: ReadonlyMap<string, HitMessage>,
): { owners: Owner[]; told: Told[] } {
  const byAccount = new Map<string, Owner>();
  const told = new Array<Told>(judged.length);
  // Numbered backwards from the last number given out.
  for (let nth = judged.length - 1; nth >= 0; nth -= 1) {
    const { hit, verdict, signals, client, place } = judged[nth] as JudgedHit;
    const { team_id: teamId, account_id: accountId } = messages.get(hit.message_id) as HitMessage;
    let owner = byAccount.get(accountId);
    if (!owner) {
      owner = { teamId, accountId, events: 0, place: 0 };
      byAccount.set(accountId, owner);
    }
    told[nth] = { hit, verdict, signals, client, place, owner, after: owner.events };
    owner.events += 1;
  }
  const owners = [...byAccount.values()].sort(
    (a, b) => inOrder(a.teamId, b.teamId) || inOrder(a.accountId, b.accountId),
  );
  for (const [before, owner] of owners.entries()) owner.place = before + 1;
  return { owners, told };
}

/** Of ids, as PostgreSQL orders them. */
const inOrder = (a: string, b: string) => Number(a > b) - Number(a < b);

/** The columns of `GIVEN`. */
const givenOf = (told: readonly Told[]): Buffer[] => [
  binaryUuids(told, ({ hit }) => hit.team_id),
  binaryUuids(told, ({ hit }) => hit.id),
  binaryUuids(told, ({ hit }) => hit.message_id),
  binaryInstants(told, ({ hit }) => hit.arrived_at),
  binaryUuids(told, ({ owner }) => owner.accountId),
  binaryIntegers(told, ({ owner }) => owner.place),
  binaryIntegers(told, ({ after }) => after),
  binaryTexts(told, ({ verdict }) => verdict.kind),
  binaryTexts(told, ({ verdict }) => verdict.confidence),
  binaryTexts(told, ({ verdict }) => verdict.reason),
  binaryTexts(told, ({ signals }) => signals),
];
