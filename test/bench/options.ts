import { parseArgs } from 'node:util';

/** What every benchmark of a product process may be told. */
export interface BenchOptions {
  rounds: number;
  queue: 'postgres' | 'redis';
  /** Arguments of the product's Node. */
  nodeArgs: string[];
  /** Names of the options without a value that were given. */
  flags: ReadonlySet<string>;
}

/**
 * `--rounds N` (5), `--queue postgres|redis` (postgres), `--profile FOLDER` (CPU profiles of the product), and flags.
 * @throws Error that says what is wrong
 */
export function optionsOf(args: string[], ...flags: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      queue: { type: 'string', default: 'postgres' },
      profile: { type: 'string' },
      ...Object.fromEntries(flags.map((flag) => [flag, { type: 'boolean' as const }])),
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds must be a number from 1: ${values.rounds}`);
  const { queue, profile } = values;
  if (queue !== 'postgres' && queue !== 'redis') throw new Error(`--queue is postgres or redis`);
  const nodeArgs = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [];
  const given = flags.filter((flag) => (values as Record<string, unknown>)[flag] === true);
  return { rounds, queue, nodeArgs, flags: new Set(given) };
}
