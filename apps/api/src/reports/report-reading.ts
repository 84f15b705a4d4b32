import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';

/** Milliseconds one statement of a report may take. */
const LONGEST_STATEMENT_MS = 5_000;

/** Milliseconds a report may wait for those before it. */
const LONGEST_WAIT_MS = 30_000;

/** For whom a report is made. */
export interface Viewer {
  teamId: string;
  /** Whose own mail is shown in full; null where nobody's is, as to a key of the team. */
  accountId: string | null;
  /** Who made the key that asks, and can also ask by themselves. */
  keyMaker?: string;
}

/** Calendar days of a zone, the first and the last included. */
export interface Days {
  /** For example `2026-11-01`. */
  from: string;
  to: string;
  /** As PostgreSQL knows it: see `zoneInDatabase`. */
  timeZone: string;
}

/** From the first instant on, until before the last; in UTC as PostgreSQL writes them, to the microsecond. */
export interface Span {
  begins: string;
  ends: string;
}

const TIMED_OUT = '57014';
const UNKNOWN_ZONE = '22023';

/** Reads for reports: of one team, never for long, and one after the other: what else the server does goes before. */
@Injectable()
export class ReportReading {
  private isBusy = false;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly database: Database) {}

  /**
   * Runs one transaction that sees the rows of this team alone, of which no statement takes longer than 5 seconds or more
   * than one of PostgreSQL's processes. It begins when those before it have ended.
   * @param inOrder rows are taken in the order of an index: statistics know little of the expression of the index, and
   *   would take sorting everything for the cheaper way
   * @throws DomainError `report_timeout`; `invalid_time_zone` where PostgreSQL does not know the zone
   */
  async read<T>(
    teamId: string,
    work: (manager: EntityManager) => Promise<T>,
    { inOrder = false }: { inOrder?: boolean } = {},
  ): Promise<T> {
    await this.turn();
    try {
      return await this.database.inTeam(teamId, async (manager) => {
        await manager.query(
          `select set_config('statement_timeout', $1, true), set_config('transaction_read_only', 'on', true),
                  set_config('max_parallel_workers_per_gather', '0', true), set_config('enable_sort', $2, true),
                  set_config('enable_bitmapscan', $2, true)`,
          [String(LONGEST_STATEMENT_MS), inOrder ? 'off' : 'on'],
        );
        return work(manager);
      });
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === TIMED_OUT) throw new DomainError('report_timeout');
      if (code === UNKNOWN_ZONE) throw new DomainError('invalid_time_zone');
      throw error;
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.isBusy = false;
    }
  }

  private async turn(): Promise<void> {
    if (!this.isBusy) {
      this.isBusy = true;
      return;
    }
    await new Promise<void>((begin, giveUp) => {
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(begins), 1);
        giveUp(new DomainError('report_timeout'));
      }, LONGEST_WAIT_MS);
      const begins = () => {
        clearTimeout(timer);
        begin();
      };
      this.waiting.push(begins);
    });
  }
}

/**
 * Zones of IANA's whose names PostgreSQL takes for abbreviations, which stand for one offset all the year
 * (https://www.postgresql.org/docs/18/datetime-config-files.html); here by the zones that they are links to.
 */
const SHADOWED: Readonly<Record<string, string>> = {
  CET: 'Europe/Brussels',
  EET: 'Europe/Athens',
  MET: 'Europe/Brussels',
  WET: 'Europe/Lisbon',
};

/** A zone by a name under which PostgreSQL knows it with all its changes of clocks. */
export const zoneInDatabase = (timeZone: string): string => SHADOWED[timeZone.toUpperCase()] ?? timeZone;

/**
 * The first instant of a day. Where clocks are put back over midnight, by up to three hours as in Antarctica, there are
 * two of them: the earlier one begins the day. Where they are put forward then, or the zone leaves the day out, the day
 * begins with what comes after.
 */
const beginning = (day: string) => `coalesce((
  select min(begun) from unnest('{0, 30 minutes, 1 hour, 2 hours, 3 hours}'::interval[]) back (by)
  cross join lateral (select (${day})::timestamp at time zone $3 - back.by as begun) tried
  where (begun at time zone $3)::date = (${day})::date), (${day})::timestamp at time zone $3)`;

/** When these days begin and end. */
export async function spanOf(manager: EntityManager, { from, to, timeZone }: Days): Promise<Span> {
  const [span]: Span[] = await manager.query(
    `select (${beginning('$1::date')})::text as begins, (${beginning('$2::date + 1')})::text as ends`,
    [from, to, timeZone],
  );
  if (!span) throw new Error('a day has no beginning');
  return span;
}
