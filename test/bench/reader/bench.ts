import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { aTokenKey } from '../../faults/opens/mails.js';
import { startPostgres, startProduct } from '../../support/product.js';
import { checkDurable } from '../durable.js';
import { endingAfter } from '../ending.js';
import { optionsOf } from '../options.js';
import { median, percentile } from '../statistics.js';
import { printVerdict, rounded, under } from '../verdict.js';
import { type ReadersMail, seed } from './seed.js';

const LOADS_A_SECOND = 100;
const ROUND_SECONDS = 10;
/** Before the first round: code is compiled and statements are planned. */
const WARM_UP_SECONDS = 5;
const MAILS = 2_000;

const limits = { first_byte_p95_ms: under(50), page_kb: under(30) };

/**
 * How long a reader waits for the first byte of the page behind the notice, over a connection of their own to a real
 * API process, with a hundred loads a second at even distances; each from the instant at which it was to begin. Mails
 * have one reader, in turn in each language, and twelve opens, every tenth of them a hundred. `page_kb` is the largest
 * page there was, in thousands of bytes as they are sent, uncompressed; the page loads nothing else.
 * Options: `--rounds N` (5, of 10 seconds), `--queue postgres` (the only one), `--profile FOLDER` (CPU profile).
 */
export async function benchReader(args: string[]): Promise<void> {
  const { rounds, nodeArgs } = optionsOf(args);
  await endingAfter(async (kept, signal) => {
    const postgres = kept(await startPostgres());
    const database = await postgres.createDatabase();
    const { key: tokenKey, setting } = aTokenKey();
    const key = { id: tokenKey.id, secret: Buffer.from(tokenKey.secret) };
    const mails = await seed(database, key, MAILS);
    await checkDurable(database, ['message', 'recipient', 'click']);
    const product = await startProduct({
      role: 'api',
      database,
      env: {
        OPENLY_ENCRYPTION_KEYS: setting,
        OPENLY_TOKEN_KEYS: setting,
        OPENLY_LOOKUP_KEYS: setting,
        // So that the page offers all it can; nothing is mailed.
        SMTP_URL: 'smtp://127.0.0.1:9',
        OPENLY_OPERATOR_NAME: 'Example Ltd',
        OPENLY_OPERATOR_CONTACT: 'privacy@example.com',
      },
      nodeArgs,
    });
    kept({ close: () => product.kill('SIGTERM') });
    await load(product.url, mails, WARM_UP_SECONDS, signal);
    const waits: number[] = [];
    let largest = 0;
    for (let round = 1; round <= rounds; round += 1) {
      const pages = await load(product.url, mails, ROUND_SECONDS, signal);
      const firstBytes = pages.map(({ firstByteMs }) => firstByteMs);
      waits.push(percentile(firstBytes, 0.95));
      largest = Math.max(largest, ...pages.map(({ bytes }) => bytes));
      console.log(
        `round ${round}: ${pages.length} pages, first byte after ${percentile(firstBytes, 0.5).toFixed(1)} ms (median), ` +
          `${percentile(firstBytes, 0.95).toFixed(1)} ms (p95), ${Math.max(...firstBytes).toFixed(0)} ms (most)`,
      );
    }
    printVerdict(
      'reader',
      { first_byte_p95_ms: rounded(median(waits), 1), page_kb: rounded(largest / 1_000, 1) },
      limits,
    );
  });
}

interface Loaded {
  firstByteMs: number;
  bytes: number;
}

/** Loads pages at even distances for so many seconds, whatever becomes of those before. */
async function load(
  url: string,
  mails: readonly ReadersMail[],
  seconds: number,
  signal: AbortSignal,
): Promise<Loaded[]> {
  const begun = performance.now();
  const count = seconds * LOADS_A_SECOND;
  const loading: Promise<Loaded>[] = [];
  while (loading.length < count) {
    signal.throwIfAborted();
    const due = Math.min(count, Math.floor(((performance.now() - begun) * LOADS_A_SECOND) / 1_000) + 1);
    while (loading.length < due) {
      const intended = begun + (loading.length * 1_000) / LOADS_A_SECOND;
      const page = loadPage(url, mails[(loading.length * 13) % mails.length] as ReadersMail, intended);
      // Told below, when all are there.
      page.catch(() => undefined);
      loading.push(page);
    }
    await sleep(1);
  }
  return Promise.all(loading);
}

/** @throws Error unless it is the reader's page of that mail, in its language */
async function loadPage(url: string, { path, language }: ReadersMail, intended: number): Promise<Loaded> {
  const asked = get(url + path, { agent: false, headers: { accept: 'text/html' } });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const firstByteMs = performance.now() - intended;
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  const page = Buffer.concat(parts);
  const isPage =
    answer.statusCode === 200 && page.includes(`<html lang="${language}"`) && page.includes('/decision?lang=');
  if (!isPage) throw new Error(`a page was answered ${answer.statusCode}: ${page.toString().slice(0, 200)}`);
  return { firstByteMs, bytes: page.length };
}
