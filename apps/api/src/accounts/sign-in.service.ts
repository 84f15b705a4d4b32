import { Inject, Injectable, Logger } from '@nestjs/common';
import { KEPT, type ProblemCode, type Role, type TokenResponse } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import { AuditService } from '../audit/audit.service.js';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { Encryption } from '../secrets/encryption.js';
import { canonicalDomain, LookupHash } from '../secrets/lookup-hash.js';
import { keepVersion } from '../teams/policy-row.js';
import { type GoogleGrant, GoogleIdentity, GoogleIdentityError, type GoogleProfile } from './google-identity.js';
import { REQUIRED_SCOPES } from './google-scopes.js';
import { Grants } from './grants.js';
import { lockMembership, type Place, teamOfDomain } from './memberships.js';
import { SessionsService } from './sessions.service.js';
import { challengeOf, hashOf, newSecret, newSenderId, sameText } from './tokens.js';

/** The leg through Google waits for a person: choosing an account, a second factor, reading what is asked. */
const GOOGLE_LEG_MINUTES = KEPT.signInMinutes;
/** The code for the extension is fetched by a program, at once. */
const CODE_SECONDS = KEPT.signInCodeSeconds;

const SANDBOX_CLIENT_ID = 'openly-sandbox';
/** All of its mail is to its own company, and is to be seen tracked. */
const SANDBOX_TEAM = {
  id: uuidv5('sandbox', '5b6f0c7e-2d2a-4d0e-9a39-0f6f6f70656e'),
  name: 'Example',
  untrackedDomains: [] as string[],
};

/** Mail providers whose domain says nothing about a team. */
const PERSONAL_DOMAINS = /^(?:gmail|googlemail)\.com$/i;

interface SignInRow {
  google_verifier: string;
  client_state: string;
  code_challenge: string;
  redirect_uri: string;
}

export interface StartRequest {
  codeChallenge: string;
  redirectUri: string;
  state: string;
}

/** What Google sends the browser back with. */
export interface GoogleReturn {
  state: string;
  code?: string;
  error?: string;
}

/**
 * Sign-in in two PKCE legs, the extension with us and we with Google. State and code are used once and stored as
 * hashes; using one deletes it in the same statement.
 */
