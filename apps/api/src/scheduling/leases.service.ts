import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { SendWindow } from '@openly/contracts';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../database/database.js';
import { whileRenewed } from '../database/lease.js';
import { SCHEDULE_COLUMNS, type ScheduleRow } from './schedule-row.js';

/** How long a worker has a schedule to itself after it was last heard of. */
export const LEASE_SECONDS = 20;
const RENEW_MS = 6_000;

/** A mail larger than this takes one of the few places there are for large mail. */
export const LARGE_BYTES = 2 * 1024 * 1024;
/** Of one account's mails no more are taken at once: while Gmail lets them hang, others go out. */
export const MOST_OF_ACCOUNT = 12;
/** What was given no turn yet, or let it pass: budgets are of the minute. */
export const NO_TURN = `(turn_at is null or turn_at < now() - interval '1 minute')`;

/** What a worker has room for. */
export interface Room {
  mails: number;
  largeMails: number;
  /** Accounts of which it has enough already. */
  without: readonly string[];
}

/** A schedule that this worker, and no other, is sending. */
export interface LeasedSchedule extends ScheduleRow {
  /** Where it stood before: `sending` when another worker had it, or Gmail's answer was not clear. */
  was: 'scheduled' | 'sending';
  pause_wanted: boolean;
  /** When its team's policy of now lets it go out; null: at any hour. */
  send_window: SendWindow | null;
  lease_id: string;
  /** Milliseconds since Gmail was last asked to send it without a clear answer; null: it was not. */
  asked_ms_ago: number | null;
  /** Milliseconds since the first attempt. */
  trying_for_ms: number;
  /** When it was taken, by the database's clock. */
  claimed_at: Date;
  /** Milliseconds by which it is late; below zero where its turn came before. */
  late_ms: number;
}

/**
 * Leases on schedules, by the database's clock. A worker that dies lets its lease run out; a worker that only was slow
 * finds at its next step that the lease is another's.
 */
@Injectable()
export class LeasesService {
  constructor(private readonly database: Database) {}

  /**
   * Takes schedules whose turn has come, and those whose lease has run out, the longest due first. The history tells
   * only of the latter: that a mail was taken up again. That is the same attempt: a worker that died says nothing of
   * Gmail, and must not make the mail wait longer.
   */
  async claim({ mails, largeMails, without }: Room): Promise<LeasedSchedule[]> {
    const due = (size: string, most: string) => `
      select team_id, id, account_id, status, due_at from (
        select team_id, id, account_id, status, due_at from schedule
        where status in ('scheduled', 'sending') and due_at <= now() and draft_bytes ${size} $5
          and (status = 'sending' or not ${NO_TURN}) and account_id <> all($6::uuid[])
        order by due_at limit ${most} for update skip locked
      ) taken`;
    return this.database.systemQuery<LeasedSchedule>(
      `with due as (
         select *, row_number() over (order by due_at) as nth from (
           select *, row_number() over (partition by account_id order by due_at) as nth_of_account
           from (${due('<=', '$1')} union all ${due('>', '$7')}) both_sizes
         ) counted where nth_of_account <= $8
       ), claimed as (
         update schedule s set status = 'sending', lease_id = $2, updated_at = now(),
                attempts = s.attempts + (s.lease_id is null)::integer,
                first_attempt_at = coalesce(s.first_attempt_at, now()), due_at = now() + make_interval(secs => $3)
         from due where s.team_id = due.team_id and s.id = due.id
         returning s.*, due.status as was, due.nth
       ), noted as (
         insert into schedule_event (team_id, id, schedule_id, from_status, to_status, what)
         select team_id, ($4::uuid[])[nth], id, was, 'sending', 'claimed' from claimed where was = 'sending'
       )
       select ${SCHEDULE_COLUMNS}, lease_id, was, pause_wanted,
              case when not at_any_hour then (select team.send_window from team where team.id = claimed.team_id) end
                as send_window,
              extract(epoch from now() - asked_at)::float8 * 1000 as asked_ms_ago,
              extract(epoch from now() - first_attempt_at)::float8 * 1000 as trying_for_ms,
              extract(epoch from now() - late_from)::float8 * 1000 as late_ms, now() as claimed_at
       from claimed`,
      [
        mails,
        randomUUID(),
        LEASE_SECONDS,
        Array.from({ length: mails + largeMails }, () => uuidv7()),
        LARGE_BYTES,
        without,
        largeMails,
        MOST_OF_ACCOUNT,
      ],
    );
  }

  /** Whether something due waits to be given its turn, and milliseconds until the next is due (null: nothing waits). */
  async outlook(): Promise<{ unplanned: boolean; nextInMs: number | null }> {
    const [ahead] = await this.database.systemQuery<{ unplanned: boolean; next_in_ms: number | null }>(
      `select exists (select from schedule where status = 'scheduled' and due_at <= now() and ${NO_TURN}) as unplanned,
              (select extract(epoch from min(due_at) - now())::float8 * 1000 from schedule
               where status in ('scheduled', 'sending') and due_at > now()) as next_in_ms`,
    );
    return { unplanned: ahead?.unplanned ?? false, nextInMs: ahead?.next_in_ms ?? null };
  }

  /** Does the work while keeping the lease. */
  whileLeased<T>(schedule: LeasedSchedule, work: () => Promise<T>): Promise<T> {
    const renew = () =>
      this.database.systemQuery(
        `update schedule set due_at = now() + make_interval(secs => $4)
         where team_id = $1 and id = $2 and lease_id = $3 and status = 'sending'`,
        [schedule.team_id, schedule.id, schedule.lease_id, LEASE_SECONDS],
      );
    return whileRenewed(renew, RENEW_MS, work);
  }
}
