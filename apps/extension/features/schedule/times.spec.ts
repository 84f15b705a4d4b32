import { describe, expect, it } from '@jest/globals';
import { fieldValue, spokenDuration, spokenTime, spokenTimeBeside, spokenZone } from './times';

const NOW = Date.parse('2026-11-22T12:00:00Z');

describe('saying times', () => {
  it('speaks in the zone asked for, with the year when it is another', () => {
    expect(spokenTime(Date.parse('2026-11-23T07:00:00Z'), 'Europe/Amsterdam', NOW)).toBe('Mon 23 Nov, 08:00');
    expect(spokenTime(Date.parse('2027-01-04T07:00:00Z'), 'Europe/Amsterdam', NOW)).toBe('Mon 4 Jan 2027, 08:00');
    expect(spokenZone('America/New_York', NOW)).toBe('America/New York (GMT−5)');
  });

  it('names the day of a second time only where it is another day', () => {
    const instant = Date.parse('2026-11-23T07:00:00Z');
    const beside = { instant, zone: 'Europe/Amsterdam' };
    expect(spokenTimeBeside(instant, 'Asia/Tokyo', beside)).toBe('16:00');
    expect(spokenTimeBeside(instant, 'America/Los_Angeles', beside)).toBe('Sun 22 Nov, 23:00');
  });

  it.each([
    [20, '1 min'],
    [300, '5 min'],
    [3900, '1 h 5 min'],
    [7200, '2 h'],
    [97_200, '1 day 3 h'],
    [604_800, '7 days'],
  ])('says that %i seconds are %s', (seconds, words) => {
    expect(spokenDuration(seconds)).toBe(words);
  });

  it('writes an instant into a date field on the clock of the browser', () => {
    expect(fieldValue(new Date(2026, 10, 23, 8, 5).getTime())).toBe('2026-11-23T08:05');
  });
});
