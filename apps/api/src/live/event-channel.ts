import { Logger } from '@nestjs/common';
import pg from 'pg';
import { type DatabaseConnections, startupOptions } from '../database/data-source.js';
import { LIVE_CHANNEL } from './event-log.js';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** A connection that died without a word is noticed after at most this plus the answer time below. */
const PROBE_EVERY_MS = 15_000;
const ANSWER_WITHIN_MS = 5_000;

interface Listener {
  /** This account has new events. */
  onEvent(accountId: string): void;
  /** This account was deleted. */
  onGone(accountId: string): void;
  /** The channel stands, again: announcements since it fell are lost. */
  onRestored(): void;
}

/** One connection of this process that LISTENs for new events, and is made again whenever it breaks. */
export class EventChannel {
  private readonly log = new Logger('Live');
  private client: pg.Client | null = null;
  private pause = FIRST_PAUSE_MS;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly connections: DatabaseConnections,
    private readonly listener: Listener,
  ) {}

  /** Begins to listen; resolves after the first attempt, which may have failed and is then repeated. */
  async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.connections.appUrl,
      application_name: 'openly-live',
      options: startupOptions(this.connections),
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
    });
    this.client = client;
    let over = false;
    const restart = () => {
      if (over) return;
      over = true;
      this.openAgain();
    };
    client.on('error', restart);
    client.on('end', restart);
    client.on('notification', ({ payload }) => payload && this.hear(payload));
    try {
      await client.connect();
      await client.query(`listen ${LIVE_CHANNEL}`);
      this.pause = FIRST_PAUSE_MS;
      this.probe(client, restart);
      this.listener.onRestored();
    } catch {
      restart();
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private hear(payload: string): void {
    const [accounts = '', what] = payload.split(' ');
    for (const accountId of accounts.split(',')) {
      if (what === 'gone') this.listener.onGone(accountId);
      else this.listener.onEvent(accountId);
    }
  }

  private openAgain(): void {
    clearTimeout(this.timer);
    if (this.closed) return;
    this.log.warn('lost the connection that announces events; connecting again');
    void this.client?.end().catch(() => undefined);
    const jitter = 0.75 + Math.random() / 2;
    this.timer = setTimeout(() => void this.open(), this.pause * jitter);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
  }

  private probe(client: pg.Client, restart: () => void): void {
    this.timer = setTimeout(() => {
      client.query('select 1').then(() => this.client === client && this.probe(client, restart), restart);
    }, PROBE_EVERY_MS);
    this.timer.unref();
  }
}
