import { describe, expect, it } from '@jest/globals';
import { KEPT, noticeLanguage } from '@openly/contracts';
import { groundCodes } from '@openly/tracking';
import { aSignal } from './reader-view.fixture.js';
import { hostOf, languageAccepted, languageAsked, languageOfNotice, speechOf, tables } from './words.js';

const english = speechOf('en');
const others = noticeLanguage.options.filter((language) => language !== 'en');

/** Every sentence of a table by the way to it. */
function sentences(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, inner]) => sentences(inner, path ? `${path}.${key}` : key));
}

it.each(noticeLanguage.options)('the words in %s say for how long who fetched is known', (language) => {
  const [, address = ''] = sentences(tables[language]).find(([key]) => key.endsWith('.address')) ?? [];
  expect(address.toLowerCase()).toContain(` ${KEPT.originMinutes} min`);
});

describe.each(others)('the words in %s', (language) => {
  const told = new Map(sentences(tables[language]));
  const inEnglish = sentences(tables.en);

  it('are as many as in English, with the same things to fill in', () => {
    expect([...told.keys()].sort()).toEqual(inEnglish.map(([key]) => key).sort());
    const gaps = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).sort();
    for (const [key, text] of inEnglish) {
      expect([key, ...gaps(told.get(key) ?? '')]).toEqual([key, ...gaps(text)]);
    }
  });

  it('are none of them English', () => {
    const same = inEnglish.filter(([key, text]) => told.get(key) === text).map(([key]) => key);
    expect(same).toEqual([]);
    const englishWords = /\b(?:the|this|you|your|and|with|that|from)\b/;
    expect([...told].filter(([, text]) => englishWords.test(text))).toEqual([]);
  });

  it('say each thing in its own way, and all of it', () => {
    const grounds = groundCodes.map((code) => tables[language].grounds[code]);
    expect(new Set(grounds).size).toBe(groundCodes.length);
    for (const [key, text] of told) {
      expect([key, text.trim()]).toEqual([key, text]);
      expect([key, text.length > 1]).toEqual([key, true]);
    }
  });
});

describe('times on the page', () => {
  it.each([
    ['en', '22 November 2026 at 08:00 UTC'],
    ['nl', '22 november 2026 om 08:00 UTC'],
    ['de', '22. November 2026 um 08:00 UTC'],
    ['fr', '22 novembre 2026 à 08:00 UTC'],
    ['es', '22 de noviembre de 2026 a las 08:00 UTC'],
    ['it', '22 novembre 2026 alle ore 08:00 UTC'],
    ['pt', '22 de novembro de 2026 às 08:00 UTC'],
  ] as const)('are on the clock of UTC, in %s', (language, words) => {
    expect(speechOf(language).inUtc(new Date('2026-11-22T08:00:59.999Z'))).toBe(words);
  });

  it('turn the day with that clock', () => {
    expect(english.inUtc(new Date('2027-01-01T00:05:00+01:00'))).toBe('31 December 2026 at 23:05 UTC');
    expect(english.inShort(new Date('2027-01-01T00:05:00+01:00'))).toBe('31 Dec 2026, 23:05');
  });

  it.each([
    ['2026-11-22T09:00:00Z', 'just now'],
    ['2026-11-22T08:59:01Z', 'just now'],
    ['2026-11-22T08:59:00Z', '1 minute ago'],
    ['2026-11-22T07:01:00Z', '1 hour ago'],
    ['2026-11-20T10:00:00Z', 'yesterday'],
    ['2026-11-01T09:00:00Z', '21 days ago'],
    ['2026-11-22T09:05:00Z', 'just now'],
  ])('%s is %s', (instant, words) => {
    expect(english.ago(new Date(instant), new Date('2026-11-22T09:00:00Z'))).toBe(words);
  });
});

describe('numbers on the page', () => {
  it('follow the plurals of the language', () => {
    const told = (language: 'en' | 'fr' | 'de', count: number) =>
      speechOf(language).counted(tables[language].recorded.openings, count);
    expect([0, 1, 2].map((count) => told('en', count))).toEqual(['0 openings', '1 opening', '2 openings']);
    expect([0, 1, 2].map((count) => told('fr', count))).toEqual(['0 ouverture', '1 ouverture', '2 ouvertures']);
    expect(told('de', 12_345)).toBe('12.345 Öffnungen');
  });
});

describe('what is known of a look', () => {
  it('names client and system as far as they are known', () => {
    expect(english.client({ client: 'Thunderbird', os: 'Linux', device: null })).toBe('Thunderbird on Linux');
    expect(english.client({ client: null, os: 'iOS', device: 'iPhone' })).toBe('iOS, iPhone');
    expect(english.client({ client: null, os: null, device: null })).toBeNull();
  });

  it('names the place in the language of the page', () => {
    expect(english.place({ country: 'NL', region: 'Utrecht', city: 'Zeist' })).toBe('Zeist, Netherlands');
    expect(speechOf('de').place({ country: 'NL' })).toBe('Niederlande');
    expect(english.place({ country: 'XX9' })).toBe('XX9');
    expect(english.place(null)).toBeNull();
  });

  it('says why, with the numbers of the language', () => {
    const soon = aSignal({ kind: 'scanner', at: new Date('2026-11-22T08:00:01.500Z') });
    const sentAt = new Date('2026-11-22T08:00:00Z');
    expect(english.ground(soon, sentAt)).toBe('Fetched 1.5 seconds after the send: sooner than a person can.');
    expect(speechOf('de').ground(soon, sentAt)).toContain('1,5 Sekunden');
    expect(english.ground(aSignal({ signals: null }), sentAt)).toBeNull();
  });

  it('names a link by its host', () => {
    expect(hostOf('https://shop.example.org/a?secret=1')).toBe('shop.example.org');
    expect(hostOf('not a link')).toBe('not a link');
  });
});

describe('the language', () => {
  it('is that of the notice or of the question', () => {
    expect(['1', '1.nl', '1.ask.de', '2.xx', ''].map(languageOfNotice)).toEqual(['en', 'nl', 'de', 'en', 'en']);
  });

  it('is one of ours where it is asked for', () => {
    expect(['fr', 'FR', '', 'xx', ['fr'], undefined, { en: 1 }].map(languageAsked)).toEqual([
      'fr',
      ...Array.from({ length: 6 }, () => null),
    ]);
  });

  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['nl-BE,nl;q=0.9,en;q=0.8', 'nl'],
    ['sv, de;q=0.4, it;q=0.7', 'it'],
    ['de;q=0, fr;q=nonsense', 'en'],
    ['*', 'en'],
    ['PT-br', 'pt'],
  ])('a browser that sends %s likes best is %s', (header, language) => {
    expect(languageAccepted(header)).toBe(language);
  });
});
