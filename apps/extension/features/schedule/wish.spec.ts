import { describe, expect, it } from '@jest/globals';
import { createSchedule, createSeries } from '@openly/contracts';
import { buildSchedule, buildUnderstood } from './schedule.fixture';
import { NO_OPTIONS, newTime, repeatOf, sameAgain, scheduleWish, seriesWish } from './wish';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const newestTracked = '00000000-0000-4000-8000-000000000009';
const wish = {
  gmailDraftId: 'r7',
  understood: buildUnderstood(),
  options: NO_OPTIONS,
  tracking: true,
  asksFirst: false,
  timeZone: 'Europe/Amsterdam',
  newestTracked,
};

describe('what is asked of the server', () => {
  it('is the time on the clock, so that the mail keeps it when zone rules change', () => {
    expect(scheduleWish(wish)).toEqual({
      gmailDraftId: 'r7',
      when: '2026-11-23T08:00',
      timeZone: 'Europe/Amsterdam',
      deliverIn: 'sender',
      tracking: true,
      unlessReplied: false,
    });
  });

  it('is the instant for “in 3 hours”, which no reader’s clock can move', () => {
    const understood = buildUnderstood({ fixed: 'instant' });
    const body = scheduleWish({ ...wish, understood, options: { ...NO_OPTIONS, onReadersClock: true } });
    expect(body).toMatchObject({ sendAt: '2026-11-23T07:00:00Z', deliverIn: 'sender' });
    expect(body).not.toHaveProperty('when');
  });

  it('carries every condition that was ticked', () => {
    const options = { ...NO_OPTIONS, onReadersClock: true, unlessReplied: true, unlessOpened: true };
    const body = scheduleWish({ ...wish, options });
    expect(createSchedule.parse(body)).toMatchObject({
      deliverIn: 'recipient',
      unlessReplied: true,
      followUpOf: { messageId: newestTracked, unless: 'opened' },
    });
  });

  it('is a series with its last day where the mail is to be repeated', () => {
    const repeat = repeatOf(wish.understood, { ...NO_OPTIONS, repeat: 'monthly', until: '2026-12-24' });
    expect(repeat?.rule).toBe('FREQ=MONTHLY;BYDAY=4MO;UNTIL=20261224');
    const body = seriesWish(wish, repeat?.rule ?? '');
    expect(createSeries.parse(body)).toMatchObject({ when: '2026-11-23T08:00', timeZone: 'Europe/Amsterdam' });
    expect(repeatOf(wish.understood, NO_OPTIONS)).toBeNull();
  });

  it('asks first where that was chosen for the mail, at once and again and again', () => {
    expect(createSchedule.parse(scheduleWish({ ...wish, asksFirst: true }))).toMatchObject({ consentMode: 'ask' });
    const body = seriesWish({ ...wish, asksFirst: true }, 'FREQ=WEEKLY;BYDAY=MO');
    expect(createSeries.parse(body)).toMatchObject({ consentMode: 'ask' });
    expect(scheduleWish(wish)).not.toHaveProperty('consentMode');
  });

  it('leaves a new time on the clock it was meant for', () => {
    const [sender, recipient] = [{ deliverIn: 'sender' }, { deliverIn: 'recipient' }] as const;
    const time = { when: '2026-11-23T08:00', timeZone: 'Europe/Amsterdam' };
    expect(newTime(wish.understood, sender, 'Europe/Amsterdam')).toEqual(time);
    expect(newTime(wish.understood, recipient, 'Europe/Amsterdam')).toEqual({ ...time, deliverIn: 'recipient' });
    expect(newTime(buildUnderstood({ fixed: 'instant' }), recipient, 'Europe/Amsterdam')).toEqual({
      sendAt: '2026-11-23T07:00:00Z',
      timeZone: 'Europe/Amsterdam',
    });
  });
});

describe('scheduling again what was cancelled', () => {
  const again = (change: Parameters<typeof buildSchedule>[0], now = NOW) =>
    sameAgain(buildSchedule(change), 'Europe/Amsterdam', now);

  it('asks for the same draft, time and conditions', () => {
    const followUpOf = { messageId: newestTracked, scheduleId: null, unless: 'opened', days: null } as const;
    expect(createSchedule.parse(again({ unlessReplied: true, followUpOf }))).toEqual({
      gmailDraftId: 'r7',
      sendAt: '2026-11-23T07:00:00Z',
      timeZone: 'Europe/Amsterdam',
      deliverIn: 'sender',
      tracking: true,
      unlessReplied: true,
      tolerance: 120,
      followUpOf: { messageId: newestTracked, unless: 'opened' },
    });
  });

  it('is as strict as before', () => {
    expect(again({ consentMode: 'ask' })).toMatchObject({ consentMode: 'ask' });
  });

  it('is not offered once the time has passed, nor for one of a series', () => {
    expect(again({}, Date.parse('2026-11-23T07:00:00Z'))).toBeNull();
    expect(again({ seriesId: newestTracked })).toBeNull();
  });
});
