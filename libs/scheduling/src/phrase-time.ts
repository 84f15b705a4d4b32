import { DateTime } from 'luxon';
import { type DayPart, dayParts, type Pieces } from './phrase-pieces.js';
import { instantOf, type WallClock } from './wall-time.js';

/** What a phrase means: a time on a clock, which stays there when the zone's rules change, or an instant. */
export type Meaning = { wall: WallClock; instant?: undefined } | { instant: Date; wall?: undefined };

/** Why a phrase means nothing: said in words that go against each other, or with two readings. */
export type NoMeaning = 'contradictory' | 'ambiguous';

/** The hour of a day named without one: "tomorrow" is tomorrow at 8:00. */
export const DEFAULT_HOUR = 8;

interface CalendarDay {
  year: number;
  month: number;
  day: number;
}

/**
 * The time that pieces of a phrase name together, on the clock of `timeZone`. A weekday is the next such day and never
 * today; with "next" it is that day of the next week, Monday to Sunday; a date without its year is the next such date.
 * @param dayFirst whether a date in figures gives the day first; where it is not known, such a date can be ambiguous
 */
export function timeOf(pieces: Pieces, dayFirst: boolean, timeZone: string, now: Date): Meaning | NoMeaning {
  const local = DateTime.fromJSDate(now, { zone: timeZone });
  const { span } = pieces;
  if (pieces.unclear) return 'ambiguous';
  if (span?.hours || span?.minutes) {
    if (Object.keys(pieces).length > 1) return 'contradictory';
    return { instant: DateTime.fromJSDate(now, { zone: timeZone }).plus(span).toJSDate() };
  }
  const zone = pieces.offset === undefined ? timeZone : zoneOf(pieces.offset);
  if (zone === null) return 'contradictory';
  const today = zone === timeZone ? local : local.setZone(zone);
  const day = dayOf(pieces, dayFirst, today);
  if (typeof day === 'string') return day;
  const clock = clockOf(pieces);
  if (!clock || (!day && pieces.clock === undefined && pieces.part === undefined)) return 'contradictory';
  const wall = { ...(day ?? dayOn(today)), ...clock };
  let meant = instantOf(wall, zone);
  if (!meant) return 'contradictory';
  if (!day && meant.toMillis() <= now.getTime()) {
    Object.assign(wall, dayOn(today.set({ hour: 12 }).plus({ days: 1 })));
    meant = instantOf(wall, zone) ?? meant;
  }
  // A time in a zone of its own is the same moment on every clock.
  return zone === timeZone ? { wall } : { instant: meant.toJSDate() };
}

function zoneOf(offset: number): string | null {
  if (Math.abs(offset) > 14 * 60) return null;
  // The names of these zones count from the other side: Etc/GMT-2 is two hours ahead of UTC.
  const hours = Math.abs(offset) / 60;
  return offset === 0 ? 'Etc/UTC' : `Etc/GMT${offset > 0 ? '-' : '+'}${hours}`;
}

const dayOn = ({ year, month, day }: DateTime): CalendarDay => ({ year, month, day });

/** The day that is named; null where none is. */
function dayOf(pieces: Pieces, dayFirst: boolean, today: DateTime): CalendarDay | NoMeaning | null {
  const { day, weekday, week, date, dayOfMonth, figures, span } = pieces;
  const named = [day, date, dayOfMonth, figures, span].filter((piece) => piece !== undefined);
  if (named.length > 1 || (named.length > 0 && week !== undefined)) return 'contradictory';
  // Days are counted at noon, where no daylight saving begins or ends.
  const noon = today.set({ hour: 12, minute: 0 });
  if (day !== undefined) return weekday === undefined ? dayOn(noon.plus({ days: day })) : 'contradictory';
  if (span) return weekday === undefined ? dayOn(noon.plus(span)) : 'contradictory';
  if (figures) {
    const orders = ordersOf(figures, dayFirst).map((order) => nextDate(order, weekday, noon));
    const days = orders.filter((found) => found !== null);
    if (days.length > 1) return 'ambiguous';
    return days[0] ?? 'contradictory';
  }
  if (date) return nextDate(date, weekday, noon) ?? 'contradictory';
  if (dayOfMonth !== undefined) return nextDayOfMonth(dayOfMonth, weekday, noon) ?? 'contradictory';
  if (week !== undefined)
    return dayOn(weekday === undefined ? noon.plus({ weeks: week }) : inWeek(noon, week, weekday));
  if (weekday === undefined) return null;
  return dayOn(noon.plus({ days: ((weekday - noon.weekday + 6) % 7) + 1 }));
}

