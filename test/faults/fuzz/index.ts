import { startPostgres } from '../../support/product.js';
import { optionsOf, seedOf, UsageError } from '../wishes.js';
import { type FuzzRun, fuzzProduct } from './fuzz.js';

/** Megabytes by which the API may have grown from a fifth of the requests to all of them. */
const MEMORY_SLACK = 64;

/** `--seed N --requests N`. @returns whether nothing crashed, nothing was wrong and memory stayed flat */
export async function fuzz(args: string[], signal: AbortSignal): Promise<boolean> {
  const { seed, requests } = wishesOf(args);
  console.log(`seed=${seed}, repeat with: npm run faults -- fuzz --seed ${seed} --requests ${requests}`);
  const postgres = await startPostgres();
  try {
    const database = await postgres.createDatabase();
    const run = await fuzzProduct({ database, seed, requests, signal, say: (line) => console.log(line) });
    for (const [kind, count] of [...run.byKind].sort()) console.log(`${String(count).padStart(8)}  ${kind}`);
    console.log(`${run.abandoned} clients went away before they were answered`);
    console.log(
      `memory of the API: ${run.memory.warm} MB after a fifth of the requests, ${run.memory.end} MB at the end`,
    );
    for (const [what, times] of [...run.wrong].slice(0, 30)) console.log(`wrong, ${times} times: ${what}`);
    return tell(run);
  } finally {
    await postgres.close();
  }
}

function tell(run: FuzzRun): boolean {
  const wrong = [...run.wrong.values()].reduce((sum, times) => sum + times, 0);
  const { requests, images, refused, crashes, memory } = run;
  const isFlat = memory.end - memory.warm <= MEMORY_SLACK;
  if (!isFlat) console.log(`the API grew by ${memory.end - memory.warm} MB`);
  console.log(`fuzz: requests=${requests} images=${images} refused=${refused} crashes=${crashes} wrong=${wrong}`);
  return crashes === 0 && wrong === 0 && isFlat;
}

function wishesOf(args: string[]): { seed: string; requests: number } {
  const { seed, requests = '100000' } = optionsOf(args, { seed: 'N', requests: 'N' });
  const wishes = { seed: seedOf(seed), requests: Number(requests) };
  if (!/^\d{3,7}$/.test(requests)) throw new UsageError('--requests: give a number from 100 to 9999999');
  return wishes;
}
