import { Injectable } from '@nestjs/common';
import { type ChainLink, type ErasureReceipt, KEPT } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { Database } from '../database/database.js';
import { retryDeadlocks } from '../database/deadlocks.js';
import { LiveService } from '../live/live.service.js';
import { LookupHash } from '../secrets/lookup-hash.js';
import { GmailAccess } from './gmail-access.js';
import { Grants } from './grants.js';
import { refuseLastOwner, removeEmptyTeam } from './memberships.js';
import { type AccountKey, deleteOf, eraseMail, holdAccount, waitingDrafts } from './records.js';

/** Stands for all teams in `consent_head`. */
const SERVER = '00000000-0000-0000-0000-000000000000';

type Erased = Omit<ErasureReceipt, 'googleGrant' | 'googleRetryUntil'> & { grantId: string | null };

/** Who removes somebody else, and what has to hold for that once nobody can change it any more. */
export interface Removal {
  accountId: string;
  check(manager: EntityManager): Promise<void>;
}

/** Deletes an account and everything of it. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly live: LiveService,
    private readonly gmail: GmailAccess,
    private readonly grants: Grants,
    private readonly lookup: LookupHash,
  ) {}

  /**
   * Removes an account, and its team where nobody else is in it, in one transaction. With its commit access tokens are
   * dead, open sockets are closed, and what pixels already sent bring is dropped unread by the enricher. Readers'
   * decisions stay, and whom it asked lately: they name nobody, and bind who comes back.
   * Then Google is asked to take its grant back: at once, and where it is away again and again for `KEPT.grantDays` days.
   * @param by absent: its own person
   * @throws DomainError `account_busy` while a mail of it is being sent, `last_owner`, `unauthenticated` when it is gone
   * already, and whatever `by.check` throws
   */
  async erase(teamId: string, accountId: string, by?: Removal): Promise<ErasureReceipt> {
    // In system scope: the grants to revoke and the server's chain are no team's.
    const { grantId, ...erased } = await retryDeadlocks(() =>
      this.database.asSystem((manager) => this.remove(manager, [teamId, accountId], by)),
    );
    this.gmail.forget(teamId, accountId);
    const isRevoked = grantId === null || (await this.grants.revokeNow(grantId));
    const retryUntil = new Date(Date.parse(erased.erasedAt) + KEPT.grantDays * 86_400_000).toISOString();
    return {
      ...erased,
      googleGrant: isRevoked ? 'revoked' : 'pending',
      googleRetryUntil: isRevoked ? null : retryUntil,
    };
  }

  private async remove(manager: EntityManager, of: AccountKey, by?: Removal): Promise<Erased> {
    const [teamId, accountId] = of;
    await holdAccount(manager, of);
    await by?.check(manager);
    await refuseLastOwner(manager, teamId, accountId);
    const draftsLeft = await waitingDrafts(manager, of);
    const grantId = await this.grants.setAside(manager, teamId, accountId);
    const removed = { ...(await eraseMail(manager, of)), devices: await deleteOf(manager, 'session', of) };
    if (by) await this.noteRemoved(manager, of);
    await manager.query('delete from account where team_id = $1 and id = $2', of);
    const teamRemoved = await removeEmptyTeam(manager, teamId);
    if (!teamRemoved) {
      const action = by ? 'member.removed' : 'account.deleted';
      await this.audit.record(manager, { teamId, accountId: by?.accountId ?? accountId, action, targetId: accountId });
    }
    await this.live.end(manager, accountId);
    const [clock]: { now: Date }[] = await manager.query('select now()');
    const erasedAt = (clock?.now ?? new Date()).toISOString();
    return { erasedAt, teamId, removed, teamRemoved, draftsLeft, grantId, ...(await headsOf(manager, teamId)) };
  }

  private async noteRemoved(manager: EntityManager, [teamId, accountId]: AccountKey): Promise<void> {
    const [account]: { google_subject: string }[] = await manager.query(
      'select google_subject from account where team_id = $1 and id = $2',
      [teamId, accountId],
    );
    await manager.query(
      'insert into removed_member (team_id, subject_hash) values ($1, $2) on conflict (team_id, subject_hash) do nothing',
      [teamId, this.lookup.ofAddress(account?.google_subject ?? '')],
    );
  }
}

async function headsOf(
  manager: EntityManager,
  teamId: string,
): Promise<{ teamHead: ChainLink | null; instanceHead: ChainLink | null }> {
  const rows: { team_id: string; seq: string; hash: Buffer }[] = await manager.query(
    'select team_id, seq, hash from consent_head where team_id in ($1, $2)',
    [teamId, SERVER],
  );
  const headOf = (id: string) => {
    const head = rows.find(({ team_id, seq }) => team_id === id && Number(seq) > 0);
    return head ? { seq: Number(head.seq), hash: head.hash.toString('hex') } : null;
  };
  return { teamHead: headOf(teamId), instanceHead: headOf(SERVER) };
}
