import { describe, expect, it } from '@jest/globals';
import { fieldInstant, fieldValue, spokenTime, spokenZone } from './times';

const NOW = Date.parse('2026-11-22T12:00:00Z');

describe('saying times', () => {
  it('speaks in the zone asked for, with the year when it is another', () => {
    expect(spokenTime(Date.parse('2026-11-23T07:00:00Z'), 'Europe/Amsterdam', NOW)).toBe('Mon 23 Nov, 08:00');
    expect(spokenTime(Date.parse('2027-01-04T07:00:00Z'), 'Europe/Amsterdam', NOW)).toBe('Mon 4 Jan 2027, 08:00');
    expect(spokenZone('America/New_York', NOW)).toBe('America/New York (GMT-5)');
  });

  it('reads back what it wrote into a date field', () => {
    const instant = new Date(2026, 10, 23, 8, 5).getTime();
    expect(fieldValue(instant)).toBe('2026-11-23T08:05');
    expect(fieldInstant('2026-11-23T08:05')).toBe(instant);
    expect(fieldInstant('2026-11')).toBeNull();
  });
});
