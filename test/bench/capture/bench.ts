import { endingAfter } from '../ending.js';
import { type BenchOptions, optionsOf } from '../options.js';
import { median } from '../statistics.js';
import { atLeast, printVerdict, rounded, under } from '../verdict.js';
import { compare } from './compare.js';
import type { Answers } from './generator.js';
import { askInTurn, type CaptureStage, type Side, setStage } from './stage.js';

const STEADY_PER_SECOND = 1_000;
/**
 * Rounds before those that count. A server runs for weeks; in its first million answers it is compiled again and again,
 * which makes the product a tenth faster, and in most runs the bare route a fifth slower, where it then stays.
 */
const FIRST_ROUNDS = 3;

const limits = {
  of_bare: atLeast(0.6),
  of_insert: atLeast(4),
  forged_of_bare: atLeast(0.85),
  p99_ms: under(50),
  p99_at_1k_ms: under(10),
};

/**
 * How many images a second the product answers, each kept before, against a route that only answers, and one that
 * inserts a row a request; how many where the token is forged; and how long an image takes.
 * Options: `--rounds N` (5), `--queue postgres|redis` (postgres), `--profile FOLDER` (CPU profile of the product),
 * `--compare` (frameworks and queues against each other instead).
 */
export async function benchCapture(args: string[]): Promise<void> {
  const options = optionsOf(args, 'compare');
  await endingAfter(async (kept, signal) => {
    const stage = await setStage(kept, signal, options.nodeArgs);
    if (options.flags.has('compare')) await compare(stage, options.rounds);
    else printVerdict('capture', await measure(stage, options), limits);
  });
}

async function measure(
  stage: CaptureStage,
  { rounds, queue }: BenchOptions,
): Promise<Record<keyof typeof limits, number>> {
  const product = await stage.startProduct(queue);
  const [bare, insert] = [await stage.startBare('fastify'), await stage.startBare('insert')];
  await stage.checkSameAnswer(product, bare);
  await stage.checkSameAnswer(product, insert);
  const sides = {
    bare: { name: 'the bare route', port: bare, tokens: 'ours', rows: 0 },
    insert: { name: 'one insert a hit', port: insert, tokens: 'ours', rows: 1 },
    product: { name: 'the product', port: product, tokens: 'ours', rows: 1 },
    forged: { name: 'the product, forged tokens,', port: product, tokens: 'forged', rows: 0 },
    steady: { name: 'the product', port: product, tokens: 'ours', rows: 1, perSecond: STEADY_PER_SECOND },
  } as const satisfies Record<string, Side>;
  const found: Record<keyof typeof sides, Answers>[] = [];
  for (let round = 1 - FIRST_ROUNDS; round <= rounds; round += 1) {
    const answers = await askInTurn(stage, sides, round);
    if (round > 0) found.push(answers);
    console.log(
      `round ${round}${round > 0 ? '' : ' (does not count)'}: bare ${inShort(answers.bare)}, insert ${inShort(answers.insert)}, ` +
        `product ${inShort(answers.product)}, forged ${inShort(answers.forged)}; p99 ` +
        `${answers.product.p99Ms.toFixed(1)} ms, at ${STEADY_PER_SECOND}/s ${answers.steady.p99Ms.toFixed(1)} ms`,
    );
  }
  const middle = (of: (answers: (typeof found)[number]) => number, digits: number) =>
    rounded(median(found.map(of)), digits);
  return {
    of_bare: middle(({ product, bare }) => product.perSecond / bare.perSecond, 2),
    of_insert: middle(({ product, insert }) => product.perSecond / insert.perSecond, 1),
    forged_of_bare: middle(({ forged, bare }) => forged.perSecond / bare.perSecond, 2),
    p99_ms: middle(({ product }) => product.p99Ms, 1),
    p99_at_1k_ms: middle(({ steady }) => steady.p99Ms, 1),
  };
}

/** The share of a core that asking took tells whether the answers or the questions were what is measured. */
const inShort = ({ perSecond, load }: Answers) => `${perSecond.toFixed(0)}/s (asking took ${(load * 100).toFixed(0)}%)`;
