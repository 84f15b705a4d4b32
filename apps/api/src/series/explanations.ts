import type { SeriesStatus } from '@openly/contracts';

/** Every code a series can carry, in the sender's words. Clients branch on the code alone. */
export const seriesExplanations = {
  // Status `active`: the next occurrence is not made yet.
  reauthorise: 'Gmail access was withdrawn or has expired. The series goes on as soon as you sign in again.',
  gmail_busy: 'Gmail did not give a copy of the draft yet. Openly tries again by itself.',
  server_trouble: 'Something went wrong on the Openly server. It tries again by itself.',
  // Status `paused`; without a code it was paused by itself.
  all_paused: 'All your scheduled mail is paused. The series goes on when you resume it.',
  // Status `needs_decision`.
  template_missing:
    'Gmail no longer has the draft of this series. Bring it back with Undo in Gmail and continue the series, or choose another draft.',
  draft_without_recipients:
    'The draft of this series has nobody in To, Cc or Bcc. Add somebody in Gmail, then continue the series.',
  too_many_recipients:
    'Gmail sends to at most 100 recipients this way. Take some out of the draft, then continue the series.',
  draft_too_large:
    'The draft of this series is larger than the 25 MB Gmail sends. Take an attachment out, then continue the series.',
  gmail_refused:
    'Gmail refused a copy of the draft of this series. Look at its addresses and attachments, then continue the series.',
  // Status `ended`.
  finished: 'Its rule has no more dates.',
  stopped: 'You ended it.',
  handed_over: 'An admin of the team has handed it over to a colleague.',
} as const satisfies Record<string, string>;

export type SeriesCode = keyof typeof seriesExplanations;

/** The sentence of a code; null where there is nothing to say. */
export function explainSeries(status: SeriesStatus, code: string | null): string | null {
  if (status === 'paused' && code === null) return 'You paused this series.';
  return seriesExplanations[code as SeriesCode] ?? null;
}
