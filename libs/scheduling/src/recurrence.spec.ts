import { describe, expect, it } from '@jest/globals';
import { checkRule, occurrencesAfter } from './recurrence.js';
import { monthlyOnNthWeekday, weekdays, weekly } from './rules.js';

const amsterdam = 'Europe/Amsterdam';
/** A Monday. */
const start = '2026-11-23T08:00';
const before = new Date('2026-11-22T09:15:00Z');

const times = (
  rule: string,
  { count = 4, skip = [] as string[], after = before, from = start, zone = amsterdam } = {},
) => occurrencesAfter({ rule, start: from, timeZone: zone, skip, after, count });
const walls = (...asked: Parameters<typeof times>) => times(...asked).map(({ wallTime }) => wallTime);
const dates = (...asked: Parameters<typeof times>) => times(...asked).map(({ date }) => date);

describe('a series', () => {
  it('repeats every weekday and leaves out the weekend', () => {
    expect(dates(weekdays(), { count: 6 })).toEqual([
      '2026-11-23',
      '2026-11-24',
      '2026-11-25',
      '2026-11-26',
      '2026-11-27',
      '2026-11-30',
    ]);
  });

  it('repeats weekly', () => {
    expect(walls(weekly(start), { count: 2 })).toEqual(['2026-11-23T08:00', '2026-11-30T08:00']);
  });

  it('repeats monthly on the second Tuesday', () => {
    const second = monthlyOnNthWeekday('2026-12-08T08:00');
    expect(dates(second, { count: 3 })).toEqual(['2026-12-08', '2027-01-12', '2027-02-09']);
  });

  it('keeps its hour where daylight saving begins and ends', () => {
    const spring = times('FREQ=WEEKLY;BYDAY=SU', { after: new Date('2027-03-20T00:00:00Z'), count: 2 });
    expect(spring.map(({ sendAt }) => sendAt.toISOString())).toEqual([
      '2027-03-21T07:00:00.000Z',
      '2027-03-28T06:00:00.000Z',
    ]);
  });

  it('moves a time that does not exist forward by the gap, on that day alone', () => {
    const night = times('FREQ=DAILY', { from: '2027-03-27T02:30', count: 3 });
    expect(night.map(({ wallTime, sendAt }) => [wallTime, sendAt.toISOString()])).toEqual([
      ['2027-03-27T02:30', '2027-03-27T01:30:00.000Z'],
      ['2027-03-28T03:30', '2027-03-28T01:30:00.000Z'],
      ['2027-03-29T02:30', '2027-03-29T00:30:00.000Z'],
    ]);
    expect(night.map(({ date }) => date)).toEqual(['2027-03-27', '2027-03-28', '2027-03-29']);
  });

  it('means the first of two', () => {
    const night = times('FREQ=DAILY', { from: '2027-10-31T02:30', count: 1 });
    expect(night[0]?.sendAt.toISOString()).toBe('2027-10-31T00:30:00.000Z');
  });

  it('gives no time twice when asked again from the one before', () => {
    const zones = ['Europe/Amsterdam', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Africa/Cairo', 'Asia/Kolkata'];
    for (const zone of zones) {
      const all = times('FREQ=DAILY', { from: '2027-03-20T00:15', count: 45, zone });
      const walked: typeof all = [];
      for (let after = before; walked.length < all.length; after = walked.at(-1)?.sendAt ?? after)
        walked.push(...times('FREQ=DAILY', { from: '2027-03-20T00:15', count: 1, zone, after }));
      expect(walked).toEqual(all);
    }
  });

  it('begins after the moment asked for, not at it', () => {
    expect(dates('FREQ=DAILY', { after: new Date('2026-11-24T07:00:00Z'), count: 1 })).toEqual(['2026-11-25']);
    expect(dates('FREQ=DAILY', { after: new Date('2026-11-24T06:59:59Z'), count: 1 })).toEqual(['2026-11-24']);
  });

  it('leaves out skipped dates, which count towards COUNT', () => {
    expect(dates('FREQ=DAILY;COUNT=3', { skip: ['2026-11-24'] })).toEqual(['2026-11-23', '2026-11-25']);
  });

  it('knows how many went before, long after its start', () => {
    expect(dates('FREQ=DAILY;COUNT=100', { after: new Date('2027-03-01T07:00:00Z') })).toEqual(['2027-03-02']);
    expect(dates('FREQ=DAILY;COUNT=100', { after: new Date('2027-03-02T07:00:00Z') })).toEqual([]);
  });

  it('goes on through a whole year of skipped dates', () => {
    const skip = Array.from({ length: 366 }, (_, day) =>
      new Date(Date.UTC(2026, 10, 23 + day)).toISOString().slice(0, 10),
    );
    expect(dates('FREQ=DAILY', { skip, count: 1 })).toEqual(['2027-11-24']);
  });

  it('ends with the day of UNTIL on the calendar of the sender', () => {
    const from = '2026-11-23T23:30';
    expect(dates('FREQ=DAILY;UNTIL=20261124', { from, zone: 'America/Los_Angeles' })).toEqual([
      '2026-11-23',
      '2026-11-24',
    ]);
    expect(dates('FREQ=DAILY;UNTIL=20261124', { from, zone: 'Asia/Tokyo' })).toEqual(['2026-11-23', '2026-11-24']);
  });

  it('ends with the instant of UNTIL wherever the sender is', () => {
    const rule = 'FREQ=DAILY;UNTIL=20261124T070000Z';
    expect(dates(rule)).toEqual(['2026-11-23', '2026-11-24']);
    expect(dates(rule, { zone: 'America/New_York' })).toEqual(['2026-11-23']);
  });

  it('ends with the time on the clock of UNTIL', () => {
    expect(dates('FREQ=DAILY;UNTIL=20261124T080000')).toEqual(['2026-11-23', '2026-11-24']);
    expect(dates('FREQ=DAILY;UNTIL=20261124T075959')).toEqual(['2026-11-23']);
  });

  it('does not begin on a day that its rule leaves out', () => {
    expect(dates('FREQ=WEEKLY;BYDAY=TU;COUNT=2')).toEqual(['2026-11-24', '2026-12-01']);
  });

  it('has no times by a rule that is refused', () => {
    expect(times('FREQ=HOURLY')).toEqual([]);
    expect(times('FREQ=DAILY', { from: '2026-02-30T08:00' })).toEqual([]);
  });
});

describe('a rule', () => {
  it.each([
    'FREQ=DAILY',
    'freq=weekly;byday=mo,tu',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU',
    'FREQ=MONTHLY;BYDAY=-1FR;COUNT=6',
    'FREQ=MONTHLY;BYMONTHDAY=31',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
    'FREQ=DAILY;UNTIL=20261123',
    'FREQ=DAILY;UNTIL=20261123T070000Z',
    'FREQ=DAILY;COUNT=1',
  ])('%s is one', (rule) => {
    expect(checkRule(rule, start)).toBeNull();
  });

  it.each([
    '',
    'every monday',
    'FREQ',
    'FREQ=',
    'INTERVAL=2',
    'RRULE:FREQ=DAILY',
    'FREQ=HOURLY',
    'FREQ=SECONDLY;COUNT=1',
    'FREQ=DAILY;BYHOUR=8,9',
    'FREQ=DAILY;BYMINUTE=1',
    'FREQ=DAILY;BYSECOND=1',
    'FREQ=DAILY;FREQ=WEEKLY',
    'FREQ=DAILY;',
    'FREQ=DAILY\nEXDATE:20261123T080000Z',
    'DTSTART:20200101T000000Z\nRRULE:FREQ=DAILY',
    'FREQ=DAILY;DTSTART=20200101T000000Z',
    'FREQ=DAILY;EXDATE=20261123',
    'FREQ=DAILY;RSCALE=HEBREW',
    'FREQ=DAILY;COUNT=0',
    'FREQ=DAILY;COUNT=-1',
    'FREQ=DAILY;COUNT=2;UNTIL=20270101',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=DAILY;UNTIL=20261131',
    'FREQ=DAILY;UNTIL=tomorrow',
    'FREQ=WEEKLY;BYDAY=2MO',
    'FREQ=WEEKLY;BYMONTHDAY=1',
    'FREQ=MONTHLY;BYDAY=6MO',
    'FREQ=MONTHLY;BYDAY=0MO',
    'FREQ=MONTHLY;BYMONTHDAY=32',
    'FREQ=MONTHLY;BYMONTHDAY=0',
    'FREQ=YEARLY;BYMONTH=13',
    'FREQ=DAILY;BYSETPOS=1',
  ])('%j is none', (rule) => {
    expect(checkRule(rule, start)).toBe('invalid_rule');
  });

  it.each([
    'FREQ=DAILY;UNTIL=20261122',
    'FREQ=DAILY;UNTIL=20261121T000000Z',
    'FREQ=WEEKLY;BYDAY=TU;UNTIL=20261123',
    'FREQ=DAILY;INTERVAL=7;BYDAY=TU',
    'FREQ=DAILY;INTERVAL=997;BYMONTH=2;BYMONTHDAY=29',
    'FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31',
  ])('%s never happens', (rule) => {
    expect(checkRule(rule, start)).toBe('invalid_rule');
  });

  it.each([
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30,31',
    'FREQ=DAILY;INTERVAL=99999999',
    'FREQ=YEARLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;BYSETPOS=2',
    'FREQ=DAILY;COUNT=999999999999',
    `FREQ=MONTHLY;BYSETPOS=366;BYDAY=${Array(80).fill('MO').join(',')}`,
    'FREQ='.padEnd(1_000_000, 'A'),
    ';'.repeat(1_000_000),
  ])('%.60s is refused at once', (rule) => {
    const asked = performance.now();
    expect(checkRule(rule, start)).toBe('invalid_rule');
    expect(performance.now() - asked).toBeLessThan(5_000);
  });

  it('that asks for a day beyond the last of every period is refused at once', () => {
    const asked = performance.now();
    const months = 'BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12';
    for (let nth = 13; nth <= 30; nth++) {
      expect(checkRule(`FREQ=YEARLY;${months};BYSETPOS=-${nth},${nth}`, start)).toBe('invalid_rule');
      expect(checkRule(`FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=${nth}`, start)).toBe('invalid_rule');
    }
    expect(performance.now() - asked).toBeLessThan(8_000);
  });

  it.each([
    ['FREQ=YEARLY;BYMONTH=2,7;BYSETPOS=2', ['2027-07-23', '2028-07-23']],
    ['FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=9,-2', ['2026-11-23', '2026-11-30']],
    ['FREQ=MONTHLY;BYDAY=MO;BYSETPOS=5', ['2026-11-30', '2027-03-29']],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=31', ['2026-12-31', '2027-01-31']],
    ['FREQ=YEARLY;BYDAY=MO;BYSETPOS=53', ['2029-12-31', '2035-12-31']],
    ['FREQ=YEARLY;BYMONTHDAY=31;BYSETPOS=7', ['2026-12-31', '2027-12-31']],
  ])('%s reaches the last day of its periods', (rule, expected) => {
    expect(dates(rule, { count: 2 })).toEqual(expected);
  });

  it.each(['', 'now', '2026-02-30T08:00', '2026-11-23', '2026-11-23T24:00'])('cannot begin at "%s"', (from) => {
    expect(checkRule('FREQ=DAILY', from)).toBe('invalid_rule');
  });
});
