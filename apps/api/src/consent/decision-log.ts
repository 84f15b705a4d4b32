import { Inject, Injectable } from '@nestjs/common';
import type { ChainLink, DecisionReceipt, DecisionRecord, ReaderDecision } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Database } from '../database/database.js';
import type { LookupHash } from '../secrets/lookup-hash.js';

/** Whose tracking is refused: one account of one team. Its id alone says who it is, also in another team later on. */
export interface SenderRef {
  teamId: string;
  accountId: string;
}

/** The mail at which a decision is made. */
export interface DecidedMail extends SenderRef {
  messageId: string;
}

/** Every hash one reader may stand under, one for each lookup key; the first is the one to write. */
export type ReaderHashes = readonly [Buffer, ...Buffer[]];

/** Every hash this address may stand under. */
export function hashesOf(lookup: LookupHash, email: string): ReaderHashes {
  const [first, ...rest] = lookup.allOfAddress(email);
  if (!first) throw new Error('there is no lookup key');
  return [first, ...rest];
}

/** A decision as it is written down. */
export interface MadeDecision extends Pick<ReaderDecision, 'decision' | 'scope'> {
  assurance: DecisionReceipt['assurance'];
}

/** A reader's refusal that holds now. */
export interface Refusal {
  scope: 'sender' | 'server';
  decidedAt: Date;
}

interface DecisionRow {
  id: string;
  decision: DecisionReceipt['decision'];
  scope: DecisionReceipt['scope'];
  assurance: DecisionReceipt['assurance'];
  decided_at: Date;
  notice_version: string;
  team_seq: string;
  team_hash: Buffer;
  instance_seq: string;
  instance_hash: Buffer;
}

/** Columns of a `DecisionRow`. */
const RECEIPT = `id, decision, scope, assurance, decided_at, notice_version,
  team_seq, team_hash, instance_seq, instance_hash`;

interface HeadRow {
  seq: string;
  hash: Buffer;
}

/** Rows that were made for this server: what a reader allowed the whole of another one is no allowance of this. */
const madeForHere = (row: string): string =>
  `(${row}.decision = 'refuse' or ${row}.scope <> 'server' or ${row}.former_instance_hashes = '{}')`;

/**
 * Which rows of `consent_decision`, named `decision`, count: an allowance without the proof that this server wants, or
 * of the whole of another server, undoes nothing, what was said before it stands.
 */
export const decisionCounts = (assurance: Config['consentAssurance']): string => {
  const isProven = assurance === 'link' ? 'true' : `(decision.decision = 'refuse' or decision.assurance = 'mailbox')`;
  return `${isProven} and ${madeForHere('decision')}`;
};

/** Stands for all teams in `consent_head`. */
const SERVER = '00000000-0000-0000-0000-000000000000';

/**
 * The append-only table `consent_decision`: the latest decision of a reader at a scope is the one that counts, by its
 * place in the server's chain.
 */
