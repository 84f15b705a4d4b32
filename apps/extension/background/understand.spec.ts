import { describe, expect, it } from '@jest/globals';
import { buildUnderstood } from '../features/schedule/schedule.fixture';
import type { Call } from './api';
import { understand } from './understand';

/** Sunday 22 November 2026, 10:15 in Amsterdam. */
const now = new Date('2026-11-22T09:15:00Z');
const question = { timeZone: 'Europe/Amsterdam', language: 'en' as const, recipients: null };

function server(answer: unknown = null) {
  const asked: unknown[] = [];
  const call = async ({ body }: Call<never>) => {
    asked.push(body);
    return answer as never;
  };
  return { asked, api: { call } as Parameters<typeof understand>[2] };
}

describe('understanding a time', () => {
  it('asks nobody about the sender’s own clock, and knows how the time would repeat', async () => {
    const { api, asked } = server();
    expect(await understand({ ...question, text: '2026-11-24T08:00' }, now, api)).toEqual(
      buildUnderstood({
        sendAt: '2026-11-24T07:00:00.000Z',
        wallTime: '2026-11-24T08:00',
        repeats: {
          weekdays: { rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', words: 'every weekday' },
          weekly: { rule: 'FREQ=WEEKLY;BYDAY=TU', words: 'every Tuesday' },
          monthly: { rule: 'FREQ=MONTHLY;BYDAY=4TU', words: 'monthly on the fourth Tuesday' },
        },
      }),
    );
    expect(asked).toEqual([]);
  });

  it('takes words of another language than the browser’s where that one knows none of them', async () => {
    const dutch = await understand({ ...question, text: 'volgende week dinsdag om 9 uur' }, now, server().api);
    expect(dutch.wallTime).toBe('2026-11-24T09:00');
  });

  it.each([
    ['whenever', 'time_not_understood'],
    ['yesterday 9am', 'time_in_past'],
    ['1 January 2040', 'time_too_far'],
  ])('refuses “%s” with the sentence of %s', async (text, code) => {
    await expect(understand({ ...question, text }, now, server().api)).rejects.toMatchObject({ code });
  });

  it('leaves the readers’ clocks to the server, also for a time that has passed on the sender’s', async () => {
    const preview = {
      sendAt: '2026-11-22T14:00:00.000Z',
      timeZone: 'America/New_York',
      wallTime: '2026-11-22T09:00',
      reader: 'rita@example.net',
      readers: [{ email: 'rita@example.net', timeZone: 'America/New_York', source: 'set' as const }],
    };
    const { api, asked } = server(preview);
    const meant = await understand({ ...question, text: 'today 9am', recipients: ['rita@example.net'] }, now, api);
    expect(meant).toMatchObject({ ...preview, fixed: 'wall' });
    expect(asked).toEqual([
      {
        when: 'today 9am',
        language: 'en',
        timeZone: 'Europe/Amsterdam',
        deliverIn: 'recipient',
        recipients: ['rita@example.net'],
      },
    ]);
  });

  it('takes “in 3 hours” for the same moment on every clock', async () => {
    const { api, asked } = server();
    const meant = await understand({ ...question, text: 'in 3 hours', recipients: ['rita@example.net'] }, now, api);
    expect(meant).toMatchObject({ sendAt: '2026-11-22T12:15:00.000Z', fixed: 'instant', reader: null });
    expect(asked).toEqual([]);
  });
});
