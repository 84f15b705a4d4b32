import type { ScheduleStatus } from '@openly/contracts';

/** Why a schedule moves; stands as `what` in its history. */
export type MoveReason =
  | 'created'
  | 'changed'
  | 'paused'
  | 'resumed'
  | 'missed_while_paused'
  | 'send_now'
  | 'cancelled'
  | 'claimed'
  | 'postponed'
  | 'unclear'
  | 'sent'
  | 'found_sent'
  | 'asked'
  | 'failed';

/**
 * Every move a schedule can make, by where it stands and where it goes; what is not here is refused. `new` is a
 * schedule that does not exist yet. From `sent` and `cancelled` nothing leads away.
 */
export const scheduleMoves: Readonly<
  Record<ScheduleStatus | 'new', Readonly<Partial<Record<ScheduleStatus, readonly MoveReason[]>>>>
> = {
  new: { scheduled: ['created'] },
  scheduled: {
    scheduled: ['changed', 'send_now'],
    paused: ['paused'],
    sending: ['claimed'],
    cancelled: ['cancelled'],
  },
  paused: {
    paused: ['changed'],
    scheduled: ['resumed', 'send_now'],
    needs_decision: ['missed_while_paused'],
    cancelled: ['cancelled'],
  },
  sending: {
    // Gmail was asked and its answer is not clear: stays here until it is, out of the user's reach.
    sending: ['claimed', 'unclear'],
    scheduled: ['postponed'],
    sent: ['sent', 'found_sent'],
    needs_decision: ['asked'],
    failed: ['failed'],
  },
  needs_decision: { scheduled: ['changed', 'send_now'], sending: ['send_now'], cancelled: ['cancelled'] },
  failed: { scheduled: ['changed', 'send_now'], cancelled: ['cancelled'] },
  sent: {},
  cancelled: {},
};

/** Whether a schedule may go from here to there for this reason. */
export function mayMove(from: ScheduleStatus | 'new', to: ScheduleStatus, reason: MoveReason): boolean {
  return scheduleMoves[from][to]?.includes(reason) ?? false;
}

/** Where a schedule may stand for this reason to lead it there. */
export function statusesThatMay(reason: MoveReason, to: ScheduleStatus): ScheduleStatus[] {
  const statuses = Object.keys(scheduleMoves) as (ScheduleStatus | 'new')[];
  return statuses.filter((from): from is ScheduleStatus => from !== 'new' && mayMove(from, to, reason));
}
