import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { drill } from './drill.js';
import { faultKinds } from './kinds.js';
import type { Verdict } from './oracle.js';
import type { QueueBackend } from './queue.js';
import { isFlawless, lineOf, tableOf, totalsOf } from './report.js';

/** A wish that the drill cannot follow, in one line. */
export class UsageError extends Error {}

/** `--seed N --queue redis|postgres|both --mails N`. @returns whether nothing was lost, doubled, wrong, early or untold */
export async function sends(args: string[], signal: AbortSignal): Promise<boolean> {
  const { seed, mails, backends } = wishesOf(args);
  console.log(`seed=${seed}, repeat with: npm run faults -- sends --seed ${seed} --mails ${mails}`);
  const all: Verdict[] = [];
  for (const backend of backends) {
    const verdicts = await drill({ seed, mails, backend, signal, say: (line) => console.log(line) });
    all.push(...verdicts);
    const delivered = verdicts.filter(({ found }) => found.length > 0);
    const renamed = delivered.filter((verdict) => verdict.renamed);
    console.log(`\nqueue in ${backend}\n${tableOf(verdicts)}`);
    console.log(
      `${renamed.length} of ${delivered.length} mails got another id and Message-ID from Gmail than their draft\n`,
    );
  }
  const totals = totalsOf(all);
  console.log(`sends: ${lineOf(totals)}`);
  return isFlawless(totals);
}

function wishesOf(args: string[]): { seed: string; mails: number; backends: QueueBackend[] } {
  let values: { seed?: string; queue?: string; mails?: string };
  try {
    const text = { type: 'string' } as const;
    ({ values } = parseArgs({ args, options: { seed: text, queue: text, mails: text } }));
  } catch (error) {
    throw new UsageError(
      `${(error as Error).message.split('. ')[0]}; options: --seed N, --queue redis|postgres|both, --mails N`,
    );
  }
  const { seed = String(randomInt(1_000_000)), queue = 'both', mails = '500' } = values;
  const fewest = Object.keys(faultKinds).length;
  if (!/^\d+$/.test(seed)) throw new UsageError(`--seed: ${seed} is not a whole number`);
  if (!/^\d{1,4}$/.test(mails) || Number(mails) < fewest || Number(mails) > 2_000) {
    throw new UsageError(`--mails: give a number from ${fewest} to 2000, so that each kind of fault hits one`);
  }
  if (!['redis', 'postgres', 'both'].includes(queue))
    throw new UsageError(`--queue: ${queue} is not redis, postgres or both`);
  const backends: QueueBackend[] = queue === 'both' ? ['postgres', 'redis'] : [queue as QueueBackend];
  if (backends.includes('redis') && spawnSync('redis-server', ['--version']).error) {
    throw new UsageError('redis-server is not installed: install it, or give --queue postgres');
  }
  return { seed, mails: Number(mails), backends };
}
