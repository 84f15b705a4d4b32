import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ChangeSeries, Series } from '@openly/contracts';
import { checkRule } from '@openly/scheduling/recurrence';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { AlarmService } from '../scheduling/alarm.service.js';
import { DraftsService } from '../scheduling/drafts.service.js';
import type { ScheduleRow } from '../scheduling/schedule-row.js';
import { type AccountRef, ScheduleStore } from '../scheduling/schedule-store.js';
import { refuseOutsideWindow } from '../scheduling/send-window.js';
import { WhenService } from '../scheduling/when.service.js';
import { asDuplicateSeries, refuseScheduled } from './create-series.service.js';
import { droppedWith, SeriesService } from './series.service.js';
import { type LeasedSeries, SeriesLeases } from './series-leases.service.js';
import { SERIES_COLUMNS } from './series-row.js';
import { SeriesSchedules } from './series-schedules.js';
import { SeriesWorker } from './series-worker.service.js';
import { nextTime, type Timing } from './timing.js';

type Columns = Record<string, unknown>;

/** Changes a series from its next occurrence on. Where that is another one now, the one that waits is left out. */
@Injectable()
export class ChangeSeriesService {
  constructor(
    private readonly database: Database,
    private readonly drafts: DraftsService,
    private readonly when: WhenService,
    private readonly store: ScheduleStore,
    private readonly alarms: AlarmService,
    private readonly leases: SeriesLeases,
    private readonly schedules: SeriesSchedules,
    private readonly series: SeriesService,
    private readonly worker: SeriesWorker,
  ) {}

  /**
   * @throws DomainError `series_not_found`, `series_ended`, `invalid_rule`, `duplicate_schedule`, `outside_send_window`, a
   * code of the time or the draft; `cancel_too_late` when the date to skip is being sent at this moment
   */
  async change(account: AccountRef, id: string, body: ChangeSeries): Promise<Series> {
    const series = await this.leases.take(account, id);
    let changed: LeasedSeries;
    try {
      if (series.status === 'ended') throw new DomainError('series_ended');
      const timing = await this.timing(account, series, body);
      const wakes = goesOn(series, body);
      // Read for its problems alone: each copy is made of what stands in it then.
      if (wakes || body.gmailDraftId) await this.drafts.read(account, body.gmailDraftId ?? series.gmail_draft_id);
      changed = await this.database
        .inTeam(account.teamId, (manager) => this.write(manager, account, series, body, timing, wakes))
        .catch(asDuplicateSeries);
    } catch (error) {
      await this.leases.release(series);
      throw error;
    }
    await this.worker.work(changed);
    if (body.status === 'active') void this.alarms.ring(0);
    return this.series.get(account, id);
  }

  private async timing(account: AccountRef, series: LeasedSeries, body: ChangeSeries): Promise<Timing> {
    const timeZone = body.timeZone ?? series.time_zone;
    const { when, language } = body;
    let start = series.wall_time;
    if (when !== undefined) {
      const { time } = await this.when.resolve(account, { when, language, timeZone, deliverIn: 'sender' }, []);
      await this.database.inTeam(account.teamId, (manager) => refuseOutsideWindow(manager, account.teamId, time));
      start = time.wallTime;
    }
    const timing = { rule: body.rule ?? series.rule, start, timeZone, skip: body.skip ?? series.skip };
    if (checkRule(timing.rule, start)) throw new DomainError('invalid_rule');
    return timing;
  }

  private async write(
    manager: EntityManager,
    account: AccountRef,
    series: LeasedSeries,
    body: ChangeSeries,
    timing: Timing,
    wakes: boolean,
  ): Promise<LeasedSeries> {
    const open = await this.schedules.lock(manager, series);
    const held: unknown[] = await manager.query(
      'select from series where team_id = $1 and id = $2 and lease_id = $3 for update',
      [series.team_id, series.id, series.lease_id],
    );
    if (held.length === 0) throw new DomainError('google_unavailable');
    const otherDraft = body.gmailDraftId !== undefined && body.gmailDraftId !== series.gmail_draft_id;
    if (otherDraft) await refuseScheduled(manager, account, body.gmailDraftId ?? '');

    const { planned, leftOut } = await this.replan(manager, series, open, timing, otherDraft);
    const kept = open.filter(({ id }) => id !== leftOut);
    await this.changeWaiting(manager, series, kept, body);
    const status = await this.changeStatus(manager, series, kept, body, wakes);
    return update(manager, series, {
      ...planned,
      ...status,
      gmail_draft_id: body.gmailDraftId ?? series.gmail_draft_id,
      rule: timing.rule,
      wall_time: timing.start,
      time_zone: timing.timeZone,
      skip: timing.skip,
      tracking: body.tracking ?? series.tracking,
      consent_mode: body.consentMode === undefined ? series.consent_mode : body.consentMode,
      tolerance_minutes: body.tolerance ?? series.tolerance_minutes,
    });
  }

