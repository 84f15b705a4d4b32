import { mayAs, type Role } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../errors.js';

/** Who acts for a team. */
export interface Actor {
  teamId: string;
  accountId: string;
}

const ONLY_AN_OWNER = 'Only an owner makes owners, or changes and removes one.';

/** The role of a member, held until the transaction ends. @throws DomainError `member_not_found` */
export async function holdRole(manager: EntityManager, teamId: string, id: string): Promise<Role> {
  const [account]: { role: Role }[] = await manager.query(
    'select role from account where team_id = $1 and id = $2 for no key update',
    [teamId, id],
  );
  if (!account) throw new DomainError('member_not_found');
  return account.role;
}

/**
 * With the membership locked: whether who asked may still do that. Since the request came in they may have become
 * something else, or gone.
 * @param concerns roles that are given or taken
 * @throws DomainError `forbidden`
 */
export async function refuseUnlessAdmin(
  manager: EntityManager,
  { teamId, accountId }: Actor,
  ...concerns: Role[]
): Promise<void> {
  const [actor]: { role: Role }[] = await manager.query('select role from account where team_id = $1 and id = $2', [
    teamId,
    accountId,
  ]);
  if (!actor || !mayAs(actor.role, 'admin')) throw new DomainError('forbidden', 'It needs the role admin.');
  if (concerns.includes('owner') && actor.role !== 'owner') throw new DomainError('forbidden', ONLY_AN_OWNER);
}

/**
 * Without the membership locked: holds what the actor may until the transaction ends. After the team's row, where that is
 * held too, and after mail, which who leaves holds before the account.
 * @throws DomainError `forbidden`
 */
export async function holdAdmin(manager: EntityManager, actor: Actor): Promise<void> {
  await manager.query('select from account where team_id = $1 and id = $2 for share', [actor.teamId, actor.accountId]);
  await refuseUnlessAdmin(manager, actor);
}
