import { Injectable } from '@nestjs/common';
import { OAuth2Client } from 'google-auth-library';
import { LRUCache } from 'lru-cache';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { Encryption } from '../secrets/encryption.js';
import { type GoogleAccessToken, GoogleIdentity } from './google-identity.js';
import { COMPOSE_SCOPE, METADATA_SCOPE } from './google-scopes.js';

/** What a call does: work with drafts, or read the headers of mail. No one token may do both, see `googleScopes`. */
export type GmailUse = 'drafts' | 'headers';

const scopeOf: Record<GmailUse, string> = { drafts: COMPOSE_SCOPE, headers: METADATA_SCOPE };

/** Google's clients of the accounts in use, about 2 KB each. */
const MOST_CLIENTS = 5_000;

/** Clients with which `gmail/` calls Google in an account's name. */
@Injectable()
export class GmailAccess {
  private readonly clients = new LRUCache<string, OAuth2Client>({ max: MOST_CLIENTS });
  /** By account, the sealed grant that was used last: it is that one which Google refuses. */
  private readonly used = new LRUCache<string, Buffer>({ max: MOST_CLIENTS });

  constructor(
    private readonly database: Database,
    private readonly google: GoogleIdentity,
    private readonly encryption: Encryption,
  ) {}

  /** The account's client. It asks for an access token when it is first used and before each one ends. */
  client(teamId: string, accountId: string, use: GmailUse): OAuth2Client {
    const key = `${teamId} ${accountId} ${use}`;
    let client = this.clients.get(key);
    if (!client) {
      client = new OAuth2Client();
      let underWay: Promise<GoogleAccessToken> | null = null;
      // With a refresh handler and no refresh token the client knows when its token ends, and sends nothing twice.
      client.refreshHandler = async () => {
        underWay ??= this.fresh(teamId, accountId, use).finally(() => {
          underWay = null;
        });
        const { accessToken, expiresAt } = await underWay;
        return { access_token: accessToken, expiry_date: expiresAt };
      };
      this.clients.set(key, client);
    }
    return client;
  }

  /** Lets go of access tokens Google no longer takes; the next call asks for new ones. */
  forget(teamId: string, accountId: string): void {
    this.clients.delete(`${teamId} ${accountId} drafts`);
    this.clients.delete(`${teamId} ${accountId} headers`);
  }

  /** Notes that Google refused the grant that was used last; one that was given meanwhile is left alone. */
  async markRevoked(teamId: string, accountId: string): Promise<void> {
    this.forget(teamId, accountId);
    await this.database.systemQuery(
      `update account set gmail_revoked_at = now()
       where team_id = $1 and id = $2 and gmail_revoked_at is null and refresh_token_sealed = $3`,
      [teamId, accountId, this.used.get(accountId) ?? null],
    );
  }

  /**
   * Reads the refresh token anew each time, so that a sign-in on another process counts at once.
   * @throws DomainError `reauthorise`, GoogleIdentityError
   */
  private async fresh(teamId: string, accountId: string, use: GmailUse): Promise<GoogleAccessToken> {
    const [account] = await this.database.systemQuery<{ refresh_token_sealed: Buffer | null; revoked: boolean }>(
      `select refresh_token_sealed, gmail_revoked_at is not null as revoked from account
       where team_id = $1 and id = $2`,
      [teamId, accountId],
    );
    if (!account?.refresh_token_sealed || account.revoked) throw new DomainError('reauthorise');
    this.used.set(accountId, account.refresh_token_sealed);
    const refreshToken = this.encryption.open('google.refresh_token', account.refresh_token_sealed);
    return this.google.refresh(refreshToken, [scopeOf[use]]);
  }
}
