import type { Language } from '@openly/contracts';
import { readByChrono } from './chrono-reading.js';
import { de } from './languages/de.js';
import { en } from './languages/en.js';
import { es } from './languages/es.js';
import { fr } from './languages/fr.js';
import { nl } from './languages/nl.js';
import { dayParts, type Pieces, partNames, type Vocabulary } from './phrase-pieces.js';
import { plain, scannerOf } from './phrase-scan.js';
import { DEFAULT_HOUR, type Meaning, type NoMeaning, timeOf, twoOrders } from './phrase-time.js';
import { instantOf } from './wall-time.js';

/** Longer than any time anybody says. */
const MAX_LENGTH = 200;

interface Speaker {
  language: Language;
  words: Vocabulary;
  scan: (phrase: string) => Pieces | null;
  fillers: RegExp;
}

const speakers: readonly Speaker[] = Object.entries({ en, nl, de, fr, es }).map(([language, words]) => ({
  language: language as Language,
  words,
  scan: scannerOf(words),
  fillers: new RegExp(`(?<![\\p{L}\\d])${words.fillers}(?![\\p{L}\\d])|[\\s,.!]+`, 'giu'),
}));

/** What a phrase is not: understood, or without doubt. */
export type PhraseProblem = 'time_not_understood' | 'time_ambiguous';

/**
 * What a phrase such as "tomorrow 8am" or "over een half uur" means to a person whose clock is in `timeZone`. All of it
 * must be understood: a word that is not known, two times or a span of time are refused rather than guessed at.
 * @param language tried first, and the others where it makes nothing of the phrase; without it all are tried, and
 * readings that differ are ambiguous
 */
export function understandPhrase(
  phrase: string,
  timeZone: string,
  now: Date,
  language?: Language,
): Meaning | PhraseProblem {
  if (phrase.length > MAX_LENGTH) return 'time_not_understood';
  const said = phrase.replace(/\s+/g, ' ');
  const spoken = speakers.filter((speaker) => speaker.language === language);
  const others = speakers.filter((speaker) => speaker.language !== language);
  for (const tried of [spoken, others]) {
    const meanings = readingsOf(said, tried, timeZone, now, language === undefined);
    const [first] = meanings;
    if (first === undefined) continue;
    if (meanings.includes('ambiguous')) return 'time_ambiguous';
    const instants = meanings.map((meaning) => instantIn(meaning, timeZone));
    if (instants.some((instant) => instant !== instants[0])) return 'time_ambiguous';
    if (typeof first !== 'string') return first;
  }
  return 'time_not_understood';
}

function instantIn(meaning: Meaning | NoMeaning, timeZone: string): number | undefined {
  if (typeof meaning === 'string') return undefined;
  return (meaning.instant ?? instantOf(meaning.wall, timeZone))?.valueOf();
}

/** What the languages make of a phrase: word by word where they can, and else by what chrono-node makes of it. */
function readingsOf(
  phrase: string,
  tried: readonly Speaker[],
  timeZone: string,
  now: Date,
  anyLanguage: boolean,
): (Meaning | 'ambiguous')[] {
  const scanned = tried.map(({ words, scan }) => {
    const pieces = scan(plain(phrase));
    // Where the language is not known, neither is the order in which it writes dates in figures.
    return pieces && timeOf(pieces, words.dayFirst && !anyLanguage, timeZone, now);
  });
  const understood = scanned.filter((meaning) => meaning !== null && meaning !== 'contradictory');
  if (understood.length > 0) return understood;
  return tried.flatMap(({ language, words, fillers }, place) => {
    if (scanned[place] !== null) return [];
    const part = partNames.find((name) => wordFor(words.parts[name]).test(plain(phrase)));
    const defaultHour = part ? dayParts[part] : DEFAULT_HOUR;
    const meaning = readByChrono(phrase, language, { fillers, defaultHour }, timeZone, now);
    if (!meaning) return [];
    return hasTwoOrders(phrase) && (anyLanguage || !words.dayFirst) ? 'ambiguous' : meaning;
  });
}

const wordFor = (word = '(?!)') => new RegExp(`(?<![\\p{L}\\d])${word}(?![\\p{L}\\d])`, 'u');

function hasTwoOrders(phrase: string): boolean {
  const figures = /(?<!\d)(\d{1,2})(?:\/|[.-](?=\d{1,2}[.-]))(\d{1,2})(?!\d)/g;
  return [...phrase.matchAll(figures)].some(([, first, second]) => twoOrders(Number(first), Number(second)));
}
