import { DateTime } from 'luxon';
import { instantOf, type WallClock, wallTimeOf } from './wall-time.js';

/** When a mail goes out: the instant, and how clocks in `timeZone` show it. */
export interface ResolvedTime {
  sendAt: Date;
  /** `yyyy-MM-ddTHH:mm` in `timeZone`. */
  wallTime: string;
  /** IANA. */
  timeZone: string;
  /** What stays when the zone's rules change: the time on the clock, or the instant ("in 3 hours", "8am UTC"). */
  fixed: 'wall' | 'instant';
}

export type TimeProblem =
  | 'time_not_understood'
  | 'time_ambiguous'
  | 'time_in_past'
  | 'time_too_far'
  | 'invalid_time_zone';

export type TimeResult = { time: ResolvedTime; problem?: undefined } | { problem: TimeProblem; time?: undefined };

const YEARS_AHEAD = 5;

/** An instant as clocks in `timeZone` show it. */
export function atInstant(sendAt: Date, timeZone: string): ResolvedTime {
  return { sendAt, wallTime: wallTimeOf(sendAt, timeZone), timeZone, fixed: 'instant' };
}

/** A time on the clock; null where there is no such day. */
export function onClock(wall: WallClock, timeZone: string): ResolvedTime | null {
  const meant = instantOf(wall, timeZone);
  return meant && { ...atInstant(meant.toJSDate(), timeZone), fixed: 'wall' };
}

/** The time, unless it has passed or lies more than five years ahead. */
export function withinReach(time: ResolvedTime, now: Date): TimeResult {
  if (time.sendAt.getTime() <= now.getTime()) return { problem: 'time_in_past' };
  const furthest = DateTime.fromJSDate(now, { zone: 'utc' }).plus({ years: YEARS_AHEAD }).toMillis();
  return time.sendAt.getTime() > furthest ? { problem: 'time_too_far' } : { time };
}
