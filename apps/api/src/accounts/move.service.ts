import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { DomainError } from '../errors.js';
import { LiveService } from '../live/live.service.js';
import { LookupHash } from '../secrets/lookup-hash.js';
import { GmailAccess } from './gmail-access.js';
import { type Place, refuseLastOwner, removeEmptyTeam } from './memberships.js';
import { type AccountKey, deleteOf, eraseMail, hasRecords } from './records.js';
import { newSenderId } from './tokens.js';

/** Of no use to anybody once the account is elsewhere. */
const LEFT_BEHIND = [
  'event',
  'event_sequence',
  'gmail_budget',
  'reply_watch',
  'idempotency_key',
  'sign_in_code',
  'webhook',
  'api_key',
  'invitation',
  'report_member_day',
  'report_schedule',
];

/** A signed-in person's account, on the device from which they move. */
export interface Mover {
  teamId: string;
  accountId: string;
  sessionId: string;
}

/** Brings somebody into another team. */
@Injectable()
export class MoveService {
  constructor(
    private readonly audit: AuditService,
    private readonly live: LiveService,
    private readonly gmail: GmailAccess,
    private readonly lookup: LookupHash,
  ) {}

  /**
   * Moves an account that is held (`holdAccount`, with the membership of both teams), in a transaction of system scope.
   * Its id stays, which is made of who the person is at Google; readers get to know it by a new sender id. Google's
   * grant, the person's settings and this device's sign-in stay; other devices are signed out. The team left behind goes
   * where nobody else is in it.
   * @param startAfresh erases what the account has; else it has to have nothing
   * @throws DomainError `last_owner`, `has_own_records`
   */
  async move(
    manager: EntityManager,
    { teamId, accountId, sessionId }: Mover,
    to: Place & { invitationId: string },
    startAfresh: boolean,
  ): Promise<void> {
    const of: AccountKey = [teamId, accountId];
    await refuseLastOwner(manager, teamId, accountId);
    if (startAfresh) await eraseMail(manager, of);
    else if ((await hasRecords(manager, of)) || (await isTeamSetUp(manager, of))) {
      throw new DomainError('has_own_records');
    }
    await manager.query('update policy_version set account_id = null where team_id = $1 and account_id = $2', of);
    for (const table of LEFT_BEHIND) await deleteOf(manager, table, of);
    await manager.query('delete from session where team_id = $1 and account_id = $2 and id <> $3', [...of, sessionId]);
    // Only the session follows, by its key; anything else that is still there would refuse this.
    const [[moved]]: [{ google_subject: string }[], number] = await manager.query(
      `update account set team_id = $3, role = $4, sender_id = $5, created_at = now()
       where team_id = $1 and id = $2 returning google_subject`,
      [...of, to.teamId, to.role, newSenderId()],
    );
    if (!moved) throw new DomainError('unauthenticated');
    // Whom they asked lately they do not ask again.
    await manager.query('update reader_question set team_id = $3 where team_id = $1 and account_id = $2', [
      ...of,
      to.teamId,
    ]);
    await manager.query('delete from removed_member where team_id = $1 and subject_hash = any($2::bytea[])', [
      to.teamId,
      this.lookup.allOfAddress(moved.google_subject),
    ]);
    if (!(await removeEmptyTeam(manager, teamId))) {
      await this.audit.record(manager, { teamId, accountId, action: 'account.left', targetId: accountId });
    }
    await this.audit.record(manager, {
      teamId: to.teamId,
      accountId,
      action: 'account.joined',
      targetId: accountId,
      detail: { by: 'invitation', invitationId: to.invitationId, role: to.role },
    });
    await this.live.end(manager, accountId);
  }

  /** After the commit. */
  forget({ teamId, accountId }: Pick<Mover, 'teamId' | 'accountId'>): void {
    this.gmail.forget(teamId, accountId);
  }
}

/** Whether a team that would go with this account has been made anything of: then somebody would miss it. */
async function isTeamSetUp(manager: EntityManager, of: AccountKey): Promise<boolean> {
  const [setUp]: unknown[] = await manager.query(
    `select from audit where team_id = $1 and action <> 'account.joined'
       and not exists (select from account where team_id = $1 and id <> $2) limit 1`,
    of,
  );
  return setUp !== undefined;
}
