import './heap.js';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import { AppModule } from './app.module.js';
import { type Config, ConfigError, loadConfig, loadEnvFile, repositoryRoot } from './config.js';
import { externalConnections } from './database/connections.js';
import { type DatabaseConnections, migrate } from './database/data-source.js';
import { EmbeddedPostgres } from './database/embedded-postgres.js';
import { ProcessLock } from './database/process-lock.js';

/** Things to undo, last one first, whether the start fails or the process is asked to end. */
const undo: (() => Promise<void> | void)[] = [];
/** Ends what would outlive this process, at once, for one who will not wait. */
const children: (() => void)[] = [];
let ending: Promise<void> | null = null;

function end(code: number): Promise<void> {
  ending ??= (async () => {
    for (const step of undo.reverse()) {
      try {
        await step();
      } catch (error) {
        console.error(`openly: while stopping: ${(error as Error).message}`);
        process.exitCode = 1;
      }
    }
    if (code === 0) console.log('stopped');
    process.exit(process.exitCode ?? code);
  })();
  return ending;
}

async function start(): Promise<void> {
  loadEnvFile();
  let config = loadConfig();
  useDataDir(config.dataDir);
  const database = config.databaseUrl
    ? externalConnections(config.databaseUrl, config)
    : await embeddedDatabase(config);
  // Before anything works: a start that says it failed must not have sent a mail.
  if (config.role !== 'worker') await probe(config);
  await reach('DATABASE_URL', () => migrate(database));
  const { redisUrl } = config;
  if (redisUrl) await reach('REDIS_URL', () => pingRedis(redisUrl));
  if (config.sandboxPort !== null) {
    const { smtpUrl } = await startSandbox(config, config.sandboxPort);
    config = { ...config, smtpUrl: config.smtpUrl ?? smtpUrl };
  }

  if (config.role === 'worker') {
    const worker = await NestFactory.createApplicationContext(AppModule.with(config, database), {
      logger: ['error', 'warn', 'fatal'],
      abortOnError: false,
    });
    undo.push(() => worker.close());
    console.log('ready worker');
    return;
  }
  // A worker does without the HTTP server and its memory.
  const { createServer } = await import('./server.js');
  const app = await createServer(config, database);
  undo.push(() => app.close());
  await listen(app, config);
  console.log(`ready http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`);
  for (const line of whatNext(config)) console.log(line);
}

/** Does what needs another server; where that cannot be reached, names the setting that says where it is. */
async function reach(setting: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // Both families of addresses refused: Node wraps the reasons in an AggregateError without a message.
    const [reason] = error instanceof AggregateError ? error.errors : [error];
    const { code, message } = reason as NodeJS.ErrnoException;
    throw new ConfigError(`${setting}: the server does not take us (${code ?? ''} ${message})`);
  }
}

async function pingRedis(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 5_000 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}

async function listen(app: NestFastifyApplication, config: Config): Promise<void> {
  await app.init();
  // Nest's own listen would log an error besides throwing it.
  await atAddress(config, () => app.getHttpAdapter().getInstance().listen({ port: config.port, host: config.host }));
}

/** Takes the address and lets it go again. @throws ConfigError that says why it cannot be had */
async function probe(config: Config): Promise<void> {
  const server = createTcpServer();
  await atAddress(config, () => once(server.listen(config.port, config.host), 'listening'));
  await new Promise((closed) => server.close(closed));
}

async function atAddress(config: Config, listen: () => Promise<unknown>): Promise<void> {
  try {
    await listen();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new ConfigError(`OPENLY_PORT: port ${config.port} is in use by another program`);
    if (code === 'EACCES') throw new ConfigError(`OPENLY_PORT: no permission to listen on port ${config.port}`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new ConfigError(`OPENLY_HOST: this machine has no address ${config.host}`);
    }
    throw new Error(message);
  }
}

function useDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    throw new ConfigError(`OPENLY_DATA_DIR: cannot write to ${dataDir} (${(error as NodeJS.ErrnoException).code})`);
  }
}

async function embeddedDatabase(config: Config): Promise<DatabaseConnections> {
  if (config.role !== 'all') throw new ConfigError(`DATABASE_URL: is missing, which OPENLY_ROLE=${config.role} needs`);
  const lock = ProcessLock.acquire(config.dataDir);
  undo.push(() => lock.release());
  const postgres = await EmbeddedPostgres.start(config.dataDir);
  undo.push(() => postgres.stop());
  children.push(() => postgres.kill());
  postgres.onUnexpectedExit(() => {
    console.error('openly: PostgreSQL has stopped; ending, start again');
    void end(1);
  });
  return postgres.connections();
}

/** What the sandbox says of itself once it is up. */
interface SandboxAddresses {
  /** Takes mail of the server's own into the sandbox's mailboxes. */
  smtpUrl: string;
}

/** The emulated Google and the stand-in Gmail live in a process of their own and end with this one. */
async function startSandbox(config: Config, port: number): Promise<SandboxAddresses> {
  const program = join(repositoryRoot, 'apps/sandbox/dist/main.js');
  if (!existsSync(program)) throw new ConfigError('GOOGLE_CLIENT_ID: is missing, and this build has no sandbox Google');
  const args = ['--google-port', String(port), '--data-dir', config.dataDir, '--api-url', config.publicUrl];
  const child: ChildProcess = fork(program, args, { detached: true, stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
  children.push(() => child.kill('SIGKILL'));
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2000);
  });
  const addresses = await new Promise<SandboxAddresses>((ready, failed) => {
    child.once('message', (message) => ready(message as SandboxAddresses));
    child.once('exit', () =>
      failed(new Error(complaint.trim().split('\n').at(-1) || 'the sandbox Google did not start')),
    );
  });
  const onExit = () => {
    console.error('openly: the sandbox Google has stopped; ending, start again');
    void end(1);
  };
  child.removeAllListeners('exit').once('exit', onExit);
  undo.push(async () => {
    child.removeListener('exit', onExit);
    const ended = new Promise((done) => child.once('exit', done));
    if (child.exitCode === null && child.kill('SIGTERM')) await ended;
  });
  return addresses;
}

function whatNext(config: Config): string[] {
  const extension = 'apps/extension/dist';
  if (config.sandboxPort !== null) {
    return [
      'Trying it out with a sandbox Google: run `npm run sandbox` to open the stand-in Gmail with the extension.',
      `For your own Gmail set GOOGLE_CLIENT_ID (see README) and load ${extension} at chrome://extensions.`,
    ];
  }
  return [`Load ${extension} at chrome://extensions and sign in from its popup.`];
}

const starting = start().catch((error: Error) => {
  console.error(`openly: ${error.message}`);
  return end(1);
});

/** A terminal and npm both pass a Ctrl-C on, so the second signal of one press is no second wish. */
const ONE_PRESS_MS = 2_000;
let firstAsked: number | null = null;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (firstAsked === null) {
      firstAsked = Date.now();
      // What is half started could not be stopped: first it comes up.
      void starting.then(() => end(0));
    } else if (Date.now() - firstAsked > ONE_PRESS_MS) {
      for (const kill of children) kill();
      process.exit(1);
    }
  });
}
