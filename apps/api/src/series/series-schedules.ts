import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SCHEDULE_COLUMNS, type ScheduleRow } from '../scheduling/schedule-row.js';
import { ScheduleStore } from '../scheduling/schedule-store.js';
import type { SeriesRow } from './series-row.js';

/** The occurrences of a series that are still open, as schedules. */
@Injectable()
export class SeriesSchedules {
  constructor(private readonly store: ScheduleStore) {}

  /** Locked until the transaction ends. Before the series itself, as wherever both are locked. */
  async lock(manager: EntityManager, { team_id, id }: SeriesRow): Promise<ScheduleRow[]> {
    return manager.query(
      `select ${SCHEDULE_COLUMNS} from schedule where team_id = $1 and series_id = $2
         and status not in ('sent', 'cancelled')
       order by id for update`,
      [team_id, id],
    );
  }

  async pause(manager: EntityManager, schedules: readonly ScheduleRow[]): Promise<void> {
    for (const row of schedules) {
      if (row.status === 'scheduled') await this.store.move(manager, row, 'paused', 'paused', row.code);
    }
  }

  /** One whose time passed meanwhile is asked about, not sent. */
  async resume(manager: EntityManager, schedules: readonly ScheduleRow[], now: Date): Promise<void> {
    for (const row of schedules) {
      if (row.status !== 'paused') continue;
      const inMs = row.send_at.getTime() - now.getTime();
      if (inMs <= 0) {
        await this.store.move(manager, row, 'needs_decision', 'missed_while_paused', 'missed_while_paused');
      } else {
        await this.store.move(manager, row, 'scheduled', 'resumed', null, {
          dueInMs: inMs,
          lateFromInMs: inMs,
          turn_at: null,
        });
      }
    }
  }
}
