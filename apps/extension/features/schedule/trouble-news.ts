import type { Gmail } from '../../gmail/types';
import { ask, failureOf, onNews } from '../../protocol';
import type { AccountWatch } from '../account-watch';

/** Long enough to be noticed by somebody who is reading a mail. */
const SECONDS = 20;

/** Says in Gmail when a scheduled mail of this mailbox waits for its sender. */
export function sayTroubles(gmail: Gmail, account: AccountWatch): void {
  onNews((news) => {
    if (news.openly !== 'trouble' || !account.isThisMailbox) return;
    const action = news.signIn ? { title: 'Sign in again', onClick: () => signIn(gmail) } : undefined;
    gmail.say({ text: news.text, seconds: SECONDS, action });
  });
}

function signIn(gmail: Gmail): void {
  ask('signIn', null).then(
    () => gmail.say({ text: 'Signed in. What waited for it goes out now.', seconds: 8 }),
    (error) => gmail.say({ text: failureOf(error).title, seconds: 12 }),
  );
}