@Injectable()
export class SignInService {
  private readonly log = new Logger('Accounts');
  private readonly listeners: ((teamId: string, accountId: string) => Promise<void>)[] = [];

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly google: GoogleIdentity,
    private readonly sessions: SessionsService,
    private readonly encryption: Encryption,
    private readonly audit: AuditService,
    private readonly grants: Grants,
    private readonly lookup: LookupHash,
  ) {}

  /** Calls back, after the commit, whenever an account has given us access to Gmail. */
  onConnected(listener: (teamId: string, accountId: string) => Promise<void>): void {
    this.listeners.push(listener);
  }

  /** @returns Google's address for the browser. @throws DomainError `origin_not_allowed` */
  async start({ codeChallenge, redirectUri, state }: StartRequest): Promise<string> {
    if (!this.isOurExtension(redirectUri)) throw new DomainError('origin_not_allowed');
    const googleState = newSecret();
    const verifier = newSecret();
    await this.database.systemQuery(
      `insert into sign_in (google_state_hash, google_verifier, client_state, code_challenge, redirect_uri, expires_at)
       values ($1, $2, $3, $4, $5, now() + make_interval(mins => $6))`,
      [hashOf(googleState), verifier, state, codeChallenge, redirectUri, GOOGLE_LEG_MINUTES],
    );
    return this.google.consentUrl(googleState, verifier);
  }

  /**
   * Ends the leg with Google.
   * @returns the extension's address, with a code or with an error
   * @throws DomainError `invalid_code` when this leg is unknown, ended or too old, so that there is nowhere to go back to
   */
  async finish({ state, code, error }: GoogleReturn): Promise<string> {
    const [leg] = await this.database.systemQuery<SignInRow>(
      `delete from sign_in where google_state_hash = $1 and expires_at > now()
       returning google_verifier, client_state, code_challenge, redirect_uri`,
      [hashOf(state)],
    );
    if (!leg) throw new DomainError('invalid_code');
    const back = (answer: { code: string } | { error: ProblemCode }) => {
      const url = new URL(leg.redirect_uri);
      for (const [name, value] of Object.entries({ ...answer, state: leg.client_state })) {
        url.searchParams.set(name, value);
      }
      return url.href;
    };
    if (error || !code) return back({ error: error === 'access_denied' ? 'sign_in_cancelled' : 'google_unavailable' });

    let grant: GoogleGrant;
    try {
      grant = await this.google.exchange(code, leg.google_verifier);
    } catch (failure) {
      const refused = failure instanceof GoogleIdentityError && failure.kind === 'refused';
      return back({ error: refused ? 'invalid_code' : 'google_unavailable' });
    }
    const { profile, refreshToken, scopes } = grant;
    if (!profile.emailVerified) return back({ error: 'forbidden' });
    if (!refreshToken || REQUIRED_SCOPES.some((scope) => !scopes.includes(scope))) {
      return back({ error: 'google_scope_missing' });
    }
    const ours = newSecret();
    const account = await this.database.asSystem(async (manager) => {
      const account = await this.connect(manager, profile, refreshToken, scopes);
      await manager.query(
        `insert into sign_in_code (code_hash, code_challenge, team_id, account_id, expires_at)
         values ($1, $2, $3, $4, now() + make_interval(secs => $5))`,
        [hashOf(ours), leg.code_challenge, account.teamId, account.id, CODE_SECONDS],
      );
      return account;
    });
    for (const listener of this.listeners) {
      // The person is signed in already; who listens finds out later by itself.
      await listener(account.teamId, account.id).catch((error: Error) => this.log.warn(`after sign-in: ${error.name}`));
    }
    return back({ code: ours });
  }

  /** Gives the extension its first tokens. @throws DomainError `invalid_code`; the code is spent also then. */
  async redeem(code: string, codeVerifier: string): Promise<TokenResponse> {
    const [row] = await this.database.systemQuery<{ code_challenge: string; team_id: string; account_id: string }>(
      `delete from sign_in_code where code_hash = $1 and expires_at > now()
       returning code_challenge, team_id, account_id`,
      [hashOf(code)],
    );
    if (!row || !sameText(challengeOf(codeVerifier), row.code_challenge)) throw new DomainError('invalid_code');
    return this.database.asSystem((manager) => this.sessions.begin(manager, row.team_id, row.account_id));
  }

  /** Deletes what nobody came back for. */
  async forgetUnfinished(): Promise<void> {
    await this.database.systemQuery('delete from sign_in where expires_at < now()');
    await this.database.systemQuery('delete from sign_in_code where expires_at < now()');
  }

  /** `https://<id>.chromiumapp.org/…`, the address that Chrome gives to that extension alone. */
  private isOurExtension(redirectUri: string): boolean {
    const url = new URL(redirectUri);
    const hosts = this.config.extensionIds.map((id) => `${id}.chromiumapp.org`);
    const bare = url.port === '' && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
    return url.protocol === 'https:' && bare && hosts.includes(url.host);
  }

  /**
   * Finds the account or makes it, in the team it belongs to. Keeps the grant in place of any earlier one.
   *
   * Who had an account, deleted it and comes back gets its id again: what readers refused them binds them as before, and
   * whom they asked lately they do not ask again.
   */
  private async connect(
    manager: EntityManager,
    { subject, email, name, hostedDomain }: GoogleProfile,
    refreshToken: string,
    scopes: string[],
  ): Promise<{ id: string; teamId: string }> {
    // Two first sign-ins of one person at the same moment must not make two teams.
    await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`account:${subject}`]);
    const sealed = this.encryption.seal('google.refresh_token', refreshToken);
    const [[known]]: [{ id: string; team_id: string }[], number] = await manager.query(
      `update account set email = $2, name = $3, refresh_token_sealed = $4, granted_scopes = $5, hosted_domain = $6,
              gmail_revoked_at = null
       where google_subject = $1 returning id, team_id`,
      [subject, email, name, sealed, scopes, hostedDomain],
    );
    if (known) return { id: known.id, teamId: known.team_id };
    const ofDomain = await teamOfDomain(manager, hostedDomain, this.lookup.allOfAddress(subject));
    const { teamId, role, isNew } = ofDomain ? { ...ofDomain, isNew: false } : await this.ownTeam(manager, email, name);
    const id = this.lookup.idOfPerson(subject);
    await manager.query(
      `insert into account
         (id, team_id, role, google_subject, email, name, hosted_domain, sender_id, refresh_token_sealed, granted_scopes)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [id, teamId, role, subject, email, name, hostedDomain, newSenderId(), sealed, scopes],
    );
    if (isNew) await keepVersion(manager, teamId, id);
    await manager.query('update reader_question set team_id = $1 where account_id = $2 and team_id <> $1', [
      teamId,
      id,
    ]);
    await this.grants.keep(manager, subject);
    const detail = { by: ofDomain ? 'domain' : 'sign_in', role };
    await this.audit.record(manager, { teamId, accountId: id, action: 'account.joined', targetId: id, detail });
    return { id, teamId };
  }

  /** A team of one's own, as its owner; in the sandbox the one that all are in. */
  private async ownTeam(
    manager: EntityManager,
    email: string,
    name: string | null,
  ): Promise<Place & { isNew: boolean }> {
    const team = this.config.google.clientId === SANDBOX_CLIENT_ID ? SANDBOX_TEAM : teamOf(email, name);
    await lockMembership(manager, team.id);
    const made: unknown[] = await manager.query(
      'insert into team (id, name, untracked_domains) values ($1, $2, $3) on conflict (id) do nothing returning id',
      [team.id, team.name, team.untrackedDomains],
    );
    const role: Role = made.length > 0 ? 'owner' : 'member';
    return { teamId: team.id, role, isNew: made.length > 0 };
  }
}

/** A company does not track its own people, unless it decides so. */
function teamOf(email: string, name: string | null): { id: string; name: string; untrackedDomains: string[] } {
  const domain = email.slice(email.lastIndexOf('@') + 1);
  return PERSONAL_DOMAINS.test(domain)
    ? { id: uuidv7(), name: name ?? 'My team', untrackedDomains: [] }
    : { id: uuidv7(), name: domain, untrackedDomains: [canonicalDomain(domain)] };
}
