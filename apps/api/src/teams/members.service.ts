import { Injectable } from '@nestjs/common';
import type { ErasureReceipt, Member, RemoveMember, Role, WaitingMail, WebhookScope } from '@openly/contracts';
import { mayAs } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { ErasureService } from '../accounts/erasure.service.js';
import { lockMembership, refuseLastOwner } from '../accounts/memberships.js';
import { waitingDrafts } from '../accounts/records.js';
import { AuditService } from '../audit/audit.service.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { HandOverService } from '../series/hand-over.service.js';
import { type Actor, holdAdmin, holdRole, refuseUnlessAdmin } from './acting.js';

interface MemberRow {
  id: string;
  email: string;
  name: string | null;
  role: Role;
  created_at: Date;
  /** To the microsecond, as the cursor of a list needs it. */
  place: string;
  connected: boolean;
}

const SAY_WHICH = 'Say schedules=cancel, or schedules=handOver&to= and a member.';

const MEMBER_ROW = `id, email, name, role, created_at,
  to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place,
  refresh_token_sealed is not null and gmail_revoked_at is null as connected`;

/** Where a page of members ended. */
export interface MemberPlace {
  joined: string;
  id: string;
}

/** Who is in a team, as what, and who is not any more. */
@Injectable()
export class MembersService {
  constructor(
    private readonly database: Database,
    private readonly erasure: ErasureService,
    private readonly handOver: HandOverService,
    private readonly audit: AuditService,
  ) {}

  /** Gives the team another name. @throws DomainError `forbidden` where the actor is no admin any more */
  async rename(actor: Actor, name: string): Promise<void> {
    const { teamId, accountId } = actor;
    await this.database.inTeam(teamId, async (manager) => {
      const [renamed]: [unknown[], number] = await manager.query(
        'update team set name = $2 where id = $1 and name <> $2 returning id',
        [teamId, name],
      );
      // Names are texts of somebody, which the log does not tell.
      if (renamed.length > 0) await this.audit.record(manager, { teamId, accountId, action: 'team.renamed' });
      await holdAdmin(manager, actor);
    });
  }

  /** Who has been there longest first. `after` is the last one of the page before. */
  async list(
    teamId: string,
    limit: number,
    after: MemberPlace | null,
  ): Promise<{ items: Member[]; next: MemberPlace | null }> {
    const rows = await this.database.inTeam(
      teamId,
      (manager): Promise<MemberRow[]> =>
        manager.query(
          `select ${MEMBER_ROW} from account
           where team_id = $1 and ($2::timestamptz is null or (created_at, id) > ($2, $3::uuid))
           order by created_at, id limit $4`,
          [teamId, after?.joined ?? null, after?.id ?? null, limit + 1],
        ),
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(toMember),
      next: rows.length > limit && last ? { joined: last.place, id: last.id } : null,
    };
  }

  /** @throws DomainError `member_not_found` */
  async get(teamId: string, id: string): Promise<Member> {
    const [row] = await this.database.inTeam(
      teamId,
      (manager): Promise<MemberRow[]> =>
        manager.query(`select ${MEMBER_ROW} from account where team_id = $1 and id = $2`, [teamId, id]),
    );
    if (!row) throw new DomainError('member_not_found');
    return toMember(row);
  }

  /** What of a member's waits, before somebody decides about it. @throws DomainError `member_not_found` */
  async waiting(teamId: string, id: string): Promise<WaitingMail> {
    await this.get(teamId, id);
    return this.handOver.waiting({ teamId, accountId: id });
  }

  /**
   * @throws DomainError `member_not_found`, `forbidden` where an owner is concerned and the actor is none, `last_owner`,
   * `schedules_undecided` for somebody with waiting mail who is to be a reporter
   */
  async changeRole(actor: Actor, id: string, role: Role): Promise<Member> {
    await this.database.inTeam(actor.teamId, async (manager) => {
      await lockMembership(manager, actor.teamId);
      await this.giveRole(manager, actor, id, role);
    });
    return this.get(actor.teamId, id);
  }

