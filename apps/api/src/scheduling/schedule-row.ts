import type { ConsentMode, DeliverIn, Schedule, ScheduleStatus } from '@openly/contracts';
import { explainSchedule } from '@openly/scheduling';
import type { Encryption } from '../secrets/encryption.js';

/** A schedule as the statements of this module select it. */
export interface ScheduleRow {
  team_id: string;
  id: string;
  account_id: string;
  gmail_draft_id: string;
  gmail_thread_id: string | null;
  status: ScheduleStatus;
  send_at: Date;
  time_zone: string;
  /** `yyyy-MM-ddTHH:mm` in `time_zone`. */
  wall_time: string;
  sender_zone: string;
  deliver_in: DeliverIn;
  /** The address of the reader whose clock `time_zone` is. */
  reader_sealed: Buffer | null;
  fixed: 'wall' | 'instant';
  tolerance_minutes: number;
  unless_replied: boolean;
  followed_message_id: string | null;
  followed_schedule_id: string | null;
  follow_unless: 'replied' | 'opened' | null;
  follow_days: number | null;
  series_id: string | null;
  tracking: boolean;
  /** Null: the team's. */
  consent_mode: ConsentMode | null;
  message_id: string;
  tracked: boolean | null;
  subject_sealed: Buffer | null;
  recipients_sealed: Buffer | null;
  draft_bytes: number;
  due_at: Date;
  turn_at: Date | null;
  late_from: Date;
  asked_at: Date | null;
  attempts: number;
  missing_looks: number;
  code: string | null;
  gmail_message_id: string | null;
  sent_at: Date | null;
  created_at: Date;
}

/** The columns of a `ScheduleRow`; a wall time has no zone, so it stays text. */
export const SCHEDULE_COLUMNS = `team_id, id, account_id, gmail_draft_id, gmail_thread_id, status, send_at, time_zone,
  to_char(wall_time, 'YYYY-MM-DD"T"HH24:MI') as wall_time, sender_zone, deliver_in, reader_sealed, fixed,
  tolerance_minutes, unless_replied, followed_message_id, followed_schedule_id, follow_unless, follow_days, series_id,
  tracking, consent_mode, message_id, tracked, subject_sealed, recipients_sealed, draft_bytes, due_at, turn_at, late_from, asked_at, attempts,
  missing_looks, code, gmail_message_id, sent_at, created_at`;

/** Under this a mail is not called late: a minute is what its time is given in. */
const LATE_SECONDS = 60;

/** A schedule as the API shows it. */
export function viewOf(row: ScheduleRow, encryption: Encryption): Schedule {
  const open = (sealed: Buffer | null) => sealed && encryption.open('schedule', sealed);
  const lateBy = row.sent_at && Math.floor((row.sent_at.getTime() - row.send_at.getTime()) / 1_000);
  const delayed = row.status === 'scheduled' && row.due_at.getTime() > row.send_at.getTime();
  return {
    id: row.id,
    gmailDraftId: row.gmail_draft_id,
    gmailThreadId: row.gmail_thread_id,
    status: row.status,
    sendAt: row.send_at.toISOString(),
    timeZone: row.time_zone,
    wallTime: row.wall_time,
    deliverIn: row.deliver_in,
    reader: open(row.reader_sealed),
    expectedAt: delayed ? row.due_at.toISOString() : null,
    tolerance: row.tolerance_minutes,
    unlessReplied: row.unless_replied,
    followUpOf: row.follow_unless && {
      messageId: row.followed_message_id,
      scheduleId: row.followed_schedule_id,
      unless: row.follow_unless,
      days: row.follow_days || null,
    },
    seriesId: row.series_id,
    tracking: row.tracking,
    consentMode: row.consent_mode,
    subject: open(row.subject_sealed),
    recipients: JSON.parse(open(row.recipients_sealed) ?? '[]') as string[],
    messageId: row.tracked ? row.message_id : null,
    gmailMessageId: row.gmail_message_id,
    sentAt: row.sent_at?.toISOString() ?? null,
    lateBy: lateBy !== null && lateBy >= LATE_SECONDS && row.code !== 'sent_by_hand' ? lateBy : null,
    code: row.code,
    ...explainSchedule(row.status, row.code),
    createdAt: row.created_at.toISOString(),
  };
}
