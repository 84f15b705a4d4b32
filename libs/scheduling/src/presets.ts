import { DateTime } from 'luxon';
import type { ResolvedTime } from './resolve-time.js';
import { instantOf, wallTimeOf } from './wall-time.js';

const MORNING_HOUR = 8;

/** Tomorrow at 8:00 in `timeZone`. */
export function tomorrowMorning(now: Date, timeZone: string): ResolvedTime {
  return morningIn(1, now, timeZone);
}

/** The next Monday at 8:00 in `timeZone`; on a Monday that of next week. */
export function mondayMorning(now: Date, timeZone: string): ResolvedTime {
  const { weekday } = DateTime.fromJSDate(now, { zone: timeZone });
  return morningIn(8 - weekday, now, timeZone);
}

function morningIn(days: number, now: Date, timeZone: string): ResolvedTime {
  // At noon, where no daylight saving begins or ends, adding days cannot land on another day.
  const day = DateTime.fromJSDate(now, { zone: timeZone }).set({ hour: 12 }).plus({ days });
  const wall = { year: day.year, month: day.month, day: day.day, hour: MORNING_HOUR, minute: 0 };
  const sendAt = (instantOf(wall, timeZone) ?? day).toJSDate();
  return { sendAt, wallTime: wallTimeOf(sendAt, timeZone), timeZone };
}
