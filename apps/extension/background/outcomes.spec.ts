import { describe, expect, it } from '@jest/globals';
import type { Schedule } from '@openly/contracts';
import { explainSchedule } from '@openly/scheduling';
import { buildSchedule } from '../features/schedule/schedule.fixture';
import { memoryStore } from '../memory-store';
import type { News } from '../protocol';
import { Outcomes } from './outcomes';

const NOW = Date.parse('2026-11-23T09:00:00Z');
const late = buildSchedule({ status: 'sent', sentAt: '2026-11-23T08:05:00Z', lateBy: 3900 });
const onTime = buildSchedule({ id: '00000000-0000-4000-8000-00000000000a', status: 'sent', sentAt: late.sendAt });
const replied = buildSchedule({
  id: '00000000-0000-4000-8000-00000000000b',
  status: 'cancelled',
  code: 'replied',
  ...explainSchedule('cancelled', 'replied'),
});

function buildOutcomes(schedules: Schedule[], now = NOW, store = memoryStore()) {
  const told: News[] = [];
  let gathered: (() => void) | undefined;
  const outcomes = new Outcomes({
    store,
    readSchedule: async (id) => {
      const found = schedules.find((schedule) => schedule.id === id);
      if (!found) throw new Error('not asked for');
      return found;
    },
    tell: async (news) => void told.push(news),
    now: () => now,
    later: (task) => (gathered = task),
  });
  const hear = async (...heard: Schedule[]) => {
    for (const { id } of heard) outcomes.heard(id);
    gathered?.();
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const notes = () => told.flatMap((news) => (news.openly === 'note' ? [news.text] : []));
  return { outcomes, hear, notes, store };
}

describe('what came of a scheduled mail', () => {
  it.each([
    ['how late it went out', late, '“Contract to sign”: Sent 1 h 5 min late.'],
    [
      'that somebody replied first',
      replied,
      '“Contract to sign”: Not sent: somebody has replied, and you asked for it only if nobody does.',
    ],
  ])('is said in Gmail: %s', async (_what, schedule, text) => {
    const { hear, notes, outcomes } = buildOutcomes([schedule]);
    await hear(schedule);
    expect(notes()).toEqual([text]);
    expect((await outcomes.recent()).map(({ scheduleId }) => scheduleId)).toEqual([schedule.id]);
  });

  it('is not worth a word when it went out at its time', async () => {
    const { hear, notes, outcomes } = buildOutcomes([onTime]);
    await hear(onTime);
    expect(notes()).toEqual([]);
    expect(await outcomes.recent()).toEqual([]);
  });

  it('is said once for mails that ended together', async () => {
    const { hear, notes, outcomes } = buildOutcomes([late, onTime, replied]);
    await hear(late, onTime, replied);
    expect(notes()).toEqual([expect.stringMatching(/^2 scheduled mails/)]);
    expect(await outcomes.recent()).toHaveLength(2);
  });

  it('is forgotten after a day', async () => {
    const { hear, store } = buildOutcomes([late]);
    await hear(late);
    const aDayOn = buildOutcomes([], NOW + 86_400_000, store);
    expect(await aDayOn.outcomes.recent()).toEqual([]);
  });
});
