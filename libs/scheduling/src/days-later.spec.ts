import { describe, expect, it } from '@jest/globals';
import { daysLater } from './days-later.js';

describe('days after another mail', () => {
  it('keep the time on the clock when daylight saving ends in between', () => {
    const { sendAt, wallTime, fixed } = daysLater(new Date('2026-10-23T06:30:00Z'), 3, 'Europe/Amsterdam');
    expect([sendAt.toISOString(), wallTime, fixed]).toEqual(['2026-10-26T07:30:00.000Z', '2026-10-26T08:30', 'wall']);
  });

  it('move forward past a time the clocks skip', () => {
    const { sendAt, wallTime } = daysLater(new Date('2026-03-26T01:30:00Z'), 3, 'Europe/Amsterdam');
    expect([sendAt.toISOString(), wallTime]).toEqual(['2026-03-29T01:30:00.000Z', '2026-03-29T03:30']);
  });

  it('cross the end of a month and a year', () => {
    expect(daysLater(new Date('2026-12-30T12:00:00Z'), 3, 'UTC').wallTime).toBe('2027-01-02T12:00');
  });
});
