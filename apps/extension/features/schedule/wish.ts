import type { ChangeSchedule, CreateSchedule, CreateSeries, Schedule } from '@openly/contracts';
import type { RepeatKind, Understood } from '../../protocol';

/** What "More options" of "Send later" says beyond the time. */
export interface Options {
  onReadersClock: boolean;
  unlessReplied: boolean;
  /** Only if the newest tracked mail of the conversation was not opened. */
  unlessOpened: boolean;
  repeat: 'never' | RepeatKind;
  /** Last day of a repetition, `yyyy-MM-dd`; empty: none. */
  until: string;
}

export const NO_OPTIONS: Options = {
  onReadersClock: false,
  unlessReplied: false,
  unlessOpened: false,
  repeat: 'never',
  until: '',
};

/** One mail that is to leave later, as the user wishes it. */
export interface Wish {
  gmailDraftId: string;
  understood: Understood;
  options: Options;
  tracking: boolean;
  /** Readers who have not allowed it are asked first, where the team would do with a notice. */
  asksFirst: boolean;
  /** The sender's, IANA. */
  timeZone: string;
  /** The newest tracked mail of the conversation, for `unlessOpened`. */
  newestTracked: string | null;
}

/** The repetition that is wished for, or null for one mail. */
export function repeatOf({ repeats }: Understood, { repeat, until }: Options): { rule: string; words: string } | null {
  if (repeat === 'never') return null;
  const { rule, words } = repeats[repeat];
  return { rule: until === '' ? rule : `${rule};UNTIL=${until.replaceAll('-', '')}`, words };
}

/** A time on the clock keeps its clock, whatever becomes of the zone's rules; "in 3 hours" is an instant. */
export function timeOf({ fixed, sendAt, wallTime }: Understood): { sendAt: string } | { when: string } {
  return fixed === 'instant' ? { sendAt } : { when: wallTime };
}

export function scheduleWish({
  gmailDraftId,
  understood,
  options,
  tracking,
  asksFirst,
  timeZone,
  newestTracked,
}: Wish): CreateSchedule {
  return {
    gmailDraftId,
    ...timeOf(understood),
    timeZone,
    deliverIn: options.onReadersClock && understood.fixed === 'wall' ? 'recipient' : 'sender',
    tracking,
    ...(asksFirst && { consentMode: 'ask' }),
    unlessReplied: options.unlessReplied,
    ...(options.unlessOpened && newestTracked && { followUpOf: { messageId: newestTracked, unless: 'opened' } }),
  };
}

export function seriesWish(
  { gmailDraftId, understood, tracking, asksFirst, timeZone }: Omit<Wish, 'options' | 'newestTracked'>,
  rule: string,
): CreateSeries {
  return {
    gmailDraftId,
    rule,
    when: understood.wallTime,
    timeZone,
    skip: [],
    tracking,
    ...(asksFirst && { consentMode: 'ask' }),
  };
}

/** A new time for a mail that is scheduled already, on the clock it was meant for. */
export function newTime(understood: Understood, { deliverIn }: Pick<Schedule, 'deliverIn'>, timeZone: string) {
  const onReadersClock = deliverIn === 'recipient' && understood.fixed === 'wall';
  return {
    ...timeOf(understood),
    timeZone,
    ...(onReadersClock && { deliverIn: 'recipient' }),
  } satisfies ChangeSchedule;
}

/**
 * The same mail at the same time again, after it was cancelled; null where its time has passed or its draft was a copy
 * made for a series.
 * @param now in milliseconds since 1970
 */
export function sameAgain(schedule: Schedule, timeZone: string, now: number): CreateSchedule | null {
  const { gmailDraftId, sendAt, wallTime, deliverIn, tracking, consentMode, unlessReplied, followUpOf, tolerance } =
    schedule;
  if (schedule.seriesId !== null || Date.parse(sendAt) <= now) return null;
  return {
    gmailDraftId,
    // The zone of the schedule is the reader's where the reader's clock decided.
    ...(deliverIn === 'recipient' ? { when: wallTime, timeZone } : { sendAt, timeZone: schedule.timeZone }),
    deliverIn,
    tracking,
    ...(consentMode && { consentMode }),
    unlessReplied,
    tolerance,
    ...(followUpOf && {
      followUpOf: {
        ...(followUpOf.messageId && { messageId: followUpOf.messageId }),
        ...(followUpOf.scheduleId && { scheduleId: followUpOf.scheduleId }),
        unless: followUpOf.unless,
      },
    }),
  };
}
