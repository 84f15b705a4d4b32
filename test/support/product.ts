import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { EmbeddedPostgres } from '../../apps/api/src/database/embedded-postgres.js';
import { type Account, postgresBinaries } from '../../apps/api/src/database/postgres-binaries.js';
import { adopt, end, listenTo, printed, removeFolder, temporaryFolder } from './children.js';
import { NO_GOOGLE, testPort } from './port.js';

const program = join(import.meta.dirname, '../../apps/api/dist/main.js');

/** A PostgreSQL of one's own, as durable as in earnest: `fsync` and `synchronous_commit` are on. */
export interface PostgresServer {
  /** Process id of the server that runs now. */
  pid: number;
  /** A new database: empty, and the product's own start migrates it, or a copy of one that nobody uses now. */
  createDatabase(copyOf?: ProductDatabase): Promise<ProductDatabase>;
  /** `fast`: transactions are rolled back, a checkpoint is written; `immediate`: as in a crash. The port stays. */
  restart(how: 'fast' | 'immediate'): Promise<void>;
  /** The first half of `restart`. */
  stop(how: 'fast' | 'immediate'): Promise<void>;
  /** The second: resolves once it takes connections on the same port. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface ProductDatabase {
  name: string;
  /** For `DATABASE_URL`: the application's login. */
  url: string;
  /** For `DATABASE_OWNER_URL`. */
  ownerUrl: string;
  /** As superuser: sees every team's rows. Connects anew after a restart. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

export interface RedisServer {
  url: string;
  /** Empties it: every queue is gone. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface ProductOptions {
  role: 'api' | 'worker';
  database: Pick<ProductDatabase, 'url' | 'ownerUrl'>;
  /** Absent: the queues are in PostgreSQL. */
  redisUrl?: string;
  /** Base of the emulated Google, or of what stands before it; absent: nothing answers there. */
  googleUrl?: string;
  /** Port of the API; absent: a free one. */
  port?: number;
  /** More settings, or others. */
  env?: Record<string, string>;
  /** Arguments of Node itself, for example `['--import', file]`. */
  nodeArgs?: string[];
}

/** One running process of the built product. */
export interface ProductProcess {
  pid: number;
  /** Base address; of a worker: nothing answers there. */
  url: string;
  /** What it has printed until now, at most the last 200,000 characters. */
  log(): string;
  /** False once it has ended, whoever ended it. */
  running(): boolean;
  /** Resolves when it has ended. */
  ended: Promise<void>;
  /** Sends the signal to this process and waits until it has ended. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** The same keys for every process started from here, so that they can read each other's rows. */
const keys = Object.fromEntries(
  ['OPENLY_ENCRYPTION_KEYS', 'OPENLY_TOKEN_KEYS', 'OPENLY_LOOKUP_KEYS'].map((name) => [
    name,
    `k1:${randomBytes(32).toString('base64url')}`,
  ]),
);

/**
 * A cluster in a temporary folder, on a free port of loopback, that can be restarted on the same port.
 * @param settings more `name=value` settings of PostgreSQL
 */
export async function startPostgres(settings: Record<string, string> = {}): Promise<PostgresServer> {
  const folder = temporaryFolder('postgres');
  const port = await testPort();
  const at = (url: string, database: string) => {
    const moved = new URL(url);
    moved.port = String(port);
    moved.pathname = `/${database}`;
    return moved.href;
  };

  // The product's own launcher makes cluster, roles and passwords; from then on it runs here, where the port can stay.
  const made = await EmbeddedPostgres.start(folder);
  const superuserUrl = made.superuserUrl();
  const { ownerUrl, appUrl } = made.connections();
  const cluster = await dataDirectory(superuserUrl);
  await made.stop();
  const { uid, gid } = statSync(cluster);
  const account: Account | null = process.getuid?.() === 0 ? { uid, gid } : null;
  const binaries = await postgresBinaries(account, account ? '/var/lib/openly' : folder);
  const run = () => runPostgres(binaries, cluster, account, { ...settings, port: String(port) });

  let child = await run();
  const stop = (how: 'fast' | 'immediate') => end(child, how === 'fast' ? 'SIGINT' : 'SIGQUIT');
  const pools: pg.Pool[] = [];
  const open = (database: string) => {
    const pool = new pg.Pool({ connectionString: at(superuserUrl, database), max: 4 });
    pool.on('error', () => undefined);
    pools.push(pool);
    return pool;
  };
  const admin = open('postgres');
  return {
    get pid() {
      return child.pid ?? 0;
    },
    async createDatabase(copyOf) {
      const name = `product_${randomBytes(6).toString('hex')}`;
      if (copyOf) {
        // What is still connected there is idle.
        await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [copyOf.name]);
      }
      await admin.query(`create database ${name} owner openly_owner template ${copyOf?.name ?? 'template1'}`);
      await admin.query(`alter database ${name} set timezone to 'UTC'`);
      const inside = open(name);
      return {
        name,
        url: at(appUrl, name),
        ownerUrl: at(ownerUrl, name),
        query: async (text, values) => (await inside.query(text, values)).rows as never,
        async drop() {
          await inside.end();
          pools.splice(pools.indexOf(inside), 1);
          await admin.query(`drop database ${name} with (force)`);
        },
      };
    },
    async restart(how) {
      await stop(how);
      child = await run();
    },
    stop,
    async start() {
      child = await run();
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.end()));
      await end(child, 'SIGINT');
      // Below a folder that PostgreSQL's account cannot enter, the cluster lies elsewhere in one of its own.
      if (!cluster.startsWith(folder)) rmSync(dirname(cluster), { recursive: true, force: true });
      removeFolder(folder);
    },
  };
}

