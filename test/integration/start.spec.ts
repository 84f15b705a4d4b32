import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createDatabase } from '../support/database.js';
import { testPort } from '../support/port.js';
import { aTrackedMail } from '../support/tracked-mail.js';
import { until } from '../support/until.js';
import { request } from '../support/world.js';

jest.setTimeout(90_000);

const program = resolve(import.meta.dirname, '../../apps/api/dist/main.js');
const someKey = `k1:${Buffer.alloc(32, 1).toString('base64url')}`;
const someKeys = { OPENLY_ENCRYPTION_KEYS: someKey, OPENLY_TOKEN_KEYS: someKey, OPENLY_LOOKUP_KEYS: someKey };

const running = new Set<ChildProcess>();
const folders: string[] = [];

interface Started {
  child: ChildProcess;
  output: () => string;
  errors: () => string;
  exit: Promise<number | null>;
}

function launch(env: NodeJS.ProcessEnv, options: { uid?: number; gid?: number } = {}): Started {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [program], { env: { PATH, HOME, ...env }, cwd: tmpdir(), ...options });
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

  (process.getuid?.() === 0 ? it : it.skip)(
    'works as root below a folder only root may enter, and as an ordinary user',
    async () => {
      const env = await settings();
      const locked = join(env.OPENLY_DATA_DIR, 'locked');
      mkdirSync(locked, { recursive: true });
      chmodSync(locked, 0o700);
      const asRoot = launch({ ...env, OPENLY_DATA_DIR: join(locked, 'data') });
      await ready(asRoot);
      asRoot.child.kill('SIGINT');
      expect(await asRoot.exit).toBe(0);
      const { cluster } = JSON.parse(readFileSync(join(locked, 'data/database.json'), 'utf8')) as { cluster: string };
      rmSync(join('/var/lib/openly', cluster), { recursive: true });

      // An ordinary user must be able to read the program; a checkout below /root is not for them.
      const nobody = Number(spawnSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).stdout);
      const readable = spawnSync(process.execPath, ['-e', `require('fs').accessSync(${JSON.stringify(program)})`], {
        uid: nobody,
      });
      if (readable.status === 0) {
        const own = join(folders[0] ?? '', 'own');
        mkdirSync(own);
        chownSync(own, nobody, nobody);
        const asNobody = launch({ ...env, HOME: own, OPENLY_DATA_DIR: own }, { uid: nobody, gid: nobody });
        await ready(asNobody);
        asNobody.child.kill('SIGINT');
        expect(await asNobody.exit).toBe(0);
      }
    },
  );
});

describe('npm start with servers of the operator’s', () => {
  it('uses them: API and worker as two processes, one login that steps down', async () => {
    const database = await createDatabase();
    const key = `k1:${randomBytes(32).toString('base64url')}`;
    const env = {
      ...(await settings()),
      OPENLY_GOOGLE_URL: 'http://127.0.0.1:9',
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
    const file = join(mkdtempSync(join(tmpdir(), 'openly-start-')), 'file');
    writeFileSync(file, '');
    await refused({ ...(await settings()), OPENLY_DATA_DIR: join(file, 'data') }, /^openly: OPENLY_DATA_DIR: /);
  });

  it.each([
    ['OPENLY_PORT', { OPENLY_PORT: 'three' }],
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
