import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  API_KEY_DAYS,
  type ApiKey,
  type CreateApiKey,
  type CreatedApiKey,
  MOST_API_KEYS,
  type Role,
  type Scope,
} from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AuditService } from '../audit/audit.service.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { KeyAuthenticator, type KeyCaller } from '../http/auth.guard.js';
import { CameSecond, IdempotencyService } from '../scheduling/idempotency.service.js';
import { type Actor, holdAdmin } from '../teams/acting.js';
import { hasKeyForm, isWhole, newKey, prefixOf } from './key-text.js';

interface KeyRow {
  id: string;
  name: string;
  key_prefix: string;
  scopes: Scope[];
  account_id: string;
  created_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
}

interface KnownKey {
  team_id: string;
  id: string;
  account_id: string;
  scopes: Scope[];
  role: Role;
  stale: boolean;
}

const KEY_ROW = 'id, name, key_prefix, scopes, account_id, created_at, expires_at, last_used_at';

/**
 * Keys with which programs call the API for a team. A key is looked up in the database with every request, with the
 * role that its maker has then: revoking one, or changing that role, counts at once and on every process.
 */
@Injectable()
export class ApiKeysService extends KeyAuthenticator {
  constructor(
    private readonly database: Database,
    private readonly idempotency: IdempotencyService,
    private readonly audit: AuditService,
  ) {
    super();
  }

  isKey(token: string): boolean {
    return hasKeyForm(token);
  }

  async authenticate(key: string): Promise<KeyCaller> {
    if (!isWhole(key)) throw new DomainError('unauthenticated');
    const [known] = await this.database.systemQuery<KnownKey>(
      `select k.team_id, k.id, k.account_id, k.scopes, account.role,
              k.last_used_at is null or k.last_used_at < now() - interval '1 minute' as stale
       from api_key k join account on account.team_id = k.team_id and account.id = k.account_id
       where k.key_hash = $1 and k.expires_at > now()`,
      [hashOf(key)],
    );
    if (!known) throw new DomainError('unauthenticated');
    if (known.stale) await this.noteUse(known);
    const { team_id: teamId, account_id: accountId, role, id: apiKeyId, scopes } = known;
    return { teamId, accountId, role, apiKeyId, scopes };
  }

  /**
   * Makes a key. Only its hash is kept: a request that comes twice makes one key, and its repeat cannot be told it.
   * @throws DomainError `already_created` for a repeat, naming the key's id; `idempotency_conflict`,
   * `too_many_api_keys`, `invalid_request` for a time that is past or too far, `forbidden` where the maker is no admin
   * any more
   */
  async create(maker: Actor, body: CreateApiKey, idempotencyKey: string | null): Promise<CreatedApiKey> {
    const request = { key: idempotencyKey, body };
    await this.refuseRepeat(maker, request);
    const key = newKey();
    try {
      return await this.database.inTeam(maker.teamId, async (manager) => {
        const row = await this.insert(manager, maker, body, key);
        await this.idempotency.keep(manager, maker, request, { id: row.id });
        const detail = { scopes: row.scopes, expiresAt: row.expires_at.toISOString() };
        await this.audit.record(manager, {
          teamId: maker.teamId,
          accountId: maker.accountId,
          action: 'api_key.created',
          targetId: row.id,
          detail,
        });
        return { ...toApiKey(row), key };
      });
    } catch (error) {
      if (error instanceof CameSecond) await this.refuseRepeat(maker, request);
      throw error;
    }
  }

  /** All of the team, the newest first. */
  async list(teamId: string): Promise<ApiKey[]> {
    const rows = await this.database.inTeam(
      teamId,
      (manager): Promise<KeyRow[]> =>
        manager.query(`select ${KEY_ROW} from api_key where team_id = $1 order by created_at desc, id desc`, [teamId]),
    );
    return rows.map(toApiKey);
  }

  /**
   * Revokes a key: from this answer on it opens nothing.
   * @throws DomainError `api_key_not_found`, `forbidden` where the actor is no admin any more
   */
  async revoke(actor: Actor, id: string): Promise<void> {
    const { teamId, accountId } = actor;
    await this.database.inTeam(teamId, async (manager) => {
      await holdAdmin(manager, actor);
      const [revoked]: [{ id: string }[], number] = await manager.query(
        'delete from api_key where team_id = $1 and id = $2 returning id',
        [teamId, id],
      );
      if (revoked.length === 0) throw new DomainError('api_key_not_found');
      await this.audit.record(manager, { teamId, accountId, action: 'api_key.revoked', targetId: id });
    });
  }

  private async insert(
    manager: EntityManager,
    maker: Actor,
    { name, scopes, expiresAt }: CreateApiKey,
    key: string,
  ): Promise<KeyRow> {
    const { teamId, accountId } = maker;
    // One at a time in a team, and counted by a statement of its own, which sees the key of who was first.
    await manager.query('select from team where id = $1 for no key update', [teamId]);
    await holdAdmin(manager, maker);
    const [found]: { keys: number; fits: boolean }[] = await manager.query(
      `select (select count(*)::int from api_key where team_id = $1) as keys,
              $2::timestamptz is null or $2 > now() and $2 <= now() + make_interval(days => $3) as fits`,
      [teamId, expiresAt ?? null, API_KEY_DAYS],
    );
    if (!found?.fits) {
      const message = `is not in the future, or more than ${API_KEY_DAYS} days ahead`;
      throw new DomainError('invalid_request', undefined, [{ path: 'expiresAt', message }]);
    }
    if (found.keys >= MOST_API_KEYS) throw new DomainError('too_many_api_keys');
    const [row]: KeyRow[] = await manager.query(
      `insert into api_key (team_id, id, account_id, name, key_hash, key_prefix, scopes, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, coalesce($8, now() + make_interval(days => $9)))
       returning ${KEY_ROW}`,
      [teamId, uuidv7(), accountId, name, hashOf(key), prefixOf(key), scopes, expiresAt ?? null, API_KEY_DAYS],
    );
    if (!row) throw new Error('the key was not inserted');
    return row;
  }

  private async refuseRepeat(maker: Actor, request: { key: string | null; body: CreateApiKey }): Promise<void> {
    const before = await this.idempotency.before<{ id: string }>(maker, request);
    if (before) throw new DomainError('already_created', `The API key is ${before.id}.`);
  }

  private noteUse({ team_id, id }: KnownKey): Promise<unknown> {
    return this.database.systemQuery(
      `update api_key set last_used_at = now()
       where team_id = $1 and id = $2 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
      [team_id, id],
    );
  }
}

const hashOf = (key: string) => createHash('sha256').update(key).digest();

const toApiKey = (row: KeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  prefix: row.key_prefix,
  scopes: row.scopes,
  createdBy: row.account_id,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
});
