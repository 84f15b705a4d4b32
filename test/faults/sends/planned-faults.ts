import type { KindName } from './kinds.js';
import type { Dice } from './random.js';

/** Calls of Gmail's API that a fault can wait for. */
export type CallName = 'drafts.get' | 'drafts.send' | 'threads.get';

/** What the proxy does with a call, one step after the other. */
export type Step =
  /** Passes the call on to Gmail, whose answer is kept. */
  | { do: 'take_effect' }
  /** Gives the kept answer. */
  | { do: 'answer' }
  | { do: 'refuse'; status: number; reason: string; retryAfter?: number }
  /** Cuts the connection without an answer. */
  | { do: 'cut' }
  | { do: 'wait'; ms: number }
  /** SIGKILL to the worker that called. */
  | { do: 'kill' }
  /** The row's lease is over, though the worker that has it still works: every worker is woken for it. */
  | { do: 'lose_lease' }
  | { do: 'edit' | 'delete' | 'send_by_hand' | 'expire_token' }
  /** The user withdraws access, and signs in again after so long. */
  | { do: 'revoke'; backAfterMs: number };

/** What happens to one call of a mail. */
export interface PlannedFault {
  on: CallName;
  steps: Step[];
  /** Every such call, not the next one alone. */
  always?: boolean;
}

/** What somebody does to a mail beside its calls, in milliseconds after the drill's hour. */
export interface Touch {
  atMs: number;
  do: 'edit' | 'delete' | 'send_by_hand' | 'wake_all';
}

const SILENCE_MS = 30_000;
const passOn: Step[] = [{ do: 'take_effect' }, { do: 'answer' }];

/** Drafts are changed before their hour for some of the mails, and between two calls for the others. */
export function touchesOf(kind: KindName, dueMs: number, dice: Dice): Touch[] {
  const early = dueMs - dice.between(700, 4_000);
  if (kind === 'draft_edited') return dice.next() < 0.4 ? [{ atMs: early, do: 'edit' }] : [];
  if (kind === 'draft_deleted') return dice.next() < 0.4 ? [{ atMs: early, do: 'delete' }] : [];
  if (kind === 'sent_by_hand') return dice.next() < 0.4 ? [{ atMs: early, do: 'send_by_hand' }] : [];
  if (kind === 'two_workers' && dice.next() < 0.5) {
    return [0, dice.between(1, 60), dice.between(100, 600)].map((after) => ({ atMs: dueMs + after, do: 'wake_all' }));
  }
  return [];
}

