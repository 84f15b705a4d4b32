import type { Language } from '@openly/contracts';
import { type Chrono, de, en, es, fr, nl, type ParsedComponents, type ParsedResult } from 'chrono-node';
import { DateTime } from 'luxon';
import { plain } from './phrase-scan.js';
import type { Meaning } from './phrase-time.js';

const parsers: Readonly<Record<Language, Chrono>> = {
  en: onDays(en.casual),
  nl: onDays(nl.casual),
  de: onDays(de.casual),
  fr: onDays(fr.casual),
  es: onDays(es.casual),
};

/**
 * Drops what is no day of a calendar as soon as it is read, such as "u h" (NaN hours in Spanish) or "in 273733 years":
 * for the zone behind it ("u h ET") chrono-node looks up when the summer time of its year begins, and where Date has no
 * such day it looks for ever.
 */
function onDays(parser: Chrono): Chrono {
  const careful = parser.clone();
  const isDay = (part: ParsedComponents | null | undefined) => {
    const year = part?.date().getUTCFullYear() ?? 0;
    return year >= 0 && year <= 9999;
  };
  careful.refiners.unshift({
    refine: (_, results) => results.filter(({ start, end }) => isDay(start) && isDay(end)),
  });
  return careful;
}

/** Abbreviations of one zone alone; CST, IST or BST are several, and picking one would be a guess. */
const knownZones = /\b(?:utc|gmt|z|cet|cest|eet|eest|wet|west|est|edt|mst|mdt|pst|pdt|jst)\b|[+-]\d{1,2}:?\d{2}/i;

/**
 * Words that chrono-node reads over, or takes for a number it makes up: "before noon" is no time, and "a few days" are
 * not three. In plain spelling, of all the languages.
 */
const vague =
  /\b(?:before|after|until|till|unless|not|every|each|few|several|some|voor|na|tot|niet|elke|iedere|paar|enkele|vor|nach|bis|nicht|jeden?|jede|einige[nr]?|avant|apres|jusqu|sauf|pas|chaque|tous|quelques|antes|despues|hasta|no|cada|todos|unos|unas|varios|varias)\b/;

/**
 * What chrono-node reads in a phrase of which every other word changes nothing; null where it reads nothing, more than
 * one time or a span of time.
 * @param fillers the words that change nothing
 * @param defaultHour the hour of a day for which none is said
 */
export function readByChrono(
  phrase: string,
  language: Language,
  { fillers, defaultHour }: { fillers: RegExp; defaultHour: number },
  timeZone: string,
  now: Date,
): Meaning | null {
  if (vague.test(plain(phrase))) return null;
  const local = DateTime.fromJSDate(now, { zone: timeZone });
  const results = parsersSay(phrase, language, { instant: now, timezone: local.offset });
  const [result] = results;
  if (!result || results.length > 1 || result.end) return null;
  const rest = phrase.slice(0, result.index) + phrase.slice(result.index + result.text.length);
  if (rest.replace(fillers, '') !== '') return null;
  const { start } = result;
  if (start.isCertain('timezoneOffset')) {
    if (!start.isCertain('hour')) return null;
    const spoken = start.tags().has('result/relativeDateAndTime') || knownZones.test(result.text);
    return spoken ? { instant: start.date() } : null;
  }
  // A month or a year alone is not a day.
  if (!start.isCertain('day') && (start.isCertain('month') || start.isCertain('year'))) return null;
  const [year, month, day] = [start.get('year'), start.get('month'), start.get('day')];
  if (year === null || month === null || day === null) return null;
  const [hour, minute] = start.isCertain('hour') ? [start.get('hour'), start.get('minute')] : [defaultHour, 0];
  return { wall: { year, month, day, hour: hour ?? defaultHour, minute: minute ?? 0 } };
}

function parsersSay(
  phrase: string,
  language: Language,
  reference: { instant: Date; timezone: number },
): ParsedResult[] {
  try {
    return parsers[language].parse(phrase, reference, { forwardDate: true });
  } catch {
    // Whatever a person types is understood or not; a parser that trips over it has not understood it.
    return [];
  }
}
