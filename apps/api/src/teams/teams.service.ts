import { Injectable } from '@nestjs/common';
import type { ChangePolicy, DetailLevel, Team } from '@openly/contracts';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';

interface TeamRow {
  id: string;
  name: string;
  detail: DetailLevel;
  records_kept_days: number;
}

/** A team and its policy: how much of its opens is kept, and for how long. */
@Injectable()
export class TeamsService {
  constructor(private readonly database: Database) {}

  /** @throws DomainError `unauthenticated` when the team is gone */
  async team(teamId: string): Promise<Team> {
    return toTeam(
      await this.database.inTeam(
        teamId,
        (manager): Promise<TeamRow[]> =>
          manager.query('select id, name, detail, records_kept_days from team where id = $1', [teamId]),
      ),
    );
  }

  /**
   * Changes what is given and leaves the rest. A stricter level holds for opens judged from now on, of mail already
   * sent too; a shorter time deletes at the next housekeeping, within the hour.
   * @throws DomainError `unauthenticated` when the team is gone
   */
  async changePolicy(teamId: string, { detail, recordsKeptDays }: ChangePolicy): Promise<Team> {
    const [rows] = await this.database.inTeam(
      teamId,
      (manager): Promise<[TeamRow[], number]> =>
        manager.query(
          `update team set detail = coalesce($2, detail), records_kept_days = coalesce($3, records_kept_days)
         where id = $1 returning id, name, detail, records_kept_days`,
          [teamId, detail ?? null, recordsKeptDays ?? null],
        ),
    );
    return toTeam(rows);
  }
}

function toTeam([row]: TeamRow[]): Team {
  if (!row) throw new DomainError('unauthenticated');
  return { id: row.id, name: row.name, policy: { detail: row.detail, recordsKeptDays: row.records_kept_days } };
}
