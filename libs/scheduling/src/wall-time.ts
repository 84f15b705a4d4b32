import { DateTime, IANAZone } from 'luxon';

/** The parts of a time on the clock; month 1 to 12. */
export interface WallClock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

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
  const shown = DateTime.fromObject(wall, { zone });
  if (!shown.isValid) return null;
  const [first] = shown.getPossibleOffsets().sort((a, b) => a.toMillis() - b.toMillis());
  return first ?? shown;
}

/** The time clocks in `zone` show, to the minute, for example `2026-11-23T08:00`. */
export function wallTimeOf(instant: Date, zone: string): string {
  return DateTime.fromJSDate(instant, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");
}
