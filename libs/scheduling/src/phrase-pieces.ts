/**
 * The parts of a day that have a name, and the hour each begins at when none is said. A Spanish `tarde` goes on into the
 * evening.
 */
export const dayParts = {
  morning: 8,
  noon: 12,
  afternoon: 13,
  tarde: 13,
  evening: 18,
  night: 20,
  midnight: 0,
} as const;
export type DayPart = keyof typeof dayParts;

/** How long from now. */
export interface Span {
  minutes?: number;
  hours?: number;
  days?: number;
  weeks?: number;
  months?: number;
  years?: number;
}

/** What is said of a time, piece by piece. A piece that is said twice is not understood. */
export interface Pieces {
  /** Days from today: 1 is tomorrow. */
  day?: number;
  /** ISO: 1 is Monday. */
  weekday?: number;
  /** Weeks from this one, Monday to Sunday. */
  week?: number;
  /** A day of the calendar; without its year the next one. */
  date?: { year?: number; month: number; day: number };
  /** The next such day of a month. */
  dayOfMonth?: number;
  /** A day and a month in figures, in the order in which they stand, and a year where there is one. */
  figures?: { first: number; second: number; year?: number };
  clock?: { hour: number; minute: number };
  /** "am" is 0, "pm" is 12. */
  turn?: 0 | 12;
  part?: DayPart;
  span?: Span;
  /** Means different times to different people. */
  unclear?: true;
  /** Minutes from UTC, for a time said in a zone of its own. */
  offset?: number;
}

/** A piece from the figures a pattern caught; null where they make none, such as an hour 25. */
type ReadPiece = (...caught: number[]) => Pieces | null;

/**
 * A pattern and what it says. In a pattern `{n}` is a number in figures or words, `{m}` two figures of a minute, `{y}` a
 * year, `{weekday}`, `{month}`, `{unit}` and `{part}` a word of the language; each is caught as a number, counted from
 * one for a weekday or month and from nought for a unit or part. Patterns catch nothing else and have no accents.
 */
export type Rule = readonly [pattern: string, read: ReadPiece];

/** The words of a language as regular expressions, in lower case and without accents. */
export interface Vocabulary {
  numbers: Readonly<Record<string, number>>;
  /** From Monday on. */
  weekdays: readonly string[];
  /** From January on. */
  months: readonly string[];
  /** Minute, hour, day, week, month, year. */
  units: readonly string[];
  parts: Readonly<Partial<Record<DayPart, string>>>;
  rules: readonly Rule[];
  /** Words around a time that change nothing about it. */
  fillers: string;
  /** Splits what the language writes as one word. */
  separate?: (phrase: string) => string;
  /** Whether all who speak it write the day first in a date in figures. */
  dayFirst: boolean;
}

export const partNames = Object.keys(dayParts) as DayPart[];

/** A time on the clock; `hour` 24 and minutes beyond 59 are none. */
export function clock(hour: number, minute = 0): Pieces | null {
  return hour < 24 && minute < 60 ? { clock: { hour, minute } } : null;
}

/** So many minutes before an hour: a quarter to one is 12:45. */
export function clockBefore(hour: number, minutes: number): Pieces | null {
  return hour >= 1 && minutes > 0 ? clock(hour === 1 ? 12 : hour - 1, 60 - minutes) : null;
}

const unitNames = ['minutes', 'hours', 'days', 'weeks', 'months', 'years'] as const;

/** A span of one or two units, `unit` counted as in a vocabulary. */
export function span(many: number, unit: number, moreMany = 0, moreUnit?: number): Pieces | null {
  const name = unitNames[unit];
  const more = moreUnit === undefined ? undefined : unitNames[moreUnit];
  if (!name || name === more) return null;
  return { span: { [name]: many, ...(more && { [more]: moreMany }) } };
}

/** A span of minutes, for halves and quarters of an hour. */
export const minutes = (many: number): Pieces => ({ span: { minutes: many } });

function turned(hour: number, minute: number, turn: 0 | 12): Pieces | null {
  return hour >= 1 && hour <= 12 ? { ...clock(hour, minute), turn } : null;
}

/** Hours before and after noon, for the languages in which "am" is no other word. */
export const twelveHours: readonly Rule[] = [
  ['{n} ?a\\.?m\\.?', (hour) => turned(hour, 0, 0)],
  ['{n} ?p\\.?m\\.?', (hour) => turned(hour, 0, 12)],
  ['{n}[:.]{m} ?a\\.?m\\.?', (hour, minute) => turned(hour, minute, 0)],
  ['{n}[:.]{m} ?p\\.?m\\.?', (hour, minute) => turned(hour, minute, 12)],
  ['a\\.?m\\.?', () => ({ turn: 0 })],
  ['p\\.?m\\.?', () => ({ turn: 12 })],
];
