import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Series, SeriesStatus } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { AccountsService } from '../accounts/accounts.service.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { QueueService } from '../queue/queue.service.js';
import { PauseService } from '../scheduling/pause.service.js';
import { SCHEDULE_COLUMNS, type ScheduleRow } from '../scheduling/schedule-row.js';
import { type AccountRef, ScheduleStore } from '../scheduling/schedule-store.js';
import { FINISHED_KEPT_DAYS } from '../scheduling/schedules.service.js';
import { Encryption } from '../secrets/encryption.js';
import { type LeasedSeries, SeriesLeases } from './series-leases.service.js';
import { type DroppedCopy, droppedHalfMade, SERIES_COLUMNS, type SeriesRow, viewOf } from './series-row.js';
import { SeriesSchedules } from './series-schedules.js';
import { SeriesWorker } from './series-worker.service.js';

/** Series as their owner sees and ends them, and what happens to them with the account. */
@Injectable()
export class SeriesService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly queue: QueueService,
    private readonly accounts: AccountsService,
    private readonly pauses: PauseService,
    private readonly store: ScheduleStore,
    private readonly leases: SeriesLeases,
    private readonly schedules: SeriesSchedules,
    private readonly worker: SeriesWorker,
    private readonly encryption: Encryption,
  ) {}

  onModuleInit(): void {
    this.queue.handle('make-occurrences', () => this.makeDue());
    this.accounts.onGmailConnected((teamId, accountId) => this.goOnAfterSignIn(teamId, accountId));
    this.pauses.onPaused((manager, account, paused) =>
      paused ? this.pauseAll(manager, account) : this.resumeAll(manager, account),
    );
  }

  /** Makes the next occurrence of every series whose last one's time has come. */
  makeDue(): Promise<void> {
    return this.worker.makeDue();
  }

  /** Housekeeping: deletes series 90 days after their end. May run twice. */
  async maintain(): Promise<void> {
    await this.database.systemQuery(
      `delete from series where status = 'ended' and updated_at < now() - make_interval(days => $1)`,
      [FINISHED_KEPT_DAYS],
    );
  }

  /** @throws DomainError `series_not_found` */
  async get({ teamId, accountId }: AccountRef, id: string): Promise<Series> {
    const [row] = await this.database.inTeam(
      teamId,
      (manager): Promise<SeriesRow[]> =>
        manager.query(
          `select ${SERIES_COLUMNS} from series where series.team_id = $1 and series.id = $2 and series.account_id = $3`,
          [teamId, id, accountId],
        ),
    );
    if (!row) throw new DomainError('series_not_found');
    return viewOf(row, this.encryption);
  }

  /** The newest first. `after` is the last one of the page before. */
  async list(
    { teamId, accountId }: AccountRef,
    limit: number,
    status: SeriesStatus | null,
    after: { createdAt: string; id: string } | null,
  ): Promise<{ items: Series[]; next: { createdAt: string; id: string } | null }> {
    const rows = await this.database.inTeam(
      teamId,
      (manager): Promise<SeriesRow[]> =>
        manager.query(
          `select ${SERIES_COLUMNS} from series
           where series.team_id = $1 and series.account_id = $2 and ($3::text is null or series.status = $3)
             and ($4::timestamptz is null or (series.created_at, series.id) < ($4, $5::uuid))
           order by series.created_at desc, series.id desc limit $6`,
          [teamId, accountId, status, after?.createdAt ?? null, after?.id ?? null, limit + 1],
        ),
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map((row) => viewOf(row, this.encryption)),
      next: rows.length > limit && last ? { createdAt: last.created_at.toISOString(), id: last.id } : null,
    };
  }

  /**
   * Ends a series; what waits of it is cancelled, unless it is being sent at this moment. One that ended before stays
   * so. @throws DomainError `series_not_found`, `google_unavailable`
   */
  async end(account: AccountRef, id: string): Promise<void> {
    const series = await this.leases.take(account, id);
    if (series.status !== 'ended') {
      try {
        await this.database.inTeam(account.teamId, (manager) => this.write(manager, series));
      } catch (error) {
        await this.leases.release(series);
        throw error;
      }
    }
    await this.worker.work({ ...series, status: 'ended', dropped_copies: droppedWith(series) });
  }

  private async write(manager: EntityManager, series: LeasedSeries): Promise<void> {
    for (const row of await this.schedules.lock(manager, series)) {
      if (row.status !== 'scheduled' && row.status !== 'paused') continue;
      await this.store.move(manager, row, 'cancelled', 'cancelled', 'series_ended');
    }
    const [, ended]: [unknown, number] = await manager.query(
      `update series set status = 'ended', code = 'stopped', updated_at = now(), dropped_copies = $4, next_date = null,
              next_at = null, next_schedule_id = null, next_delivery_id = null, asked_at = null, copy_draft_id = null,
              copy_message_id = null
       where team_id = $1 and id = $2 and lease_id = $3`,
      [series.team_id, series.id, series.lease_id, JSON.stringify(droppedWith(series))],
    );
    if (ended === 0) throw new DomainError('google_unavailable');
  }

  /** All of the account's mail is held, and with it the series: nothing new is made. */
  async pauseAll(manager: EntityManager, { teamId, accountId }: AccountRef): Promise<void> {
    await manager.query(
      `update series set status = 'paused', code = 'all_paused', updated_at = now()
       where team_id = $1 and account_id = $2 and status = 'active'`,
      [teamId, accountId],
    );
  }

  /** Goes on with what was held with everything else. A series that was paused by itself stays so, and its mail too. */
  async resumeAll(manager: EntityManager, { teamId, accountId }: AccountRef): Promise<void> {
    await manager.query(
      `update series set status = 'active', code = null, updated_at = now()
       where team_id = $1 and account_id = $2 and status = 'paused' and code = 'all_paused'`,
      [teamId, accountId],
    );
    const held: ScheduleRow[] = await manager.query(
      `select ${SCHEDULE_COLUMNS} from schedule
       where team_id = $1 and account_id = $2 and status = 'scheduled' and series_id in
         (select id from series where team_id = $1 and account_id = $2 and status = 'paused')
       order by id for update`,
      [teamId, accountId],
    );
    await this.schedules.pause(manager, held);
  }

  /** What waited for a sign-in goes on at the worker's next look. */
  private async goOnAfterSignIn(teamId: string, accountId: string): Promise<void> {
    await this.database.systemQuery(
      `update series set due_at = now(), attempts = 0
       where team_id = $1 and account_id = $2 and lease_id is null
         and (code = 'reauthorise' or dropped_copies <> '[]')`,
      [teamId, accountId],
    );
  }
}

/** What is to go from Drafts when the occurrence that waits, or is being made, is left out. */
export function droppedWith(series: SeriesRow): DroppedCopy[] {
  const { waiting, copy_draft_id, copy_message_id, dropped_copies } = series;
  if (copy_draft_id === null || copy_message_id === null) return droppedHalfMade(series);
  const open = waiting && waiting.status !== 'sent' && waiting.status !== 'cancelled' && waiting.status !== 'sending';
  return open ? [...dropped_copies, { draftId: copy_draft_id, messageId: copy_message_id }] : dropped_copies;
}
