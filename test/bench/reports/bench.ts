import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Encryption } from '../../../apps/api/src/secrets/encryption.js';
import { aTokenKey, writeMails } from '../../faults/opens/mails.js';
import { type ProductDatabase, type ProductProcess, startPostgres, startProduct } from '../../support/product.js';
import { until } from '../../support/until.js';
import type { Answers, Question } from '../capture/generator.js';
import { type Child, startChild } from '../child.js';
import { checkDurable } from '../durable.js';
import { endingAfter } from '../ending.js';
import { watchMemory } from '../resident-memory.js';
import { median, percentile } from '../statistics.js';
import { atLeast, printFound, printVerdict, rounded, under } from '../verdict.js';
import {
  addMails,
  addOpens,
  bareOpens,
  DAYS,
  index,
  MEMBERS,
  OPENS_A_MAIL,
  REPORT,
  sealOwnMail,
  seedTeam,
  TOKEN,
} from './seed.js';

const MAILS = 1_000_000;
const SMALL_MAILS = 100_000;
const SUMMARIES_A_ROUND = 60;
/** What a team that watches its numbers asks while images are fetched. */
const SUMMARIES_A_SECOND = 2;
const CAPTURE_MS = 4_000;
const CSV_OVER_IDLE_MB = 50;
const NO_GOOGLE = 'http://127.0.0.1:9';

const limits = { p95_ms: under(150), growth: under(1.5), csv_of_copy: atLeast(0.5), capture_kept: atLeast(0.9) };

/**
 * Reports of a team of 200 over HTTP from a real API process. `p95_ms`: a summary of 90 days by day or by member, in
 * turn, in zones of whole and of half hours, one after the other. `growth`: that against a database with the same 90
 * days and a tenth of what is stored outside of them, in turns. `csv_of_copy`: mails a second of the CSV of a year
 * against PostgreSQL's own `COPY … TO` of the same rows in the same order; its memory over idle is printed, and more
 * than 50 MB is an error. `capture_kept`: images a second while two summaries a second are made, against none.
 * Options: `--rounds N` (5), `--small` (a tenth of everything).
 */
