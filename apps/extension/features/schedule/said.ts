import type { Schedule } from '@openly/contracts';
import type { Gmail } from '../../gmail/types';
import { ask, failureOf, type SpokenSeries } from '../../protocol';
import { spokenTime } from './times';
import { whenWords } from './words';

/** Says in Gmail when a mail goes out that was just scheduled, and lets it be undone. */
export function sayScheduled(gmail: Gmail, schedule: Schedule, zone: string): void {
  sayWithUndo(gmail, `Scheduled for ${whenWords(schedule, zone, Date.now())}`, () =>
    ask('unschedule', { id: schedule.id }),
  );
}

/** Says in Gmail how a mail is repeated from now on, and lets it be undone. */
export function saySeries(gmail: Gmail, { id, words, next, timeZone }: SpokenSeries, zone: string): void {
  const [first] = next;
  const from = first ? `, first ${spokenTime(Date.parse(first.sendAt), timeZone, Date.now())}` : '';
  const where = timeZone === zone ? '' : ` in ${timeZone}`;
  sayWithUndo(gmail, `Scheduled ${words}${from}${where}`, () => ask('endSeries', { id }));
}

function sayWithUndo(gmail: Gmail, text: string, undo: () => Promise<null>): void {
  gmail.say({
    text,
    seconds: 15,
    action: {
      title: 'Undo',
      onClick() {
        undo().then(
          () => gmail.say({ text: 'Not scheduled any more. The mail is in Drafts.', seconds: 8 }),
          (error) => gmail.say({ text: failureOf(error).title, seconds: 12 }),
        );
      },
    },
  });
}
