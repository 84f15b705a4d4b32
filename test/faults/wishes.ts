import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { QueueBackend } from './sends/queue.js';

/** A wish that the drill cannot follow, in one line. */
export class UsageError extends Error {}

/**
 * The options of a command line.
 * @param known what each option takes, for example `{ mails: 'N' }`
 * @throws UsageError that names them, for any other
 */
export function optionsOf<Name extends string>(
  args: string[],
  known: Record<Name, string>,
): Partial<Record<Name, string>> {
  const names = Object.keys(known) as Name[];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    return parseArgs({ args, options }).values as Partial<Record<Name, string>>;
  } catch (error) {
    const usage = names.map((name) => `--${name} ${known[name]}`).join(', ');
    throw new UsageError(`${(error as Error).message.split('. ')[0]}; options: ${usage}`);
  }
}

/** @returns the given seed, or a new one. @throws UsageError where it is no whole number */
export function seedOf(given = String(randomInt(1_000_000))): string {
  if (!/^\d+$/.test(given)) throw new UsageError(`--seed: ${given} is not a whole number`);
  return given;
}

/** What `--queue` takes. */
export const QUEUES = 'redis|postgres|both';

/** @throws UsageError for anything else than `QUEUES`, and for Redis where that is not installed */
export function backendsOf(queue = 'both'): QueueBackend[] {
  if (!QUEUES.split('|').includes(queue)) throw new UsageError(`--queue: ${queue} is not redis, postgres or both`);
  const backends: QueueBackend[] = queue === 'both' ? ['postgres', 'redis'] : [queue as QueueBackend];
  if (backends.includes('redis') && spawnSync('redis-server', ['--version']).error) {
    throw new UsageError('redis-server is not installed: install it, or give --queue postgres');
  }
  return backends;
}
