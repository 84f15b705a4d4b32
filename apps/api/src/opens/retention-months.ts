import type { EntityManager } from 'typeorm';
import type { Database } from '../database/database.js';
import { FORGETTING } from '../database/forgetting.js';
import { IS_LOOK } from './hit-batch.js';
import { COUNTED_OUT, COUNTS } from './retention-totals.js';

/** Opens a month may still hold and be dropped in one transaction; of a fuller one they are deleted in pieces first. */
const LARGEST_DROP = 20_000;

/** A partition of `open`, its first instant and the one after its last. */
interface Month {
  /** Its first day, for example `2026-08-01`. */
  name: string;
  starts: Date;
  ends: Date;
}

/**
 * Drops the months that have passed for every team. Of this month and the last one late opens may still come, from a
 * spool: they stay.
 * @param before opens before this instant are kept by nobody
 */
export async function forgetMonths(database: Database, before: Date): Promise<void> {
  const months = await database.systemQuery<Month>(
    `select name, starts, ends
     from pg_inherits join pg_class part on part.oid = inhrelid
     cross join lateral (select to_date(substr(part.relname, 6), 'YYYY_MM') as first) month
     cross join lateral (
       select first::text as name, first::timestamp at time zone 'UTC' as starts,
              (first + interval '1 month') at time zone 'UTC' as ends
     ) span
     where inhparent = 'open'::regclass and part.relname ~ '^open_[0-9]{4}_[0-9]{2}$' and ends <= $1
       and ends <= (date_trunc('month', now() at time zone 'UTC') - interval '1 month') at time zone 'UTC'
     order by starts`,
    [before],
  );
  for (const month of months) {
    if (await isSmall(database, month)) await database.asSystem((manager) => drop(manager, month));
  }
}

async function isSmall(database: Database, { starts, ends }: Month): Promise<boolean> {
  const [held] = await database.systemQuery<{ count: number }>(
    `select count(*)::integer as count
     from (select from open where opened_at >= $1 and opened_at < $2 limit ${LARGEST_DROP + 1}) held`,
    [starts, ends],
  );
  return (held?.count ?? 0) <= LARGEST_DROP;
}

/** Counts what is left of the month out of the totals, and drops it, in one transaction. */
async function drop(manager: EntityManager, { name, starts, ends }: Month): Promise<void> {
  const inMonth = 'opened_at >= $1 and opened_at < $2';
  await manager.query(FORGETTING);
  // Messages first, then their opens: the order in which everybody locks.
  await manager.query(
    `select from message m where exists (
       select from open where open.team_id = m.team_id and open.message_id = m.id and ${inMonth})
     order by team_id, id for no key update`,
    [starts, ends],
  );
  await manager.query('select hold_open_partition($1)', [name]);
  await manager.query(
    `with counted as (
       select team_id, message_id, ${COUNTS} from open where ${inMonth} group by team_id, message_id
     )
     update message m set ${COUNTED_OUT}, first_opened_at = rest.first, last_opened_at = rest.last
     from counted cross join lateral (
       select min(opened_at) as first, max(opened_at) as last from open
       where open.team_id = counted.team_id and open.message_id = counted.message_id and ${IS_LOOK}
         and (opened_at < $1 or opened_at >= $2)
     ) rest
     where m.team_id = counted.team_id and m.id = counted.message_id`,
    [starts, ends],
  );
  await manager.query('select drop_open_partition($1)', [name]);
}
