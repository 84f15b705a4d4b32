import { Inject, Injectable } from '@nestjs/common';
import type { ChangeMe, ErasureReceipt, Me, NoticeLanguage, Role } from '@openly/contracts';
import type { OAuth2Client } from 'google-auth-library';
import type { EntityManager } from 'typeorm';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { Authenticator } from '../http/auth.guard.js';
import type { Caller } from '../http/validation.js';
import { ErasureService } from './erasure.service.js';
import { GmailAccess, type GmailUse } from './gmail-access.js';
import { Grants } from './grants.js';
import { SessionsService } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';

interface MeRow {
  role: Role;
  team_name: string;
  email: string;
  name: string | null;
  hosted_domain: string | null;
  sender_id: string;
  schedule_tolerance: number;
  notice_language: NoticeLanguage | null;
  connected: boolean;
  subjects_kept: boolean;
  tracked_by_default: boolean;
}

/** A sender as readers see it. */
export interface SenderName {
  senderId: string;
  name: string;
  /** In which they are told where a mail does not say its own; null: English. */
  noticeLanguage: NoticeLanguage | null;
}

/** What other modules ask of accounts. */
@Injectable()
export class AccountsService extends Authenticator {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly sessions: SessionsService,
    private readonly signIn: SignInService,
    private readonly gmail: GmailAccess,
    private readonly grants: Grants,
    private readonly erasure: ErasureService,
  ) {
    super();
  }

  /** @throws DomainError `unauthenticated` */
  authenticate(accessToken: string): Promise<Caller> {
    return this.sessions.authenticate(accessToken);
  }

  /** @throws DomainError `unauthenticated` when the account is gone */
  async me({ teamId, accountId }: { teamId: string; accountId: string }): Promise<Me> {
    const [account] = await this.database.inTeam(
      teamId,
      (manager): Promise<MeRow[]> =>
        manager.query(
          `select role, team.name as team_name, email, account.name, hosted_domain, sender_id, schedule_tolerance,
                  notice_language,
                  subjects_kept, tracked_by_default,
                  refresh_token_sealed is not null and gmail_revoked_at is null as connected
           from account join team on team.id = account.team_id where team_id = $1 and account.id = $2`,
          [teamId, accountId],
        ),
    );
    if (!account) throw new DomainError('unauthenticated');
    return {
      accountId,
      teamId,
      teamName: account.team_name,
      role: account.role,
      email: account.email,
      name: account.name,
      hostedDomain: account.hosted_domain,
      senderId: account.sender_id,
      publicUrl: this.config.publicUrl,
      gmailConnected: account.connected,
      scheduleTolerance: account.schedule_tolerance,
      noticeLanguage: account.notice_language,
      subjectsKept: account.subjects_kept,
      trackedByDefault: account.tracked_by_default,
    };
  }

  /**
   * Changes what a person sets for their account; what is absent stays. Schedules made before keep the lateness they
   * were made with.
   * @throws DomainError `unauthenticated` when the account is gone
   */
  async changeMe(account: { teamId: string; accountId: string }, change: ChangeMe): Promise<Me> {
    const { scheduleTolerance = null, noticeLanguage = null } = change;
    await this.database.inTeam(account.teamId, (manager) =>
      manager.query(
        `update account set schedule_tolerance = coalesce($3, schedule_tolerance),
                notice_language = case when $4 then $5 else notice_language end
         where team_id = $1 and id = $2`,
        [account.teamId, account.accountId, scheduleTolerance, change.noticeLanguage !== undefined, noticeLanguage],
      ),
    );
    return this.me(account);
  }

  /**
   * Deletes the caller's account and everything of it.
   * @param confirm the account's own address, as its person typed it
   * @throws DomainError `not_confirmed` where it is another, `account_busy`, `last_owner`, `unauthenticated` when it is gone
   * already
   */
  async leave(account: { teamId: string; accountId: string }, confirm: string): Promise<ErasureReceipt> {
    const { email } = await this.me(account);
    if (confirm.trim().toLowerCase() !== email.toLowerCase()) throw new DomainError('not_confirmed');
    return this.erasure.erase(account.teamId, account.accountId);
  }

  /** How these accounts are named to readers, and in which language, by account id; in the caller's transaction of system scope. */
  async sendersOf(manager: EntityManager, accountIds: readonly string[]): Promise<Map<string, SenderName>> {
    const rows: (SenderName & { id: string })[] = await manager.query(
      `select id, sender_id as "senderId", coalesce(name, email) as name, notice_language as "noticeLanguage"
       from account where id = any($1)`,
      [[...new Set(accountIds)]],
    );
    return new Map(rows.map(({ id, ...sender }) => [id, sender]));
  }

  /**
   * The client with which to call Gmail for this account. Its calls reject with DomainError `reauthorise` once Google
   * has refused the grant, with GoogleIdentityError when the grant is refused now (`refused`) or Google is away.
   */
  gmailCredentials(teamId: string, accountId: string, use: GmailUse): OAuth2Client {
    return this.gmail.client(teamId, accountId, use);
  }

  /** Lets go of an access token that Gmail refused although it had not ended. */
  forgetAccessToken(teamId: string, accountId: string): void {
    this.gmail.forget(teamId, accountId);
  }

  /** Google has refused the grant in use: nothing is asked of it again until the person signs in anew. */
  markGmailRevoked(teamId: string, accountId: string): Promise<void> {
    return this.gmail.markRevoked(teamId, accountId);
  }

  /** Calls back whenever an account has (again) given access to Gmail. */
  onGmailConnected(listener: (teamId: string, accountId: string) => Promise<void>): void {
    this.signIn.onConnected(async (teamId, accountId) => {
      this.gmail.forget(teamId, accountId);
      await listener(teamId, accountId);
    });
  }

  /** Housekeeping: asks Google again to take back the grants of deleted accounts. May run twice. */
  revokeGrants(): Promise<void> {
    return this.grants.revokeDue();
  }

  /** Housekeeping: deletes ended sessions and sign-ins nobody finished. May run twice. */
  async maintain(): Promise<void> {
    await this.signIn.forgetUnfinished();
    await this.sessions.forgetEnded();
  }
}
