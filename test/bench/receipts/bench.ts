import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';
import { type Dice, diceFrom } from '../../faults/sends/random.js';
import { type ProductDatabase, startPostgres, startProduct } from '../../support/product.js';
import { checkDurable } from '../durable.js';
import { endingAfter } from '../ending.js';
import { median, percentile } from '../statistics.js';
import { printVerdict, rounded, under } from '../verdict.js';
import { ACCOUNTS, OPENS_A_MAIL, seed, threadOf, threadsAnAccount, tokenOf } from './seed.js';

const FEW_OPENS = 100_000;
const THREADS = 50;
/** Screens that ask at the same moment, for what is printed. */
const AT_ONCE = 4;
const REQUESTS_A_ROUND = 2_000;
const WARM_UP_REQUESTS = 1_000;

const limits = { p99_ms: under(20), growth: under(1.5) };

/**
 * How long a screen of 50 threads waits for its receipts, over HTTP from a real API process, and whether that depends
 * on how much is stored: two databases, each with an API process of its own, take turns in one run. A screen is 50
 * threads of one account in a row, from anywhere in its mailbox, each with tracked mail. Both keys are of screens that
 * ask one after the other; growth is the ratio of the two percentiles. The same of four that ask at once is printed:
 * they keep the process busy without a pause, so that each mostly waits for the others.
 * Options: `--rounds N` (5), `--opens N` (10000000), `--profile FOLDER` (CPU profiles of the API processes).
 */
export function benchReceipts(args: string[]): Promise<void> {
  const { rounds, opens, nodeArgs } = optionsOf(args);
  return endingAfter(async (kept, signal) => {
    const postgres = kept(await startPostgres(SEEDING));
    const mailboxes: Mailbox[] = [];
    for (const stored of [opens, FEW_OPENS]) {
      signal.throwIfAborted();
      const begun = performance.now();
      const database = await postgres.createDatabase();
      await seed(database, stored);
      await check(database, stored);
      console.log(
        `${stored} opens of ${stored / OPENS_A_MAIL} mails of ${ACCOUNTS} accounts, stored in ${seconds(begun)} s`,
      );
      const api = await startProduct({
        role: 'api',
        database,
        nodeArgs,
        // More than one screen asks.
        env: { OPENLY_SESSION_REQUESTS: '1000000' },
      });
      kept({ end: () => api.kill('SIGTERM') });
      mailboxes.push({ url: api.url, threads: threadsAnAccount(stored), dice: diceFrom('receipts') });
    }
    const [many, few] = mailboxes as [Mailbox, Mailbox];
    for (const mailbox of mailboxes) await waits(mailbox, WARM_UP_REQUESTS, AT_ONCE, signal);
    const found: { alone: Percentiles; together: Percentiles }[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const p99 = async (atOnce: number): Promise<Percentiles> => {
        const measured = new Map<Mailbox, number>();
        for (const mailbox of round % 2 === 1 ? [many, few] : [few, many]) {
          measured.set(mailbox, percentile(await waits(mailbox, REQUESTS_A_ROUND, atOnce, signal), 0.99));
        }
        const [ofMany, ofFew] = [measured.get(many) ?? Number.NaN, measured.get(few) ?? Number.NaN];
        return { many: ofMany, few: ofFew, growth: ofMany / ofFew };
      };
      const [alone, together] = [await p99(1), await p99(AT_ONCE)];
      found.push({ alone, together });
      console.log(
        `round ${round}: p99 ${alone.many.toFixed(1)} ms, with ${FEW_OPENS} opens ${alone.few.toFixed(1)} ms; ` +
          `${AT_ONCE} at once ${together.many.toFixed(1)} ms and ${together.few.toFixed(1)} ms`,
      );
    }
    console.log(
      `${AT_ONCE} at once: p99 ${median(found.map(({ together }) => together.many)).toFixed(1)} ms, ` +
        `growth ${median(found.map(({ together }) => together.growth)).toFixed(2)}`,
    );
    printVerdict(
      'receipts',
      {
        p99_ms: rounded(median(found.map(({ alone }) => alone.many)), 1),
        growth: rounded(median(found.map(({ alone }) => alone.growth)), 2),
      },
      limits,
    );
  });
}

