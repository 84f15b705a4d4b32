import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { UsageError } from '../sends/index.js';
import type { QueueBackend } from '../sends/queue.js';
import { type DrillRun, drill } from './drill.js';
import { faultsOf, isFlawless, lineOf, tableOf, timesOf, totalsOf } from './report.js';

/** What the promise is about: a minute. */
const STOPPED_SECONDS = 60;
/** In the second run of `both`, which is about the other queue. */
const STOPPED_SECONDS_AGAIN = 10;

/**
 * `--seed N --queue redis|postgres|both --seconds N`, the last for how long PostgreSQL stays stopped. Of
 * `both` the first run makes every fault, the second those in which waking the enricher takes part.
 * @returns whether every answered hit is stored once or counted as lost, and every living process answered with the image
 */
export async function opens(args: string[], signal: AbortSignal): Promise<boolean> {
  const { seed, stoppedSeconds, backends } = wishesOf(args);
  console.log(`seed=${seed}, repeat with: npm run faults -- opens --seed ${seed} --seconds ${stoppedSeconds}`);
  const runs: DrillRun[] = [];
  for (const [nth, backend] of backends.entries()) {
    const run = await drill({
      seed,
      backend,
      stoppedSeconds: nth === 0 ? stoppedSeconds : Math.min(stoppedSeconds, STOPPED_SECONDS_AGAIN),
      onlyWaking: nth > 0,
      signal,
      say: (line) => console.log(line),
    });
    runs.push(run);
    console.log(`\nqueue in ${backend}\n${tableOf(run)}\n${timesOf(run)}`);
    for (const [what, times] of run.troubles) console.log(`${times} answers were wrong: ${what}`);
    const { kept, unjudged, overflowedElsewhere } = faultsOf([run]);
    console.log(
      `${run.forgotten.size} mails were withdrawn or deleted, most of them while their hits waited in the spool: ` +
        `${kept} of these hits are stored`,
    );
    if (unjudged > 0) console.log(`${unjudged} hits were not judged in the end`);
    if (overflowedElsewhere > 0) console.log(`${overflowedElsewhere} hits were lost where database or disk was well`);
    console.log('');
  }
  const totals = totalsOf(runs);
  console.log(`opens: ${lineOf(totals)}`);
  return isFlawless(totals, faultsOf(runs));
}

function wishesOf(args: string[]): { seed: string; stoppedSeconds: number; backends: QueueBackend[] } {
  let values: { seed?: string; queue?: string; seconds?: string };
  try {
    const text = { type: 'string' } as const;
    ({ values } = parseArgs({ args, options: { seed: text, queue: text, seconds: text } }));
  } catch (error) {
    throw new UsageError(
      `${(error as Error).message.split('. ')[0]}; options: --seed N, --queue redis|postgres|both, --seconds N`,
    );
  }
  const { seed = String(randomInt(1_000_000)), queue = 'both', seconds = String(STOPPED_SECONDS) } = values;
  if (!/^\d+$/.test(seed)) throw new UsageError(`--seed: ${seed} is not a whole number`);
  if (!/^\d{1,3}$/.test(seconds) || Number(seconds) < 1 || Number(seconds) > STOPPED_SECONDS) {
    throw new UsageError(
      `--seconds: give a number from 1 to ${STOPPED_SECONDS}, for how long PostgreSQL stays stopped`,
    );
  }
  if (!['redis', 'postgres', 'both'].includes(queue))
    throw new UsageError(`--queue: ${queue} is not redis, postgres or both`);
  const backends: QueueBackend[] = queue === 'both' ? ['postgres', 'redis'] : [queue as QueueBackend];
  if (backends.includes('redis') && spawnSync('redis-server', ['--version']).error) {
    throw new UsageError('redis-server is not installed: install it, or give --queue postgres');
  }
  return { seed, stoppedSeconds: Number(seconds), backends };
}
