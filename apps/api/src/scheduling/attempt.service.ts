import { Injectable, Logger } from '@nestjs/common';
import { DraftMail } from '../gmail/draft-mail.js';
import { type Draft, GmailService, type Mailbox } from '../gmail/gmail.service.js';
import { GmailError } from '../gmail/gmail-error.js';
import { AskingService } from './asking.service.js';
import { draftProblem } from './draft-rules.js';
import { FollowUpsService } from './follow-ups.service.js';
import type { LeasedSchedule } from './leases.service.js';
import type { Outcome, Sent } from './outcome.js';
import { ScheduleStore } from './schedule-store.js';

/** A call that Gmail has not answered by then is no longer under way. */
const CALL_OVER_MS = 2 * 60_000;
/** After so many looks, some minutes apart, a draft that is gone is gone. */
const MOST_MISSING_LOOKS = 3;
/** So long a mail that Gmail may have sent is looked for, before the sender is asked. */
const VERIFY_MS = 86_400_000;
/** A time is given to the minute, so within one nothing is late. */
const PUNCTUAL_MS = 60_000;
/** Signing in wakes the schedule; this is for a wake-up that got lost. */
const REAUTHORISE_LOOK_MS = 60 * 60_000;

/**
 * One attempt to send one scheduled mail, read top to bottom: whether it went out already, the sender's conditions, the
 * draft, the marks by the consent of now, and the one call that Gmail takes once. Nothing is written here but that
 * Gmail is asked.
 */
@Injectable()
export class AttemptService {
  private readonly log = new Logger('Schedules');

  constructor(
    private readonly gmail: GmailService,
    private readonly asking: AskingService,
    private readonly followUps: FollowUpsService,
    private readonly store: ScheduleStore,
  ) {}

  /** @param mailbox the schedule's own */
  async attempt(schedule: LeasedSchedule, mailbox: Mailbox): Promise<Outcome> {
    try {
      return inTime(schedule, await this.send(schedule, mailbox));
    } catch (error) {
      // `send` lets out only what happened before Gmail was asked.
      if (error instanceof GmailError) return inTime(schedule, beforeAsking(schedule, error));
      this.log.error(`${schedule.id}: ${(error as Error).name} ${(error as { code?: string }).code ?? ''}`);
      return inTime(schedule, { kind: 'wait', code: 'server_trouble', unclear: schedule.asked_at !== null });
    }
  }

  private async send(schedule: LeasedSchedule, mailbox: Mailbox): Promise<Outcome> {
    if (schedule.asked_at) {
      const found = await this.find(schedule, mailbox);
      if (found?.how === 'found') return found;
    }
    const unmet = await this.followUps.check(schedule, mailbox, schedule.claimed_at);
    if (unmet && !schedule.asked_at) return unmet;

    const draft = await this.draft(schedule, mailbox);
    if (!draft) return this.missing(schedule, mailbox);
    // An earlier call that may still be under way cannot be called back: what became of it is seen first.
    if (unmet) return isSettled(schedule) ? unmet : { kind: 'wait', code: 'checking', unclear: true };
    if (!schedule.asked_at && isTooLate(schedule)) return { kind: 'ask', code: 'missed' };

    const mail = await DraftMail.read(draft.raw);
    const problem = draftProblem(draft.raw, mail);
    if (problem) return { kind: 'fail', code: problem };
    const permission = await this.asking.permission({ schedule, mail, gmailThreadId: draft.gmailThreadId });
    if (!permission) return { kind: 'lost' };
    const { marks, note } = permission;
    // From here on the mail may be out, whatever becomes of this process.
    const raw = mail.toSend(schedule.message_id, marks, schedule.claimed_at);
    try {
      const delivery = await this.gmail.sendDraft(mailbox, schedule.gmail_draft_id, raw, draft.gmailThreadId);
      return { kind: 'sent', how: 'answered', delivery, tracked: marks !== null, note };
    } catch (error) {
      return await this.afterAsking(schedule, mailbox, error as GmailError);
    }
  }

