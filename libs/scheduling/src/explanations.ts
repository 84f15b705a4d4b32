import type { ScheduleAction, ScheduleStatus } from '@openly/contracts';

interface Explanation {
  /** What happened and what to do, for the sender. */
  sentence: string;
  /** What the sender can do about it. */
  actions: readonly ScheduleAction[];
}

const tryAgain = ['send_now', 'choose_new_time', 'cancel'] as const;

/** Every code a schedule can carry, in the sender's words. Clients branch on the code alone. */
export const scheduleExplanations = {
  // Waiting, status `scheduled` (or `sending`, where Gmail was asked already).
  reauthorise: {
    sentence: 'Gmail access was withdrawn or has expired. The mail goes out as soon as you sign in again.',
    actions: ['sign_in', 'cancel'],
  },
  gmail_busy: { sentence: 'Gmail did not take the mail yet. Openly tries again by itself.', actions: ['cancel'] },
  daily_limit: {
    sentence: 'Gmail lets this account send no more mail today. Openly tries again by itself.',
    actions: ['choose_new_time', 'cancel'],
  },
  checking: {
    sentence: 'Openly is looking in Gmail whether the mail has gone out before it does anything else.',
    actions: ['cancel'],
  },
  server_trouble: {
    sentence: 'Something went wrong on the Openly server. It tries again by itself.',
    actions: ['cancel'],
  },
  // Status `needs_decision`.
  draft_missing: {
    sentence: 'Gmail no longer has this draft: it was sent by hand or deleted. Nothing was sent by Openly.',
    actions: ['cancel'],
  },
  send_unconfirmed: {
    sentence: 'Gmail took the draft, but the mail is not in Sent. Look there before you write it again.',
    actions: ['cancel'],
  },
  send_unknown: {
    sentence:
      'Gmail could not be reached to see whether the mail went out. Send now looks first and never sends twice.',
    actions: ['send_now', 'cancel'],
  },
  gmail_unavailable: {
    sentence: 'Gmail could not be reached for three days. The mail was not sent.',
    actions: tryAgain,
  },
  missed_while_paused: {
    sentence: 'Its time passed while your scheduled mail was paused. The mail was not sent.',
    actions: tryAgain,
  },
  // Status `failed`.
  gmail_refused: {
    sentence: 'Gmail refused this mail. It stands in your drafts; look at its addresses and attachments.',
    actions: tryAgain,
  },
  draft_without_recipients: { sentence: 'The draft has nobody in To, Cc or Bcc.', actions: tryAgain },
  too_many_recipients: { sentence: 'Gmail sends to at most 100 recipients this way.', actions: tryAgain },
  draft_too_large: { sentence: 'The mail is larger than the 25 MB Gmail sends.', actions: tryAgain },
  // A note on `sent`.
  untracked_text_only: { sentence: 'Sent without tracking: the mail is plain text.', actions: [] },
  untracked_protected: {
    sentence: 'Sent without tracking: the mail is signed, encrypted or in an unusual form that was left as it is.',
    actions: [],
  },
  untracked_stopped: { sentence: 'Sent without tracking: you stopped it before.', actions: [] },
  untracked_reader_refused: { sentence: 'Sent without tracking: a reader has refused it.', actions: [] },
} as const satisfies Record<string, Explanation>;

export type ScheduleCode = keyof typeof scheduleExplanations;

const always: Readonly<Record<ScheduleStatus, readonly ScheduleAction[]>> = {
  scheduled: ['send_now', 'choose_new_time', 'cancel'],
  paused: ['send_now', 'choose_new_time', 'cancel'],
  sending: [],
  sent: [],
  cancelled: [],
  needs_decision: [],
  failed: [],
};

/** The sentence of a code, and what the sender can do with a schedule in this status and with this code. */
export function explainSchedule(
  status: ScheduleStatus,
  code: string | null,
): { explanation: string | null; actions: ScheduleAction[] } {
  const known: Explanation | undefined = code === null ? undefined : scheduleExplanations[code as ScheduleCode];
  if (!known) return { explanation: null, actions: [...always[status]] };
  // A mail being sent or verified is out of the sender's hands: only signing in can help it on.
  const actions = status === 'sending' ? known.actions.filter((action) => action === 'sign_in') : known.actions;
  return { explanation: known.sentence, actions: [...actions] };
}
