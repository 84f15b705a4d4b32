import type { ReceiptState } from '@openly/contracts';

/** What the state of one message is made of. */
export interface ReceiptFacts {
  tracked: boolean;
  withdrawn: boolean;
  /** Looks that are still kept. */
  openCount: number;
  machineOpenCount: number;
  /** The strongest sign among opens deleted for their age. */
  earlierSignal: 'machine_only' | 'opened' | null;
  /** What shows that a person has read it, with images or without. */
  confirmedBy: 'click' | 'decision' | 'reply' | null;
}

/**
 * The state of one message's receipt. What a reader has stopped stays stopped, whatever came before.
 *
 * A state does not grow weaker with age. Opens are deleted after 90 days and counts with them, for a count is of what
 * can be shown; the bare sign stays. So a mail can be `opened` with an `openCount` of 0 and no times: it was opened,
 * and when and with what is no longer kept. The same where its images were never loaded, but its reader followed a
 * link, decided on the reader's page or replied.
 */
export function receiptStateOf(facts: ReceiptFacts): ReceiptState {
  if (!facts.tracked) return 'untracked';
  if (facts.withdrawn) return 'withdrawn';
  if (facts.openCount > 0 || facts.earlierSignal === 'opened' || facts.confirmedBy !== null) return 'opened';
  if (facts.machineOpenCount > 0) return 'machine_only';
  return facts.earlierSignal ?? 'no_signal';
}

/** The state of a thread: the strongest sign among its messages. */
export function threadStateOf(states: readonly ReceiptState[]): ReceiptState {
  const strongestFirst: ReceiptState[] = ['opened', 'machine_only', 'no_signal', 'withdrawn', 'untracked'];
  return strongestFirst.find((state) => states.includes(state)) ?? 'untracked';
}
