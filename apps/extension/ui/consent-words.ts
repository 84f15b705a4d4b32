import type { ConsentMode } from '@openly/contracts';
import type { Consent } from '../store';

/** What a mode of consent means for a sender's mail. */
export const modeWords: Readonly<Record<ConsentMode, { short: string; meaning: string }>> = {
  notice: { short: 'Readers are told', meaning: 'Tracked mail says so, and its readers can stop it.' },
  ask: {
    short: 'Readers are asked first',
    meaning: 'The first mail to a reader only asks. Mail is tracked once its reader has allowed it.',
  },
  off: { short: 'No tracking', meaning: 'Mail goes out as it was written.' },
};

/** How loose a team may be on this server, and who can change that. */
export function limitWords({ mode, floor }: Consent): string {
  if (floor === 'off') return 'The server’s operator has switched tracking off for everybody, and alone can change it.';
  if (floor === 'notice') return 'An admin of your team can change this; the server allows any choice.';
  return mode === 'off'
    ? 'An admin of your team can change this to asking readers first, which is the loosest this server allows.'
    : 'The server asks for this at least, and its operator alone can loosen it. An admin of your team can switch tracking off.';
}
