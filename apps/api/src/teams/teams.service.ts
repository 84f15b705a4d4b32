import { Inject, Injectable } from '@nestjs/common';
import { type ChangePolicy, type ConsentMode, consentMode, type Team } from '@openly/contracts';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';

type TeamRow = { id: string; name: string } & Team['policy'];

const TEAM_ROW = `id, name, detail, consent_mode as "consentMode", subjects_kept as "subjectsKept",
  records_kept_days as "recordsKeptDays", addresses_kept_days as "addressesKeptDays", audit_kept_days as "auditKeptDays"`;

/** A team and its policy: how readers are asked, how much of its opens is kept, and for how long. */
@Injectable()
export class TeamsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
  ) {}

  /** @throws DomainError `unauthenticated` when the team is gone */
  async team(teamId: string): Promise<Team> {
    return this.toTeam(
      await this.database.inTeam(
        teamId,
        (manager): Promise<TeamRow[]> => manager.query(`select ${TEAM_ROW} from team where id = $1`, [teamId]),
      ),
    );
  }

  /**
   * Changes what is given and leaves the rest. A stricter level holds for opens judged from now on, of mail already
   * sent too; a shorter time deletes at the next housekeeping, within the hour.
   * @throws DomainError `below_floor` for a mode looser than the server's, `unauthenticated` when the team is gone
   */
  async changePolicy(teamId: string, change: ChangePolicy): Promise<Team> {
    if (change.consentMode && stricter(change.consentMode, this.config.consentFloor) !== change.consentMode) {
      throw new DomainError('below_floor');
    }
    const [rows] = await this.database.inTeam(
      teamId,
      (manager): Promise<[TeamRow[], number]> =>
        manager.query(
          `update team set detail = coalesce($2, detail), consent_mode = coalesce($3, consent_mode),
             subjects_kept = coalesce($4, subjects_kept), records_kept_days = coalesce($5, records_kept_days),
             addresses_kept_days = coalesce($6, addresses_kept_days), audit_kept_days = coalesce($7, audit_kept_days)
           where id = $1 returning ${TEAM_ROW}`,
          [
            teamId,
            change.detail ?? null,
            change.consentMode ?? null,
            change.subjectsKept ?? null,
            change.recordsKeptDays ?? null,
            change.addressesKeptDays ?? null,
            change.auditKeptDays ?? null,
          ],
        ),
    );
    return this.toTeam(rows);
  }

  private toTeam([row]: TeamRow[]): Team {
    if (!row) throw new DomainError('unauthenticated');
    const { id, name, ...policy } = row;
    const { consentFloor } = this.config;
    return { id, name, policy: { ...policy, consentMode: stricter(policy.consentMode, consentFloor) }, consentFloor };
  }
}

const stricter = (one: ConsentMode, other: ConsentMode): ConsentMode =>
  consentMode.options.indexOf(one) < consentMode.options.indexOf(other) ? one : other;
