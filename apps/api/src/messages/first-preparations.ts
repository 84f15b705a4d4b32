import { Injectable } from '@nestjs/common';
import type { ConsentMode, NoticeLanguage, Recipient } from '@openly/contracts';
import { noticeVersion, questionVersion } from '@openly/tracking';
import type { EntityManager } from 'typeorm';
import { AccountsService } from '../accounts/accounts.service.js';
import { ConsentService } from '../consent/consent.service.js';
import { type Treatment, treatmentOf } from '../consent/mode.js';
import { ModeFactsService } from '../consent/mode-facts.js';
import { holdPolicies } from '../consent/policy-lock.js';
import { Encryption } from '../secrets/encryption.js';
import { LookupHash } from '../secrets/lookup-hash.js';
import { MarksService, type TextMarks } from './marks.service.js';
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
  /** As its sender wants it; null: as the team has it. */
  consentMode: ConsentMode | null;
}

/** How a mail goes out; `known` where the message exists already and nothing was done. */
export type Prepared = { treatment: Treatment; marks: TextMarks | null } | 'known';

/** How one of them is written down. */
interface Planned extends Preparation {
  mode: ConsentMode;
  treatment: Treatment;
  language: NoticeLanguage;
  noticeAddition: string | null;
}

/** Many messages prepared for the first time, in a few statements: scheduled mail comes in crowds at eight o'clock. */
@Injectable()
export class FirstPreparations {
  constructor(
    private readonly accounts: AccountsService,
    private readonly consent: ConsentService,
    private readonly modes: ModeFactsService,
    private readonly marks: MarksService,
    private readonly encryption: Encryption,
    private readonly lookup: LookupHash,
  ) {}

  /**
   * As `MessagesService.prepare` does for one; refusals and stricter policies that arrive meanwhile wait for the end of
   * the transaction.
   * @param manager of a transaction in system scope
   * @returns by message id
   */
  async prepare(manager: EntityManager, preparations: readonly Preparation[]): Promise<Map<string, Prepared>> {
    if (preparations.length === 0) return new Map();
    await holdPolicies(
      manager,
      preparations.map(({ account }) => account.teamId),
    );
    await this.consent.holdDecisions(
      manager,
      preparations.flatMap(({ recipients }) => recipients.map(({ email }) => email)),
    );
    const senders = await this.accounts.sendersOf(
      manager,
      preparations.map(({ account }) => account.accountId),
    );
    const planned = (await this.treatments(manager, preparations)).map((one) => ({
      ...one,
      language: one.language ?? senders.get(one.account.accountId)?.noticeLanguage ?? 'en',
    }));
    const written = await this.write(manager, planned);
    return new Map(
      planned.map(({ account, messageId, language, treatment, noticeAddition }): [string, Prepared] => {
        const sender = senders.get(account.accountId);
        if (!written.has(messageId) || !sender) return [messageId, 'known'];
        const from = { teamId: account.teamId, ...sender };
        const marks = this.marks.of(from, messageId, language, treatment, noticeAddition);
        return [messageId, { treatment, marks }];
      }),
    );
  }

  /** Of mails of one moment from one sender to one reader the first alone asks. */
  private async treatments(
    manager: EntityManager,
    preparations: readonly Preparation[],
  ): Promise<(Preparation & Pick<Planned, 'mode' | 'treatment' | 'noticeAddition'>)[]> {
    const facts = await this.modes.ofMany(
      manager,
      preparations.map((preparation) => ({
        ...preparation,
        ...preparation.account,
        emails: preparation.recipients.map(({ email }) => email),
      })),
    );
    const asked = new Set<string>();
    return facts.map(({ mail, mode, readers, noticeAddition }) => {
      const keys = mail.emails.map((email) => `${mail.accountId} ${this.lookup.ofAddress(email).toString('hex')}`);
      const askedNow = (place: number) => asked.has(keys[place] ?? '');
      const treatment = treatmentOf(
        mode,
        readers.map((reader, place) => ({ ...reader, askedLately: reader.askedLately || askedNow(place) })),
      );
      if (treatment === 'reader_asked') for (const key of keys) asked.add(key);
      return { ...mail, mode, treatment, noticeAddition };
    });
  }

  /** @returns the ids of the messages that did not exist before */
  private async write(manager: EntityManager, planned: readonly Planned[]): Promise<Set<string>> {
    const readers = planned.flatMap(({ account, messageId, recipients }) =>
      recipients.map((recipient, position) => ({ teamId: account.teamId, messageId, recipient, position })),
    );
    const rows: { id: string }[] = await manager.query(
      `with made as (
         insert into message (team_id, id, account_id, state, subject_sealed, gmail_thread_id, notice_version, tracked,
                              asks, consent_mode, detail)
         select team_id, given.id, account_id, 'prepared', subject, thread, notice, treatment = 'tracked',
                treatment = 'reader_asked', mode, team.detail
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[], $5::text[], $6::text[], $7::text[],
                     $15::consent_mode[])
           as given (team_id, id, account_id, subject, thread, treatment, notice, mode)
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
        planned.map(({ account }) => account.teamId),
        planned.map(({ messageId }) => messageId),
        planned.map(({ account }) => account.accountId),
        planned.map(({ subject }) => subject && this.encryption.seal('message.subject', subject)),
        planned.map(({ gmailThreadId }) => gmailThreadId),
        planned.map(({ treatment }) => treatment),
        planned.map(({ treatment, language, noticeAddition }) =>
          (treatment === 'reader_asked' ? questionVersion : noticeVersion)(language, noticeAddition),
        ),
        readers.map(({ teamId }) => teamId),
        readers.map(({ messageId }) => messageId),
        readers.map(({ position }) => position),
        readers.map(({ recipient }) => recipient.field),
        readers.map(({ recipient }) => this.encryption.seal('recipient.email', recipient.email)),
        readers.map(({ recipient }) => this.lookup.ofAddress(recipient.email)),
        readers.map(({ recipient }) =>
          recipient.name ? this.encryption.seal('recipient.name', recipient.name) : null,
        ),
        planned.map(({ mode }) => mode),
      ],
    );
    return new Set(rows.map(({ id }) => id));
  }
}