const inWeek = (noon: DateTime, week: number, weekday: number) =>
  noon.plus({ days: week * 7 + weekday - noon.weekday });

/** Whether figures are a day and a month in two orders. */
export const twoOrders = (first: number, second: number) => first !== second && first <= 12 && second <= 12;

/** The dates that figures can mean: both orders, unless they give the same day or the language knows one order. */
function ordersOf({ first, second, year }: NonNullable<Pieces['figures']>, dayFirst: boolean) {
  const dayMonth = { year, day: first, month: second };
  const monthDay = { year, day: second, month: first };
  if (dayFirst) return [dayMonth];
  if (twoOrders(first, second)) return [dayMonth, monthDay];
  return [second > 12 ? monthDay : dayMonth];
}

/** A leap day that falls on a given weekday comes round in so many years. */
const YEARS_TO_LOOK = 40;

function nextDate(
  { year, month, day }: NonNullable<Pieces['date']>,
  weekday: number | undefined,
  noon: DateTime,
): CalendarDay | null {
  const onDay = (inYear: number) => {
    const found = DateTime.fromObject({ year: inYear, month, day, hour: 12 }, { zone: noon.zone });
    return found.isValid ? found : null;
  };
  if (year !== undefined) {
    const found = onDay(year);
    return found && (weekday === undefined || found.weekday === weekday) ? dayOn(found) : null;
  }
  for (let ahead = 0; ahead < YEARS_TO_LOOK; ahead++) {
    const found = onDay(noon.year + ahead);
    if (!found || found < noon) continue;
    // "Friday 27 November" where the next such date is another weekday is a slip, and not a date years ahead.
    return weekday === undefined || found.weekday === weekday ? dayOn(found) : null;
  }
  return null;
}

function nextDayOfMonth(day: number, weekday: number | undefined, noon: DateTime): CalendarDay | null {
  for (let ahead = 0; ahead < 12; ahead++) {
    const month = noon.startOf('month').plus({ months: ahead });
    const found = DateTime.fromObject({ year: month.year, month: month.month, day, hour: 12 }, { zone: noon.zone });
    if (!found.isValid || found < noon) continue;
    return weekday === undefined || found.weekday === weekday ? dayOn(found) : null;
  }
  return null;
}

/** The hours of the day that a part allows; an hour on a dial of twelve is moved into it: 3 in the afternoon is 15. */
const hoursOfPart: Readonly<Record<DayPart, readonly [from: number, to: number]>> = {
  morning: [0, 11],
  noon: [11, 14],
  afternoon: [12, 18],
  tarde: [12, 21],
  evening: [17, 23],
  night: [18, 23],
  midnight: [0, 0],
};

function clockOf({ clock, turn, part }: Pieces): { hour: number; minute: number } | null {
  if (!clock) {
    if (turn !== undefined) return null;
    return { hour: part === undefined ? DEFAULT_HOUR : dayParts[part], minute: 0 };
  }
  const { hour, minute } = clock;
  if (turn !== undefined && (hour < 1 || hour > 12)) return null;
  const said = turn === undefined ? [hour, ...(hour <= 12 ? [(hour + 12) % 24] : [])] : [(hour % 12) + turn];
  if (part === undefined) return { hour: said[0] ?? hour, minute };
  const [from, to] = hoursOfPart[part];
  const fitting = said.find((candidate) => candidate >= from && candidate <= to);
  return fitting === undefined ? null : { hour: fitting, minute };
}
