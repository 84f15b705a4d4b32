import type { PreparedMessage, Recipient } from '@openly/contracts';
import type { Failure } from '../../protocol';

/** Said where the team's mode is `off`, also before the server is asked about this mail. */
export const TEAM_OFF: Failure = { code: 'tracking_off', title: 'Your team does not track mail.' };

/** The name of a mail's only reader; null for several, of whom nobody is told what one of them decided. */
export function onlyReader(recipients: readonly Recipient[]): string | null {
  const byEmail = new Map(recipients.map((one) => [one.email.trim().toLowerCase(), one]));
  const [first] = byEmail.values();
  return first && byEmail.size === 1 ? (first.name ?? first.email) : null;
}

/** The domain of all readers; null where they are in several. */
function onlyDomain(recipients: readonly Recipient[]): string | null {
  const [domain, ...others] = new Set(recipients.map(({ email }) => email.split('@').at(-1)?.trim().toLowerCase()));
  return domain && others.length === 0 ? domain : null;
}

/** Why the server lets a mail carry neither pixel nor question, in the words of the strip; null where it carries one. */
export function withheld(
  { reason, pixelHtml, noticeHtml }: PreparedMessage,
  recipients: readonly Recipient[],
): Failure | null {
  switch (reason) {
    case 'reader_refused':
      return { code: reason, title: 'A reader has said no to read receipts.' };
    case 'no_recipients':
      return { code: reason, title: 'This mail has no reader yet.' };
    case 'awaiting_reader':
      return { code: reason, title: `${onlyReader(recipients) ?? 'A reader'} was asked and has not allowed it yet.` };
    case 'tracking_off':
      return TEAM_OFF;
    case 'domain_not_tracked':
      return {
        code: reason,
        title: `Your team does not track mail to ${onlyDomain(recipients) ?? 'a domain among its readers'}.`,
      };
    case 'reader_asked':
      return noticeHtml ? null : { code: 'no_question', title: 'The server gave no question.' };
    default:
      return pixelHtml && noticeHtml ? null : { code: 'no_pixel', title: 'The server gave no pixel.' };
  }
}

/** `this mail asks Rita whether you may`; a question stands in the copy of every reader. */
export const questionWords = (reader: string | null) => `this mail asks ${reader ?? 'its readers'} whether you may`;