  /**
   * Which occurrence is next now. One that is another than before is made anew; what waited is left out, unless its
   * time has come. @returns nothing planned where it stays
   */
  private async replan(
    manager: EntityManager,
    series: LeasedSeries,
    open: readonly ScheduleRow[],
    timing: Timing,
    otherDraft: boolean,
  ): Promise<{ planned: Columns; leftOut: string | null }> {
    const made = series.copy_draft_id !== null;
    const waiting = made ? open.find(({ id }) => id === series.next_schedule_id) : undefined;
    if (waiting?.status === 'sending' && timing.skip.includes(series.next_date ?? '')) {
      throw new DomainError('cancel_too_late');
    }
    let next = nextTime(timing, series.now, series.done_date);
    // Compared on the clock: new rules of its zone alone make it no other.
    const stays =
      next?.date === series.next_date &&
      timing.timeZone === series.time_zone &&
      timing.start.slice(11) === series.wall_time.slice(11);
    if (stays && !otherDraft) return { planned: {}, leftOut: null };
    // It went out early, is going out now or was cancelled by hand: its date does not come again.
    const done = made && (!waiting || waiting.status === 'sending' || isPast(series));
    if (done) next = nextTime(timing, series.now, series.next_date);
    if (!next) throw new DomainError('invalid_rule');
    const leftOut = waiting && !done ? waiting : null;
    if (leftOut) await this.store.move(manager, leftOut, 'cancelled', 'skipped', 'skipped');
    return {
      leftOut: leftOut?.id ?? null,
      planned: {
        done_date: done ? series.next_date : series.done_date,
        next_date: next.date,
        next_at: next.sendAt,
        next_schedule_id: uuidv7(),
        // Readers see it in a header, so it tells nothing.
        next_delivery_id: randomUUID(),
        asked_at: null,
        copy_draft_id: null,
        copy_message_id: null,
        ...(!done && { dropped_copies: JSON.stringify(droppedWith(series)) }),
        attempts: 0,
      },
    };
  }

  private async changeWaiting(
    manager: EntityManager,
    series: LeasedSeries,
    kept: ScheduleRow[],
    { tracking, consentMode, tolerance }: ChangeSeries,
  ): Promise<void> {
    const place = kept.findIndex(({ id }) => id === series.next_schedule_id);
    const waiting = kept[place];
    if (!waiting || [tracking, consentMode, tolerance].every((change) => change === undefined)) return;
    if (waiting.status !== 'scheduled' && waiting.status !== 'paused') return;
    kept[place] = await this.store.move(manager, waiting, waiting.status, 'changed', waiting.code, {
      ...(tracking !== undefined && { tracking }),
      ...(consentMode !== undefined && { consent_mode: consentMode }),
      ...(tolerance !== undefined && { tolerance_minutes: tolerance }),
    });
  }

  private async changeStatus(
    manager: EntityManager,
    series: LeasedSeries,
    kept: readonly ScheduleRow[],
    { status }: ChangeSeries,
    wakes: boolean,
  ): Promise<Columns> {
    if (status === 'paused') {
      await this.schedules.pause(manager, kept);
      return { status: 'paused', code: null };
    }
    if (wakes) return { status: 'active', code: null, attempts: 0 };
    if (status === 'active' && series.status === 'paused') {
      await this.schedules.resume(manager, kept, series.now);
      return { status: 'active', code: null, attempts: 0 };
    }
    return {};
  }
}

/** Whether what the series asked for is said to be put right. */
const goesOn = ({ status }: LeasedSeries, body: ChangeSeries) =>
  status === 'needs_decision' &&
  (body.status === 'active' || (body.gmailDraftId !== undefined && body.status === undefined));

const isPast = ({ next_at, now }: LeasedSeries) => next_at !== null && next_at <= now;

async function update(manager: EntityManager, series: LeasedSeries, columns: Columns): Promise<LeasedSeries> {
  const names = Object.keys(columns);
  const [[changed]]: [LeasedSeries[], number] = await manager.query(
    `update series set updated_at = now(), ${names.map((name, index) => `${name} = $${index + 4}`).join(', ')}
     where team_id = $1 and id = $2 and lease_id = $3 returning ${SERIES_COLUMNS}, series.lease_id`,
    [series.team_id, series.id, series.lease_id, ...Object.values(columns)],
  );
  if (!changed) throw new DomainError('google_unavailable');
  return changed;
}
