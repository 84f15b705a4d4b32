import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ConsentMode, DeliverIn, ScheduleStatus } from '@openly/contracts';
import { type MoveReason, mayMove, type ResolvedTime } from '@openly/scheduling';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { DomainError } from '../errors.js';
import { Encryption } from '../secrets/encryption.js';
import { SCHEDULE_COLUMNS, type ScheduleRow } from './schedule-row.js';

/** An account within its team. */
export interface AccountRef {
  teamId: string;
  accountId: string;
}

/** What a new schedule is made of; everything else begins empty. */
export interface NewSchedule {
  id: string;
  gmailDraftId: string;
  gmailThreadId: string | null;
  time: ResolvedTime;
  senderZone: string;
  deliverIn: DeliverIn;
  /** The address of the reader whose clock `time` is on; null: the sender's clock. */
  reader: string | null;
  toleranceMinutes: number;
  tracking: boolean;
  /** Absent or null: the team's. */
  consentMode?: ConsentMode | null;
  unlessReplied?: boolean;
  followUp?:
    | { messageId: string | null; scheduleId: string | null; unless: 'replied' | 'opened'; days: number | null }
    | undefined;
  seriesId?: string | undefined;
  subject: string | null;
  recipients: readonly string[];
  draftBytes: number;
  /**
   * Of the tracked message and the delivery header; absent: a new one. Readers see it in a header, so it tells nothing:
   * neither when it was made nor which schedule it is.
   */
  messageId?: string;
}

export type ContentsOfSchedule = Pick<
  NewSchedule,
  'gmailDraftId' | 'gmailThreadId' | 'subject' | 'recipients' | 'draftBytes'
>;
export type TimeOfSchedule = Pick<NewSchedule, 'time' | 'senderZone' | 'deliverIn' | 'reader'>;

/** The version of this platform's zone data (tzdata), for example `2026a`; a schedule resolved by another is resolved anew. */
export const ZONE_RULES: string = process.versions.tz ?? 'unknown';

/** Columns a move sets besides status and code. */
export interface ScheduleChanges {
  gmail_draft_id?: string;
  follow_days?: number | null;
  subject_sealed?: Buffer | null;
  recipients_sealed?: Buffer;
  draft_bytes?: number;
  send_at?: Date;
  time_zone?: string;
  wall_time?: string;
  sender_zone?: string;
  deliver_in?: DeliverIn;
  reader_sealed?: Buffer | null;
  fixed?: 'wall' | 'instant';
  zone_rules?: string;
  late_from?: Date;
  tolerance_minutes?: number;
  unless_replied?: boolean;
  at_any_hour?: boolean;
  turn_at?: null;
  pause_wanted?: boolean;
  tracking?: boolean;
  consent_mode?: ConsentMode | null;
  gmail_thread_id?: string | null;
  missing_looks?: number;
  attempts?: number;
  first_attempt_at?: null;
  asked_at?: Date | null;
  lease_id?: null;
  /** Milliseconds from now, by the database's clock, until somebody looks at the schedule again. */
  dueInMs?: number;
  /** Its turn is now, whatever the budget says. */
  turnIsNow?: boolean;
  /** Milliseconds from now from when on it counts as late, where it could not be its own time. */
  lateFromInMs?: number;
}

/** Schedules in the database: locked, moved along the table of allowed moves, each move kept in the history. */
@Injectable()
export class ScheduleStore {
  constructor(private readonly encryption: Encryption) {}

  /**
   * Writes a new schedule, and the first line of its history.
   * @throws the database's unique violation of `schedule_one_per_draft` when its draft is scheduled already
   */
  async insert(
    manager: EntityManager,
    { teamId, accountId }: AccountRef,
    made: NewSchedule,
    reason: 'created' | 'handed_over' = 'created',
  ): Promise<ScheduleRow> {
    const { time, followUp } = made;
    const row = {
      team_id: teamId,
      id: made.id,
      account_id: accountId,
      status: 'scheduled',
      ...this.timeColumns(made),
      late_from: time.sendAt,
      due_at: time.sendAt,
      tolerance_minutes: made.toleranceMinutes,
      unless_replied: made.unlessReplied ?? false,
      followed_message_id: followUp?.messageId ?? null,
      followed_schedule_id: followUp?.scheduleId ?? null,
      follow_unless: followUp?.unless ?? null,
      follow_days: followUp?.days ?? null,
      series_id: made.seriesId ?? null,
      tracking: made.tracking,
      consent_mode: made.consentMode ?? null,
      message_id: made.messageId ?? randomUUID(),
      ...this.contentColumns(made),
    };
    const columns = Object.keys(row);
    const [inserted]: ScheduleRow[] = await manager.query(
      `insert into schedule (${columns.join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})
       returning ${SCHEDULE_COLUMNS}`,
      Object.values(row),
    );
    if (!inserted) throw new Error('insert returned nothing');
    await this.note(manager, inserted, null, 'scheduled', reason, null);
    return inserted;
  }

  /** Subject and readers of the draft as it was when it was scheduled, or when it was last looked at. */
  contentsOf(row: ScheduleRow): { subject: string | null; recipients: string[] } {
    const open = (sealed: Buffer | null) => sealed && this.encryption.open('schedule', sealed);
    return {
      subject: open(row.subject_sealed),
      recipients: JSON.parse(open(row.recipients_sealed) ?? '[]') as string[],
    };
  }

  /** The columns that say which draft it is, and to whom and about what. */
  contentColumns({ gmailDraftId, gmailThreadId, subject, recipients, draftBytes }: ContentsOfSchedule) {
    return {
      gmail_draft_id: gmailDraftId,
      gmail_thread_id: gmailThreadId,
      draft_bytes: draftBytes,
      ...this.sealedContents({ subject, recipients }),
    };
  }

  sealedContents({ subject, recipients }: Pick<ContentsOfSchedule, 'subject' | 'recipients'>) {
    return {
      subject_sealed: subject === null ? null : this.encryption.seal('schedule', subject),
      recipients_sealed: this.encryption.seal('schedule', JSON.stringify(recipients)),
    };
  }

  /** The columns in which a time stands. */
  timeColumns({ time, senderZone, deliverIn, reader }: TimeOfSchedule) {
    return {
      send_at: time.sendAt,
      time_zone: time.timeZone,
      wall_time: time.wallTime,
      sender_zone: senderZone,
      deliver_in: deliverIn,
      reader_sealed: reader === null ? null : this.encryption.seal('schedule', reader),
      fixed: time.fixed,
      zone_rules: ZONE_RULES,
    };
  }

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
    const { dueInMs, lateFromInMs, turnIsNow, ...columns } = changes;
    if (turnIsNow) delete columns.turn_at;
    const sets = Object.entries(columns);
    const values: unknown[] = [row.team_id, row.id, to, code, ...sets.map(([, value]) => value)];
    const assignments = sets.map(([column], index) => `, ${column} = $${index + 5}`).join('');
    let byClock = turnIsNow ? ', turn_at = now()' : '';
    for (const [column, inMs] of [
      ['due_at', dueInMs],
      ['late_from', lateFromInMs],
    ] as const) {
      if (inMs === undefined) continue;
      values.push(inMs / 1_000);
      byClock += `, ${column} = now() + make_interval(secs => $${values.length})`;
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
