import { randomUUID } from 'node:crypto';
import { createPostgresBackend, Queue, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { ProductDatabase, RedisServer } from '../../support/product.js';

export type QueueBackend = 'postgres' | 'redis';

/** The job that wakes a worker for what is due. */
const WAKE_JOB = 'send-due';
const SCHEMA = 'bullmq';

/** The product's queue, seen from outside. */
export interface QueueOfProduct {
  /** Wakes several workers at once for whatever is due. */
  wakeAll(): Promise<void>;
  /** Everything in it is gone. */
  wipe(): Promise<void>;
  close(): Promise<void>;
}

export function openQueue(database: ProductDatabase, redis: RedisServer | null): QueueOfProduct {
  return redis ? onRedis(redis) : onPostgres(database);
}

const jobs = () =>
  Array.from({ length: 6 }, () => ({
    name: WAKE_JOB,
    data: {},
    opts: { jobId: `${WAKE_JOB}-${randomUUID()}`, removeOnComplete: true, removeOnFail: true },
  }));

function onRedis(redis: RedisServer): QueueOfProduct {
  const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
  connection.on('error', () => undefined);
  const queue = new Queue(WAKE_JOB, { connection });
  queue.on('error', () => undefined);
  return {
    wakeAll: async () => void (await queue.addBulk(jobs())),
    wipe: () => redis.flush(),
    close: async () => {
      await queue.close();
      connection.disconnect();
    },
  };
}

const { Queue: PostgresQueue } = withBackend(createPostgresBackend);

function onPostgres(database: ProductDatabase): QueueOfProduct {
  const pool = new pg.Pool({ connectionString: database.ownerUrl, options: `-c search_path=${SCHEMA}`, max: 2 });
  pool.on('error', () => undefined);
  const queue = new PostgresQueue(WAKE_JOB, { connection: pool });
  queue.on('error', () => undefined);
  return {
    wakeAll: async () => void (await queue.addBulk(jobs())),
    wipe: async () => {
      // All but the list of migrations, which says what the tables look like, not what is in them.
      const tables = await database.query<{ name: string }>(
        `select format('%I.%I', schemaname, tablename) as name from pg_tables
         where schemaname = $1 and tablename <> 'migration'`,
        [SCHEMA],
      );
      await database.query(`truncate ${tables.map(({ name }) => name).join(', ')}`);
    },
    close: async () => {
      await queue.close();
      await pool.end();
    },
  };
}