export function benchReports(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { rounds: { type: 'string', default: '5' }, small: { type: 'boolean', default: false } },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds must be a number from 1: ${values.rounds}`);
  const mails = values.small ? SMALL_MAILS : MAILS;
  return endingAfter(async (kept, signal) => {
    const postgres = kept(await startPostgres(SEEDING));
    const key = randomBytes(32);
    const tokens = aTokenKey();
    const env = { OPENLY_ENCRYPTION_KEYS: `k1:${key.toString('base64url')}`, OPENLY_TOKEN_KEYS: tokens.setting };
    const encryption = new Encryption([{ id: 'k1', secret: key }]);

    const begun = performance.now();
    const inside = Math.round((mails * REPORT.days) / DAYS / MEMBERS) * MEMBERS;
    const tenth = Math.round((mails - inside) / 10 / MEMBERS) * MEMBERS;
    const few = await postgres.createDatabase();
    await seedTeam(few);
    const made = await bareOpens(few);
    await addMails(few, { inside, outside: tenth });
    await addOpens(few);
    signal.throwIfAborted();
    const many = await postgres.createDatabase(few);
    await addMails(many, { inside: 0, outside: mails - inside - tenth });
    await addOpens(many);
    for (const database of [few, many]) {
      signal.throwIfAborted();
      await sealOwnMail(database, encryption);
      await addTotals(database, env);
      await index(database, made);
    }
    await check(many, mails);
    console.log(
      `${mails} mails, ${mails * OPENS_A_MAIL} opens, stored in ${((performance.now() - begun) / 1_000).toFixed(0)} s`,
    );

    const start = async (database: ProductDatabase) => {
      const api = await startProduct({ role: 'api', database, googleUrl: NO_GOOGLE, env });
      kept({ end: () => api.kill('SIGTERM') });
      return api;
    };
    const [api, apiOfFew] = [await start(many), await start(few)];
    for (const each of [api, apiOfFew]) await summaries(each.url, 20, signal);
    const generator = kept((await startChild(join(import.meta.dirname, '../capture/generator.ts'))).child);
    const pixels = await writeMails(many, tokens.key, 2_000);
    const paths = pixels.ids.map((_, mail) => pixels.pixelOf(mail));

    const found: { p95: number; growth: number; csvOfCopy: number; captureKept: number }[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      signal.throwIfAborted();
      const p95 = new Map<ProductProcess, number>();
      for (const each of round % 2 === 1 ? [api, apiOfFew] : [apiOfFew, api]) {
        p95.set(each, percentile(await summaries(each.url, SUMMARIES_A_ROUND, signal), 0.95));
      }
      const [ofMany, ofFew] = [p95.get(api) ?? Number.NaN, p95.get(apiOfFew) ?? Number.NaN];
      const copy = await copied(many, mails);
      const csv = await downloaded(api, mails, signal);
      if (csv.overIdle > CSV_OVER_IDLE_MB) throw new Error(`a CSV took ${csv.overIdle.toFixed(0)} MB over idle`);
      const sides: Record<'alone' | 'reporting', number> = { alone: 0, reporting: 0 };
      for (const side of round % 2 === 1 ? (['alone', 'reporting'] as const) : (['reporting', 'alone'] as const)) {
        sides[side] = await images(many, generator, api, paths, side === 'reporting', signal);
      }
      found.push({
        p95: ofMany,
        growth: ofMany / ofFew,
        csvOfCopy: csv.perSecond / copy,
        captureKept: sides.reporting / sides.alone,
      });
      console.log(
        `round ${round}: p95 ${ofMany.toFixed(0)} ms, with a tenth outside ${ofFew.toFixed(0)} ms; CSV ` +
          `${csv.perSecond.toFixed(0)} mails/s, ${csv.overIdle.toFixed(0)} MB over idle, COPY ${copy.toFixed(0)}/s; images ` +
          `${sides.alone.toFixed(0)}/s, with reports ${sides.reporting.toFixed(0)}/s`,
      );
    }
    const middle = (of: (one: (typeof found)[number]) => number, digits: number) =>
      rounded(median(found.map(of)), digits);
    const verdict = {
      p95_ms: middle(({ p95 }) => p95, 0),
      growth: middle(({ growth }) => growth, 2),
      csv_of_copy: middle(({ csvOfCopy }) => csvOfCopy, 2),
      capture_kept: middle(({ captureKept }) => captureKept, 2),
    };
    if (values.small) printFound('reports', verdict);
    else printVerdict('reports', verdict, limits);
  });
}

/** Room for the load alone: what is measured writes hits alone. */
const SEEDING = { max_wal_size: '8GB', maintenance_work_mem: '512MB' };

const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
const ZONES = ['Europe/Amsterdam', 'America/New_York', 'Asia/Kolkata'];

async function get(url: string, path: string): Promise<Response> {
  const answer = await fetch(url + path, { headers: { authorization: `Bearer ${TOKEN}` } });
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
  const answer = await get(url, `/v1/reports/summary?${range}&timeZone=${encodeURIComponent(zone)}&groupBy=${groupBy}`);
  const text = await answer.text();
  const took = performance.now() - begun;
  const told = JSON.parse(text) as { totals: { opened: number }; rows: unknown[] };
  if (told.rows.length < rows || told.totals.opened === 0) throw new Error('a summary told too little');
  return took;
}

/** Mails a second of the whole CSV, and the most memory it took besides what the process had before, in MB. */
async function downloaded(api: ProductProcess, mails: number, signal: AbortSignal) {
  const idle = watchMemory(api.pid);
  idle.stop();
  const memory = watchMemory(api.pid);
  try {
    const begun = performance.now();
    const answer = await get(api.url, `/v1/reports/messages?format=csv&from=${day(DAYS + 1)}&to=${day(0)}`);
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

/** Rows a second of PostgreSQL's own CSV of what the report shows of every mail, in its order. */
async function copied(database: ProductDatabase, mails: number): Promise<number> {
  const begun = performance.now();
  await database.query(
    `copy (
       select m.sent_at, m.account_id, a.email,
              m.withdrawn_at is null and (m.open_count > 0 or m.earlier_signal = 'opened' or m.confirmed_by is not null)
       from message m join account a on a.team_id = m.team_id and a.id = m.account_id
       where m.team_id = (select team_id from account where sender_id = 'sender1') and m.state = 'sent' and m.tracked
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

/** The product's own worker adds what was noted. */
async function addTotals(database: ProductDatabase, env: Record<string, string>): Promise<void> {
  const worker = await startProduct({ role: 'worker', database, googleUrl: NO_GOOGLE, env });
  try {
    await until(
      async () => (await database.query('select from report_change limit 1')).length === 0,
      180_000,
      'totals to be added',
    );
  } finally {
    await worker.kill('SIGTERM');
  }
}

/** @throws Error when not all is stored, or not as a migrated database would have it */
async function check(database: ProductDatabase, mails: number): Promise<void> {
  await checkDurable(database, ['message', 'hit', 'report_quarter', 'report_member_day']);
  const [found] = await database.query<{ mails: number; opens: number; told: number }>(
    `select (select count(*) from message)::int as mails, (select count(*) from open)::int as opens,
            (select sum(sent) from report_quarter)::int as told`,
  );
  if (found?.mails !== mails || found.opens !== mails * OPENS_A_MAIL || found.told !== mails) {
    throw new Error(`stored are ${found?.mails} mails, ${found?.opens} opens, in the totals ${found?.told}`);
  }
}
