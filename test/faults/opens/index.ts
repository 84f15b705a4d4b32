import type { QueueBackend } from '../sends/queue.js';
import { backendsOf, optionsOf, QUEUES, seedOf, UsageError } from '../wishes.js';
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
  const known = { seed: 'N', queue: QUEUES, seconds: 'N' };
  const { seed: givenSeed, queue, seconds = String(STOPPED_SECONDS) } = optionsOf(args, known);
  const seed = seedOf(givenSeed);
  if (!/^\d{1,3}$/.test(seconds) || Number(seconds) < 1 || Number(seconds) > STOPPED_SECONDS) {
    throw new UsageError(
      `--seconds: give a number from 1 to ${STOPPED_SECONDS}, for how long PostgreSQL stays stopped`,
    );
  }
  return { seed, stoppedSeconds: Number(seconds), backends: backendsOf(queue) };
}
