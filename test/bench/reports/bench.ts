import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Encryption } from '../../../apps/api/src/secrets/encryption.js';
import { aTokenKey, writeMails } from '../../faults/opens/mails.js';
import { type ProductDatabase, type ProductProcess, startPostgres, startProduct } from '../../support/product.js';
import type { Answers, Question } from '../capture/generator.js';
import { type Child, startChild } from '../child.js';
import { endingAfter } from '../ending.js';
import { optionsOf } from '../options.js';
import { watchMemory } from '../resident-memory.js';
import { median, percentile } from '../statistics.js';
import { atLeast, printFound, printVerdict, rounded, under } from '../verdict.js';
import { ALONE, type Amount, DAYS, MEMBERS, OPENS_A_MAIL, REPORT, seed, TOKEN } from './seed.js';

const FULL: Amount = { mails: 1_000_000, alone: 100_000 };
const SMALL: Amount = { mails: 100_000, alone: 10_000 };
const SUMMARIES_A_ROUND = 60;
/** What a team that watches its numbers asks while images are fetched. */
const SUMMARIES_A_SECOND = 2;
const CAPTURE_MS = 4_000;
/** Nothing that is asked takes longer, or the run has failed. */
const PATIENCE_MS = 120_000;

const limits = {
  p95_ms: under(150),
  growth: under(1.5),
  csv_of_copy: atLeast(0.5),
  own_csv_of_copy: { holds: () => true, text: 'without a limit' },
  csv_mb: under(50),
  capture_kept: atLeast(0.9),
};

/**
 * Reports of a team of 200 over HTTP from a real API process. `p95_ms`: a summary of 90 days by day or by member, in
 * turn, in zones of whole and of half hours, one after the other. `growth`: that against a database with the same 90
 * days and a tenth of what is stored outside of them, in turns. `csv_of_copy`: mails a second of the CSV of a year
 * against PostgreSQL's own `COPY … TO` of the same mails. `own_csv_of_copy`: the same of 100,000 mails that are all the
 * caller's own, of which the server opens subject and reader, and COPY leaves them sealed; without a limit. `csv_mb`: the
 * most memory that either CSV took besides what the process had before, in any round. `capture_kept`: images a second
 * while two summaries a second are made, against none.
 * Options: `--rounds N` (5), `--small` (a tenth of everything; without limits), `--profile FOLDER` (CPU profiles).
 */
export function benchReports(args: string[]): Promise<void> {
  const { rounds, nodeArgs, flags } = optionsOf(args, 'small');
  const isSmall = flags.has('small');
  const amount = isSmall ? SMALL : FULL;
  return endingAfter(async (kept, signal) => {
    const postgres = kept(await startPostgres(SETTINGS));
    const key = randomBytes(32);
    const tokens = aTokenKey();
    const env = {
      OPENLY_ENCRYPTION_KEYS: `k1:${key.toString('base64url')}`,
      OPENLY_TOKEN_KEYS: tokens.setting,
      // More than one screen asks.
      OPENLY_SESSION_REQUESTS: '1000000',
    };
    const begun = performance.now();
    const { many, few } = await seed(postgres, amount, new Encryption([{ id: 'k1', secret: key }]), signal);
    const took = ((performance.now() - begun) / 1_000).toFixed(0);
    console.log(`${amount.mails} mails, ${amount.mails * OPENS_A_MAIL} opens, stored in ${took} s`);

    const start = async (database: ProductDatabase) => {
      const api = await startProduct({ role: 'api', database, env, nodeArgs });
      kept({ end: () => api.kill('SIGTERM') });
      return api;
    };
    const [api, apiOfFew] = [await start(many), await start(few)];
    await checkTotals(api, many);
    for (const each of [api, apiOfFew]) await summaries(each.url, 20, signal);
    const generator = kept((await startChild(join(import.meta.dirname, '../capture/generator.ts'))).child);
    const pixels = await writeMails(many, tokens.key, 2_000);
    const paths = pixels.ids.map((_, mail) => pixels.pixelOf(mail));

    const found: Record<'p95' | 'growth' | 'csvOfCopy' | 'ownCsvOfCopy' | 'csvMb' | 'captureKept', number>[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      signal.throwIfAborted();
      const isOdd = round % 2 === 1;
      const p95 = new Map<ProductProcess, number>();
      for (const each of isOdd ? [api, apiOfFew] : [apiOfFew, api]) {
        p95.set(each, percentile(await summaries(each.url, SUMMARIES_A_ROUND, signal), 0.95));
      }
      const [ofMany, ofFew] = [p95.get(api) ?? Number.NaN, p95.get(apiOfFew) ?? Number.NaN];
      const csv = await against(many, api, { token: TOKEN, sender: 'sender1', mails: amount.mails }, isOdd, signal);
      const own = await against(many, api, { ...ALONE, mails: amount.alone }, isOdd, signal);
      const sides: Record<'alone' | 'reporting', number> = { alone: 0, reporting: 0 };
      for (const side of isOdd ? (['alone', 'reporting'] as const) : (['reporting', 'alone'] as const)) {
        sides[side] = await images(many, generator, api, paths, side === 'reporting', signal);
      }
      found.push({
        p95: ofMany,
        growth: ofMany / ofFew,
        csvOfCopy: csv.perSecond / csv.copy,
        ownCsvOfCopy: own.perSecond / own.copy,
        csvMb: Math.max(csv.overIdle, own.overIdle),
        captureKept: sides.reporting / sides.alone,
      });
      const said = (one: Against) =>
        `${one.perSecond.toFixed(0)} mails/s, ${one.overIdle.toFixed(0)} MB over idle, COPY ${one.copy.toFixed(0)}/s`;
      console.log(
        `round ${round}: p95 ${ofMany.toFixed(0)} ms, with a tenth outside ${ofFew.toFixed(0)} ms; CSV ${said(csv)}; ` +
          `CSV of own mail ${said(own)}; images ${sides.alone.toFixed(0)}/s, with reports ${sides.reporting.toFixed(0)}/s`,
      );
    }
    const middle = (of: (one: (typeof found)[number]) => number, digits: number) =>
      rounded(median(found.map(of)), digits);
    const verdict = {
      p95_ms: middle(({ p95 }) => p95, 0),
      growth: middle(({ growth }) => growth, 2),
      csv_of_copy: middle(({ csvOfCopy }) => csvOfCopy, 2),
      own_csv_of_copy: middle(({ ownCsvOfCopy }) => ownCsvOfCopy, 2),
      // The worst of all rounds.
      csv_mb: rounded(Math.max(...found.map(({ csvMb }) => csvMb)), 0),
      capture_kept: middle(({ captureKept }) => captureKept, 2),
    };
    if (isSmall) printFound('reports', verdict);
    else printVerdict('reports', verdict, limits);
  });
}

