import { Injectable } from '@nestjs/common';
import type {
  ConsentMode,
  DetailLevel,
  Message,
  MessageSent,
  NoticeLanguage,
  OwnView,
  PreparedMessage,
  PrepareMessage,
} from '@openly/contracts';
import { KEPT } from '@openly/contracts';
import { noticeVersion, questionVersion } from '@openly/tracking';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AccountsService } from '../accounts/accounts.service.js';
import { AuditService } from '../audit/audit.service.js';
import { ConsentService } from '../consent/consent.service.js';
import { keptAsItWentOut, strictestMode, type Treatment, treatmentOf } from '../consent/mode.js';
import { type ModeFacts, ModeFactsService } from '../consent/mode-facts.js';
import { holdPolicies } from '../consent/policy-lock.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { confirmationOf } from '../opens/confirmations.js';
import { OpensService } from '../opens/opens.service.js';
import { Encryption } from '../secrets/encryption.js';
import { MarksService, type Sender } from './marks.service.js';
import { MessageEntity } from './message.entity.js';
import { isOutForGood, ReadersService } from './readers.service.js';
import { receiptStateOf } from './receipt-state.js';

/** An account within its team. */
export interface AccountRef {
  teamId: string;
  accountId: string;
}

/** Own views may be told late (the browser was offline), but not from the future. */
const OWN_VIEW_LATEST_MS = 5 * 60_000;
const OWN_VIEW_OLDEST_MS = 7 * 86_400_000;
const OWN_VIEW_LONGEST_MS = 10 * 60_000;

/** A message and what Gmail made of it; without `sentAt` it went out now. */
export interface SentMessage extends Omit<MessageSent, 'sentAt'> {
  teamId: string;
  messageId: string;
  sentAt: string | null;
}

/** Forgets what another module keeps of a message, in the transaction that deletes it. */
export type DiscardListener = (manager: EntityManager, account: AccountRef, messageId: string) => Promise<void>;

