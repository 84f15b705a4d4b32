import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { instantOf, wallClockOf, wallTimeOf } from './wall-time.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const [from, to] = [Date.UTC(2020, 0, 1), Date.UTC(2041, 0, 1)];
const zones = Intl.supportedValuesOf('timeZone');

/** What the platform's own zone data shows at an instant, in milliseconds as if it were UTC. */
const formats = new Map<string, Intl.DateTimeFormat>();
function shownAt(zone: string, instant: number): number {
  const known = formats.get(zone);
  const format =
    known ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  if (!known) formats.set(zone, format);
  const [month = 0, day, year = 0, hour, minute, second] = format.format(instant).split(/\D+/).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const offsetAt = (zone: string, instant: number) => shownAt(zone, instant) - instant;

/** An instant from which on clocks have another offset, both in milliseconds. */
interface Change {
  zone: string;
  at: number;
  before: number;
  after: number;
}

/** Every change of a zone's clocks, found by looking each week and halving where the offset differs. */
function changesOf(zone: string): Change[] {
  const changes: Change[] = [];
  let before = offsetAt(zone, from);
  for (let week = from; week < to; week += 7 * DAY) {
    const after = offsetAt(zone, week + 7 * DAY);
    if (after === before) continue;
    let [low, high] = [week, week + 7 * DAY];
    while (high - low > 1_000) {
      const middle = Math.floor((low + high) / 2_000) * 1_000;
      if (offsetAt(zone, middle) === before) low = middle;
      else high = middle;
    }
    changes.push({ zone, at: high, before, after });
    before = after;
  }
  return changes;
}

const changes = zones.flatMap(changesOf);
const gaps = changes.filter(({ before, after }) => after > before);
const doubles = changes.filter(({ before, after }) => after < before);

/** Looks at every minute's clock of the four days around: the first instant that shows the time, or the gap's. */
function lookedUp(zone: string, written: number): number {
  const offsets = new Set<number>();
  for (let hours = -48; hours <= 48; hours++) offsets.add(offsetAt(zone, written + hours * HOUR));
  const shown = [...offsets].map((offset) => written - offset).filter((instant) => shownAt(zone, instant) === written);
  if (shown.length > 0) return Math.min(...shown);
  // In a gap: as far after its end as the time lies after its start.
  const gap = gaps.find(
    ({ zone: of, at, before, after }) => of === zone && at + before <= written && written < at + after,
  );
  return gap ? gap.at + (written - (gap.at + gap.before)) : Number.NaN;
}

const wallOf = (written: number) => new Date(written).toISOString().slice(0, 16);
function meant(zone: string, written: number): number {
  const clock = wallClockOf(wallOf(written));
  return clock ? (instantOf(clock, zone)?.toMillis() ?? Number.NaN) : Number.NaN;
}
/** The times that are not what they should be, with zone and clock. */
type Wrong = [zone: string, wall: string, meant: number, expected: number];
function compare(wrong: Wrong[], zone: string, written: number, expected: number) {
  const found = meant(zone, written);
  if (found !== expected) wrong.push([zone, wallOf(written), found, expected]);
}

describe('in every zone, 2020 to 2040', () => {
  it('clocks change as the platform says, by half an hour, two hours and whole hours', () => {
    expect(changes.length).toBeGreaterThan(3_000);
    const steps = (zone: string) =>
      changes.filter((change) => change.zone === zone).map(({ before, after }) => (after - before) / MINUTE);
    expect(steps('Australia/Lord_Howe')).toContain(30);
    expect(steps('Antarctica/Troll')).toContain(120);
  });

  it('a time that does not exist moves forward by the gap, at its start, within it and at its end', () => {
    const wrong: Wrong[] = [];
    for (const { zone, at, before, after } of gaps) {
      const [start, end] = [at + before, at + after];
      compare(wrong, zone, start, at);
      compare(wrong, zone, start + (end - start) / 2, at + (end - start) / 2);
      compare(wrong, zone, end - MINUTE, at + (end - start) - MINUTE);
      compare(wrong, zone, start - MINUTE, at - MINUTE);
      compare(wrong, zone, end, at);
    }
    expect(wrong).toEqual([]);
  });

  it('a time that exists twice means the first', () => {
    const wrong: Wrong[] = [];
    for (const { zone, at, before, after } of doubles) {
      const [start, end] = [at + after, at + before];
      compare(wrong, zone, start, start - before);
      compare(wrong, zone, start + (end - start) / 2, start + (end - start) / 2 - before);
      compare(wrong, zone, end - MINUTE, at - MINUTE);
      compare(wrong, zone, start - MINUTE, start - MINUTE - before);
      compare(wrong, zone, end, end - after);
    }
    expect(wrong).toEqual([]);
  });

  it('a time near a change is what the clocks show', () => {
    const near = fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -72 * 60, max: 72 * 60 }));
    fc.assert(
      fc.property(near, ([{ zone, at, before }, minutes]) => {
        const written = Math.floor((at + before) / MINUTE) * MINUTE + minutes * MINUTE;
        expect([zone, wallOf(written), meant(zone, written)]).toEqual([zone, wallOf(written), lookedUp(zone, written)]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('any time is what the clocks show, and its own clock shows it', () => {
    const minute = fc.integer({ min: from / MINUTE, max: Date.UTC(2040, 11, 31) / MINUTE });
    fc.assert(
      fc.property(fc.constantFrom(...zones), minute, (zone, minutes) => {
        const written = minutes * MINUTE;
        const expected = lookedUp(zone, written);
        expect([zone, wallOf(written), meant(zone, written)]).toEqual([zone, wallOf(written), expected]);
        expect(wallTimeOf(new Date(expected), zone)).toBe(wallOf(shownAt(zone, expected)));
      }),
      { numRuns: 1_000 },
    );
  });
});