/** Room for the load alone: what is measured writes hits alone. And no statement takes for ever. */
const SETTINGS = { max_wal_size: '8GB', maintenance_work_mem: '512MB', statement_timeout: '300s' };

const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
const ZONES = ['Europe/Amsterdam', 'America/New_York', 'Asia/Kolkata'];

async function get(url: string, path: string, token: string): Promise<Response> {
  const answer = await fetch(url + path, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (answer.status !== 200)
    throw new Error(`${path} was answered ${answer.status}: ${(await answer.text()).slice(0, 200)}`);
  return answer;
}

/** Milliseconds from the request to the last byte, of each of so many summaries. */
async function summaries(url: string, count: number, signal: AbortSignal): Promise<number[]> {
  const waits: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    signal.throwIfAborted();
    waits.push(await summary(url, turn));
  }
  return waits;
}

async function summary(url: string, turn: number): Promise<number> {
  const [groupBy, rows] = turn % 2 === 0 ? ['day', REPORT.days] : ['member', MEMBERS];
  const zone = ZONES[(turn >> 1) % ZONES.length] ?? '';
  const range = `from=${day(REPORT.endsDaysAgo + REPORT.days - 1)}&to=${day(REPORT.endsDaysAgo)}`;
  const begun = performance.now();
  const path = `/v1/reports/summary?${range}&timeZone=${encodeURIComponent(zone)}&groupBy=${groupBy}`;
  const answer = await get(url, path, TOKEN);
  const text = await answer.text();
  const took = performance.now() - begun;
  const told = JSON.parse(text) as { totals: { opened: number }; rows: unknown[] };
  if (told.rows.length < rows || told.totals.opened === 0) throw new Error('a summary told too little');
  return took;
}

/** What the totals say of everything is what the mails say. @throws Error where it is not */
async function checkTotals(api: ProductProcess, database: ProductDatabase): Promise<void> {
  const [mails] = await database.query(
    `select count(*)::int as sent, sum((open_count > 0)::int)::int as opened, sum(click_count)::int as clicks
     from message where team_id = (select team_id from account where sender_id = 'sender1')`,
  );
  for (const groupBy of ['day', 'weekday', 'member']) {
    const answer = await get(api.url, `/v1/reports/summary?${ALL}&groupBy=${groupBy}`, TOKEN);
    const { totals, rows } = (await answer.json()) as Record<'rows', Figures[]> & { totals: Figures };
    for (const key of ['sent', 'opened', 'clicks'] as const) {
      const ofRows = rows.reduce((sum, row) => sum + row[key], 0);
      if (totals[key] !== mails?.[key] || ofRows !== mails[key]) {
        throw new Error(`by ${groupBy}: ${key} ${totals[key]}, of all rows ${ofRows}, of the mails ${mails?.[key]}`);
      }
    }
  }
}

