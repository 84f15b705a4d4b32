import { Injectable } from '@nestjs/common';
import type { NoticeLanguage, Recipient } from '@openly/contracts';
import { noticeVersion } from '@openly/tracking';
import type { EntityManager } from 'typeorm';
import { AccountsService } from '../accounts/accounts.service.js';
import { ConsentService } from '../consent/consent.service.js';
import { Encryption } from '../secrets/encryption.js';
import { LookupHash } from '../secrets/lookup-hash.js';
import { MarksService } from './marks.service.js';
import type { AccountRef } from './messages.service.js';

/** A message that is about to be prepared, most likely for the first time. */
export interface Preparation {
  account: AccountRef;
  messageId: string;
  subject: string | null;
  gmailThreadId: string | null;
  recipients: readonly Recipient[];
  /** What the mail is written in; null where its text does not tell, so that the sender's choice counts. */
  language: NoticeLanguage | null;
}

/** Pixel and notice; null where a reader refuses; `known` where the message exists already and nothing was done. */
export type Prepared = { pixelHtml: string; noticeHtml: string; noticeText: string } | null | 'known';

/** Many messages prepared for the first time, in a few statements: scheduled mail comes in crowds at eight o'clock. */
@Injectable()
export class FirstPreparations {
  constructor(
    private readonly accounts: AccountsService,
    private readonly consent: ConsentService,
    private readonly marks: MarksService,
    private readonly encryption: Encryption,
    private readonly lookup: LookupHash,
  ) {}

  /**
   * As `MessagesService.prepare` does for one; refusals that arrive meanwhile wait for the end of the transaction.
   * @param manager of a transaction in system scope
   * @returns by message id
   */
  async prepare(manager: EntityManager, preparations: readonly Preparation[]): Promise<Map<string, Prepared>> {
    if (preparations.length === 0) return new Map();
    const mails = preparations.map(({ account, recipients }) => ({
      sender: account,
      emails: recipients.map(({ email }) => email),
    }));
    await this.consent.holdDecisions(
      manager,
      mails.flatMap(({ emails }) => emails),
    );
    const refused = await this.consent.refusedAmong(manager, mails);
    const senders = await this.accounts.sendersOf(
      manager,
      preparations.map(({ account }) => account.accountId),
    );
    const languages = preparations.map(
      ({ account, language }) => language ?? senders.get(account.accountId)?.noticeLanguage ?? 'en',
    );
    const written = await this.write(manager, preparations, languages, refused);
    return new Map(
      preparations.map(({ account, messageId }, index): [string, Prepared] => {
        const sender = senders.get(account.accountId);
        if (!written.has(messageId)) return [messageId, 'known'];
        if (refused.has(index) || !sender) return [messageId, null];
        return [messageId, this.marks.of({ teamId: account.teamId, ...sender }, messageId, languages[index] ?? 'en')];
      }),
    );
  }

  /** @returns the ids of the messages that did not exist before */
  private async write(
    manager: EntityManager,
    preparations: readonly Preparation[],
    languages: readonly NoticeLanguage[],
    refused: ReadonlySet<number>,
  ): Promise<Set<string>> {
    const readers = preparations.flatMap(({ account, messageId, recipients }) =>
      recipients.map((recipient, position) => ({ teamId: account.teamId, messageId, recipient, position })),
    );
    const rows: { id: string }[] = await manager.query(
      `with made as (
         insert into message (team_id, id, account_id, state, subject_sealed, gmail_thread_id, notice_version, tracked,
                              detail)
         select team_id, given.id, account_id, 'prepared', subject, thread, notice, tracked, team.detail
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[], $5::text[], $6::boolean[], $7::text[])
           as given (team_id, id, account_id, subject, thread, tracked, notice)
         join team on team.id = given.team_id
         on conflict (team_id, id) do nothing returning team_id, id
       ), addressed as (
         insert into recipient (team_id, message_id, position, field, email_sealed, email_hash, name_sealed)
         select reader.* from unnest(
           $8::uuid[], $9::uuid[], $10::int[], $11::text[], $12::bytea[], $13::bytea[], $14::bytea[]
         ) as reader (team_id, message_id, position, field, email_sealed, email_hash, name_sealed)
         join made on made.team_id = reader.team_id and made.id = reader.message_id
       )
       select id from made`,
      [
        preparations.map(({ account }) => account.teamId),
        preparations.map(({ messageId }) => messageId),
        preparations.map(({ account }) => account.accountId),
        preparations.map(({ subject }) => subject && this.encryption.seal('message.subject', subject)),
        preparations.map(({ gmailThreadId }) => gmailThreadId),
        preparations.map((_, index) => !refused.has(index)),
        languages.map(noticeVersion),
        readers.map(({ teamId }) => teamId),
        readers.map(({ messageId }) => messageId),
        readers.map(({ position }) => position),
        readers.map(({ recipient }) => recipient.field),
        readers.map(({ recipient }) => this.encryption.seal('recipient.email', recipient.email)),
        readers.map(({ recipient }) => this.lookup.ofAddress(recipient.email)),
        readers.map(({ recipient }) =>
          recipient.name ? this.encryption.seal('recipient.name', recipient.name) : null,
        ),
      ],
    );
    return new Set(rows.map(({ id }) => id));
  }
}
