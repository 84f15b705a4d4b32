import type { Schedule } from '@openly/contracts';

/** Why a scheduled mail is not simply on its way. */
export interface Trouble {
  /** A few words, for a label. */
  short: string;
  /** A sentence: what happened and what to do. */
  sentence: string;
  /** Whether it stays where it is until its sender acts. */
  asksSender: boolean;
}

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
      return say('Paused', 'Sending is paused.', false);
    case 'scheduled':
    case 'sending':
      if (actions.includes('sign_in')) return say('Sign in again', 'It waits until you sign in again.', true);
      return code === null ? null : say('Not sent yet', 'Openly tries again by itself.', false);
    default:
      return null;
  }
}

/** What Gmail's page says when a mail gets into trouble. */
export function troubleNews(schedule: Pick<Schedule, 'subject' | 'status' | 'code' | 'explanation' | 'actions'>): {
  text: string;
  signIn: boolean;
} | null {
  const trouble = troubleOf(schedule);
  if (!trouble) return null;
  const signIn = schedule.actions.includes('sign_in');
  const mail = schedule.subject ? `“${schedule.subject}”` : 'A scheduled mail';
  // The button beside it says the rest of a mail that waits for a sign-in.
  const text = signIn
    ? trouble.sentence
    : `${trouble.short}. ${trouble.sentence} Openly’s window shows what you can do.`;
  return { text: `${mail}: ${text}`, signIn };
}
