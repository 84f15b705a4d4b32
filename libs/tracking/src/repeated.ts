import type { OpenKind } from '@openly/contracts';
import { isLook, type Verdict } from './judge.js';

/** A look that was already counted, as far as it is still known. Of a link, one that was followed. */
export interface EarlierLook {
  at: number;
  kind: OpenKind;
  /** Of an image client, system, device and place as one text: all that is left of who looked. Of a link its id. */
  traits: string;
}

/**
 * The same verdict, or `duplicate` where a look of the same kind with the same traits was counted at most `withinMs`
 * milliseconds before or after it: clients load an image twice. One token is in every copy of a mail, so two who
 * look at the same moment are told apart by what they used and where they were. A machine's fetch is not counted in
 * the first place, and keeps its own kind.
 */
export function repeated(
  verdict: Verdict,
  look: EarlierLook,
  counted: readonly EarlierLook[],
  withinMs: number,
): Verdict {
  if (!isLook(verdict)) return verdict;
  const first = counted.find(
    (earlier) =>
      earlier.kind === look.kind && earlier.traits === look.traits && Math.abs(earlier.at - look.at) <= withinMs,
  );
  if (!first) return verdict;
  return {
    ...verdict,
    rule: 'duplicate',
    ground: 'duplicate',
    kind: 'duplicate',
    reason: `The same as one counted within ${withinMs / 1000} seconds of it: it was fetched twice.`,
  };
}
