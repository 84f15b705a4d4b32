import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { loadConfig } from '../../apps/api/src/config.js';
import { postgresBinaries } from '../../apps/api/src/database/postgres-binaries.js';
import { signIn } from '../../apps/sandbox/src/index.js';
import { createDatabase } from '../support/database.js';
import { codeIn } from '../support/mailbox-proof.js';
import { NO_GOOGLE, testPort } from '../support/port.js';
import { aTrackedMail } from '../support/tracked-mail.js';
import { until } from '../support/until.js';
import { request, SENDER } from '../support/world.js';

jest.setTimeout(90_000);

const program = resolve(import.meta.dirname, '../../apps/api/dist/main.js');
const someKey = `k1:${Buffer.alloc(32, 1).toString('base64url')}`;
const someKeys = { OPENLY_ENCRYPTION_KEYS: someKey, OPENLY_TOKEN_KEYS: someKey, OPENLY_LOOKUP_KEYS: someKey };

const lockModule = pathToFileURL(resolve(import.meta.dirname, '../../apps/api/dist/database/process-lock.js')).href;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

const running = new Set<ChildProcess>();
const folders: string[] = [];

interface Started {
  child: ChildProcess;
  output: () => string;
  errors: () => string;
  exit: Promise<number | null>;
}

function launch(env: NodeJS.ProcessEnv, prefix: string[] = []): Started {
  const { PATH, HOME } = process.env;
  const [command = '', ...rest] = [...prefix, process.execPath, program];
  const child = spawn(command, rest, { env: { PATH, HOME, ...env }, cwd: tmpdir() });
  running.add(child);
  const text = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => (text.out += chunk));
  child.stderr?.on('data', (chunk) => (text.err += chunk));
  const exit = new Promise<number | null>((done) =>
    child.once('exit', (code) => {
      running.delete(child);
      done(code);
    }),
  );
  return { child, output: () => text.out, errors: () => text.err, exit };
}

async function settings() {
  const folder = mkdtempSync(join(tmpdir(), 'openly-start-'));
  // Reachable for the account the database runs as.
  chmodSync(folder, 0o755);
  folders.push(folder);
  return {
    OPENLY_PORT: String(await testPort()),
    OPENLY_SANDBOX_PORT: String(await testPort()),
    OPENLY_DATA_DIR: join(folder, 'data'),
  };
}

const ready = (started: Started) =>
  until(
    () => {
      if (started.child.exitCode !== null) throw new Error(`ended early: ${started.errors()}`);
      return /^ready http:\/\/127\.0\.0\.1:\d+$/m.test(started.output());
    },
    60_000,
    'the ready line',
  );

/** The stand-in's page with the mail that came to a reader. Its certificate is its own. */
const readerMail = (port: number, email: string) =>
  new Promise<string>((answered, failed) => {
    const headers = { host: 'mail.google.com' };
    get({ port, host: '127.0.0.1', path: `/reader/mail?to=${email}`, headers, rejectUnauthorized: false }, (answer) => {
      text(answer).then(answered, failed);
    }).once('error', failed);
  });

/** Processes whose command line names this data folder: the database, the sandbox. */
function processesOf(dataDir: string): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dataDir);
      } catch {
        return false;
      }
    });
}

