import { join } from 'node:path';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Counter } from 'prom-client';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { MetricsService } from '../health/metrics.service.js';
import { OriginsService } from '../origins/origins.service.js';
import { QueueService } from '../queue/queue.service.js';
import type { Arrival, Hit } from './hit.js';
import { Group, HitInbox } from './hit-inbox.js';
import { Spool } from './spool.js';

/** Hits one statement writes at most. */
const GROUP_SIZE = 1_000;
/** Up to so many are written at once; of more only half, so that the others arrive while these are written. */
const SMALL_GROUP = 32;
/** Turns of the event loop without a new hit that end a moment; few take longer than a tenth of a millisecond. */
const IDLE_TURNS = 6;
/** Hits that may wait for the statement in flight. Each holds a connection, so this is never reached by readers. */
const LONGEST_QUEUE = 50_000;
/** Milliseconds between two wake-ups of the enricher by one process. */
const WAKE_EVERY_MS = 100;
/** Milliseconds until the spool is tried again: doubled with every failure. */
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;
/** Milliseconds between two looks at what lies in the spool while nothing is wrong. */
const LOOK_EVERY_MS = 3_600_000;
/** Milliseconds between two lines of the log that say hits are lost; the metric counts every one. */
const TELL_LOSS_EVERY_MS = 10_000;
/** SQLSTATE classes that say the values themselves are refused: data exception, integrity constraint. */
const REFUSED = /^2[23]/;

interface Waiting {
  hit: Arrival;
  kept: () => void;
}

/**
 * Makes hits last. While one statement is in flight arrivals collect, and the next statement writes them all; what
 * the database does not confirm goes to the spool and from there to the database later, once.
 */