  /**
   * Makes another member the owner and the actor an admin, both or neither.
   * @throws DomainError `member_not_found`, `forbidden` where the actor is no owner
   */
  async passOwnership(actor: Actor, id: string): Promise<Member> {
    await this.database.inTeam(actor.teamId, async (manager) => {
      await lockMembership(manager, actor.teamId);
      await this.giveRole(manager, actor, id, 'owner');
      if (id !== actor.accountId) await this.giveRole(manager, actor, actor.accountId, 'admin');
    });
    return this.get(actor.teamId, id);
  }

  /**
   * Removes a member: everything of them is deleted as with `DELETE /v1/me`, devices and API keys are out at once, and
   * Google is asked to take its grant back. Mail of theirs that waits is not sent, or has been handed over before.
   * @throws DomainError `member_not_found`, `forbidden` where it is an owner and the actor is none, `last_owner`,
   * `account_busy`, `schedules_undecided`, `handover_impossible`, `handover_incomplete`; with any of these nobody was
   * removed
   */
  async remove(actor: Actor, id: string, { schedules, to }: RemoveMember): Promise<ErasureReceipt> {
    if (id === actor.accountId) {
      throw new DomainError('forbidden', 'Nobody removes themselves: delete your account to leave.');
    }
    const check = async (manager: EntityManager) => {
      await refuseUnlessAdmin(manager, actor, await holdRole(manager, actor.teamId, id));
    };
    await this.database.inTeam(actor.teamId, check);
    if (to) await this.handOver.everything(actor, id, to);
    try {
      return await this.erasure.erase(actor.teamId, id, {
        accountId: actor.accountId,
        check: async (manager) => {
          await check(manager);
          if (schedules === 'cancel' || (await waitingDrafts(manager, [actor.teamId, id])) === 0) return;
          throw new DomainError(to ? 'handover_incomplete' : 'schedules_undecided', to ? undefined : SAY_WHICH);
        },
      });
    } catch (error) {
      // Gone meanwhile: that is not the caller's sign-in.
      if (error instanceof DomainError && error.code === 'unauthenticated') throw new DomainError('member_not_found');
      throw error;
    }
  }

  /** With the membership locked. A role that somebody has already changes nothing. */
  private async giveRole(manager: EntityManager, actor: Actor, id: string, role: Role): Promise<void> {
    const { teamId, accountId } = actor;
    const from = await holdRole(manager, teamId, id);
    await refuseUnlessAdmin(manager, actor, from, role);
    if (from === role) return;
    if (from === 'owner') await refuseLastOwner(manager, teamId, id);
    // A reporter has no way to their mail: none is to go out that they cannot see or stop.
    if (!mayAs(role, 'member') && (await waitingDrafts(manager, [teamId, id])) > 0) {
      throw new DomainError('schedules_undecided');
    }
    await manager.query('update account set role = $3 where team_id = $1 and id = $2', [teamId, id, role]);
    await this.audit.record(manager, {
      teamId,
      accountId,
      action: 'member.role_changed',
      targetId: id,
      detail: { from, to: role },
    });
    await this.endBeyond(manager, actor, id, role);
  }

  /** Ends what somebody set up who may not have it in this role. */
  private async endBeyond(manager: EntityManager, actor: Actor, id: string, role: Role): Promise<void> {
    const { teamId, accountId } = actor;
    if (mayAs(role, 'admin')) return;
    // Who may invite nobody any more has nobody invited either.
    await manager.query('delete from invitation where team_id = $1 and account_id = $2', [teamId, id]);
    // Nor do they hear of others' mail; and a reporter could neither see nor stop what is posted of their own.
    const [ended]: [{ id: string; scope: WebhookScope }[], number] = await manager.query(
      `delete from webhook where team_id = $1 and account_id = $2 and (scope = 'team' or $3) returning id, scope`,
      [teamId, id, !mayAs(role, 'member')],
    );
    for (const webhook of ended.filter(({ scope }) => scope === 'team')) {
      await this.audit.record(manager, { teamId, accountId, action: 'webhook.removed', targetId: webhook.id });
    }
  }
}

const toMember = ({ id, email, name, role, created_at, connected }: MemberRow): Member => ({
  id,
  email,
  name,
  role,
  joinedAt: created_at.toISOString(),
  gmailConnected: connected,
});