afterEach(async () => {
  for (const child of running) {
    child.kill('SIGTERM');
    await new Promise((done) => child.once('exit', done));
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('npm start with nothing set', () => {
  it('comes up, keeps its data, and leaves no process behind', async () => {
    const env = await settings();
    const first = launch(env);
    await ready(first);
    const health = await fetch(`http://127.0.0.1:${env.OPENLY_PORT}/health/ready`);
    expect(health.status).toBe(200);
    const keys = readFileSync(join(env.OPENLY_DATA_DIR, 'keys.json'), 'utf8');
    first.child.kill('SIGINT');
    expect(await first.exit).toBe(0);
    expect(processesOf(env.OPENLY_DATA_DIR)).toEqual([]);

    const second = launch(env);
    await ready(second);
    expect(readFileSync(join(env.OPENLY_DATA_DIR, 'keys.json'), 'utf8')).toBe(keys);
    second.child.kill('SIGTERM');
    expect(await second.exit).toBe(0);
  });

  it('mails codes to readers’ mailboxes in the sandbox, where whoever tries it out can read them', async () => {
    const env = await settings();
    const started = launch(env);
    await ready(started);
    const url = `http://127.0.0.1:${env.OPENLY_PORT}`;
    const { accessToken } = await signIn(url, SENDER, loadConfig(env).extensionIds[0] ?? '');
    const email = 'ann@example.net';
    const prepared = await request(
      url,
      'PUT',
      `/v1/messages/${randomUUID()}`,
      { recipients: [{ email, field: 'to' }] },
      { authorization: `Bearer ${accessToken}` },
    );
    const [, path] = /https?:\/\/[^/"]+(\/r\/[\w-]+)/.exec(prepared.body.noticeHtml) ?? [];
    expect((await request(url, 'POST', `${path}/proof`, { email })).status).toBe(202);
    const { standInPort } = JSON.parse(readFileSync(join(env.OPENLY_DATA_DIR, 'sandbox.json'), 'utf8'));
    await until(async () => codeIn(await readerMail(standInPort, email)), 20_000, 'a code');
    expect(started.errors()).not.toContain('SMTP_URL');
  });

  it('refuses a second start beside a living one, and recovers from kill -9 by itself', async () => {
    const env = await settings();
    const first = launch(env);
    await ready(first);

    const beside = launch({
      ...env,
      OPENLY_PORT: String(await testPort()),
      OPENLY_SANDBOX_PORT: String(await testPort()),
    });
    expect(await beside.exit).toBe(1);
    expect(beside.errors()).toMatch(/^openly: Openly \(process \d+\) is already using .*\n$/);

    first.child.kill('SIGKILL');
    await first.exit;
    const orphans = processesOf(env.OPENLY_DATA_DIR);
    expect(orphans.length).toBeGreaterThan(0);

    const second = launch(env);
    await ready(second);
    second.child.kill('SIGINT');
    expect(await second.exit).toBe(0);
    expect(processesOf(env.OPENLY_DATA_DIR)).toEqual([]);
  });

  it('works for an ordinary user', async () => {
    const env = await settings();
    // As root: as nobody, who is let read this checkout wherever it lies.
    const asNobody =
      process.getuid?.() === 0
        ? [
            'setpriv',
            '--reuid=nobody',
            '--regid=nogroup',
            '--clear-groups',
            '--no-new-privs',
            '--inh-caps=+dac_read_search',
            '--ambient-caps=+dac_read_search',
          ]
        : [];
    const own = join(folders[0] ?? '', 'own');
    mkdirSync(own);
    if (asNobody.length > 0) {
      const id = (flag: string) => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout);
      chownSync(own, id('-u'), id('-g'));
    }
    const started = launch({ ...env, HOME: own, OPENLY_DATA_DIR: own }, asNobody);
    await ready(started);
    expect(statSync(join(own, 'postgres')).uid).toBe(statSync(own).uid);
    started.child.kill('SIGINT');
    expect(await started.exit).toBe(0);
  });

  it('stops once for a Ctrl-C that comes twice, as from a terminal and from npm', async () => {
    const env = await settings();
    const started = launch(env);
    await ready(started);
    started.child.kill('SIGINT');
    await pause(30);
    started.child.kill('SIGINT');
    expect(await started.exit).toBe(0);
    expect(processesOf(env.OPENLY_DATA_DIR)).toEqual([]);
  });

  it('leaves a stranger alone who has the process id of a database that died', async () => {
    const env = await settings();
    const first = launch(env);
    await ready(first);
    first.child.kill('SIGINT');
    await first.exit;
    const stranger = spawn('sleep', ['60'], { argv0: 'postgres: somebody else' });
    writeFileSync(join(env.OPENLY_DATA_DIR, 'postgres/postmaster.pid'), `${stranger.pid}\n${env.OPENLY_DATA_DIR}\n0\n`);
    const second = launch(env);
    await Promise.race([second.exit, ready(second).catch(() => undefined)]);
    expect(stranger.exitCode).toBe(null);
    expect(stranger.signalCode).toBe(null);
    stranger.kill();
  });
});

describe('the data folder’s lock', () => {
  /** A process of its own that tries, says what became of it, and holds on to what it got until it is killed. */
  const acquire = (dataDir: string) =>
    new Promise<string>((said) => {
      const code = `import('${lockModule}').then(({ ProcessLock }) => {
        try { ProcessLock.acquire(${JSON.stringify(dataDir)}); console.log('mine'); setInterval(() => {}, 1000); }
        catch (error) { console.log(error.constructor.name); }
      })`;
      const child = spawn(process.execPath, ['-e', code]);
      running.add(child);
      child.once('exit', () => running.delete(child));
      child.stdout.once('data', (chunk) => said(String(chunk).trim()));
    });

  it('goes to one of many that find a dead owner', async () => {
    for (let round = 0; round < 5; round++) {
      const dataDir = mkdtempSync(join(tmpdir(), 'openly-lock-'));
      folders.push(dataDir);
      writeFileSync(join(dataDir, 'owner.json'), JSON.stringify({ pid: 999_999_999, startedAt: '1' }));
      const outcomes = await Promise.all(Array.from({ length: 6 }, () => acquire(dataDir)));
      for (const child of running) child.kill();
      expect(outcomes.filter((outcome) => outcome === 'mine')).toHaveLength(1);
      expect(new Set(outcomes)).toEqual(new Set(['mine', 'AlreadyRunningError']));
    }
  });
});

// Only root can go where others cannot follow.
const asRoot = process.getuid?.() === 0 ? describe : null;
asRoot?.('below a folder only root may enter', () => {
  it('the database stands elsewhere', async () => {
    const env = await settings();
    const locked = join(env.OPENLY_DATA_DIR, 'locked');
    mkdirSync(locked, { recursive: true });
    chmodSync(locked, 0o700);
    const started = launch({ ...env, OPENLY_DATA_DIR: join(locked, 'data') });
    await ready(started);
    started.child.kill('SIGINT');
    expect(await started.exit).toBe(0);
    const { cluster } = JSON.parse(readFileSync(join(locked, 'data/database.json'), 'utf8')) as { cluster: string };
    expect(readdirSync(join('/var/lib/openly', cluster))).toEqual(['postgres']);
    rmSync(join('/var/lib/openly', cluster), { recursive: true });
  });

  it('the database’s programs run from a copy, with the links between their libraries', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'openly-locked-'));
    folders.push(folder);
    const packaged = join(await postgresBinaries(null, folder), '../..');
    const locked = join(folder, 'package');
    cpSync(packaged, locked, { recursive: true, verbatimSymlinks: true });
    const links = readdirSync(join(locked, 'native/lib'), { withFileTypes: true }).filter((entry) =>
      entry.isSymbolicLink(),
    );
    for (const { name } of links) rmSync(join(locked, 'native/lib', name));
    const elsewhere = mkdtempSync(join(tmpdir(), 'openly-elsewhere-'));
    folders.push(elsewhere);
    chmodSync(elsewhere, 0o755);

    const id = (flag: string) => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout);
    const nobody = { uid: id('-u'), gid: id('-g') };
    const binaries = await postgresBinaries(nobody, elsewhere, join(locked, 'native'));
    expect(binaries.startsWith(elsewhere)).toBe(true);
    const version = spawnSync(join(binaries, 'postgres'), ['--version'], { ...nobody, cwd: '/', encoding: 'utf8' });
    expect(version.stdout).toMatch(/^postgres \(PostgreSQL\) \d+/);
  });
});

