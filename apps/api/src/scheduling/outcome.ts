import type { ScheduleCode } from '@openly/scheduling';
import type { Delivery } from '../gmail/mail-headers.js';

/** How an attempt to send a scheduled mail ended. */
export type Outcome =
  | Sent
  | Waiting
  /** The sender has to decide. */
  | { kind: 'ask'; code: ScheduleCode }
  | { kind: 'fail'; code: ScheduleCode }
  /** A condition the sender made does not hold. */
  | { kind: 'drop'; code: 'replied' | 'opened' }
  /** Another worker has the schedule now. */
  | { kind: 'lost' };

export interface Sent {
  kind: 'sent';
  /** `answered` by Gmail, `found` in Sent afterwards, or sent `by_hand`. */
  how: 'answered' | 'found' | 'by_hand';
  delivery: Delivery;
  /** Where it was found: when it went out. */
  sentAt?: Date;
  tracked: boolean;
  note: ScheduleCode | null;
}

/** To be tried again. */
export interface Waiting {
  kind: 'wait';
  code: ScheduleCode;
  /** Gmail may have sent it. */
  unclear: boolean;
  /** Gmail refused this attempt's call, so what is not clear is what was asked before. */
  refused?: boolean;
  /** The draft was not there. */
  missing?: boolean;
  retryAfterMs?: number;
  /** It waits for its own hour, its team's hours or Gmail's next day, and is not late meanwhile. */
  notLate?: boolean;
}
