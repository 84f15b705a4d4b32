import { DateTime } from 'luxon';
import type { ResolvedTime } from './resolve-time.js';
import { instantOf, wallTimeOf } from './wall-time.js';

/** So many days after an instant, when clocks in `timeZone` (IANA) show the same time again. */
export function daysLater(instant: Date, days: number, timeZone: string): ResolvedTime {
  const { year, month, day, hour, minute } = DateTime.fromJSDate(instant, { zone: timeZone });
  // Days are counted at noon, where no daylight saving begins or ends.
  const then = DateTime.fromObject({ year, month, day, hour: 12 }, { zone: timeZone }).plus({ days });
  const meant = instantOf({ year: then.year, month: then.month, day: then.day, hour, minute }, timeZone) ?? then;
  const sendAt = meant.toJSDate();
  return { sendAt, wallTime: wallTimeOf(sendAt, timeZone), timeZone, fixed: 'wall' };
}
