import type { ConsentMode, ScheduleStatus, Series, SeriesStatus } from '@openly/contracts';
import type { Encryption } from '../secrets/encryption.js';
import { explainSeries } from './explanations.js';
import { type Timing, upcoming } from './timing.js';

/** A copy to be taken out of Drafts: one that is known, or one that Gmail may have made. */
export type DroppedCopy = { draftId: string; messageId: string } | { deliveryId: string; askedAt: string };

/** A series as the statements of this module select it. */
export interface SeriesRow {
  team_id: string;
  id: string;
  account_id: string;
  gmail_draft_id: string;
  status: SeriesStatus;
  code: string | null;
  rule: string;
  /** Of the first time, `yyyy-MM-ddTHH:mm` in `time_zone`. */
  wall_time: string;
  time_zone: string;
  /** `yyyy-MM-dd`, as the two dates below. */
  skip: string[];
  tracking: boolean;
  /** Null: the team's. */
  consent_mode: ConsentMode | null;
  tolerance_minutes: number;
  subject_sealed: Buffer | null;
  recipients_sealed: Buffer | null;
  attempts: number;
  done_date: string | null;
  next_date: string | null;
  next_at: Date | null;
  next_schedule_id: string | null;
  next_delivery_id: string | null;
  asked_at: Date | null;
  copy_draft_id: string | null;
  copy_message_id: string | null;
  dropped_copies: DroppedCopy[];
  created_at: Date;
  /** The schedule of the occurrence that waits, once there is one. */
  waiting: { status: ScheduleStatus; sendAt: string; wallTime: string } | null;
  /** The database's clock. */
  now: Date;
}

/** The columns of a `SeriesRow`; a wall time and a date have no zone, so they stay text. */
export const SERIES_COLUMNS = `series.team_id, series.id, series.account_id, series.gmail_draft_id, series.status,
  series.code, series.rule, to_char(series.wall_time, 'YYYY-MM-DD"T"HH24:MI') as wall_time, series.time_zone,
  series.skip::text[] as skip, series.tracking, series.consent_mode, series.tolerance_minutes, series.subject_sealed,
  series.recipients_sealed, series.attempts, to_char(series.done_date, 'YYYY-MM-DD') as done_date,
  to_char(series.next_date, 'YYYY-MM-DD') as next_date, series.next_at, series.next_schedule_id,
  series.next_delivery_id, series.asked_at, series.copy_draft_id, series.copy_message_id, series.dropped_copies,
  series.created_at, now() as now,
  (select json_build_object('status', made.status, 'sendAt', made.send_at,
                            'wallTime', to_char(made.wall_time, 'YYYY-MM-DD"T"HH24:MI'))
   from schedule made
   where made.team_id = series.team_id and made.id = series.next_schedule_id and series.copy_draft_id is not null
  ) as waiting`;

/** How many of the next times are shown. */
const SHOWN = 5;
const DEALT_WITH: readonly ScheduleStatus[] = ['sent', 'cancelled'];

/** What is to go from Drafts when nothing more is made: also what Gmail may be making, as nobody will schedule it. */
export function droppedHalfMade(row: SeriesRow): DroppedCopy[] {
  const { copy_draft_id, asked_at, next_delivery_id, dropped_copies } = row;
  if (copy_draft_id !== null || asked_at === null || next_delivery_id === null) return dropped_copies;
  return [...dropped_copies, { deliveryId: next_delivery_id, askedAt: asked_at.toISOString() }];
}

export function timingOf(row: SeriesRow): Timing {
  return { rule: row.rule, start: row.wall_time, timeZone: row.time_zone, skip: row.skip };
}

/** A series as the API shows it. */
export function viewOf(row: SeriesRow, encryption: Encryption): Series {
  const open = (sealed: Buffer | null) => sealed && encryption.open('schedule', sealed);
  const waiting = row.waiting && !DEALT_WITH.includes(row.waiting.status) ? row.waiting : null;
  // What was sent early or cancelled by hand does not come again.
  const done = row.copy_draft_id !== null && !waiting ? row.next_date : row.done_date;
  const next = row.status === 'ended' ? [] : upcoming(timingOf(row), row.now, done, SHOWN);
  return {
    id: row.id,
    gmailDraftId: row.gmail_draft_id,
    status: row.status,
    code: row.code,
    explanation: explainSeries(row.status, row.code),
    rule: row.rule,
    timeZone: row.time_zone,
    wallTime: row.wall_time,
    skip: row.skip,
    tracking: row.tracking,
    consentMode: row.consent_mode,
    tolerance: row.tolerance_minutes,
    subject: open(row.subject_sealed),
    recipients: JSON.parse(open(row.recipients_sealed) ?? '[]') as string[],
    next: next.map(({ date, wallTime, sendAt }) =>
      // The one that waits may have been moved by itself.
      waiting && date === row.next_date
        ? { date, wallTime: waiting.wallTime, sendAt: new Date(waiting.sendAt).toISOString() }
        : { date, wallTime, sendAt: sendAt.toISOString() },
    ),
    scheduleId: waiting && row.next_schedule_id,
    createdAt: row.created_at.toISOString(),
  };
}
