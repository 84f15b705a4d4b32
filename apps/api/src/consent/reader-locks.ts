import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { plainAddress } from '../secrets/lookup-hash.js';

/** First key of the advisory locks of this module. */
const LOCK_SPACE = 0x0c04;
/** Readers share this many locks, so that a mail to hundreds does not fill PostgreSQL's lock table. */
const STRIPES = 32;

/**
 * Makes a refusal and the preparing of a mail to the same reader wait for each other until the transaction ends.
 * Otherwise each could look before the other is committed, and a mail would go out tracked after its reader refused.
 * Locks are taken in one order by everybody.
 * @param mode `exclusive` for who writes a decision, `shared` for who relies on there being none
 */
export async function lockReaders(
  manager: EntityManager,
  emails: readonly string[],
  mode: 'shared' | 'exclusive',
): Promise<void> {
  const lock = mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  const stripes = [...new Set(emails.map(stripeOf))].sort((a, b) => a - b);
  await manager.query(`select ${lock}($1, stripe) from unnest($2::int[]) as stripe`, [LOCK_SPACE, stripes]);
}

function stripeOf(email: string): number {
  return (createHash('sha256').update(plainAddress(email)).digest()[0] ?? 0) % STRIPES;
}
