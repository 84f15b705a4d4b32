import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { presets } from './presets.js';
import { resolveAgain, resolveTime } from './resolve-time.js';

/** Sunday 22 November 2026, 10:15 in Amsterdam. */
const now = new Date('2026-11-22T09:15:00Z');
const amsterdam = 'Europe/Amsterdam';
const zones = Intl.supportedValuesOf('timeZone');

describe('instants', () => {
  it('keep their second and show the clock of the zone', () => {
    const result = resolveTime({ sendAt: '2026-11-23T07:00:30.000Z', timeZone: amsterdam, now });
    const sendAt = new Date('2026-11-23T07:00:30Z');
    expect(result).toEqual({ time: { sendAt, wallTime: '2026-11-23T08:00', timeZone: amsterdam, fixed: 'instant' } });
  });

  it.each(['2026-11-23T07:00:00Z', '2026-11-23T07:00Z', '2026-11-23T12:30:00+05:30', '2026-11-23t07:00:00.000z'])(
    'are understood as a phrase too: %s',
    (when) => {
      const { time } = resolveTime({ when, timeZone: amsterdam, now });
      expect([time?.sendAt.toISOString(), time?.fixed]).toEqual(['2026-11-23T07:00:00.000Z', 'instant']);
    },
  );

  it.each([
    ['2026-11-22T09:15:00Z', 'time_in_past'],
    ['2031-11-22T09:15:01Z', 'time_too_far'],
    ['2027-02-30T08:00:00Z', 'time_not_understood'],
    ['2026-11-23T08:00', 'time_not_understood'],
    ['2026-11-23', 'time_not_understood'],
    ['23 November 2026', 'time_not_understood'],
  ])('%s is %s', (sendAt, problem) => {
    expect(resolveTime({ sendAt, timeZone: amsterdam, now })).toEqual({ problem });
  });

  it.each(['Mars/Olympus', '+02:00', ''])('refuse the zone "%s"', (timeZone) => {
    expect(resolveTime({ sendAt: '2026-11-23T07:00:00Z', timeZone, now })).toEqual({ problem: 'invalid_time_zone' });
  });
});

describe('times on the clock', () => {
  it.each(['2026-11-23T08:00', '2026-11-23T08:00:00', '2026-11-23 08:00'])('%s are those of the zone', (when) => {
    expect(resolveTime({ when, timeZone: 'Asia/Kolkata', now })).toEqual({
      time: {
        sendAt: new Date('2026-11-23T02:30:00Z'),
        wallTime: '2026-11-23T08:00',
        timeZone: 'Asia/Kolkata',
        fixed: 'wall',
      },
    });
  });

  it.each(['2027-02-29T08:00', '2026-11-23T24:00', '2026-11-23T08:60', '2026-13-01T08:00', '2026-11-23T08:00:30'])(
    '%s is none',
    (when) => {
      expect(resolveTime({ when, timeZone: amsterdam, now })).toEqual({ problem: 'time_not_understood' });
    },
  );

  it('move forward by the gap where clocks skip them', () => {
    const { time } = resolveTime({ when: '2027-03-28T02:30', timeZone: amsterdam, now });
    expect(time).toMatchObject({ sendAt: new Date('2027-03-28T01:30:00Z'), wallTime: '2027-03-28T03:30' });
  });

  it('mean the first of two', () => {
    const { time } = resolveTime({ when: '31 October 2027 02:30', timeZone: amsterdam, now });
    expect(time?.sendAt.toISOString()).toBe('2027-10-31T00:30:00.000Z');
  });

  it('are worked out again from clock and zone', () => {
    expect(resolveAgain('2027-07-01T08:00', amsterdam)?.toISOString()).toBe('2027-07-01T06:00:00.000Z');
    expect(resolveAgain('2027-02-30T08:00', amsterdam)).toBeNull();
    expect(resolveAgain('2027-07-01T08:00', 'Mars/Olympus')).toBeNull();
  });

  it('worked out again are what they were', () => {
    for (const when of ['tomorrow 8am', '2027-03-28T02:30', '2027-10-31T02:30']) {
      const { time } = resolveTime({ when, timeZone: amsterdam, now });
      expect(resolveAgain(time?.wallTime ?? '', amsterdam)).toEqual(time?.sendAt);
    }
  });
});

describe('what stays when the rules of a zone change', () => {
  it.each(['tomorrow 8am', 'monday_morning', '2026-11-23T08:00', 'in 3 days', 'morgen um 8 Uhr'])(
    'is the clock for "%s"',
    (when) => {
      expect(resolveTime({ when, timeZone: amsterdam, now }).time?.fixed).toBe('wall');
    },
  );

  it.each(['in 3 hours', 'in half an hour', 'tomorrow 8am UTC', '2026-11-23T08:00Z', 'two hours from now'])(
    'is the instant for "%s"',
    (when) => {
      expect(resolveTime({ when, timeZone: amsterdam, now }).time?.fixed).toBe('instant');
    },
  );
});

it('a duration is not a clock time', () => {
  const beforeChange = new Date('2026-10-25T00:30:00Z');
  const { time } = resolveTime({ when: 'in 3 hours', timeZone: amsterdam, now: beforeChange });
  expect(time?.sendAt.toISOString()).toBe('2026-10-25T03:30:00.000Z');
});

it('today is that of the zone', () => {
  const { time } = resolveTime({ when: 'tomorrow 8am', timeZone: 'Pacific/Kiritimati', now });
  expect(time?.wallTime).toBe('2026-11-23T08:00');
  const late = new Date('2026-11-22T11:00:00Z');
  expect(resolveTime({ when: 'tomorrow 8am', timeZone: 'Pacific/Kiritimati', now: late }).time?.wallTime).toBe(
    '2026-11-24T08:00',
  );
});

describe('presets', () => {
  function preset(when: string, at: Date, timeZone: string) {
    const { time } = resolveTime({ when, timeZone, now: at });
    if (!time) throw new Error(`${when} is not understood`);
    return time;
  }

  it.each([
    ['tomorrow_morning', '2026-11-23T08:00'],
    ['tomorrow_afternoon', '2026-11-23T13:00'],
    ['monday_morning', '2026-11-23T08:00'],
  ])('%s is %s', (when, wallTime) => {
    expect(presets).toContain(when);
    expect(resolveTime({ when, timeZone: amsterdam, now }).time?.wallTime).toBe(wallTime);
  });

  it('on a Monday mean that of next week', () => {
    expect(preset('monday_morning', new Date('2026-11-23T09:15:00Z'), amsterdam).wallTime).toBe('2026-11-30T08:00');
  });

  it('are 8:00 within two days, and within eight, in every zone at any moment', () => {
    const moment = fc.date({ min: new Date('2024-01-01'), max: new Date('2033-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.constantFrom(...zones), moment, (zone, at) => {
        const tomorrow = preset('tomorrow_morning', at, zone);
        expect(tomorrow.wallTime).toMatch(/T08:00$/);
        const hours = (tomorrow.sendAt.getTime() - at.getTime()) / 3_600_000;
        expect(hours).toBeGreaterThan(7);
        expect(hours).toBeLessThan(33.5);
        const monday = preset('monday_morning', at, zone);
        expect(monday.wallTime).toMatch(/T08:00$/);
        expect(new Date(`${monday.wallTime}Z`).getUTCDay()).toBe(1);
      }),
      { numRuns: 1_000 },
    );
  });
});
