import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../database/database.js';
import { SCHEDULE_COLUMNS, type ScheduleRow } from './schedule-row.js';

/** How long a worker has a schedule to itself after it was last heard of. */
const LEASE_SECONDS = 45;
const RENEW_MS = 15_000;

/** A schedule that this worker, and no other, is sending. */
export interface LeasedSchedule extends ScheduleRow {
  lease_id: string;
  /** Milliseconds since Gmail was last asked to send it without a clear answer; null: it was not. */
  asked_ms_ago: number | null;
  /** Milliseconds since the first attempt. */
  trying_for_ms: number;
}

/**
 * Leases on schedules, by the database's clock. A worker that dies lets its lease run out; a worker that only was slow
 * finds at its next step that the lease is another's.
 */
@Injectable()
export class LeasesService {
  constructor(private readonly database: Database) {}

  /** Takes a schedule that is due, or whose lease has run out; null when there is nothing to take. */
  async claim(teamId: string, id: string): Promise<LeasedSchedule | null> {
    const [row] = await this.database.systemQuery<LeasedSchedule>(
      `with due as (
         select team_id, id, status from schedule
         where team_id = $1 and id = $2 and status in ('scheduled', 'sending') and due_at <= now()
         for update skip locked
       ), claimed as (
         update schedule s set status = 'sending', lease_id = $3, attempts = s.attempts + 1, updated_at = now(),
                first_attempt_at = coalesce(s.first_attempt_at, now()), due_at = now() + make_interval(secs => $4)
         from due where s.team_id = due.team_id and s.id = due.id
         returning s.*, due.status as was
       ), noted as (
         insert into schedule_event (team_id, id, schedule_id, from_status, to_status, what)
         select team_id, $5, id, was, 'sending', 'claimed' from claimed
       )
       select ${SCHEDULE_COLUMNS}, lease_id, extract(epoch from now() - asked_at)::float8 * 1000 as asked_ms_ago,
              extract(epoch from now() - first_attempt_at)::float8 * 1000 as trying_for_ms
       from claimed`,
      [teamId, id, randomUUID(), LEASE_SECONDS, uuidv7()],
    );
    return row ?? null;
  }

  /** Milliseconds until a schedule is due, where it still waits. */
  async dueInMs(teamId: string, id: string): Promise<number | null> {
    const [row] = await this.database.systemQuery<{ ms: number }>(
      `select extract(epoch from due_at - now())::float8 * 1000 as ms from schedule
       where team_id = $1 and id = $2 and status = 'scheduled'`,
      [teamId, id],
    );
    return row?.ms ?? null;
  }

  /**
   * Notes, before Gmail is asked to send, that it is asked: whoever takes the schedule over after a crash then looks
   * in Gmail first.
   * @returns false when the lease is another's, and nothing may be asked
   */
  async noteAsking(schedule: LeasedSchedule, tracked: boolean): Promise<boolean> {
    const rows = await this.database.systemQuery(
      `update schedule set asked_at = now(), tracked = $4, due_at = now() + make_interval(secs => $5)
       where team_id = $1 and id = $2 and lease_id = $3 and status = 'sending' returning id`,
      [schedule.team_id, schedule.id, schedule.lease_id, tracked, LEASE_SECONDS],
    );
    return rows.length === 1;
  }

  /** Does the work while keeping the lease. */
  async whileLeased<T>(schedule: LeasedSchedule, work: () => Promise<T>): Promise<T> {
    const renewal = setInterval(() => {
      this.database
        .systemQuery(
          `update schedule set due_at = now() + make_interval(secs => $4)
           where team_id = $1 and id = $2 and lease_id = $3 and status = 'sending'`,
          [schedule.team_id, schedule.id, schedule.lease_id, LEASE_SECONDS],
        )
        // Not renewed once is no harm; not renewed for long, the lease is lost and the next step notices.
        .catch(() => undefined);
    }, RENEW_MS);
    try {
      return await work();
    } finally {
      clearInterval(renewal);
    }
  }
}
