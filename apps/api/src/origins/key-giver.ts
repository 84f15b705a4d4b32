import type { KeyObject } from 'node:crypto';
import type { KeyStore } from './key-store.js';
import { PAIR_LIVES_MS } from './key-taker.js';
import { publicKeyFrom, wrap } from './key-wrapping.js';
import { OPENS_MS, type OriginKeys } from './origin-keys.js';

/**
 * Milliseconds after it was made until which a key is wrapped for a reader that is new. The reader's private key lives
 * no longer than what is left of the sealing key's time, so that nothing opens the wrapped copy after it either.
 */
const GIVEN_MS = OPENS_MS - PAIR_LIVES_MS;
const CLEANED_EVERY_MS = 60_000;

interface Reader {
  /** Null where what was registered is no key. */
  publicKey: KeyObject | null;
  /** Ids of the keys that are there for it. */
  has: Set<string>;
}

/** Wraps the keys made here for every process that judges. */
export class KeyGiver {
  private readonly readers = new Map<string, Reader>();
  private cleanedAt = 0;

  constructor(
    private readonly keys: OriginKeys,
    private readonly store: KeyStore,
  ) {}

  /**
   * Gives every reader what it has not yet.
   * @param now milliseconds since 1970 in UTC
   * @throws Error where the database is away; what was not given is given the next time
   */
  async give(now: number): Promise<void> {
    await this.lookAround();
    const given = [...this.readers].flatMap(([readerId, reader]) => this.missing(readerId, reader));
    if (given.length > 0) await this.store.give(given);
    for (const { readerId, keyId } of given) this.readers.get(readerId)?.has.add(keyId);
    if (now - this.cleanedAt < CLEANED_EVERY_MS) return;
    await this.store.forgetOld();
    this.cleanedAt = now;
  }

  private async lookAround(): Promise<void> {
    const present = await this.store.readers([...this.readers.keys()]);
    for (const { id, publicKey } of present) {
      if (publicKey) this.readers.set(id, { publicKey: keyOrNull(publicKey), has: new Set() });
    }
    const ids = new Set(present.map(({ id }) => id));
    for (const id of this.readers.keys()) if (!ids.has(id)) this.readers.delete(id);
  }

  private missing(readerId: string, { publicKey, has }: Reader) {
    if (!publicKey) return [];
    return this.keys
      .own(GIVEN_MS)
      .filter((key) => !has.has(key.id))
      .map(({ id, secret, age }) => ({ readerId, keyId: id, wrapped: wrap(id, secret, publicKey), age }));
  }
}

function keyOrNull(der: Buffer): KeyObject | null {
  try {
    return publicKeyFrom(der);
  } catch {
    return null;
  }
}
