import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { whileRenewed } from '../database/lease.js';

/** How long a worker has a webhook to itself after it was last heard of. */
const LEASE_SECONDS = 45;
const RENEW_MS = 15_000;

/** A webhook that this worker, and no other, posts for. */
export interface LeasedWebhook {
  team_id: string;
  id: string;
  lease_id: string;
  troubled: boolean;
}

/** What is behind its account's newest event, or has a delivery that is due. */
const HAS_WORK = `(
  exists (
    select from webhook_delivery d
    where d.team_id = w.team_id and d.webhook_id = w.id and d.status = 'pending' and d.due_at <= now()
      and not exists (
        select from webhook_delivery earlier
        where earlier.team_id = d.team_id and earlier.webhook_id = d.webhook_id and earlier.about_id = d.about_id
          and earlier.status = 'pending' and earlier.seq < d.seq))
  or exists (
    select from event_sequence counted
    left join webhook_cursor c
      on c.team_id = w.team_id and c.webhook_id = w.id and c.account_id = counted.account_id
    where counted.team_id = w.team_id and (w.scope = 'team' or counted.account_id = w.account_id)
      and counted.last_seq > coalesce(c.seq, 0))
)`;

/** Leases on webhooks, by the database's clock: the order of a message's deliveries needs one who keeps it. */
@Injectable()
export class WebhookLeases {
  constructor(private readonly database: Database) {}

  /**
   * Takes webhooks that have something to do, the longest unserved first.
   * @param troubled whether of those whose last attempts failed or were slow, or of the others
   * @param among only webhooks of these ids, and those that hear of events of accounts of these ids; null for all
   */
  async claim(most: number, troubled: boolean, among: readonly string[] | null): Promise<LeasedWebhook[]> {
    if (most <= 0) return [];
    return this.database.systemQuery<LeasedWebhook>(
      `with free as (
         select w.team_id, w.id from webhook w
         where w.status = 'active' and w.troubled = $1 and (w.leased_until is null or w.leased_until <= now())
           and ($2::uuid[] is null or w.id = any($2) or w.account_id = any($2)
             or (w.scope = 'team' and w.team_id in (select team_id from account where id = any($2))))
           and ${HAS_WORK}
         order by w.served_at limit $3 for update of w skip locked
       )
       update webhook set lease_id = $4, leased_until = now() + make_interval(secs => $5), served_at = now()
       from free where webhook.team_id = free.team_id and webhook.id = free.id
       returning webhook.team_id, webhook.id, webhook.lease_id, webhook.troubled`,
      [troubled, among, most, randomUUID(), LEASE_SECONDS],
    );
  }

  /** Lets go. @param troubled what was seen of the receiver; null where nothing was posted */
  async release({ team_id, id, lease_id }: LeasedWebhook, troubled: boolean | null): Promise<void> {
    await this.database.systemQuery(
      `update webhook set lease_id = null, leased_until = null, troubled = coalesce($4, troubled)
       where team_id = $1 and id = $2 and lease_id = $3`,
      [team_id, id, lease_id, troubled],
    );
  }

  /** Does the work while keeping the lease. */
  whileLeased<T>({ team_id, id, lease_id }: LeasedWebhook, work: () => Promise<T>): Promise<T> {
    const renew = () =>
      this.database.systemQuery(
        `update webhook set leased_until = now() + make_interval(secs => $4)
         where team_id = $1 and id = $2 and lease_id = $3`,
        [team_id, id, lease_id, LEASE_SECONDS],
      );
    return whileRenewed(renew, RENEW_MS, work);
  }
}
