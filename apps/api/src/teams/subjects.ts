import type { EntityManager } from 'typeorm';
import type { Encryption } from '../secrets/encryption.js';

/**
 * Deletes all subjects stored of a team, in the transaction that switches them off, after it has done so: from then on
 * the trigger `drop_subject` lets no new one in. Answers kept for repeated requests lose the subject they named.
 */
export async function dropSubjects(manager: EntityManager, encryption: Encryption, teamId: string): Promise<void> {
  // In the order in which everybody locks messages.
  await manager.query(
    `with held as (
       select id from message where team_id = $1 and subject_sealed is not null order by team_id, id for no key update
     )
     update message set subject_sealed = null from held where message.team_id = $1 and message.id = held.id`,
    [teamId],
  );
  await manager.query('update schedule set subject_sealed = null where team_id = $1 and subject_sealed is not null', [
    teamId,
  ]);
  await manager.query('update series set subject_sealed = null where team_id = $1 and subject_sealed is not null', [
    teamId,
  ]);
  const answers: { account_id: string; key: string; response_sealed: Buffer }[] = await manager.query(
    'select account_id, key, response_sealed from idempotency_key where team_id = $1 for update',
    [teamId],
  );
  for (const { account_id, key, response_sealed } of answers) {
    const answer = JSON.parse(encryption.open('schedule', response_sealed)) as { subject?: string | null };
    if (!answer.subject) continue;
    await manager.query(
      'update idempotency_key set response_sealed = $4 where team_id = $1 and account_id = $2 and key = $3',
      [teamId, account_id, key, encryption.seal('schedule', JSON.stringify({ ...answer, subject: null }))],
    );
  }
}
