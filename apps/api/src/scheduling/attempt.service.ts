import { Injectable, Logger } from '@nestjs/common';
import { DraftMail } from '../gmail/draft-mail.js';
import { CALL_OVER_MS, type Draft, GmailService, type Mailbox } from '../gmail/gmail.service.js';
import { GmailError } from '../gmail/gmail-error.js';
import { AskingService, isTracked } from './asking.service.js';
import { draftProblem } from './draft-rules.js';
import { FollowUpsService } from './follow-ups.service.js';
import type { LeasedSchedule } from './leases.service.js';
import type { Outcome, Sent, Waiting } from './outcome.js';
import { ScheduleStore } from './schedule-store.js';
import { waitForWindow } from './send-window.js';

/** Time for Gmail's own Undo, and for a sent mail to show. */
const MISSING_LOOK_MS = 60_000;
/** What Gmail has sent so long ago stands in Sent. */
const CERTAINLY_SHOWN_MS = 15 * 60_000;
/** After so many looks a draft that is gone is gone. */
const MOST_MISSING_LOOKS = 3;
/** So long, and so often, a mail that Gmail may have sent is looked for, before the sender is asked. */
const VERIFY_MS = 86_400_000;
const VERIFY_LOOKS = 20;
/** A time is given to the minute, so within one nothing is late. */
const PUNCTUAL_MS = 60_000;
/** Signing in wakes the schedule; this is for a wake-up that got lost. */
const REAUTHORISE_LOOK_MS = 60 * 60_000;

/**
 * One attempt to send one scheduled mail, read top to bottom: whether it went out already, the sender's conditions, the
 * team's hours, the draft, the marks by the consent of now, and the one call that Gmail takes once. Nothing is written here but that
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
    const unmet = await this.followUps.check(schedule, mailbox, schedule.claimed_at);
    if (unmet && !schedule.asked_at) return unmet;
    const closed = isTooLate(schedule) ? null : waitForWindow(schedule);
    if (closed && !schedule.asked_at) return closed;

    const draft = await this.draft(schedule, mailbox);
    if (!draft) return this.missing(schedule, mailbox);
    const mail = await DraftMail.read(draft.raw);
    const against = unmet ?? closed ?? this.reasonAgainst(schedule, draft, mail);
    // The draft is still there, so nothing went out; but an earlier call may be under way, and cannot be called back.
    if (against) return isSettled(schedule) ? against : { kind: 'wait', code: 'checking', unclear: true };

    const permission = await this.asking.permission({ schedule, mail, gmailThreadId: draft.gmailThreadId });
    if (!permission) return { kind: 'lost' };
    const { marks, note } = permission;
    // From here on the mail may be out, whatever becomes of this process.
    const raw = mail.toSend(schedule.message_id, marks, schedule.claimed_at);
    try {
      const delivery = await this.gmail.sendDraft(mailbox, schedule.gmail_draft_id, raw, draft.gmailThreadId);
      return { kind: 'sent', how: 'answered', delivery, tracked: isTracked(marks), note };
    } catch (error) {
      return await this.afterAsking(schedule, mailbox, error as GmailError);
    }
  }

  /** Why a mail whose draft is there is not sent now. */
  private reasonAgainst(schedule: LeasedSchedule, draft: Draft, mail: DraftMail): Outcome | null {
    if (schedule.pause_wanted) return { kind: 'wait', code: 'checking', unclear: false };
    if (isTooLate(schedule)) return { kind: 'ask', code: 'missed' };
    const problem = draftProblem(draft.raw, mail);
    return problem && { kind: 'fail', code: problem };
  }

  /** What a refused or unanswered send means. An earlier call may still be under way: then nothing is certain yet. */
  private async afterAsking(schedule: LeasedSchedule, mailbox: Mailbox, error: GmailError): Promise<Outcome> {
    const settled = isSettled(schedule);
    if (error.kind === 'retry') return { ...busy(error, !settled), refused: true };
    if (error.kind === 'reauthorise') return { ...needsSignIn(!settled), refused: true };
    if (error.kind === 'verify') return { kind: 'wait', code: 'checking', unclear: true };
    // Gmail answers a draft that is gone with 404 or 400, and a mail it does not take with 400.
    const unclear = schedule.asked_at !== null;
    const checking = { kind: 'wait', code: 'checking', refused: true } as const;
    try {
      if (error.kind === 'final' && (await this.draft(schedule, mailbox))) {
        return settled ? { kind: 'fail', code: 'gmail_refused' } : { ...checking, unclear: true };
      }
      const found = await this.find(schedule, mailbox);
      if (typeof found !== 'string') return found;
      return { ...checking, unclear, missing: true, retryAfterMs: MISSING_LOOK_MS };
    } catch {
      return { ...checking, unclear };
    }
  }

  /** The draft is gone: sent by us, sent by hand, or deleted. Gmail may take a moment to show a sent mail. */
  private async missing(schedule: LeasedSchedule, mailbox: Mailbox): Promise<Outcome> {
    const found = await this.find(schedule, mailbox);
    if (typeof found !== 'string') return found;
    const asked = schedule.asked_at !== null;
    // One that Gmail was asked to send a while ago would be seen by now: then it was deleted before that.
    const isShown = schedule.asked_ms_ago === null || schedule.asked_ms_ago > CERTAINLY_SHOWN_MS;
    const looks = schedule.missing_looks + 1;
    if (found === 'not_there' && isShown && looks >= MOST_MISSING_LOOKS) return { kind: 'ask', code: 'draft_missing' };
    return { kind: 'wait', code: 'checking', unclear: asked, missing: true, retryAfterMs: MISSING_LOOK_MS };
  }

  /** The mail in Sent; `not_there` where all that was sent since was looked through, `not_seen` where that was too much. */
  private async find(schedule: LeasedSchedule, mailbox: Mailbox): Promise<Sent | 'not_there' | 'not_seen'> {
    const found = await this.gmail.findSent(mailbox, {
      gmailThreadId: schedule.gmail_thread_id,
      deliveryId: schedule.message_id,
      since: schedule.created_at,
      askedAt: schedule.asked_at,
      ...this.store.contentsOf(schedule),
    });
    if (typeof found === 'string') return found;
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
  if (error.kind === 'final' && !unclear) return { kind: 'fail', code: 'gmail_read_refused' };
  return busy(error, unclear);
}

const needsSignIn = (unclear: boolean): Waiting => ({
  kind: 'wait',
  code: 'reauthorise',
  unclear,
  retryAfterMs: REAUTHORISE_LOOK_MS,
});

const busy = ({ code, retryAfterMs }: GmailError, unclear: boolean): Waiting => ({
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
  if (outcome.unclear) {
    const isGivenUp = schedule.trying_for_ms >= VERIFY_MS && schedule.attempts >= VERIFY_LOOKS;
    return isGivenUp ? { kind: 'ask', code: 'unverified' } : outcome;
  }
  const inTrouble = outcome.code === 'gmail_busy' || outcome.code === 'server_trouble';
  return inTrouble && isTooLate(schedule) ? { kind: 'ask', code: 'missed' } : outcome;
}

const isTooLate = ({ late_ms, tolerance_minutes }: LeasedSchedule) =>
  late_ms > Math.max(tolerance_minutes * 60_000, PUNCTUAL_MS);

/** No earlier call can still be under way. */
const isSettled = ({ asked_ms_ago }: LeasedSchedule) => asked_ms_ago === null || asked_ms_ago > CALL_OVER_MS;