@Injectable()
export class HitWriter implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly log = new Logger('Capture');
  private readonly spool: Spool;
  /**
   * The one group whose statement failed when the disk would not have it either: it may be written or not, so it is
   * held here until the database can be asked again, and not counted as lost.
   */
  private held: readonly Hit[] = [];
  private waiting: Waiting[] = [];
  /** The first `SMALL_GROUP` of those waiting, made ready while this process would wait for the statement in flight. */
  private ready: Group | null = null;
  private writing = false;
  /** While true hits go to the spool at once, and the replay alone tries the database. */
  private databaseAway = false;
  private replayTimer: NodeJS.Timeout | undefined;
  private replaying: Promise<void> | null = null;
  private retryMs = FIRST_RETRY_MS;
  private wakeTimer: NodeJS.Timeout | undefined;
  private lookTimer: NodeJS.Timeout | undefined;
  private closing = false;
  private lossTold = 0;
  private readonly stored: Counter;
  private readonly spooled: Counter;
  private readonly overflowed: Counter;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly inbox: HitInbox,
    private readonly queue: QueueService,
    private readonly origins: OriginsService,
    metrics: MetricsService,
  ) {
    this.spool = new Spool(join(config.dataDir, 'spool'), config.spoolBytes);
    this.stored = metrics.counter('openly_hits_stored_total', 'Hits the database has confirmed');
    this.spooled = metrics.counter(
      'openly_hits_spooled_total',
      'Hits that went to the spool because the database was away',
    );
    this.overflowed = metrics.counter(
      'openly_hits_overflowed_total',
      'Hits that were answered and lost: neither the database nor the spool took them',
    );
  }

  onApplicationBootstrap(): void {
    this.replaySoon(0);
    // What was set aside is deleted after its days, also where the database is never away.
    this.lookTimer = setInterval(() => this.replaySoon(0), LOOK_EVERY_MS);
    this.lookTimer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closing = true;
    clearInterval(this.lookTimer);
    clearTimeout(this.replayTimer);
    clearTimeout(this.wakeTimer);
    await this.replaying;
  }

  /** The HTTP server is closed by now, and with it every request that waited here. */
  async onApplicationShutdown(): Promise<void> {
    if (this.held.length > 0) this.lose(this.held, new Error('stopped'));
    await this.spool.close();
  }

  /** Takes a hit; `kept` is called once it is durable, or lost because neither database nor disk took it. */
  write(hit: Arrival, kept: () => void): void {
    if (this.waiting.length >= LONGEST_QUEUE) {
      this.overflowed.inc();
      kept();
      return;
    }
    this.waiting.push({ hit, kept });
    if (this.writing) {
      if (this.waiting.length === SMALL_GROUP) this.ready = this.sealed(this.waiting);
      return;
    }
    this.writing = true;
    void this.writeGroups();
  }

  /** Where enough wait already they are on their way before those just written are answered, which takes a while. */
  private async writeGroups(): Promise<void> {
    let written: readonly Waiting[] = [];
    const answer = () => {
      for (const { kept } of written) kept();
      written = [];
    };
    while (this.waiting.length + written.length > 0) {
      if (this.waiting.length < SMALL_GROUP) {
        answer();
        await this.collect();
        if (this.waiting.length === 0) break;
      }
      const half = Math.ceil(this.waiting.length / 2);
      const group = this.waiting.splice(0, Math.min(Math.max(half, SMALL_GROUP), GROUP_SIZE));
      const keeping = this.keep(group.length === SMALL_GROUP && this.ready ? this.ready : this.sealed(group));
      this.ready = null;
      answer();
      await keeping;
      written = group;
    }
    this.writing = false;
  }

  private sealed(group: readonly Waiting[]): Group {
    const arrivals = group.map(({ hit }) => hit);
    return new Group(arrivals, this.origins.sealAll(arrivals.map(({ origin }) => origin)));
  }

  /**
   * Lets the event loop turn while that brings more hits: they belong to the same moment, and share one commit. Some
   * turns bring nothing while readers' machines are just asking.
   */
  private async collect(): Promise<void> {
    let before = 0;
    for (let idle = 0; idle < IDLE_TURNS && this.waiting.length < SMALL_GROUP; idle++) {
      if (this.waiting.length > before) idle = 0;
      before = this.waiting.length;
      await new Promise((turned) => setImmediate(turned));
    }
  }

  private async keep(group: Group): Promise<void> {
    const asked = !this.databaseAway;
    if (asked) {
      try {
        await this.inbox.put(group);
        this.stored.inc(group.size);
        this.wakeEnricher();
        return;
      } catch (error) {
        this.databaseAway = true;
        this.log.warn(`hits go to the spool: the database is away (${codeOf(error)})`);
      }
    }
    const { hits } = group;
    try {
      await this.spool.append(hits);
      this.spooled.inc(hits.length);
    } catch (error) {
      if (asked) this.held = hits;
      else this.lose(hits, error);
    }
    this.replaySoon(this.retryMs);
  }

  private lose(hits: readonly Hit[], error: unknown): void {
    this.overflowed.inc(hits.length);
    // While it goes on, a line for every group would fill what is left of the disk.
    if (Date.now() - this.lossTold < TELL_LOSS_EVERY_MS) return;
    this.lossTold = Date.now();
    this.log.error(`hits are lost: the database is away, and the spool takes no more (${codeOf(error)})`);
  }

  private replaySoon(delay: number): void {
    if (this.replayTimer || this.replaying || this.closing) return;
    this.replayTimer = setTimeout(() => {
      this.replayTimer = undefined;
      this.replaying = this.replay().finally(() => {
        this.replaying = null;
        if (this.databaseAway) this.replaySoon(this.retryMs);
      });
    }, delay);
    this.replayTimer.unref();
  }

  /** Brings what is in the spool to the database. A hit that is there already, or was judged since, changes nothing. */
  private async replay(): Promise<void> {
    // It may go away while the files are read: then that is for the next replay.
    const wasAway = this.databaseAway;
    try {
      if (wasAway) await this.replayHeld();
      await this.replayFiles();
      this.retryMs = FIRST_RETRY_MS;
      if (!wasAway) return;
      this.databaseAway = false;
      this.log.warn('the database is back');
      // From here on groups go to the database again; this is what came into the spool until here.
      await this.replayFiles();
    } catch (error) {
      this.databaseAway = true;
      this.retryMs = Math.min(this.retryMs * 2, LONGEST_RETRY_MS);
      this.log.warn(`the spool waits for the database (${codeOf(error)})`);
    }
  }

  /** Also asks whether the database is back, where nothing is held. */
  private async replayHeld(): Promise<void> {
    const refused = await this.putEach(this.held);
    this.stored.inc(this.held.length - refused.length);
    if (refused.length > 0) this.lose(refused, new Error('refused'));
    this.held = [];
  }

  private async replayFiles(): Promise<void> {
    for (const path of await this.spool.finished()) {
      if (this.closing) return;
      await this.replayFile(path);
    }
  }

  private async replayFile(path: string): Promise<void> {
    const hits = await this.spool.read(path);
    const refused: Hit[] = [];
    for (let from = 0; from < hits.length; from += GROUP_SIZE) {
      refused.push(...(await this.putEach(hits.slice(from, from + GROUP_SIZE))));
      this.wakeEnricher();
    }
    if (refused.length > 0) {
      await this.spool.setAside(path, refused);
      this.log.error(`${refused.length} hits of the spool are set aside: the database refuses what is in them`);
    }
    this.stored.inc(hits.length - refused.length);
    await this.spool.remove(path);
  }

  /**
   * Writes hits that may be there already. One that the database refuses for what is in it holds up no other: the
   * group is halved until that one stands alone.
   * @returns the refused
   * @throws Error where the database is away
   */
  private async putEach(hits: readonly Hit[]): Promise<readonly Hit[]> {
    try {
      await this.inbox.putAgain(hits);
      return [];
    } catch (error) {
      if (!REFUSED.test(codeOf(error))) throw error;
      if (hits.length <= 1) return hits;
      const half = Math.ceil(hits.length / 2);
      return [...(await this.putEach(hits.slice(0, half))), ...(await this.putEach(hits.slice(half)))];
    }
  }

  /** At most every `WAKE_EVERY_MS`, after the last group. A wake-up that is lost costs seconds: the queue has its own. */
  private wakeEnricher(): void {
    if (this.wakeTimer || this.closing) return;
    this.wakeTimer = setTimeout(() => {
      this.wakeTimer = undefined;
      // Each wake-up is a job of its own: an equal one that has begun may have looked before these hits were there.
      this.queue.add('enrich-hits', {}).catch(() => undefined);
    }, WAKE_EVERY_MS);
    this.wakeTimer.unref();
  }
}

const codeOf = (error: unknown) => (error as { code?: string }).code ?? 'no answer';
