import { isLook, RULES_VERSION, type Verdict } from '@openly/tracking';
import type { EntityManager } from 'typeorm';
import { IS_LOOK } from './hit-batch.js';

/** Where judged hits are kept. */
export type JudgedTable = 'open' | 'click';

type Said = Pick<Verdict, 'kind' | 'confidence' | 'reason'>;

/** What an open or a click was said to be, and what it is by the present rules. */
export interface Judgement {
  teamId: string;
  id: string;
  messageId: string;
  before: Said;
  verdict: Verdict;
}

/** Keeps new verdicts under the locks of their messages, and brings the totals of the opens' messages in line. */
export async function keepJudgements(
  manager: EntityManager,
  table: JudgedTable,
  judgements: readonly Judgement[],
): Promise<void> {
  if (judgements.length === 0) return;
  // Coordinates go with the place.
  const hidden = {
    open: `, client = case when client_allowed then client end, os = case when client_allowed then os end,
      device = case when client_allowed then device end, country = case when place_allowed then country end,
      region = case when place_allowed then region end, city = case when place_allowed then city end,
      latitude = case when place_allowed then latitude end, longitude = case when place_allowed then longitude end`,
    click: '',
  };
  await manager.query(
    `update ${table} stored set kind = given.kind, confidence = given.confidence, reason = given.reason,
       rules_version = ${RULES_VERSION}${hidden[table]}
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::boolean[])
       as given (team_id, id, message_id, kind, confidence, reason, client_allowed, place_allowed)
     where stored.team_id = given.team_id and stored.id = given.id and stored.message_id = given.message_id`,
    [
      judgements.map(({ teamId }) => teamId),
      judgements.map(({ id }) => id),
      judgements.map(({ messageId }) => messageId),
      judgements.map(({ verdict }) => verdict.kind),
      judgements.map(({ verdict }) => verdict.confidence),
      judgements.map(({ verdict }) => verdict.reason),
      judgements.map(({ verdict }) => verdict.clientAllowed),
      judgements.map(({ verdict }) => verdict.placeAllowed),
    ],
  );
  if (table === 'open') await moveTotals(manager, judgements);
}

/** By how much a message's totals change. */
interface Change {
  teamId: string;
  looks: number;
  machines: number;
}

async function moveTotals(manager: EntityManager, judgements: readonly Judgement[]): Promise<void> {
  const changes = new Map<string, Change>();
  const isMachine = ({ confidence }: Said) => confidence === 'machine';
  for (const { teamId, messageId, before, verdict } of judgements) {
    const looks = Number(isLook(verdict)) - Number(isLook(before));
    const machines = Number(isMachine(verdict)) - Number(isMachine(before));
    if (looks === 0 && machines === 0) continue;
    const change = changes.get(messageId) ?? { teamId, looks: 0, machines: 0 };
    changes.set(messageId, {
      teamId,
      looks: change.looks + looks,
      machines: change.machines + machines,
    });
  }
  if (changes.size === 0) return;
  const all = [...changes];
  await manager.query(
    `update message m set open_count = open_count + changed.looks,
       machine_open_count = machine_open_count + changed.machines,
       first_opened_at = rest.first, last_opened_at = rest.last
     from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::integer[]) as changed (team_id, id, looks, machines)
     cross join lateral (
       select min(opened_at) as first, max(opened_at) as last from open
       where open.team_id = changed.team_id and open.message_id = changed.id and ${IS_LOOK}
     ) rest
     where m.team_id = changed.team_id and m.id = changed.id`,
    [
      all.map(([, { teamId }]) => teamId),
      all.map(([id]) => id),
      all.map(([, { looks }]) => looks),
      all.map(([, { machines }]) => machines),
    ],
  );
}
