import { Injectable } from '@nestjs/common';
import { KEPT, type LiveData, type LiveEvent, type LiveEventType, liveEventType } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { plainArray, textArray } from '../database/array-literals.js';
import { Database } from '../database/database.js';
import { newId } from '../database/new-id.js';

/** Channel of PostgreSQL's NOTIFY; the payload is accounts' ids with commas, or one with ` gone` behind it that was deleted. */
export const LIVE_CHANNEL = 'openly_live';

/** Days an event is kept; who was away longer reads everything again. */
const KEPT_DAYS = KEPT.liveEventDays;
const DELETED_AT_ONCE = 5_000;

/**
 * Gives out the next numbers of accounts, as `EventLog.append` says it, in a statement that writes opens or clicks: each
 * of them is its own event. Whoever uses it announces them besides (`announcing`).
 * @param counts a query for `team_id`, `account_id` and how many, in order of both ids
 * @returns SQL that returns `account_id` and `last_seq`, the last of the numbers given out
 */
export const counting = (counts: string) => `
  insert into event_sequence as counted (team_id, account_id, last_seq) ${counts}
  on conflict (team_id, account_id) do update set last_seq = counted.last_seq + excluded.last_seq
  returning team_id, account_id, last_seq`;

/** As many as a payload has room for: PostgreSQL takes less than 8,000 bytes. */
const ANNOUNCED_AT_ONCE = 200;

/** SQL that announces, with the commit, events of the accounts in `from`. */
export const announcing = (from: string, channel: string) => `
  select pg_notify(${channel}, string_agg(account_id::text, ','))
  from (select account_id, (row_number() over () - 1) / ${ANNOUNCED_AT_ONCE} as part from ${from}) as owner
  group by part`;

/** An event as its maker gives it; `seq`, `id` and `at` come with the writing. */
export interface NewLiveEvent {
  teamId: string;
  accountId: string;
  type: LiveEventType;
  data: LiveData;
}

/** Whose events: the key of everything kept per account. */
export interface EventOwner {
  teamId: string;
  accountId: string;
}

/** Some events in order, and the number of the newest there is. */
export interface EventPage {
  last: number;
  events: LiveEvent[];
}

type EventRow = { seq: string; id: string; type: string; at: Date; data: LiveData };

/**
 * Live events and the count that numbers them: the view `live_event` of the table `event`, and of opens and clicks, each
 * of which is its own event. The rows are the truth, a notification only says "look".
 */
@Injectable()
export class EventLog {
  constructor(private readonly database: Database) {}

  /**
   * Writes events inside the caller's transaction, each with its account's next number.
   *
   * The row of `event_sequence` stays locked until that transaction ends. So the next number of an account is given
   * out only after the one before it was committed or rolled back: per account the order of commits is the order of
   * `seq`, without a gap, and whoever has read up to `n` can never be shown something below `n` later.
   * Accounts are locked in order of their ids, so that two batches cannot wait for each other; notifications leave
   * PostgreSQL with the commit, or not at all.
   */
  async append(manager: EntityManager, events: readonly NewLiveEvent[]): Promise<void> {
    if (events.length === 0) return;
    await manager.query(
      `with given as (
         select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::jsonb[])
           with ordinality as given (team_id, account_id, id, type, data, place)
       ), numbered as (
         ${counting('select team_id, account_id, count(*) from given group by team_id, account_id order by team_id, account_id')}
       ), added as (
         insert into event (team_id, account_id, seq, id, type, at, data)
         select given.team_id, given.account_id,
                numbered.last_seq + 1 - row_number() over (
                  partition by given.team_id, given.account_id order by given.place desc),
                given.id, given.type, clock_timestamp(), given.data
         from given join numbered using (team_id, account_id)
       )
       ${announcing('numbered', '$6')}`,
      [
        plainArray(events, (event) => event.teamId),
        plainArray(events, (event) => event.accountId),
        plainArray(events, () => newId()),
        plainArray(events, (event) => event.type),
        textArray(events, (event) => JSON.stringify(event.data)),
        LIVE_CHANNEL,
      ],
    );
  }

  /** Announces, with the caller's commit, that an account is gone. */
  async announceGone(manager: EntityManager, accountId: string): Promise<void> {
    await manager.query('select pg_notify($1, $2)', [LIVE_CHANNEL, `${accountId} gone`]);
  }

  /** The number of the account's newest event; 0 before the first. */
  async lastSeq({ teamId, accountId }: EventOwner): Promise<number> {
    const [row] = await this.database.systemQuery<{ last_seq: string }>(
      'select last_seq from event_sequence where team_id = $1 and account_id = $2',
      [teamId, accountId],
    );
    return Number(row?.last_seq ?? 0);
  }

  /** The newest numbers of many accounts in one question, by account id; accounts without an event are left out. */
  async lastSeqs(owners: readonly EventOwner[]): Promise<Map<string, number>> {
    const rows = await this.database.systemQuery<{ account_id: string; last_seq: string }>(
      `select account_id, last_seq from event_sequence
       join unnest($1::uuid[], $2::uuid[]) as owner (team_id, account_id) using (team_id, account_id)`,
      [owners.map((owner) => owner.teamId), owners.map((owner) => owner.accountId)],
    );
    return new Map(rows.map((row) => [row.account_id, Number(row.last_seq)]));
  }

  /**
   * Those of the next `limit` events after number `seq` that are kept, in order, and the account's newest number, both of one moment:
   * one statement sees one snapshot.
   */
  async after({ teamId, accountId }: EventOwner, seq: number, limit: number): Promise<EventPage> {
    const rows = await this.database.systemQuery<{ last_seq: string } & (EventRow | { seq: null })>(
      `select counted.last_seq, page.* from event_sequence counted
       left join lateral (
         select seq, id, type, at, data from live_event
         where team_id = counted.team_id and account_id = counted.account_id and seq > $3 and seq <= $3 + $4
         order by seq
       ) page on true
       where counted.team_id = $1 and counted.account_id = $2 order by page.seq`,
      [teamId, accountId, seq, limit],
    );
    const events = rows.flatMap((row) => (row.seq === null ? [] : [toEvent(row)]));
    return { last: Number(rows[0]?.last_seq ?? 0), events };
  }

  /** Deletes what is older than `KEPT_DAYS`, in pieces that hold no lock for long. */
  async deleteOld(): Promise<void> {
    for (;;) {
      const deleted = await this.database.systemQuery(
        `with old as (
           select team_id, account_id, seq from event
           where at < now() - make_interval(days => $1) order by at limit $2
         )
         delete from event using old
         where event.team_id = old.team_id and event.account_id = old.account_id and event.seq = old.seq
         returning 1`,
        [KEPT_DAYS, DELETED_AT_ONCE],
      );
      if (deleted.length < DELETED_AT_ONCE) return;
    }
  }
}

function toEvent(row: EventRow): LiveEvent {
  return {
    seq: Number(row.seq),
    id: row.id,
    type: liveEventType.parse(row.type),
    at: row.at.toISOString(),
    data: row.data,
  };
}
