import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { CODES_ALIVE, KEPT, type NoticeLanguage, noticeLanguage } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { MailService } from '../mail/mail.service.js';
import type { MessageRef } from '../opens/confirmations.js';
import { Encryption } from '../secrets/encryption.js';
import { canonicalAddress, LookupHash } from '../secrets/lookup-hash.js';
import { hashesOf, type ReaderHashes } from './decision-log.js';
import { grouped, newCode, typedCode } from './proof-code.js';
import { proofMail } from './proof-mail.js';

/** How long a code is good, from when it was made. It works as often as its reader likes. */
const CODE_MINUTES = KEPT.mailboxProofMinutes;
/** Seconds between two mails to one reader about one message. */
const PAUSE_SECONDS = 60;

/** A reader who told a code that was mailed to them. */
export interface ProvenReader {
  email: string;
  hashes: ReaderHashes;
  /** When the code ends. */
  until: Date;
}

/** How many codes of one reader are good now: of one message, of all its sender's, of all there are. */
interface AliveCodes {
  ofMessage: number;
  ofSender: number;
  ofReader: number;
  /** One of this message was made a moment ago. */
  isRecent: boolean;
}

/** Codes by which readers prove that a mailbox is theirs. */
@Injectable()
export class MailboxProofs implements BeforeApplicationShutdown {
  private readonly log = new Logger('Proofs');
  /** What is being written after its request was answered. */
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly mail: MailService,
    private readonly encryption: Encryption,
    private readonly lookup: LookupHash,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.underWay);
  }

  /**
   * Has a code mailed to this address, if it is one of the mail's readers. Whether it is, is looked up after this
   * returns, so that neither the answer nor its time tells.
   * @throws DomainError `no_mail_here`, or `link_token_not_found` when the mail is no longer kept
   */
  async request(linked: MessageRef, email: string): Promise<void> {
    const [kept] = await this.database.systemQuery<{ one: number }>(
      'select 1 as one from message where team_id = $1 and id = $2',
      [linked.teamId, linked.messageId],
    );
    if (!kept) throw new DomainError('link_token_not_found');
    if (!this.mail.available) throw new DomainError('no_mail_here');
    const writing = this.write(linked, email).catch((error: Error) => {
      // No message: a database's may quote what stands in a row.
      this.log.error(`could not write a code: ${error.name} ${(error as { code?: string }).code ?? ''}`.trim());
    });
    this.underWay.add(writing);
    void writing.finally(() => this.underWay.delete(writing));
  }

  /**
   * Whose code this is.
   * @throws DomainError `wrong_proof` for one that is wrong, has ended, or was mailed for another message
   */
  async provenBy(manager: EntityManager, { teamId, messageId }: MessageRef, proof: string): Promise<ProvenReader> {
    const code = typedCode(proof);
    if (code === null) throw new DomainError('wrong_proof');
    const [row]: { email_sealed: Buffer; expires_at: Date }[] = await manager.query(
      `select email_sealed, expires_at from mailbox_proof
       where team_id = $1 and message_id = $2 and code_hash = any($3::bytea[]) and expires_at > now()`,
      [teamId, messageId, this.lookup.allOfCode(messageId, code)],
    );
    if (!row) throw new DomainError('wrong_proof');
    const email = this.encryption.open('recipient.email', row.email_sealed);
    return { email, hashes: hashesOf(this.lookup, email), until: row.expires_at };
  }

  /** `provenBy`, in a transaction of its own. */
  async check(linked: MessageRef, proof: string): Promise<ProvenReader> {
    return this.database.inTeam(linked.teamId, (manager) => this.provenBy(manager, linked, proof));
  }

  async forgetEnded(): Promise<void> {
    await this.database.systemQuery('delete from mailbox_proof where expires_at < now()');
  }

  private async write({ teamId, messageId }: MessageRef, typed: string): Promise<void> {
    const hashes = this.lookup.allOfAddress(typed);
    const expiresAt = new Date(Date.now() + CODE_MINUTES * 60_000);
    const isWritten = await this.database.asSystem(async (manager) => {
      // One after the other for each reader: of two that come at once both would find room.
      await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `code:${this.lookup.ofAddress(typed).toString('hex')}`,
      ]);
      const [mail]: { account_id: string; email: string; notice_version: string }[] = await manager.query(
        `select account.id as account_id, account.email, message.notice_version from message
         join account on account.team_id = message.team_id and account.id = message.account_id
         where message.team_id = $1 and message.id = $2 for no key update of message`,
        [teamId, messageId],
      );
      if (!mail) return false;
      // With the message locked: an erasure that this waited for has left nothing of the reader.
      const reader = await this.readerOf(manager, { teamId, messageId }, hashes);
      if (!reader) return false;
      const [alive]: AliveCodes[] = await manager.query(
        `select count(*)::integer as "ofReader", count(*) filter (where of_sender)::integer as "ofSender",
                count(*) filter (where here)::integer as "ofMessage",
                coalesce(max(made_at) filter (where here) > now() - make_interval(secs => $4), false) as "isRecent"
         from (select proof.created_at as made_at, account_id = $5 as of_sender,
                      proof.team_id = $1 and message_id = $2 as here
               from mailbox_proof proof join message on message.team_id = proof.team_id and message.id = message_id
               where email_hash = any($3::bytea[]) and expires_at > now()) as code`,
        [teamId, messageId, hashes, PAUSE_SECONDS, mail.account_id],
      );
      if (!alive || !hasRoom(alive)) return false;
      const code = newCode();
      // Where the mail does not say any more how it is spelled, nobody chooses a spelling that ends up elsewhere.
      const email = reader.email_sealed
        ? this.encryption.open('recipient.email', reader.email_sealed)
        : canonicalAddress(typed);
      const id = uuidv7();
      await manager.query(
        `insert into mailbox_proof (team_id, id, message_id, email_hash, email_sealed, code_hash, expires_at)
         values ($1, $2, $3, $4, $5, $6, now() + make_interval(mins => $7))`,
        [
          teamId,
          id,
          messageId,
          this.lookup.ofAddress(email),
          this.encryption.seal('recipient.email', email),
          this.lookup.ofCode(messageId, code),
          CODE_MINUTES,
        ],
      );
      const text = proofMail({
        code: grouped(code),
        minutes: CODE_MINUTES,
        senderEmail: mail.email,
        host: new URL(this.config.publicUrl).host,
        operator: this.config.operator,
        language: languageOf(mail.notice_version),
      });
      await this.mail.enqueue(manager, { to: email, ...text }, expiresAt, id);
      return true;
    });
    if (isWritten) this.mail.wake();
  }

  /**
   * A reader of this mail by the hashes of an address: as the mail names them, or, where they had themselves erased, as
   * one who has decided with it. Else nobody could come back after a refusal.
   */
  private async readerOf(
    manager: EntityManager,
    { teamId, messageId }: MessageRef,
    hashes: readonly Buffer[],
  ): Promise<{ email_sealed: Buffer | null } | undefined> {
    const [reader]: { email_sealed: Buffer | null }[] = await manager.query(
      `(select email_sealed from recipient
        where team_id = $1 and message_id = $2 and email_hash = any($3::bytea[]) order by position limit 1)
       union all
       (select null from consent_decision
        where team_id = $1 and message_id = $2 and email_hash = any($3::bytea[]) limit 1)
       limit 1`,
      [teamId, messageId, hashes],
    );
    return reader;
  }
}

/**
 * Whether one more code may be mailed. Who asks for more, whoever that is, gets no mail: there is a code in the mailbox
 * already, and none is ended by another. So a mailbox gets 40 an hour at most, whatever links somebody holds.
 *
 * Once half of the room is taken, the rest is for a message, or a sender, at which the reader has no code yet. So who asks
 * at one mail leaves room for the others, and 20 senders would have to work together to leave none.
 */
function hasRoom({ ofMessage, ofSender, ofReader, isRecent }: AliveCodes): boolean {
  if (isRecent || ofMessage >= CODES_ALIVE.ofMessage) return false;
  if (ofSender >= CODES_ALIVE.ofSender / (ofMessage === 0 ? 1 : 2)) return false;
  return ofReader < CODES_ALIVE.ofReader / (ofSender === 0 ? 1 : 2);
}

/** The language of a notice by its version, for example `1.nl` or `1.ask.nl`; the first notices were in English. */
export function languageOf(noticeVersion: string): NoticeLanguage {
  const language = noticeLanguage.safeParse(noticeVersion.split('.').at(-1));
  return language.success ? language.data : 'en';
}
