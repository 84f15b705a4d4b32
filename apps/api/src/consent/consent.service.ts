import { Inject, Injectable } from '@nestjs/common';
import type { DecisionReceipt, ReaderDecision } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Database } from '../database/database.js';
import { retryDeadlocks } from '../database/deadlocks.js';
import { DomainError } from '../errors.js';
import { LiveService } from '../live/live.service.js';
import { Confirmations, type MessageRef } from '../opens/confirmations.js';
import { LookupHash } from '../secrets/lookup-hash.js';
import {
  type DecidedMail,
  DecisionLog,
  hashesOf,
  type MadeDecision,
  type ReaderHashes,
  type SenderRef,
} from './decision-log.js';
import { MailboxProofs } from './mailbox-proofs.js';
import { lockReaders } from './reader-locks.js';
import { type FoundMail, ReaderMail } from './reader-mail.js';
import { Resumption } from './resumption.js';
import { type ChangedMessage, withdraw } from './withdrawal.js';

/** What readers have decided, and what follows from it. */
@Injectable()
export class ConsentService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly decisions: DecisionLog,
    private readonly mails: ReaderMail,
    private readonly proofs: MailboxProofs,
    private readonly resumption: Resumption,
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
   * Records what a reader decided and does what it asks, all or nothing. A repeat returns the decision that stands.
   *
   * The link stands in the copy that every reader, every forward and the Sent folder share. So alone it can only
   * tighten: refuse this message, and, where the mail has one reader, refuse more widely. Whoever tells a code that was
   * mailed to a reader decides as that reader, whatever they like.
   * @throws DomainError `proof_required`, `wrong_proof`, or `link_token_not_found` when the mail is no longer kept
   */
  decide(linked: MessageRef, decision: ReaderDecision): Promise<DecisionReceipt> {
    // Whether a mail may be recorded again depends on what its readers decided at other teams' mail.
    const isWide = decision.scope === 'server' || decision.decision === 'allow';
    return retryDeadlocks(() =>
      isWide
        ? this.database.asSystem((manager) => this.record(manager, linked, decision))
        : this.database.inTeam(linked.teamId, (manager) => this.record(manager, linked, decision)),
    );
  }

  /** This reader's latest decision at each scope, as far as it bears on this mail. */
  standingOf({ teamId, messageId }: MessageRef, email: string): Promise<DecisionReceipt[]> {
    return this.database.asSystem(async (manager) => {
      const found = await this.mails.find(manager, teamId, messageId);
      if (!found) return [];
      const mail = { teamId, messageId, accountId: found.accountId };
      return this.decisions.standingOf(manager, mail, hashesOf(this.lookup, email));
    });
  }

  /** Tells the senders of these messages that something was decided about them. */
  async tell(manager: EntityManager, messages: readonly ChangedMessage[]): Promise<void> {
    await this.live.appendAll(
      manager,
      messages.map(({ teamId, accountId, messageId, gmailThreadId }) => ({
        teamId,
        accountId,
        type: 'decision.recorded',
        data: { messageId, gmailThreadId },
      })),
    );
  }

  private async record(
    manager: EntityManager,
    linked: MessageRef,
    { decision, scope, proof }: ReaderDecision,
  ): Promise<DecisionReceipt> {
    const found = await this.mails.find(manager, linked.teamId, linked.messageId);
    if (!found) throw new DomainError('link_token_not_found');
    const proven = proof === undefined ? null : await this.proofs.provenBy(manager, linked, proof);
    const email = proven?.email ?? found.onlyReader;
    if (!proven && !this.mayByLink(found, decision, scope)) throw new DomainError('proof_required');

    const mail: DecidedMail = { ...linked, accountId: found.accountId };
    if (email !== null) await lockReaders(manager, [email], 'exclusive');
    const reader = email === null ? null : hashesOf(this.lookup, email);
    if (!proven && decision === 'allow' && reader) await this.refuseOverProof(manager, mail, reader);
    const made: MadeDecision = { decision, scope, assurance: proven ? 'mailbox' : 'link' };
    const changed =
      decision === 'refuse' || reader === null
        ? await withdraw(manager, mail, reader, scope)
        : await this.resumption.resume(manager, mail, reader, scope);
    // With the message locked by now: of two who hold the link of a mail to several, the second sees what the first did.
    const standing = await this.decisions.standing(manager, mail, reader, made);
    await this.confirmations.decision(manager, mail);
    const isTold = standing !== null || changed.some(({ messageId }) => messageId === linked.messageId);
    await this.tell(manager, isTold ? changed : [...changed, { ...mail, gmailThreadId: found.gmailThreadId }]);
    return standing ?? (await this.decisions.append(manager, mail, reader, made));
  }

  /** What a reader has refused with a code, whoever holds the link does not allow again. @throws DomainError `proof_required` */
  private async refuseOverProof(manager: EntityManager, mail: DecidedMail, reader: ReaderHashes): Promise<void> {
    const standing = await this.decisions.standingOf(manager, mail, reader);
    if (standing.some(({ decision, assurance }) => decision === 'refuse' && assurance === 'mailbox')) {
      throw new DomainError('proof_required');
    }
  }

  /** What the bare link may do, and what it may where the operator lets it count. */
  private mayByLink(mail: FoundMail, decision: ReaderDecision['decision'], scope: ReaderDecision['scope']): boolean {
    if (decision === 'allow') return this.config.consentAssurance === 'link' && mail.onlyReader !== null;
    return scope === 'message' || mail.onlyReader !== null;
  }
}
