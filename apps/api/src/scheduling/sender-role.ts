import { mayAs, type Role } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../errors.js';
import type { AccountRef } from './schedule-store.js';

/** Whether somebody may have mail that waits. A change of their role waits until the transaction ends. */
export async function holdSender(manager: EntityManager, { teamId, accountId }: AccountRef): Promise<boolean> {
  const [account]: { role: Role }[] = await manager.query(
    'select role from account where team_id = $1 and id = $2 for share',
    [teamId, accountId],
  );
  return account !== undefined && mayAs(account.role, 'member');
}

/**
 * To be asked before mail of somebody's is written: since the request came in they may have become a reporter, who can
 * neither see nor stop it.
 * @throws DomainError `forbidden`
 */
export async function refuseUnlessSender(manager: EntityManager, account: AccountRef): Promise<void> {
  if (!(await holdSender(manager, account))) throw new DomainError('forbidden', 'It needs the role member.');
}
