import { describe, expect, it } from '@jest/globals';
import type { SendWindow } from '@openly/contracts';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { isInWindow, nextInWindow } from './send-window.js';

const MINUTE = 60_000;
const office: SendWindow = { days: [1, 2, 3, 4, 5], from: '08:00', until: '18:00' };
const at = (text: string) => new Date(text);

describe('the next time a window allows', () => {
  it.each<[string, string, string, Partial<SendWindow>, string]>([
    ['within it', 'Europe/Amsterdam', '2026-11-23T07:00:00Z', {}, '2026-11-23T07:00:00Z'],
    ['in its last millisecond', 'Europe/Amsterdam', '2026-11-23T16:59:59.999Z', {}, '2026-11-23T16:59:59.999Z'],
    ['at its end', 'Europe/Amsterdam', '2026-11-23T17:00:00Z', {}, '2026-11-24T07:00:00Z'],
    ['before it', 'Europe/Amsterdam', '2026-11-23T03:00:00Z', {}, '2026-11-23T07:00:00Z'],
    ['on Friday evening', 'Europe/Amsterdam', '2026-11-27T20:00:00Z', {}, '2026-11-30T07:00:00Z'],
    ['over a weekend in which clocks go back', 'Europe/Amsterdam', '2026-10-23T17:00:00Z', {}, '2026-10-26T07:00:00Z'],
    ['half past, on a clock of 5:45', 'Asia/Kathmandu', '2026-11-22T12:00:00Z', {}, '2026-11-23T02:15:00Z'],
    [
      'in an hour that clocks skip: when they go on',
      'Europe/Amsterdam',
      '2026-03-29T00:30:00Z',
      { days: [7], from: '02:30', until: '04:00' },
      '2026-03-29T01:00:00Z',
    ],
    [
      'wholly skipped: a week later',
      'Europe/Amsterdam',
      '2026-03-29T00:30:00Z',
      { days: [7], from: '02:15', until: '02:45' },
      '2026-04-05T00:15:00Z',
    ],
    [
      'shown twice, between both: the second time',
      'Europe/Amsterdam',
      '2026-10-25T00:50:00Z',
      { days: [7], from: '02:15', until: '02:45' },
      '2026-10-25T01:15:00Z',
    ],
    [
      'that has closed and opens again as clocks go back',
      'Europe/Amsterdam',
      '2026-10-25T00:50:00Z',
      { days: [7], from: '01:00', until: '02:30' },
      '2026-10-25T01:00:00Z',
    ],
    ['until midnight', 'UTC', '2026-11-22T23:59:30Z', { days: [7], until: '24:00' }, '2026-11-22T23:59:30Z'],
  ])('%s in %s', (_, zone, from, window, expected) => {
    expect(nextInWindow(at(from), zone, { ...office, ...window })).toEqual(at(expected));
  });

  it('is always, without a window', () => {
    const now = at('2026-11-22T03:00:00Z');
    expect(nextInWindow(now, 'Europe/Amsterdam', null)).toBe(now);
    expect(isInWindow(now, 'Europe/Amsterdam', null)).toBe(true);
  });
});

describe('in every zone', () => {
  const zones = Intl.supportedValuesOf('timeZone');
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const windows = fc
    .record({
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
      ends: fc.tuple(fc.integer({ min: 0, max: 1440 }), fc.integer({ min: 0, max: 1440 })),
    })
    .filter(({ ends: [one, other] }) => one !== other)
    .map(({ days, ends }) => ({ days, from: clock(Math.min(...ends)), until: clock(Math.max(...ends)) }));
  /** Written anew, with another reading of the clock. */
  const isInside = (instant: number, zone: string, { days, from, until }: SendWindow) => {
    const shown = DateTime.fromMillis(instant, { zone });
    const time = shown.toFormat('HH:mm');
    return days.includes(shown.weekday) && time >= from && time < until;
  };
  /** The last minutes before clocks are set anew are drawn as often as all others. */
  const changes = new Map<string, number[]>();
  const changesOf = (zone: string) => {
    const known = changes.get(zone) ?? [];
    if (changes.has(zone)) return known;
    for (let day = Date.UTC(2025, 0, 1); day < Date.UTC(2028, 0, 1); day += 86_400_000) {
      const offset = (ms: number) => DateTime.fromMillis(ms, { zone }).offset;
      if (offset(day) !== offset(day + 86_400_000)) known.push(day);
    }
    changes.set(zone, known);
    return known;
  };
  const moments = fc.constantFrom(...zones).chain((zone) => {
    const anywhere = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2028, 0, 1) });
    const near = changesOf(zone);
    const instant =
      near.length === 0
        ? anywhere
        : fc.oneof(
            anywhere,
            fc
              .tuple(fc.constantFrom(...near), fc.integer({ min: -86_400_000, max: 2 * 86_400_000 }))
              .map(([a, b]) => a + b),
          );
    return fc.record({ zone: fc.constant(zone), instant });
  });

  it('it is inside, not before, and the next one from it is itself', () => {
    fc.assert(
      fc.property(moments, windows, ({ zone, instant }, window) => {
        const next = nextInWindow(new Date(instant), zone, window);
        expect(isInside(next.getTime(), zone, window)).toBe(true);
        expect(isInWindow(next, zone, window)).toBe(true);
        expect(next.getTime()).toBeGreaterThanOrEqual(instant);
        expect(nextInWindow(next, zone, window)).toEqual(next);
      }),
      { numRuns: 800 },
    );
  });

  it('no earlier one is inside', () => {
    fc.assert(
      fc.property(moments, windows, fc.double({ min: 0, max: 1, noNaN: true }), ({ zone, instant }, window, part) => {
        const next = nextInWindow(new Date(instant), zone, window).getTime();
        if (next === instant) return;
        // The minute before it, some instant between, and each quarter of an hour of the last day before it.
        const between = [next - 1, next - MINUTE, instant, instant + Math.floor((next - 1 - instant) * part)];
        for (let quarter = next - 86_400_000; quarter < next; quarter += 15 * MINUTE) between.push(quarter);
        for (const earlier of between) {
          if (earlier >= instant && earlier < next) expect(isInside(earlier, zone, window)).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });
});
