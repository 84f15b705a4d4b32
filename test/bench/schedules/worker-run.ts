import { setTimeout as sleep } from 'node:timers/promises';
import { type PostgresServer, type ProductDatabase, type RedisServer, startProduct } from '../../support/product.js';
import { watchMemory } from '../resident-memory.js';
import type { BenchGmail } from './gmail.js';
import { checkSent, type DueTime, lateness, makeDue, seedKeys } from './seed.js';

/** What a worker needs to run. */
export interface Stage {
  postgres: PostgresServer;
  /** Null: the queues are in PostgreSQL. */
  redis: RedisServer | null;
  gmail: BenchGmail;
  /** More arguments of the worker's Node. */
  nodeArgs: string[];
  /** Aborted, a run ends and rejects. */
  signal: AbortSignal;
}

/** What becomes due in a run. */
export interface Load extends DueTime {
  mails: number;
  /** After so long the run ends, whatever is left. */
  patienceMs: number;
}

export interface WorkerRun {
  /** By arrival in Gmail, in milliseconds since 1970. */
  arrivals: number[];
  /** Milliseconds by which each mail came after its time, in the same order. */
  late: number[];
  /** The worker's most resident memory, in MB, over the whole run … */
  peakMb: number;
  /** … and until the first `FIRST_MAILS` were out. */
  firstPeakMb: number;
}

/** So many that memory has stopped to rise. */
export const FIRST_MAILS = 3_000;

/** Lets one real worker process send what becomes due in a copy of the model. @throws Error when a mail went wrong */
export async function runWorker(stage: Stage, model: ProductDatabase, load: Load): Promise<WorkerRun> {
  const { postgres, redis, gmail, signal } = stage;
  const database = await postgres.createDatabase(model);
  await redis?.flush();
  await gmail.forget();
  await database.query('checkpoint');
  // No alarm is rung for these times: the worker finds them when it looks ahead at its start.
  await makeDue(database, load.mails, load);
  const worker = await startProduct({
    role: 'worker',
    database,
    googleUrl: gmail.url,
    env: seedKeys,
    nodeArgs: stage.nodeArgs,
    ...(redis && { redisUrl: redis.url }),
  });
  const memory = watchMemory(worker.pid);
  try {
    let firstPeakMb = 0;
    const end = Date.now() + load.patienceMs;
    for (let count = 0; count < load.mails && Date.now() < end; count = await gmail.count()) {
      signal.throwIfAborted();
      if (!worker.running()) throw new Error(`the worker ended: ${worker.log().slice(-500)}`);
      if (count < FIRST_MAILS) firstPeakMb = memory.peak();
      await sleep(50);
    }
    await worker.kill('SIGTERM');
    const { sends, refused, lastRaw } = await gmail.record();
    if (refused > 0) throw new Error(`Gmail was asked ${refused} times to send a mail again`);
    await checkSent(database, sends, lastRaw);
    return {
      arrivals: sends.map(({ at }) => at),
      late: await lateness(database, sends),
      peakMb: memory.peak(),
      firstPeakMb,
    };
  } finally {
    memory.stop();
    await worker.kill('SIGKILL');
    await database.drop();
  }
}
