import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
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
import { testPort } from '../support/port.js';
import { until } from '../support/until.js';

jest.setTimeout(90_000);

const program = resolve(import.meta.dirname, '../../apps/api/dist/main.js');
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

async function settings(): Promise<Record<string, string>> {
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
    const keys = readFileSync(join(env.OPENLY_DATA_DIR ?? '', 'keys.json'), 'utf8');
    first.child.kill('SIGINT');
    expect(await first.exit).toBe(0);
    expect(processesOf(env.OPENLY_DATA_DIR ?? '')).toEqual([]);

    const second = launch(env);
    await ready(second);
    expect(readFileSync(join(env.OPENLY_DATA_DIR ?? '', 'keys.json'), 'utf8')).toBe(keys);
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
    const orphans = processesOf(env.OPENLY_DATA_DIR ?? '');
    expect(orphans.length).toBeGreaterThan(0);

    const second = launch(env);
    await ready(second);
    second.child.kill('SIGINT');
    expect(await second.exit).toBe(0);
    expect(processesOf(env.OPENLY_DATA_DIR ?? '')).toEqual([]);
  });

  (process.getuid?.() === 0 ? it : it.skip)(
    'works as root below a folder only root may enter, and as an ordinary user',
    async () => {
      const env = await settings();
      const locked = join(env.OPENLY_DATA_DIR ?? '', 'locked');
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
      expect(processesOf(env.OPENLY_DATA_DIR ?? '')).toEqual([]);
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
    ['GOOGLE_CLIENT_SECRET', { GOOGLE_CLIENT_ID: 'id' }],
    ['GEOIP_CITY_DB', { GEOIP_CITY_DB: '/nowhere.mmdb' }],
    ['OPENLY_HOST', { OPENLY_HOST: '0.0.0.0' }],
    ['OPENLY_PUBLIC_URL', { OPENLY_PUBLIC_URL: 'https://openly.example.com' }],
    ['OPENLY_EXTENSION_IDS', { OPENLY_EXTENSION_IDS: 'abc' }],
  ])('a bad %s', async (name, env) => {
    await refused({ ...(await settings()), ...env }, new RegExp(`^openly: ${name}: `));
  });
});
