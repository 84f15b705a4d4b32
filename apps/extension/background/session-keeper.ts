import type { TokenResponse } from '@openly/contracts';
import type { Session, Store } from '../store';

export interface SessionKeeperParts {
  store: Store;
  /** Trades a refresh token for the next pair; null when the server has ended this device's sign-in. Throws when it cannot tell. */
  refresh(refreshToken: string): Promise<TokenResponse | null>;
  now(): number;
}

/** An access token this close to its end is renewed before it is used. */
const RENEW_BEFORE_MS = 30_000;

/**
 * Keeps the device's sign-in. The store is read each time, since the worker may be
 * stopped at any moment; refreshing happens once however many requests wait for it.
 */
export class SessionKeeper {
  #refreshing: Promise<Session | null> | null = null;
  readonly #parts: SessionKeeperParts;

  constructor(parts: SessionKeeperParts) {
    this.#parts = parts;
  }

  async current(): Promise<Session | null> {
    return ((await this.#parts.store.get('session')) as Session | undefined) ?? null;
  }

  /** Whether this device was signed in until the server ended it. */
  async wasEnded(): Promise<boolean> {
    return (await this.#parts.store.get('sessionEnded')) === true;
  }

  async begin(session: Session): Promise<void> {
    await this.#parts.store.remove('sessionEnded');
    await this.#parts.store.set('session', session);
  }

  async end(how: 'signed_out' | 'ended'): Promise<void> {
    if (how === 'ended') await this.#parts.store.set('sessionEnded', true);
    else await this.#parts.store.remove('sessionEnded');
    await this.#parts.store.remove('session');
  }

  /** A token to call the server with, renewed when needed; null when signed out. */
  async accessToken(): Promise<string | null> {
    const session = await this.current();
    if (!session) return null;
    if (session.expiresAt - RENEW_BEFORE_MS > this.#parts.now()) return session.accessToken;
    return (await this.renew(session.accessToken))?.accessToken ?? null;
  }

  /** The session after `refused` was refused: the one another request has just fetched, or a fresh one. */
  async renew(refused: string): Promise<Session | null> {
    const session = await this.current();
    if (!session || session.accessToken !== refused) return session;
    this.#refreshing ??= this.#refresh(session).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #refresh(session: Session): Promise<Session | null> {
    const tokens = await this.#parts.refresh(session.refreshToken);
    const latest = await this.current();
    // Signed out, or in as somebody else, while the request was under way.
    if (!latest || latest.refreshToken !== session.refreshToken) return latest;
    if (!tokens) {
      await this.end('ended');
      return null;
    }
    const renewed: Session = {
      ...latest,
      accessToken: tokens.accessToken,
      refreshToken: tokens.refreshToken,
      expiresAt: this.#parts.now() + tokens.expiresIn * 1000,
    };
    // Stored before anybody uses it: the old refresh token is good for a minute only.
    await this.#parts.store.set('session', renewed);
    return renewed;
  }
}
