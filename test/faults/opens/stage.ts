import pg from 'pg';
import { NO_GOOGLE, testPort } from '../../support/port.js';
import {
  type PostgresServer,
  type ProductDatabase,
  type ProductProcess,
  startPostgres,
  startProduct,
  startRedis,
} from '../../support/product.js';
import { Undo } from '../../support/undo.js';
import { until } from '../../support/until.js';
import { openQueue, type QueueBackend, type QueueOfProduct } from '../sends/queue.js';
import { Workers } from '../sends/workers.js';
import { type Disk, makeDisk } from './disk.js';
import { Load } from './load.js';
import { aTokenKey, type Mails, writeMails } from './mails.js';
import { type WayMode, type WayToDatabase, wayToDatabase } from './way-to-database.js';

/** After a fault: until nothing waits in the spool any more. */
const CATCH_UP_MS = 30_000;

/** PostgreSQL, an API and a worker as their own processes, with a way to PostgreSQL that can fail, under load. */
export interface Stage {
  postgres: PostgresServer;
  database: ProductDatabase;
  /** In system scope, as the server's own work: holds a transaction where one is needed. */
  connect(): Promise<pg.Client>;
  /** How PostgreSQL is reached, by the API and, where it is not said otherwise, by the worker. */
  way(mode: WayMode): Promise<void>;
  queue: QueueOfProduct;
  workers: Workers;
  disk: Disk;
  mails: Mails;
  load: Load;
  /** SIGKILL; the caller says when another is to start. */
  killApi(): Promise<void>;
  /** Another API at the same place, with the same data folder. */
  startApi(): Promise<void>;
  /** Hits that every API process until now has counted as lost. */
  overflowed(): Promise<number>;
  /** Milliseconds until nothing waits in the spool. @throws Error after half a minute */
  caughtUp(): Promise<number>;
  apiLog(): string;
  close(): Promise<void>;
}

/**
 * Starts everything.
 * @param fetched mails for the load, one a request
 * @param spare mails after these, for other uses
 * @throws what failed, with nothing left running
 */
export async function setStage(backend: QueueBackend, fetched: number, spare: number): Promise<Stage> {
  const undo = new Undo();
  try {
    const postgres = undo.keep(await startPostgres());
    const database = await postgres.createDatabase();
    const redis = backend === 'redis' ? undo.keep(await startRedis()) : null;
    const disk = undo.keep(makeDisk());
    const ways = {
      api: undo.keep(await wayToDatabase(database.url)),
      worker: undo.keep(await wayToDatabase(database.url)),
    };
    const tokens = aTokenKey();
    const port = await testPort();
    const env = { OPENLY_TOKEN_KEYS: tokens.setting, OPENLY_PUBLIC_URL: `http://127.0.0.1:${port}` };
    const shared = (by: WayToDatabase) => ({
      database: { url: by.through(database.url), ownerUrl: by.through(database.ownerUrl) },
      redisUrl: redis?.url,
    });

    let api: ProductProcess;
    // A process that is killed takes its count with it, so it is read after every fault.
    const overflowed = { before: 0, now: 0 };
    const startApi = async () => {
      api = await startProduct({
        ...shared(ways.api),
        role: 'api',
        port,
        env: { ...env, OPENLY_DATA_DIR: disk.folder, OPENLY_SPOOL_MB: String(disk.spoolMegabytes) },
      });
    };
    await startApi();
    undo.add(() => api.kill('SIGKILL'));
    const mails = await writeMails(database, tokens.key, fetched + spare);
    const workers = undo.keep(
      await Workers.start({
        product: { ...shared(ways.worker), env },
        googleUrls: [NO_GOOGLE],
        wrongClock: { worker: -1, seconds: 0 },
      }),
    );
    const queue = undo.keep(openQueue(database, redis));
    const load = new Load(`http://127.0.0.1:${port}`, mails.pixelOf, fetched);
    undo.add(() => load.stop());

    return {
      postgres,
      database,
      connect: async () => {
        const client = new pg.Client({ connectionString: database.ownerUrl, options: '-c openly.scope=system' });
        client.on('error', () => undefined);
        await client.connect();
        return client;
      },
      way: async (mode) => {
        await ways.api.mode(mode);
        // A worker's connection that says nothing for ever is given up after five minutes: too long for this drill.
        await ways.worker.mode(mode === 'swallow_answers' || mode === 'hold_statements' ? 'open' : mode);
      },
      queue,
      workers,
      disk,
      mails,
      load,
      killApi: async () => {
        load.apiDies();
        await api.kill('SIGKILL');
        overflowed.before += overflowed.now;
        overflowed.now = 0;
      },
      startApi: async () => {
        await startApi();
        load.apiLives();
      },
      overflowed: async () => {
        const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
        overflowed.now = Number(/^openly_hits_overflowed_total (\d+)$/m.exec(text)?.[1]);
        return overflowed.before + overflowed.now;
      },
      caughtUp: async () => {
        const begin = Date.now();
        await until(() => disk.spooled() === 0, CATCH_UP_MS, 'an empty spool');
        return Date.now() - begin;
      },
      apiLog: () => api.log(),
      close: undo.all,
    };
  } catch (error) {
    await undo.all();
    throw error;
  }
}
