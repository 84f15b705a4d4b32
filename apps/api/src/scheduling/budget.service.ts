import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../database/database.js';
import { UNITS, UNITS_A_MINUTE } from '../gmail/units.js';
import { LiveService } from '../live/live.service.js';
import { NO_TURN } from './leases.service.js';
import type { ScheduleRow } from './schedule-row.js';

/** What one send costs: reading the draft and sending it; and, where it is asked for, a look for replies. */
export const UNITS_A_SEND = UNITS.draftGet + UNITS.draftSend;
const UNITS_A_REPLY_CHECK = UNITS.threadGet;

/** What a schedule's turn takes of its account's budget. */
export function unitsOf({
  unless_replied,
  follow_unless,
}: Pick<ScheduleRow, 'unless_replied' | 'follow_unless'>): number {
  return UNITS_A_SEND + (unless_replied || follow_unless === 'replied' ? UNITS_A_REPLY_CHECK : 0);
}

/**
 * Of an account's units a minute: so many at once, so many more over the minute. Together they leave a sixth for what
 * is not planned: verifying a send, reading a draft that is being scheduled.
 */
const AT_ONCE = 1_200;
const A_MINUTE = 3_800;
if (AT_ONCE + A_MINUTE > UNITS_A_MINUTE) throw new Error('the budget is larger than what Gmail gives');

/** Mails in 24 hours (https://support.google.com/a/answer/166852, https://support.google.com/mail/answer/22839). */
const A_DAY_WORKSPACE = 2_000;
const A_DAY_CONSUMER = 500;
const CONSUMER_DOMAINS = ['gmail.com', 'googlemail.com'];

const SECONDS_A_UNIT = 60 / A_MINUTE;
/** A pause of Gmail's for one mail is kept to this long for the account's others too. */
const LONGEST_PAUSE_MS = 15 * 60_000;

/** Schedules given their turn in one statement. */
const AT_A_TIME = 500;
/** Under this a later turn is not worth telling. */
const TOLD_SECONDS = 30;
/** One planner at a time counts right; any number chosen once. */
const PLANNING_LOCK = 7_264_150_033;

/**
 * Each account's share of what Gmail takes: quota units a minute and mails a day. Whatever is due is given its turn
 * within it before any call is made, so that Gmail never has to refuse, and one account's thousand mails stand in
 * line behind each other and not before another's one.
 *
 * A budget is one instant, up to which the account's calls are spread (GCRA, ITU-T I.371): units add to it, time
 * takes away.
 */
@Injectable()
export class BudgetService {
  constructor(
    private readonly database: Database,
    private readonly live: LiveService,
  ) {}

  /**
   * Gives due schedules their turn, at most 500 of them. Those that must wait keep their lateness: it counts from their turn.
   * @returns whether there may be `more`, or another process is at it (`busy`)
   */
  async plan(): Promise<'done' | 'more' | 'busy'> {
    return this.database.asSystem(async (manager) => {
      const [gate]: { mine: boolean }[] = await manager.query('select pg_try_advisory_xact_lock($1) as mine', [
        PLANNING_LOCK,
      ]);
      if (!gate?.mine) return 'busy';
      const planned: Planned[] = await manager.query(PLAN, [
        AT_A_TIME,
        UNITS_A_SEND,
        UNITS_A_REPLY_CHECK,
        SECONDS_A_UNIT,
        AT_ONCE * SECONDS_A_UNIT,
        A_DAY_WORKSPACE,
        A_DAY_CONSUMER,
        CONSUMER_DOMAINS,
      ]);
      await this.tell(
        manager,
        planned.filter(({ wait_seconds }) => wait_seconds >= TOLD_SECONDS),
      );
      return planned.length === AT_A_TIME ? 'more' : 'done';
    });
  }

  /**
   * Units that were spent besides the planned ones: what is due later waits for them. Below zero: units that were
   * planned and not spent.
   */
  async charge(teamId: string, accountId: string, units: number, manager?: EntityManager): Promise<void> {
    if (units === 0) return;
    const run = (text: string, values: unknown[]) =>
      manager ? manager.query(text, values) : this.database.systemQuery(text, values);
    await run(
      `update gmail_budget set spent_until =
         greatest(spent_until, now() - make_interval(secs => $4)) + make_interval(secs => $3)
       where team_id = $1 and account_id = $2`,
      [teamId, accountId, units * SECONDS_A_UNIT, AT_ONCE * SECONDS_A_UNIT],
    );
  }

  /** Gmail asked for a pause: nothing of the account has its turn before it is over. */
  async holdBack(teamId: string, accountId: string, ms: number, { ofTheDay }: { ofTheDay: boolean }): Promise<void> {
    const pauseMs = ofTheDay ? ms : Math.min(ms, LONGEST_PAUSE_MS);
    await this.database.systemQuery(
      `with budget as (
         insert into gmail_budget as b (team_id, account_id, spent_until, day_spent_until)
         values ($1, $2, now() + make_interval(secs => $3), case when $4 then now() + make_interval(secs => $3) end)
         on conflict (team_id, account_id) do update set
           spent_until = greatest(b.spent_until, excluded.spent_until),
           day_spent_until = coalesce(excluded.day_spent_until, b.day_spent_until)
       )
       update schedule set turn_at = null
       where team_id = $1 and account_id = $2 and status = 'scheduled' and turn_at < now() + make_interval(secs => $3)`,
      [teamId, accountId, pauseMs / 1_000, ofTheDay],
    );
  }

