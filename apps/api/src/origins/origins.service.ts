import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Database } from '../database/database.js';
import { KeyGiver } from './key-giver.js';
import { KeyStore } from './key-store.js';
import { KeyTaker } from './key-taker.js';
import type { Origin } from './origin.js';
import { OriginKeys } from './origin-keys.js';

const LOOK_EVERY_MS = 1_000;

/**
 * Seals who fetched, and opens it to be judged, for nine minutes and in memory alone. Processes that share a database
 * share their keys through it, wrapped for each that judges; the embedded database has one process, which keeps its own.
 */
@Injectable()
export class OriginsService implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly keys: OriginKeys;
  private readonly giver: KeyGiver | null;
  private readonly taker: KeyTaker | null;
  private timer: NodeJS.Timeout | undefined;
  private sharing: Promise<unknown> | null = null;
  private closing = false;

  constructor(@Inject(CONFIG) { role, databaseUrl }: Config, database: Database) {
    this.keys = new OriginKeys(role !== 'worker', Date.now());
    const store = new KeyStore(database);
    const shared = databaseUrl !== null;
    this.giver = shared && role !== 'worker' ? new KeyGiver(this.keys, store) : null;
    this.taker = shared && role !== 'api' ? new KeyTaker(this.keys, store) : null;
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.timer.unref();
    this.look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closing = true;
    await this.sharing;
  }

  /** The last requests have been answered by now. */
  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.keys.forgetAll();
  }

  /** Null where this process has no key, as at its very end: then who fetched is not kept. */
  seal(origin: Origin): string | null {
    return this.keys.seal(origin);
  }

  /** The same for those of one moment, in their order, in half the time. */
  sealAll(origins: readonly Origin[]): (string | null)[] {
    return this.keys.sealAll(origins);
  }

  /** In their order; null where nothing was kept, or nobody can read it any more. */
  openAll(sealed: readonly (string | null)[]): (Origin | null)[] {
    return this.keys.openAll(sealed, Date.now());
  }

  /**
   * Fetches the keys that other processes have given since.
   * @returns ids of the keys whose hits can be judged now: they are here, or were waited for in vain. Null where none
   *   will come, so that every hit can be judged.
   * @throws Error where the database is away
   */
  async readable(): Promise<string[] | null> {
    if (!this.taker) return null;
    await this.taker.take(Date.now());
    return [...this.keys.ids(), ...this.taker.givenUp(Date.now())];
  }

  /** Notes that there are hits whose keys are not among the readable: they are waited for a while. */
  missed(keyIds: readonly string[]): void {
    this.taker?.missed(keyIds, Date.now());
  }

  private look(): void {
    const now = Date.now();
    this.keys.advance(now);
    if (this.sharing || this.closing) return;
    // Where the database is away both are tried again at the next look.
    this.sharing = Promise.allSettled([this.taker?.keepRegistered(now), this.giver?.give(now)]).finally(() => {
      this.sharing = null;
    });
  }
}
