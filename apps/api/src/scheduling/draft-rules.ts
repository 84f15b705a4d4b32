import type { DraftMail } from '../gmail/draft-mail.js';

/** Through the API (https://support.google.com/a/answer/166852). */
const MOST_RECIPIENTS = 100;
/** What the API takes of a mail (`maxSize` of drafts.send): 25 MB of attachments, grown by base64. */
const LARGEST_RAW_BYTES = 36_700_160;

export type DraftProblem = 'draft_without_recipients' | 'too_many_recipients' | 'draft_too_large';

/** Why Gmail would not send this draft, or null. */
export function draftProblem(raw: Buffer, mail: DraftMail): DraftProblem | null {
  const { length } = mail.recipients;
  if (length === 0) return 'draft_without_recipients';
  if (length > MOST_RECIPIENTS) return 'too_many_recipients';
  return raw.length > LARGEST_RAW_BYTES ? 'draft_too_large' : null;
}
