import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KEPT, type Role, type TokenResponse } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import type { Caller } from '../http/validation.js';
import { hashOf, newSecret } from './tokens.js';

const ACCESS_MINUTES = KEPT.accessTokenMinutes;
const UNUSED_DAYS = KEPT.unusedDeviceDays;
/** How long the token before stays good: the answer with the next one may have been lost with the worker. */
const GRACE_SECONDS = 60;
/** Refreshes that crossed leave several newest tokens; more than these are not kept. */
const MOST_NEWEST = 5;
const HANDLE_BYTES = 16;

interface SessionRow {
  id: string;
  team_id: string;
  refresh_hashes: Buffer[];
  previous_refresh_hashes: Buffer[];
  previous_valid: boolean;
}

/**
 * Devices that are signed in. A device's refresh tokens are one family: each refresh gives the next one, and an old
 * one that comes back ends the family, because somebody else may hold it (RFC 9700, section 4.14.2).
 */
@Injectable()
export class SessionsService {
  constructor(private readonly database: Database) {}

  /** Signs one more device in. */
  async begin(manager: EntityManager, teamId: string, accountId: string): Promise<TokenResponse> {
    const id = uuidv7();
    const handle = randomBytes(HANDLE_BYTES);
    const secret = randomBytes(32);
    await manager.query(
      `insert into session (id, team_id, account_id, handle_hash, refresh_hashes, expires_at)
       values ($1, $2, $3, $4, array[$5::bytea], now() + make_interval(days => $6))`,
      [id, teamId, accountId, hashOf(handle), hashOf(secret), UNUSED_DAYS],
    );
    return this.tokens(manager, teamId, id, handle, secret);
  }

  /**
   * The next tokens of a device.
   *
   * The token before stays good for 60 seconds and gives new ones again, also when refreshes cross: each answer's
   * token then is one of the newest and works, whichever the device kept. Access tokens live out their 15 minutes.
   * @throws DomainError `invalid_refresh_token`, after ending the family where the token was an old one of it
   */
  async refresh(refreshToken: string): Promise<TokenResponse> {
    const bytes = Buffer.from(refreshToken, 'base64url');
    const [handle, secret] = [bytes.subarray(0, HANDLE_BYTES), bytes.subarray(HANDLE_BYTES)];
    const outcome = await this.database.asSystem(async (manager) => {
      const [session]: SessionRow[] = await manager.query(
        `select id, team_id, refresh_hashes, previous_refresh_hashes, previous_valid_until > now() as previous_valid
         from session where handle_hash = $1 and expires_at > now() for update`,
        [hashOf(handle)],
      );
      if (!session) return null;
      const given = hashOf(secret);
      const next = randomBytes(32);
      const isOneOf = (hashes: Buffer[]) => hashes.some((hash) => hash.equals(given));
      if (isOneOf(session.refresh_hashes)) {
        await manager.query(
          `update session set previous_refresh_hashes = refresh_hashes, refresh_hashes = array[$3::bytea],
                  previous_valid_until = now() + make_interval(secs => $4),
                  last_used_at = now(), expires_at = now() + make_interval(days => $5)
           where team_id = $1 and id = $2`,
          [session.team_id, session.id, hashOf(next), GRACE_SECONDS, UNUSED_DAYS],
        );
      } else if (session.previous_valid && isOneOf(session.previous_refresh_hashes)) {
        await manager.query(
          `update session set refresh_hashes = $3::bytea[], last_used_at = now() where team_id = $1 and id = $2`,
          [session.team_id, session.id, [...session.refresh_hashes, hashOf(next)].slice(-MOST_NEWEST)],
        );
      } else {
        await manager.query('delete from session where team_id = $1 and id = $2', [session.team_id, session.id]);
        return null;
      }
      return this.tokens(manager, session.team_id, session.id, handle, next);
    });
    if (!outcome) throw new DomainError('invalid_refresh_token');
    return outcome;
  }

  /** @throws DomainError `unauthenticated` */
  async authenticate(accessToken: string): Promise<Caller> {
    const [row] = await this.database.systemQuery<{ team_id: string; account_id: string; id: string; role: Role }>(
      `select s.team_id, s.account_id, s.id, account.role
       from access_token a
       join session s on s.team_id = a.team_id and s.id = a.session_id
       join account on account.team_id = s.team_id and account.id = s.account_id
       where a.hash = $1 and a.expires_at > now() and s.expires_at > now()`,
      [hashOf(accessToken)],
    );
    if (!row) throw new DomainError('unauthenticated');
    return { teamId: row.team_id, accountId: row.account_id, role: row.role, sessionId: row.id };
  }

  /** Signs the device of this refresh token out; others of the account stay. A token of no device changes nothing. */
  async end(refreshToken: string): Promise<void> {
    const handle = Buffer.from(refreshToken, 'base64url').subarray(0, HANDLE_BYTES);
    await this.database.systemQuery('delete from session where handle_hash = $1', [hashOf(handle)]);
  }

  /** Deletes what has ended. */
  async forgetEnded(): Promise<void> {
    await this.database.systemQuery('delete from access_token where expires_at < now()');
    await this.database.systemQuery('delete from session where expires_at < now()');
  }

  private async tokens(
    manager: EntityManager,
    teamId: string,
    sessionId: string,
    handle: Buffer,
    secret: Buffer,
  ): Promise<TokenResponse> {
    const accessToken = newSecret();
    await manager.query(
      `insert into access_token (hash, team_id, session_id, expires_at)
       values ($1, $2, $3, now() + make_interval(mins => $4))`,
      [hashOf(accessToken), teamId, sessionId, ACCESS_MINUTES],
    );
    const refreshToken = Buffer.concat([handle, secret]).toString('base64url');
    return { accessToken, refreshToken, expiresIn: ACCESS_MINUTES * 60 };
  }
}
