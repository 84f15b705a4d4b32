import { Injectable } from '@nestjs/common';
import type { DecisionScope, Erasure } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { Database } from '../database/database.js';
import { retryDeadlocks } from '../database/deadlocks.js';
import { DomainError } from '../errors.js';
import type { MessageRef } from '../opens/confirmations.js';
import { Encryption } from '../secrets/encryption.js';
import { namesAddress } from '../secrets/named-address.js';
import { ConsentService } from './consent.service.js';
import { type DecidedMail, DecisionLog, type MadeDecision, type ReaderHashes } from './decision-log.js';
import { MailboxProofs, type ProvenReader } from './mailbox-proofs.js';
import { lockReaders } from './reader-locks.js';
import { ReaderMail } from './reader-mail.js';
import { changeSealed } from './sealed-texts.js';
import { type ChangedMessage, reachOf, withdraw } from './withdrawal.js';

/** Who is erased, and where. */
export interface ErasedReader extends DecidedMail {
  email: string;
  hashes: ReaderHashes;
  scope: DecisionScope;
  /** The messages that the scope reaches. */
  messages: readonly MessageRef[];
}

/** Forgets what another module keeps of a reader, in the transaction that erases them. */
export type ErasureListener = (manager: EntityManager, erased: ErasedReader) => Promise<void>;

/** Erases what is kept of a reader. */
@Injectable()
export class ReaderErasureService {
  private readonly listeners: ErasureListener[] = [];

  constructor(
    private readonly database: Database,
    private readonly consent: ConsentService,
    private readonly decisions: DecisionLog,
    private readonly mails: ReaderMail,
    private readonly proofs: MailboxProofs,
    private readonly audit: AuditService,
    private readonly encryption: Encryption,
  ) {}

  /** Calls back whenever a reader is erased; what fails there keeps the reader from being erased. */
  onErased(listener: ErasureListener): void {
    this.listeners.push(listener);
  }

  /**
   * Refuses at this scope in the reader's name and deletes what the scope covers, all or nothing: what was recorded of
   * those messages, also of a copy shared with others, for nobody can tell whose it was; the reader's address and name;
   * what was set or asked about the reader; codes. The refusal stays, by its keyed hash.
   *
   * The addresses that links lead to stay, as the links in the mail would end: they say nothing about who followed
   * them. One that holds the reader's address goes.
   * @throws DomainError `proof_required`, `wrong_proof`, or `link_token_not_found` when the mail is no longer kept
   */
  erase(linked: MessageRef, scope: DecisionScope, proof: string | undefined): Promise<Erasure> {
    const work = (manager: EntityManager) => this.forget(manager, linked, scope, proof);
    return retryDeadlocks(() =>
      scope === 'server' ? this.database.asSystem(work) : this.database.inTeam(linked.teamId, work),
    );
  }

  private async forget(
    manager: EntityManager,
    linked: MessageRef,
    scope: DecisionScope,
    proof: string | undefined,
  ): Promise<Erasure> {
    const found = await this.mails.find(manager, linked.teamId, linked.messageId);
    if (!found) throw new DomainError('link_token_not_found');
    if (proof === undefined) throw new DomainError('proof_required');
    const reader = await this.proofs.provenBy(manager, linked, proof);
    const mail: DecidedMail = { ...linked, accountId: found.accountId };
    await lockReaders(manager, [reader.email], 'exclusive');
    // Locks every message, so that nothing is judged or prepared of them until this is committed.
    await withdraw(manager, mail, reader.hashes, scope);
    const reached = await this.reached(manager, mail, reader, scope);
    const [opens, clicks] = await this.forgetRecords(manager, reached);
    const erased = {
      messages: reached.length,
      opens,
      clicks,
      links: await this.forgetLinks(manager, reached, reader.email),
      addresses: await this.forgetAddresses(manager, reached, reader),
      ...(await this.forgetSettings(manager, mail, reader, scope)),
      codes: await this.forgetCodes(manager, mail, reader, scope),
    };
    for (const forget of this.listeners) {
      await forget(manager, { ...mail, ...reader, scope, messages: reached });
    }
    for (const teamId of new Set([linked.teamId, ...reached.map((message) => message.teamId)])) {
      const messages = reached.filter((message) => message.teamId === teamId).length;
      await this.audit.record(manager, {
        teamId,
        accountId: null,
        action: 'reader.erased',
        detail: { scope, messages },
      });
    }
    await this.consent.tell(manager, reached);
    const refusal: MadeDecision = { decision: 'refuse', scope, assurance: 'mailbox' };
    const standing = await this.decisions.standing(manager, mail, reader.hashes, refusal);
    return { erased, receipt: standing ?? (await this.decisions.append(manager, mail, reader.hashes, refusal)) };
  }

  private reached(
    manager: EntityManager,
    mail: DecidedMail,
    reader: ProvenReader,
    scope: DecisionScope,
  ): Promise<ChangedMessage[]> {
    const [reached, values] = reachOf(mail, reader.hashes, scope);
    return manager.query(
      `select team_id as "teamId", account_id as "accountId", id as "messageId", gmail_thread_id as "gmailThreadId"
       from message where ${reached} order by team_id, id`,
      values,
    );
  }