@Injectable()
export class DecisionLog {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
  ) {}

  /**
   * Refusals of any of these readers that keep this sender from tracking. Asks in system scope: a refusal of the
   * whole server may have been made at another team's mail.
   */
  async refusals(sender: SenderRef, readers: readonly (readonly Buffer[])[]): Promise<Refusal[]> {
    if (readers.length === 0) return [];
    const latest = await this.database.systemQuery<
      Pick<DecisionRow, 'decision' | 'decided_at'> & { scope: Refusal['scope'] }
    >(
      `select distinct on (reader.number, decision.scope) decision.scope, decision.decision, decision.decided_at
       from unnest($1::bytea[], $2::int[]) as reader (email_hash, number)
       join consent_decision decision using (email_hash)
       where (decision.scope = 'server'
          or (decision.scope = 'sender' and decision.account_id = $3))
         and ${decisionCounts(this.config.consentAssurance)}
       order by reader.number, decision.scope, decision.instance_seq desc`,
      [readers.flat(), readers.flatMap((hashes, number) => hashes.map(() => number)), sender.accountId],
    );
    return latest
      .filter((row) => row.decision === 'refuse')
      .map((row) => ({ scope: row.scope, decidedAt: row.decided_at }));
  }

  /**
   * The same decision, where it is the latest this reader made at this scope and no less sure; else null.
   * @param reader null where only the link was held, in a mail to several
   */
  async standing(
    manager: EntityManager,
    mail: DecidedMail,
    reader: ReaderHashes | null,
    { decision, scope, assurance }: MadeDecision,
  ): Promise<DecisionReceipt | null> {
    const [latest] = await manager.query<DecisionRow[]>(
      `select ${RECEIPT} from consent_decision
       where scope = $1 and ${madeForHere('consent_decision')}
         and (email_hash = any($2::bytea[]) or ($2::bytea[] is null and email_hash is null))
         and ($1 = 'server'
           or ($1 = 'sender' and account_id = $4)
           or ($1 = 'message' and team_id = $3 and message_id = $5))
       order by instance_seq desc limit 1`,
      [scope, reader, mail.teamId, mail.accountId, mail.messageId],
    );
    const stands = latest?.decision === decision && (latest.assurance === 'mailbox' || assurance === 'link');
    return stands ? toReceipt(latest) : null;
  }

  /**
   * Appends a decision under the notice that the mail carried. The ends of both chains
   * are held from here to the end of the transaction, and so is every other decision on this server: call it last.
   */
  async append(
    manager: EntityManager,
    mail: DecidedMail,
    reader: ReaderHashes | null,
    { decision, scope, assurance }: MadeDecision,
  ): Promise<DecisionReceipt> {
    const [row] = await manager.query<DecisionRow[]>(
      `insert into consent_decision
         (team_id, id, account_id, message_id, email_hash, decision, scope, assurance, notice_version)
       select team_id, $3, account_id, id, $4, $5, $6, $7, notice_version
       from message where team_id = $1 and id = $2
       returning ${RECEIPT}`,
      [mail.teamId, mail.messageId, uuidv7(), reader?.[0] ?? null, decision, scope, assurance],
    );
    if (!row) throw new Error('a decision was made at a message that is gone');
    return toReceipt(row);
  }

  /**
   * Every decision of this reader that such a scope covers, the newest first: those made with this mail, those about
   * its sender, or all there are. Scope `server` needs a transaction in system scope.
   */
  async allOf(
    manager: EntityManager,
    mail: DecidedMail,
    reader: ReaderHashes,
    scope: ReaderDecision['scope'],
  ): Promise<DecisionReceipt[]> {
    const rows = await manager.query<DecisionRow[]>(
      `select ${RECEIPT} from consent_decision
       where email_hash = any($1::bytea[])
         and ($2 = 'server'
           or ($2 = 'sender' and account_id = $4) or ($2 = 'message' and team_id = $3 and message_id = $5))
       order by instance_seq desc`,
      [reader, scope, mail.teamId, mail.accountId, mail.messageId],
    );
    return rows.map(toReceipt);
  }

  /**
   * What this reader has decided that bears on this mail and is the latest at its scope. Needs a transaction in system
   * scope: a decision about the whole server may have been made at another team's mail.
   */
  async standingOf(manager: EntityManager, mail: DecidedMail, reader: ReaderHashes): Promise<DecisionReceipt[]> {
    const rows = await manager.query<DecisionRow[]>(
      `select distinct on (scope) ${RECEIPT} from consent_decision
       where email_hash = any($1::bytea[]) and ${madeForHere('consent_decision')}
         and (scope = 'server'
           or (scope = 'sender' and account_id = $3) or (scope = 'message' and team_id = $2 and message_id = $4))
       order by scope, instance_seq desc`,
      [reader, mail.teamId, mail.accountId, mail.messageId],
    );
    return rows.map(toReceipt);
  }

  /**
   * The latest decision of each scope made with this mail; what was decided with other mail is not told to whoever
   * holds the link of this one.
   * @param hasOneReader else nothing that one of several decided about more than this mail
   */
  async madeWith(
    manager: EntityManager,
    { teamId, messageId }: Omit<DecidedMail, 'accountId'>,
    hasOneReader: boolean,
  ): Promise<DecisionReceipt[]> {
    const rows = await manager.query<DecisionRow[]>(
      `select distinct on (scope) ${RECEIPT} from consent_decision
       where team_id = $1 and message_id = $2
         and ($3 or (email_hash is null and scope = 'message' and assurance = 'link'))
       order by scope, instance_seq desc`,
      [teamId, messageId, hasOneReader],
    );
    return rows.map(toReceipt);
  }

  /**
   * Decisions about this account's mail, the newest first, and where the chains end, which is not before any of them.
   * @param before only what stands earlier in the team's chain
   */
  async list(
    { teamId, accountId }: SenderRef,
    limit: number,
    before: number | null,
  ): Promise<{
    items: DecisionRecord[];
    next: number | null;
    teamHead: ChainLink | null;
    instanceHead: ChainLink | null;
  }> {
    const rows = await this.database.inTeam(teamId, (manager) =>
      manager.query<(DecisionRow & { message_id: string; email_hash: Buffer | null })[]>(
        `select ${RECEIPT}, message_id, email_hash from consent_decision
         where team_id = $1 and account_id = $2 and ($3::bigint is null or team_seq < $3)
         order by team_seq desc limit $4`,
        [teamId, accountId, before, limit + 1],
      ),
    );
    const heads = await this.database.systemQuery<HeadRow & { team_id: string }>(
      'select team_id, seq, hash from consent_head where team_id in ($1, $2)',
      [teamId, SERVER],
    );
    const headOf = (id: string) => {
      const head = heads.find(({ team_id }) => team_id === id);
      return head ? toLink(head.seq, head.hash) : null;
    };
    const items = rows.slice(0, limit).map((row) => ({
      ...toReceipt(row),
      messageId: row.message_id,
      reader: row.email_hash?.toString('hex') ?? null,
    }));
    return {
      items,
      next: rows.length > limit ? (items.at(-1)?.teamHead.seq ?? null) : null,
      teamHead: headOf(teamId),
      instanceHead: headOf(SERVER),
    };
  }
}

function toReceipt(row: DecisionRow): DecisionReceipt {
  return {
    id: row.id,
    decision: row.decision,
    scope: row.scope,
    assurance: row.assurance,
    decidedAt: row.decided_at.toISOString(),
    noticeVersion: row.notice_version,
    teamHead: toLink(row.team_seq, row.team_hash),
    instanceHead: toLink(row.instance_seq, row.instance_hash),
  };
}

const toLink = (seq: string, hash: Buffer): ChainLink => ({ seq: Number(seq), hash: hash.toString('hex') });
