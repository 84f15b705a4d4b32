import { DateTime, IANAZone } from 'luxon';

/** The parts of a time on the clock; month 1 to 12. */
export interface WallClock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Whether this platform knows the zone. Offsets such as `+02:00` are no zones: they know no daylight saving. */
export function isTimeZone(zone: string): boolean {
  return /^[A-Za-z]/.test(zone) && IANAZone.isValidZone(zone);
}

/**
 * The instant at which clocks in `zone` show this time. Where clocks are put forward past it, the time moves forward
 * by the gap (02:30 becomes 03:30); where they show it twice, the first is meant (RFC 5545, section 3.3.5).
 * @returns null when there is no such day
 */
export function instantOf(wall: WallClock, zone: string): DateTime | null {
  const written = DateTime.fromObject(wall, { zone: 'utc' });
  if (!written.isValid) return null;
  const rules = IANAZone.create(zone);
  const at = written.toMillis();
  // Clocks are set anew once in two days at most, so that a time has the offset of the day before or of the day after.
  const [before, after] = [rules.offset(at - DAY_MS), rules.offset(at + DAY_MS)];
  const shown = [before, after]
    .map((offset) => ({ instant: at - offset * MINUTE_MS, offset }))
    .filter(({ instant, offset }) => rules.offset(instant) === offset)
    .map(({ instant }) => instant);
  const meant = shown.length > 0 ? Math.min(...shown) : at - before * MINUTE_MS;
  return DateTime.fromMillis(meant, { zone });
}

/** The time clocks in `zone` show, to the minute, for example `2026-11-23T08:00`. */
export function wallTimeOf(instant: Date, zone: string): string {
  return DateTime.fromJSDate(instant, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");
}

/** The parts of `yyyy-MM-ddTHH:mm`, or null where that is no such day or hour. */
export function wallClockOf(wallTime: string): WallClock | null {
  const [, ...written] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)$/.exec(wallTime) ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = written.map(Number);
  const wall = { year, month, day, hour, minute };
  // 24:00 is midnight to luxon; a clock never shows it.
  return hour < 24 && DateTime.fromObject(wall, { zone: 'utc' }).isValid ? wall : null;
}
