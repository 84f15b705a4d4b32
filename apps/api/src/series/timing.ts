import { instantOf, wallClockOf } from '@openly/scheduling';
import { type Occurrence, occurrencesAfter } from '@openly/scheduling/recurrence';

/** When a series repeats. */
export interface Timing {
  /** RFC 5545. */
  rule: string;
  /** The first time on the clock, `yyyy-MM-ddTHH:mm` in `timeZone`. */
  start: string;
  /** IANA. */
  timeZone: string;
  /** Dates left out, `yyyy-MM-dd`. */
  skip: readonly string[];
}

/**
 * The next times of a series: after `now`, and on dates after `done`.
 * @param done the last date that is dealt with, `yyyy-MM-dd`
 */
export function upcoming(timing: Timing, now: Date, done: string | null, count: number): Occurrence[] {
  // A time that is put forward over midnight is so no further than the end of its day.
  const clock = done === null ? null : wallClockOf(`${done}T23:59`);
  const endOfDone = clock && instantOf(clock, timing.timeZone)?.toJSDate();
  const after = endOfDone && endOfDone > now ? endOfDone : now;
  return occurrencesAfter({ ...timing, after, count });
}

/** The next time of a series, or null where there is none. */
export function nextTime(timing: Timing, now: Date, done: string | null): Occurrence | null {
  return upcoming(timing, now, done, 1)[0] ?? null;
}
