import { Injectable } from '@nestjs/common';
import { LEAST_READERS, type ReportRow, type ReportSummary, type SummaryQuery } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../errors.js';
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

const NOTHING: Sums = { sent: 0, opened: 0, machine_only: 0, clicks: 0, replies: 0, took: [] };

/** Totals of a time and how they come about, by day, weekday, hour, member, country, client or readers' domain. */
@Injectable()
export class SummaryService {
  constructor(
    private readonly reading: ReportReading,
    private readonly breakdown: BreakdownService,
  ) {}

  /**
   * @throws DomainError `report_too_fine` for a breakdown about a team's readers of other than whole months that have
   *   ended and are still kept; `invalid_request` for the own mail of an API key; `report_timeout`, `invalid_time_zone`
   */
  async summary(viewer: Viewer, query: SummaryQuery): Promise<ReportSummary> {
    if (query.scope === 'mine' && viewer.accountId === null) {
      throw new DomainError('invalid_request', undefined, [{ path: 'scope', message: 'is mine: a key has no mail' }]);
    }
    const mine = query.scope === 'mine' ? viewer.accountId : null;
    return this.reading.read(viewer.teamId, async (manager) => {
      const { from, to, groupBy, scope } = query;
      const asked = { from, to, timeZone: query.timeZone, groupBy, scope };
      const timeZone = zoneInDatabase(query.timeZone);
      const span = await spanOf(manager, { from, to, timeZone });
      const whose: Whose = { teamId: viewer.teamId, accountId: mine, timeZone };
      if (groupBy === 'member') return { ...asked, ...(await this.byMember(manager, whose, span)) };
      if (groupBy === 'day' || groupBy === 'weekday' || (groupBy === 'hour' && mine !== null)) {
        return { ...asked, ...(await this.series(manager, whose, span, groupBy, keysOf(groupBy, from, to))) };
      }
      if (!isAboutReaders(groupBy)) throw new Error(`nothing reports by ${groupBy}`);
      const totals = await this.totals(manager, whose, span);
      const parts = await this.breakdown.of(manager, viewer, { ...asked, timeZone, groupBy }, span);
      return { ...asked, totals, ...parts };
    });
  }

  private async series(manager: EntityManager, whose: Whose, span: Span, series: Series, keys: readonly string[]) {
    const key = SERIES[series];
    const sums = await sumsBy(manager, whose, span, key);
    const scheduled = await scheduledBy(manager, whose, span, key);
    const rows = keys.map(
      (key): ReportRow => ({
        key,
        label: null,
        ...figuresFrom(sums.get(key) ?? NOTHING, scheduled.get(key) ?? NOTHING_SCHEDULED, leastTimed(whose)),
      }),
    );
    return { totals: totalOf(sums, scheduled, leastTimed(whose)), rows, other: null, suppressed: false };
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
    return totalOf(await sumsBy(manager, whose, span, all), scheduled, leastTimed(whose));
  }
}

/** Whose mail, and by which clock. */
export interface Whose {
  teamId: string;
  /** Null: the whole team's. */
  accountId: string | null;
  timeZone: string;
}

/** Of one's own mail everything may be told. */
const leastTimed = ({ accountId }: Whose) => (accountId === null ? LEAST_READERS : 1);

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

const totalOf = (sums: Map<string, Sums>, scheduled: Map<string, ScheduledSums>, least: number) =>
  figuresFrom(addSums([...sums.values()]), addScheduled([...scheduled.values()]), least);

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
