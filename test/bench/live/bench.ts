import { aTokenKey, type Mails, writeMails } from '../../faults/opens/mails.js';
import { startPostgres, startProduct, startRedis } from '../../support/product.js';
import { until } from '../../support/until.js';
import { checkDurable } from '../durable.js';
import { endingAfter } from '../ending.js';
import { withConnections } from '../kept-connection.js';
import { optionsOf } from '../options.js';
import { askEvenly, pixelRequest } from '../pixel-load.js';
import { median, percentile } from '../statistics.js';
import { printVerdict, rounded, under } from '../verdict.js';
import { listen } from './listeners.js';

const HITS_PER_SECOND = 200;
const ROUND_SECONDS = 20;
/** Before the first round: code and the data of places are loaded. */
const WARM_UP_SECONDS = 5;
const CONNECTIONS = 64;
/** After the last hit of a round, until all are heard. */
const PATIENCE_MS = 10_000;

const limits = { p95_ms: under(500) };

/**
 * How long it takes from the request for an image until the sender's browser hears of it, over every owner of twenty,
 * each connected; every mail is opened once, so that every open is told apart.
 * Options: `--rounds N` (5, of 20 seconds), `--queue postgres|redis` (postgres), `--profile FOLDER` (CPU profile).
 */
export async function benchLive(args: string[]): Promise<void> {
  const { rounds, queue, nodeArgs } = optionsOf(args);
  await endingAfter(async (kept, signal) => {
    const postgres = kept(await startPostgres());
    const redis = queue === 'redis' ? kept(await startRedis()) : null;
    const database = await postgres.createDatabase();
    const tokens = aTokenKey();
    const product = await startProduct({
      role: 'api',
      database,
      // One process for everything, as `npm start` has it.
      env: { OPENLY_TOKEN_KEYS: tokens.setting, OPENLY_ROLE: 'all' },
      nodeArgs,
      ...(redis && { redisUrl: redis.url }),
    });
    kept({ close: () => product.kill('SIGTERM') });
    await checkDurable(database, ['hit', 'message', 'event']);
    const [warmUp, round] = [WARM_UP_SECONDS * HITS_PER_SECOND, ROUND_SECONDS * HITS_PER_SECOND];
    const mails = await writeMails(database, tokens.key, warmUp + rounds * round);
    const opens = new HeardOpens();
    const listeners = kept(await listen(database, product.url, (messageId, at) => opens.hear(messageId, at)));
    console.log(`${listeners.count} owners connected, ${HITS_PER_SECOND} hits/s`);

    const port = Number(new URL(product.url).port);
    await openEach(port, mails, { from: 0, count: warmUp }, opens);
    const found: number[] = [];
    for (let number = 0; number < rounds; number += 1) {
      signal.throwIfAborted();
      const delays = await openEach(port, mails, { from: warmUp + number * round, count: round }, opens);
      found.push(percentile(delays, 0.95));
      console.log(
        `round ${number + 1}: ${delays.length} opens heard once each, after ${percentile(delays, 0.5).toFixed(0)} ms ` +
          `(median), ${percentile(delays, 0.95).toFixed(0)} ms (p95), ${Math.max(...delays).toFixed(0)} ms (most)`,
      );
    }
    opens.checkEachOnce();
    printVerdict('live', { p95_ms: rounded(median(found), 0) }, limits);
  });
}

/** When each mail was asked for and when its owner heard of it, by `performance.now()`. */
class HeardOpens {
  private readonly askedAt = new Map<string, number>();
  private readonly heardAt = new Map<string, number[]>();

  ask(messageId: string, at: number): void {
    this.askedAt.set(messageId, at);
  }

  hear(messageId: string, at: number): void {
    this.heardAt.set(messageId, [...(this.heardAt.get(messageId) ?? []), at]);
  }

  /** Milliseconds from asking to hearing; null where it is not heard yet. */
  delayOf(messageId: string): number | null {
    const [heard] = this.heardAt.get(messageId) ?? [];
    return heard === undefined ? null : heard - (this.askedAt.get(messageId) ?? Number.NaN);
  }

  /** @throws Error where an owner heard of an open more than once, or of one that nobody made */
  checkEachOnce(): void {
    for (const [messageId, times] of this.heardAt) {
      if (times.length !== 1) throw new Error(`an open was heard ${times.length} times`);
      if (!this.askedAt.has(messageId)) throw new Error('an open was heard of that nobody made');
    }
  }
}

/**
 * Asks for the images of these mails at even distances and waits until each open is heard.
 * @returns milliseconds from the instant at which the request was to leave until its owner heard
 * @throws Error when an answer is not the image, or an open is not heard
 */
async function openEach(
  port: number,
  mails: Mails,
  { from, count }: { from: number; count: number },
  opens: HeardOpens,
): Promise<number[]> {
  const ids = mails.ids.slice(from, from + count);
  const requests = ids.map((_, nth) => pixelRequest(mails.pixelOf(from + nth), from + nth));
  const troubles = new Set<string>();
  await withConnections(port, CONNECTIONS, (connections) =>
    askEvenly(
      connections,
      { perSecond: HITS_PER_SECOND, requests: count },
      (number, intendedAt) => {
        opens.ask(ids[number] as string, intendedAt);
        return requests[number] as Buffer;
      },
      (_number, _milliseconds, trouble) => {
        if (trouble !== null) troubles.add(trouble);
      },
    ),
  );
  if (troubles.size > 0) throw new Error(`the product answered ${[...troubles].join(', ')}`);
  const heard = () => ids.map((id) => opens.delayOf(id)).filter((delay) => delay !== null);
  await until(() => heard().length === count, PATIENCE_MS, 'every open to be heard');
  return heard();
}
