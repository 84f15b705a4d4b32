import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { whileRenewed } from '../database/lease.js';
import { DomainError } from '../errors.js';
import type { AccountRef } from '../scheduling/schedule-store.js';
import { SERIES_COLUMNS, type SeriesRow } from './series-row.js';

/** How long a worker has a series to itself after it was last heard of. */
export const LEASE_SECONDS = 45;
const RENEW_MS = 15_000;
/** How long a request waits for whoever has the series. */
const PATIENCE_MS = 8_000;
const LOOK_MS = 100;
/** Copies that could not be taken out of Drafts yet are looked at again after this long. */
const DROP_AGAIN_SECONDS = 30;

/** A series that this worker or request, and no other, is working on. */
export interface LeasedSeries extends SeriesRow {
  lease_id: string;
}

/** Leases on series, by the database's clock: whoever reads or writes copies in Gmail has the series to himself. */
@Injectable()
export class SeriesLeases {
  constructor(private readonly database: Database) {}

  /** Takes series that are due, or whose lease has run out, the longest due first. */
  async claimDue(most: number): Promise<LeasedSeries[]> {
    return this.database.systemQuery<LeasedSeries>(
      `with due as (
         select team_id, id from series
         where (status = 'active' or dropped_copies <> '[]') and due_at <= now()
         order by due_at limit $1 for update skip locked
       )
       update series set lease_id = $2, attempts = attempts + 1, due_at = now() + make_interval(secs => $3)
       from due where series.team_id = due.team_id and series.id = due.id
       returning ${SERIES_COLUMNS}, series.lease_id`,
      [most, randomUUID(), LEASE_SECONDS],
    );
  }

  /**
   * Takes the account's own series for a request, waiting a while for whoever has it.
   * @throws DomainError `series_not_found`; `google_unavailable` when it stays taken: the other one waits for Gmail
   */
  async take({ teamId, accountId }: AccountRef, id: string): Promise<LeasedSeries> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const [row] = await this.database.systemQuery<LeasedSeries>(
        `update series set lease_id = $4, due_at = now() + make_interval(secs => $5)
         where team_id = $1 and id = $2 and account_id = $3 and (lease_id is null or due_at <= now())
         returning ${SERIES_COLUMNS}, series.lease_id`,
        [teamId, id, accountId, randomUUID(), LEASE_SECONDS],
      );
      if (row) return row;
      const known = await this.database.systemQuery(
        'select from series where team_id = $1 and id = $2 and account_id = $3',
        [teamId, id, accountId],
      );
      if (known.length === 0) throw new DomainError('series_not_found');
      if (Date.now() > end) throw new DomainError('google_unavailable');
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  /**
   * Lets go. It is looked at again when the time of its waiting occurrence has come.
   * @param afterMs or after so many milliseconds, where something could not be done
   */
  async release({ team_id, id, lease_id }: LeasedSeries, afterMs: number | null = null): Promise<void> {
    await this.database.systemQuery(
      `update series set lease_id = null, due_at = case
         when $4::float8 is not null then now() + make_interval(secs => $4 / 1000)
         when dropped_copies <> '[]' then least(next_at, now() + make_interval(secs => $5))
         when status in ('ended', 'needs_decision') then null
         when copy_draft_id is null then now()
         else next_at end
       where team_id = $1 and id = $2 and lease_id = $3`,
      [team_id, id, lease_id, afterMs, DROP_AGAIN_SECONDS],
    );
  }

  /** Does the work while keeping the lease. */
  whileLeased<T>({ team_id, id, lease_id }: LeasedSeries, work: () => Promise<T>): Promise<T> {
    const renew = () =>
      this.database.systemQuery(
        `update series set due_at = now() + make_interval(secs => $4)
         where team_id = $1 and id = $2 and lease_id = $3`,
        [team_id, id, lease_id, LEASE_SECONDS],
      );
    return whileRenewed(renew, RENEW_MS, work);
  }
}