describe('npm start with servers of the operator’s', () => {
  it('uses them: API and worker as two processes, one login that steps down', async () => {
    const database = await createDatabase();
    const key = `k1:${randomBytes(32).toString('base64url')}`;
    const env = {
      ...(await settings()),
      OPENLY_GOOGLE_URL: NO_GOOGLE,
      DATABASE_URL: database.connections.ownerUrl,
      ...(process.env.OPENLY_TEST_REDIS_URL && { REDIS_URL: `${process.env.OPENLY_TEST_REDIS_URL}/15` }),
      OPENLY_ENCRYPTION_KEYS: key,
      OPENLY_TOKEN_KEYS: key,
      OPENLY_LOOKUP_KEYS: key,
    };
    const api = launch({ ...env, OPENLY_ROLE: 'api' });
    const worker = launch({ ...env, OPENLY_DATA_DIR: `${env.OPENLY_DATA_DIR}-worker`, OPENLY_ROLE: 'worker' });
    await ready(api);
    await until(() => worker.output().includes('ready worker'), 60_000, 'the worker');

    const token = { id: 'k1', secret: Buffer.from(key.slice(3), 'base64url') };
    const mail = await aTrackedMail(database, [token]);
    const pixel = await request(`http://127.0.0.1:${env.OPENLY_PORT}`, 'GET', mail.pixel);
    expect(pixel.status).toBe(200);
    const opens = await until(async () => {
      const rows = await database.query<{ kind: string }>('select kind from open where message_id = $1', [
        mail.messageId,
      ]);
      return rows.length > 0 && rows;
    });
    expect(opens).toHaveLength(1);
    for (const { child, exit } of [api, worker]) {
      child.kill('SIGTERM');
      expect(await exit).toBe(0);
    }
    await database.close();
  });
});

