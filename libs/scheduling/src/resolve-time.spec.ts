import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mondayMorning, tomorrowMorning } from './presets.js';
import { resolveTime } from './resolve-time.js';
import { instantOf, wallTimeOf } from './wall-time.js';

/** Sunday 22 November 2026, 10:15 in Amsterdam. */
const now = new Date('2026-11-22T09:15:00Z');
const amsterdam = 'Europe/Amsterdam';
const zones = Intl.supportedValuesOf('timeZone');

describe('phrases', () => {
  it.each([
    ['tomorrow 8am', '2026-11-23T08:00'],
    ['tomorrow', '2026-11-23T08:00'],
    ['tomorrow morning', '2026-11-23T08:00'],
    ['tomorrow at 14:30', '2026-11-23T14:30'],
    ['tomorrow afternoon', '2026-11-23T14:00'],
    ['send it tomorrow evening, please', '2026-11-23T18:00'],
    ['tonight', '2026-11-22T20:00'],
    ['monday', '2026-11-23T08:00'],
    ['next friday 9am', '2026-11-27T09:00'],
    ['friday morning', '2026-11-27T08:00'],
    ['8am', '2026-11-23T08:00'],
    ['11:30', '2026-11-22T11:30'],
    ['in 3 hours', '2026-11-22T13:15'],
    ['in 20 minutes', '2026-11-22T10:35'],
    ['in 2 days', '2026-11-24T08:00'],
    ['1 December', '2026-12-01T08:00'],
    ['Dec 24 at 5pm', '2026-12-24T17:00'],
    ['2027-03-01 07:45', '2027-03-01T07:45'],
    ['noon', '2026-11-22T12:00'],
    ['tomorrow at 8am UTC', '2026-11-23T09:00'],
  ])('"%s" on a Sunday morning is %s', (when, wallTime) => {
    expect(resolveTime({ when, timeZone: amsterdam, now })).toMatchObject({ time: { wallTime, timeZone: amsterdam } });
  });

  it.each([
    '',
    'whenever',
    'after the meeting tomorrow',
    'monday or tuesday',
    'tomorrow 9am to 11am',
    '30 February',
    '25:00',
  ])('"%s" is not understood', (when) => {
    expect(resolveTime({ when, timeZone: amsterdam, now })).toEqual({ problem: 'time_not_understood' });
  });

  it.each([
    ['yesterday 8am', 'time_in_past'],
    ['1 January 2020', 'time_in_past'],
    ['1 January 2040', 'time_too_far'],
  ])('"%s" is %s', (when, problem) => {
    expect(resolveTime({ when, timeZone: amsterdam, now })).toEqual({ problem });
  });

  it('means the clock of the zone, not of the server', () => {
    const { time } = resolveTime({ when: 'tomorrow 8am', timeZone: 'Asia/Kolkata', now });
    expect(time?.sendAt.toISOString()).toBe('2026-11-23T02:30:00.000Z');
  });

  it('is a duration and not a clock time where it says "in"', () => {
    const beforeChange = new Date('2026-10-25T00:30:00Z');
    const { time } = resolveTime({ when: 'in 3 hours', timeZone: amsterdam, now: beforeChange });
    expect(time?.sendAt.toISOString()).toBe('2026-10-25T03:30:00.000Z');
  });
});

describe('instants', () => {
  it('keep their second and show the clock of the zone', () => {
    const result = resolveTime({ sendAt: '2026-11-23T07:00:30.000Z', timeZone: amsterdam, now });
    expect(result).toEqual({
      time: { sendAt: new Date('2026-11-23T07:00:30Z'), wallTime: '2026-11-23T08:00', timeZone: amsterdam },
    });
  });

  it.each([
    ['2026-11-22T09:15:00Z', 'time_in_past'],
    ['2031-11-22T09:15:01Z', 'time_too_far'],
  ])('%s is %s', (sendAt, problem) => {
    expect(resolveTime({ sendAt, timeZone: amsterdam, now })).toEqual({ problem });
  });

  it.each(['Mars/Olympus', '+02:00', ''])('refuse the zone "%s"', (timeZone) => {
    expect(resolveTime({ sendAt: '2026-11-23T07:00:00Z', timeZone, now })).toEqual({ problem: 'invalid_time_zone' });
  });
});

describe('daylight saving', () => {
  it('moves a time that does not exist forward by the gap', () => {
    const { time } = resolveTime({ when: '28 March 2027 02:30', timeZone: amsterdam, now });
    expect(time).toEqual({
      sendAt: new Date('2027-03-28T01:30:00Z'),
      wallTime: '2027-03-28T03:30',
      timeZone: amsterdam,
    });
  });

  it('takes the first of two', () => {
    const { time } = resolveTime({ when: '31 October 2027 02:30', timeZone: amsterdam, now });
    expect(time?.sendAt.toISOString()).toBe('2027-10-31T00:30:00.000Z');
  });

  it('gives every zone the first instant its clocks show, or the gap after', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.record({
          year: fc.integer({ min: 2024, max: 2033 }),
          month: fc.integer({ min: 1, max: 12 }),
          day: fc.integer({ min: 1, max: 28 }),
          hour: fc.integer({ min: 0, max: 23 }),
          minute: fc.constantFrom(0, 15, 30, 45),
        }),
        (zone, wall) => {
          const meant = instantOf(wall, zone)?.toMillis() ?? Number.NaN;
          const written = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
          const shows = (instant: number) => Date.parse(`${wallTimeOf(new Date(instant), zone)}Z`);
          const gap = shows(meant) - written;
          // Either the clock shows what was written, or it jumped over it and shows what comes after the jump.
          expect(gap).toBeGreaterThanOrEqual(0);
          expect(gap).toBeLessThanOrEqual(2 * 3_600_000);
          if (gap > 0) expect(shows(meant - gap - 60_000)).toBeLessThan(written);
          // And no earlier instant shows it.
          for (const earlier of [1_800_000, 3_600_000, 7_200_000]) {
            if (gap === 0) expect(shows(meant - earlier)).not.toBe(written);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('presets', () => {
  it('are the next morning and the next Monday', () => {
    expect(tomorrowMorning(now, amsterdam).wallTime).toBe('2026-11-23T08:00');
    expect(mondayMorning(now, amsterdam).wallTime).toBe('2026-11-23T08:00');
    expect(mondayMorning(new Date('2026-11-23T09:15:00Z'), amsterdam).wallTime).toBe('2026-11-30T08:00');
  });

  it('are 8:00 within two days, and within eight, in every zone at any moment', () => {
    const moment = fc.date({ min: new Date('2024-01-01'), max: new Date('2033-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.constantFrom(...zones), moment, (zone, at) => {
        const tomorrow = tomorrowMorning(at, zone);
        expect(tomorrow.wallTime).toMatch(/T08:00$/);
        const hours = (tomorrow.sendAt.getTime() - at.getTime()) / 3_600_000;
        expect(hours).toBeGreaterThan(7);
        expect(hours).toBeLessThan(33.5);
        const monday = mondayMorning(at, zone);
        expect(monday.wallTime).toMatch(/T08:00$/);
        expect(new Date(`${monday.wallTime}Z`).getUTCDay()).toBe(1);
      }),
      { numRuns: 1_000 },
    );
  });
});
