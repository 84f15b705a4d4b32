import { describe, expect, it } from '@jest/globals';
import { nextTime, type Timing, upcoming } from './timing.js';

const daily: Timing = { rule: 'FREQ=DAILY', start: '2027-03-01T08:00', timeZone: 'Europe/Amsterdam', skip: [] };
const dates = (timing: Timing, now: string, done: string | null, count = 2) =>
  upcoming(timing, new Date(now), done, count).map(({ date }) => date);

describe('the next times of a series', () => {
  it('come after now', () => {
    expect(dates(daily, '2027-03-10T07:00:00Z', null)).toEqual(['2027-03-11', '2027-03-12']);
    expect(dates(daily, '2027-03-10T06:59:59Z', null)).toEqual(['2027-03-10', '2027-03-11']);
  });

  it('come after the date that is done, however far ahead that is', () => {
    expect(dates(daily, '2027-03-10T06:00:00Z', '2027-03-10')).toEqual(['2027-03-11', '2027-03-12']);
    expect(dates(daily, '2027-03-10T06:00:00Z', '2027-03-20')).toEqual(['2027-03-21', '2027-03-22']);
  });

  it('leave out a date that is done and whose time was put forward over midnight', () => {
    // In Nuuk 23:30 of 27 March 2027 is shown as 0:30 of the 28th.
    const nuuk = { ...daily, start: '2027-03-20T23:30', timeZone: 'America/Nuuk' };
    expect(dates(nuuk, '2027-03-27T12:00:00Z', '2027-03-27', 1)).toEqual(['2027-03-28']);
  });

  it('are none where the rule has no more', () => {
    expect(nextTime({ ...daily, rule: 'FREQ=DAILY;COUNT=2' }, new Date('2027-03-02T12:00:00Z'), null)).toBeNull();
    const skipped = { ...daily, rule: 'FREQ=DAILY;COUNT=1', skip: ['2027-03-01'] };
    expect(nextTime(skipped, new Date('2027-02-01T00:00:00Z'), null)).toBeNull();
  });
});
