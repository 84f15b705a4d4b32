import { Injectable } from '@nestjs/common';
import { LEAST_READERS, type ReportRow, type ReportSummary } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../errors.js';
import { Encryption } from '../secrets/encryption.js';
import { canonicalAddress, LookupHash } from '../secrets/lookup-hash.js';
import { cellsBy, type ReaderGrouping, type ReaderRow, readersBy } from './breakdown-cells.js';
import { shareOf } from './figures.js';
import { type Days, type Span, spanOf, type Viewer } from './report-reading.js';
import { type Cell, sumOf, suppress } from './suppress.js';

const GROUPINGS: readonly string[] = ['hour', 'country', 'client', 'recipient_domain'] satisfies ReaderGrouping[];
/** Whether these cells tell something about readers. */
export const isAboutReaders = (groupBy: string): groupBy is ReaderGrouping => GROUPINGS.includes(groupBy);

/** Days after a month's end until it is reported about: looks of its last hours may still come, from a spool. */
const SETTLED_DAYS = 2;
/** Milliseconds after which no further month is begun: others wait for this report to end. */
const LONGEST_MS = 5_000;
/** Addresses opened before others get their turn. */
const OPENED_AT_ONCE = 500;

/** A cell of others' mail, and what the viewer's own mail adds to it. */
interface MixedCell extends Cell {
  own: readonly number[];
}

/**
 * What readers have in common: where they read, with what, in which domain, and at which hour they were written to.
 *
 * Of a team's mail it is told of whole calendar months alone, each suppressed by itself and then added up, so that no
 * two reports differ by less than months that were both made safe. The viewer's own mail, of which the viewer may know
 * everything, makes no cell safer: readers are counted in others' mail. A mail counts for one reader, the one it names
 * first; of where and with what it was read, only if it names no other. docs/reports.md says what this protects from, and what it does not.
 */
@Injectable()
export class BreakdownService {
  constructor(
    private readonly encryption: Encryption,
    private readonly lookup: LookupHash,
  ) {}

  /** @throws DomainError `report_too_fine`, `report_timeout` */
  async of(
    manager: EntityManager,
    viewer: Viewer,
    asked: Days & { groupBy: ReaderGrouping; scope: 'team' | 'mine' },
    span: Span,
  ): Promise<Pick<ReportSummary, 'rows' | 'other' | 'suppressed'>> {
    const { groupBy } = asked;
    if (asked.scope === 'mine') {
      const cells = await this.cells(manager, viewer, asked, span);
      return { rows: cells.map(({ key, own }) => rowOf(groupBy, key, own)), other: null, suppressed: false };
    }
    const shown = new Map<string | null, number[]>();
    const others: number[][] = [];
    let suppressed = false;
    const endsAt = Date.now() + LONGEST_MS;
    for (const month of await monthsOf(manager, viewer.teamId, asked)) {
      if (Date.now() > endsAt) throw new DomainError('report_timeout');
      const cells = await this.teamCells(manager, viewer, asked, month);
      const result = suppress(
        cells.filter(({ parts }) => parts.some((part) => part > 0)),
        LEAST_READERS,
      );
      const keys = new Set(result.cells.map(({ key }) => key));
      for (const { key, parts, own } of cells.filter((cell) => keys.has(cell.key))) {
        shown.set(key, sumOf([{ parts: shown.get(key) ?? [] }, { parts }, { parts: own }]));
      }
      const rest = cells.filter(({ key }) => !keys.has(key)).map(({ own }) => ({ parts: own }));
      const isSafe = !result.suppressed || result.other !== null;
      if (rest.length > 0 && isSafe) others.push(sumOf([{ parts: result.other ?? [] }, ...rest]));
      suppressed ||= result.suppressed;
    }
    const rows = [...shown].map(([key, parts]) => rowOf(groupBy, key, parts)).sort(byKey(groupBy));
    const other = others.length > 0 ? rowOf(groupBy, null, sumOf(others.map((parts) => ({ parts })))) : null;
    return { rows, other: other && { sent: other.sent, opened: other.opened }, suppressed };
  }

  /**
   * A key's maker knows the own mail, and can take it off what the key is told. So readers are counted in others' mail
   * here too, unless there is none; to the key, which may be read by anybody, the maker's mail is like any other.
   */
  private async teamCells(
    manager: EntityManager,
    viewer: Viewer,
    asked: Days & { groupBy: ReaderGrouping; scope: 'team' | 'mine' },
    month: Span,
  ): Promise<MixedCell[]> {
    if (viewer.keyMaker === undefined) return this.cells(manager, viewer, asked, month);
    const cells = await this.cells(manager, { ...viewer, accountId: viewer.keyMaker }, asked, month);
    const isMakersAlone = cells.every(({ parts }) => parts.every((part) => part === 0));
    if (isMakersAlone) return this.cells(manager, viewer, asked, month);
    return cells.map((cell) => ({ ...cell, parts: sumOf([cell, { parts: cell.own }]), own: [] }));
  }

