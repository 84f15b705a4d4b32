import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { Database } from '../database/database.js';
import type { CopiedDraft } from '../gmail/gmail.service.js';
import { LiveService } from '../live/live.service.js';
import {
  CANNOT_TAKE,
  copyIdOf,
  DraftCopies,
  orStaying,
  type Staying,
  Stays,
  type Taker,
} from '../scheduling/draft-copies.service.js';
import { DraftsService, type SendableDraft } from '../scheduling/drafts.service.js';
import { type AccountRef, ScheduleStore } from '../scheduling/schedule-store.js';
import { holdSender } from '../scheduling/sender-role.js';
import { type LeasedSeries, SeriesLeases } from './series-leases.service.js';
import { type DroppedCopy, droppedHalfMade } from './series-row.js';
import { SeriesWorker } from './series-worker.service.js';

/**
 * Hands the series of one member to another: a copy of the draft is made in the other's Drafts, and the series goes on
 * there with the first date that has no mail yet. A mail of it that is made already is handed over as any other that
 * waits, after its series.
 */
@Injectable()
export class SeriesHandOver {
  constructor(
    private readonly database: Database,
    private readonly copies: DraftCopies,
    private readonly drafts: DraftsService,
    private readonly store: ScheduleStore,
    private readonly leases: SeriesLeases,
    private readonly worker: SeriesWorker,
    private readonly live: LiveService,
    private readonly audit: AuditService,
  ) {}

  /** Everything of `from` that goes on. @returns what stays, and why */
  async all(from: AccountRef, taker: Taker): Promise<Staying[]> {
    const series = await this.database.systemQuery<{ id: string }>(
      `select id from series where team_id = $1 and account_id = $2 and status <> 'ended' order by id`,
      [from.teamId, from.accountId],
    );
    const stay: Staying[] = [];
    for (const { id } of series) {
      const reason = await orStaying(`series.${id}`, () => this.handOver(from, id, taker));
      if (reason) stay.push(reason);
    }
    return stay;
  }

  private async handOver(from: AccountRef, id: string, taker: Taker): Promise<void> {
    const series = await this.leases.take(from, id);
    const dropped = droppedHalfMade(series);
    try {
      if (series.status === 'ended') return await this.leases.release(series);
      await this.leases.whileLeased(series, async () => {
        const draft = await this.drafts.read(from, series.gmail_draft_id);
        const copy = await this.copies.copy({ table: 'series', team_id: series.team_id, id }, draft.raw, taker);
        await this.record(series, dropped, draft, copy, taker);
      });
    } catch (error) {
      await this.leases.release(series);
      throw error;
    }
    await this.worker.work({ ...series, status: 'ended', dropped_copies: dropped });
  }

  /** The series is the taker's and the first one has ended, both or neither. @throws Stays */
  private async record(
    series: LeasedSeries,
    dropped: DroppedCopy[],
    draft: SendableDraft,
    copy: CopiedDraft,
    taker: Taker,
  ): Promise<void> {
    const { teamId, accountId, by } = taker;
    await this.database.inTeam(teamId, async (manager) => {
      if (!(await holdSender(manager, taker))) throw new Stays(CANNOT_TAKE);
      const [ended]: [unknown[], number] = await manager.query(
        `update series set status = 'ended', code = 'handed_over', updated_at = now(), dropped_copies = $4,
                next_date = null, next_at = null, next_schedule_id = null, next_delivery_id = null, asked_at = null,
                copy_draft_id = null, copy_message_id = null
         where team_id = $1 and id = $2 and lease_id = $3 and status = $5 returning id`,
        [series.team_id, series.id, series.lease_id, JSON.stringify(dropped), series.status],
      );
      if (ended.length === 0) throw new Stays('it was changed just now; try again');
      const made = this.takenOver(series, draft, copy, taker);
      const columns = Object.keys(made);
      await manager.query(
        `insert into series (${columns.join(', ')}, due_at)
         values (${columns.map((_, index) => `$${index + 1}`).join(', ')}, now())`,
        Object.values(made),
      );
      await this.audit.record(manager, {
        teamId,
        accountId: by,
        action: 'series.handed_over',
        targetId: made.id,
        detail: { from: series.account_id, to: accountId },
      });
      await this.live.append(manager, { teamId, accountId, type: 'schedule.changed', data: { seriesId: made.id } });
    });
  }

  /** The same dates by the same clock, from the first on that has no mail yet. */
  private takenOver(series: LeasedSeries, draft: SendableDraft, copy: CopiedDraft, taker: Taker) {
    return {
      team_id: taker.teamId,
      id: copyIdOf(series.id, taker),
      account_id: taker.accountId,
      gmail_draft_id: copy.draftId,
      status: series.status,
      // Trouble that passes by itself is found again there, or not.
      code: series.status === 'active' ? null : series.code,
      rule: series.rule,
      wall_time: series.wall_time,
      time_zone: series.time_zone,
      skip: series.skip,
      tracking: series.tracking,
      consent_mode: series.consent_mode,
      tolerance_minutes: series.tolerance_minutes,
      done_date: series.copy_draft_id === null ? series.done_date : series.next_date,
      ...this.store.sealedContents(draft),
    };
  }
}
