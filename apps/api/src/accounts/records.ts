import type { EntityManager } from 'typeorm';
import { DomainError } from '../errors.js';
import { lockMembership } from './memberships.js';

/** What an account has, by team and account: everything below takes it so. */
export type AccountKey = [teamId: string, accountId: string];

/** Rows of an account that are counted in a receipt, in the order in which they go. */
const OF_MESSAGES = { opens: 'open', clicks: 'click', ownViews: 'own_view', links: 'link', recipients: 'recipient' };
const OF_ACCOUNT = {
  messages: 'message',
  schedules: 'schedule',
  series: 'series',
  readerZones: 'reader_zone',
  liveEvents: 'event',
  keptAnswers: 'idempotency_key',
};

/** What somebody would miss, or what others rely on. Everything else of an account comes and goes by itself. */
const MISSED = ['message', 'schedule', 'series', 'reader_zone', 'consent_decision', 'webhook', 'api_key', 'invitation'];

/**
 * Keeps everybody else from what is about to go, in the order in which they lock it themselves: schedules, messages by
 * id, membership of the teams, the account. What was added in between is held last; from then on nothing is added.
 * @throws DomainError `account_busy` while a mail of it is being sent, `unauthenticated` when it is gone already
 */
export async function holdAccount(manager: EntityManager, of: AccountKey, teamIds = [of[0]]): Promise<void> {
  await refuseWhileSending(manager, of);
  await holdMessages(manager, of);
  await lockMembership(manager, ...teamIds);
  const [account]: { id: string }[] = await manager.query(
    'select id from account where team_id = $1 and id = $2 for update',
    of,
  );
  if (!account) throw new DomainError('unauthenticated');
  await refuseWhileSending(manager, of);
  await holdMessages(manager, of);
}

/** Deletes the mail of an account that is held, and what belongs to it. @returns how many of each kind */
export async function eraseMail(manager: EntityManager, of: AccountKey): Promise<Record<string, number>> {
  const removed: Record<string, number> = {};
  // A hit that is being judged at this moment is left to the enricher, which will not find its message.
  removed.hits = await count(
    manager,
    `delete from hit using (
       select hit.id from hit join message on message.team_id = $1 and message.account_id = $2
         and message.id = hit.message_id
       where hit.team_id = $1 for update of hit skip locked
     ) waiting where hit.team_id = $1 and hit.id = waiting.id`,
    of,
  );
  // What readers have refused stays refused; of the rest nothing is left to be known.
  await manager.query(
    `delete from unrecorded using message
     where unrecorded.team_id = $1 and message.team_id = $1 and message.account_id = $2
       and unrecorded.message_id = message.id and message.withdrawn_at is null`,
    of,
  );
  for (const [kind, table] of Object.entries(OF_MESSAGES)) {
    removed[kind] = await count(
      manager,
      `delete from ${table} using message
       where ${table}.team_id = $1 and message.team_id = $1 and message.account_id = $2
         and ${table}.message_id = message.id`,
      of,
    );
  }
  for (const [kind, table] of Object.entries(OF_ACCOUNT)) removed[kind] = await deleteOf(manager, table, of);
  return removed;
}

/** Whether an account that is held has anything that its person, or a reader, would miss. */
export async function hasRecords(manager: EntityManager, of: AccountKey): Promise<boolean> {
  const [found]: { has: boolean }[] = await manager.query(
    `select ${MISSED.map((table) => `exists (select from ${table} where team_id = $1 and account_id = $2)`).join(' or ')} as has`,
    of,
  );
  return found?.has ?? true;
}

/** How many drafts in Gmail wait to be sent, or to be repeated. */
export async function waitingDrafts(manager: EntityManager, of: AccountKey): Promise<number> {
  const [row]: { count: number }[] = await manager.query(
    `select count(*)::integer as count from (
       select gmail_draft_id from schedule where team_id = $1 and account_id = $2
         and status in ('scheduled', 'paused', 'sending', 'needs_decision')
       union
       select gmail_draft_id from series where team_id = $1 and account_id = $2 and status <> 'ended'
     ) draft`,
    of,
  );
  return row?.count ?? 0;
}

/** @returns how many */
export const deleteOf = (manager: EntityManager, table: string, of: AccountKey): Promise<number> =>
  count(manager, `delete from ${table} where team_id = $1 and account_id = $2`, of);

async function holdMessages(manager: EntityManager, of: AccountKey): Promise<void> {
  // Counted, so that the rows themselves are not carried over here.
  await manager.query(
    `select count(*) from (
       select from message where team_id = $1 and account_id = $2 order by team_id, id for update
     ) held`,
    of,
  );
}

/** Holds the account's schedules. A worker with a lease on one may be about to ask Gmail to send it. */
async function refuseWhileSending(manager: EntityManager, of: AccountKey): Promise<void> {
  const held: { busy: boolean }[] = await manager.query(
    `select status = 'sending' and lease_id is not null and due_at > clock_timestamp() as busy from schedule
     where team_id = $1 and account_id = $2 order by id for update`,
    of,
  );
  if (held.some(({ busy }) => busy)) throw new DomainError('account_busy');
}

/** How many rows a deletion took. */
async function count(manager: EntityManager, deletion: string, of: AccountKey): Promise<number> {
  const [row]: { count: number }[] = await manager.query(
    `with gone as (${deletion} returning 1) select count(*)::integer as count from gone`,
    of,
  );
  return row?.count ?? 0;
}
