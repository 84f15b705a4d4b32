import type { ScheduleStatus } from '@openly/contracts';

/** Why a schedule moves; stands as `what` in its history. */
export type MoveReason =
  | 'created'
  | 'changed'
  | 'zone_rules_changed'
  | 'draft_restored'
  | 'paused'
  | 'resumed'
  | 'missed_while_paused'
  | 'send_now'
  | 'cancelled'
  | 'handed_over'
  | 'claimed'
  | 'spread'
  | 'postponed'
  | 'condition_not_met'
  | 'skipped'
  | 'unclear'
  | 'sent'
  | 'found_sent'
  | 'sent_by_hand'
  | 'answered_late'
  | 'asked'
  | 'failed';

/** Gmail answered a worker long after its lease had ended: whatever was decided meanwhile, the mail is out. */
const answeredLate = { sent: ['answered_late'] } as const;

/**
 * Every move a schedule can make, by where it stands and where it goes; what is not here is refused. `new` is a
 * schedule that does not exist yet. From `sent` nothing leads away.
 */
export const scheduleMoves: Readonly<
  Record<ScheduleStatus | 'new', Readonly<Partial<Record<ScheduleStatus, readonly MoveReason[]>>>>
> = {
  new: { scheduled: ['created', 'handed_over'] },
  scheduled: {
    scheduled: ['changed', 'zone_rules_changed', 'send_now', 'spread'],
    paused: ['paused'],
    sending: ['claimed'],
    // Handed over without what its condition was about, or with the question it had.
    needs_decision: ['asked'],
    cancelled: ['cancelled', 'skipped', 'handed_over'],
    ...answeredLate,
  },
  paused: {
    paused: ['changed', 'zone_rules_changed'],
    scheduled: ['resumed', 'send_now'],
    needs_decision: ['missed_while_paused'],
    cancelled: ['cancelled', 'skipped', 'handed_over'],
    ...answeredLate,
  },
  sending: {
    // Gmail was asked and its answer is not clear: stays here until it is, out of the user's reach.
    sending: ['claimed', 'unclear'],
    scheduled: ['postponed'],
    paused: ['paused'],
    sent: ['sent', 'found_sent', 'sent_by_hand', 'answered_late'],
    needs_decision: ['asked'],
    failed: ['failed'],
    cancelled: ['condition_not_met'],
  },
  needs_decision: {
    scheduled: ['changed', 'send_now', 'draft_restored'],
    sending: ['send_now'],
    cancelled: ['cancelled', 'skipped', 'handed_over'],
    ...answeredLate,
  },
  failed: {
    scheduled: ['changed', 'send_now', 'draft_restored'],
    cancelled: ['cancelled', 'skipped'],
    ...answeredLate,
  },
  sent: {},
  cancelled: answeredLate,
};

/** Whether a schedule may go from here to there for this reason. */
export function mayMove(from: ScheduleStatus | 'new', to: ScheduleStatus, reason: MoveReason): boolean {
  return scheduleMoves[from][to]?.includes(reason) ?? false;
}
