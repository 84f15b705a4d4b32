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
const HITS = 200;
/** Processes look for what is to be forgotten every 15 seconds. */
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
    googleUrl: 'http://127.0.0.1:9',
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

const bytesGivenBack = () =>
  until(
    async () => {
      const [held] = await theDatabase().query<{ bytes: number }>(
        `select sum(pg_relation_size(inhrelid))::integer as bytes from pg_inherits
         where inhparent = 'hit_origin'::regclass`,
      );
      return held?.bytes === 0;
    },
    PATIENCE_MS,
    'the bytes of who fetched to be given back',
  );

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
async function traces(): Promise<string[]> {
  await theDatabase().query('checkpoint');
  return [
    ...tracesOnDisk(PLANTED, cluster, dataDir),
    ...tracesInText(PLANTED, await dump()).map((found) => `dump: ${found}`),
    ...processes.flatMap((one) => tracesInText(PLANTED, one.log()).map((found) => `log: ${found}`)),
  ];
}

describe('who fetched', () => {
  it('leaves no byte on the disk once it is judged', async () => {
    const api = await startWithoutWorker();
    await fetchPixels(api);
    // A clean stop writes out what PostgreSQL holds in its memory: so the search does find what is there.
    await postgres.restart('fast');
    expect(await traces()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^base\/.*: user agent$/),
        expect.stringMatching(/^base\/.*: 145\.53\.100\.77 as inet$/),
        expect.stringMatching(/^base\/.*: 2a02:a440:77::abcd:1234 as inet$/),
        'dump: user agent',
      ]),
    );
    expect((await traces()).filter((found) => found.startsWith('pg_wal'))).toEqual([]);

    await start('worker');
    await until(async () => (await count('open')) === HITS, PATIENCE_MS);
    await bytesGivenBack();
    expect(await traces()).toEqual([]);
    const [kept] = await theDatabase().query('select client, os, city, country from open limit 1');
    expect(kept).toMatchObject({ client: 'Chrome 146', country: 'NL' });
  });

  it('is gone in time where nothing was judged, PostgreSQL went away and the process was killed', async () => {
    const api = await startWithoutWorker();
    await fetchPixels(api);
    await postgres.stop('fast');
    await fetchPixels(api);
    // In the spool it is sealed from the first moment.
    expect(tracesOnDisk(PLANTED, dataDir)).toEqual([]);
    await api.kill('SIGKILL');
    await postgres.start();
    expect(await count('hit')).toBe(HITS);
    for (const table of ['hit', 'hit_origin']) {
      await theDatabase().query(`update ${table} set arrived_at = arrived_at - interval '10 minutes'`);
    }

    await start('api');
    await until(async () => (await count('hit')) === 2 * HITS, PATIENCE_MS);
    await bytesGivenBack();
    expect(await traces()).toEqual([]);

    await start('worker');
    await until(async () => (await count('open')) === 2 * HITS, PATIENCE_MS);
    expect(await count('open where country is null and client is null')).toBe(2 * HITS);
    expect(await theDatabase().query(`select distinct reason from open where kind = 'direct'`)).toEqual([
      { reason: expect.stringMatching(/forgotten/) },
    ]);
    expect(await traces()).toEqual([]);
  });

  it('does not stay on the disk when a server stops that brings its own PostgreSQL', async () => {
    dataDir = temporaryFolder('forgetting');
    const own = await startProduct({
      role: 'api',
      database: { url: '', ownerUrl: '' },
      googleUrl: 'http://127.0.0.1:9',
      env: { OPENLY_ROLE: 'all', OPENLY_DATA_DIR: dataDir },
    });
    processes.push(own);
    const folder = join(dataDir, 'postgres');
    const [, , , port] = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
    const { superuser } = JSON.parse(readFileSync(join(dataDir, 'database.json'), 'utf8'));
    const client = new pg.Client(`postgres://postgres:${superuser}@127.0.0.1:${port}/openly`);
    await client.connect();
    for (const address of PLANTED.addresses) {
      await client.query(
        `insert into hit_origin (team_id, hit_id, address, user_agent, referer_given, arrived_at)
         values (gen_random_uuid(), gen_random_uuid(), $1, $2, false, now())`,
        [address, PLANTED.userAgent],
      );
    }
    await client.end();
    await own.kill('SIGTERM');
    expect(own.log()).toContain('stopped');
    expect(readdirSync(folder)).not.toContain('postmaster.pid');
    expect(tracesOnDisk(PLANTED, folder)).toEqual([]);
  });
});
