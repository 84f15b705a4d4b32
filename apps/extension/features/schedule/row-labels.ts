import type { Schedule } from '@openly/contracts';
import type { RowLabel, ThreadRow } from '../../gmail/types';
import { ask, onNews } from '../../protocol';
import type { AccountWatch } from '../account-watch';
import { spokenTime } from './times';
import { troubleOf } from './trouble';

const COLORS = { waiting: '#0f766e', late: '#8a5a00', trouble: '#b3261e' };

/** Labels the rows of drafts that wait for their hour, in Drafts and in conversations. */
export function labelScheduled(account: AccountWatch): (row: ThreadRow) => void {
  const rows = new Set<{ row: ThreadRow; draftId: string | null; threadId: string | null }>();
  let schedules: Promise<Schedule[]> | null = null;

  function read(): Promise<Schedule[]> {
    if (!account.isThisMailbox) return Promise.resolve([]);
    schedules ??= ask('schedules', null).catch(() => {
      schedules = null;
      return [];
    });
    return schedules;
  }

  async function label(entry: { row: ThreadRow; draftId: string | null; threadId: string | null }): Promise<void> {
    const schedule = (await read()).find(
      ({ gmailDraftId, gmailThreadId }) =>
        (entry.draftId !== null && gmailDraftId === entry.draftId) ||
        (entry.threadId !== null && gmailThreadId === entry.threadId),
    );
    entry.row.setLabel(schedule ? rowLabel(schedule, Date.now()) : null);
  }

  function again(): void {
    schedules = null;
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
