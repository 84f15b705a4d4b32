import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type CreateWebhook, mayAs, type Role, type WebhookWithSecret } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AuditService } from '../audit/audit.service.js';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import type { AccountRef } from '../messages/messages.service.js';
import { CameSecond, IdempotencyService } from '../scheduling/idempotency.service.js';
import { Encryption } from '../secrets/encryption.js';
import { readTarget } from './targets.js';
import { WEBHOOK_COLUMNS, type WebhookRow, webhookOf } from './webhook-row.js';
import { WebhooksService } from './webhooks.service.js';

const MOST_OF_ACCOUNT = 20;
/** Hours that the secret before signs too, so that a receiver can be given the new one in between. */
const OLD_SECRET_HOURS = 24;

/** What is kept of the answer to a request that may come twice. */
interface Kept {
  webhookId: string;
}

/** Makes webhooks and their secrets: the only answers that show one. */
@Injectable()
export class CreateWebhookService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly webhooks: WebhooksService,
    private readonly idempotency: IdempotencyService,
    private readonly encryption: Encryption,
    private readonly audit: AuditService,
  ) {}

  /**
   * Makes a webhook for events from now on. A repeat with the same key gets the same one.
   * @param key the request's Idempotency-Key, or null
   * @throws DomainError `webhook_target_refused`, `too_many_webhooks`, `idempotency_conflict`, `forbidden` where the
   *   maker's role has become too low meanwhile
   */
  async create(account: AccountRef, body: CreateWebhook, key: string | null): Promise<WebhookWithSecret> {
    const request = { key, body };
    const given = await this.idempotency.before<Kept>(account, request);
    if (given) return this.withSecret(await this.webhooks.find(account, given.webhookId));
    const url = readTarget(body.url, this.config.webhookPrivate).href;
    const created = await this.database
      .inTeam(account.teamId, async (manager) => {
        const row = await this.insert(manager, account, { ...body, url });
        await this.idempotency.keep(manager, account, request, { webhookId: row.id } satisfies Kept);
        if (row.scope === 'team') {
          const detail = { events: row.events };
          await this.audit.record(manager, { ...account, action: 'webhook.created', targetId: row.id, detail });
        }
        return row;
      })
      .catch((error: unknown) => {
        if (error instanceof CameSecond) return null;
        throw error;
      });
    if (created) return this.withSecret(created);
    const first = await this.idempotency.before<Kept>(account, request);
    return this.withSecret(await this.webhooks.find(account, first?.webhookId ?? ''));
  }

  /** Another secret; the one before signs beside it for a day. @throws DomainError `webhook_not_found` */
  async renewSecret({ teamId, accountId }: AccountRef, id: string): Promise<WebhookWithSecret> {
    return this.database.inTeam(teamId, async (manager) => {
      const [[row]]: [WebhookRow[], number] = await manager.query(
        `update webhook set old_secret_sealed = secret_sealed, secret_sealed = $4,
           old_secret_until = now() + make_interval(hours => $5)
         where team_id = $1 and id = $2 and account_id = $3 returning ${WEBHOOK_COLUMNS}`,
        [teamId, id, accountId, this.encryption.seal('webhook.secret', newSecret()), OLD_SECRET_HOURS],
      );
      if (!row) throw new DomainError('webhook_not_found');
      await this.webhooks.noteChange(manager, row, ['secret']);
      return this.withSecret(row);
    });
  }

  private async insert(
    manager: EntityManager,
    { teamId, accountId }: AccountRef,
    body: CreateWebhook,
  ): Promise<WebhookRow> {
    // Two at a time count one after the other; and what the maker may is what they may now.
    const [maker]: { role: Role }[] = await manager.query(
      'select role from account where team_id = $1 and id = $2 for no key update',
      [teamId, accountId],
    );
    if (!maker || !mayAs(maker.role, body.scope === 'team' ? 'admin' : 'member')) throw new DomainError('forbidden');
    const [row]: WebhookRow[] = await manager.query(
      `insert into webhook (team_id, id, account_id, scope, url_sealed, secret_sealed, events, description)
       select $1::uuid, $2::uuid, $3::uuid, $4::text, $5::bytea, $6::bytea, $7::text[], $8::text
       where (select count(*) from webhook where team_id = $1 and account_id = $3) < $9
       returning ${WEBHOOK_COLUMNS}`,
      [
        teamId,
        uuidv7(),
        accountId,
        body.scope,
        this.encryption.seal('webhook.url', body.url),
        this.encryption.seal('webhook.secret', newSecret()),
        body.events,
        body.description ?? null,
        MOST_OF_ACCOUNT,
      ],
    );
    if (!row) throw new DomainError('too_many_webhooks');
    // Only what comes from now on; an account without a cursor has had no event yet.
    await manager.query(
      `insert into webhook_cursor (team_id, webhook_id, account_id, seq)
       select team_id, $2, account_id, last_seq from event_sequence
       where team_id = $1 and ($3 = 'team' or account_id = $4)`,
      [teamId, row.id, body.scope, accountId],
    );
    return row;
  }

  private withSecret(row: WebhookRow): WebhookWithSecret {
    return {
      ...webhookOf(row, this.encryption),
      secret: this.encryption.open('webhook.secret', row.secret_sealed),
    };
  }
}

/** 32 random bytes as Standard Webhooks writes a symmetric secret. */
const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
