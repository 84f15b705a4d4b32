import { problemTitles, timePreview } from '@openly/contracts';
import {
  monthlyOnNthWeekday,
  type ResolvedTime,
  resolveTime,
  sayRule,
  type TimeResult,
  weekdays,
  weekly,
} from '@openly/scheduling';
import { type Repeat, RequestFailed, type TimeQuestion, type Understood } from '../protocol';
import type { Api } from './api';

/**
 * What a time means. On the sender's clock it is told here; whose of the readers' clocks decides is for the server.
 * @param now the computer's clock
 * @throws RequestFailed with the sentence for the user
 */
export async function understand(
  { text, timeZone, language, recipients }: TimeQuestion,
  now: Date,
  api: Pick<Api, 'call'>,
): Promise<Understood> {
  const result = resolveTime({ when: text, timeZone, now, language });
  // "In 3 hours" is the same moment everywhere. "Today 9am" may have passed here and not where the readers are.
  if (recipients === null || result.time?.fixed === 'instant') return asUnderstood(result);
  const body = { when: text, language, timeZone, deliverIn: 'recipient', recipients };
  const preview = await api.call({ method: 'POST', path: '/v1/schedules/preview', body, answer: timePreview });
  return { ...preview, fixed: 'wall', repeats: repeatsFrom(preview.wallTime) };
}

function asUnderstood({ time, problem }: TimeResult): Understood {
  if (!time) throw new RequestFailed({ code: problem, title: problemTitles[problem] });
  const { sendAt, wallTime, timeZone, fixed }: ResolvedTime = time;
  return {
    sendAt: sendAt.toISOString(),
    wallTime,
    timeZone,
    fixed,
    reader: null,
    readers: [],
    repeats: repeatsFrom(wallTime),
  };
}

function repeatsFrom(wallTime: string): Understood['repeats'] {
  const spoken = (rule: string): Repeat => ({ rule, words: sayRule(rule) });
  return {
    weekdays: spoken(weekdays()),
    weekly: spoken(weekly(wallTime)),
    monthly: spoken(monthlyOnNthWeekday(wallTime)),
  };
}