  /** What a refused or unanswered send means. An earlier call may still be under way: then nothing is certain yet. */
  private async afterAsking(schedule: LeasedSchedule, mailbox: Mailbox, error: GmailError): Promise<Outcome> {
    const settled = isSettled(schedule);
    if (error.kind === 'retry') return busy(error, !settled);
    if (error.kind === 'reauthorise') return needsSignIn(!settled);
    if (error.kind === 'verify') return { kind: 'wait', code: 'checking', unclear: true };
    // Gmail answers a draft that is gone with 404 or 400, and a mail it does not take with 400.
    const unclear = schedule.asked_at !== null;
    try {
      if (error.kind === 'final' && (await this.draft(schedule, mailbox))) {
        return settled ? { kind: 'fail', code: 'gmail_refused' } : { kind: 'wait', code: 'checking', unclear: true };
      }
      return (await this.find(schedule, mailbox)) ?? { kind: 'wait', code: 'checking', unclear, missing: true };
    } catch {
      return { kind: 'wait', code: 'checking', unclear };
    }
  }

  /** The draft is gone: sent by us, sent by hand, or deleted. Gmail may take a moment to show a sent mail. */
  private async missing(schedule: LeasedSchedule, mailbox: Mailbox): Promise<Outcome> {
    const found = await this.find(schedule, mailbox);
    if (found) return found;
    const asked = schedule.asked_at !== null;
    // One that Gmail was asked to send is looked for as long as that can help, see `inTime`.
    if (!asked && schedule.missing_looks + 1 >= MOST_MISSING_LOOKS) return { kind: 'ask', code: 'draft_missing' };
    return { kind: 'wait', code: 'checking', unclear: asked, missing: true };
  }

  private async find(schedule: LeasedSchedule, mailbox: Mailbox): Promise<Sent | null> {
    const found = await this.gmail.findSent(mailbox, {
      gmailThreadId: schedule.gmail_thread_id,
      deliveryId: schedule.message_id,
      since: schedule.created_at,
      ...this.store.contentsOf(schedule),
    });
    if (!found) return null;
    const { sentAt, gmailMessageId, gmailThreadId } = found;
    // Also one with our header, where Gmail was never asked: the copy that a series makes has it from the beginning.
    const byHand = found.byHand || schedule.asked_at === null;
    return {
      kind: 'sent',
      how: byHand ? 'by_hand' : 'found',
      delivery: { gmailMessageId, gmailThreadId },
      sentAt,
      tracked: !byHand && (schedule.tracked ?? false),
      note: byHand ? 'sent_by_hand' : null,
    };
  }

  private async draft(schedule: LeasedSchedule, mailbox: Mailbox): Promise<Draft | null> {
    try {
      return await this.gmail.getDraft(mailbox, schedule.gmail_draft_id);
    } catch (error) {
      if (error instanceof GmailError && error.kind === 'not_found') return null;
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
  ...(code === 'dailyLimitExceeded' ? { code: 'daily_limit', notLate: true } : { code: 'gmail_busy' }),
  unclear,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

/**
 * Nobody looks for ever for a mail that Gmail may have sent, and nobody's mail goes out later than they allow while
 * Gmail or this server is in trouble. One who has to sign in is told, and waited for.
 */
function inTime(schedule: LeasedSchedule, outcome: Outcome): Outcome {
  if (outcome.kind !== 'wait' || outcome.code === 'reauthorise') return outcome;
  if (outcome.unclear) return schedule.trying_for_ms < VERIFY_MS ? outcome : { kind: 'ask', code: 'unverified' };
  const inTrouble = outcome.code === 'gmail_busy' || outcome.code === 'server_trouble';
  return inTrouble && isTooLate(schedule) ? { kind: 'ask', code: 'missed' } : outcome;
}

const isTooLate = ({ late_ms, tolerance_minutes }: LeasedSchedule) =>
  late_ms > Math.max(tolerance_minutes * 60_000, PUNCTUAL_MS);

/** No earlier call can still be under way. */
const isSettled = ({ asked_ms_ago }: LeasedSchedule) => asked_ms_ago === null || asked_ms_ago > CALL_OVER_MS;
