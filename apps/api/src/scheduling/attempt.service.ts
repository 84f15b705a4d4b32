import { Injectable, Logger } from '@nestjs/common';
import type { ScheduleCode } from '@openly/scheduling';
import { DomainError } from '../errors.js';
import { DraftMail, type MailMarks } from '../gmail/draft-mail.js';
import { type Delivery, type Draft, GmailService } from '../gmail/gmail.service.js';
import { GmailError } from '../gmail/gmail-error.js';
import { MessagesService } from '../messages/messages.service.js';
import { draftProblem } from './draft-rules.js';
import { type LeasedSchedule, LeasesService } from './leases.service.js';

/** How an attempt ended. */
export type Outcome =
  | { kind: 'sent'; found: boolean; delivery: Delivery; tracked: boolean; note: ScheduleCode | null }
  /** To be tried again. `unclear`: Gmail may have sent it. `missing`: the draft was not there. */
  | { kind: 'wait'; code: ScheduleCode; unclear: boolean; missing?: boolean; retryAfterMs?: number }
  | { kind: 'ask'; code: ScheduleCode }
  | { kind: 'fail'; code: ScheduleCode }
  /** Another worker has the schedule now. */
  | { kind: 'lost' };

/** A call that Gmail has not answered by then is no longer under way. */
const CALL_OVER_MS = 2 * 60_000;
/** After so many looks, some minutes apart, a draft that is gone is gone. */
const MOST_MISSING_LOOKS = 3;
const GIVE_UP_MS = 3 * 86_400_000;
const GIVE_UP_UNCLEAR_MS = 86_400_000;
/** Signing in wakes the schedule; this is for a wake-up that got lost. */
const REAUTHORISE_LOOK_MS = 60 * 60_000;

/**
 * One attempt to send one scheduled mail, read top to bottom: whether it went out already, the draft, the marks by the
 * consent of now, and the one call that Gmail takes once. Nothing is written here but that Gmail is asked.
 */
@Injectable()
export class AttemptService {
  private readonly log = new Logger('Schedules');

  constructor(
    private readonly gmail: GmailService,
    private readonly messages: MessagesService,
    private readonly leases: LeasesService,
  ) {}

  async attempt(schedule: LeasedSchedule): Promise<Outcome> {
    try {
      return giveUpAfterDays(schedule, await this.send(schedule));
    } catch (error) {
      // `send` lets out only what happened before Gmail was asked.
      if (error instanceof GmailError) return giveUpAfterDays(schedule, beforeAsking(schedule, error));
      this.log.error(`${schedule.id}: ${(error as Error).name} ${(error as { code?: string }).code ?? ''}`);
      return { kind: 'wait', code: 'server_trouble', unclear: schedule.asked_at !== null };
    }
  }

  private async send(schedule: LeasedSchedule): Promise<Outcome> {
    const mailbox = { teamId: schedule.team_id, accountId: schedule.account_id };
    if (schedule.asked_at) {
      const found = await this.find(schedule);
      if (found) return found;
    }
    const draft = await this.draft(schedule);
    if (!draft) return this.missing(schedule);

    const mail = await DraftMail.read(draft.raw);
    const problem = draftProblem(draft.raw, mail);
    if (problem) return { kind: 'fail', code: problem };
    const { marks, note } = await this.marksFor(schedule, mail);
    const raw = mail.toSend(schedule.message_id, marks);
    if (!(await this.leases.noteAsking(schedule, marks !== null))) return { kind: 'lost' };

    try {
      const delivery = await this.gmail.sendDraft(mailbox, schedule.gmail_draft_id, raw, draft.gmailThreadId);
      return { kind: 'sent', found: false, delivery, tracked: marks !== null, note };
    } catch (error) {
      return await this.afterAsking(schedule, error as GmailError);
    }
  }

  /** What a refused or unanswered send means. An earlier call may still be under way: then nothing is certain yet. */
  private async afterAsking(schedule: LeasedSchedule, error: GmailError): Promise<Outcome> {
    const settled = schedule.asked_ms_ago === null || schedule.asked_ms_ago > CALL_OVER_MS;
    if (error.kind === 'retry') return busy(error, !settled);
    if (error.kind === 'reauthorise') return needsSignIn(!settled);
    if (error.kind === 'verify') return { kind: 'wait', code: 'checking', unclear: true };
    // Gmail answers a draft that is gone with 404 or 400, and a mail it does not take with 400.
    const unclear = schedule.asked_at !== null;
    try {
      if (error.kind === 'final' && (await this.draft(schedule))) return { kind: 'fail', code: 'gmail_refused' };
      return (await this.find(schedule)) ?? { kind: 'wait', code: 'checking', unclear, missing: true };
    } catch {
      return { kind: 'wait', code: 'checking', unclear };
    }
  }

