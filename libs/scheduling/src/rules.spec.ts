import { describe, expect, it } from '@jest/globals';
import { checkRule } from './recurrence.js';
import { monthlyOnNthWeekday, sayRule, weekdays, weekly } from './rules.js';

describe('rules', () => {
  it.each([
    ['2026-11-23T08:00', 'FREQ=WEEKLY;BYDAY=MO'],
    ['2026-11-29T23:59', 'FREQ=WEEKLY;BYDAY=SU'],
  ])('of the week of %s', (wall, rule) => {
    expect(weekly(wall)).toBe(rule);
  });

  it.each([
    ['2026-12-01T08:00', 'FREQ=MONTHLY;BYDAY=1TU'],
    ['2026-12-08T08:00', 'FREQ=MONTHLY;BYDAY=2TU'],
    ['2026-12-28T08:00', 'FREQ=MONTHLY;BYDAY=4MO'],
    ['2026-12-29T08:00', 'FREQ=MONTHLY;BYDAY=-1TU'],
  ])('of the month of %s', (wall, rule) => {
    expect(monthlyOnNthWeekday(wall)).toBe(rule);
  });

  it('are all accepted, with an end as well', () => {
    const wall = '2026-11-30T08:00';
    for (const rule of [weekdays(), weekly(wall), monthlyOnNthWeekday(wall)])
      for (const end of ['', ';COUNT=6', ';UNTIL=20261224']) expect(checkRule(rule + end, wall)).toBeNull();
  });

  it.each([
    ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'every weekday'],
    ['FREQ=WEEKLY;BYDAY=SU', 'every Sunday'],
    ['FREQ=MONTHLY;BYDAY=2TU', 'monthly on the second Tuesday'],
    ['FREQ=MONTHLY;BYDAY=-1FR;COUNT=6', 'monthly on the last Friday, 6 times'],
    ['COUNT=1;FREQ=WEEKLY;BYDAY=MO', 'every Monday, once'],
    ['FREQ=WEEKLY;BYDAY=MO;UNTIL=20261224', 'every Monday until 24 Dec 2026'],
    ['FREQ=WEEKLY;BYDAY=MO;UNTIL=20261205T070000Z', 'every Monday until 5 Dec 2026'],
  ])('%s are said as "%s"', (rule, words) => {
    expect(sayRule(rule)).toBe(words);
  });

  it.each([
    'FREQ=DAILY',
    'FREQ=WEEKLY;BYDAY=MO;INTERVAL=2',
    'FREQ=WEEKLY;BYDAY=2MO',
    'FREQ=MONTHLY;BYDAY=MO',
    'FREQ=WEEKLY;BYDAY=XX',
    '',
  ])('of another kind stand as they are: %s', (rule) => {
    expect(sayRule(rule)).toBe(rule);
  });
});
