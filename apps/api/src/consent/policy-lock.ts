import type { EntityManager } from 'typeorm';

/**
 * Makes what tightens a team's policy wait for mail that is being prepared by the one of before, until the transaction
 * ends: else that would be prepared after all others had been looked through. Before any message is locked. Other
 * changes hold up no mail.
 */
export async function holdPolicies(manager: EntityManager, teamIds: readonly string[]): Promise<void> {
  await manager.query(`select pg_advisory_xact_lock_shared(${KEY}) from unnest($1::text[]) as team`, [
    [...new Set(teamIds)].sort(),
  ]);
}

/** For who tightens it: mail that is prepared from now on waits for the end of the transaction. */
export async function waitForPreparations(manager: EntityManager, teamId: string): Promise<void> {
  await manager.query(`select pg_advisory_xact_lock(${KEY}) from unnest($1::text[]) as team`, [[teamId]]);
}

const KEY = `hashtextextended('policy:' || team, 0)`;
