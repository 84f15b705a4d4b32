import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import {
  type ChangeWebhook,
  KEPT,
  type Webhook,
  type WebhookDelivery,
  type WebhookWithDeliveries,
} from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AuditService } from '../audit/audit.service.js';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { type AccountRef, MessagesService } from '../messages/messages.service.js';
import { QueueService } from '../queue/queue.service.js';
import { Encryption } from '../secrets/encryption.js';
import { readTarget } from './targets.js';
import {
  DELIVERY_COLUMNS,
  type DeliveryRow,
  deliveryOf,
  WEBHOOK_COLUMNS,
  type WebhookRow,
  webhookOf,
} from './webhook-row.js';

const SHOWN_DELIVERIES = 50;
const DELETED_AT_ONCE = 5_000;

/** Webhooks as who made them sees and changes them, and what happens to their deliveries with a message. */
@Injectable()
export class WebhooksService implements OnModuleInit {
  private readonly log = new Logger('Webhooks');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly queue: QueueService,
    private readonly messages: MessagesService,
    private readonly encryption: Encryption,
    private readonly audit: AuditService,
  ) {}

  onModuleInit(): void {
    this.messages.onDiscarded((manager, { teamId }, messageId) => this.forgetMessage(manager, teamId, messageId));
  }

  /** The newest first. `after` is the last one of the page before. */
  async list(
    { teamId, accountId }: AccountRef,
    limit: number,
    after: { createdAt: string; id: string } | null,
  ): Promise<{ items: Webhook[]; next: { createdAt: string; id: string } | null }> {
    const rows = await this.database.inTeam(
      teamId,
      (manager): Promise<WebhookRow[]> =>
        manager.query(
          `select ${WEBHOOK_COLUMNS} from webhook
           where team_id = $1 and account_id = $2
             and ($3::timestamptz is null or (created_at, id) < ($3, $4::uuid))
           order by created_at desc, id desc limit $5`,
          [teamId, accountId, after?.createdAt ?? null, after?.id ?? null, limit + 1],
        ),
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map((row) => webhookOf(row, this.encryption)),
      next: rows.length > limit && last ? { createdAt: last.created_at.toISOString(), id: last.id } : null,
    };
  }

  /** With its newest deliveries, the newest first. @throws DomainError `webhook_not_found` */
  async get(account: AccountRef, id: string): Promise<WebhookWithDeliveries> {
    const row = await this.find(account, id);
    const deliveries = await this.database.inTeam(
      account.teamId,
      (manager): Promise<DeliveryRow[]> =>
        manager.query(
          `select ${DELIVERY_COLUMNS} from webhook_delivery where team_id = $1 and webhook_id = $2
           order by created_at desc, id desc limit $3`,
          [account.teamId, id, SHOWN_DELIVERIES],
        ),
    );
    return { ...webhookOf(row, this.encryption), deliveries: deliveries.map(deliveryOf) };
  }

  /**
   * Changes what is given. Enabled again, or with another address, what waits is posted at once and has all of its
   * attempts before it.
   * @throws DomainError `webhook_not_found`, `webhook_target_refused`
   */
  async change(account: AccountRef, id: string, body: ChangeWebhook): Promise<Webhook> {
    const url = body.url === undefined ? null : readTarget(body.url, this.config.webhookPrivate).href;
    const { teamId, accountId } = account;
    const changed = await this.database.inTeam(teamId, async (manager) => {
      const [[row]]: [WebhookRow[], number] = await manager.query(
        `update webhook set
           url_sealed = coalesce($4, url_sealed), events = coalesce($5, events),
           description = case when $6 then $7 else description end,
           status = case $8::boolean when true then 'active' when false then 'disabled' else status end,
           code = case when $8::boolean is null then code end,
           status_at = case when $8::boolean is null or $8 = (status = 'active') then status_at else now() end,
           failing_since = case when $8 or $4 is not null then null else failing_since end
         where team_id = $1 and id = $2 and account_id = $3
         returning ${WEBHOOK_COLUMNS}`,
        [
          teamId,
          id,
          accountId,
          url && this.encryption.seal('webhook.url', url),
          body.events ?? null,
          body.description !== undefined,
          body.description ?? null,
          body.enabled ?? null,
        ],
      );
      if (!row) throw new DomainError('webhook_not_found');
      await this.noteChange(manager, row, Object.keys(body));
      if (body.enabled || url !== null) {
        await manager.query(
          `update webhook_delivery set attempts = 0, due_at = now()
           where team_id = $1 and webhook_id = $2 and status = 'pending'`,
          [teamId, id],
        );
      }
      return row;
    });
    await this.wake();
    return webhookOf(changed, this.encryption);
  }

  /** With everything that waits to be posted there. @throws DomainError `webhook_not_found` */
  async remove({ teamId, accountId }: AccountRef, id: string): Promise<void> {
    await this.database.inTeam(teamId, async (manager) => {
      const [[deleted]]: [Pick<WebhookRow, 'scope'>[], number] = await manager.query(
        'delete from webhook where team_id = $1 and id = $2 and account_id = $3 returning scope',
        [teamId, id, accountId],
      );
      if (!deleted) throw new DomainError('webhook_not_found');
      if (deleted.scope === 'own') return;
      await this.audit.record(manager, { teamId, accountId, action: 'webhook.removed', targetId: id });
    });
  }

  /** Posts a `webhook.test` the way events are posted. @throws DomainError `webhook_not_found`, `webhook_not_active` */
  async test(account: AccountRef, id: string): Promise<WebhookDelivery> {
    this.mustBeActive(await this.find(account, id));
    const made = await this.database.inTeam(
      account.teamId,
      (manager): Promise<DeliveryRow[]> =>
        manager.query(
          `insert into webhook_delivery (team_id, webhook_id, id, account_id, about_id, seq, type, at, data)
           values ($1, $2, $3, $4, $3, 0, 'webhook.test', now(), '{}') returning ${DELIVERY_COLUMNS}`,
          [account.teamId, id, uuidv7(), account.accountId],
        ),
    );
    return this.woken(made);
  }

  /**
   * Posts a delivery again, under the same id, before later ones of its message that still wait.
   * @throws DomainError `webhook_not_found`, `webhook_not_active`, `webhook_delivery_not_found`
   */
  async replay(account: AccountRef, id: string, deliveryId: string): Promise<WebhookDelivery> {
    this.mustBeActive(await this.find(account, id));
    const [again] = await this.database.inTeam(
      account.teamId,
      (manager): Promise<[DeliveryRow[], number]> =>
        manager.query(
          `update webhook_delivery set status = 'pending', attempts = 0, due_at = now()
           where team_id = $1 and webhook_id = $2 and id = $3 returning ${DELIVERY_COLUMNS}`,
          [account.teamId, id, deliveryId],
        ),
    );
    return this.woken(again);
  }

  /** Housekeeping: deletes deliveries of more than seven days ago. May run twice, or at the same time elsewhere. */
  async maintain(): Promise<void> {
    for (;;) {
      const deleted = await this.database.systemQuery(
        `with old as (
           select team_id, webhook_id, id from webhook_delivery
           where created_at < now() - make_interval(days => $1) order by created_at limit $2
         )
         delete from webhook_delivery d using old
         where d.team_id = old.team_id and d.webhook_id = old.webhook_id and d.id = old.id returning 1`,
        [KEPT.webhookDeliveryDays, DELETED_AT_ONCE],
      );
      if (deleted.length < DELETED_AT_ONCE) return;
    }
  }

  /** The account's own, as its table holds it. @throws DomainError `webhook_not_found` */
  async find({ teamId, accountId }: AccountRef, id: string): Promise<WebhookRow> {
    const [row] = await this.database.inTeam(
      teamId,
      (manager): Promise<WebhookRow[]> =>
        manager.query(`select ${WEBHOOK_COLUMNS} from webhook where team_id = $1 and id = $2 and account_id = $3`, [
          teamId,
          id,
          accountId,
        ]),
    );
    if (!row) throw new DomainError('webhook_not_found');
    return row;
  }

  /** Where it is told of everybody's mail, the team's log says what of it is another; never the address itself. */
  async noteChange(
    manager: EntityManager,
    { team_id: teamId, account_id: accountId, id, scope }: WebhookRow,
    changed: readonly string[],
  ): Promise<void> {
    if (scope === 'own' || changed.length === 0) return;
    await this.audit.record(manager, {
      teamId,
      accountId,
      action: 'webhook.changed',
      targetId: id,
      detail: { changed },
    });
  }

  private mustBeActive({ status }: WebhookRow): void {
    if (status !== 'active') throw new DomainError('webhook_not_active');
  }

  private async woken([row]: DeliveryRow[]): Promise<WebhookDelivery> {
    if (!row) throw new DomainError('webhook_delivery_not_found');
    await this.wake();
    return deliveryOf(row);
  }

  /** Losing a wake-up harms nothing: the queue makes another within seconds. */
  private async wake(): Promise<void> {
    try {
      await this.queue.add('deliver-webhooks', {});
    } catch (error) {
      this.log.warn(`no wake-up: ${(error as Error).name}; the next look finds what waits`);
    }
  }

  /** Deletes what waits to be told, or was told, of a message that is deleted. */
  private async forgetMessage(manager: EntityManager, teamId: string, messageId: string): Promise<void> {
    await manager.query('delete from webhook_delivery where team_id = $1 and about_id = $2', [teamId, messageId]);
  }
}
