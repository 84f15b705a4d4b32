import type { Policy } from '@openly/contracts';
import type { EntityManager } from 'typeorm';

/** The columns of `team` that are its policy, by the names that the API gives them. */
const COLUMNS = {
  version: 'policy_version',
  detail: 'detail',
  consentMode: 'consent_mode',
  subjectsKept: 'subjects_kept',
  recordsKeptDays: 'records_kept_days',
  addressesKeptDays: 'addresses_kept_days',
  auditKeptDays: 'audit_kept_days',
  sendWindow: 'send_window',
  trackedByDefault: 'tracked_by_default',
  untrackedDomains: 'untracked_domains',
  noticeAddition: 'notice_addition',
} as const satisfies Record<keyof Policy, string>;

const columns = Object.entries(COLUMNS) as [keyof Policy, string][];
const AS_JSON = `jsonb_build_object(${columns.map(([field, column]) => `'${field}', ${column}`).join(', ')})`;

/** For `select … from team`: the policy as one object, named `policy`. */
export const POLICY = `${AS_JSON} as policy`;

/** Writes a policy into its team's row, in the caller's transaction, and keeps it as a version. */
export async function writePolicy(
  manager: EntityManager,
  teamId: string,
  accountId: string,
  policy: Policy,
): Promise<void> {
  await manager.query(
    `update team set ${columns.map(([, column], index) => `${column} = $${index + 2}`).join(', ')} where id = $1`,
    [
      teamId,
      // The driver makes an array of PostgreSQL's of a list, and JSON of an object.
      ...columns.map(([field]) => policy[field]),
    ],
  );
  await keepVersion(manager, teamId, accountId);
}

/** Keeps the policy that a team's row has now as the version that it names. */
export async function keepVersion(manager: EntityManager, teamId: string, accountId: string): Promise<void> {
  await manager.query(
    `insert into policy_version (team_id, version, account_id, policy)
     select id, policy_version, $2, ${AS_JSON} from team where id = $1`,
    [teamId, accountId],
  );
}
