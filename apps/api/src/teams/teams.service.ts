import { domainToASCII } from 'node:url';
import { Inject, Injectable } from '@nestjs/common';
import type { ChangePolicy, Policy, PolicyChange, Team } from '@openly/contracts';
import { AuditService } from '../audit/audit.service.js';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { strictestMode } from '../consent/mode.js';
import { Database } from '../database/database.js';
import { retryDeadlocks } from '../database/deadlocks.js';
import { DomainError } from '../errors.js';
import { UnsentMail } from '../messages/unsent-mail.js';
import { AlarmService } from '../scheduling/alarm.service.js';
import { HeldMailService } from '../scheduling/held-mail.service.js';
import { Encryption } from '../secrets/encryption.js';
import { canonicalDomain } from '../secrets/lookup-hash.js';
import { type Actor, holdAdmin } from './acting.js';
import { POLICY, writePolicy } from './policy-row.js';
import { dropSubjects } from './subjects.js';

interface TeamRow {
  id: string;
  name: string;
  policy: Policy;
}

interface VersionRow {
  version: number;
  at: Date;
  account_id: string | null;
  policy: Policy;
}

const ONE_LINE = /\s+/g;

/**
 * A team and its policy: how readers are asked, how much of its opens is kept and for how long, when and to whom. What
 * the policy says is read anew wherever it counts, so that a change holds from its commit on.
 */
@Injectable()
export class TeamsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly encryption: Encryption,
    private readonly audit: AuditService,
    private readonly unsent: UnsentMail,
    private readonly held: HeldMailService,
    private readonly alarms: AlarmService,
  ) {}

  /** @throws DomainError `unauthenticated` when the team is gone */
  async team(teamId: string): Promise<Team> {
    return this.toTeam(
      await this.database.inTeam(
        teamId,
        (manager): Promise<TeamRow[]> => manager.query(`select id, name, ${POLICY} from team where id = $1`, [teamId]),
      ),
    );
  }

  /**
   * Changes what is given and leaves the rest; what differs then is the next version. A stricter level holds for opens
   * judged from now on, of mail already sent too; a shorter time deletes at the next housekeeping, within the hour.
   * Subjects that are no longer kept are deleted at once. Mail that is prepared and not sent is bound by what is
   * stricter now.
   * @throws DomainError `below_floor` for a mode looser than the server's, `policy_changed` where the version that was
   * named is not the present one, `invalid_request` for a domain that is none, `forbidden` where the actor is no admin
   * any more, `unauthenticated` when the team is gone
   */
  async changePolicy(actor: Actor, { version, ...given }: ChangePolicy): Promise<Team> {
    const { teamId, accountId } = actor;
    if (given.consentMode && strictestMode(given.consentMode, this.config.consentFloor) !== given.consentMode) {
      throw new DomainError('below_floor');
    }
    const change = inOneForm(given);
    let released = 0;
    const team = this.toTeam(
      // Who leaves meanwhile holds the mail that is waited for, and waits for the account that a version names.
      await retryDeadlocks(() =>
        this.database.inTeam(teamId, async (manager) => {
          const [before]: TeamRow[] = await manager.query(
            `select id, name, ${POLICY} from team where id = $1 for no key update`,
            [teamId],
          );
          if (!before) return [];
          if (version !== undefined && version !== before.policy.version) throw new DomainError('policy_changed');
          const changed = { ...before.policy, ...change };
          if (Object.keys(differences(before.policy, changed)).length === 0) return [before];
          const after: Policy = { ...changed, version: before.policy.version + 1 };
          await writePolicy(manager, teamId, accountId, after);
          if (tracksLess(before.policy, after)) await this.unsent.obey(manager, teamId, after);
          if (before.policy.subjectsKept && !after.subjectsKept) await dropSubjects(manager, this.encryption, teamId);
          const detail = differences(before.policy, after);
          if (detail.sendWindow) released = await this.held.release(manager, teamId, after.sendWindow);
          await this.audit.record(manager, { teamId, accountId, action: 'policy.changed', detail });
          // Last: after mail, and so that no sign-in of theirs waits while subjects are deleted.
          await holdAdmin(manager, actor);
          return [{ ...before, policy: after }];
        }),
      ),
    );
    if (released > 0) void this.alarms.ring(0);
    return team;
  }

  /** The newest first. `before` is the last one of the page before. */
  async versions(
    teamId: string,
    limit: number,
    before: number | null,
  ): Promise<{ items: PolicyChange[]; next: number | null }> {
    const rows = await this.database.inTeam(
      teamId,
      (manager): Promise<VersionRow[]> =>
        manager.query(
          `select version, at, account_id, policy from policy_version
           where team_id = $1 and ($2::int is null or version < $2) order by version desc limit $3`,
          [teamId, before, limit + 1],
        ),
    );
    const page = rows.slice(0, limit);
    return {
      items: page.map(({ version, at, account_id, policy }) => ({
        version,
        at: at.toISOString(),
        accountId: account_id,
        policy,
      })),
      next: rows.length > limit ? (page.at(-1)?.version ?? null) : null,
    };
  }

  private toTeam([row]: TeamRow[]): Team {
    if (!row) throw new DomainError('unauthenticated');
    const { consentFloor } = this.config;
    const { policy } = row;
    return {
      ...row,
      policy: { ...policy, consentMode: strictestMode(policy.consentMode, consentFloor) },
      consentFloor,
    };
  }
}

/** What can be written in several ways, in the one in which it is kept. @throws DomainError `invalid_request` */
function inOneForm({ untrackedDomains, sendWindow, noticeAddition, ...change }: Omit<ChangePolicy, 'version'>) {
  return {
    ...change,
    ...(untrackedDomains && { untrackedDomains: [...new Set(untrackedDomains.map(hostNamed))].sort() }),
    ...(sendWindow !== undefined && {
      sendWindow: sendWindow && { ...sendWindow, days: [...sendWindow.days].sort() },
    }),
    ...(noticeAddition !== undefined && { noticeAddition: noticeAddition?.replace(ONE_LINE, ' ') ?? null }),
  };
}

function hostNamed(name: string, index: number): string {
  const host = canonicalDomain(name);
  if (host.length <= 253 && /^[a-z0-9.-]+$/.test(host) && domainToASCII(host) === host) return host;
  const message = 'is not a domain such as example.com';
  throw new DomainError('invalid_request', undefined, [{ path: `untrackedDomains.${index}`, message }]);
}

/** Whether mail that was tracked may not be any more. */
const tracksLess = (before: Policy, after: Policy) =>
  (before.consentMode !== after.consentMode &&
    strictestMode(before.consentMode, after.consentMode) === after.consentMode) ||
  after.untrackedDomains.some((domain) => !before.untrackedDomains.includes(domain));

/** Each field that is another now. */
function differences(before: Policy, after: Policy): Record<string, { from: unknown; to: unknown }> {
  const fields = Object.keys(before) as (keyof Policy)[];
  return Object.fromEntries(
    fields.flatMap((field) =>
      JSON.stringify(before[field]) === JSON.stringify(after[field])
        ? []
        : [[field, { from: before[field], to: after[field] }]],
    ),
  );
}
