import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KEPT } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { Encryption } from '../secrets/encryption.js';
import type { AccountRef } from './schedule-store.js';

/** A request that may come twice, and its key; null where the client gave none. */
export interface KeyedRequest {
  key: string | null;
  body: object;
}

const KEPT_HOURS = KEPT.idempotencyHours;

/** The same request came first by a moment: this transaction is undone, and answered as that one was. */
export class CameSecond extends Error {}

/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): the same key with the same body gets the answer that
 * was given, for two days. Key, answer and what was created are written in one transaction, so that there is never one
 * without the others.
 */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly database: Database,
    private readonly encryption: Encryption,
  ) {}

  /** @throws DomainError `invalid_request` when the header is no key */
  static keyOf(header: string | undefined): string | null {
    if (header === undefined || header === '') return null;
    if (!/^[\x21-\x7e]{1,255}$/.test(header)) {
      throw new DomainError('invalid_request', undefined, [
        { path: 'Idempotency-Key', message: 'is not 1 to 255 visible ASCII characters' },
      ]);
    }
    return header;
  }

  /** The answer given before, or null. @throws DomainError `idempotency_conflict` when it was to another body */
  async before<Answer>(account: AccountRef, request: KeyedRequest): Promise<Answer | null> {
    if (request.key === null) return null;
    const [kept] = await this.database.inTeam(
      account.teamId,
      (manager): Promise<{ request_hash: Buffer; response_sealed: Buffer }[]> =>
        manager.query(
          `select request_hash, response_sealed from idempotency_key
           where team_id = $1 and account_id = $2 and key = $3`,
          [account.teamId, account.accountId, request.key],
        ),
    );
    if (!kept) return null;
    if (!kept.request_hash.equals(hashOf(request.body))) throw new DomainError('idempotency_conflict');
    return JSON.parse(this.encryption.open('schedule', kept.response_sealed)) as Answer;
  }

  /**
   * Keeps an answer, in the transaction that creates what it tells of. A request with the same key that is under way
   * is waited for.
   * @throws CameSecond when that one was first
   */
  async keep(manager: EntityManager, account: AccountRef, request: KeyedRequest, answer: object): Promise<void> {
    if (request.key === null) return;
    const kept: unknown[] = await manager.query(
      `insert into idempotency_key (team_id, account_id, key, request_hash, response_sealed)
       values ($1, $2, $3, $4, $5) on conflict (team_id, account_id, key) do nothing returning key`,
      [
        account.teamId,
        account.accountId,
        request.key,
        hashOf(request.body),
        this.encryption.seal('schedule', JSON.stringify(answer)),
      ],
    );
    if (kept.length === 0) throw new CameSecond();
  }

  async forgetOld(): Promise<void> {
    await this.database.systemQuery(
      'delete from idempotency_key where created_at < now() - make_interval(hours => $1)',
      [KEPT_HOURS],
    );
  }
}

/** Of the parsed body: its keys stand in the schema's order, whatever the client's. */
function hashOf(body: object): Buffer {
  return createHash('sha256').update(JSON.stringify(body)).digest();
}