describe('npm start, stopped while it starts', () => {
  it('leaves no process behind', async () => {
    const env = await settings();
    const started = launch(env);
    await until(() => processesOf(env.OPENLY_DATA_DIR).length > 0, 30_000, 'the database');
    started.child.kill('SIGINT');
    expect(await started.exit).toBe(0);
    expect(processesOf(env.OPENLY_DATA_DIR)).toEqual([]);
  });
});

describe('what cannot work is said in one line that names it, with exit code 1', () => {
  const refused = async (env: NodeJS.ProcessEnv, complaint: RegExp) => {
    const started = launch(env);
    expect(await started.exit).toBe(1);
    expect(started.errors().trim().split('\n')).toEqual([expect.stringMatching(complaint)]);
    expect(started.output()).toBe('');
  };

  it('a port in use', async () => {
    const env = await settings();
    const other = createServer().listen(Number(env.OPENLY_PORT), '127.0.0.1');
    try {
      await refused(env, /^openly: OPENLY_PORT: port \d+ is in use/);
      expect(processesOf(env.OPENLY_DATA_DIR)).toEqual([]);
    } finally {
      other.close();
    }
  });

  it('the sandbox’s port in use', async () => {
    const env = await settings();
    const other = createServer().listen(Number(env.OPENLY_SANDBOX_PORT), '127.0.0.1');
    try {
      await refused(env, new RegExp(String(env.OPENLY_SANDBOX_PORT)));
    } finally {
      other.close();
    }
  });

  it('a data folder that cannot be written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'openly-start-'));
    folders.push(folder);
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await refused({ ...(await settings()), OPENLY_DATA_DIR: join(file, 'data') }, /^openly: OPENLY_DATA_DIR: /);
  });

  it.each([
    ['OPENLY_PORT', { OPENLY_PORT: 'three' }],
    ['OPENLY_SANDBOX_PORT', { OPENLY_PORT: '28999', OPENLY_SANDBOX_PORT: '28999' }],
    ['OPENLY_ROLE', { OPENLY_ROLE: 'boss' }],
    ['OPENLY_PUBLIC_URL', { OPENLY_PUBLIC_URL: 'ftp://x' }],
    ['OPENLY_TRUSTED_PROXIES', { OPENLY_TRUSTED_PROXIES: 'everyone' }],
    ['OPENLY_TOKEN_KEYS', { OPENLY_TOKEN_KEYS: 'k1:short' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://localhost/x' }],
    ['OPENLY_ENCRYPTION_KEYS', { DATABASE_URL: 'postgres://127.0.0.1:1/x' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgres://localhost:1/x', ...someKeys }],
    ['REDIS_URL', { REDIS_URL: 'redis://localhost:1' }],
    ['GOOGLE_CLIENT_SECRET', { GOOGLE_CLIENT_ID: 'id' }],
    ['GEOIP_CITY_DB', { GEOIP_CITY_DB: '/nowhere.mmdb' }],
    ['OPENLY_HOST', { OPENLY_HOST: '0.0.0.0' }],
    ['OPENLY_PUBLIC_URL', { OPENLY_PUBLIC_URL: 'https://openly.example.com' }],
    ['OPENLY_EXTENSION_IDS', { OPENLY_EXTENSION_IDS: 'abc' }],
  ])('a bad %s', async (name, env) => {
    await refused({ ...(await settings()), ...env }, new RegExp(`^openly: ${name}: `));
  });
});
