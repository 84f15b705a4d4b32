import type { Gmail } from '../../gmail/types';
import { ask, failureOf, type Note, onNews } from '../../protocol';
import type { AccountWatch } from '../account-watch';
import { draftHash } from './draft-link';

/** Long enough to be noticed by somebody who is reading a mail. */
const SECONDS = 20;

/** Says in Gmail what a scheduled mail of this mailbox has to say: that it waits for its sender, or went out late. */
export function sayNotes(gmail: Gmail, account: AccountWatch): void {
  onNews((news) => {
    if (news.openly !== 'note' || !account.isThisMailbox) return;
    gmail.say({ text: news.text, seconds: SECONDS, action: actionFor(news.offer, gmail) });
  });
}

function actionFor(offer: Note['offer'], gmail: Gmail): { title: string; onClick(): void } | undefined {
  const after = (request: Promise<unknown>, text: string) =>
    void request.then(
      () => gmail.say({ text, seconds: 8 }),
      (error) => gmail.say({ text: failureOf(error).title, seconds: 12 }),
    );
  switch (offer?.action) {
    case 'sign_in':
      return {
        title: 'Sign in again',
        onClick: () => after(ask('signIn', null), 'Signed in. What waited for it goes out now.'),
      };
    case 'send_now':
    case 'restore_draft': {
      const { action, scheduleId: id } = offer;
      return action === 'send_now'
        ? { title: 'Send now', onClick: () => after(ask('decide', { id, action }), 'The mail goes out now.') }
        : {
            title: 'Look again',
            onClick: () => after(ask('decide', { id, action }), 'Openly looks for the draft again.'),
          };
    }
    case 'open_draft':
      return {
        title: 'Open draft',
        onClick: () => {
          location.hash = draftHash(offer.gmailThreadId);
        },
      };
    default:
      return undefined;
  }
}
