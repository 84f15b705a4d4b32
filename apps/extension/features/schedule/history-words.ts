import type { ScheduleEvent } from '@openly/contracts';
import { explainSchedule, type MoveReason } from '@openly/scheduling';
import type { PastEvent } from '../../protocol';

const words: Readonly<Record<MoveReason, string>> = {
  created: 'Scheduled.',
  changed: 'Changed.',
  zone_rules_changed: 'Kept its time on the clock when the rules of its time zone changed.',
  draft_restored: 'You had Openly look for the draft again.',
  paused: 'Paused.',
  resumed: 'Resumed.',
  missed_while_paused: 'Its time passed while it was paused.',
  send_now: 'You pressed Send now.',
  cancelled: 'Cancelled.',
  handed_over: 'Handed over by an admin of the team.',
  claimed: 'Openly began to send it.',
  spread: 'Put off a little, because of Gmail’s limits.',
  postponed: 'Put off.',
  condition_not_met: 'Not sent.',
  skipped: 'Left out of its series.',
  unclear: 'Gmail’s answer was not clear, so Openly looks whether it went out.',
  sent: 'Sent.',
  found_sent: 'Sent: it was found in Gmail.',
  sent_by_hand: 'Sent by you, in Gmail.',
  answered_late: 'Sent: Gmail said so late.',
  asked: 'Openly asked you.',
  failed: 'Not sent.',
};

/** Reasons whose words say less than the sentence of their code. */
const WANT_THE_CODE = new Set(['postponed', 'condition_not_met', 'asked', 'failed']);

/** One line of a schedule's history in plain words; one that this version does not know is given as it stands. */
export function pastEvent({ at, to, what, code }: Pick<ScheduleEvent, 'at' | 'to' | 'what' | 'code'>): PastEvent {
  const known: string | undefined = words[what as MoveReason];
  const why = WANT_THE_CODE.has(what) ? explainSchedule(to, code).explanation : null;
  return { at, words: [known ?? `${what.replace(/_/g, ' ')}.`, why].filter(Boolean).join(' ') };
}
