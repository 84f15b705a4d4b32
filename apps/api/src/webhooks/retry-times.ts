const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Milliseconds after each attempt in vain until the next: over a day in all. */
const WAITS = [5 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 8 * HOUR, 10 * HOUR] as const;

/** Hours after which a webhook whose every attempt failed is paused. */
export const PAUSED_AFTER_HOURS = 24;

/**
 * How long to wait after an attempt in vain, in milliseconds: up to a tenth longer than the plan says, so that what
 * failed together does not come back together.
 * @param attempts how many were made, from 1
 * @param random from 0 to 1
 * @returns null after the last one
 */
export function retryAfter(attempts: number, random: number): number | null {
  const wait = WAITS[attempts - 1];
  return wait === undefined ? null : Math.round(wait * (1 + random / 10));
}