type Figures = Record<'sent' | 'opened' | 'clicks', number>;
const ALL = `from=${day(DAYS + 1)}&to=${day(0)}`;

/** Somebody who asks, and how many mails their CSV has. */
interface Asker {
  token: string;
  sender: string;
  mails: number;
}

interface Against {
  /** Mails a second of the CSV over HTTP. */
  perSecond: number;
  /** The most memory that took besides what the process had before, in MB. */
  overIdle: number;
  /** Mails a second of PostgreSQL's own. */
  copy: number;
}

/** The whole CSV against PostgreSQL's own of the same mails, one after the other. */
async function against(
  database: ProductDatabase,
  api: ProductProcess,
  asker: Asker,
  isCopyFirst: boolean,
  signal: AbortSignal,
): Promise<Against> {
  const before = isCopyFirst ? await copied(database, asker) : null;
  const csv = await downloaded(api, asker, signal);
  return { ...csv, copy: before ?? (await copied(database, asker)) };
}

async function downloaded(
  api: ProductProcess,
  { token, mails }: Asker,
  signal: AbortSignal,
): Promise<Omit<Against, 'copy'>> {
  const idle = watchMemory(api.pid);
  idle.stop();
  const memory = watchMemory(api.pid);
  try {
    const begun = performance.now();
    const answer = await get(api.url, `/v1/reports/messages?format=csv&${ALL}`, token);
    let lines = -1;
    for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
      signal.throwIfAborted();
      for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) lines += 1;
    }
    const seconds = (performance.now() - begun) / 1_000;
    // The mails whose images are fetched here are another team's.
    if (lines !== mails) throw new Error(`the CSV has ${lines} of ${mails} mails`);
    return { perSecond: mails / seconds, overIdle: memory.peak() - idle.peak() };
  } finally {
    memory.stop();
  }
}

/**
 * Rows a second that PostgreSQL writes by itself, to nowhere, as a superuser whom no row-level security costs anything:
 * the columns of the report, of the same mails, in the same order. What is told of own mail alone is read from the same
 * rows, subject and readers as they are stored.
 */
async function copied(database: ProductDatabase, { sender, mails }: Asker): Promise<number> {
  const begun = performance.now();
  const [own] = await database.query<{ team: string; account: string }>(
    'select team_id as team, id as account from account where sender_id = $1',
    [sender],
  );
  const ofOwn = (column: string) => `case when m.account_id = '${own?.account}' then ${column} end`;
  await database.query(
    `copy (
       select m.sent_at, m.account_id, a.email,
              m.withdrawn_at is null and (m.open_count > 0 or m.earlier_signal is not distinct from 'opened'
                or m.confirmed_by is not null),
              ${ofOwn('m.id')}, ${ofOwn('m.subject_sealed')},
              ${ofOwn(`(select string_agg(encode(email_sealed, 'hex'), '; ' order by position) from recipient r
                        where r.team_id = m.team_id and r.message_id = m.id)`)},
              ${ofOwn('m.earlier_signal')}, ${ofOwn('m.open_count')}, ${ofOwn('m.machine_open_count')},
              ${ofOwn('m.click_count')}, ${ofOwn('m.first_opened_at')}, ${ofOwn('m.last_opened_at')}
       from message m join account a on a.team_id = m.team_id and a.id = m.account_id
       where m.team_id = '${own?.team}' and m.state = 'sent' and m.tracked
       order by case when m.sent_at is null then m.prepared_at else m.sent_at end desc, m.id desc
     ) to '/dev/null' with (format csv)`,
  );
  return (mails * 1_000) / (performance.now() - begun);
}

/** Images a second, each kept; with a summary every half second from the same process. */
async function images(
  database: ProductDatabase,
  generator: Child,
  api: ProductProcess,
  paths: readonly string[],
  reporting: boolean,
  signal: AbortSignal,
): Promise<number> {
  await database.query('truncate hit');
  await database.query('checkpoint');
  const question: Question = {
    port: Number(new URL(api.url).port),
    connections: 64,
    paths,
    vary: false,
    warmUpMs: 1_000,
    measuredMs: CAPTURE_MS,
  };
  let asking = reporting;
  let turn = 0;
  const reports = (async () => {
    while (asking) {
      const next = performance.now() + 1_000 / SUMMARIES_A_SECOND;
      await summary(api.url, turn++);
      await new Promise((done) => setTimeout(done, Math.max(0, next - performance.now())));
      signal.throwIfAborted();
    }
  })();
  reports.catch(() => undefined);
  const answers = await generator.ask<Answers>(question);
  asking = false;
  await reports;
  if (answers.troubles.length > 0) throw new Error(`images were answered with ${answers.troubles[0]?.[0]}`);
  return answers.perSecond;
}
