import { Injectable } from '@nestjs/common';
import {
  LEAST_READERS,
  type ReportFigures,
  type ReportRow,
  type ReportSummary,
  type SummaryQuery,
} from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../errors.js';
import { PlaceCredits } from '../opens/place-credit.js';
import { BreakdownService, isAboutReaders } from './breakdown.service.js';
import {
  addScheduled,
  addSums,
  figuresFrom,
  MEMBER_MAILS,
  NOTHING_SCHEDULED,
  type ScheduledSums,
  SUMS,
  type Sums,
  TEAM_QUARTERS,
} from './figures.js';
import { memberSums } from './member-sums.js';
import { ReportReading, type Span, spanOf, type Viewer, zoneInDatabase } from './report-reading.js';
import { scheduledBy } from './scheduled-sums.js';

/** In SQL: to which row of a series something of the instant `at` belongs, in the zone $zone. */
const SERIES = {
  day: (zone: string) => `to_char(at at time zone ${zone}, 'YYYY-MM-DD')`,
  weekday: (zone: string) => `extract(isodow from at at time zone ${zone})::text`,
  hour: (zone: string) => `extract(hour from at at time zone ${zone})::text`,
} as const;
type Series = keyof typeof SERIES;

type Figures = Pick<ReportSummary, 'totals' | 'rows' | 'other' | 'suppressed'>;

const NOTHING: Sums = { sent: 0, opened: 0, machine_only: 0, clicks: 0, replies: 0, took: [] };

/** Totals of a time and how they come about, by day, weekday, hour, member, country, client or readers' domain. */
@Injectable()
export class SummaryService {
  constructor(
    private readonly reading: ReportReading,
    private readonly breakdown: BreakdownService,
    private readonly credits: PlaceCredits,
  ) {}

  /**
   * @throws DomainError `report_too_fine` for a breakdown about a team's readers of other than whole months that have
   *   ended and are still kept; `invalid_request` for the own mail of an API key; `report_timeout`, `invalid_time_zone`
   */
  async summary(viewer: Viewer, query: SummaryQuery): Promise<ReportSummary> {
    if (query.scope === 'mine' && viewer.accountId === null) {
      throw new DomainError('invalid_request', undefined, [{ path: 'scope', message: 'is mine: a key has no mail' }]);
    }
    const { from, to, timeZone, groupBy, scope } = query;
    const placeCredit = groupBy === 'country' ? await this.credits.now() : null;
    const figures = await this.reading.read(viewer.teamId, (manager) => this.figures(manager, viewer, query));
    return { from, to, timeZone, groupBy, scope, ...figures, placeCredit };
  }

  private async figures(manager: EntityManager, viewer: Viewer, query: SummaryQuery): Promise<Figures> {
    const { from, to, groupBy, scope } = query;
    const timeZone = zoneInDatabase(query.timeZone);
    const span = await spanOf(manager, { from, to, timeZone });
    const mine = scope === 'mine' ? viewer.accountId : null;
    const asker = viewer.accountId ?? viewer.keyMaker ?? null;
    const whose: Whose = { teamId: viewer.teamId, accountId: mine, asker, timeZone };
    if (groupBy === 'member') return this.byMember(manager, whose, span);
    if (groupBy === 'day' || groupBy === 'weekday' || (groupBy === 'hour' && mine !== null)) {
      return this.series(manager, whose, span, groupBy, keysOf(groupBy, from, to));
    }
    if (!isAboutReaders(groupBy)) throw new Error(`nothing reports by ${groupBy}`);
    const totals = await this.totals(manager, whose, span);
    return { totals, ...(await this.breakdown.of(manager, viewer, { from, to, scope, timeZone, groupBy }, span)) };
  }

  private async series(manager: EntityManager, whose: Whose, span: Span, series: Series, keys: readonly string[]) {
    const key = SERIES[series];
    const sums = await sumsBy(manager, whose, span, key);
    const own = await ownSumsBy(manager, whose, span, key);
    const scheduled = await scheduledBy(manager, whose, span, key);
    const rows = keys.map(
      (key): ReportRow => ({
        key,
        label: null,
        ...figuresOf(whose, sums.get(key) ?? NOTHING, own.get(key) ?? NOTHING, scheduled.get(key) ?? NOTHING_SCHEDULED),
      }),
    );
    return { totals: totalOf(whose, sums, own, scheduled), rows, other: null, suppressed: false };
  }