  /** What was recorded of these messages. @returns how many opens and clicks */
  private async forgetRecords(manager: EntityManager, reached: readonly MessageRef[]): Promise<[number, number]> {
    const keys = keysOf(reached);
    const gone: number[] = [];
    // Hits are gone with the withdrawal; those that are being judged at this moment are dropped there.
    for (const table of ['open', 'click']) {
      gone.push(
        await count(
          manager,
          `delete from ${table} using unnest($1::uuid[], $2::uuid[]) as reached (team, message)
           where team_id = team and message_id = message`,
          keys,
        ),
      );
    }
    return [gone[0] ?? 0, gone[1] ?? 0];
  }

  private async forgetLinks(manager: EntityManager, reached: readonly MessageRef[], email: string): Promise<number> {
    const links: { team_id: string; id: string; url: string }[] = await manager.query(
      `select link.team_id, link.id, link.url from link
       join unnest($1::uuid[], $2::uuid[]) as reached (team_id, message_id) using (team_id, message_id)`,
      keysOf(reached),
    );
    const naming = links.filter(({ url }) => namesAddress(url, email));
    return count(
      manager,
      `delete from link using unnest($1::uuid[], $2::uuid[]) as naming (team, link) where team_id = team and id = link`,
      [naming.map(({ team_id }) => team_id), naming.map(({ id }) => id)],
    );
  }

  /**
   * The reader, also where another's name holds the address, with all that was counted of what was recorded.
   * @returns how many addresses
   */
  private async forgetAddresses(
    manager: EntityManager,
    reached: readonly MessageRef[],
    { email, hashes }: ProvenReader,
  ): Promise<number> {
    const keys = [...keysOf(reached), hashes];
    await changeSealed(manager, this.encryption, {
      table: 'recipient',
      key: { team_id: 'uuid', message_id: 'uuid', position: 'integer' },
      purpose: 'recipient.name',
      changes: { name_sealed: (name) => (namesAddress(name, email) ? null : name) },
      where: `name_sealed is not null and email_hash <> all($3::bytea[])
        and (team_id, message_id) in (select * from unnest($1::uuid[], $2::uuid[]))`,
      values: keys,
    });
    await manager.query(
      `update message set open_count = 0, machine_open_count = 0, first_opened_at = null, last_opened_at = null,
              click_count = 0, earlier_signal = null, confirmed_by = null, confirmed_at = null,
              erased_readers = erased_readers + exists (
                select from recipient where recipient.team_id = team and recipient.message_id = message
                  and email_hash = any($3::bytea[]))::integer
       from unnest($1::uuid[], $2::uuid[]) as reached (team, message)
       where message.team_id = team and message.id = message`,
      keys,
    );
    return count(
      manager,
      `delete from recipient using unnest($1::uuid[], $2::uuid[]) as reached (team, message)
       where team_id = team and message_id = message and email_hash = any($3::bytea[])`,
      keys,
    );
  }

  /** Codes, also of mail that has forgotten its readers since, with the mails that would bring them. */
  private forgetCodes(
    manager: EntityManager,
    { teamId, accountId, messageId }: DecidedMail,
    { hashes }: ProvenReader,
    scope: DecisionScope,
  ): Promise<number> {
    return count(
      manager,
      `delete from mailbox_proof proof using message
       where proof.email_hash = any($1::bytea[])
         and message.team_id = proof.team_id and message.id = proof.message_id
         and ($2 = 'server' or (message.team_id = $3 and message.account_id = $4 and ($2 = 'sender' or message.id = $5)))`,
      [hashes, scope, teamId, accountId, messageId],
    );
  }

  /** What a sender keeps of a reader beside any one mail: it goes with all of that sender's mail, not with one. */
  private async forgetSettings(
    manager: EntityManager,
    { teamId, accountId }: DecidedMail,
    { hashes }: ProvenReader,
    scope: DecisionScope,
  ): Promise<{ timeZones: number; questions: number }> {
    if (scope === 'message') return { timeZones: 0, questions: 0 };
    const [covered, values] =
      scope === 'server' ? ['', [hashes]] : ['and team_id = $2 and account_id = $3', [hashes, teamId, accountId]];
    const gone = (table: string) =>
      count(manager, `delete from ${table} where email_hash = any($1::bytea[]) ${covered}`, values);
    return { timeZones: await gone('reader_zone'), questions: await gone('reader_question') };
  }
}

/** The two columns of a list of messages. */
const keysOf = (messages: readonly MessageRef[]): [teamIds: string[], messageIds: string[]] => [
  messages.map(({ teamId }) => teamId),
  messages.map(({ messageId }) => messageId),
];

/** Deletes. @returns how many rows */
async function count(manager: EntityManager, statement: string, values: unknown[]): Promise<number> {
  const [, rows] = (await manager.query(statement, values)) as [unknown[], number];
  return rows;
}
