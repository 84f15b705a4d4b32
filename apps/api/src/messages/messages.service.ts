import { Injectable } from '@nestjs/common';
import type { Message, MessageSent, OwnView, PreparedMessage, PrepareMessage } from '@openly/contracts';
import { NOTICE_VERSION } from '@openly/tracking';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AccountsService } from '../accounts/accounts.service.js';
import { ConsentService } from '../consent/consent.service.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { OpensService } from '../opens/opens.service.js';
import { Encryption } from '../secrets/encryption.js';
import { LookupHash } from '../secrets/lookup-hash.js';
import { MarksService, type Sender } from './marks.service.js';
import { MessageEntity } from './message.entity.js';
import { receiptStateOf } from './receipt-state.js';
import { RecipientEntity } from './recipient.entity.js';

/** An account within its team. */
export interface AccountRef {
  teamId: string;
  accountId: string;
}

/** Own views may be told late (the browser was offline), but not from the future. */
const OWN_VIEW_LATEST_MS = 5 * 60_000;
const OWN_VIEW_OLDEST_MS = 7 * 86_400_000;

@Injectable()
export class MessagesService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly consent: ConsentService,
    private readonly opens: OpensService,
    private readonly marks: MarksService,
    private readonly encryption: Encryption,
    private readonly lookup: LookupHash,
  ) {}

  /**
   * Prepares a message, or prepares it again with other readers: the body is always the whole set, so that a repeat
   * changes nothing. Pixel and notice are absent, with a reason, where a reader has refused.
   * @throws DomainError `message_not_found` when the id is a colleague's, `message_discarded` when it was deleted.
   */
  async prepare(account: AccountRef, id: string, body: PrepareMessage): Promise<PreparedMessage> {
    const me = await this.accounts.me(account);
    const sender: Sender = { teamId: account.teamId, senderId: me.senderId, name: me.name ?? me.email };
    const readers = body.recipients.map((recipient) => recipient.email);
    return this.database.inTeam(account.teamId, async (manager) => {
      // A refusal that arrives at this moment waits for us and then stops this message like the others.
      await this.consent.holdDecisions(manager, readers);
      const refused = await this.consent.anyRefuses(account, readers);
      const withdrawn = await this.store(manager, account, id, body, !refused && body.recipients.length > 0);
      const links = await this.storeLinks(manager, account.teamId, id, body.links ?? []);
      const reason =
        refused || withdrawn ? 'reader_refused' : body.recipients.length === 0 ? 'no_recipients' : undefined;
      const marks = reason ? null : this.marks.of(sender, id);
      return {
        id,
        senderId: me.senderId,
        state: 'prepared',
        pixelHtml: marks?.pixelHtml ?? null,
        noticeHtml: marks?.noticeHtml ?? null,
        noticeText: marks?.noticeText ?? null,
        links: reason
          ? []
          : links.map((link) => ({ url: link.url, trackedUrl: this.marks.trackedUrl(sender, link.id, link.url) })),
        ...(reason && { reason }),
      };
    });
  }

  /** Binds a message to what Gmail sent. A repeat, also with the ids of a mail sent again after Undo, is harmless. */
  async markSent(account: AccountRef, id: string, sent: MessageSent): Promise<void> {
    await this.database.inTeam(account.teamId, async (manager) => {
      await this.own(manager, account, id);
      await manager.update(
        MessageEntity,
        { teamId: account.teamId, id },
        {
          state: 'sent',
          gmailMessageId: sent.gmailMessageId,
          gmailThreadId: sent.gmailThreadId,
          sentAt: new Date(sent.sentAt),
        },
      );
    });
  }

  async get(account: AccountRef, id: string): Promise<Message> {
    return this.database.inTeam(account.teamId, async (manager) => {
      const entity = await this.own(manager, account, id);
      const recipients = await this.recipientsOf(manager, account.teamId, [id]);
      return this.view(entity, recipients.get(id) ?? []);
    });
  }

  /** Messages of the account, newest first. `before` is the last one of the page before. */
  async list(
    account: AccountRef,
    limit: number,
    before: { createdAt: string; id: string } | null,
  ): Promise<{ items: Message[]; next: { createdAt: string; id: string } | null }> {
    return this.database.inTeam(account.teamId, async (manager) => {
      const query = manager
        .createQueryBuilder(MessageEntity, 'message')
        .where('message.team_id = :teamId and message.account_id = :accountId', account)
        .andWhere(`message.state <> 'discarded'`)
        .orderBy('message.created_at', 'DESC')
        .addOrderBy('message.id', 'DESC')
        .limit(limit + 1);
      if (before) query.andWhere('(message.created_at, message.id) < (:createdAt::timestamptz, :id::uuid)', before);
      const found = await query.getMany();
      const page = found.slice(0, limit);
      const recipients = await this.recipientsOf(
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
   * Stops tracking and erases what was recorded and who was written to. The bare row stays, so that a pixel already
   * sent finds nothing to write to and the id is not used again.
   */
  async discard(account: AccountRef, id: string): Promise<void> {
    await this.database.inTeam(account.teamId, async (manager) => {
      await this.own(manager, account, id);
      for (const table of ['hit_origin', 'hit', 'open', 'click', 'own_view', 'link', 'recipient']) {
        const condition =
          table === 'hit_origin'
            ? 'hit_id in (select id from hit where team_id = $1 and message_id = $2)'
            : 'message_id = $2';
        await manager.query(`delete from ${table} where team_id = $1 and ${condition}`, [account.teamId, id]);
      }
      await manager.update(
        MessageEntity,
        { teamId: account.teamId, id },
        {
          state: 'discarded',
          subjectSealed: null,
          openCount: 0,
          machineOpenCount: 0,
          firstOpenedAt: null,
          lastOpenedAt: null,
        },
      );
    });
  }

  /** Notes that the sender had this mail on screen, so that fetches of that time are the sender's own. */
  async recordOwnView(account: AccountRef, id: string, view: OwnView, now = Date.now()): Promise<void> {
    const [from, to] = [new Date(view.from), new Date(view.to)];
    if (to.getTime() > now + OWN_VIEW_LATEST_MS || from.getTime() < now - OWN_VIEW_OLDEST_MS) {
      throw new DomainError('invalid_request', 'A view lies within the last seven days.');
    }
    await this.database.inTeam(account.teamId, async (manager) => {
      await this.own(manager, account, id);
      await this.opens.recordOwnView(manager, account.teamId, id, from, to);
    });
  }

  /** Forgets messages that were prepared and never sent: nobody pressed Send within a day and no pixel was fetched. */
  async forgetUnsent(): Promise<void> {
    await this.database.systemQuery(`
      delete from message m
      where m.state = 'prepared' and m.prepared_at < now() - interval '24 hours'
        and not exists (select from hit h where h.team_id = m.team_id and h.message_id = m.id)
        and not exists (select from schedule s where s.team_id = m.team_id and s.message_id = m.id
                          and s.status in ('scheduled', 'paused', 'sending', 'needs_decision'))`);
  }

  /** Readers of these messages, in the order of each mail. */
  async recipientsOf(
    manager: EntityManager,
    teamId: string,
    messageIds: string[],
  ): Promise<Map<string, Message['recipients']>> {
    const byMessage = new Map<string, Message['recipients']>();
    if (messageIds.length === 0) return byMessage;
    const rows = await manager
      .createQueryBuilder(RecipientEntity, 'recipient')
      .where('recipient.team_id = :teamId and recipient.message_id = any(:messageIds)', { teamId, messageIds })
      .orderBy('recipient.position')
      .getMany();
    for (const row of rows) {
      const readers = byMessage.get(row.messageId) ?? [];
      readers.push({
        email: this.encryption.open('recipient.email', row.emailSealed),
        name: row.nameSealed && this.encryption.open('recipient.name', row.nameSealed),
        field: row.field,
      });
      byMessage.set(row.messageId, readers);
    }
    return byMessage;
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

  /** Writes the message and its readers. @returns whether a reader has stopped it already. */
  private async store(
    manager: EntityManager,
    account: AccountRef,
    id: string,
    body: PrepareMessage,
    tracked: boolean,
  ): Promise<boolean> {
    const subject = body.subject ? this.encryption.seal('message.subject', body.subject) : null;
    await manager.query(
      `insert into message (team_id, id, account_id, state, subject_sealed, gmail_thread_id, notice_version, tracked)
       values ($1, $2, $3, 'prepared', $4, $5, $6, $7) on conflict (team_id, id) do nothing`,
      [account.teamId, id, account.accountId, subject, body.gmailThreadId ?? null, NOTICE_VERSION, tracked],
    );
    const entity = await this.own(manager, account, id);
    await manager.query(
      `update message set subject_sealed = $3, gmail_thread_id = coalesce($4, gmail_thread_id), notice_version = $5,
              tracked = $6, prepared_at = now()
       where team_id = $1 and id = $2`,
      [account.teamId, id, subject, body.gmailThreadId ?? null, NOTICE_VERSION, tracked],
    );
    await manager.delete(RecipientEntity, { teamId: account.teamId, messageId: id });
    await manager.insert(
      RecipientEntity,
      body.recipients.map((recipient, position) => ({
        teamId: account.teamId,
        messageId: id,
        position,
        field: recipient.field,
        emailSealed: this.encryption.seal('recipient.email', recipient.email),
        emailHash: this.lookup.ofAddress(recipient.email),
        nameSealed: recipient.name ? this.encryption.seal('recipient.name', recipient.name) : null,
      })),
    );
    return entity.withdrawnAt !== null;
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
    };
  }
}
