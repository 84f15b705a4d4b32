import type { DecisionScope } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import type { DecidedMail, ReaderHashes } from './decision-log.js';

/** A message of which recording was stopped, or goes on again. */
export interface ChangedMessage {
  teamId: string;
  accountId: string;
  messageId: string;
  gmailThreadId: string | null;
}

/** Which messages a decision reaches: a condition on `message`, and its values. */
export function reachOf(
  mail: DecidedMail,
  reader: ReaderHashes | null,
  scope: DecisionScope,
): [condition: string, values: unknown[]] {
  switch (scope) {
    case 'message':
      return ['team_id = $1 and id = $2', [mail.teamId, mail.messageId]];
    case 'sender':
      return [
        `team_id = $1 and account_id = $2
         and id in (select message_id from recipient where team_id = $1 and email_hash = any($3::bytea[]))`,
        [mail.teamId, mail.accountId, reader],
      ];
    case 'server':
      return [
        '(team_id, id) in (select team_id, message_id from recipient where email_hash = any($1::bytea[]))',
        [reader],
      ];
  }
}

/**
 * Stops recording for every message the refusal reaches and deletes their hits that nobody has judged yet.
 * Scope `server` needs a transaction in system scope.
 *
 * Messages are locked in the order in which the enricher locks them, so that nobody waits in a circle. A hit that the
 * enricher holds at this moment is left to it: it looks at `withdrawn_at` under the same lock before it counts.
 * @param reader whose mail; null for scope `message` alone
 * @returns the messages that were still recorded
 */
export async function withdraw(
  manager: EntityManager,
  mail: DecidedMail,
  reader: ReaderHashes | null,
  scope: DecisionScope,
): Promise<ChangedMessage[]> {
  const [reached, values] = reachOf(mail, reader, scope);
  // In a statement of its own: the next one then sees what was committed while this one waited, such as that another
  // reader had just let a message be recorded again.
  const locked: { team_id: string; id: string }[] = await manager.query(
    `select team_id, id from message where ${reached} order by team_id, id for no key update`,
    values,
  );
  return manager.query<ChangedMessage[]>(
    `with reached as (
       select * from unnest($1::uuid[], $2::uuid[]) as reached (team_id, id)
     ), withdrawn as (
       update message set withdrawn_at = now() from reached
       where message.team_id = reached.team_id and message.id = reached.id and message.withdrawn_at is null
       returning message.team_id, message.account_id, message.id, message.gmail_thread_id
     ), waiting as (
       select hit.team_id, hit.id from hit
       join reached on reached.team_id = hit.team_id and reached.id = hit.message_id
       for update of hit skip locked
     ), forgotten as (
       delete from hit using waiting where hit.team_id = waiting.team_id and hit.id = waiting.id
     )
     select team_id as "teamId", account_id as "accountId", id as "messageId", gmail_thread_id as "gmailThreadId"
     from withdrawn`,
    [locked.map(({ team_id }) => team_id), locked.map(({ id }) => id)],
  );
}