  /** The draft is gone: sent by us, sent by hand, or deleted. Gmail may take a moment to show a sent mail. */
  private async missing(schedule: LeasedSchedule): Promise<Outcome> {
    const asked = schedule.asked_at !== null;
    if (!asked) {
      const found = await this.find(schedule);
      if (found) return found;
    }
    if (schedule.missing_looks + 1 >= MOST_MISSING_LOOKS) {
      return { kind: 'ask', code: asked ? 'send_unconfirmed' : 'draft_missing' };
    }
    return { kind: 'wait', code: 'checking', unclear: asked, missing: true };
  }

  private async find(schedule: LeasedSchedule): Promise<Outcome | null> {
    const mailbox = { teamId: schedule.team_id, accountId: schedule.account_id };
    const delivery = await this.gmail.findDelivery(mailbox, schedule.gmail_thread_id, schedule.message_id);
    return delivery && { kind: 'sent', found: true, delivery, tracked: schedule.tracked ?? false, note: null };
  }

  private async draft(schedule: LeasedSchedule): Promise<Draft | null> {
    try {
      const mailbox = { teamId: schedule.team_id, accountId: schedule.account_id };
      return await this.gmail.getDraft(mailbox, schedule.gmail_draft_id);
    } catch (error) {
      if (error instanceof GmailError && error.kind === 'not_found') return null;
      throw error;
    }
  }

  /** Pixel and notice by the consent of now, or why there are none. */
  private async marksFor(
    schedule: LeasedSchedule,
    mail: DraftMail,
  ): Promise<{ marks: MailMarks | null; note: ScheduleCode | null }> {
    if (!schedule.tracking) return { marks: null, note: null };
    if (mail.unmarkable) return { marks: null, note: mail.unmarkable };
    const account = { teamId: schedule.team_id, accountId: schedule.account_id };
    try {
      const { pixelHtml, noticeHtml, noticeText } = await this.messages.prepare(account, schedule.message_id, {
        recipients: mail.recipients,
        ...(mail.subject && { subject: mail.subject }),
        ...(schedule.gmail_thread_id && { gmailThreadId: schedule.gmail_thread_id }),
      });
      if (!pixelHtml || !noticeHtml || !noticeText) return { marks: null, note: 'untracked_reader_refused' };
      return { marks: { pixelHtml, noticeHtml, noticeText }, note: null };
    } catch (error) {
      if (error instanceof DomainError && error.code === 'message_discarded') {
        return { marks: null, note: 'untracked_stopped' };
      }
      throw error;
    }
  }
}

/** What a read that failed means. Where Gmail was asked in an earlier attempt, the mail stays unclear. */
function beforeAsking(schedule: LeasedSchedule, error: GmailError): Outcome {
  const unclear = schedule.asked_at !== null;
  if (error.kind === 'reauthorise') return needsSignIn(unclear);
  if (error.kind === 'final' && !unclear) return { kind: 'fail', code: 'gmail_refused' };
  return busy(error, unclear);
}

const needsSignIn = (unclear: boolean): Outcome => ({
  kind: 'wait',
  code: 'reauthorise',
  unclear,
  retryAfterMs: REAUTHORISE_LOOK_MS,
});

const busy = ({ code, retryAfterMs }: GmailError, unclear: boolean): Outcome => ({
  kind: 'wait',
  code: code === 'dailyLimitExceeded' ? 'daily_limit' : 'gmail_busy',
  unclear,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

/** Nobody waits for ever on a Gmail that does not answer; one who has to sign in is told, and waited for. */
function giveUpAfterDays(schedule: LeasedSchedule, outcome: Outcome): Outcome {
  if (outcome.kind !== 'wait' || outcome.code === 'reauthorise') return outcome;
  if (schedule.trying_for_ms < (outcome.unclear ? GIVE_UP_UNCLEAR_MS : GIVE_UP_MS)) return outcome;
  return { kind: 'ask', code: outcome.unclear ? 'send_unknown' : 'gmail_unavailable' };
}
