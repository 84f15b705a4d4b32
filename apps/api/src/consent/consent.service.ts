import { Injectable } from '@nestjs/common';
import type { DecisionReceipt, ReaderDecision } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { LiveService } from '../live/live.service.js';
import { Confirmations } from '../opens/confirmations.js';
import { LookupHash } from '../secrets/lookup-hash.js';
import { type DecidedMail, DecisionLog, type ReaderHashes, type SenderRef } from './decision-log.js';
import { lockReaders } from './reader-locks.js';
import { ReaderMail } from './reader-mail.js';
import { withdraw } from './withdrawal.js';

/** PostgreSQL's `deadlock_detected`: this transaction was rolled back so that another could go on. */
const DEADLOCK = '40P01';
const TRIES = 4;

/** What readers have decided, and what follows from it. */
@Injectable()
export class ConsentService {
  constructor(
    private readonly database: Database,
    private readonly decisions: DecisionLog,
    private readonly mails: ReaderMail,
    private readonly lookup: LookupHash,
    private readonly live: LiveService,
    private readonly confirmations: Confirmations,
  ) {}

  /**
   * Whether one of these readers has refused tracking by this sender, or by this whole server. To rely on the answer
   * until the end of a transaction, call `holdDecisions` in it first.
   */
  async anyRefuses(sender: SenderRef, emails: readonly string[]): Promise<boolean> {
    const readers = emails.map((email) => this.lookup.allOfAddress(email));
    return (await this.decisions.refusals(sender, readers)).length > 0;
  }

  /** No decision of these readers is recorded until this transaction ends; decisions made meanwhile wait. */
  holdDecisions(manager: EntityManager, emails: readonly string[]): Promise<void> {
    return lockReaders(manager, emails, 'shared');
  }

  /**
   * Records what the holder of a reader's link decided and does what it asks, all or nothing. A repeat returns the
   * decision that stands.
   *
   * The link stands in the copy that every reader, every forward and the Sent folder share. So alone it can only
   * tighten: refuse this message, and, where the mail has one reader, refuse more widely.
   * @throws DomainError `proof_required` for everything else, `link_token_not_found` when the mail is no longer kept
   */
  async decide(teamId: string, messageId: string, decision: ReaderDecision): Promise<DecisionReceipt> {
    for (let tried = 1; ; tried++) {
      try {
        return await this.inScopeOf(decision, teamId, (manager) => this.record(manager, teamId, messageId, decision));
      } catch (error) {
        if (tried === TRIES || (error as { code?: string }).code !== DEADLOCK) throw error;
      }
    }
  }

  private inScopeOf<T>(
    { scope }: ReaderDecision,
    teamId: string,
    work: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    return scope === 'server' ? this.database.asSystem(work) : this.database.inTeam(teamId, work);
  }

  private async record(
    manager: EntityManager,
    teamId: string,
    messageId: string,
    decision: ReaderDecision,
  ): Promise<DecisionReceipt> {
    const found = await this.mails.find(manager, teamId, messageId);
    if (!found) throw new DomainError('link_token_not_found');
    const isTightening = decision.decision === 'refuse' && (decision.scope === 'message' || found.onlyReader !== null);
    if (!isTightening || decision.proof !== undefined) throw new DomainError('proof_required');

    const mail: DecidedMail = { teamId, accountId: found.accountId, messageId };
    if (found.onlyReader) await lockReaders(manager, [found.onlyReader], 'exclusive');
    const reader = found.onlyReader === null ? null : this.hashesOf(found.onlyReader);
    const withdrawn = await withdraw(manager, mail, reader, decision.scope);
    // With the message locked by now: of two who hold the link of a mail to several, the second sees what the first did.
    const standing = await this.decisions.standing(manager, mail, reader, decision);
    await this.confirmations.decision(manager, mail);
    const isTold = standing !== null || withdrawn.some((message) => message.messageId === messageId);
    const told = isTold ? withdrawn : [...withdrawn, { ...mail, gmailThreadId: found.gmailThreadId }];
    await this.live.appendAll(
      manager,
      told.map((message) => ({
        teamId: message.teamId,
        accountId: message.accountId,
        type: 'decision.recorded',
        data: { messageId: message.messageId, gmailThreadId: message.gmailThreadId },
      })),
    );
    return standing ?? (await this.decisions.append(manager, mail, reader, decision));
  }

  private hashesOf(email: string): ReaderHashes {
    const [first, ...rest] = this.lookup.allOfAddress(email);
    if (!first) throw new Error('there is no lookup key');
    return [first, ...rest];
  }
}