  /** Those that wait noticeably say so in their history, and the account's open pages read their lists again. */
  private async tell(manager: EntityManager, waiting: Planned[]): Promise<void> {
    if (waiting.length === 0) return;
    await manager.query(
      `insert into schedule_event (team_id, id, schedule_id, from_status, to_status, what, code)
       select team_id, id, schedule_id, 'scheduled', 'scheduled', 'spread', code
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) as told (team_id, id, schedule_id, code)`,
      [
        waiting.map(({ team_id }) => team_id),
        waiting.map(() => uuidv7()),
        waiting.map(({ id }) => id),
        waiting.map(({ code }) => code),
      ],
    );
    const accounts = new Map(waiting.map(({ team_id, account_id }) => [account_id, team_id]));
    await this.live.appendAll(
      manager,
      [...accounts].map(([accountId, teamId]) => ({ teamId, accountId, type: 'schedule.changed' as const, data: {} })),
    );
  }
}

interface Planned {
  team_id: string;
  account_id: string;
  id: string;
  code: 'spread' | 'daily_limit';
  wait_seconds: number;
}

/**
 * $1 how many; $2, $3 units of a send and of a look for replies; $4 seconds a unit; $5 seconds of what may be spent at
 * once; $6, $7 mails a day of Workspace and consumer accounts; $8 the latter's domains.
 *
 * A mail beyond the day's number is looked at again when as many sends as wait before it have left the last 24 hours.
 */
const PLAN = `
  with due as (
    select team_id, account_id, id, due_at,
           $2::int + case when unless_replied or follow_unless = 'replied' then $3::int else 0 end as units,
           row_number() over (partition by team_id, account_id order by due_at, id) as nth
    from (
      select * from schedule where status = 'scheduled' and due_at <= now() and ${NO_TURN}
      order by due_at limit $1 for update skip locked
    ) taken
  ), account_day as (
    select a.team_id, a.id as account_id,
           case when lower(split_part(a.email, '@', 2)) = any($8::text[]) then $7::int else $6::int end
           - (select count(*) from schedule s where s.team_id = a.team_id and s.account_id = a.id
                and s.status = 'sent' and s.sent_at > now() - interval '24 hours')
           - (select count(*) from schedule s where s.team_id = a.team_id and s.account_id = a.id
                and s.status in ('scheduled', 'sending') and s.turn_at is not null) as room,
           (select count(*) from schedule s where s.team_id = a.team_id and s.account_id = a.id
              and s.status = 'sent' and s.sent_at > now() - interval '24 hours') as sent,
           (select count(*) from schedule s where s.team_id = a.team_id and s.account_id = a.id
              and s.status = 'scheduled' and s.turn_at is null and s.code = 'daily_limit' and s.due_at > now()) as before
    from account a where (a.team_id, a.id) in (select team_id, account_id from due)
  ), fitting as (
    select due.*, coalesce(sum(units) over (partition by due.team_id, due.account_id order by nth
                                            rows between unbounded preceding and 1 preceding), 0) as units_before
    from due join account_day using (team_id, account_id) where nth <= room
  ), spent as (
    insert into gmail_budget as b (team_id, account_id, spent_until)
    select team_id, account_id, now() + make_interval(secs => sum(units) * $4::float8 - $5::float8)
    from fitting group by team_id, account_id
    on conflict (team_id, account_id) do update set spent_until =
      greatest(b.spent_until, now() - make_interval(secs => $5::float8))
      + (excluded.spent_until - now() + make_interval(secs => $5::float8))
    returning team_id, account_id, spent_until, day_spent_until
  ), turns as (
    select f.team_id, f.account_id, f.id, true as planned,
           case when day_spent_until > now() then 'daily_limit' else 'spread' end as code,
           spent_until - make_interval(secs => $4::float8 *
             (sum(units) over (partition by f.team_id, f.account_id) - units_before)) as turn
    from fitting f join spent using (team_id, account_id)
    union all
    select team_id, account_id, id, false, 'daily_limit', greatest(now() + interval '1 minute',
      interval '1 day' * (1 + place / greatest(sent, 1)) + coalesce((
        select sent_at from schedule s
        where s.team_id = over.team_id and s.account_id = over.account_id and s.status = 'sent'
          and s.sent_at > now() - interval '24 hours'
        order by sent_at offset place % greatest(sent, 1) limit 1
      ), now()))
    from (
      select due.*, sent, before + nth - greatest(room, 0) - 1 as place
      from due join account_day using (team_id, account_id) where nth > room
    ) over
  ), given as (
    select *, greatest(extract(epoch from turn - now()), 0)::float8 as wait_seconds from turns
  ), written as (
    update schedule s set updated_at = now(),
      turn_at = case when planned then greatest(turn, now()) end,
      due_at = case when wait_seconds > 0 then turn else s.due_at end,
      late_from = s.late_from + make_interval(secs => wait_seconds),
      code = case when wait_seconds >= ${TOLD_SECONDS} then given.code else s.code end
    from given where s.team_id = given.team_id and s.id = given.id
  )
  select team_id, account_id, id, code, wait_seconds from given`;
