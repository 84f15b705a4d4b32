import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CreateSeries, Series } from '@openly/contracts';
import { checkRule } from '@openly/scheduling/recurrence';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AccountsService } from '../accounts/accounts.service.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { DraftsService, type SendableDraft } from '../scheduling/drafts.service.js';
import { CameSecond, IdempotencyService } from '../scheduling/idempotency.service.js';
import { type AccountRef, ScheduleStore } from '../scheduling/schedule-store.js';
import { refuseOutsideWindow } from '../scheduling/send-window.js';
import { refuseUnlessSender } from '../scheduling/sender-role.js';
import { WhenService } from '../scheduling/when.service.js';
import { SeriesService } from './series.service.js';
import { LEASE_SECONDS, type LeasedSeries } from './series-leases.service.js';
import { SERIES_COLUMNS } from './series-row.js';
import { SeriesWorker } from './series-worker.service.js';
import { nextTime } from './timing.js';

/** What is kept of an answer: a series changes by itself, so the same request is answered as it stands now. */
interface Kept {
  seriesId: string;
}

/** Begins a series: when, of which draft, and its first occurrence at once. */
@Injectable()
export class CreateSeriesService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly drafts: DraftsService,
    private readonly idempotency: IdempotencyService,
    private readonly when: WhenService,
    private readonly series: SeriesService,
    private readonly worker: SeriesWorker,
    private readonly store: ScheduleStore,
  ) {}

  /**
   * Where Gmail does not give the first copy at once, the series is there all the same and its worker goes on.
   * @param key `Idempotency-Key`, or null
   * @throws DomainError with a code of the time, the draft, Gmail, `outside_send_window`, `invalid_rule`,
   * `duplicate_schedule` or `idempotency_conflict`
   */
  async create(account: AccountRef, body: CreateSeries, key: string | null): Promise<Series> {
    const request = { key, body };
    const given = await this.idempotency.before<Kept>(account, request);
    if (given) return this.series.get(account, given.seriesId);
    const { when, language, timeZone, rule } = body;
    const { time } = await this.when.resolve(account, { when, language, timeZone, deliverIn: 'sender' }, []);
    if (checkRule(rule, time.wallTime)) throw new DomainError('invalid_rule');
    const draft = await this.drafts.read(account, body.gmailDraftId);
    const me = await this.accounts.me(account);
    const { tolerance = me.scheduleTolerance, tracking = me.trackedByDefault } = body;

    const created = await this.database
      .inTeam(account.teamId, async (manager) => {
        await refuseScheduled(manager, account, body.gmailDraftId);
        await refuseOutsideWindow(manager, account.teamId, time);
        await refuseUnlessSender(manager, account);
        const row = await this.insert(manager, account, { ...body, tolerance, tracking }, time.wallTime, draft);
        const timing = { rule, start: row.wall_time, timeZone, skip: row.skip };
        if (!nextTime(timing, row.now, null)) throw new DomainError('invalid_rule');
        await this.idempotency.keep(manager, account, request, { seriesId: row.id } satisfies Kept);
        return row;
      })
      .catch((error: unknown) => {
        if (error instanceof CameSecond || (key !== null && isDuplicate(error))) return null;
        return asDuplicateSeries(error);
      });
    if (created) {
      await this.worker.work(created);
      return this.series.get(account, created.id);
    }
    const first = await this.idempotency.before<Kept>(account, request);
    if (!first) throw new DomainError('duplicate_schedule');
    return this.series.get(account, first.seriesId);
  }

  /** Leased from its first moment, so that no worker makes the occurrence that is made here. */
  private async insert(
    manager: EntityManager,
    { teamId, accountId }: AccountRef,
    body: CreateSeries & { tolerance: number; tracking: boolean },
    wallTime: string,
    draft: SendableDraft,
  ): Promise<LeasedSeries> {
    const row = {
      team_id: teamId,
      id: uuidv7(),
      account_id: accountId,
      gmail_draft_id: body.gmailDraftId,
      status: 'active',
      rule: body.rule,
      wall_time: wallTime,
      time_zone: body.timeZone,
      skip: body.skip,
      tracking: body.tracking,
      consent_mode: body.consentMode ?? null,
      tolerance_minutes: body.tolerance,
      ...this.store.sealedContents(draft),
      lease_id: randomUUID(),
    };
    const columns = Object.keys(row);
    const [inserted]: LeasedSeries[] = await manager.query(
      `insert into series (${columns.join(', ')}, due_at)
       values (${columns.map((_, index) => `$${index + 1}`).join(', ')}, now() + make_interval(secs => $${columns.length + 1}))
       returning ${SERIES_COLUMNS}, series.lease_id`,
      [...Object.values(row), LEASE_SECONDS],
    );
    if (!inserted) throw new Error('insert returned nothing');
    return inserted;
  }
}

/** A draft that goes out by itself is gone then, and can be no template. @throws DomainError `duplicate_schedule` */
export async function refuseScheduled(
  manager: EntityManager,
  { teamId, accountId }: AccountRef,
  gmailDraftId: string,
): Promise<void> {
  const scheduled: unknown[] = await manager.query(
    `select from schedule where team_id = $1 and account_id = $2 and gmail_draft_id = $3
       and status in ('scheduled', 'paused', 'sending', 'needs_decision')`,
    [teamId, accountId, gmailDraftId],
  );
  if (scheduled.length > 0) throw new DomainError('duplicate_schedule');
}

const isDuplicate = (error: unknown) => (error as { constraint?: string }).constraint === 'series_one_per_draft';

/** One draft has one series that has not ended. */
export function asDuplicateSeries(error: unknown): never {
  if (isDuplicate(error)) throw new DomainError('duplicate_schedule');
  throw error;
}
