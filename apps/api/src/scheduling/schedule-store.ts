import { Injectable } from '@nestjs/common';
import type { ScheduleStatus } from '@openly/contracts';
import { type MoveReason, mayMove } from '@openly/scheduling';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { DomainError } from '../errors.js';
import { SCHEDULE_COLUMNS, type ScheduleRow } from './schedule-row.js';

/** An account within its team. */
export interface AccountRef {
  teamId: string;
  accountId: string;
}

/** Columns a move sets besides status and code. */
export interface ScheduleChanges {
  send_at?: Date;
  time_zone?: string;
  wall_time?: string;
  tracking?: boolean;
  gmail_message_id?: string;
  gmail_thread_id?: string;
  tracked?: boolean;
  missing_looks?: number;
  attempts?: number;
  first_attempt_at?: null;
  asked_at?: Date | null;
  /** Where it is not now, for a move to `sent`. */
  sent_at?: Date;
  lease_id?: null;
  /** Milliseconds from now, by the database's clock, until somebody looks at the schedule again. */
  dueInMs?: number;
}

/** Schedules in the database: locked, moved along the table of allowed moves, each move kept in the history. */
@Injectable()
export class ScheduleStore {
  /** The account's own schedule, locked until the transaction ends. @throws DomainError `schedule_not_found` */
  async lock(manager: EntityManager, { teamId, accountId }: AccountRef, id: string): Promise<ScheduleRow> {
    const [row]: ScheduleRow[] = await manager.query(
      `select ${SCHEDULE_COLUMNS} from schedule where team_id = $1 and id = $2 and account_id = $3 for update`,
      [teamId, id, accountId],
    );
    if (!row) throw new DomainError('schedule_not_found');
    return row;
  }

  /**
   * Moves a locked schedule and notes it in its history.
   * @throws DomainError `schedule_not_open` when the table of moves has no such move
   */
  async move(
    manager: EntityManager,
    row: ScheduleRow,
    to: ScheduleStatus,
    reason: MoveReason,
    code: string | null,
    changes: ScheduleChanges = {},
  ): Promise<ScheduleRow> {
    if (!mayMove(row.status, to, reason)) throw new DomainError('schedule_not_open');
    const { dueInMs, ...columns } = changes;
    const sets = Object.entries(columns);
    const values: unknown[] = [row.team_id, row.id, to, code, ...sets.map(([, value]) => value)];
    const assignments = sets.map(([column], index) => `, ${column} = $${index + 5}`).join('');
    let byClock = to === 'sent' && !columns.sent_at ? ', sent_at = now()' : '';
    if (dueInMs !== undefined) {
      values.push(dueInMs / 1_000);
      byClock += `, due_at = now() + make_interval(secs => $${values.length})`;
    }
    const [[moved]]: [ScheduleRow[], number] = await manager.query(
      `update schedule set status = $3, code = $4, updated_at = now()${assignments}${byClock}
       where team_id = $1 and id = $2 returning ${SCHEDULE_COLUMNS}`,
      values,
    );
    if (!moved) throw new DomainError('schedule_not_found');
    await this.note(manager, row, row.status, to, reason, code);
    return moved;
  }

  /** One line of a schedule's history. */
  async note(
    manager: EntityManager,
    { team_id, id }: Pick<ScheduleRow, 'team_id' | 'id'>,
    from: ScheduleStatus | null,
    to: ScheduleStatus,
    reason: MoveReason,
    code: string | null,
  ): Promise<void> {
    await manager.query(
      `insert into schedule_event (team_id, id, schedule_id, from_status, to_status, what, code)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [team_id, uuidv7(), id, from, to, reason, code],
    );
  }
}
