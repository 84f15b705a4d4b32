import type { EntityManager } from 'typeorm';
import { COUNTS, MAIL_COUNTED, MAIL_COUNTS, MAIL_SENT_AT, type Sums } from './figures.js';
import type { Span } from './report-reading.js';

/** A member's counts; times are not told of members. */
export interface MemberSums extends Sums {
  accountId: string;
  label: string;
}

const SUMS = COUNTS.map((name) => `coalesce(sum(${name}), 0)::integer as ${name}`).join(', ');

/**
 * The counts of every member, by name. Whole days in UTC are read from totals, what the span has besides of its first
 * and last day from the mails themselves.
 * @param only this account's; null: everybody's
 */
export function memberSums(
  manager: EntityManager,
  teamId: string,
  { begins, ends }: Span,
  only: string | null,
): Promise<MemberSums[]> {
  const mails = (from: string, to: string) => `
    select account_id, ${MAIL_COUNTS} from message m
    where m.team_id = $1 and ${MAIL_COUNTED} and ${MAIL_SENT_AT} >= ${from} and ${MAIL_SENT_AT} < ${to}`;
  // Of a span within one day the whole of it is its beginning.
  const first = `(select least(date_trunc('day', $2::timestamptz + interval '1 day' - interval '1 microsecond', 'UTC'), $3::timestamptz))`;
  const last = `(select greatest(date_trunc('day', $3::timestamptz, 'UTC'), ${first}))`;
  return manager.query(
    `with summed as (
       select account_id, ${SUMS} from (
         select account_id, ${COUNTS.join(', ')} from report_member_day
         where team_id = $1 and day >= ${first} and day < ${last}
         union all
         select account_id, ${COUNTS.join(', ')} from report_change
         where team_id = $1 and at >= ${first} and at < ${last}
         union all ${mails('$2::timestamptz', first)}
         union all ${mails(last, '$3::timestamptz')}
       ) mail group by account_id
     )
     select account.id as "accountId", coalesce(name, email) as label,
            ${COUNTS.map((name) => `coalesce(${name}, 0)::integer as ${name}`).join(', ')}
     from account left join summed on summed.account_id = account.id
     where account.team_id = $1 and ($4::uuid is null or account.id = $4)
     order by lower(coalesce(name, email)), account.id`,
    [teamId, begins, ends, only],
  );
}
