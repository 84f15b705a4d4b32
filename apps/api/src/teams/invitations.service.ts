import { Inject, Injectable } from '@nestjs/common';
import {
  type AcceptInvitation,
  type CreatedInvitation,
  type CreateInvitation,
  INVITATIONS_A_DAY,
  type Invitation,
  type InvitedRole,
  type Me,
} from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AccountsService } from '../accounts/accounts.service.js';
import { lockMembership } from '../accounts/memberships.js';
import { type Mover, MoveService } from '../accounts/move.service.js';
import { holdAccount } from '../accounts/records.js';
import { hashOf, newSecret } from '../accounts/tokens.js';
import { AuditService } from '../audit/audit.service.js';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Database } from '../database/database.js';
import { retryDeadlocks } from '../database/deadlocks.js';
import { DomainError } from '../errors.js';
import { MailService } from '../mail/mail.service.js';
import { CameSecond, IdempotencyService } from '../scheduling/idempotency.service.js';
import { Encryption } from '../secrets/encryption.js';
import { canonicalAddress } from '../secrets/lookup-hash.js';
import { type Actor, holdAdmin, refuseUnlessAdmin } from './acting.js';
import { invitationMail } from './invitation-mail.js';
import type { InvitationView } from './invitation-view.js';

interface InvitationRow {
  team_id: string;
  id: string;
  account_id: string;
  role: InvitedRole;
  email_sealed: Buffer | null;
  created_at: Date;
  expires_at: Date;
}

const INVITATION_ROW = 'team_id, id, account_id, role, email_sealed, created_at, expires_at';

/** Who invites, to which team. */
interface Host {
  team_name: string;
  inviter_name: string | null;
  inviter_email: string;
}

