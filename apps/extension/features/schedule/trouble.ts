import type { Schedule } from '@openly/contracts';
import type { Note } from '../../protocol';
import { mailName } from './words';

/** Why a scheduled mail is not simply on its way. */
export interface Trouble {
  /** A few words, for a label. */
  short: string;
  /** A sentence: what happened and what to do. */
  sentence: string;
  /** Whether it stays where it is until its sender acts. */
  asksSender: boolean;
}

/** Notes on a mail that waits as it should: its time, or what it waits for, is said with it. */
const AS_IT_SHOULD = ['spread', 'following'];

/** What is wrong with a schedule, or null while all is well. A code on one that is not finished means trouble. */
export function troubleOf(schedule: Pick<Schedule, 'status' | 'code' | 'explanation' | 'actions'>): Trouble | null {
  const { status, code, explanation, actions } = schedule;
  const say = (short: string, otherwise: string, asksSender: boolean): Trouble => ({
    short,
    sentence: explanation ?? otherwise,
    asksSender,
  });
  switch (status) {
    case 'failed':
      return say('Not sent', 'It did not go out.', true);
    case 'needs_decision':
      return say('Needs your decision', 'It did not go out and waits for your decision.', true);
    case 'paused':
      return say('Paused', 'It waits until you resume.', false);
    case 'scheduled':
    case 'sending':
      if (actions.includes('sign_in')) return say('Sign in again', 'It waits until you sign in again.', true);
      if (code === null || AS_IT_SHOULD.includes(code)) return null;
      return say('Not sent yet', 'Openly tries again by itself.', false);
    default:
      return null;
  }
}

/** What Gmail's page says when a mail gets into trouble, and the one thing that helps most there. */
export function troubleNote(
  schedule: Pick<Schedule, 'id' | 'subject' | 'status' | 'code' | 'explanation' | 'actions' | 'gmailThreadId'>,
): Note | null {
  const trouble = troubleOf(schedule);
  if (!trouble) return null;
  const { id: scheduleId, status, actions, gmailThreadId } = schedule;
  const offer = (action: 'sign_in' | 'restore_draft' | 'send_now') => ({ action, scheduleId }) as const;
  const say = (text: string) => `${mailName(schedule)}: ${text}`;
  // The button beside it says the rest of a mail that waits for a sign-in.
  if (actions.includes('sign_in')) return { text: say(trouble.sentence), offer: offer('sign_in') };
  const text = say(`${trouble.short}. ${trouble.sentence} Openly’s window shows what you can do.`);
  if (actions.includes('restore_draft')) return { text, offer: offer('restore_draft') };
  // What failed is to be put right in the draft before it is sent again.
  if (status === 'failed') return { text, offer: { action: 'open_draft', gmailThreadId } };
  return { text, offer: actions.includes('send_now') ? offer('send_now') : null };
}
