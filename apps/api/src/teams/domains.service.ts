import { Injectable } from '@nestjs/common';
import type { SetDomain, TeamDomain } from '@openly/contracts';
import { lockMembership } from '../accounts/memberships.js';
import { AuditService } from '../audit/audit.service.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { type Actor, holdAdmin, refuseUnlessAdmin } from './acting.js';

interface DomainRow {
  domain: string;
  role: TeamDomain['role'];
  created_at: Date;
}

/** Domains of Google Workspace whose people join a team when they sign in for the first time. */
@Injectable()
export class DomainsService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  async list(teamId: string): Promise<TeamDomain[]> {
    const rows = await this.database.inTeam(
      teamId,
      (manager): Promise<DomainRow[]> =>
        manager.query('select domain, role, created_at from team_domain where team_id = $1 order by domain', [teamId]),
    );
    return rows.map(toDomain);
  }

  /**
   * Lets people of this domain in from now on, or changes as what. Who has an account already stays where they are.
   * @throws DomainError `domain_not_yours` unless Google said at the actor's sign-in that they belong to it, which it
   * says of no personal account; `domain_taken` by another team
   */
  async set(actor: Actor, domain: string, { role }: SetDomain): Promise<TeamDomain> {
    const { teamId, accountId } = actor;
    return this.database.inTeam(teamId, async (manager) => {
      await lockMembership(manager, teamId);
      await refuseUnlessAdmin(manager, actor);
      const [vouched]: unknown[] = await manager.query(
        'select from account where team_id = $1 and id = $2 and hosted_domain = $3',
        [teamId, accountId, domain],
      );
      if (!vouched) throw new DomainError('domain_not_yours');
      // Another team's row is not to be seen from here: then nothing is inserted, and nothing is there to change.
      await manager.query(
        'insert into team_domain (team_id, domain, role) values ($1, $2, $3) on conflict (domain) do nothing',
        [teamId, domain, role],
      );
      const [[row]]: [DomainRow[], number] = await manager.query(
        'update team_domain set role = $3 where team_id = $1 and domain = $2 returning domain, role, created_at',
        [teamId, domain, role],
      );
      if (!row) throw new DomainError('domain_taken');
      await this.audit.record(manager, { teamId, accountId, action: 'domain.set', detail: { domain, role } });
      return toDomain(row);
    });
  }

  /** @throws DomainError `domain_not_found`, `forbidden` where the actor is no admin any more */
  async remove(actor: Actor, domain: string): Promise<void> {
    const { teamId, accountId } = actor;
    await this.database.inTeam(teamId, async (manager) => {
      await holdAdmin(manager, actor);
      const [removed]: [unknown[], number] = await manager.query(
        'delete from team_domain where team_id = $1 and domain = $2 returning domain',
        [teamId, domain],
      );
      if (removed.length === 0) throw new DomainError('domain_not_found');
      await this.audit.record(manager, { teamId, accountId, action: 'domain.removed', detail: { domain } });
    });
  }
}

const toDomain = ({ domain, role, created_at }: DomainRow): TeamDomain => ({
  domain,
  role,
  createdAt: created_at.toISOString(),
});
