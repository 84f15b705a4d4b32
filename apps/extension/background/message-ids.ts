import { Serial, type Store } from '../store';

interface Entry {
  messageId: string;
  usedAt: number;
}

const MOST = 500;

/**
 * Which message id a Gmail draft has. A draft reopened, popped out or taken back
 * with Undo keeps its id, so that it gets the same pixel and is one message.
 */
export class MessageIds {
  readonly #serial = new Serial();
  readonly #store: Store;
  readonly #newId: () => string;

  constructor(store: Store, newId: () => string = () => crypto.randomUUID()) {
    this.#store = store;
    this.#newId = newId;
  }

  of(draftKey: string): Promise<string> {
    return this.#serial.run(async () => {
      const entries = await this.#read();
      const messageId = entries[draftKey]?.messageId ?? this.#newId();
      await this.#write({ ...entries, [draftKey]: { messageId, usedAt: Date.now() } });
      return messageId;
    });
  }

  /** A new id for a draft whose old one is used up, because that mail has really gone out. */
  renew(draftKey: string, usedUp: string): Promise<string> {
    return this.#serial.run(async () => {
      const entries = await this.#read();
      const known = entries[draftKey]?.messageId;
      const messageId = known && known !== usedUp ? known : this.#newId();
      await this.#write({ ...entries, [draftKey]: { messageId, usedAt: Date.now() } });
      return messageId;
    });
  }

  /** Forgets them all: their account is gone. */
  forget(): Promise<void> {
    return this.#serial.run(() => this.#store.remove('drafts'));
  }

  async #read(): Promise<Record<string, Entry>> {
    return ((await this.#store.get('drafts')) as Record<string, Entry> | undefined) ?? {};
  }

  #write(entries: Record<string, Entry>): Promise<void> {
    const latest = Object.entries(entries).sort(([, a], [, b]) => b.usedAt - a.usedAt);
    return this.#store.set('drafts', Object.fromEntries(latest.slice(0, MOST)));
  }
}