/** Invitations: a link brings one person into the team, once. Of the link only a hash is kept. */
@Injectable()
export class InvitationsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly moves: MoveService,
    private readonly mail: MailService,
    private readonly idempotency: IdempotencyService,
    private readonly encryption: Encryption,
    private readonly audit: AuditService,
  ) {}

  /**
   * Makes an invitation, and has it mailed where it is for one address and this server sends mail.
   * @throws DomainError `already_created` for a repeat, naming its id; `idempotency_conflict`, `too_many_invitations`
   */
  async create(maker: Actor, body: CreateInvitation, idempotencyKey: string | null): Promise<CreatedInvitation> {
    const request = { key: idempotencyKey, body };
    await this.refuseRepeat(maker, request);
    const token = newSecret();
    const url = `${this.config.publicUrl}/join/${token}`;
    const mailed = body.email !== undefined && this.mail.available;
    try {
      // In system scope: mail on its way is no team's.
      const row = await this.database.asSystem(async (manager) => {
        await lockMembership(manager, maker.teamId);
        await refuseUnlessAdmin(manager, maker);
        await refuseTooMany(manager, maker.teamId);
        const made = await this.insert(manager, maker, body, token);
        await this.idempotency.keep(manager, maker, request, { id: made.id });
        await this.audit.record(manager, {
          ...maker,
          action: 'invitation.created',
          targetId: made.id,
          detail: { role: made.role, expiresAt: made.expires_at.toISOString() },
        });
        if (mailed) await this.enqueue(manager, made, url);
        return made;
      });
      if (mailed) this.mail.wake();
      return { ...this.toInvitation(row), url, mailed };
    } catch (error) {
      if (error instanceof CameSecond) await this.refuseRepeat(maker, request);
      throw error;
    }
  }

  /** Those that are still good, the newest first. `before` is the last one of the page before. */
  async list(
    teamId: string,
    limit: number,
    before: { createdAt: string; id: string } | null,
  ): Promise<{ items: Invitation[]; next: { createdAt: string; id: string } | null }> {
    const rows = await this.database.inTeam(
      teamId,
      (manager): Promise<InvitationRow[]> =>
        manager.query(
          `select ${INVITATION_ROW} from invitation
           where team_id = $1 and expires_at > now() and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
           order by created_at desc, id desc limit $4`,
          [teamId, before?.createdAt ?? null, before?.id ?? null, limit + 1],
        ),
    );
    const items = rows.slice(0, limit).map((row) => this.toInvitation(row));
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null };
  }

  /**
   * From this answer on nobody can take it.
   * @throws DomainError `invitation_not_found`, `forbidden` where the actor is no admin any more
   */
  async revoke(actor: Actor, id: string): Promise<void> {
    const { teamId, accountId } = actor;
    await this.database.inTeam(teamId, async (manager) => {
      await holdAdmin(manager, actor);
      const [revoked]: [unknown[], number] = await manager.query(
        'delete from invitation where team_id = $1 and id = $2 and expires_at > now() returning id',
        [teamId, id],
      );
      if (revoked.length === 0) throw new DomainError('invitation_not_found');
      await this.audit.record(manager, { teamId, accountId, action: 'invitation.revoked', targetId: id });
    });
  }

  /** For whoever holds the link. @throws DomainError `invitation_not_found` */
  async look(token: string): Promise<InvitationView> {
    const [row] = await this.database.systemQuery<InvitationRow & Host>(
      `select ${INVITATION_ROW.replace(/\w+/g, 'invitation.$&')}, team.name as team_name,
              account.name as inviter_name, account.email as inviter_email
       from invitation join team on team.id = invitation.team_id
       join account on account.team_id = invitation.team_id and account.id = invitation.account_id
       where token_hash = $1 and invitation.expires_at > now()`,
      [hashOf(token)],
    );
    if (!row) throw new DomainError('invitation_not_found');
    return {
      url: `${this.config.publicUrl}/join/${token}`,
      teamName: row.team_name,
      inviter: { name: row.inviter_name, email: row.inviter_email },
      role: row.role,
      isForOne: row.email_sealed !== null,
      expiresAt: row.expires_at,
    };
  }

  /**
   * Brings the caller into the team that invites, in one transaction; of two who take an invitation at once one does.
   * @throws DomainError `invitation_not_found` for one that is over, taken, revoked or for another address,
   * `already_member`, `last_owner`, `has_own_records`, `account_busy`
   */
  async accept(caller: Mover, { token, startAfresh }: AcceptInvitation): Promise<Me> {
    const { email } = await this.accounts.me(caller);
    const to = await retryDeadlocks(() =>
      // In system scope: it concerns two teams.
      this.database.asSystem(async (manager) => {
        const hash = hashOf(token);
        const [seen]: InvitationRow[] = await manager.query(
          `select ${INVITATION_ROW} from invitation where token_hash = $1 and expires_at > now()`,
          [hash],
        );
        if (!seen || !this.isFor(seen, email)) throw new DomainError('invitation_not_found');
        if (seen.team_id === caller.teamId) throw new DomainError('already_member');
        await holdAccount(manager, [caller.teamId, caller.accountId], [caller.teamId, seen.team_id]);
        const [[taken]]: [InvitationRow[], number] = await manager.query(
          `delete from invitation where token_hash = $1 and expires_at > now() returning ${INVITATION_ROW}`,
          [hash],
        );
        if (!taken) throw new DomainError('invitation_not_found');
        const place = { teamId: taken.team_id, role: taken.role, invitationId: taken.id };
        await this.moves.move(manager, caller, place, startAfresh);
        return { teamId: taken.team_id, accountId: caller.accountId };
      }),
    );
    this.moves.forget(caller);
    return this.accounts.me(to);
  }

  /** Housekeeping: deletes those that nobody has taken in time. May run twice. */
  async forgetEnded(): Promise<void> {
    await this.database.systemQuery('delete from invitation where expires_at < now()');
  }

  private async insert(
    manager: EntityManager,
    { teamId, accountId }: Actor,
    { role, email, expiresInDays }: CreateInvitation,
    token: string,
  ): Promise<InvitationRow> {
    const [row]: InvitationRow[] = await manager.query(
      `insert into invitation (team_id, id, account_id, role, token_hash, email_sealed, expires_at)
       values ($1, $2, $3, $4, $5, $6, now() + make_interval(days => $7)) returning ${INVITATION_ROW}`,
      [
        teamId,
        uuidv7(),
        accountId,
        role,
        hashOf(token),
        email === undefined ? null : this.encryption.seal('invitation.email', email),
        expiresInDays,
      ],
    );
    if (!row) throw new Error('the invitation was not inserted');
    return row;
  }

  private async enqueue(manager: EntityManager, row: InvitationRow, url: string): Promise<void> {
    const [host]: Host[] = await manager.query(
      `select team.name as team_name, account.name as inviter_name, account.email as inviter_email
       from account join team on team.id = account.team_id where account.team_id = $1 and account.id = $2`,
      [row.team_id, row.account_id],
    );
    const to = this.emailOf(row);
    if (!host || to === null) return;
    const text = invitationMail({
      url,
      teamName: host.team_name,
      inviter: { name: host.inviter_name, email: host.inviter_email },
      role: row.role,
      isForOne: true,
      expiresAt: row.expires_at,
    });
    await this.mail.enqueue(manager, { to, ...text }, row.expires_at);
  }

  private isFor(row: InvitationRow, email: string): boolean {
    const invited = this.emailOf(row);
    return invited === null || canonicalAddress(invited) === canonicalAddress(email);
  }

  private emailOf({ email_sealed }: InvitationRow): string | null {
    return email_sealed && this.encryption.open('invitation.email', email_sealed);
  }

  private async refuseRepeat(maker: Actor, request: { key: string | null; body: CreateInvitation }): Promise<void> {
    const before = await this.idempotency.before<{ id: string }>(maker, request);
    if (before) throw new DomainError('already_created', `The invitation is ${before.id}.`);
  }

  private toInvitation(row: InvitationRow): Invitation {
    return {
      id: row.id,
      role: row.role,
      email: this.emailOf(row),
      createdBy: row.account_id,
      createdAt: row.created_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
    };
  }
}

/** With the membership locked. Of the log, as those that were taken or revoked count too. */
async function refuseTooMany(manager: EntityManager, teamId: string): Promise<void> {
  const [made]: { count: number }[] = await manager.query(
    `select count(*)::integer as count from audit
     where team_id = $1 and action = 'invitation.created' and at > now() - interval '1 day'`,
    [teamId],
  );
  if (!made || made.count >= INVITATIONS_A_DAY) throw new DomainError('too_many_invitations');
}
