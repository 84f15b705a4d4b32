import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import type { DatabaseConnections } from '../database/data-source.js';
import { CONNECTIONS } from '../database/database.js';
import { EventChannel } from '../live/event-channel.js';
import { QueueService } from '../queue/queue.service.js';
import { DeliveryService } from './delivery.service.js';
import { type LeasedWebhook, WebhookLeases } from './webhook-leases.js';

/** Webhooks one process serves at a time. */
const AT_ONCE = 64;
/** Of these, such as fail or are slow: however many there are, the rest of the room is left to the others. */
const TROUBLED_AT_ONCE = 24;
/** Events of so many milliseconds are looked for together. */
const GATHER_MS = 100;

/**
 * Takes webhooks that have something to do and serves a handful at a time. PostgreSQL's announcement of an event wakes
 * it at once; the queue's job, made every few seconds, finds what an announcement did not tell, and what is to be tried
 * again.
 */
@Injectable()
export class WebhookWorker implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('Webhooks');
  private readonly serving = new Map<LeasedWebhook, Promise<void>>();
  private readonly channel: EventChannel;
  private readonly announced = new Set<string>();
  private gathering: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private allWanted = false;
  /** There may be more to do than there was room for. */
  private crowded = false;
  private readonly ending = new AbortController();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CONNECTIONS) connections: DatabaseConnections,
    private readonly queue: QueueService,
    private readonly leases: WebhookLeases,
    private readonly delivery: DeliveryService,
  ) {
    this.channel = new EventChannel(connections, {
      onEvent: (accountId) => this.gather(accountId),
      // Its webhooks went with it.
      onGone: () => undefined,
      onRestored: () => void this.look(null),
    });
  }

  onModuleInit(): void {
    this.queue.handle('deliver-webhooks', () => this.look(null));
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.role !== 'api') await this.channel.open();
  }

  /** Lets what is being posted come to its end before anything it uses is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.ending.abort();
    clearTimeout(this.gathering);
    await this.channel.close();
    await this.looking;
    await Promise.all(this.serving.values());
  }

  /** An account's event, told to us as it was committed. */
  private gather(accountId: string): void {
    this.announced.add(accountId);
    if (this.gathering || this.ending.signal.aborted) return;
    this.gathering = setTimeout(() => {
      this.gathering = undefined;
      const accounts = [...this.announced];
      this.announced.clear();
      void this.look(accounts);
    }, GATHER_MS);
  }

  /**
   * Takes as many as there is room for, one look after the other. Resolves when they are taken, not when they are served.
   * @param among ids of webhooks, and of accounts whose events are new; null for whatever there is to do
   */
  private look(among: readonly string[] | null): Promise<void> {
    if (among === null && this.allWanted) return this.looking;
    this.allWanted ||= among === null;
    this.looking = this.looking.then(async () => {
      if (among === null) this.allWanted = false;
      if (this.ending.signal.aborted) return;
      try {
        await this.take(among);
      } catch (error) {
        this.log.warn(`cannot look for what to post: ${(error as Error).name}; trying again`);
      }
    });
    return this.looking;
  }

  private async take(among: readonly string[] | null): Promise<void> {
    if (among === null) this.crowded = false;
    await this.claim(AT_ONCE - this.serving.size, false, among);
    const troubled = [...this.serving.keys()].filter((webhook) => webhook.troubled).length;
    await this.claim(Math.min(AT_ONCE - this.serving.size, TROUBLED_AT_ONCE - troubled), true, among);
  }

  private async claim(room: number, troubled: boolean, among: readonly string[] | null): Promise<void> {
    const claimed = await this.leases.claim(room, troubled, among);
    this.crowded ||= claimed.length >= room;
    for (const webhook of claimed) this.start(webhook);
  }

  private start(webhook: LeasedWebhook): void {
    const serving = this.delivery
      .serve(webhook, this.ending.signal)
      // Its lease runs out, and it is taken up again.
      .catch((error: Error) => this.log.error(`a webhook's turn ended early: ${error.name}`))
      .finally(() => {
        this.serving.delete(webhook);
        // It may have more to do; where there was no room, others have waited.
        void this.look(this.crowded ? null : [webhook.id]);
      });
    this.serving.set(webhook, serving);
  }
}
