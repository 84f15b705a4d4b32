import { type KeyObject, randomUUID } from 'node:crypto';
import { KEPT } from '@openly/contracts';
import type { KeyStore } from './key-store.js';
import { aKeyPair, unwrap } from './key-wrapping.js';
import { OPENS_MS, type OriginKeys } from './origin-keys.js';

/** Milliseconds a key pair lives. Then another takes its place, so that it does not open what was wrapped long ago. */
export const PAIR_LIVES_MS = KEPT.originPairMinutes * 60_000;
const SEEN_EVERY_MS = 20_000;
/** Milliseconds that a key is waited for, from when it was missed first. */
const PATIENCE_MS = 15_000;

interface Pair {
  /** The reader's id: another for each pair. */
  id: string;
  privateKey: KeyObject;
  publicKey: Buffer;
  madeAt: number;
}

/** Takes the keys that other processes have wrapped for this one. */
export class KeyTaker {
  private pair: Pair | null = null;
  private replaced: string | null = null;
  /** Null where the present pair is not registered yet. */
  private seenAt: number | null = null;
  /** When a key was missed first, by its id. */
  private readonly missedAt = new Map<string, number>();

  constructor(
    private readonly keys: OriginKeys,
    private readonly store: KeyStore,
  ) {}

  /**
   * Keeps this process registered, with a pair that is not too old.
   * @param now milliseconds since 1970 in UTC, here and below
   * @throws Error where the database is away
   */
  async keepRegistered(now: number): Promise<void> {
    const age = this.pair ? now - this.pair.madeAt : PAIR_LIVES_MS;
    // A clock that was set back would give it more time.
    if (age < 0 || age >= PAIR_LIVES_MS) await this.renew(now);
    else if (this.seenAt !== null && Math.abs(now - this.seenAt) < SEEN_EVERY_MS) return;
    const { id, publicKey } = this.pair as Pair;
    await this.store.register(id, publicKey, this.replaced);
    this.replaced = null;
    this.seenAt = now;
  }

  /** Fetches the keys that are there for this process and that it has not. @throws Error where the database is away */
  async take(now: number): Promise<void> {
    const { pair } = this;
    if (!pair) return;
    for (const { keyId, wrapped, age } of await this.store.keysFor(pair.id, this.keys.ids())) {
      const secret = unwrapped(keyId, wrapped, pair.privateKey);
      if (secret) this.keys.add(keyId, secret, now - age);
    }
  }

  /** Notes that there are hits of these keys, which are not here. */
  missed(keyIds: readonly string[], now: number): void {
    for (const id of keyIds) if (!this.missedAt.has(id)) this.missedAt.set(id, now);
  }

  /** Ids of the keys that were waited for in vain. */
  givenUp(now: number): string[] {
    for (const [id, at] of this.missedAt) if (Math.abs(now - at) > OPENS_MS) this.missedAt.delete(id);
    return [...this.missedAt].flatMap(([id, at]) => (Math.abs(now - at) < PATIENCE_MS ? [] : [id]));
  }

  private async renew(now: number): Promise<void> {
    // What is there for the old pair is of no use to the next one.
    await this.take(now).catch(() => undefined);
    this.replaced = this.pair?.id ?? this.replaced;
    this.pair = null;
    this.pair = { id: randomUUID(), ...(await aKeyPair()), madeAt: now };
    this.seenAt = null;
  }
}

function unwrapped(keyId: string, wrapped: Buffer, privateKey: KeyObject): Buffer | null {
  try {
    return unwrap(keyId, wrapped, privateKey);
  } catch {
    return null;
  }
}
