import { clock, type Pieces, partNames, type Rule, type Vocabulary } from './phrase-pieces.js';

/** Finds one piece where a phrase stands. */
interface Finder {
  pattern: RegExp;
  read: (match: RegExpExecArray) => Pieces | null;
}

/** What every language writes the same way. */
const everywhere: readonly Rule[] = [
  ['{n}:{m}', (hour, minute) => clock(hour, minute)],
  ['{n}\\.{m}(?![.\\d])', (hour, minute) => clock(hour, minute)],
  ['{y}-{n}-{n}', (year, month, day) => ({ date: { year, month, day } })],
  ['{y}/{n}/{n}', (year, month, day) => ({ date: { year, month, day } })],
  ['{n}/{n}', (first, second) => ({ figures: { first, second } })],
  ['{n}\\.{n}\\.', (first, second) => ({ figures: { first, second } })],
  ['{n}/{n}/{y}', (first, second, year) => ({ figures: { first, second, year } })],
  ['{n}\\.{n}\\.{y}', (first, second, year) => ({ figures: { first, second, year } })],
  ['{n}-{n}-{y}', (first, second, year) => ({ figures: { first, second, year } })],
  ['(?:utc|gmt)', () => ({ offset: 0 })],
  ['(?:utc|gmt) ?\\+{n}', (hours) => ({ offset: hours * 60 })],
  ['(?:utc|gmt) ?-{n}', (hours) => ({ offset: -hours * 60 })],
  ['{part}', (part) => ({ part: partNames[part] })],
  ['[ ,.!]+', () => ({})],
];

/** Lower case, without accents, with one space between words and one kind of apostrophe. */
export function plain(phrase: string): string {
  return phrase
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[\u2018\u2019\u00b4`]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}

/** A reader of phrases in one language: the pieces of a plain phrase, or null where a word of it is not understood. */
export function scannerOf(language: Vocabulary): (phrase: string) => Pieces | null {
  const finders = [...language.rules, [language.fillers, () => ({})] as const, ...everywhere].map((rule) =>
    finderOf(rule, language),
  );
  return (phrase) => {
    const pieces: Pieces = {};
    const text = language.separate?.(phrase) ?? phrase;
    for (let at = 0; at < text.length; ) {
      const found = longestAt(text, at, finders);
      if (!found || Object.keys(found.piece).some((name) => name in pieces)) return null;
      Object.assign(pieces, found.piece);
      at += found.length;
    }
    return pieces;
  };
}

function longestAt(text: string, at: number, finders: readonly Finder[]) {
  let longest: { length: number; piece: Pieces } | null = null;
  for (const { pattern, read } of finders) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match || match[0].length <= (longest?.length ?? 0)) continue;
    const piece = read(match);
    if (piece) longest = { length: match[0].length, piece };
  }
  return longest;
}

const either = (words: readonly string[]) => `(${words.join('|')})`;

function finderOf([pattern, read]: Rule, language: Vocabulary): Finder {
  const words = Object.keys(language.numbers).sort((a, b) => b.length - a.length);
  const parts = partNames.map((name) => language.parts[name] ?? '(?!)');
  const counted = (list: readonly string[], first: number) => ({
    source: either(list),
    value: (word: string) => list.findIndex((entry) => new RegExp(`^(?:${entry})$`, 'u').test(word)) + first,
  });
  const kinds: Readonly<Record<string, { source: string; value: (word: string) => number }>> = {
    n: { source: either([...words, '\\d{1,3}']), value: (word) => language.numbers[word] ?? Number(word) },
    m: { source: '([0-5]\\d)', value: Number },
    y: { source: '(\\d{4})', value: Number },
    weekday: counted(language.weekdays, 1),
    month: counted(language.months, 1),
    unit: counted(language.units, 0),
    part: counted(parts, 0),
  };
  const values: ((word: string) => number)[] = [];
  const source = pattern.replace(/\{([a-z]+)\}/g, (_, name: string) => {
    const kind = kinds[name];
    if (!kind) throw new TypeError(`no such word kind: ${name}`);
    values.push(kind.value);
    return kind.source;
  });
  return {
    // No piece begins or ends within a word or a number.
    pattern: new RegExp(`(?<![\\p{L}\\d](?=[\\p{L}\\d]))(?:${source})(?!(?<=[\\p{L}\\d])[\\p{L}\\d])`, 'uy'),
    read: ([, ...caught]) =>
      read(
        ...(values.map((value, place) => (caught[place] === undefined ? undefined : value(caught[place]))) as number[]),
      ),
  };
}
