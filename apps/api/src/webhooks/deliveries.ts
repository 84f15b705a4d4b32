import { Inject, Injectable } from '@nestjs/common';
import { KEPT, type LiveData, type WebhookCode } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Database } from '../database/database.js';
import { MailService } from '../mail/mail.service.js';
import { Encryption } from '../secrets/encryption.js';
import type { PostOutcome } from './post.js';
import { PAUSED_AFTER_HOURS, retryAfter } from './retry-times.js';
import { stoppedMail } from './stopped-mail.js';
import type { LeasedWebhook } from './webhook-leases.js';

/** A delivery and what it takes to post it, as it stands at this moment. */
export interface ReadyDelivery {
  id: string;
  account_id: string;
  type: string;
  at: Date;
  data: LiveData;
  attempts: number;
  url_sealed: Buffer;
  secret_sealed: Buffer;
  /** Signs too where a new secret was made not long ago. */
  old_secret_sealed: Buffer | null;
}

/** By the receiver's word nothing more is wanted there (RFC 9110, 15.5.11; Standard Webhooks). */
const GONE = 410;

export const isTaken = ({ httpStatus }: PostOutcome): boolean =>
  httpStatus !== null && httpStatus >= 200 && httpStatus < 300;

/** Reads and writes deliveries for whoever holds their webhook's lease. Locks the webhook first, as requests do. */
@Injectable()
export class Deliveries {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly mail: MailService,
    private readonly encryption: Encryption,
  ) {}

  /** Those that are due, of each message the first that is not taken yet; the longest due first. */
  async heads({ team_id, id }: LeasedWebhook, most: number): Promise<string[]> {
    const rows = await this.database.systemQuery<{ id: string }>(
      `select d.id from webhook_delivery d
       where d.team_id = $1 and d.webhook_id = $2 and d.status = 'pending' and d.due_at <= now()
         and not exists (
           select from webhook_delivery earlier
           where earlier.team_id = $1 and earlier.webhook_id = $2 and earlier.about_id = d.about_id
             and earlier.status = 'pending' and earlier.seq < d.seq)
       order by d.due_at, d.seq limit $3`,
      [team_id, id, most],
    );
    return rows.map((row) => row.id);
  }

  /** A delivery right before it is posted; null where it, its webhook or the lease is gone, or the webhook stopped. */
  async ready({ team_id, id, lease_id }: LeasedWebhook, deliveryId: string): Promise<ReadyDelivery | null> {
    const [row] = await this.database.systemQuery<ReadyDelivery>(
      `select d.id, d.account_id, d.type, d.at, d.data, d.attempts, w.url_sealed, w.secret_sealed,
              case when w.old_secret_until > now() then w.old_secret_sealed end as old_secret_sealed
       from webhook_delivery d join webhook w on w.team_id = d.team_id and w.id = d.webhook_id
       where d.team_id = $1 and d.webhook_id = $2 and d.id = $4 and d.status = 'pending'
         and w.lease_id = $3 and w.status = 'active'`,
      [team_id, id, lease_id, deliveryId],
    );
    return row ?? null;
  }

  /** It was taken. */
  async noteTaken({ team_id, id }: LeasedWebhook, deliveryId: string, httpStatus: number): Promise<void> {
    await this.database.systemQuery(
      `with hook as (
         select team_id, id from webhook where team_id = $1 and id = $2 for no key update
       ), cleared as (
         update webhook set failing_since = null from hook
         where webhook.team_id = hook.team_id and webhook.id = hook.id and webhook.failing_since is not null
       )
       update webhook_delivery d
       set status = 'delivered', attempts = attempts + 1, attempted_at = now(), http_status = $4, error = null
       from hook where d.team_id = hook.team_id and d.webhook_id = hook.id and d.id = $3`,
      [team_id, id, deliveryId, httpStatus],
    );
  }

  /**
   * It was not taken: it comes again later, or never where the attempts are over. A webhook of which nothing was taken
   * for a day is paused, one that answers 410 is switched off, and its maker is mailed that; what waits there then waits
   * for somebody to enable it.
   * @returns why the webhook has stopped by this, or null
   */
  async noteFailed(
    webhook: LeasedWebhook,
    delivery: Pick<ReadyDelivery, 'id' | 'attempts'>,
    outcome: PostOutcome,
  ): Promise<WebhookCode | null> {
    const code = await this.database.asSystem(async (manager) => {
      const stopped = await this.writeFailed(manager, webhook, delivery, outcome);
      if (stopped && this.mail.available) await this.tellMaker(manager, webhook, stopped);
      return stopped;
    });
    if (code) this.mail.wake();
    return code;
  }

  private async writeFailed(
    manager: EntityManager,
    { team_id, id }: LeasedWebhook,
    { id: deliveryId, attempts }: Pick<ReadyDelivery, 'id' | 'attempts'>,
    { httpStatus, error }: PostOutcome,
  ): Promise<WebhookCode | null> {
    const waitMs = retryAfter(attempts + 1, Math.random());
    const [stopped]: { code: WebhookCode }[] = await manager.query(
      `with hook as (
         select team_id, id, case
           when $6 then 'gone'
           when failing_since < now() - make_interval(hours => $8) then 'failing' end as code
         from webhook where team_id = $1 and id = $2 and status = 'active' for no key update
       ), failed as (
         update webhook_delivery
         set attempts = attempts + 1, attempted_at = now(), http_status = $4, error = $5,
             status = case when $7::float8 is null and hook.code is null then 'failed' else 'pending' end,
             due_at = now() + make_interval(secs => coalesce($7, 0) / 1000)
         from hook
         where webhook_delivery.team_id = $1 and webhook_delivery.webhook_id = $2 and webhook_delivery.id = $3
           and webhook_delivery.status = 'pending'
       ), written as (
         update webhook set failing_since = coalesce(failing_since, now()), code = hook.code,
           status = case hook.code when 'gone' then 'disabled' when 'failing' then 'paused' else 'active' end,
           status_at = case when hook.code is null then status_at else now() end
         from hook where webhook.team_id = hook.team_id and webhook.id = hook.id
       )
       select code from hook where code is not null`,
      [team_id, id, deliveryId, httpStatus, error, httpStatus === GONE, waitMs, PAUSED_AFTER_HOURS],
    );
    return stopped?.code ?? null;
  }

  private async tellMaker(manager: EntityManager, { team_id, id }: LeasedWebhook, code: WebhookCode): Promise<void> {
    const [maker]: { email: string; url_sealed: Buffer; until: Date }[] = await manager.query(
      `select email, url_sealed, now() + make_interval(days => $3) as until
       from webhook join account on account.team_id = webhook.team_id and account.id = webhook.account_id
       where webhook.team_id = $1 and webhook.id = $2`,
      [team_id, id, KEPT.webhookDeliveryDays],
    );
    if (!maker) return;
    const url = this.encryption.open('webhook.url', maker.url_sealed);
    const mail = stoppedMail({ id, url, code, publicUrl: this.config.publicUrl });
    await this.mail.enqueue(manager, { to: maker.email, ...mail }, maker.until);
  }
}
