import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import type { KeyRing } from '../../apps/api/src/config.js';
import { removeFolder, temporaryFolder } from '../support/children.js';
import {
  type PostgresServer,
  type ProductDatabase,
  type ProductProcess,
  startPostgres,
  startProduct,
} from '../support/product.js';
import { type Planted, tracesInText, tracesOnDisk } from '../support/traces.js';
import { aTrackedMail, type TrackedMail } from '../support/tracked-mail.js';
import { until } from '../support/until.js';

jest.setTimeout(180_000);

const PLANTED: Planted = {
  addresses: ['145.53.100.77', '2a02:a440:77::abcd:1234'],
  userAgent:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.7712.0 Planted/7',
};
/** Stored in plain text, to show that the search finds what is there. */
const CONTROL: Planted = { addresses: ['145.53.100.78', '2a02:a440:78::abcd:1234'], userAgent: 'Control/7 (Planted)' };
const HITS = 200;
const PATIENCE_MS = 60_000;

let postgres: PostgresServer;
let database: ProductDatabase | null = null;
let cluster: string;
let dataDir: string;
let mail: TrackedMail;
const processes: ProductProcess[] = [];
const secret = randomBytes(32);
const tokenKeys: KeyRing = [{ id: 'k1', secret }];

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.close());
afterEach(async () => {
  for (const one of processes.splice(0)) await one.kill('SIGKILL');
  await database?.drop();
  database = null;
  removeFolder(dataDir);
});

const theDatabase = (): ProductDatabase => {
  if (!database) throw new Error('no database was made');
  return database;
};

async function start(role: 'api' | 'worker'): Promise<ProductProcess> {
  const product = await startProduct({
    role,
    database: theDatabase(),
    env: { OPENLY_DATA_DIR: dataDir, OPENLY_TOKEN_KEYS: `k1:${secret.toString('base64url')}` },
  });
  processes.push(product);
  return product;
}

/** An API without a worker, and a mail: what comes in waits. */
async function startWithoutWorker(): Promise<ProductProcess> {
  dataDir = temporaryFolder('forgetting');
  database = await postgres.createDatabase();
  const api = await start('api');
  cluster = (await theDatabase().query<{ data_directory: string }>('show data_directory'))[0]?.data_directory ?? '';
  mail = await aTrackedMail({ ...theDatabase(), connections: {} as never, close: async () => undefined }, tokenKeys);
  return api;
}

async function fetchPixels(api: ProductProcess): Promise<void> {
  for (let n = 0; n < HITS; n++) {
    const headers = {
      'user-agent': PLANTED.userAgent,
      'x-forwarded-for': PLANTED.addresses[n % PLANTED.addresses.length] ?? '',
    };
    expect((await fetch(api.url + mail.pixel, { headers })).status).toBe(200);
  }
}

const count = async (what: string): Promise<number> =>
  (await theDatabase().query<{ count: number }>(`select count(*)::integer as count from ${what}`))[0]?.count ?? 0;

/** Everything a dump would hold. */
async function dump(): Promise<string> {
  const tables = await theDatabase().query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const rows = await Promise.all(
    tables.map(({ name }) => theDatabase().query<{ row: string }>(`select t::text as row from ${name} t`)),
  );
  return rows
    .flat()
    .map(({ row }) => row)
    .join('\n');
}

/** On the disk, in a dump and in what the processes say. */
async function traces(planted = PLANTED): Promise<string[]> {
  await theDatabase().query('checkpoint');
  return [
    ...tracesOnDisk(planted, cluster, dataDir),
    ...tracesInText(planted, await dump()).map((found) => `dump: ${found}`),
    ...processes.flatMap((one) => tracesInText(planted, one.log()).map((found) => `log: ${found}`)),
  ];
}

const reasons = () => theDatabase().query(`select distinct reason from open where kind = 'direct'`);
const FORGOTTEN = [{ reason: expect.stringMatching(/forgotten/) }];

