import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Config, loadConfig } from '../../apps/api/src/config.js';
import { createServer } from '../../apps/api/src/server.js';
import { createDatabase, type TestDatabase } from './database.js';
import { routesOf, watchAnswers } from './described.js';
import { NO_GOOGLE, testPort } from './port.js';

/** Where a job queue can live. */
export type QueueBackend = 'postgres' | 'redis';

/** The same tests with the queue on PostgreSQL and on Redis; without a Redis those are skipped, and the name says why. */
export function onEachQueue(tests: (queue: QueueBackend) => void): void {
  describe('with the queue on PostgreSQL', () => tests('postgres'));
  if (process.env.OPENLY_TEST_REDIS_URL) describe('with the queue on Redis', () => tests('redis'));
  else describe.skip('with the queue on Redis (skipped: redis-server is not installed)', () => tests('redis'));
}

export interface TestApi {
  url: string;
  config: Config;
  app: NestFastifyApplication;
  /** Every route of its controllers: `GET /v1/messages/{id}`. */
  routes: readonly string[];
  close(): Promise<void>;
}

interface ApiOptions {
  database: TestDatabase;
  queue?: QueueBackend;
  /** Base of an emulated Google; absent: nothing answers there. */
  googleUrl?: string;
  env?: NodeJS.ProcessEnv;
}

/** The whole server in this process, on a free port of loopback. */
export async function startApi(options: ApiOptions): Promise<TestApi> {
  const dataDir = mkdtempSync(join(tmpdir(), 'openly-api-'));
  const port = await testPort();
  const config = loadConfig({
    OPENLY_PORT: String(port),
    OPENLY_DATA_DIR: dataDir,
    OPENLY_GOOGLE_URL: options.googleUrl ?? NO_GOOGLE,
    ...(options.queue === 'redis' && { REDIS_URL: await ownRedisDatabase() }),
    ...options.env,
  });
  const app = await createServer(config, options.database.connections);
  watchAnswers(app);
  const routes = routesOf(app);
  await app.listen(port, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${port}`,
    config,
    app,
    routes,
    close: async () => {
      await app.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * A server with a database of its own for the tests around it, from before the first to after the last.
 * @param take is given both before the first test
 */
export function withApi(
  options: Omit<ApiOptions, 'database'>,
  take: (its: { api: TestApi; database: TestDatabase }) => void,
): void {
  let database: TestDatabase | undefined;
  let api: TestApi | undefined;
  beforeAll(async () => {
    database = await createDatabase();
    api = await startApi({ database, ...options });
    take({ api, database });
  });
  afterAll(async () => {
    await api?.close();
    await database?.close();
  });
}

/** Redis has 16 numbered databases; each of Jest's workers takes its own and empties it. The last is for a process. */
async function ownRedisDatabase(): Promise<string> {
  const { Redis } = await import('ioredis');
  const url = `${process.env.OPENLY_TEST_REDIS_URL}/${Number(process.env.JEST_WORKER_ID ?? 1) % 15}`;
  const redis = new Redis(url);
  await redis.flushdb();
  redis.disconnect();
  return url;
}
