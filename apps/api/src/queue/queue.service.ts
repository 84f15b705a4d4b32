import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { createPostgresBackend, Queue, Worker, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { type DatabaseConnections, QUEUE_SCHEMA, startupOptions } from '../database/data-source.js';
import { CONNECTIONS } from '../database/database.js';
import { type Payload, type QueueDefinition, type QueueName, queues } from './queues.js';

type Handler<Name extends QueueName> = (payload: Payload<Name>) => Promise<void>;

interface AddOptions {
  /** Milliseconds to wait. */
  delay?: number;
  /** Derived, not random, where a repeat must be the same job. Without `:` and not a bare integer. */
  jobId?: string;
}

const RHYTHMS_KEPT_MS = 30_000;

/** Finished jobs leave nothing behind: a kept job id would silently swallow the next job of that id. */
const jobDefaults = { removeOnComplete: true, removeOnFail: true };

/** The queues of `queues.ts` on Redis or PostgreSQL. Modules register handlers; a boot checks that each has one. */
@Injectable()
export class QueueService implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly log = new Logger('Queue');
  private readonly handlers = new Map<QueueName, Handler<never>>();
  private readonly open = new Map<QueueName, Queue>();
  private readonly workers: Worker[] = [];
  private readonly connections: Redis[] = [];
  private pool: pg.Pool | null = null;
  private rhythms: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CONNECTIONS) private readonly database: DatabaseConnections,
  ) {}

  /**
   * Says who works on a queue. Call from a module's `onModuleInit`.
   * @throws Error when the queue has a handler already.
   */
  handle<Name extends QueueName>(name: Name, handler: Handler<Name>): void {
    if (this.handlers.has(name)) throw new Error(`queue ${name} has two handlers`);
    this.handlers.set(name, handler as Handler<never>);
  }

  /** Adds a job. @throws Error when the payload has not the shape the table gives, or the queue cannot be reached. */
  async add<Name extends QueueName>(name: Name, payload: Payload<Name>, options: AddOptions = {}): Promise<void> {
    await this.queue(name).add(name, queues[name].payload.parse(payload), {
      ...jobDefaults,
      attempts: queues[name].attempts,
      // BullMQ would make a sequence for ids of its own, which the application's role may not.
      jobId: `${name}-${uuidv7()}`,
      ...options,
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    const names = Object.keys(queues) as QueueName[];
    const orphan = names.find((name) => !this.handlers.has(name));
    if (orphan) throw new Error(`queue ${orphan} has no handler`);
    if (this.config.role === 'api') return;
    await this.keepRhythms();
    this.rhythms = setInterval(() => {
      this.keepRhythms().catch((error: Error) => this.log.warn(`queues cannot be reached: ${error.name}`));
    }, RHYTHMS_KEPT_MS);
    for (const name of names) this.workers.push(this.work(name));
  }

  /** What the queues make by themselves. Said again now and then: a queue that was wiped would stay silent for ever. */
  private async keepRhythms(): Promise<void> {
    for (const [name, { every }] of Object.entries(queues) as [QueueName, QueueDefinition][]) {
      if (!every) continue;
      await this.queue(name).upsertJobScheduler(name, { every }, { name, data: {}, opts: jobDefaults });
    }
  }

  /** Lets running jobs finish before anything they use is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.rhythms);
    await Promise.all(this.workers.map((worker) => worker.close()));
    await Promise.all([...this.open.values()].map((queue) => queue.close()));
  }

  async onApplicationShutdown(): Promise<void> {
    for (const connection of this.connections) connection.disconnect();
    await this.pool?.end();
  }

  private queue(name: QueueName): Queue {
    let queue = this.open.get(name);
    if (!queue) {
      queue = this.config.redisUrl
        ? new Queue(name, { connection: this.redis(this.config.redisUrl) })
        : (new onPostgres.Queue(name, { connection: this.postgres() }) as unknown as Queue);
      queue.on('error', (error) => this.log.warn(`${name}: ${error.message}`));
      this.open.set(name, queue);
    }
    return queue;
  }

  private work(name: QueueName): Worker {
    const process = async (job: { data: unknown }) => {
      const payload = queues[name].payload.parse(job.data);
      try {
        await (this.handlers.get(name) as Handler<QueueName>)(payload as never);
      } catch (error) {
        // Goes to the log and to the queue's own events: a database's message may quote what stands in a row.
        throw new Error(`${(error as Error).name} ${(error as { code?: string }).code ?? ''}`.trim());
      }
    };
    const { concurrency } = queues[name];
    const worker = this.config.redisUrl
      ? new Worker(name, process, { connection: this.redis(this.config.redisUrl), concurrency })
      : (new onPostgres.Worker(name, process, { connection: this.postgres(), concurrency }) as unknown as Worker);
    worker.on('error', (error) => this.log.warn(`${name}: ${error.message}`));
    worker.on('failed', (_job, error) => this.log.error(`${name} failed: ${error.message}`));
    return worker;
  }

  /** BullMQ asks for `maxRetriesPerRequest: null` on connections that workers block on. */
  private redis(url: string): Redis {
    const connection = new Redis(url, { maxRetriesPerRequest: null });
    connection.on('error', (error) => this.log.warn(`redis: ${error.message}`));
    this.connections.push(connection);
    return connection;
  }

  /** One pool for all queues; each worker keeps one of its connections for LISTEN. */
  private postgres(): pg.Pool {
    if (!this.pool) {
      this.pool = new pg.Pool({
        connectionString: this.database.appUrl,
        application_name: 'openly-queue',
        options: startupOptions(this.database, [`-c search_path=${QUEUE_SCHEMA}`]),
        max: 16,
        keepAlive: true,
      });
      // Each queue and worker listens for itself, so there are more than Node warns of.
      this.pool.setMaxListeners(0);
      // A connection that is lost between two statements of BullMQ's says so at the next one too; unheard, the event would
      // end the process.
      this.pool.on('connect', (client) => client.on('error', () => undefined));
      this.pool.on('error', (error) => this.log.warn(`queue database: ${error.message}`));
    }
    return this.pool;
  }
}

const onPostgres = withBackend(createPostgresBackend);
