import type { Schedule, ScheduleStatus } from '@openly/contracts';
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
  tracking: boolean;
  message_id: string;
  tracked: boolean | null;
  subject_sealed: Buffer | null;
  recipients_sealed: Buffer | null;
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
  to_char(wall_time, 'YYYY-MM-DD"T"HH24:MI') as wall_time, tracking, message_id, tracked, subject_sealed,
  recipients_sealed, asked_at, attempts, missing_looks, code, gmail_message_id, sent_at, created_at`;

/** A schedule as the API shows it. */
export function viewOf(row: ScheduleRow, encryption: Encryption): Schedule {
  const recipients = row.recipients_sealed ? encryption.open('schedule', row.recipients_sealed) : '[]';
  return {
    id: row.id,
    gmailDraftId: row.gmail_draft_id,
    gmailThreadId: row.gmail_thread_id,
    status: row.status,
    sendAt: row.send_at.toISOString(),
    timeZone: row.time_zone,
    wallTime: row.wall_time,
    tracking: row.tracking,
    subject: row.subject_sealed && encryption.open('schedule', row.subject_sealed),
    recipients: JSON.parse(recipients) as string[],
    messageId: row.tracked ? row.message_id : null,
    gmailMessageId: row.gmail_message_id,
    sentAt: row.sent_at?.toISOString() ?? null,
    code: row.code,
    ...explainSchedule(row.status, row.code),
    createdAt: row.created_at.toISOString(),
  };
}
