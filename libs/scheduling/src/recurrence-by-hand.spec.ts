import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkRule, occurrencesAfter } from './recurrence.js';

const codes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const some = <T>(entry: fc.Arbitrary<T>) => fc.uniqueArray(entry, { minLength: 1, maxLength: 3 });
const rarely = <T>(part: fc.Arbitrary<T>) => fc.option(part, { freq: 2, nil: undefined });
const anyParts = fc.record({
  FREQ: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
  INTERVAL: rarely(fc.integer({ min: 1, max: 4 })),
  BYMONTH: rarely(some(fc.integer({ min: 1, max: 12 }))),
  BYMONTHDAY: rarely(some(fc.integer({ min: -31, max: 31 }).filter((day) => day !== 0))),
  BYDAY: rarely(
    some(
      fc.tuple(fc.constantFrom('', '', '1', '2', '-1', '5'), fc.constantFrom(...codes)).map((pair) => pair.join('')),
    ),
  ),
  BYSETPOS: rarely(some(fc.constantFrom(1, 2, -1))),
  COUNT: rarely(fc.integer({ min: 1, max: 30 })),
});
type Parts = typeof anyParts extends fc.Arbitrary<infer T> ? T : never;
const written = (parts: Parts) =>
  Object.entries(parts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join(';');
const anyRule = anyParts.map(written);

/** The same rule worked out day by day, for the four years from `start`. */
function dayByDay(parts: Parts, start: string): string[] {
  const first = new Date(`${start.slice(0, 10)}T00:00Z`);
  const monday = (day: Date) => day.getTime() / 86_400_000 - ((day.getUTCDay() + 6) % 7);
  const periodOf = (day: Date) => {
    if (parts.FREQ === 'DAILY') return (day.getTime() - first.getTime()) / 86_400_000;
    if (parts.FREQ === 'WEEKLY') return (monday(day) - monday(first)) / 7;
    const years = day.getUTCFullYear() - first.getUTCFullYear();
    return parts.FREQ === 'YEARLY' ? years : years * 12 + day.getUTCMonth() - first.getUTCMonth();
  };
  const nths = (day: Date, from: Date, to: Date) => {
    const days = (date: Date) => Math.round((date.getTime() - from.getTime()) / 86_400_000);
    return [Math.floor(days(day) / 7) + 1, -(Math.floor((days(to) - 1 - days(day)) / 7) + 1)];
  };
  const holds = (day: Date) => {
    const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
    const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    const date = day.getUTCDate();
    const code = codes[(day.getUTCDay() + 6) % 7] ?? '';
    if (parts.BYMONTH && !parts.BYMONTH.includes(month + 1)) return false;
    if (parts.BYMONTHDAY && !parts.BYMONTHDAY.some((wanted) => wanted === date || wanted === date - length - 1))
      return false;
    if (parts.BYDAY) {
      const inYear = parts.FREQ === 'YEARLY' && !parts.BYMONTH;
      const [from, to] = inYear
        ? [new Date(Date.UTC(year, 0, 1)), new Date(Date.UTC(year + 1, 0, 1))]
        : [new Date(Date.UTC(year, month, 1)), new Date(Date.UTC(year, month + 1, 1))];
      const places = nths(day, from, to);
      if (
        !parts.BYDAY.some(
          (entry) => entry.endsWith(code) && (entry.length === 2 || places.includes(Number.parseInt(entry, 10))),
        )
      )
        return false;
    } else if (!parts.BYMONTHDAY) {
      if (parts.FREQ === 'WEEKLY') return day.getUTCDay() === first.getUTCDay();
      if (parts.FREQ === 'MONTHLY') return date === first.getUTCDate();
      if (parts.FREQ === 'YEARLY')
        return date === first.getUTCDate() && (parts.BYMONTH !== undefined || month === first.getUTCMonth());
    }
    return true;
  };
  const periods = new Map<number, string[]>();
  for (let add = -400; add < 4 * 365; add++) {
    const day = new Date(first.getTime() + add * 86_400_000);
    const period = periodOf(day);
    if (period < 0 || period % (parts.INTERVAL ?? 1) !== 0 || !holds(day)) continue;
    periods.set(period, [...(periods.get(period) ?? []), day.toISOString().slice(0, 10)]);
  }
  const picked = [...periods.values()].flatMap((days) => {
    if (!parts.BYSETPOS) return days;
    return days.filter((_, place) =>
      parts.BYSETPOS?.some((wanted) => wanted === place + 1 || wanted === place - days.length),
    );
  });
  const last = new Date(first.getTime() + 3 * 365 * 86_400_000).toISOString().slice(0, 10);
  return picked
    .filter((date) => date >= start.slice(0, 10))
    .slice(0, parts.COUNT)
    .filter((date) => date < last);
}

describe('any rule', () => {
  it('gives the days that a count by hand gives', () => {
    let compared = 0;
    fc.assert(
      fc.property(anyParts, fc.integer({ min: 0, max: 1_500 }), (parts, days) => {
        const from = `${new Date(Date.UTC(2026, 0, 1 + days)).toISOString().slice(0, 10)}T08:00`;
        const expected = dayByDay(parts, from).slice(0, 12);
        if (checkRule(written(parts), from) !== null) return;
        compared++;
        const found = occurrencesAfter({
          rule: written(parts),
          start: from,
          timeZone: 'UTC',
          skip: [],
          after: new Date('2020-01-01T00:00:00Z'),
          count: expected.length,
        }).map(({ date }) => date);
        expect([written(parts), from, ...found]).toEqual([written(parts), from, ...expected]);
      }),
      { numRuns: 100 },
    );
    expect(compared).toBeGreaterThan(15);
  });

  it('never throws, whatever it is', () => {
    const start = '2026-11-23T08:00';
    const after = new Date('2026-11-22T09:15:00Z');
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), anyRule), fc.string(), (rule, from) => {
        expect(checkRule(rule, from)).toBe('invalid_rule');
        expect([null, 'invalid_rule']).toContain(checkRule(rule, start));
        expect(
          occurrencesAfter({ rule, start, timeZone: 'UTC', skip: [], after, count: 2 }).length,
        ).toBeLessThanOrEqual(2);
      }),
      { numRuns: 100 },
    );
  });
});
