import type { Schedule } from '@openly/contracts';
import type { RowLabel, ThreadRow } from '../../gmail/types';
import { ask, onNews, type SpokenSeries } from '../../protocol';
import type { AccountWatch } from '../account-watch';
import { spokenTime } from './times';
import { troubleOf } from './trouble';
import { capitalised } from './words';

const COLORS = { waiting: '#0f766e', late: '#8a5a00', trouble: '#b3261e' };

interface Entry {
  row: ThreadRow;
  draftId: string | null;
  threadId: string | null;
}

interface Waiting {
  schedules: Schedule[];
  series: SpokenSeries[];
}

const NOTHING: Waiting = { schedules: [], series: [] };

/** Labels the rows of drafts that wait for their hour or are repeated, in Drafts and in conversations. */
export function labelScheduled(account: AccountWatch): (row: ThreadRow) => void {
  const rows = new Set<Entry>();
  let waiting: Promise<Waiting> | null = null;

  function read(): Promise<Waiting> {
    if (!account.isThisMailbox) return Promise.resolve(NOTHING);
    waiting ??= Promise.all([ask('schedules', null), ask('series', null)]).then(
      ([schedules, series]) => ({ schedules, series }),
      () => {
        waiting = null;
        return NOTHING;
      },
    );
    return waiting;
  }

  async function label({ row, draftId, threadId }: Entry): Promise<void> {
    const { schedules, series } = await read();
    const repeated = series.find(({ gmailDraftId }) => gmailDraftId === draftId);
    const schedule = schedules.find(
      ({ gmailDraftId, gmailThreadId }) =>
        (draftId !== null && gmailDraftId === draftId) || (threadId !== null && gmailThreadId === threadId),
    );
    if (repeated) row.setLabel(repeatedLabel(repeated));
    else row.setLabel(schedule ? rowLabel(schedule, Date.now()) : null);
  }

  function again(): void {
    waiting = null;
    for (const entry of rows) void label(entry);
  }
  onNews((news) => {
    if (news.openly === 'schedules') again();
  });
  account.onChange(again);

  return (row) => {
    void (async () => {
      const [draftId, threadId] = await Promise.all([row.draftId(), row.gmailThreadId()]);
      if (row.signal.aborted) return;
      const entry = { row, draftId, threadId };
      rows.add(entry);
      row.signal.addEventListener('abort', () => rows.delete(entry));
      await label(entry);
    })();
  };
}

/** @param now in milliseconds since 1970 */
export function rowLabel(schedule: Schedule, now: number): RowLabel {
  const trouble = troubleOf(schedule);
  if (trouble) {
    const color = trouble.asksSender ? COLORS.trouble : COLORS.late;
    return { title: trouble.short, color, description: trouble.sentence };
  }
  const { status, expectedAt, sendAt, timeZone, explanation } = schedule;
  const title =
    status === 'sending' ? 'Sending…' : `Goes out ${spokenTime(Date.parse(expectedAt ?? sendAt), timeZone, now)}`;
  return { title, color: COLORS.waiting, description: explanation };
}

/** The draft that a copy of goes out each time. */
export function repeatedLabel({ words, status, explanation }: SpokenSeries): RowLabel {
  if (status === 'needs_decision') {
    return { title: 'Needs your decision', color: COLORS.trouble, description: explanation };
  }
  return status === 'paused'
    ? { title: 'Paused', color: COLORS.late, description: explanation }
    : { title: capitalised(words), color: COLORS.waiting, description: explanation };
}
