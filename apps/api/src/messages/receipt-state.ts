import type { ReceiptState } from '@openly/contracts';

/** What the state of one message is made of. */
export interface ReceiptFacts {
  tracked: boolean;
  withdrawn: boolean;
  openCount: number;
  machineOpenCount: number;
}

/** The state of one message's receipt. What a reader has stopped stays stopped, whatever came before. */
export function receiptStateOf(facts: ReceiptFacts): ReceiptState {
  if (!facts.tracked) return 'untracked';
  if (facts.withdrawn) return 'withdrawn';
  if (facts.openCount > 0) return 'opened';
  if (facts.machineOpenCount > 0) return 'machine_only';
  return 'no_signal';
}

/** The state of a thread: the strongest sign among its messages. */
export function threadStateOf(states: readonly ReceiptState[]): ReceiptState {
  const strongestFirst: ReceiptState[] = ['opened', 'machine_only', 'no_signal', 'withdrawn', 'untracked'];
  return strongestFirst.find((state) => states.includes(state)) ?? 'untracked';
}
