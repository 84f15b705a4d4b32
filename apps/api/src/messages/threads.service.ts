import { Injectable } from '@nestjs/common';
import type { Receipt, Thread } from '@openly/contracts';
import { looksBeside } from '@openly/tracking';
import { Database } from '../database/database.js';
import { confirmationOf } from '../opens/confirmations.js';
import { OpensService } from '../opens/opens.service.js';
import { PlaceCredits } from '../opens/place-credit.js';
import { MessageEntity } from './message.entity.js';
import { type AccountRef, MessagesService } from './messages.service.js';
import { ReadersService } from './readers.service.js';
import { type ReceiptFacts, receiptStateOf, threadStateOf } from './receipt-state.js';

/** Receipts as Gmail shows them: by thread, of the caller's own mailbox. */
@Injectable()
export class ThreadsService {
  constructor(
    private readonly database: Database,
    private readonly messages: MessagesService,
    private readonly readers: ReadersService,
    private readonly opens: OpensService,
    private readonly credits: PlaceCredits,
  ) {}

  /** One receipt a thread asked for, in that order; a thread nothing was tracked in is `untracked`. */
  async receipts(account: AccountRef, gmailThreadIds: string[]): Promise<Receipt[]> {
    // A screen is asked for often: no more is read than stands in it, and no entities are made.
    const sent: ReceiptRow[] = await this.database.inTeam(account.teamId, (manager) =>
      manager.query(
        `select gmail_thread_id as "gmailThreadId", tracked, withdrawn_at is not null as withdrawn,
                open_count as "openCount", machine_open_count as "machineOpenCount",
                first_opened_at as "firstOpenedAt", last_opened_at as "lastOpenedAt",
                earlier_signal as "earlierSignal", confirmed_by as "confirmedBy", confirmed_at as "confirmedAt"
         from message
         where team_id = $1 and account_id = $2 and gmail_thread_id = any($3) and state = 'sent'
         order by sent_at nulls last, id`,
        [account.teamId, account.accountId, gmailThreadIds],
      ),
    );
    const threads = new Map<string, ReceiptRow[]>(gmailThreadIds.map((id) => [id, []]));
    for (const message of sent) threads.get(message.gmailThreadId)?.push(message);
    return gmailThreadIds.map((gmailThreadId) => {
      const messages = threads.get(gmailThreadId) ?? [];
      return {
        gmailThreadId,
        messageCount: messages.length,
        openCount: messages.reduce((sum, message) => sum + message.openCount, 0),
        machineOpenCount: messages.reduce((sum, message) => sum + message.machineOpenCount, 0),
        firstOpenedAt: instantOf(Math.min(...messages.flatMap(({ firstOpenedAt }) => firstOpenedAt?.getTime() ?? []))),
        lastOpenedAt: instantOf(Math.max(...messages.flatMap(({ lastOpenedAt }) => lastOpenedAt?.getTime() ?? []))),
        confirmation: latest(messages),
        state: threadStateOf(messages.map(receiptStateOf)),
      };
    });
  }

  /** Every tracked message of a thread with its opens and clicks, oldest message first. */
  async thread(account: AccountRef, gmailThreadId: string): Promise<Thread> {
    const sent = await this.sentIn(account, [gmailThreadId]);
    const ids = sent.map((message) => message.id);
    const placeCredit = await this.credits.now();
    return this.database.inTeam(account.teamId, async (manager) => {
      const recipients = await this.readers.of(manager, account.teamId, ids);
      const signals = await this.opens.opensOf(manager, account.teamId, ids);
      return {
        gmailThreadId,
        placeCredit,
        messages: sent.map((message) => {
          const readers = recipients.get(message.id) ?? [];
          const confirmation = confirmationOf(message.confirmedBy, message.confirmedAt);
          return {
            id: message.id,
            gmailMessageId: message.gmailMessageId,
            subject: this.messages.subjectOf(message),
            sentAt: message.sentAt?.toISOString() ?? null,
            recipients: readers,
            state: receiptStateOf({ ...message, withdrawn: message.withdrawnAt !== null }),
            asked: message.asks,
            confirmation,
            opens: looksBeside(signals.get(message.id)?.opens ?? [], {
              readers: new Set(readers.map(({ email }) => email.toLowerCase())).size,
              confirmation,
            }),
            clicks: signals.get(message.id)?.clicks ?? [],
          };
        }),
      };
    });
  }

  private sentIn(account: AccountRef, gmailThreadIds: string[]): Promise<MessageEntity[]> {
    return this.database.inTeam(account.teamId, (manager) =>
      manager
        .createQueryBuilder(MessageEntity, 'message')
        .where('message.team_id = :teamId and message.account_id = :accountId', account)
        .andWhere('message.gmail_thread_id = any(:gmailThreadIds)', { gmailThreadIds })
        .andWhere(`message.state = 'sent'`)
        .orderBy('message.sent_at', 'ASC', 'NULLS LAST')
        .addOrderBy('message.id')
        .getMany(),
    );
  }
}

/** What a receipt takes from a message. */
interface ReceiptRow extends ReceiptFacts {
  gmailThreadId: string;
  firstOpenedAt: Date | null;
  lastOpenedAt: Date | null;
  confirmedAt: Date | null;
}

/** Null for what is no number: the least or the most of nothing. */
const instantOf = (at: number) => (Number.isFinite(at) ? new Date(at).toISOString() : null);

/** The latest of what shows that a person has read one of these. */
function latest(messages: readonly ReceiptRow[]): Receipt['confirmation'] {
  return messages
    .map((message) => confirmationOf(message.confirmedBy, message.confirmedAt))
    .reduce((last, one) => (one && (!last || one.at > last.at) ? one : last), null);
}
