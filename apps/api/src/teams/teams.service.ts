import { Inject, Injectable } from '@nestjs/common';
import type { ChangePolicy, Team } from '@openly/contracts';
import { AuditService } from '../audit/audit.service.js';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { strictestMode } from '../consent/mode.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { Encryption } from '../secrets/encryption.js';
import { dropSubjects } from './subjects.js';

/** Who acts for a team. */
interface TeamMember {
  teamId: string;
  accountId: string;
}

type TeamRow = { id: string; name: string } & Team['policy'];

const TEAM_ROW = `id, name, detail, consent_mode as "consentMode", subjects_kept as "subjectsKept",
  records_kept_days as "recordsKeptDays", addresses_kept_days as "addressesKeptDays", audit_kept_days as "auditKeptDays"`;

/** A team and its policy: how readers are asked, how much of its opens is kept, and for how long. */
@Injectable()
export class TeamsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly encryption: Encryption,
    private readonly audit: AuditService,
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
   * sent too; a shorter time deletes at the next housekeeping, within the hour. Subjects that are no longer kept are
   * deleted at once.
   * @throws DomainError `below_floor` for a mode looser than the server's, `unauthenticated` when the team is gone
   */
  async changePolicy({ teamId, accountId }: TeamMember, change: ChangePolicy): Promise<Team> {
    if (change.consentMode && strictestMode(change.consentMode, this.config.consentFloor) !== change.consentMode) {
      throw new DomainError('below_floor');
    }
    return this.toTeam(
      await this.database.inTeam(teamId, async (manager) => {
        const [before]: TeamRow[] = await manager.query(
          `select ${TEAM_ROW} from team where id = $1 for no key update`,
          [teamId],
        );
        if (!before) return [];
        const after: TeamRow = { ...before, ...change };
        await manager.query(
          `update team set detail = $2, consent_mode = $3, subjects_kept = $4, records_kept_days = $5,
             addresses_kept_days = $6, audit_kept_days = $7
           where id = $1`,
          [
            teamId,
            after.detail,
            after.consentMode,
            after.subjectsKept,
            after.recordsKeptDays,
            after.addressesKeptDays,
            after.auditKeptDays,
          ],
        );
        if (before.subjectsKept && !after.subjectsKept) await dropSubjects(manager, this.encryption, teamId);
        const detail = differences(before, after);
        if (Object.keys(detail).length > 0) {
          await this.audit.record(manager, { teamId, accountId, action: 'policy.changed', detail });
        }
        return [after];
      }),
    );
  }

  private toTeam([row]: TeamRow[]): Team {
    if (!row) throw new DomainError('unauthenticated');
    const { id, name, ...policy } = row;
    const { consentFloor } = this.config;
    return {
      id,
      name,
      policy: { ...policy, consentMode: strictestMode(policy.consentMode, consentFloor) },
      consentFloor,
    };
  }
}

/** Each field that is another now. */
function differences(before: TeamRow, after: TeamRow): Record<string, { from: unknown; to: unknown }> {
  const fields = Object.keys(before) as (keyof TeamRow)[];
  return Object.fromEntries(
    fields.flatMap((field) =>
      before[field] === after[field] ? [] : [[field, { from: before[field], to: after[field] }]],
    ),
  );
}
