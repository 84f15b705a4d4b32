import { describe, expect, it } from '@jest/globals';
import type { Language } from '@openly/contracts';
import fc from 'fast-check';
import { resolveTime } from './resolve-time.js';

/** Sunday 22 November 2026, 10:15 in Amsterdam. */
const now = new Date('2026-11-22T09:15:00Z');
const timeZone = 'Europe/Amsterdam';
const languages: Language[] = ['en', 'nl', 'de', 'fr', 'es'];

describe('a weekday', () => {
  const wednesday = new Date('2026-11-25T09:15:00Z');
  const on = (when: string, language: Language) =>
    resolveTime({ when, timeZone, now: wednesday, language }).time?.wallTime;

  it.each([
    ['friday', 'en'],
    ['this friday', 'en'],
    ['komende vrijdag', 'nl'],
    ['kommenden Freitag', 'de'],
    ['vendredi', 'fr'],
    ['el viernes que viene', 'es'],
  ] as const)('"%s" is the next such day', (when, language) => {
    expect(on(when, language)).toBe('2026-11-27T08:00');
  });

  it.each([
    ['next friday', 'en'],
    ['next week friday', 'en'],
    ['volgende vrijdag', 'nl'],
    ['vrijdag volgende week', 'nl'],
    ['nächsten Freitag', 'de'],
    ['nächste Woche Freitag', 'de'],
    ['vendredi prochain', 'fr'],
    ['el próximo viernes', 'es'],
  ] as const)('"%s" is that of next week', (when, language) => {
    expect(on(when, language)).toBe('2026-12-04T08:00');
  });

  it('is never today, nor past', () => {
    expect(on('wednesday 11:00', 'en')).toBe('2026-12-02T11:00');
    expect(on('tuesday', 'en')).toBe('2026-12-01T08:00');
    expect(on('next tuesday', 'en')).toBe('2026-12-01T08:00');
  });

  it('of this week that has passed is refused', () => {
    expect(resolveTime({ when: 'this week tuesday', timeZone, now: wednesday })).toEqual({ problem: 'time_in_past' });
  });
});

describe('a phrase that is not clear', () => {
  it.each([
    '',
    ' ',
    'whenever',
    'soon',
    'after the meeting tomorrow',
    'monday or tuesday',
    'tomorrow 9am to 11am',
    'not tomorrow',
    'every monday',
    'in a few days',
    'next month',
    'december at 8am',
    '2027-03-01 before noon',
    'vor Montag',
    'elke maandag om 9 uur',
    'après lundi',
    'antes del lunes',
    'tomorrow unless it rains',
    'two days before christmas',
    '30 February',
    '31 november at 9',
    '25:00',
    'tomorrow at 25',
    'tomorrow at 8:75',
    'tomorrow at 13pm',
    'friday 26 november',
    'tonight at 1pm',
    'tomorrow morning at 3pm',
    'tomorrow 8am CST',
    'monday EST',
    'morgen of overmorgen',
    'lundi ou mardi',
    'morgen zwischen 8 und 9',
    'mañana o pasado',
    '8',
  ])('"%s" is not understood', (when) => {
    expect(resolveTime({ when, timeZone, now })).toEqual({ problem: 'time_not_understood' });
  });

  it.each([
    ['3/4 8am', undefined],
    ['3/4 8am', 'en'],
    ['03/04/2027 8am', undefined],
    ['03/04/2027 8am', 'en'],
    ['3.4. 8:00', undefined],
    ['3-4-2027', 'en'],
    ['le 3/4 à 8h', undefined],
    ['dans huit jours', 'fr'],
    ['in acht Tagen', 'de'],
  ] as const)('"%s" said in %s can be two days', (when, language) => {
    expect(resolveTime({ when, timeZone, now, language })).toEqual({ problem: 'time_ambiguous' });
  });

  it.each(['nl', 'de', 'fr', 'es'] as const)('"03/04/2027" said in %s is the third of April', (language) => {
    expect(resolveTime({ when: '03/04/2027', timeZone, now, language }).time?.wallTime).toBe('2027-04-03T08:00');
  });

  it.each([
    ['yesterday 8am', 'time_in_past'],
    ['gisteren', 'time_in_past'],
    ['today at 8am', 'time_in_past'],
    ['this morning', 'time_in_past'],
    ['heute morgen', 'time_in_past'],
    ['1 January 2020', 'time_in_past'],
    ['1 January 2040', 'time_too_far'],
    ['in 6 years', 'time_too_far'],
  ])('"%s" is %s', (when, problem) => {
    expect(resolveTime({ when, timeZone, now })).toEqual({ problem });
  });
});

