import { mayAs } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../errors.js';
import { roleKept } from '../teams/acting.js';
import type { AccountRef } from './schedule-store.js';

/** Whether somebody may have mail that waits. A change of their role waits until the transaction ends. */
export async function holdSender(manager: EntityManager, account: AccountRef): Promise<boolean> {
  const role = await roleKept(manager, account);
  return role !== undefined && mayAs(role, 'member');
}

/**
 * To be asked before mail of somebody's is written: since the request came in they may have become a reporter, who can
 * neither see nor stop it.
 * @throws DomainError `forbidden`
 */
export async function refuseUnlessSender(manager: EntityManager, account: AccountRef): Promise<void> {
  if (!(await holdSender(manager, account))) throw new DomainError('forbidden', 'It needs the role member.');
}
