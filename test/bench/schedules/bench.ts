import { join } from 'node:path';
import { startPostgres, startRedis } from '../../support/product.js';
import { startChild } from '../child.js';
import { checkDurable } from '../durable.js';
import { endingAfter } from '../ending.js';
import { optionsOf } from '../options.js';
import { median, percentile, steadyRate } from '../statistics.js';
import { atLeast, printVerdict, rounded, under } from '../verdict.js';
import { type BenchGmail, startGmail } from './gmail.js';
import { seed } from './seed.js';
import { FIRST_MAILS, runWorker, type Stage } from './worker-run.js';

const ACCOUNTS = 1_000;
const PENDING = 100_000;
/** Besides those that become due. */
const FEW_PENDING = 1_000;
const DUE_AT_ONCE = 10_000;
const BARE_MAILS = 5_000;
/** From before the worker starts until the first mail is due: enough to start, and near enough to be seen at the start. */
const AHEAD_MS = 4_500;
/** A slower worker does not get through: its rate is that of what it sent by then. */
const ROUND_PATIENCE_MS = 30_000;
const FEW_PATIENCE_MS = 15_000;
const LATENESS_MS = 30_000;

const limits = {
  of_bare: atLeast(0.5),
  late_p99_ms: under(2_000),
  rss_mb: under(300),
  growth: under(1.2),
};

/**
 * How fast a real worker sends what is due, against the same calls to Gmail in a bare loop; how late it is at half of
 * that; how much memory it takes, and whether that depends on how much is scheduled.
 * Options: `--rounds N` (5), `--queue postgres|redis` (postgres), `--profile FOLDER` (CPU profiles of the workers).
 */
export async function benchSchedules(args: string[]): Promise<void> {
  const { rounds, queue, nodeArgs } = optionsOf(args);
  await endingAfter(async (kept, signal) => {
    const postgres = kept(await startPostgres());
    const redis = queue === 'redis' ? kept(await startRedis()) : null;
    const gmail = kept(await startGmail());
    printVerdict('schedules', await measure({ postgres, redis, gmail, nodeArgs, signal }, rounds), limits);
  });
}

async function measure(stage: Stage, rounds: number): Promise<Record<keyof typeof limits, number>> {
  const [many, few] = [await stage.postgres.createDatabase(), await stage.postgres.createDatabase()];
  await seed(many, { accounts: ACCOUNTS, pending: PENDING });
  await seed(few, { accounts: ACCOUNTS, pending: FEW_PENDING + FIRST_MAILS });
  await checkDurable(many, ['schedule', 'message', 'event']);
  console.log(
    `${PENDING} schedules of ${ACCOUNTS} accounts; in each round ${DUE_AT_ONCE} of them are due at one instant`,
  );
  const found: { rate: number; ofBare: number; rssMb: number; growth: number }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const bare = await bareRate(stage.gmail);
    const atOnce = { inMs: AHEAD_MS, overMs: 0 };
    const full = await runWorker(stage, many, { mails: DUE_AT_ONCE, ...atOnce, patienceMs: ROUND_PATIENCE_MS });
    const small = await runWorker(stage, few, { mails: FIRST_MAILS, ...atOnce, patienceMs: FEW_PATIENCE_MS });
    const rate = steadyRate(full.arrivals);
    const growth = full.firstPeakMb / small.peakMb;
    found.push({ rate, ofBare: rate / bare, rssMb: full.peakMb, growth });
    console.log(
      `round ${round}: bare ${bare.toFixed(0)}/s, worker ${rate.toFixed(0)}/s (${full.arrivals.length} mails), ` +
        `${full.peakMb.toFixed(0)} MB; after ${FIRST_MAILS} mails ${full.firstPeakMb.toFixed(0)} MB, ` +
        `with ${FEW_PENDING} pending ${small.peakMb.toFixed(0)} MB`,
    );
  }
  const rate = median(found.map((round) => round.rate));
  const mails = Math.floor((rate / 2) * (LATENESS_MS / 1_000));
  const evenly = { mails, inMs: AHEAD_MS, overMs: LATENESS_MS, patienceMs: LATENESS_MS * 1.5 };
  const { late, arrivals } = await runWorker(stage, many, evenly);
  const early = late.filter((ms) => ms < 0).length;
  console.log(
    `at half the rate: ${arrivals.length} of ${mails} mails over ${LATENESS_MS / 1_000} s, ` +
      `late by ${percentile(late, 0.5).toFixed(0)} ms (median), ${Math.max(...late).toFixed(0)} ms (most); ${early} early`,
  );
  return {
    of_bare: rounded(median(found.map((round) => round.ofBare)), 2),
    late_p99_ms: rounded(percentile(late, 0.99), 0),
    rss_mb: rounded(median(found.map((round) => round.rssMb)), 0),
    growth: rounded(median(found.map((round) => round.growth)), 2),
  };
}

async function bareRate(gmail: BenchGmail): Promise<number> {
  await gmail.forget();
  const file = join(import.meta.dirname, 'bare-loop.ts');
  const { child } = await startChild<'ready'>(file, [
    gmail.url,
    String(BARE_MAILS),
    String(await workersConcurrency()),
  ]);
  try {
    await child.ask('send');
    const { sends } = await gmail.record();
    if (sends.length !== BARE_MAILS) throw new Error(`the bare loop sent ${sends.length} of ${BARE_MAILS} mails`);
    return steadyRate(sends.map(({ at }) => at));
  } finally {
    await child.end();
  }
}

/** How many mails a worker sends at a time, as its built code says. */
async function workersConcurrency(): Promise<number> {
  const built: typeof import('../../../apps/api/src/scheduling/dispatcher.service.js') = await import(
    join(import.meta.dirname, '../../../apps/api/dist/scheduling/dispatcher.service.js')
  );
  return built.SENDS_AT_ONCE;
}
