import type { OpenKind } from '@openly/contracts';
import { isLook, type Verdict } from './judge.js';

/** A second fetch like the first within this time, in milliseconds, is the same look: clients load an image twice. */
export const SAME_LOOK_MS = 10_000;

/** A look that was already counted, as far as it is still known. */
export interface EarlierLook {
  at: number;
  kind: OpenKind;
  /** Client, system, device and place as one text: all that is left of who looked. */
  traits: string;
}

/**
 * The same verdict, or `duplicate` where a look of the same kind with the same traits was counted less than
 * `SAME_LOOK_MS` before or after it.
 */
export function repeated(verdict: Verdict, look: EarlierLook, counted: readonly EarlierLook[]): Verdict {
  if (!isLook(verdict)) return verdict;
  const first = counted.find(
    (earlier) =>
      earlier.kind === look.kind && earlier.traits === look.traits && Math.abs(earlier.at - look.at) <= SAME_LOOK_MS,
  );
  if (!first) return verdict;
  return {
    ...verdict,
    kind: 'duplicate',
    reason: `The same look as one counted within ${SAME_LOOK_MS / 1000} seconds of it: the image was fetched twice.`,
  };
}
