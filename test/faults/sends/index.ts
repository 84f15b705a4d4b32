import { backendsOf, optionsOf, QUEUES, seedOf, UsageError } from '../wishes.js';
import { drill } from './drill.js';
import { faultKinds } from './kinds.js';
import type { Verdict } from './oracle.js';
import type { QueueBackend } from './queue.js';
import { isFlawless, lineOf, tableOf, totalsOf } from './report.js';

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
  const { seed: givenSeed, queue, mails = '500' } = optionsOf(args, { seed: 'N', queue: QUEUES, mails: 'N' });
  const seed = seedOf(givenSeed);
  const fewest = Object.keys(faultKinds).length;
  if (!/^\d{1,4}$/.test(mails) || Number(mails) < fewest || Number(mails) > 2_000) {
    throw new UsageError(`--mails: give a number from ${fewest} to 2000, so that each kind of fault hits one`);
  }
  return { seed, mails: Number(mails), backends: backendsOf(queue) };
}
