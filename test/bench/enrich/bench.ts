import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../support/product.js';
import { checkDurable } from '../durable.js';
import { endingAfter } from '../ending.js';
import { median } from '../statistics.js';
import { atLeast, printVerdict, rounded, under } from '../verdict.js';
import { fetchesOf } from './readers.js';
import { ACCOUNTS, MAILS, mailsOf, seed } from './seed.js';
import { bareCopy, enricherRate, longRun, openInbox, type Stage } from './sides.js';

const HITS_A_ROUND = 180_000;
/** Judged before memory is expected to rise no further. */
const FIRST_HITS = 200_000;

const limits = { of_postgres: atLeast(0.4), rss_mb: under(250), growth: under(1.2) };
type Found = Record<keyof typeof limits | 'rows_per_s', number>;

/**
 * How fast a real worker makes opens of hits, against PostgreSQL alone moving the same rows from the inbox to the
 * opens in batches of the same size; and how much memory it takes besides the city data, over a million hits.
 * The hits are real requests to a real API process, made before the worker starts; in the long run also meanwhile.
 * Options: `--rounds N` (5), `--hits N` of the long run (1000000), `--profile FOLDER` (CPU profiles of the workers).
 */
export function benchEnrich(args: string[]): Promise<void> {
  const { rounds, hits, nodeArgs } = optionsOf(args);
  return endingAfter(async (kept, signal) => {
    const postgres = kept(await startPostgres());
    const model = await postgres.createDatabase();
    await seed(model);
    await checkDurable(model, ['hit', 'open', 'click', 'message', 'event']);
    const found = await measure({ postgres, model, nodeArgs, signal }, rounds, hits);
    printVerdict<keyof typeof limits>('enrich', found, limits);
  });
}

async function measure(stage: Stage, rounds: number, hits: number): Promise<Found> {
  const mails = await mailsOf(stage.model);
  const batch = await enrichersBatch();
  console.log(`${MAILS} mails of ${ACCOUNTS} accounts; in each round ${HITS_A_ROUND} hits, in batches of ${batch}`);
  const found: { rate: number; ofPostgres: number }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const inbox = await openInbox(stage, fetchesOf(mails, `round ${round}`));
    try {
      await inbox.plant(HITS_A_ROUND);
      const bare = await bareCopy(stage, inbox.database);
      try {
        // In turns first and second.
        const before = round % 2 === 1 ? await bare.rate(batch) : null;
        const rate = await enricherRate(stage, inbox, HITS_A_ROUND);
        const bareRate = before ?? (await bare.rate(batch));
        found.push({ rate, ofPostgres: rate / bareRate });
        console.log(
          `round ${round}: PostgreSQL ${bareRate.toFixed(0)}/s, enricher ${rate.toFixed(0)}/s: ` +
            (rate / bareRate).toFixed(3),
        );
      } finally {
        await bare.drop();
      }
    } finally {
      await inbox.close();
    }
  }
  const inbox = await openInbox(stage, fetchesOf(mails, 'long run'));
  try {
    const { firstPeakMb, restPeakMb, cityMb } = await longRun(stage, inbox, FIRST_HITS, hits);
    console.log(
      `${hits} hits: up to ${firstPeakMb.toFixed(0)} MB in the first ${FIRST_HITS}, then up to ${restPeakMb.toFixed(0)} MB, ` +
        `of which the city data is ${cityMb.toFixed(0)} MB`,
    );
    return {
      of_postgres: rounded(median(found.map((one) => one.ofPostgres)), 2),
      rows_per_s: rounded(median(found.map((one) => one.rate)), 0),
      rss_mb: rounded(Math.max(firstPeakMb, restPeakMb) - cityMb, 0),
      growth: rounded((restPeakMb - cityMb) / (firstPeakMb - cityMb), 2),
    };
  } finally {
    await inbox.close();
  }
}

/** How many hits a transaction judges, as the built code says. */
async function enrichersBatch(): Promise<number> {
  const built: typeof import('../../../apps/api/src/opens/enricher.js') = await import(
    join(import.meta.dirname, '../../../apps/api/dist/opens/enricher.js')
  );
  return built.BATCH_SIZE;
}

function optionsOf(args: string[]): { rounds: number; hits: number; nodeArgs: string[] } {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      hits: { type: 'string', default: '1000000' },
      profile: { type: 'string' },
    },
  });
  return {
    rounds: wholeNumber('--rounds', values.rounds),
    hits: Math.max(FIRST_HITS + 1, wholeNumber('--hits', values.hits)),
    nodeArgs: values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : [],
  };
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option} must be a number from 1: ${text}`);
  return value;
}
