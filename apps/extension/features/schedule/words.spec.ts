import { describe, expect, it } from '@jest/globals';
import { explainSchedule } from '@openly/scheduling';
import { buildSchedule, buildSeries, buildUnderstood } from './schedule.fixture';
import { NO_OPTIONS } from './wish';
import { choiceWords, factsOf, outcomeWords, seriesWords, understoodWords, whenWords } from './words';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const HERE = 'Europe/Amsterdam';
const inTokyo = {
  sendAt: '2026-11-22T23:00:00Z',
  wallTime: '2026-11-23T08:00',
  timeZone: 'Asia/Tokyo',
  reader: 'rita@example.net',
};

describe('what was understood', () => {
  it('names weekday, date, wall time and zone', () => {
    expect(understoodWords(buildUnderstood(), NO_OPTIONS, HERE, NOW)).toBe(
      'Goes out Mon 23 Nov, 08:00, Europe/Amsterdam (GMT+1).',
    );
  });

  it('names the reader whose clock decides, and what that is for the sender', () => {
    const options = { ...NO_OPTIONS, onReadersClock: true };
    expect(understoodWords(buildUnderstood(inTokyo), options, HERE, NOW)).toBe(
      'Goes out Mon 23 Nov, 08:00 where rita@example.net is, Asia/Tokyo (GMT+9): 00:00 on your clock.',
    );
    expect(choiceWords(buildUnderstood(inTokyo), options, HERE, NOW)).toEqual([
      'Mon 23 Nov, 08:00',
      '00:00 on your clock',
    ]);
  });

  it('says whose clock decides where several readers’ clocks count', () => {
    const options = { ...NO_OPTIONS, onReadersClock: true };
    const readers = ['rita@example.net', 'ann@example.net'].map(
      (email) => ({ email, timeZone: 'Asia/Tokyo', source: 'set' }) as const,
    );
    const [, by] = choiceWords(buildUnderstood({ ...inTokyo, readers }), options, HERE, NOW);
    expect(by).toBe('by rita’s clock, 00:00 on yours');
    const [, own] = choiceWords(buildUnderstood({ readers }), options, HERE, NOW);
    expect(own).toBe('on your clock');
  });

  it('says how it is repeated', () => {
    const options = { ...NO_OPTIONS, repeat: 'weekly' as const };
    expect(understoodWords(buildUnderstood(), options, HERE, NOW)).toBe(
      'Goes out every Monday at 08:00, from Mon 23 Nov on, Europe/Amsterdam (GMT+1).',
    );
    expect(choiceWords(buildUnderstood(), options, HERE, NOW)).toEqual(['Mon 23 Nov, 08:00', 'every Monday']);
  });
});

describe('a scheduled mail', () => {
  it('says its time, and on whose clock where that is not the sender’s', () => {
    expect(whenWords(buildSchedule(), HERE, NOW)).toBe('Mon 23 Nov, 08:00');
    expect(whenWords(buildSchedule(), 'America/New_York', NOW)).toBe(
      'Mon 23 Nov, 08:00 in Europe/Amsterdam, 02:00 on your clock',
    );
    expect(whenWords(buildSchedule({ ...inTokyo, deliverIn: 'recipient' }), HERE, NOW)).toBe(
      'Mon 23 Nov, 08:00 where rita@example.net is (Asia/Tokyo), 00:00 on your clock',
    );
  });

  it('says when it is expected instead, and that Gmail’s limits are why', () => {
    const facts = (change: Parameters<typeof buildSchedule>[0]) => factsOf(buildSchedule(change), null, HERE);
    expect(facts({ expectedAt: '2026-11-23T13:32:00Z', code: 'spread' })).toEqual([
      'Expected 14:32, because of Gmail’s limits',
    ]);
    expect(facts({ expectedAt: '2026-11-24T13:32:00Z', code: 'gmail_busy' })).toEqual(['Expected Tue 24 Nov, 14:32']);
  });

  it('says on what conditions it goes out and that it is repeated', () => {
    const series = buildSeries();
    const followUpOf = { messageId: series.id, scheduleId: null, unless: 'opened', days: 3 } as const;
    const schedule = buildSchedule({ unlessReplied: true, followUpOf, seriesId: series.id });
    expect(factsOf(schedule, series, HERE)).toEqual([
      'Only if nobody has replied by then',
      '3 days later, only if the mail before it was not opened',
      'Every Monday',
    ]);
    expect(factsOf(schedule, null, HERE)).toContain('One of a series');
  });

  it('says how it ended only where that was not at its time as planned', () => {
    expect(outcomeWords(buildSchedule({ status: 'sent' }))).toBeNull();
    expect(outcomeWords(buildSchedule({ status: 'sent', lateBy: 3900 }))).toBe('Sent 1 h 5 min late.');
    expect(outcomeWords(buildSchedule({ status: 'sent', code: 'sent_by_hand', explanation: 'You sent it.' }))).toBe(
      'You sent it.',
    );
    expect(outcomeWords(buildSchedule({ status: 'cancelled', explanation: null }))).toBeNull();
  });

  it.each([
    ['untracked_reader_refused', /a reader has refused it/],
    ['untracked_reader_asked', /asks its readers whether they allow it/],
    ['untracked_awaiting_reader', /was asked before and has not allowed it/],
    ['untracked_off', /switched off for this mail or your team/],
  ])('says that it went out untracked and why: %s', (code, why) => {
    const { explanation } = explainSchedule('sent', code);
    const sent = buildSchedule({ status: 'sent', code, explanation });
    expect(outcomeWords(sent)).toMatch(why);
    expect(outcomeWords({ ...sent, lateBy: 3900 })).toBe(`Sent 1 h 5 min late. ${explanation}`);
  });

  it('says that its readers are asked first where its sender chose that', () => {
    expect(factsOf(buildSchedule({ consentMode: 'ask' }), null, HERE)).toEqual([
      'Asks its readers before it is tracked',
    ]);
    expect(factsOf(buildSchedule({ consentMode: 'ask', tracking: false }), null, HERE)).toEqual([]);
  });
});

describe('a series', () => {
  it('says how often and at what time, with its zone where that is another', () => {
    expect(seriesWords(buildSeries(), HERE)).toBe('Every Monday at 08:00');
    expect(seriesWords(buildSeries(), 'Asia/Tokyo')).toBe('Every Monday at 08:00 in Europe/Amsterdam');
  });
});
