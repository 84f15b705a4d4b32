import type { Role } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../errors.js';

/**
 * One at a time joins a team, leaves it or gets another role there: nobody joins one that is going, and of two owners who
 * step down at once the second is seen to be the last. Of several teams each waits for the others in the same order.
 */
export async function lockMembership(manager: EntityManager, ...teamIds: string[]): Promise<void> {
  for (const teamId of teamIds.sort()) {
    await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`team:${teamId}`]);
  }
}

/**
 * With the membership locked.
 * @throws DomainError `last_owner` where this account is the only owner and others would be left without one
 */
export async function refuseLastOwner(manager: EntityManager, teamId: string, accountId: string): Promise<void> {
  const [last]: unknown[] = await manager.query(
    `select from account where team_id = $1 and id = $2 and role = 'owner'
       and exists (select from account other where other.team_id = $1 and other.id <> $2)
       and not exists (select from account other where other.team_id = $1 and other.id <> $2 and other.role = 'owner')`,
    [teamId, accountId],
  );
  if (last) throw new DomainError('last_owner');
}

/** With the membership locked: a team without people goes, with its policy and its audit log. @returns whether it went */
export async function removeEmptyTeam(manager: EntityManager, teamId: string): Promise<boolean> {
  const [gone]: [unknown[], number] = await manager.query(
    'delete from team where id = $1 and not exists (select from account where team_id = $1) returning id',
    [teamId],
  );
  return gone.length > 0;
}

/** A team that somebody is to join, and as what. */
export interface Place {
  teamId: string;
  role: Role;
}

/**
 * The team that has asked for the people of this Workspace, its membership locked; null where none has, or where it
 * has removed this person.
 * @param subjectHashes every keyed hash that Google's id of the person may stand under
 */
export async function teamOfDomain(
  manager: EntityManager,
  hostedDomain: string | null,
  subjectHashes: readonly Buffer[],
): Promise<Place | null> {
  const find = async (): Promise<Place | undefined> => {
    const [place]: Place[] = await manager.query(
      `select team_id as "teamId", role from team_domain
       where domain = $1 and not exists (select from removed_member
         where removed_member.team_id = team_domain.team_id and subject_hash = any($2::bytea[]))`,
      [hostedDomain, subjectHashes],
    );
    return place;
  };
  const seen = hostedDomain === null ? undefined : await find();
  if (!seen) return null;
  await lockMembership(manager, seen.teamId);
  // Given up, or given to another team, while this waited.
  const place = await find();
  return place?.teamId === seen.teamId ? place : null;
}
