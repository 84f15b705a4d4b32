import type { EntityManager } from 'typeorm';
import type { ScheduledSums } from './figures.js';
import type { Span } from './report-reading.js';

/**
 * Scheduled mails by what became of them and by a key, of the time for which they were meant: those that are still
 * there, and totals of those that have passed their days.
 * @param key in SQL, of the instant `at` and of `account_id`, given the zone
 */
export async function scheduledBy(
  manager: EntityManager,
  { teamId, accountId, timeZone }: { teamId: string; accountId: string | null; timeZone: string },
  { begins, ends }: Span,
  key: (zone: string) => string,
): Promise<Map<string, ScheduledSums>> {
  const rows: (ScheduledSums & { key: string })[] = await manager.query(
    `select ${key('$5::text')} as key, sum(on_time)::integer as "onTime", sum(late)::integer as late,
            sum(failed)::integer as failed
     from (
       -- By member: so the index of each is used.
       select account_id, send_at as at, (status = 'sent' and punctual)::integer as on_time,
              (status = 'sent' and not punctual)::integer as late, (status = 'failed')::integer as failed
       from account
       cross join lateral (
         select account_id, send_at, status, coalesce(sent_at <= send_at + interval '1 minute', true) as punctual
         from schedule where schedule.team_id = $1 and schedule.account_id = account.id
           and send_at >= $2::timestamptz and send_at < $3::timestamptz and status in ('sent', 'failed')
       ) ended
       where account.team_id = $1 and ($4::uuid is null or account.id = $4)
       union all
       select account_id, at, on_time, late, failed from report_schedule
       where team_id = $1 and ($4::uuid is null or account_id = $4) and at >= $2::timestamptz and at < $3::timestamptz
     ) ended cross join (select $5::text) clock
     group by 1`,
    [teamId, begins, ends, accountId, timeZone],
  );
  return new Map(rows.map(({ key, ...sums }) => [key, sums]));
}