  private async cells(
    manager: EntityManager,
    viewer: Viewer,
    { groupBy, scope, timeZone }: { groupBy: ReaderGrouping; scope: 'team' | 'mine'; timeZone: string },
    span: Span,
  ): Promise<MixedCell[]> {
    const filter = { viewer, mine: scope === 'mine', span, presentKey: this.presentKey() };
    if (groupBy === 'recipient_domain') return this.byDomain(await readersBy(manager, filter));
    return (await cellsBy(manager, groupBy, filter, timeZone)).map((row) => ({
      key: row.key,
      parts: [row.first, row.second],
      own: [row.own_first, row.own_second],
      readers: row.readers,
      someReaders: row.some_readers ?? [],
    }));
  }

  /** Domains are in no column: each reader's address is opened, and only its domain is kept. */
  private async byDomain(readers: readonly ReaderRow[]): Promise<MixedCell[]> {
    const cells = new Map<string | null, { parts: number[]; own: number[]; readers: Set<string> }>();
    for (const [number, row] of readers.entries()) {
      if (number % OPENED_AT_ONCE === OPENED_AT_ONCE - 1) await new Promise(setImmediate);
      const key = row.email_sealed && domainOf(this.encryption.open('recipient.email', row.email_sealed));
      const cell = cells.get(key) ?? { parts: [0, 0], own: [0, 0], readers: new Set() };
      cells.set(key, cell);
      cell.parts = sumOf([{ parts: cell.parts }, { parts: [row.first, row.second] }]);
      cell.own = sumOf([{ parts: cell.own }, { parts: [row.own_first, row.own_second] }]);
      if (row.reader !== null && row.first + row.second > 0) cell.readers.add(row.reader);
    }
    return [...cells].map(([key, { parts, own, readers }]) => ({
      key,
      parts,
      own,
      readers: readers.size,
      someReaders: [...readers].slice(0, LEAST_READERS),
    }));
  }

  /**
   * How hashes of addresses begin that the present key made. One reader under two keys would count for two, so those
   * of earlier keys count for none.
   */
  private presentKey(): Buffer {
    const hash = this.lookup.ofAddress('any@example.com');
    return hash.subarray(0, 1 + (hash[0] ?? 0));
  }
}

const domainOf = (address: string) => {
  const canonical = canonicalAddress(address);
  return canonical.slice(canonical.lastIndexOf('@') + 1);
};

/**
 * The months of a team's breakdown. An hour is one of the caller's days, and so are its months; everything else is by
 * months in UTC, whatever the zone, for months of two zones would differ by hours.
 */
async function monthsOf(
  manager: EntityManager,
  teamId: string,
  { from, to, timeZone, groupBy }: Days & { groupBy: ReaderGrouping },
): Promise<Span[]> {
  const firsts: string[] = [];
  const month = new Date(`${from}T00:00:00Z`);
  if (month.getUTCDate() !== 1) throw new DomainError('report_too_fine', 'from is not the first day of a month.');
  while (isoDay(month) <= to) {
    firsts.push(isoDay(month));
    month.setUTCMonth(month.getUTCMonth() + 1);
  }
  if (dayBefore(month) !== to) throw new DomainError('report_too_fine', 'to is not the last day of a month.');
  const zone = groupBy === 'hour' ? timeZone : 'UTC';
  const spans: Span[] = [];
  for (const [place, first] of firsts.entries()) {
    const next = firsts[place + 1] ?? isoDay(month);
    spans.push(await spanOf(manager, { from: first, to: dayBefore(new Date(`${next}T00:00:00Z`)), timeZone: zone }));
  }
  const [kept]: { whole: boolean; ended: boolean }[] = await manager.query(
    `select $2::timestamptz >= now() - make_interval(days => least(records_kept_days, addresses_kept_days)) as whole,
            $3::timestamptz <= now() - make_interval(days => ${SETTLED_DAYS}) as ended
     from team where id = $1`,
    [teamId, spans[0]?.begins, spans.at(-1)?.ends],
  );
  if (!kept?.ended) throw new DomainError('report_too_fine', `The last month has not ended ${SETTLED_DAYS} days ago.`);
  if (!kept.whole) throw new DomainError('report_too_fine', 'Of the first month not everything is kept any more.');
  return spans;
}

const isoDay = (at: Date) => at.toISOString().slice(0, 10);
const dayBefore = (at: Date) => isoDay(new Date(at.getTime() - 86_400_000));

/** The parts of a cell in the words of the report. */
function rowOf(groupBy: ReaderGrouping, key: string | null, [first = 0, second = 0]: readonly number[]): ReportRow {
  // Of places and programs it is not known who was written to; by domain, what was sent and what was opened then.
  const sent = groupBy === 'hour' ? first + second : groupBy === 'recipient_domain' ? second : null;
  return {
    key,
    label: null,
    sent,
    opened: first,
    openedRate: groupBy === 'hour' ? shareOf(first, first + second) : null,
    medianSecondsToFirstOpen: null,
    machineOnly: null,
    machineShare: null,
    clicks: null,
    replies: null,
    scheduled: null,
  };
}

const byKey = (groupBy: ReaderGrouping) => (a: ReportRow, b: ReportRow) =>
  groupBy === 'hour' ? Number(a.key) - Number(b.key) : b.opened - a.opened || ((a.key ?? '') < (b.key ?? '') ? -1 : 1);
