import { Injectable } from '@nestjs/common';
import type { Message, Recipient } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { Encryption } from '../secrets/encryption.js';
import { LookupHash } from '../secrets/lookup-hash.js';
import { MessageEntity } from './message.entity.js';
import { RecipientEntity } from './recipient.entity.js';

/** So long after Send, in milliseconds, a mail may have been called back: Gmail's longest Undo is 30 seconds. */
const UNDO_MS = 60_000;

/** Who a message is written to: sealed, and found by a keyed hash of the address. */
@Injectable()
export class ReadersService {
  constructor(
    private readonly encryption: Encryption,
    private readonly lookup: LookupHash,
  ) {}

  /** Readers of these messages, in the order of each mail. */
  async of(manager: EntityManager, teamId: string, messageIds: string[]): Promise<Map<string, Message['recipients']>> {
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

  /** Readers that stay whatever the next preparation says: of a mail that is out for good, all. */
  async kept(
    manager: EntityManager,
    { teamId, accountId }: Pick<MessageEntity, 'teamId' | 'accountId'>,
    messageId: string,
    now: number,
  ): Promise<Message['recipients']> {
    const message = await manager.findOneBy(MessageEntity, { teamId, accountId, id: messageId });
    if (!message || !isOutForGood(message, now)) return [];
    return (await this.of(manager, teamId, [messageId])).get(messageId) ?? [];
  }

  /**
   * Writes the readers of a locked message: in place of all there were, or, once it is out for good, besides them. Where
   * one of those had themselves erased, nobody is added: nothing tells whether it is that one again.
   */
  async store(
    manager: EntityManager,
    message: MessageEntity,
    recipients: readonly Recipient[],
    now: number,
  ): Promise<void> {
    const { teamId, id: messageId } = message;
    const keeps = isOutForGood(message, now);
    if (keeps && message.erasedReaders > 0) return;
    if (!keeps) await manager.delete(RecipientEntity, { teamId, messageId });
    const there = keeps ? await manager.findBy(RecipientEntity, { teamId, messageId }) : [];
    const known = new Set(there.map((row) => row.emailHash.toString('hex')));
    const isNew = ({ email }: Recipient) =>
      !this.lookup.allOfAddress(email).some((hash) => known.has(hash.toString('hex')));
    const firstPosition = Math.max(-1, ...there.map((row) => row.position)) + 1;
    await manager.insert(
      RecipientEntity,
      recipients.filter(isNew).map((recipient, index) => ({
        teamId,
        messageId,
        position: firstPosition + index,
        field: recipient.field,
        emailSealed: this.encryption.seal('recipient.email', recipient.email),
        emailHash: this.lookup.ofAddress(recipient.email),
        nameSealed: recipient.name ? this.encryption.seal('recipient.name', recipient.name) : null,
      })),
    );
  }
}

/** Sent, and too long ago to be called back. One whose pixel was fetched before anybody told of Send was delivered. */
export function isOutForGood({ state, sentAt }: MessageEntity, now: number): boolean {
  return state === 'sent' && !(sentAt && Math.abs(now - sentAt.getTime()) <= UNDO_MS);
}
