import { DateTime } from 'luxon';

/** The longest list, the largest step and the longest row of a rule that is worked out: beyond them lies no use. */
const MAX_LENGTH = 300;
const MAX_INTERVAL = 1_000;
const MAX_COUNT = 10_000;

const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
type Frequency = (typeof frequencies)[number];

/** The last moment of a rule: a day or a time on the sender's clock, or an instant. */
export type RuleEnd = { wall: string; instant?: undefined } | { instant: Date; wall?: undefined };

export interface RuleParts {
  frequency: Frequency;
  /** The rule without its UNTIL, in upper case. */
  endless: string;
  until: RuleEnd | null;
}

type Check = (value: string, frequency: Frequency, parts: ReadonlyMap<string, string>) => boolean;

const between = (value: string, least: number, most: number) =>
  /^[+-]?\d{1,5}$/.test(value) && Number(value) >= least && Number(value) <= most;
const each = (value: string, holds: (entry: string) => boolean) => value.split(',').every(holds);
/** Counted from the start or, negative, from the end; there is no nought. */
const place = (value: string, most: number) => between(value, -most, most) && Number(value) !== 0;

const weekdayCode = /^(?:MO|TU|WE|TH|FR|SA|SU)$/;

/**
 * The parts a rule may have and what may stand in them (RFC 5545, section 3.3.10). Parts below a day are not here: a
 * rule repeats by days, at the time of day of its start. BYYEARDAY and BYWEEKNO are not here either: the library does
 * not keep to the standard where they meet other parts, and nobody's mail repeats by them.
 */
const checks: Readonly<Record<string, Check>> = {
  FREQ: (value) => frequencies.some((known) => known === value),
  INTERVAL: (value) => between(value, 1, MAX_INTERVAL) && /^\d/.test(value),
  COUNT: (value, _, parts) => between(value, 1, MAX_COUNT) && /^\d/.test(value) && !parts.has('UNTIL'),
  UNTIL: (value) => endOf(value) !== null,
  WKST: (value) => weekdayCode.test(value),
  BYMONTH: (value) => each(value, (month) => between(month, 1, 12) && /^\d/.test(month)),
  BYMONTHDAY: (value, frequency) => frequency !== 'WEEKLY' && each(value, (day) => place(day, 31)),
  BYDAY: (value, frequency, parts) => {
    if (each(value, (day) => weekdayCode.test(day))) return true;
    // The library is wrong where days with a place stand beside days without one, or beside days of the month.
    if (parts.has('BYMONTHDAY')) return false;
    const most = { DAILY: 0, WEEKLY: 0, MONTHLY: 5, YEARLY: parts.has('BYMONTH') ? 5 : 53 }[frequency];
    return each(value, (entry) => weekdayCode.test(entry.slice(-2)) && place(entry.slice(0, -2), most));
  },
  BYSETPOS: (value, frequency, parts) =>
    ['BYDAY', 'BYMONTHDAY', 'BYMONTH'].some((name) => parts.has(name)) &&
    each(value, (nth) => place(nth, 366)) &&
    // Days beyond the last of every period never come, and the library looks for them for seconds.
    value.split(',').some((nth) => Math.abs(Number(nth)) <= mostInPeriod(frequency, parts)),
};

/** How many days one day, week, month or year of a rule holds: never more than this. */
function mostInPeriod(frequency: Frequency, parts: ReadonlyMap<string, string>): number {
  if (frequency === 'DAILY') return 1;
  const weekdays = new Set(parts.get('BYDAY')?.split(',')).size;
  if (frequency === 'WEEKLY') return weekdays || 1;
  const [monthDays = 0, months = 0] = ['BYMONTHDAY', 'BYMONTH'].map(
    (name) => new Set(parts.get(name)?.split(',').map(Number)).size,
  );
  // A month has a weekday five times at most.
  const inMonth = Math.min(weekdays * 5 || monthDays || 1, monthDays || 31, 31);
  return frequency === 'MONTHLY' ? inMonth : inMonth * (months || 12);
}

/** The parts of a rule, or null where it is none of RFC 5545 or none that Openly repeats by. */
export function ruleParts(rule: string): RuleParts | null {
  if (rule.length > MAX_LENGTH) return null;
  const parts = new Map<string, string>();
  for (const part of rule.toUpperCase().split(';')) {
    const [, name = '', value = ''] = /^([A-Z]+)=([A-Z0-9,+-]+)$/.exec(part) ?? [];
    if (!checks[name] || parts.has(name)) return null;
    parts.set(name, value);
  }
  const frequency = frequencies.find((known) => known === parts.get('FREQ'));
  if (!frequency) return null;
  for (const [name, value] of parts) if (!checks[name]?.(value, frequency, parts)) return null;
  const until = endOf(parts.get('UNTIL') ?? '');
  parts.delete('UNTIL');
  return { frequency, until, endless: [...parts].map(([name, value]) => `${name}=${value}`).join(';') };
}

/** The end an UNTIL names: `20261224` is the whole day, on the sender's calendar. */
function endOf(value: string): RuleEnd | null {
  const [, year, month, day, time, hour = '23', minute = '59', second = '59', utc] =
    /^(\d{4})(\d\d)(\d\d)(T(\d\d)(\d\d)(\d\d)(Z)?)?$/.exec(value) ?? [];
  if (year === undefined) return null;
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const read = DateTime.fromISO(written, { zone: 'utc' });
  if (!read.isValid) return null;
  return time && utc ? { instant: read.toJSDate() } : { wall: written };
}