@Injectable()
export class MessagesService {
  private readonly discardListeners: DiscardListener[] = [];

  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly consent: ConsentService,
    private readonly modes: ModeFactsService,
    private readonly opens: OpensService,
    private readonly marks: MarksService,
    private readonly encryption: Encryption,
    private readonly readers: ReadersService,
    private readonly audit: AuditService,
  ) {}

  /** Calls back whenever a message is deleted; what fails there keeps the message from being deleted. */
  onDiscarded(listener: DiscardListener): void {
    this.discardListeners.push(listener);
  }

  /**
   * Prepares a message, or prepares it again with other readers: the body is always the whole set, so that a repeat
   * changes nothing. Pixel, notice and links are absent, with a reason, where a reader has refused or is yet to allow
   * them; with the reason `reader_asked` the notice is the question.
   *
   * Once a mail has gone out for good, its readers are only added to: whoever got it keeps the say over it. Within a
   * minute of Send it may have been called back and sent again to others, so the whole set counts.
   *
   * Readers are asked in the mode the sender wants, and of opens as much is kept as is asked for; both at most as the
   * team has it now.
   * @throws DomainError `message_not_found` when the id is a colleague's, `message_discarded` when it was deleted.
   */
  async prepare(account: AccountRef, id: string, body: PrepareMessage, now = Date.now()): Promise<PreparedMessage> {
    const me = await this.accounts.me(account);
    const sender: Sender = { teamId: account.teamId, senderId: me.senderId, name: me.name ?? me.email };
    const language = body.language ?? me.noticeLanguage ?? 'en';
    return this.database.inTeam(account.teamId, async (manager) => {
      await holdPolicies(manager, [account.teamId]);
      const kept = await this.readers.kept(manager, account, id, now);
      const emails = [...kept, ...body.recipients].map((reader) => reader.email);
      // A refusal that arrives at this moment waits for us and then stops this message like the others.
      await this.consent.holdDecisions(manager, emails);
      const facts = await this.modes.of({
        ...account,
        messageId: id,
        emails,
        consentMode: body.consentMode ?? null,
      });
      const { treatment, detail, mode } = await this.store(manager, account, id, { ...body, language }, facts, now);
      const marks = this.marks.of(sender, id, language, treatment, facts.noticeAddition);
      const links = treatment === 'tracked' ? await this.storeLinks(manager, account.teamId, id, body.links ?? []) : [];
      return {
        id,
        senderId: me.senderId,
        state: 'prepared',
        pixelHtml: marks?.pixelHtml ?? null,
        noticeHtml: marks?.noticeHtml ?? null,
        noticeText: marks?.noticeText ?? null,
        language,
        links: links.map((link) => ({ url: link.url, trackedUrl: this.marks.trackedUrl(sender, link.id, link.url) })),
        detail,
        consentMode: mode,
        ...(treatment !== 'tracked' && { reason: treatment }),
      };
    });
  }

  /** Binds a message to what Gmail sent. A repeat, also with the ids of a mail sent again after Undo, is harmless. */
  async markSent(account: AccountRef, id: string, sent: MessageSent): Promise<void> {
    await this.database.inTeam(account.teamId, async (manager) => {
      await this.own(manager, account, id);
      await this.noteSent(manager, [{ teamId: account.teamId, messageId: id, ...sent }]);
    });
  }

  /**
   * Binds messages to what Gmail sent, inside the caller's transaction, of team or of system scope. One that was
   * deleted meanwhile stays so: its readers are no longer tracked, and the mail is sent all the same.
   *
   * Everybody whom the mail was written to has seen its question, whoever it was meant for: none of them is asked again
   * for a while. Told again of the same mail, that begins no later.
   */
  async noteSent(manager: EntityManager, sent: readonly SentMessage[]): Promise<void> {
    if (sent.length === 0) return;
    // In a statement of its own: the next one then sees whom a preparation or an erasure left that it waited for.
    await manager.query(
      `select from message join unnest($1::uuid[], $2::uuid[]) as given (team_id, id) using (team_id, id)
       order by team_id, id for no key update of message`,
      [sent.map(({ teamId }) => teamId), sent.map(({ messageId }) => messageId)],
    );
    await manager.query(
      `update message m set state = 'sent', gmail_message_id = mail, gmail_thread_id = thread,
              sent_at = coalesce(given.sent_at, now())
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
         as given (team_id, id, mail, thread, sent_at)
       where m.team_id = given.team_id and m.id = given.id and m.state <> 'discarded'`,
      [
        sent.map(({ teamId }) => teamId),
        sent.map(({ messageId }) => messageId),
        sent.map(({ gmailMessageId }) => gmailMessageId),
        sent.map(({ gmailThreadId }) => gmailThreadId),
        sent.map(({ sentAt }) => sentAt),
      ],
    );
    await noteAsked(manager, sent);
  }

  /** Which of these messages carry the question, in the caller's transaction. */
  async askingAmong(
    manager: EntityManager,
    messages: readonly { teamId: string; messageId: string }[],
  ): Promise<Set<string>> {
    const rows: { id: string }[] = await manager.query(
      `select id from message join unnest($1::uuid[], $2::uuid[]) as given (team_id, id) using (team_id, id)
       where asks`,
      [messages.map(({ teamId }) => teamId), messages.map(({ messageId }) => messageId)],
    );
    return new Set(rows.map(({ id }) => id));
  }

  async get(account: AccountRef, id: string): Promise<Message> {
    return this.database.inTeam(account.teamId, async (manager) => {
      const entity = await this.own(manager, account, id);
      const recipients = await this.readers.of(manager, account.teamId, [id]);
      return this.view(entity, recipients.get(id) ?? []);
    });
  }

  /** Sent messages of the account, newest first. `before` is the last one of the page before. */
  async list(
    account: AccountRef,
    limit: number,
    before: { createdAt: string; id: string } | null,
  ): Promise<{ items: Message[]; next: { createdAt: string; id: string } | null }> {
    return this.database.inTeam(account.teamId, async (manager) => {
      const query = manager
        .createQueryBuilder(MessageEntity, 'message')
        .where('message.team_id = :teamId and message.account_id = :accountId', account)
        .andWhere(`message.state = 'sent'`)
        .orderBy('message.created_at', 'DESC')
        .addOrderBy('message.id', 'DESC')
        .limit(limit + 1);
      if (before) query.andWhere('(message.created_at, message.id) < (:createdAt::timestamptz, :id::uuid)', before);
      const found = await query.getMany();
      const page = found.slice(0, limit);
      const recipients = await this.readers.of(
        manager,
        account.teamId,
        page.map((entity) => entity.id),
      );
      const last = page.at(-1);
      return {
        items: page.map((entity) => this.view(entity, recipients.get(entity.id) ?? [])),
        next: found.length > limit && last ? { createdAt: last.createdAt.toISOString(), id: last.id } : null,
      };
    });
  }

  /**
   * Stops tracking and erases what was recorded, who was written to and Gmail's ids. The bare row stays, so that a pixel already
   * sent finds nothing to write to and the id is not used again.
   */
  async discard(account: AccountRef, id: string): Promise<void> {
    await this.database.inTeam(account.teamId, async (manager) => {
      await this.own(manager, account, id);
      // It may be out, and nobody has told yet.
      await noteAsked(manager, [{ teamId: account.teamId, messageId: id }]);
      for (const table of ['hit', 'open', 'click', 'own_view', 'link', 'recipient']) {
        await manager.query(`delete from ${table} where team_id = $1 and message_id = $2`, [account.teamId, id]);
      }
      await manager.update(
        MessageEntity,
        { teamId: account.teamId, id },
        {
          state: 'discarded',
          subjectSealed: null,
          gmailMessageId: null,
          gmailThreadId: null,
          openCount: 0,
          machineOpenCount: 0,
          clickCount: 0,
          firstOpenedAt: null,
          lastOpenedAt: null,
          earlierSignal: null,
          confirmedBy: null,
          confirmedAt: null,
        },
      );
      for (const forget of this.discardListeners) await forget(manager, account, id);
      await this.audit.record(manager, { ...account, action: 'message.deleted', targetId: id });
    });
  }

  /**
   * Notes that the sender had this mail on screen, so that fetches of that time are the sender's own. Looks it covers
   * stop counting for good, so it is a moment and no longer: a span of days is a client's mistake.
   * @throws DomainError `invalid_request` beyond 10 minutes, the last seven days or the present
   */
  async recordOwnView(account: AccountRef, id: string, view: OwnView, now = Date.now()): Promise<void> {
    const [from, to] = [new Date(view.from), new Date(view.to)];
    await this.database.inTeam(account.teamId, async (manager) => {
      // First, so that nothing is told of a mail that is not theirs.
      await this.own(manager, account, id);
      if (to.getTime() > now + OWN_VIEW_LATEST_MS || from.getTime() < now - OWN_VIEW_OLDEST_MS) {
        throw new DomainError('invalid_request', 'A view lies within the last seven days.');
      }
      if (to.getTime() - from.getTime() > OWN_VIEW_LONGEST_MS) {
        throw new DomainError('invalid_request', 'A view is at most 10 minutes long.');
      }
      await this.opens.recordOwnView(manager, account.teamId, id, from, to);
    });
  }

  /**
   * Forgets messages that were prepared and never sent: nobody pressed Send within a day of the last preparation, and
   * no pixel was fetched. With which somebody decided something is out: nobody has told, but a reader has its link.
   */
  async forgetUnsent(): Promise<void> {
    const old = `m.state = 'prepared' and m.prepared_at < now() - interval '${KEPT.unsentMessageHours} hours'`;
    await this.database.systemQuery(`
      update message m set state = 'sent'
      where ${old}
        and exists (select from consent_decision d where d.team_id = m.team_id and d.message_id = m.id)`);
    await this.database.systemQuery(`
      delete from message m
      where ${old}
        and not exists (select from hit h where h.team_id = m.team_id and h.message_id = m.id)
        and not exists (select from schedule s where s.team_id = m.team_id and s.message_id = m.id
                          and s.status in ('scheduled', 'paused', 'sending', 'needs_decision'))`);
  }

  subjectOf(entity: MessageEntity): string | null {
    return entity.subjectSealed && this.encryption.open('message.subject', entity.subjectSealed);
  }

  /** The account's own message, locked for the rest of the transaction. */
  private async own(manager: EntityManager, account: AccountRef, id: string): Promise<MessageEntity> {
    const entity = await manager.findOne(MessageEntity, {
      where: { teamId: account.teamId, id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!entity || entity.accountId !== account.accountId) throw new DomainError('message_not_found');
    if (entity.state === 'discarded') throw new DomainError('message_discarded');
    return entity;
  }

  /** Writes the message and its readers. @returns what it goes out with, in which mode, and how much is kept of opens */
  private async store(
    manager: EntityManager,
    account: AccountRef,
    id: string,
    body: PrepareMessage & { language: NoticeLanguage },
    facts: ModeFacts,
    now: number,
  ): Promise<{ treatment: Treatment; mode: ConsentMode; detail: DetailLevel }> {
    const subject = body.subject ? this.encryption.seal('message.subject', body.subject) : null;
    await manager.query(
      `insert into message (team_id, id, account_id, state, notice_version, tracked)
       values ($1, $2, $3, 'prepared', $4, false) on conflict (team_id, id) do nothing`,
      [account.teamId, id, account.accountId, noticeVersion(body.language, facts.noticeAddition)],
    );
    const entity = await this.own(manager, account, id);
    // One whose readers are forgotten would seem to have these alone.
    if (entity.readersForgottenAt) throw new DomainError('message_discarded');
    // What is out stays out: a later preparation takes no pixel back, keeps no more than the mail went out with, and
    // changes nothing of what its readers were told or asked.
    const isOut = isOutForGood(entity, now);
    const mode = isOut ? strictestMode(facts.mode, entity.consentMode) : facts.mode;
    const byReaders = treatmentOf(mode, facts.readers);
    const treatment = isOut ? keptAsItWentOut(byReaders, mode, entity) : byReaders;
    const isWithdrawn = entity.withdrawnAt !== null;
    const { tracked, asks } = isOut
      ? entity
      : { tracked: treatment === 'tracked', asks: treatment === 'reader_asked' && !isWithdrawn };
    const versionOf = treatment === 'reader_asked' ? questionVersion : noticeVersion;
    const words = versionOf(body.language, facts.noticeAddition);
    const [[row]]: [{ detail: DetailLevel }[], number] = await manager.query(
      `update message set subject_sealed = $3, gmail_thread_id = coalesce($4, gmail_thread_id),
              notice_version = case when $8 and (message.tracked or message.asks) then notice_version else $5 end,
              tracked = $6, asks = $9, consent_mode = $10, prepared_at = now(),
              detail = least($7::detail_level, team.detail, case when $8 then message.detail end)
       from team where message.team_id = $1 and message.id = $2 and team.id = $1 returning message.detail`,
      [account.teamId, id, subject, body.gmailThreadId ?? null, words, tracked, body.detail ?? null, isOut, asks, mode],
    );
    if (!row) throw new DomainError('message_not_found');
    await this.readers.store(manager, entity, body.recipients, now);
    return { treatment: isWithdrawn ? 'reader_refused' : treatment, mode, detail: row.detail };
  }

  /** Keeps the address of each link, once; a link that was given before keeps its id, and so its token. */
  private async storeLinks(
    manager: EntityManager,
    teamId: string,
    messageId: string,
    urls: string[],
  ): Promise<{ id: string; url: string }[]> {
    if (urls.length === 0) return [];
    const unique = [...new Set(urls)];
    await manager.query(
      `insert into link (team_id, message_id, id, url)
       select $1, $2, id, url from unnest($3::uuid[], $4::text[]) as given (id, url)
       on conflict (team_id, message_id, url) do nothing`,
      [teamId, messageId, unique.map(() => uuidv7()), unique],
    );
    return manager.query(`select id, url from link where team_id = $1 and message_id = $2 and url = any($3)`, [
      teamId,
      messageId,
      unique,
    ]);
  }

  private view(entity: MessageEntity, recipients: Message['recipients']): Message {
    return {
      id: entity.id,
      subject: this.subjectOf(entity),
      state: entity.state,
      receiptState: receiptStateOf({ ...entity, withdrawn: entity.withdrawnAt !== null }),
      recipients,
      gmailMessageId: entity.gmailMessageId,
      gmailThreadId: entity.gmailThreadId,
      createdAt: entity.createdAt.toISOString(),
      sentAt: entity.sentAt?.toISOString() ?? null,
      openCount: entity.openCount,
      machineOpenCount: entity.machineOpenCount,
      firstOpenedAt: entity.firstOpenedAt?.toISOString() ?? null,
      lastOpenedAt: entity.lastOpenedAt?.toISOString() ?? null,
      confirmation: confirmationOf(entity.confirmedBy, entity.confirmedAt),
    };
  }
}

/** Notes of the readers of these messages, as far as they carry the question, that they were asked by them. */
async function noteAsked(
  manager: EntityManager,
  messages: readonly { teamId: string; messageId: string }[],
): Promise<void> {
  await manager.query(
    `insert into reader_question as earlier (team_id, account_id, email_hash, message_id)
     select distinct on (message.team_id, account_id, email_hash) message.team_id, account_id, email_hash, message.id
     from message
     join unnest($1::uuid[], $2::uuid[]) as given (team_id, id) using (team_id, id)
     join recipient on recipient.team_id = message.team_id and recipient.message_id = message.id
     where message.asks and message.state <> 'discarded'
     order by message.team_id, account_id, email_hash
     on conflict (team_id, account_id, email_hash) do update set message_id = excluded.message_id, asked_at = now()
       where earlier.message_id <> excluded.message_id`,
    [messages.map(({ teamId }) => teamId), messages.map(({ messageId }) => messageId)],
  );
}
