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
  const clock = done === null ? null : wallClockOf(`${done}T23:59`);
  const endOfDone = clock && instantOf(clock, timing.timeZone)?.toJSDate();
  const after = endOfDone && endOfDone > now ? endOfDone : now;
  // A time put forward over midnight still belongs to the date that is done: one more, so that it can go.
  return occurrencesAfter({ ...timing, after, count: count + 1 })
    .filter(({ date }) => done === null || date > done)
    .slice(0, count);
}

/** The next time of a series, or null where there is none. */
export function nextTime(timing: Timing, now: Date, done: string | null): Occurrence | null {
  return upcoming(timing, now, done, 1)[0] ?? null;
}
