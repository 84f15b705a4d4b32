import { Injectable } from '@nestjs/common';
import { resolveAgain } from '@openly/scheduling';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { LiveService } from '../live/live.service.js';
import { AlarmService } from './alarm.service.js';
import { SCHEDULE_COLUMNS, type ScheduleRow } from './schedule-row.js';
import { type ScheduleChanges, ScheduleStore, ZONE_RULES } from './schedule-store.js';

/** How many schedules are locked at a time. */
const AT_ONCE = 500;
const MINUTE_MS = 60_000;

interface OutdatedRow extends ScheduleRow {
  /** The database's clock. */
  now: Date;
}

/** Keeps a time on the clock what it says when a state changes its zone or its daylight saving. */
@Injectable()
export class ZoneRulesService {
  constructor(
    private readonly database: Database,
    private readonly store: ScheduleStore,
    private readonly alarms: AlarmService,
    private readonly live: LiveService,
  ) {}

  /**
   * Resolves anew every waiting schedule that keeps to a time on the clock and was resolved by older zone rules than
   * this platform's. May run twice; a schedule that somebody holds at this moment is left to the next run.
   */
  async refresh(): Promise<void> {
    for (let looked = AT_ONCE; looked === AT_ONCE; ) {
      const batch = await this.database.asSystem((manager) => this.refreshSome(manager));
      looked = batch.looked;
      const seconds = new Set(batch.moved.map(({ send_at }) => Math.ceil(send_at.getTime() / 1_000)));
      for (const second of seconds) await this.alarms.ring(second * 1_000 - Date.now());
    }
  }

  private async refreshSome(manager: EntityManager): Promise<{ looked: number; moved: ScheduleRow[] }> {
    const rows: OutdatedRow[] = await manager.query(
      // Older ones alone: while servers of two ages run side by side, the newer one's rules stand.
      `select ${SCHEDULE_COLUMNS}, now() as now from schedule
       where fixed = 'wall' and status in ('scheduled', 'paused') and zone_rules < $1
       limit $2 for update skip locked`,
      [ZONE_RULES, AT_ONCE],
    );
    const moved: ScheduleRow[] = [];
    const unmoved: ScheduleRow[] = [];
    for (const row of rows) {
      const sendAt = resolveAgain(row.wall_time, row.time_zone);
      if (!sendAt || isSameMinute(sendAt, row.send_at)) unmoved.push(row);
      else
        moved.push(
          await this.store.move(manager, row, row.status, 'zone_rules_changed', row.code, changesOf(row, sendAt)),
        );
    }
    await manager.query(
      `update schedule set zone_rules = $3
       from unnest($1::uuid[], $2::uuid[]) as given (team_id, id)
       where schedule.team_id = given.team_id and schedule.id = given.id`,
      [unmoved.map(({ team_id }) => team_id), unmoved.map(({ id }) => id), ZONE_RULES],
    );
    await this.live.appendAll(
      manager,
      moved.map((row) => ({
        teamId: row.team_id,
        accountId: row.account_id,
        type: 'schedule.changed',
        data: { scheduleId: row.id, gmailThreadId: row.gmail_thread_id },
      })),
    );
    return { looked: rows.length, moved };
  }
}

/** A time on the clock is given to the minute. */
const isSameMinute = (one: Date, other: Date) =>
  Math.floor(one.getTime() / MINUTE_MS) === Math.floor(other.getTime() / MINUTE_MS);

/**
 * What moves with the time to send. An instant that has passed meanwhile is due now, and counts as late from now on:
 * nobody could have known. A later turn or another try that was given to the mail stays, unless it would now come too
 * early.
 */
function changesOf(row: OutdatedRow, sendAt: Date): ScheduleChanges {
  const from = sendAt > row.now ? sendAt : row.now;
  const hasTurn = row.turn_at !== null || row.attempts > 0 || row.due_at > row.send_at;
  const keepsTurn = hasTurn && row.due_at >= from;
  return {
    send_at: sendAt,
    zone_rules: ZONE_RULES,
    late_from: keepsTurn && row.late_from > from ? row.late_from : from,
    ...(!keepsTurn && { turn_at: null, dueInMs: from.getTime() - row.now.getTime() }),
  };
}