describe('a language that is told', () => {
  it('is tried first', () => {
    expect(resolveTime({ when: 'mar 9:00', timeZone, now, language: 'es' }).time?.wallTime).toBe('2026-11-24T09:00');
  });

  it.each(['en', 'nl', 'de', 'fr', 'es'] as const)(
    '%s does not keep a phrase in another from being understood',
    (language) => {
      for (const when of ['tomorrow 8am', 'morgen om 8 uur', 'morgen um 8 Uhr', 'demain à 8h', 'mañana a las 8'])
        expect(resolveTime({ when, timeZone, now, language }).time?.wallTime).toBe('2026-11-23T08:00');
    },
  );
});

describe('whatever is typed', () => {
  const words = `tomorrow monday next week this the day after at in on half past quarter to two hours an and 9 30 8am pm
    3/4 24/12/2026 2027-03-01 3. december noon evening UTC EST morgen over om uur kwart voor ochtend dinsdag volgende
    vandaag 's middags Uhr um früh nächste Woche Stunden halb viertel heute Abend demain à 8h30 heures et demie lundi
    prochain dans une semaine le 5 soir mañana a las por la tarde dentro de media hora el martes que viene`.split(
    /\s+/,
  );
  const jumble = fc.array(fc.constantFrom(...words), { maxLength: 7 }).map((picked) => picked.join(' '));
  const anything = fc.oneof(fc.string(), fc.string({ unit: 'binary', maxLength: 300 }), jumble);
  const moment = fc.date({ min: new Date('2024-01-01'), max: new Date('2033-01-01'), noInvalidDate: true });
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));

  it('is a time in the future or a refusal', () => {
    fc.assert(
      fc.property(anything, moment, zone, fc.constantFrom(undefined, ...languages), (when, at, timeZone, language) => {
        const { time, problem } = resolveTime({ when, timeZone, now: at, language });
        if (time) expect(time.sendAt.getTime()).toBeGreaterThan(at.getTime());
        else expect(['time_not_understood', 'time_ambiguous', 'time_in_past', 'time_too_far']).toContain(problem);
      }),
      { numRuns: 600 },
    );
  });

  const answered = (when: string) => {
    const asked = performance.now();
    resolveTime({ when, timeZone, now });
    expect(performance.now() - asked).toBeLessThan(5_000);
  };

  it('is answered at once, however long', () => {
    for (const piece of ['1', '1 ', '1:', 'in ', 'in 1 hour and ', '3/', '+', 'the ', 'T', ' '.repeat(50), '’s '])
      for (const length of [199, 200_000]) answered(piece.repeat(length).slice(0, length));
  });

  it('is answered at once, however its words are spaced', () => {
    for (const piece of ['1h', '1u', '1 uur', '1 , h', '1 Std', '1 año'])
      for (const gap of [1, 2, 3, 5, 6]) answered(`${`${piece}${' '.repeat(gap)}`.repeat(100).slice(0, 199)}x`);
  });

  it.each(['u h ET', 'half Uhr et 9', 'in 273733 years ET', '271000 years ago ET', 'in 99999999 hours PT'])(
    '"%s" is answered, though no calendar has such a day',
    (when) => {
      expect(resolveTime({ when, timeZone, now })).toEqual({ problem: 'time_not_understood' });
    },
  );
});
