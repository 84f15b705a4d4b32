// One PostgreSQL and, where it is installed, one Redis for all tests that need them, on loopback and free ports.
// Jest sets up once a project: whoever comes second uses what is there, and the last to leave stops it.
// Each test file gets a database of its own, copied from a migrated template.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default async function setup() {
  if (globalThis.openlyTest) {
    globalThis.openlyTest.users += 1;
    return;
  }
  const built = join(import.meta.dirname, '../../apps/api/dist/database');
  const { EmbeddedPostgres, freePort } = await import(`${built}/embedded-postgres.js`);
  const { migrate } = await import(`${built}/data-source.js`);
  const folder = mkdtempSync(join(tmpdir(), 'openly-test-'));

  const postgres = await EmbeddedPostgres.start(folder, {
    settings: { max_connections: '400', fsync: 'off', full_page_writes: 'off' },
  });
  await postgres.ensureDatabase('template_openly');
  await migrate(postgres.connections('template_openly'));

  const redis = await startRedis(folder, await freePort());
  globalThis.openlyTest = { users: 1, postgres, redis: redis?.process, folder };
  process.env.OPENLY_TEST_SEEN = join(folder, 'answers-seen.txt');
  process.env.OPENLY_TEST_SUPERUSER_URL = postgres.superuserUrl();
  process.env.OPENLY_TEST_OWNER_URL = postgres.connections('DATABASE').ownerUrl;
  process.env.OPENLY_TEST_APP_URL = postgres.connections('DATABASE').appUrl;
  process.env.OPENLY_TEST_REDIS_URL = redis?.url ?? '';
}

async function startRedis(folder, port) {
  if (spawnSync('redis-server', ['--version']).error) return null;
  writeFileSync(join(folder, 'redis.conf'), `bind 127.0.0.1\nport ${port}\nsave ""\nappendonly no\ndir ${folder}\n`);
  const server = spawn('redis-server', [join(folder, 'redis.conf')], { stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const chunk of server.stdout) if (String(chunk).includes('Ready to accept connections')) break;
  server.stdout.resume();
  server.once('exit', () => {});
  await Promise.race([once(server, 'spawn'), Promise.resolve()]);
  return { process: server, url: `redis://127.0.0.1:${port}` };
}
