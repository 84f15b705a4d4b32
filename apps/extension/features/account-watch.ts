import type { AccountState, Failure } from '../protocol';
import { ask, onNews } from '../protocol';
import { DEFAULT_SETTINGS, type Settings } from '../store';

const UNKNOWN: AccountState = {
  signedIn: 'no',
  accountId: null,
  email: null,
  name: null,
  senderId: null,
  teamName: null,
  hostedDomain: null,
  role: null,
  gmailConnected: false,
  scheduleTolerance: null,
  noticeLanguage: null,
  subjectsKept: true,
  consent: null,
  settings: DEFAULT_SETTINGS,
};

/** Who is signed in to Openly, followed from a Gmail tab. */
export class AccountWatch {
  #state: AccountState = UNKNOWN;
  #wasSignedIn = false;
  readonly #listeners = new Set<() => void>();
  readonly #mailbox: string;

  /** @param mailbox address of the Gmail account on screen */
  constructor(mailbox: string) {
    this.#mailbox = mailbox;
  }

  async start(): Promise<void> {
    onNews((news) => {
      if (news.openly === 'account') this.#update(news.account);
    });
    try {
      this.#update(await ask('account', null));
    } catch {
      // The page outlived its extension: everything stays as for someone signed out.
    }
  }

  get state(): AccountState {
    return this.#state;
  }

  get settings(): Settings {
    return this.#state.settings;
  }

  /** Someone who never signed in asked for nothing, and is told nothing when it does not happen. */
  get wasSignedIn(): boolean {
    return this.#wasSignedIn;
  }

  /** Whether this tab shows the mailbox that is signed in to Openly. */
  get isThisMailbox(): boolean {
    return this.#state.signedIn === 'yes' && this.#state.email?.toLowerCase() === this.#mailbox.toLowerCase();
  }

  /** Why nothing can be tracked or looked up now, or null. */
  hindrance(): Failure | null {
    const { signedIn, email } = this.#state;
    if (signedIn === 'ended') {
      return { code: 'session_ended', title: 'You have been signed out of Openly. Open its window to sign in again.' };
    }
    if (signedIn === 'no') {
      return { code: 'signed_out', title: 'You are not signed in to Openly. Open its window to sign in.' };
    }
    if (!this.isThisMailbox) {
      return { code: 'other_mailbox', title: `You are signed in to Openly as ${email}, which is another mailbox.` };
    }
    return null;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #update(state: AccountState): void {
    this.#state = state;
    if (state.signedIn !== 'no') this.#wasSignedIn = true;
    for (const listener of this.#listeners) listener();
  }
}
