import type { Schedule } from '@openly/contracts';
import type { SpokenSeries, Understood } from '../../protocol';
import { spokenClock, spokenDay, spokenDuration, spokenTime, spokenTimeBeside, spokenZone } from './times';
import { type Options, repeatOf } from './wish';

/** What is said of scheduled mail, beside what is wrong with it (trouble.ts). `now` is in milliseconds since 1970. */

export const mailName = ({ subject }: { subject: string | null }): string =>
  subject ? `“${subject}”` : 'A scheduled mail';

/** `Mon 23 Nov, 08:00, Europe/Amsterdam (GMT+1)`; on a reader's clock also what that is on the sender's, `zone`. */
export function understoodWords(understood: Understood, options: Options, zone: string, now: number): string {
  const at = Date.parse(understood.sendAt);
  const repeat = repeatOf(understood, options);
  const where = spokenZone(understood.timeZone, at);
  if (repeat) {
    const from = spokenDay(at, understood.timeZone, now);
    return `Goes out ${repeat.words} at ${spokenClock(at, understood.timeZone)}, from ${from} on, ${where}.`;
  }
  const when = `Goes out ${spokenTime(at, understood.timeZone, now)}`;
  if (understood.reader === null) return `${when}, ${where}.`;
  const yours = spokenTimeBeside(at, zone, { instant: at, zone: understood.timeZone });
  return `${when} where ${understood.reader} is, ${where}: ${yours} on your clock.`;
}

/** The same for a line of the menu: the time, and below it what does not go without saying. */
export function choiceWords(understood: Understood, options: Options, zone: string, now: number): [string, string?] {
  const at = Date.parse(understood.sendAt);
  const time = spokenTime(at, understood.timeZone, now);
  const repeat = repeatOf(understood, options);
  if (repeat) return [time, repeat.words];
  if (!options.onReadersClock || understood.fixed === 'instant') return [time];
  if (understood.reader === null) return [time, 'on your clock'];
  const yours = spokenTimeBeside(at, zone, { instant: at, zone: understood.timeZone });
  const [name] = understood.reader.split('@');
  return [time, understood.readers.length > 1 ? `by ${name}’s clock, ${yours} on yours` : `${yours} on your clock`];
}

/** When a scheduled mail goes out, and on whose clock that is said. */
export function whenWords(schedule: Schedule, zone: string, now: number): string {
  const { sendAt, timeZone, reader } = schedule;
  const at = Date.parse(sendAt);
  const time = spokenTime(at, timeZone, now);
  const yours = spokenTimeBeside(at, zone, { instant: at, zone: timeZone });
  if (reader !== null) return `${time} where ${reader} is (${timeZone.replace(/_/g, ' ')}), ${yours} on your clock`;
  return spokenTime(at, zone, now) === time
    ? time
    : `${time} in ${timeZone.replace(/_/g, ' ')}, ${yours} on your clock`;
}

/** Said of scheduled and repeated mail whose sender chose so. */
export const ASKS_FIRST = 'Asks its readers before it is tracked';

/** What more there is to say of a scheduled mail, a line each. */
export function factsOf(schedule: Schedule, series: SpokenSeries | null, zone: string): string[] {
  const { sendAt, expectedAt, code, unlessReplied, followUpOf, seriesId, tracking, consentMode } = schedule;
  const facts: string[] = [];
  if (expectedAt !== null) {
    const expected = spokenTimeBeside(Date.parse(expectedAt), zone, { instant: Date.parse(sendAt), zone });
    const isLimit = code === 'spread' || code === 'daily_limit';
    facts.push(`Expected ${expected}${isLimit ? ', because of Gmail’s limits' : ''}`);
  }
  if (unlessReplied) facts.push('Only if nobody has replied by then');
  if (followUpOf) {
    const days =
      followUpOf.days === null ? '' : `${followUpOf.days === 1 ? '1 day' : `${followUpOf.days} days`} later, `;
    const unless = followUpOf.unless === 'opened' ? 'opened' : 'answered';
    facts.push(capitalised(`${days}only if the mail before it was not ${unless}`));
  }
  if (tracking && consentMode === 'ask') facts.push(ASKS_FIRST);
  if (seriesId !== null) facts.push(series ? capitalised(series.words) : 'One of a series');
  return facts;
}

/** How a mail ended, in a sentence, where that was not simply "sent at its time"; else null. */
export function outcomeWords({
  status,
  code,
  explanation,
  lateBy,
}: Pick<Schedule, 'status' | 'code' | 'explanation' | 'lateBy'>): string | null {
  const late = status === 'sent' && lateBy !== null ? `Sent ${spokenDuration(lateBy)} late.` : null;
  const isWorthAWord = code !== null && (WORTH_A_WORD[status] ?? []).includes(code);
  return [late, isWorthAWord ? explanation : null].filter(Boolean).join(' ') || null;
}

/** Codes of mail that ended well and otherwise than its sender may think. */
const WORTH_A_WORD: Partial<Record<Schedule['status'], readonly string[]>> = {
  sent: [
    'sent_by_hand',
    'untracked_reader_refused',
    'untracked_reader_asked',
    'untracked_awaiting_reader',
    'untracked_off',
  ],
  cancelled: ['replied', 'opened'],
};

/** `Every Monday at 08:00`, with the zone where it is not the sender's of now. */
export function seriesWords({ words, wallTime, timeZone }: SpokenSeries, zone: string): string {
  const where = timeZone === zone ? '' : ` in ${timeZone.replace(/_/g, ' ')}`;
  return `${capitalised(words)} at ${wallTime.slice(11, 16)}${where}`;
}

export const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
