import { describe, expect, it } from '@jest/globals';
import { resolveForReaders } from './readers-time.js';

/** Sunday 22 November 2026, 10:15 in Amsterdam. */
const now = new Date('2026-11-22T09:15:00Z');
const zones = {
  ann: 'America/New_York',
  bob: 'America/Los_Angeles',
  cho: 'Asia/Tokyo',
  dee: null,
  eva: 'Europe/Amsterdam',
  kim: 'Asia/Seoul',
};
const forReaders = (when: string, ...names: (keyof typeof zones)[]) =>
  resolveForReaders({
    when,
    senderZone: 'Europe/Amsterdam',
    readers: names.map((name) => ({ email: `${name}@example.com`, timeZone: zones[name] })),
    now,
  });
const decided = (...asked: Parameters<typeof forReaders>) => {
  const { time, reader, problem } = forReaders(...asked);
  return time ? [time.sendAt.toISOString(), time.wallTime, time.timeZone, reader] : problem;
};

describe('a time on the readers’ clocks', () => {
  it('is 8:00 where the reader is', () => {
    expect(decided('tomorrow 8am', 'ann')).toEqual([
      '2026-11-23T13:00:00.000Z',
      '2026-11-23T08:00',
      'America/New_York',
      'ann@example.com',
    ]);
    expect(decided('tomorrow_morning', 'cho')?.[0]).toBe('2026-11-22T23:00:00.000Z');
    expect(decided('2026-11-24T08:00', 'cho')?.[0]).toBe('2026-11-23T23:00:00.000Z');
  });

  it('is the latest of several', () => {
    expect(decided('tomorrow 8am', 'cho', 'bob', 'ann')?.[3]).toBe('bob@example.com');
    expect(decided('tomorrow 8am', 'bob', 'cho')?.[3]).toBe('bob@example.com');
  });

  it('counts a reader of unknown zone as in the sender’s', () => {
    expect(decided('tomorrow 8am', 'cho', 'dee')).toEqual([
      '2026-11-23T07:00:00.000Z',
      '2026-11-23T08:00',
      'Europe/Amsterdam',
      null,
    ]);
    expect(decided('tomorrow 8am', 'dee', 'ann')?.[3]).toBe('ann@example.com');
  });

  it('is the sender’s where there is nobody else', () => {
    expect(decided('tomorrow 8am')?.[3]).toBeNull();
  });

  it('goes by the sender first and then by the order where clocks agree', () => {
    expect(decided('tomorrow 8am', 'eva', 'dee')?.[3]).toBeNull();
    expect(decided('tomorrow 8am', 'kim', 'cho')?.[3]).toBe('kim@example.com');
    expect(decided('tomorrow 8am', 'cho', 'kim')?.[3]).toBe('cho@example.com');
  });

  it('that names an instant is the same for all', () => {
    expect(decided('in 2 hours', 'bob')).toEqual([
      '2026-11-22T11:15:00.000Z',
      '2026-11-22T12:15',
      'Europe/Amsterdam',
      null,
    ]);
    expect(decided('tomorrow 8am UTC', 'bob')?.[0]).toBe('2026-11-23T08:00:00.000Z');
  });

  it('may have passed for some, but not for the last', () => {
    expect(decided('today 9am', 'cho', 'eva')).toBe('time_in_past');
    expect(decided('today 9am', 'cho', 'ann')?.[0]).toBe('2026-11-22T14:00:00.000Z');
  });

  it('is refused like any other', () => {
    expect(decided('whenever', 'ann')).toBe('time_not_understood');
    expect(decided('3/4 8am', 'ann')).toBe('time_ambiguous');
    expect(decided('1 January 2040', 'ann')).toBe('time_too_far');
    const readers = [{ email: 'ann@example.com', timeZone: 'Mars/Olympus' }];
    expect(resolveForReaders({ when: 'tomorrow', senderZone: 'UTC', readers, now })).toEqual({
      problem: 'invalid_time_zone',
    });
  });
});
