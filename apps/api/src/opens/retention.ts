import type { EntityManager } from 'typeorm';
import type { Database } from '../database/database.js';
import { FORGETTING } from '../database/forgetting.js';
import { IS_LOOK } from './hit-batch.js';
import { forgetMonths } from './retention-months.js';
import { COUNTED_OUT, COUNTS } from './retention-totals.js';

/** Rows one transaction deletes: a few tens of milliseconds in which their messages are locked. */
const PIECE = 2_000;

/** Teams that keep their records for the same number of days, and the instant before which theirs have passed. */
interface Term {
  days: number;
  before: Date;
}

/** An open to be deleted. */
interface OldOpen {
  team_id: string;
  id: string;
  message_id: string;
  opened_at: Date;
}

/**
 * Deletes opens that have passed their team's time, and takes them out of their messages' totals in the transaction that
 * deletes them. A message keeps the bare sign they were, see `receiptStateOf`. A month
 * that is past for every team goes as a whole. May run anywhere at any time, also twice at once.
 * @param piece rows one transaction deletes
 */
export async function forgetOldOpens(database: Database, piece = PIECE): Promise<void> {
  const terms = await database.systemQuery<Term>(
    `select records_kept_days as days, now() - make_interval(days => records_kept_days) as before
     from team group by records_kept_days order by records_kept_days desc`,
  );
  const [longest] = terms;
  if (longest) await forgetMonths(database, longest.before);
  for (const term of terms) await forgetOpens(database, term, piece);
}

async function forgetOpens(database: Database, { days, before }: Term, piece: number): Promise<void> {
  let last: OldOpen | undefined;
  do {
    // In the order of the key, each piece behind the one before: what was deleted is not walked over again.
    const old: OldOpen[] = await database.systemQuery<OldOpen>(
      `select o.team_id, o.id, o.message_id, o.opened_at from open o
       join team on team.id = o.team_id and team.records_kept_days = $1
       where o.opened_at < $2 and ($3::uuid is null or (o.team_id, o.id) > ($3::uuid, $4::uuid))
       order by o.team_id, o.id limit $5`,
      [days, before, last?.team_id ?? null, last?.id ?? null, piece],
    );
    last = old.length === piece ? old.at(-1) : undefined;
    if (old.length > 0) await database.asSystem((manager) => takeOut(manager, old, before));
  } while (last);
}

/** Deletes these opens and counts them out. What another process has deleted meanwhile changes nothing here. */
async function takeOut(manager: EntityManager, opens: readonly OldOpen[], before: Date): Promise<void> {
  const teams = opens.map((open) => open.team_id);
  const messages = opens.map((open) => open.message_id);
  await manager.query(FORGETTING);
  // The enricher counts under the same locks, before this or after it.
  await manager.query(
    `select from message where (team_id, id) in (select * from unnest($1::uuid[], $2::uuid[]))
     order by team_id, id for no key update`,
    [teams, messages],
  );
  await manager.query(
    `with gone as (
       delete from open using unnest($1::uuid[], $2::uuid[]) as old (team_id, id)
       where open.team_id = old.team_id and open.id = old.id and open.opened_at >= $3 and open.opened_at < $4
       returning open.team_id, message_id, kind, confidence
     ), counted as (
       select team_id, message_id, ${COUNTS} from gone group by team_id, message_id
     )
     update message m set ${COUNTED_OUT} from counted
     where m.team_id = counted.team_id and m.id = counted.message_id`,
    [
      teams,
      opens.map((open) => open.id),
      // For the planner: months before and after need not be looked into.
      new Date(Math.min(...opens.map((open) => open.opened_at.getTime())) - 1),
      before,
    ],
  );
  await manager.query(
    `update message m set first_opened_at = rest.first, last_opened_at = rest.last
     from (select distinct * from unnest($1::uuid[], $2::uuid[])) as touched (team_id, id) cross join lateral (
       select min(opened_at) as first, max(opened_at) as last from open
       where open.team_id = touched.team_id and open.message_id = touched.id and ${IS_LOOK}
     ) rest
     where m.team_id = touched.team_id and m.id = touched.id
       and (m.first_opened_at, m.last_opened_at) is distinct from (rest.first, rest.last)`,
    [teams, messages],
  );
}
