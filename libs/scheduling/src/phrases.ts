import { Chrono, en, type ParsedResult } from 'chrono-node';
import { DateTime } from 'luxon';
import { instantOf, type WallClock } from './wall-time.js';

/** How one language says times. Dutch, German, French and Spanish follow: chrono-node parses them all. */
interface PhraseLanguage {
  parser: Chrono;
  /** Words for a part of the day, and the hour that is meant when none is given. */
  dayParts: readonly (readonly [RegExp, number])[];
  /** Words around a time that change nothing about it. */
  fillers: RegExp;
}

const languages = {
  en: {
    parser: en.casual,
    dayParts: [
      [/\bmidnight\b/i, 0],
      [/\bmorning\b/i, 8],
      [/\bnoon\b|\bmidday\b/i, 12],
      [/\bafternoon\b/i, 14],
      [/\bevening\b/i, 18],
      [/\bnight\b|\btonight\b/i, 20],
    ],
    fillers: /\b(?:please|send|it|this|the|at|on|by|in|for|early)\b|[\s,.!]+/gi,
  },
} as const satisfies Record<string, PhraseLanguage>;

export type PhraseLanguageCode = keyof typeof languages;

/** The hour of a day named without one: "tomorrow" is tomorrow at 8:00. */
const DEFAULT_HOUR = 8;

/**
 * The instant a phrase such as "tomorrow 8am" or "in 3 hours" means to a person whose clock is in `timeZone`.
 * Words it does not know, two times or a span of time are refused rather than guessed at.
 * @returns null when the phrase is not understood
 */
export function understandPhrase(
  phrase: string,
  timeZone: string,
  now: Date,
  language: PhraseLanguageCode = 'en',
): Date | null {
  const { parser, dayParts, fillers }: PhraseLanguage = languages[language];
  const local = DateTime.fromJSDate(now, { zone: timeZone });
  const results = parser.parse(phrase, { instant: now, timezone: local.offset }, { forwardDate: true });
  const [result] = results;
  if (!result || results.length > 1 || result.end) return null;
  const rest = phrase.slice(0, result.index) + phrase.slice(result.index + result.text.length);
  const partInRest = dayParts.find(([word]) => word.test(rest));
  const unknown = (partInRest ? rest.replace(partInRest[0], '') : rest).replace(fillers, '');
  if (unknown !== '') return null;

  // "in 3 hours" and "8am UTC" name an instant; everything else names a time on the person's clock.
  if (result.start.isCertain('timezoneOffset') && hourIsGiven(result)) return result.start.date();
  const wall = wallClockOf(result, dayParts.find(([word]) => word.test(phrase))?.[1]);
  if (!wall) return null;
  const meant = instantOf(wall, timeZone);
  if (!meant || !onSameDay(meant, wall)) return null;
  if (meant.toMillis() <= now.getTime() && !dayIsGiven(result)) {
    const next = meant.plus({ days: 1 });
    return instantOf({ ...wall, year: next.year, month: next.month, day: next.day }, timeZone)?.toJSDate() ?? null;
  }
  return meant.toJSDate();
}

function wallClockOf({ start }: ParsedResult, dayPartHour: number | undefined): WallClock | null {
  const [year, month, day] = [start.get('year'), start.get('month'), start.get('day')];
  if (year === null || month === null || day === null) return null;
  if (!start.isCertain('hour')) return { year, month, day, hour: dayPartHour ?? DEFAULT_HOUR, minute: 0 };
  return { year, month, day, hour: start.get('hour') ?? DEFAULT_HOUR, minute: start.get('minute') ?? 0 };
}

const hourIsGiven = ({ start }: ParsedResult) => start.isCertain('hour');

const dayIsGiven = ({ start }: ParsedResult) =>
  start.isCertain('day') || start.isCertain('weekday') || start.isCertain('month') || start.isCertain('year');

/** Clocks put forward at midnight can move a time by an hour, but never to another day; 30 February does. */
const onSameDay = (meant: DateTime, wall: WallClock) => meant.month === wall.month && meant.day === wall.day;
