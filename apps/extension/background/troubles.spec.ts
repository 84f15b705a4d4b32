import { describe, expect, it } from '@jest/globals';
import type { Schedule, Series } from '@openly/contracts';
import { explainSchedule } from '@openly/scheduling';
import { buildSchedule } from '../features/schedule/schedule.fixture';
import { memoryStore } from '../memory-store';
import { type News, RequestFailed } from '../protocol';
import { Troubles } from './troubles';

const id = buildSchedule().id;
const waiting = buildSchedule({ code: 'reauthorise', ...explainSchedule('scheduled', 'reauthorise') });
const undecided = buildSchedule({
  status: 'needs_decision',
  code: 'unverified',
  ...explainSchedule('needs_decision', 'unverified'),
});

function buildTroubles(
  readSchedule: () => Promise<Schedule>,
  store = memoryStore(),
  readSeries: () => Promise<Series> = () => Promise.reject(new Error('no series')),
) {
  const badges: string[] = [];
  const told: News[] = [];
  const troubles = new Troubles({
    store,
    readSchedule,
    readSeries,
    showBadge: async (text) => void badges.push(text),
    tell: async (news) => void told.push(news),
  });
  return { troubles, badges, told, store };
}

describe('news of a scheduled mail in trouble', () => {
  it.each([
    ['waits for a sign-in', waiting, 'sign_in'],
    ['needs a decision', undecided, 'send_now'],
  ])('is said in Gmail and counted on the icon when it %s', async (_what, schedule, action) => {
    const { troubles, badges, told } = buildTroubles(async () => schedule);
    await troubles.heard({ scheduleId: id, code: schedule.code ?? undefined });
    expect(told).toEqual([
      {
        openly: 'note',
        offer: { action, scheduleId: id },
        text: expect.stringContaining(String(schedule.explanation)),
      },
    ]);
    expect(badges).toEqual(['1']);
  });

  it('is passed over when the mail has gone out meanwhile or is gone', async () => {
    const sent = buildTroubles(async () => buildSchedule({ status: 'sent' }));
    await sent.troubles.heard({ scheduleId: id });
    const gone = buildTroubles(() => Promise.reject(new RequestFailed({ code: 'schedule_not_found', title: 'Gone.' })));
    await gone.troubles.heard({ scheduleId: id });
    expect([sent, gone].map(({ badges, told }) => [...badges, ...told])).toEqual([[], []]);
  });

  it('is said by its code when the mail itself cannot be read', async () => {
    const { troubles, told, badges } = buildTroubles(() =>
      Promise.reject(new RequestFailed({ code: 'unreachable', title: 'Away.' })),
    );
    await troubles.heard({ scheduleId: id, code: 'gmail_refused' });
    expect(told).toEqual([
      {
        openly: 'note',
        offer: { action: 'open_draft', gmailThreadId: null },
        text: expect.stringContaining('Gmail refused'),
      },
    ]);
    expect(badges).toEqual(['1']);
  });
});

describe('the count on the icon', () => {
  it('counts each mail once, until the popup has shown them', async () => {
    const { troubles, badges } = buildTroubles(async () => waiting);
    await troubles.heard({ scheduleId: id });
    await troubles.heard({ scheduleId: id });
    await troubles.add(['00000000-0000-4000-8000-000000000008']);
    await troubles.seen();
    expect(badges).toEqual(['1', '1', '2', '']);
  });

  it('goes down when a mail goes out after all', async () => {
    const { troubles, badges } = buildTroubles(async () => waiting);
    await troubles.heard({ scheduleId: id });
    await troubles.over(id);
    expect(badges.at(-1)).toBe('');
  });

  it('comes back after a restart of the browser', async () => {
    const { troubles, store } = buildTroubles(async () => waiting);
    await troubles.heard({ scheduleId: id });
    const next = buildTroubles(async () => waiting, store);
    await next.troubles.show();
    expect(next.badges).toEqual(['1']);
  });
});

describe('news of a series in trouble', () => {
  const never = () => Promise.reject(new Error('no schedule'));
  const stopped = { id, subject: 'Minutes', status: 'needs_decision', explanation: 'Its draft is gone.' } as Series;

  it('is said in Gmail and counted on the icon', async () => {
    const { troubles, told, badges } = buildTroubles(never, memoryStore(), async () => stopped);
    await troubles.heardOfSeries(id);
    expect(told).toEqual([{ openly: 'note', offer: null, text: expect.stringContaining('Its draft is gone.') }]);
    expect(badges).toEqual(['1']);
  });

  it('is passed over when it goes on by now, or cannot be read', async () => {
    const well = buildTroubles(never, memoryStore(), async () => ({ ...stopped, status: 'active', explanation: null }));
    await well.troubles.heardOfSeries(id);
    const gone = buildTroubles(never);
    await gone.troubles.heardOfSeries(id);
    expect([...well.told, ...gone.told]).toEqual([]);
  });
});
