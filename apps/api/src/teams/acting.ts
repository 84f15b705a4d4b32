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
  refuseBelowAdmin(actor?.role, concerns);
}

/**
 * The role of somebody, which nobody changes until the transaction ends; undefined of one who has gone. Without the
 * membership locked: after the team's row, where that is held too, and after mail, which who leaves holds before the
 * account.
 */
export async function roleKept(manager: EntityManager, { teamId, accountId }: Actor): Promise<Role | undefined> {
  const [account]: { role: Role }[] = await manager.query(
    'select role from account where team_id = $1 and id = $2 for share',
    [teamId, accountId],
  );
  return account?.role;
}

/** Holds what the actor may until the transaction ends, see `roleKept`. @throws DomainError `forbidden` */
export async function holdAdmin(manager: EntityManager, actor: Actor): Promise<void> {
  refuseBelowAdmin(await roleKept(manager, actor), []);
}

function refuseBelowAdmin(role: Role | undefined, concerns: readonly Role[]): void {
  if (!role || !mayAs(role, 'admin')) throw new DomainError('forbidden', 'It needs the role admin.');
  if (concerns.includes('owner') && role !== 'owner') throw new DomainError('forbidden', ONLY_AN_OWNER);
}