describe('who fetched', () => {
  it('stands nowhere: not when it is stored, not while it waits, not once it is judged', async () => {
    const api = await startWithoutWorker();
    await theDatabase().query('create table control (address inet, user_agent text)');
    for (const address of CONTROL.addresses) {
      await theDatabase().query('insert into control values ($1, $2)', [address, CONTROL.userAgent]);
    }
    expect(await traces(CONTROL)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^base\/.*: user agent$/),
        expect.stringMatching(/^base\/.*: 145\.53\.100\.78 as inet$/),
        expect.stringMatching(/^base\/.*: 2a02:a440:78::abcd:1234 as inet$/),
        expect.stringMatching(/^pg_wal\/.*: user agent$/),
        'dump: user agent',
        'dump: 145.53.100.78 in text',
      ]),
    );

    await fetchPixels(api);
    expect(await count('hit where origin is not null')).toBe(HITS);
    expect(await traces()).toEqual([]);
    // Killed, PostgreSQL writes nothing more; stopped, it writes out what it holds in its memory.
    for (const how of ['immediate', 'fast'] as const) {
      await postgres.restart(how);
      expect(await traces()).toEqual([]);
    }

    await start('worker');
    await until(async () => (await count('open')) === HITS, PATIENCE_MS);
    const [kept] = await theDatabase().query('select client, os, city, country from open limit 1');
    expect(kept).toMatchObject({ client: 'Chrome 146', country: 'NL' });
    await postgres.restart('fast');
    expect(await traces()).toEqual([]);
  });

  it('is lost to everybody once the processes are dead, and the opens stay', async () => {
    const api = await startWithoutWorker();
    const worker = await start('worker');
    await until(() => count(`origin_key where made_at < now()`), PATIENCE_MS, 'the worker to be given a key');
    // It is there, and judges nothing.
    process.kill(worker.pid, 'SIGSTOP');
    await fetchPixels(api);
    await postgres.stop('fast');
    await fetchPixels(api);
    expect(tracesOnDisk(PLANTED, cluster, dataDir)).toEqual([]);
    for (const one of [api, worker]) await one.kill('SIGKILL');
    await postgres.start();
    expect(await count('hit')).toBe(HITS);
    expect(await traces()).toEqual([]);

    // Also for those who come next, who have the database, the spool and every setting.
    await start('api');
    await until(async () => (await count('hit')) === 2 * HITS, PATIENCE_MS);
    await start('worker');
    await until(async () => (await count('open')) === 2 * HITS, PATIENCE_MS);
    expect(await count('open where country is null and client is null')).toBe(2 * HITS);
    expect(await reasons()).toEqual(FORGOTTEN);
    expect(await traces()).toEqual([]);
  });

  it('does not stand on the disk of a server that brings its own PostgreSQL, running or stopped', async () => {
    dataDir = temporaryFolder('forgetting');
    const own = await startProduct({
      role: 'api',
      database: { url: '', ownerUrl: '' },
      env: { OPENLY_ROLE: 'all', OPENLY_DATA_DIR: dataDir, OPENLY_TOKEN_KEYS: `k1:${secret.toString('base64url')}` },
    });
    processes.push(own);
    const folder = join(dataDir, 'postgres');
    const [, , , port] = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
    const { superuser } = JSON.parse(readFileSync(join(dataDir, 'database.json'), 'utf8'));
    const client = new pg.Client(`postgres://postgres:${superuser}@127.0.0.1:${port}/openly`);
    await client.connect();
    const query = async (text: string, values?: unknown[]) => (await client.query(text, values)).rows as never;
    mail = await aTrackedMail({ query, connections: {} as never, close: async () => undefined }, tokenKeys);
    await fetchPixels(own);
    await client.query('checkpoint');
    expect(tracesOnDisk(PLANTED, dataDir)).toEqual([]);
    const judged = async () => (await client.query('select country, client from open')).rows;
    await until(async () => (await judged()).length === HITS, PATIENCE_MS);
    expect((await judged())[0]).toEqual({ country: 'NL', client: 'Chrome 146' });
    await client.end();
    await own.kill('SIGTERM');
    expect(own.log()).toContain('stopped');
    expect(readdirSync(folder)).not.toContain('postmaster.pid');
    expect(tracesOnDisk(PLANTED, dataDir)).toEqual([]);
  });
});