/** `first`: of the mails of its account; `touched`: something happens to it already. */
export function faultsOf(
  kind: KindName,
  dice: Dice,
  { first, touched }: { first: boolean; touched: boolean },
): PlannedFault[] {
  const readOrSend = () => dice.pick(['drafts.get', 'drafts.send', 'drafts.send'] as const);
  const serverError = (): Step => ({ do: 'refuse', status: dice.pick([500, 503]), reason: 'backendError' });
  switch (kind) {
    case 'error_before':
      return times(dice, { on: readOrSend(), steps: [serverError()] });
    case 'error_after':
      return [{ on: 'drafts.send', steps: [{ do: 'take_effect' }, serverError()] }];
    case 'cut_before':
      return times(dice, { on: readOrSend(), steps: [{ do: 'cut' }] });
    case 'cut_after':
      return [{ on: 'drafts.send', steps: [{ do: 'take_effect' }, { do: 'cut' }] }];
    case 'silence_before':
      return [
        { on: readOrSend(), steps: [{ do: 'wait', ms: SILENCE_MS }, ...dice.pick([[{ do: 'cut' } as Step], passOn])] },
      ];
    case 'silence_after':
      return [
        {
          on: 'drafts.send',
          steps: [{ do: 'take_effect' }, { do: 'wait', ms: SILENCE_MS }, { do: dice.pick(['cut', 'answer']) }],
        },
      ];
    case 'late_effect': {
      const giveUp: Step = dice.next() < 0.7 ? { do: 'cut' } : serverError();
      return [
        { on: 'drafts.send', steps: [giveUp, { do: 'wait', ms: dice.between(50, 15_000) }, { do: 'take_effect' }] },
      ];
    }
    case 'trouble_checking': {
      const checkFails = dice.pick<Step[]>([
        [serverError()],
        [{ do: 'cut' }],
        [{ do: 'wait', ms: SILENCE_MS }, { do: 'cut' }],
        [{ do: 'kill' }, { do: 'cut' }],
      ]);
      return [
        { on: 'drafts.send', steps: [{ do: 'take_effect' }, dice.pick([serverError(), { do: 'cut' } as Step])] },
        { on: 'threads.get', steps: checkFails },
      ];
    }
    case 'too_many_requests':
      return times(dice, {
        on: readOrSend(),
        steps: [{ do: 'refuse', status: 429, reason: 'rateLimitExceeded', retryAfter: dice.between(1, 6) }],
      });
    case 'rate_limit': {
      const reason = dice.pick(['rateLimitExceeded', 'userRateLimitExceeded']);
      return [{ on: readOrSend(), steps: [{ do: 'refuse', status: 403, reason }] }];
    }
    case 'daily_limit':
      return [
        { on: 'drafts.send', steps: [{ do: 'refuse', status: 403, reason: 'dailyLimitExceeded' }], always: true },
      ];
    case 'policy':
      return [{ on: 'drafts.send', steps: [{ do: 'refuse', status: 403, reason: 'domainPolicy' }], always: true }];
    case 'expired_token':
      return [{ on: readOrSend(), steps: [{ do: 'expire_token' }, ...passOn] }];
    case 'revoked_grant':
      return first
        ? [{ on: readOrSend(), steps: [{ do: 'revoke', backAfterMs: dice.between(8_000, 14_000) }, ...passOn] }]
        : [];
    case 'draft_deleted':
      return touched ? [] : [{ on: readOrSend(), steps: [{ do: 'delete' }, ...passOn] }];
    case 'sent_by_hand':
      return touched ? [] : [{ on: readOrSend(), steps: [{ do: 'send_by_hand' }, ...passOn] }];
    case 'draft_edited': {
      if (touched) return [];
      const atRead: PlannedFault = { on: 'drafts.get', steps: [{ do: 'edit' }, ...passOn] };
      // Edited between two attempts: the second must not send what the first has read.
      return dice.next() < 0.5
        ? [atRead]
        : [{ on: 'drafts.send', steps: [dice.pick([serverError(), { do: 'cut' } as Step])] }, atRead];
    }
    case 'worker_killed':
      return [killedBetween(dice)];
    case 'two_workers': {
      if (touched) return [];
      const hold: Step = { do: 'wait', ms: dice.between(500, 4_000) };
      return [{ on: readOrSend(), steps: [{ do: 'lose_lease' }, hold, ...passOn] }];
    }
    case 'queue_wiped':
    case 'postgres_restarted':
    case 'clock_off':
      return [];
  }
}

/** The worker dies between two of its steps; a moment later means while it works on the answer. */
function killedBetween(dice: Dice): PlannedFault {
  const moment: Step = { do: 'wait', ms: dice.between(0, 30) };
  const kill: Step = { do: 'kill' };
  const cut: Step = { do: 'cut' };
  return dice.pick<PlannedFault>([
    { on: 'drafts.get', steps: [kill, cut] },
    { on: 'drafts.get', steps: [...passOn, moment, kill] },
    { on: 'drafts.send', steps: [kill, cut] },
    { on: 'drafts.send', steps: [{ do: 'take_effect' }, kill, cut] },
    { on: 'drafts.send', steps: [...passOn, moment, kill] },
  ]);
}

/** Once, or for some mails twice in a row. */
function times(dice: Dice, fault: PlannedFault): PlannedFault[] {
  return dice.next() < 0.25 ? [fault, fault] : [fault];
}