  /** Members have counts alone: of whom something is told there is a whole team to be among only with many. */
  private async byMember(manager: EntityManager, whose: Whose, span: Span) {
    const members = await memberSums(manager, whose.teamId, span, whose.accountId);
    const scheduled = await scheduledBy(manager, whose, span, () => 'account_id::text');
    const rows = members.map(
      ({ accountId, label, ...sums }): ReportRow => ({
        key: accountId,
        label,
        ...figuresFrom(sums, scheduled.get(accountId) ?? NOTHING_SCHEDULED, 0),
      }),
    );
    return { totals: await this.totals(manager, whose, span, scheduled), rows, other: null, suppressed: false };
  }

  private async totals(manager: EntityManager, whose: Whose, span: Span, known?: Map<string, ScheduledSums>) {
    const all = () => `''`;
    const scheduled = known ?? (await scheduledBy(manager, whose, span, all));
    const sums = await sumsBy(manager, whose, span, all);
    return totalOf(whose, sums, await ownSumsBy(manager, whose, span, all), scheduled);
  }
}

/** Whose mail, and by which clock. */
export interface Whose {
  teamId: string;
  /** Null: the whole team's. */
  accountId: string | null;
  /** Who asks, by themselves or by a key. */
  asker: string | null;
  timeZone: string;
}

/**
 * Of one's own mail everything may be told. Of a team's no median is told of a few mails of others: whoever knows when
 * the own ones were looked at, or has looked at them when it suits, could tell theirs apart. All own mails that were
 * opened are left out, as those whose looks have passed their days are in the team's times as well.
 */
function figuresOf(whose: Whose, sums: Sums, own: Sums, scheduled: ScheduledSums): ReportFigures {
  const ofOthers = LEAST_READERS + (own.sent < sums.sent ? own.opened : 0);
  return figuresFrom(sums, scheduled, whose.accountId === null ? ofOthers : 1);
}

/** What of a team's sums is the asker's own; nothing where all are. */
const ownSumsBy = (manager: EntityManager, whose: Whose, span: Span, key: (zone: string) => string) =>
  whose.accountId === null && whose.asker !== null
    ? sumsBy(manager, { ...whose, accountId: whose.asker }, span, key)
    : Promise.resolve(new Map<string, Sums>());

async function sumsBy(
  manager: EntityManager,
  { teamId, accountId, timeZone }: Whose,
  { begins, ends }: Span,
  key: (zone: string) => string,
): Promise<Map<string, Sums>> {
  const [source, account] = accountId === null ? [TEAM_QUARTERS, []] : [MEMBER_MAILS, [accountId]];
  const rows: (Sums & { key: string })[] = await manager.query(
    `select ${key(`$${account.length + 4}::text`)} as key, ${SUMS} from (${source}) mails
     cross join (select $${account.length + 4}::text) clock group by 1`,
    [teamId, begins, ends, ...account, timeZone],
  );
  return new Map(rows.map(({ key, ...sums }) => [key, sums]));
}

function totalOf(
  whose: Whose,
  sums: Map<string, Sums>,
  own: Map<string, Sums>,
  scheduled: Map<string, ScheduledSums>,
): ReportFigures {
  const [all, ofAsker] = [sums, own].map((each) => addSums([...each.values()])) as [Sums, Sums];
  return figuresOf(whose, all, ofAsker, addScheduled([...scheduled.values()]));
}

/** Every row of a series, also those of which there is nothing. */
function keysOf(series: Series, from: string, to: string): string[] {
  if (series === 'weekday') return Array.from({ length: 7 }, (_, day) => String(day + 1));
  if (series === 'hour') return Array.from({ length: 24 }, (_, hour) => String(hour));
  const days: string[] = [];
  for (let day = Date.parse(from); day <= Date.parse(to); day += 86_400_000) {
    days.push(new Date(day).toISOString().slice(0, 10));
  }
  return days;
}
