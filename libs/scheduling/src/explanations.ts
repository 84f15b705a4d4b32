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
    sentence:
      'Gmail access was withdrawn or has expired. Sign in again: then it goes out, or, where that is later than you allow, asks you.',
    actions: ['sign_in', 'cancel'],
  },
  gmail_busy: { sentence: 'Gmail did not take the mail yet. Openly tries again by itself.', actions: ['cancel'] },
  daily_limit: {
    sentence: 'Gmail lets this account send no more mail today. This one goes out by itself when it may.',
    actions: ['send_now', 'choose_new_time', 'cancel'],
  },
  checking: {
    sentence: 'Openly is looking in Gmail whether the mail has gone out before it does anything else.',
    actions: ['cancel'],
  },
  server_trouble: {
    sentence: 'Something went wrong on the Openly server. It tries again by itself.',
    actions: ['cancel'],
  },
  spread: {
    sentence: 'Gmail lets an account send only so much at once. This mail goes out a little later, by itself.',
    actions: ['choose_new_time', 'cancel'],
  },
  send_window: {
    sentence:
      'Your team sends scheduled mail at other hours. This one goes out by itself at the next time the team allows.',
    actions: ['choose_new_time', 'cancel'],
  },
  following: {
    sentence: 'The mail it follows up has not gone out yet. It waits for that.',
    actions: ['send_now', 'choose_new_time', 'cancel'],
  },
  // Status `paused`.
  imported: {
    sentence:
      'It came here from another Openly server and waits until you let it go on. Look first that it is not scheduled there any more.',
    actions: tryAgain,
  },
  // Status `needs_decision`.
  draft_missing: {
    sentence:
      'Gmail no longer has this draft, and it is not in Sent. Bring it back with Undo in Gmail and press Look again, or write it anew.',
    actions: ['restore_draft', 'cancel'],
  },
  unverified: {
    sentence:
      'Gmail may have sent this mail, but for a whole day Openly could not find it in Sent. Look there first. Send now looks again and never sends twice.',
    actions: ['send_now', 'cancel'],
  },
  missed: {
    sentence: 'It could not go out at its time, and later than you allow it is not sent unasked.',
    actions: tryAgain,
  },
  missed_while_paused: {
    sentence: 'Its time passed while your scheduled mail was paused. The mail was not sent.',
    actions: tryAgain,
  },
  followed_mail_not_sent: {
    sentence: 'The mail it follows up was not sent or is no longer kept, so this one was not sent either.',
    actions: tryAgain,
  },
  opening_unknown: {
    sentence: 'The mail it follows up went out without tracking, so nobody can tell whether it was opened.',
    actions: tryAgain,
  },
  answers_elsewhere: {
    sentence:
      'A colleague who has left wanted it sent only if another mail is not answered or opened. What came of that mail can no longer be seen here. Decide whether it is still to go out.',
    actions: tryAgain,
  },
  // Status `failed`.
  gmail_refused: {
    sentence: 'Gmail refused this mail. It stands in your drafts; look at its addresses and attachments.',
    actions: tryAgain,
  },
  gmail_read_refused: {
    sentence:
      'Gmail did not let Openly read this draft or its thread. Ask who runs your Google Workspace whether Openly is allowed.',
    actions: tryAgain,
  },
  draft_without_recipients: {
    sentence: 'The draft has nobody in To, Cc or Bcc. Add somebody in Gmail, then send it now or later.',
    actions: tryAgain,
  },
  too_many_recipients: {
    sentence: 'Gmail sends to at most 100 recipients this way. Take some out, then send it now or later.',
    actions: tryAgain,
  },
  draft_too_large: {
    sentence: 'The mail is larger than the 25 MB Gmail sends. Take an attachment out, then send it now or later.',
    actions: tryAgain,
  },
  // A note on `cancelled`.
  replied: { sentence: 'Not sent: somebody has replied, and you asked for it only if nobody does.', actions: [] },
  opened: { sentence: 'Not sent: the mail it follows up was opened.', actions: [] },
  skipped: { sentence: 'Left out of its series.', actions: [] },
  series_ended: { sentence: 'Its series was ended.', actions: [] },
  // A note on `sent`.
  sent_by_hand: {
    sentence: 'You sent this draft yourself in Gmail before its time. Openly sent nothing.',
    actions: [],
  },
  untracked_text_only: { sentence: 'Sent without tracking: the mail is plain text.', actions: [] },
  untracked_protected: {
    sentence: 'Sent without tracking: the mail is signed, encrypted or in an unusual form that was left as it is.',
    actions: [],
  },
  untracked_stopped: { sentence: 'Sent without tracking: you stopped it before.', actions: [] },
  untracked_reader_refused: { sentence: 'Sent without tracking: a reader has refused it.', actions: [] },
  untracked_reader_asked: {
    sentence: 'Sent without tracking: it asks its readers whether they allow it for your later mail.',
    actions: [],
  },
  untracked_awaiting_reader: {
    sentence: 'Sent without tracking: a reader was asked before and has not allowed it.',
    actions: [],
  },
  untracked_domain: {
    sentence: 'Sent without tracking: your team does not track mail to the domain of a reader.',
    actions: [],
  },
  untracked_off: { sentence: 'Sent without tracking: it is switched off for this mail or your team.', actions: [] },
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