async function dataDirectory(superuserUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>('show data_directory');
  await client.end();
  return rows[0]?.data_directory ?? '';
}

async function runPostgres(
  binaries: string,
  cluster: string,
  account: Account | null,
  given: Record<string, string>,
): Promise<ChildProcess> {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '400',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    ...given,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = adopt(
    spawn(join(binaries, 'postgres'), ['-D', cluster, ...args], {
      ...account,
      cwd: '/',
      // Ctrl-C reaches the one who started it, who stops it last.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    }),
  );
  await printed(child, 'database system is ready to accept connections', listenTo(child));
  return child;
}

/** A Redis without a memory of its own, on a free port of loopback. @throws Error where redis-server is not installed */
export async function startRedis(): Promise<RedisServer> {
  const folder = temporaryFolder('redis');
  const port = await testPort();
  const settings = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = adopt(spawn('redis-server', settings, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] }));
  await printed(child, 'Ready to accept connections', listenTo(child));
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url);
  client.on('error', () => undefined);
  return {
    url,
    async flush() {
      await client.flushall();
    },
    async close() {
      client.disconnect();
      await end(child, 'SIGKILL');
      removeFolder(folder);
    },
  };
}

/**
 * The built server as a process of its own, `node apps/api/dist/main.js`, with no setting but those given: neither
 * this process's environment nor a `.env` reaches it. Resolves once it says that it is ready.
 * @throws Error with its last lines when it does not start
 */
export async function startProduct(options: ProductOptions): Promise<ProductProcess> {
  const folder = temporaryFolder('product');
  const port = options.port ?? (await testPort());
  const child = adopt(
    spawn(process.execPath, [...(options.nodeArgs ?? []), program], {
      cwd: folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        OPENLY_ROLE: options.role,
        OPENLY_PORT: String(port),
        OPENLY_DATA_DIR: folder,
        OPENLY_GOOGLE_URL: options.googleUrl ?? NO_GOOGLE,
        DATABASE_URL: options.database.url,
        DATABASE_OWNER_URL: options.database.ownerUrl,
        ...(options.redisUrl && { REDIS_URL: options.redisUrl }),
        ...keys,
        ...options.env,
      },
    }),
  );
  const gone = new Promise<void>((done) => {
    child.once('exit', () => {
      removeFolder(folder);
      done();
    });
  });
  const log = listenTo(child);
  await printed(child, '\nready ', () => `\n${log()}`);
  return {
    pid: child.pid ?? 0,
    url: `http://127.0.0.1:${port}`,
    log,
    running: () => child.exitCode === null && child.signalCode === null,
    ended: gone,
    kill: (signal) => end(child, signal),
  };
}