/** Room for the load alone: what is measured writes nothing. */
const SEEDING = { max_wal_size: '8GB', maintenance_work_mem: '512MB' };

/** In milliseconds, and their ratio. */
interface Percentiles {
  many: number;
  few: number;
  growth: number;
}

interface Mailbox {
  url: string;
  /** Of each account. */
  threads: number;
  dice: Dice;
}

/** Milliseconds from the request to the last byte of the answer, of each of so many requests. */
async function waits(mailbox: Mailbox, requests: number, atOnce: number, signal: AbortSignal): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const found: number[] = [];
  let left = requests;
  const screen = async () => {
    while (left > 0) {
      left -= 1;
      signal.throwIfAborted();
      const account = mailbox.dice.between(1, ACCOUNTS);
      const first = mailbox.dice.between(0, mailbox.threads - THREADS);
      const asked = Array.from({ length: THREADS }, (_, place) => threadOf(account, first + place));
      const begun = performance.now();
      const answer = await ask(mailbox.url, agent, tokenOf(account), JSON.stringify({ gmailThreadIds: asked }));
      found.push(performance.now() - begun);
      checkAnswer(answer);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, screen));
  } finally {
    agent.destroy();
  }
  return found;
}

function ask(url: string, agent: Agent, token: string, body: string): Promise<string> {
  return new Promise((answered, failed) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const asked = request(`${url}/v1/threads/receipts`, { method: 'POST', agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', failed);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        if (response.statusCode === 200) answered(text);
        else failed(new Error(`receipts were answered ${response.statusCode}: ${text.slice(0, 200)}`));
      });
    });
    asked.on('error', failed);
    asked.end(body);
  });
}

/** @throws Error unless each thread was opened */
function checkAnswer(answer: string): void {
  const { receipts } = JSON.parse(answer) as { receipts: { state: string; openCount: number }[] };
  const opened = receipts.filter(({ state, openCount }) => state === 'opened' && openCount > 0).length;
  if (opened !== THREADS) throw new Error(`${opened} of ${THREADS} threads were opened`);
}

/** @throws Error when not all is stored, or not as a migrated database would have it */
async function check(database: ProductDatabase, opens: number): Promise<void> {
  const parts = await database.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'open'::regclass`,
  );
  await checkDurable(database, ['message', ...parts.map(({ name }) => name)]);
  const [found] = await database.query<{ opens: number; bare: number }>(
    `select (select count(*) from open)::int as opens, count(*)::int as bare
     from pg_inherits where inhparent = 'open'::regclass and (
       select count(*) from pg_index where indrelid = inhrelid and indisvalid) < 3`,
  );
  if (found?.opens !== opens) throw new Error(`${found?.opens} of ${opens} opens are stored`);
  if (found.bare > 0) throw new Error(`${found.bare} months have not all their indexes`);
}

function optionsOf(args: string[]): { rounds: number; opens: number; nodeArgs: string[] } {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      opens: { type: 'string', default: '10000000' },
      profile: { type: 'string' },
    },
  });
  const opens = wholeNumber('--opens', values.opens);
  // Each account the same number of whole groups of threads, so that every thread asked for is there.
  if (opens % FEW_OPENS !== 0) throw new Error(`--opens must be a multiple of ${FEW_OPENS}: ${opens}`);
  return {
    rounds: wholeNumber('--rounds', values.rounds),
    opens,
    nodeArgs: values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : [],
  };
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option} must be a number from 1: ${text}`);
  return value;
}

const seconds = (since: number) => ((performance.now() - since) / 1_000).toFixed(0);
