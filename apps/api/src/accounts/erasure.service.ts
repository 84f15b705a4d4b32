import { Injectable } from '@nestjs/common';
import { type ChainLink, type ErasureReceipt, KEPT } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { LiveService } from '../live/live.service.js';
import { GmailAccess } from './gmail-access.js';
import { Grants } from './grants.js';

/** Rows of an account that are counted in its receipt, in the order in which they go; the rest goes with the account. */
const OF_MESSAGES = { opens: 'open', clicks: 'click', ownViews: 'own_view', links: 'link', recipients: 'recipient' };
const OF_ACCOUNT = {
  messages: 'message',
  schedules: 'schedule',
  series: 'series',
  readerZones: 'reader_zone',
  liveEvents: 'event',
  keptAnswers: 'idempotency_key',
  devices: 'session',
};

/** PostgreSQL's `deadlock_detected`: this transaction was rolled back so that another could go on. */
const DEADLOCK = '40P01';
const TRIES = 4;
/** Stands for all teams in `consent_head`. */
const SERVER = '00000000-0000-0000-0000-000000000000';

type Erased = Omit<ErasureReceipt, 'googleGrant' | 'googleRetryUntil'> & { grantId: string | null };

/** Deletes an account and everything of it. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly live: LiveService,
    private readonly gmail: GmailAccess,
    private readonly grants: Grants,
  ) {}

  /**
   * Removes an account, and its team where nobody else is in it, in one transaction. With its commit access tokens are
   * dead, open sockets are closed, and what pixels already sent bring is dropped unread by the enricher. Readers'
   * decisions stay, and whom it asked lately: they name nobody, and bind who comes back.
   * Then Google is asked to take its grant back: at once, and where it is away again and again for `KEPT.grantDays` days.
   * @param by who does it; null: the server itself
   * @throws DomainError `account_busy` while a mail of it is being sent, `unauthenticated` when it is gone already
   */
  async erase(teamId: string, accountId: string, by: string | null): Promise<ErasureReceipt> {
    const { grantId, ...erased } = await this.inOneTransaction(teamId, accountId, by);
    this.gmail.forget(teamId, accountId);
    const isRevoked = grantId === null || (await this.grants.revokeNow(grantId));
    const retryUntil = new Date(Date.parse(erased.erasedAt) + KEPT.grantDays * 86_400_000).toISOString();
    return {
      ...erased,
      googleGrant: isRevoked ? 'revoked' : 'pending',
      googleRetryUntil: isRevoked ? null : retryUntil,
    };
  }

  /** In system scope: the grants to revoke and the server's chain are no team's. */
  private async inOneTransaction(teamId: string, accountId: string, by: string | null): Promise<Erased> {
    for (let tried = 1; ; tried++) {
      try {
        return await this.database.asSystem((manager) => this.remove(manager, teamId, accountId, by));
      } catch (error) {
        if (tried === TRIES || (error as { code?: string }).code !== DEADLOCK) throw error;
      }
    }
  }

  private async remove(manager: EntityManager, teamId: string, accountId: string, by: string | null): Promise<Erased> {
    const of = [teamId, accountId];
    await this.lock(manager, of);
    const draftsLeft = await waitingDrafts(manager, of);
    const grantId = await this.grants.setAside(manager, teamId, accountId);
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
    for (const [kind, table] of Object.entries(OF_ACCOUNT)) {
      removed[kind] = await count(manager, `delete from ${table} where team_id = $1 and account_id = $2`, of);
    }
    await manager.query('delete from account where team_id = $1 and id = $2', of);
    const teamRemoved = await removeEmptyTeam(manager, teamId);
    if (!teamRemoved) {
      await this.audit.record(manager, { teamId, accountId: by, action: 'account.deleted', targetId: accountId });
    }
    await this.live.end(manager, accountId);
    const [clock]: { now: Date }[] = await manager.query('select now()');
    const erasedAt = (clock?.now ?? new Date()).toISOString();
    return { erasedAt, teamId, removed, teamRemoved, draftsLeft, grantId, ...(await headsOf(manager, teamId)) };
  }

  /**
   * Keeps everybody else from what is about to go, in the order in which they lock it themselves: schedules, messages by
   * id, the account. What was added in between is held last; from then on nothing is added.
   */
  private async lock(manager: EntityManager, of: string[]): Promise<void> {
    await refuseWhileSending(manager, of);
    await holdMessages(manager, of);
    const [account]: { id: string }[] = await manager.query(
      'select id from account where team_id = $1 and id = $2 for update',
      of,
    );
    if (!account) throw new DomainError('unauthenticated');
    await refuseWhileSending(manager, of);
    await holdMessages(manager, of);
  }
}

async function holdMessages(manager: EntityManager, of: string[]): Promise<void> {
  // Counted, so that the rows themselves are not carried over here.
  await manager.query(
    `select count(*) from (
       select from message where team_id = $1 and account_id = $2 order by team_id, id for update
     ) held`,
    of,
  );
}

/** Holds the account's schedules. A worker with a lease on one may be about to ask Gmail to send it. */
async function refuseWhileSending(manager: EntityManager, of: string[]): Promise<void> {
  const held: { busy: boolean }[] = await manager.query(
    `select status = 'sending' and lease_id is not null and due_at > clock_timestamp() as busy from schedule
     where team_id = $1 and account_id = $2 order by id for update`,
    of,
  );
  if (held.some(({ busy }) => busy)) throw new DomainError('account_busy');
}

/** How many drafts in Gmail waited to be sent, or to be repeated. */
async function waitingDrafts(manager: EntityManager, of: string[]): Promise<number> {
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

/** A team without people goes, with its policy and its audit log. Whoever joins it at this moment waits, or is seen. */
async function removeEmptyTeam(manager: EntityManager, teamId: string): Promise<boolean> {
  await lockMembership(manager, teamId);
  const removed = await count(
    manager,
    'delete from team where id = $1 and not exists (select from account where team_id = $1)',
    [teamId],
  );
  return removed > 0;
}

/** One at a time joins a team as a new account, or leaves it: nobody joins one that is going. */
export async function lockMembership(manager: EntityManager, teamId: string): Promise<void> {
  await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`team:${teamId}`]);
}

async function headsOf(
  manager: EntityManager,
  teamId: string,
): Promise<{ teamHead: ChainLink | null; instanceHead: ChainLink | null }> {
  const rows: { team_id: string; seq: string; hash: Buffer }[] = await manager.query(
    'select team_id, seq, hash from consent_head where team_id in ($1, $2)',
    [teamId, SERVER],
  );
  const headOf = (id: string) => {
    const head = rows.find(({ team_id, seq }) => team_id === id && Number(seq) > 0);
    return head ? { seq: Number(head.seq), hash: head.hash.toString('hex') } : null;
  };
  return { teamHead: headOf(teamId), instanceHead: headOf(SERVER) };
}

/** How many rows a deletion took. */
async function count(manager: EntityManager, deletion: string, of: string[]): Promise<number> {
  const [row]: { count: number }[] = await manager.query(
    `with gone as (${deletion} returning 1) select count(*)::integer as count from gone`,
    of,
  );
  return row?.count ?? 0;
}
