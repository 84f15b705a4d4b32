import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { LeasedWebhook } from './webhook-leases.js';

/** Events read in one statement. */
const PAGE = 500;
/** Pages for one account in one go; then it is another webhook's turn. */
const MOST_PAGES = 10;
/** Accounts of a team in one go. */
const MOST_ACCOUNTS = 100;

/** Makes a webhook's deliveries from the events of its accounts. */
@Injectable()
export class FanOut {
  constructor(private readonly database: Database) {}

  /** Makes what is missing, of a webhook that has much to catch up with a part. May be cut off anywhere. */
  async catchUp(webhook: LeasedWebhook): Promise<void> {
    for (const accountId of await this.accountsAhead(webhook)) {
      for (let page = 0; page < MOST_PAGES; page++) {
        if ((await this.nextPage(webhook, accountId)) < PAGE) break;
      }
    }
  }

  private async accountsAhead({ team_id, id }: LeasedWebhook): Promise<string[]> {
    const rows = await this.database.systemQuery<{ account_id: string }>(
      `select counted.account_id from webhook w
       join event_sequence counted
         on counted.team_id = w.team_id and (w.scope = 'team' or counted.account_id = w.account_id)
       left join webhook_cursor c
         on c.team_id = w.team_id and c.webhook_id = w.id and c.account_id = counted.account_id
       where w.team_id = $1 and w.id = $2 and counted.last_seq > coalesce(c.seq, 0)
       order by counted.account_id limit $3`,
      [team_id, id, MOST_ACCOUNTS],
    );
    return rows.map((row) => row.account_id);
  }

  /**
   * The next events of an account and the step of its cursor over them, in one statement and so in one transaction:
   * there is never one without the other. The sequence has no gap that could be filled later (`live/event-log.ts`), so
   * nothing is passed by; an event's delivery has the event's id, so a step that is made twice adds nothing. Where no
   * more events are kept, the cursor goes to the newest there was.
   *
   * What happened to a message that was deleted meanwhile is left out. Its row is held, so that a deletion under way is
   * waited for, or comes after and deletes what was made here.
   * @returns how many events there were
   */
  private async nextPage({ team_id, id, lease_id }: LeasedWebhook, accountId: string): Promise<number> {
    const [counted] = await this.database.systemQuery<{ events: number }>(
      `with hook as (
         select events from webhook where team_id = $1 and id = $2 and lease_id = $3 and status = 'active'
       ), page as (
         select event.seq, event.id, event.type, event.at, event.data, event.type = any(hook.events) as wanted,
                (event.data ->> 'messageId')::uuid as message_id, (event.data ->> 'scheduleId')::uuid as schedule_id
         from hook, live_event event
         where event.team_id = $1 and event.account_id = $4 and event.seq > coalesce((
           select seq from webhook_cursor where team_id = $1 and webhook_id = $2 and account_id = $4), 0)
         order by event.seq limit $5
       ), kept as (
         select id from message
         where team_id = $1 and id in (select message_id from page where wanted) and state <> 'discarded'
         order by id for key share
       ), made as (
         insert into webhook_delivery (team_id, webhook_id, id, account_id, about_id, seq, type, at, data)
         select $1, $2, page.id, $4,
                coalesce(page.message_id, (
                  select message_id from schedule where team_id = $1 and id = page.schedule_id),
                  page.schedule_id, page.id),
                page.seq, page.type, page.at, page.data
         from page
         where page.wanted and (page.message_id is null or page.message_id in (select id from kept))
         on conflict do nothing
       ), moved as (
         insert into webhook_cursor as cursor (team_id, webhook_id, account_id, seq)
         select $1, $2, $4, case when page.events < $5 then counted.last_seq else page.last_seq end
         from hook, event_sequence counted, (select count(*) as events, max(seq) as last_seq from page) page
         where counted.team_id = $1 and counted.account_id = $4
         on conflict (team_id, webhook_id, account_id) do update set seq = greatest(cursor.seq, excluded.seq)
       )
       select count(*)::integer as events from page`,
      [team_id, id, lease_id, accountId, PAGE],
    );
    return counted?.events ?? 0;
  }
}
