import type { ScheduleCode } from '@openly/scheduling';
import type { Delivery } from '../gmail/mail-headers.js';

/** How an attempt to send a scheduled mail ended. */
export type Outcome =
  | Sent
  /** To be tried again. `unclear`: Gmail may have sent it. `missing`: the draft was not there. */
  | { kind: 'wait'; code: ScheduleCode; unclear: boolean; missing?: boolean; retryAfterMs?: number; notLate?: boolean }
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
