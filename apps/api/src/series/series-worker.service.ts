import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import { GmailError } from '../gmail/gmail-error.js';
import { LiveService } from '../live/live.service.js';
import { backOff } from '../scheduling/back-off.js';
import { BudgetService } from '../scheduling/budget.service.js';
import type { SeriesCode } from './explanations.js';
import { CopyUnclear, OccurrencesService } from './occurrences.service.js';
import { type LeasedSeries, SeriesLeases } from './series-leases.service.js';
import { TemplateUnusable } from './templates.service.js';

/** Series one process works on at a time. */
const AT_ONCE = 5;
/** Then it is the next run's turn, so that a process that ends need not wait for all. */
const MOST_ROUNDS = 50;
/** Signing in wakes the series; this is for a wake-up that got lost. */
const REAUTHORISE_LOOK_MS = 60 * 60_000;
const UNCLEAR_LOOK_MS = 30_000;

/** What is to be done about something that went wrong. */
interface Trouble {
  code: SeriesCode;
  /** Milliseconds until it is tried again; null: only the person can help. */
  againInMs: number | null;
}

/** Works on series that are due, each under its lease, and writes down what could not be done. */
@Injectable()
export class SeriesWorker {
  private readonly log = new Logger('Series');

  constructor(
    private readonly database: Database,
    private readonly leases: SeriesLeases,
    private readonly occurrences: OccurrencesService,
    private readonly budget: BudgetService,
    private readonly live: LiveService,
  ) {}

  /** Makes the next occurrence of every series whose last one's time has come. May run twice and anywhere at once. */
  async makeDue(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const claimed = await this.leases.claimDue(AT_ONCE);
      if (claimed.length === 0) return;
      await Promise.all(claimed.map((series) => this.work(series)));
    }
  }

  /** Does what there is to do for a leased series and lets it go. */
  async work(series: LeasedSeries): Promise<void> {
    let spent = 0;
    const spend = (units: number) => {
      spent += units;
    };
    const mailbox = { teamId: series.team_id, accountId: series.account_id, spend };
    try {
      await this.leases.whileLeased(series, () => this.occurrences.advance(series, mailbox));
      await this.leases.release(series);
    } catch (error) {
      await this.putOff(series, this.troubleOf(series, error));
    }
    // What making a copy costs is the account's scheduled mail's to wait for.
    if (spent > 0) await this.budget.charge(series.team_id, series.account_id, spent);
  }

  private troubleOf({ id, attempts }: LeasedSeries, error: unknown): Trouble {
    const inMs = (askedForMs?: number) => backOff(Math.max(attempts, 1), Math.random(), askedForMs);
    if (error instanceof TemplateUnusable) return { code: error.code, againInMs: null };
    if (error instanceof CopyUnclear) return { code: 'gmail_busy', againInMs: UNCLEAR_LOOK_MS };
    if (error instanceof GmailError) {
      if (error.kind === 'not_found') return { code: 'template_missing', againInMs: null };
      if (error.kind === 'final') return { code: 'gmail_refused', againInMs: null };
      if (error.kind === 'reauthorise') return { code: 'reauthorise', againInMs: REAUTHORISE_LOOK_MS };
      return { code: 'gmail_busy', againInMs: inMs(error.retryAfterMs) };
    }
    this.log.error(`${id}: ${(error as Error).name} ${(error as { code?: string }).code ?? ''}`);
    return { code: 'server_trouble', againInMs: inMs() };
  }

  private async putOff(series: LeasedSeries, { code, againInMs }: Trouble): Promise<void> {
    await this.database.asSystem(async (manager) => {
      // One that was paused meanwhile finds its trouble again when it goes on.
      const [written]: [unknown[], number] = await manager.query(
        `update series set code = $4, status = case when $5 then 'needs_decision' else status end, updated_at = now()
         where team_id = $1 and id = $2 and lease_id = $3 and status = 'active' returning id`,
        [series.team_id, series.id, series.lease_id, code, againInMs === null],
      );
      const isNews = againInMs === null || (code === 'reauthorise' && series.code !== code);
      if (written.length === 0 || !isNews) return;
      await this.live.append(manager, {
        teamId: series.team_id,
        accountId: series.account_id,
        type: 'series.failed',
        data: { seriesId: series.id, code },
      });
    });
    await this.leases.release(series, againInMs);
  }
}
