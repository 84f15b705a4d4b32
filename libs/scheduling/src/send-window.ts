import type { SendWindow } from '@openly/contracts';
import { IANAZone } from 'luxon';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A day of the week that clocks are put forward over comes again a week later. */
const DAYS_AHEAD = 15;

/** Whether clocks in `zone` (IANA) show a time in the window; without one it is never closed. */
export function isInWindow(instant: Date, zone: string, window: SendWindow | null): boolean {
  return window === null || isOpen(shownAt(instant.getTime(), IANAZone.create(zone)), window);
}

/**
 * The first instant from this one on, itself included, at which clocks in `zone` (IANA) show a time in the window. What
 * clocks skip is in no window, and what they show twice is in it twice.
 */
export function nextInWindow(instant: Date, zone: string, window: SendWindow | null): Date {
  const rules = IANAZone.create(zone);
  const at = instant.getTime();
  if (window === null || isOpen(shownAt(at, rules), window)) return instant;
  const today = Math.floor(shownAt(at, rules) / DAY_MS) * DAY_MS;
  let next = Number.POSITIVE_INFINITY;
  for (let day = -1; day <= DAYS_AHEAD; day++) {
    for (const start of possibleStarts(today + day * DAY_MS, rules, minutesOf(window.from))) {
      if (start >= at && start < next && isOpen(shownAt(start, rules), window)) next = start;
    }
  }
  if (next === Number.POSITIVE_INFINITY) throw new Error('a window that never opens');
  return new Date(next);
}

/**
 * A window opens when clocks come to its first minute, or where they are set anew.
 * @param day midnight on the clock, as if it were UTC
 */
function possibleStarts(day: number, rules: IANAZone, from: number): number[] {
  const [earlier, later] = [day - DAY_MS, day + 2 * DAY_MS];
  const [before, after] = [rules.offset(earlier), rules.offset(later)];
  const starts = [before, after].map((offset) => day + (from - offset) * MINUTE_MS);
  if (before === after) return starts;
  let [low, high] = [earlier, later];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (rules.offset(middle) === before) low = middle;
    else high = middle;
  }
  return [...starts, high];
}

/** What clocks show, in milliseconds as if it were UTC. */
const shownAt = (at: number, rules: IANAZone) => at + rules.offset(at) * MINUTE_MS;

function isOpen(shown: number, { days, from, until }: SendWindow): boolean {
  const day = Math.floor(shown / DAY_MS);
  // 1 January 1970 was a Thursday.
  const weekday = ((((day + 3) % 7) + 7) % 7) + 1;
  const minute = Math.floor((shown - day * DAY_MS) / MINUTE_MS);
  return days.includes(weekday) && minute >= minutesOf(from) && minute < minutesOf(until);
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
