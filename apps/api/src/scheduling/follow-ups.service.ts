import { Injectable } from '@nestjs/common';
import type { FollowUpOf, ScheduleStatus } from '@openly/contracts';
import { daysLater } from '@openly/scheduling';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { GmailService, type Mailbox } from '../gmail/gmail.service.js';
import { Confirmations } from '../opens/confirmations.js';
import type { Outcome } from './outcome.js';
import type { ScheduleRow } from './schedule-row.js';
import type { AccountRef } from './schedule-store.js';

/** The mail that another one follows up, as far as is known now. */
export interface FollowedMail {
  /** `waiting`: it has not gone out yet; `lost`: it never will, or nothing is kept of it. */
  state: 'sent' | 'waiting' | 'lost';
  /** When it went out, or is to. */
  at: Date;
  gmailThreadId: string | null;
  tracked: boolean;
  /** Never of a mail that only asks: it says that it records nothing, so an answer to it is no sign of opening. */
  opened: boolean;
  /** Its tracked message, whether or not marks went out with it. */
  messageId: string;
}

/** Days after another mail of one that its sender has sent off: it no longer waits for that mail. */
export const AT_ONCE = 0;
/** The turn of a day's count may come a little before the exact time; so early nobody minds. */
const EARLY_MS = 60_000;
/** A mail that waits for another is looked at again at least this often. */
const LOOK_AGAIN_MS = 60 * 60_000;

/** The conditions a sender makes: only if nobody replied, or after another mail unless that was replied to or opened. */
@Injectable()
export class FollowUpsService {
  constructor(
    private readonly database: Database,
    private readonly gmail: GmailService,
    private readonly confirmations: Confirmations,
  ) {}

  /** @throws DomainError `followed_mail_not_found`, `followed_mail_untracked` */
  async target(account: AccountRef, followUp: FollowUpOf): Promise<FollowedMail> {
    const found = await this.look(account, followUp.messageId ?? null, followUp.scheduleId ?? null);
    if (!found || found.state === 'lost') throw new DomainError('followed_mail_not_found');
    if (followUp.unless === 'opened' && !found.tracked) throw new DomainError('followed_mail_untracked');
    return found;
  }

  /**
   * Whether the sender's conditions hold at this moment; null: they do.
   * @throws GmailError
   */
  async check(schedule: ScheduleRow, mailbox: Mailbox, now: Date): Promise<Outcome | null> {
    if (schedule.follow_unless) {
      const outcome = await this.checkFollowed(schedule, mailbox, now);
      if (outcome) return outcome;
    }
    if (schedule.unless_replied && schedule.gmail_thread_id) {
      const [replied] = await this.gmail.haveReplies(mailbox, schedule.gmail_thread_id, [schedule.created_at]);
      if (replied) return { kind: 'drop', code: 'replied' };
    }
    return null;
  }

  private async checkFollowed(schedule: ScheduleRow, mailbox: Mailbox, now: Date): Promise<Outcome | null> {
    const account = { teamId: schedule.team_id, accountId: schedule.account_id };
    const followed = await this.look(account, schedule.followed_message_id, schedule.followed_schedule_id);
    const waits = schedule.follow_days !== AT_ONCE;
    if (!followed || followed.state === 'lost') return waits ? { kind: 'ask', code: 'followed_mail_not_sent' } : null;
    if (!waits && followed.state === 'waiting') return null;
    const due = schedule.follow_days
      ? daysLater(followed.at, schedule.follow_days, schedule.sender_zone).sendAt.getTime()
      : now.getTime();
    const early = due - now.getTime();
    if (followed.state === 'waiting' || early > EARLY_MS) {
      const wait = followed.state === 'waiting' ? Math.min(Math.max(early, EARLY_MS), LOOK_AGAIN_MS) : early;
      return { kind: 'wait', code: 'following', unclear: false, retryAfterMs: wait, notLate: true };
    }
    if (schedule.follow_unless === 'opened') {
      if (followed.opened) return { kind: 'drop', code: 'opened' };
      return followed.tracked || !waits ? null : { kind: 'ask', code: 'opening_unknown' };
    }
    if (!followed.gmailThreadId) return { kind: 'ask', code: 'followed_mail_not_sent' };
    const [replied] = await this.gmail.haveReplies(mailbox, followed.gmailThreadId, [followed.at]);
    if (!replied) return null;
    await this.confirmations.reply({ teamId: account.teamId, messageId: followed.messageId });
    return { kind: 'drop', code: 'replied' };
  }

  private async look(
    { teamId, accountId }: AccountRef,
    messageId: string | null,
    scheduleId: string | null,
  ): Promise<FollowedMail | null> {
    const [row] = await this.database.systemQuery<FollowedRow>(
      scheduleId
        ? `select s.message_id, s.status, coalesce(s.sent_at, greatest(s.send_at, s.due_at)) as at, s.gmail_thread_id,
                  case when s.status = 'sent' then s.tracked and m.state is distinct from 'discarded' else s.tracking end
                    as tracked,
                  not m.asks and (m.open_count > 0 or m.earlier_signal = 'opened' or m.confirmed_by is not null)
                    as opened
           from schedule s left join message m on m.team_id = s.team_id and m.id = s.message_id
           where s.team_id = $1 and s.account_id = $2 and s.id = $3`
        : `select id as message_id,
                  case state when 'sent' then 'sent' when 'prepared' then 'scheduled' else 'cancelled' end as status,
                  coalesce(sent_at, prepared_at) as at, gmail_thread_id, tracked,
                  not asks and (open_count > 0 or earlier_signal = 'opened' or confirmed_by is not null) as opened
           from message where team_id = $1 and account_id = $2 and id = $3`,
      [teamId, accountId, scheduleId ?? messageId],
    );
    if (!row) return null;
    return {
      state:
        row.status === 'sent' ? 'sent' : row.status === 'cancelled' || row.status === 'failed' ? 'lost' : 'waiting',
      at: row.at,
      gmailThreadId: row.gmail_thread_id,
      tracked: row.tracked,
      opened: row.opened ?? false,
      messageId: row.message_id,
    };
  }
}

interface FollowedRow {
  message_id: string;
  status: ScheduleStatus;
  at: Date;
  gmail_thread_id: string | null;
  tracked: boolean;
  opened: boolean | null;
}
