import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { KEPT } from '@openly/contracts';
import { Database } from '../database/database.js';
import { GmailService, type Mailbox } from '../gmail/gmail.service.js';
import { GmailError } from '../gmail/gmail-error.js';
import { Confirmations } from '../opens/confirmations.js';
import { QueueService } from '../queue/queue.service.js';
import { BudgetService } from '../scheduling/budget.service.js';

/** A mailbox is asked this often what is new in it: one call of two quota units where nothing is. */
const LOOK_EVERY_SECONDS = 5 * 60;
/** One that has to be signed in to again is asked less often. */
const REAUTHORISE_LOOK_SECONDS = 60 * 60;
/** An answer that comes later than this after a mail went out is not looked for. */
const WATCHED_DAYS = KEPT.replyWatchDays;
/** Where Gmail cannot say what is new, so many of the newest conversations are read; each costs 40 units. */
const MOST_READ_ANEW = 25;
/** Mailboxes one process asks at a time. */
const AT_ONCE = 5;
/** Then it is the next run's turn, so that a process that ends need not wait for all. */
const MOST_ROUNDS = 100;

/** Mail that went out with the reader's knowledge, and of which nobody has yet shown to have read it for sure. */
const WATCHED = `m.state = 'sent' and m.tracked and m.withdrawn_at is null and m.readers_forgotten_at is null
  and m.gmail_thread_id is not null
  and (m.confirmed_by is null or m.confirmed_by = 'click') and m.created_at > now() - interval '${WATCHED_DAYS} days'`;

interface WatchedAccount {
  team_id: string;
  account_id: string;
  /** Up to where Gmail has told what is new; null: nothing is known yet. */
  history_id: string | null;
}

interface WatchedMail {
  id: string;
  gmail_thread_id: string;
  sent_at: Date;
}

/** Asks Gmail now and then whether somebody has answered tracked mail. Handler of the queue `watch-replies`. */
@Injectable()
export class ReplyWatchService implements OnModuleInit {
  private readonly log = new Logger('Replies');

  constructor(
    private readonly database: Database,
    private readonly gmail: GmailService,
    private readonly confirmations: Confirmations,
    private readonly budget: BudgetService,
    private readonly queue: QueueService,
  ) {}

  onModuleInit(): void {
    this.queue.handle('watch-replies', () => this.lookAround());
  }

  /** Asks every mailbox whose turn it is. May run twice and anywhere at once. */
  async lookAround(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const accounts = await this.claim();
      if (accounts.length === 0) return;
      await Promise.all(accounts.map((account) => this.look(account)));
    }
  }

  /** Its next look is set before this one: a process that dies over a mailbox does not come back to it at once. */
  private claim(): Promise<WatchedAccount[]> {
    return this.database.systemQuery<WatchedAccount>(
      `insert into reply_watch (team_id, account_id, due_at)
       select a.team_id, a.id, now() + make_interval(secs => $2)
       from account a left join reply_watch w on w.team_id = a.team_id and w.account_id = a.id
       where a.refresh_token_sealed is not null and a.gmail_revoked_at is null
         and (w.due_at is null or w.due_at <= now())
         and exists (select from message m where m.team_id = a.team_id and m.account_id = a.id and ${WATCHED})
       order by w.due_at nulls first limit $1
       on conflict (team_id, account_id) do update set due_at = excluded.due_at where reply_watch.due_at <= now()
       returning team_id, account_id, history_id`,
      [AT_ONCE, LOOK_EVERY_SECONDS],
    );
  }

  private async look(account: WatchedAccount): Promise<void> {
    const { team_id: teamId, account_id: accountId } = account;
    let spent = 0;
    const spend = (units: number) => {
      spent += units;
    };
    try {
      await this.lookInto({ teamId, accountId, spend }, account);
    } catch (error) {
      await this.putOff(account, error);
    }
    // What looking costs is the account's scheduled mail's to wait for.
    if (spent > 0) await this.budget.charge(teamId, accountId, spent);
  }

  private async lookInto(mailbox: Mailbox, account: WatchedAccount): Promise<void> {
    const news = account.history_id && (await this.gmail.newMail(mailbox, account.history_id));
    // Asked before anything is read: what comes meanwhile is seen at the next look.
    const { historyId, gmailThreadIds } = news || {
      historyId: await this.gmail.historyId(mailbox),
      gmailThreadIds: null,
    };
    for (const mails of await this.watchedIn(account, gmailThreadIds)) {
      const replied = await this.gmail.haveReplies(
        mailbox,
        mails[0].gmail_thread_id,
        mails.map((mail) => mail.sent_at),
      );
      for (const [index, mail] of mails.entries()) {
        if (replied[index]) await this.confirmations.reply({ teamId: account.team_id, messageId: mail.id });
      }
    }
    // Only now: a look that was cut short is made once more from where it began.
    await this.database.systemQuery('update reply_watch set history_id = $3 where team_id = $1 and account_id = $2', [
      account.team_id,
      account.account_id,
      historyId,
    ]);
  }

  /** Watched mail by conversation, in these or else in the newest. */
  private async watchedIn(
    { team_id, account_id }: WatchedAccount,
    gmailThreadIds: readonly string[] | null,
  ): Promise<[WatchedMail, ...WatchedMail[]][]> {
    if (gmailThreadIds?.length === 0) return [];
    const mails = await this.database.systemQuery<WatchedMail>(
      `select m.id, m.gmail_thread_id, coalesce(m.sent_at, m.prepared_at) as sent_at from message m
       where m.team_id = $1 and m.account_id = $2 and ${WATCHED}
         and ($3::text[] is null or m.gmail_thread_id = any($3))
       order by m.created_at desc`,
      [team_id, account_id, gmailThreadIds],
    );
    const byThread = new Map<string, [WatchedMail, ...WatchedMail[]]>();
    for (const mail of mails) {
      const others = byThread.get(mail.gmail_thread_id);
      if (others) others.push(mail);
      else byThread.set(mail.gmail_thread_id, [mail]);
    }
    return [...byThread.values()].slice(0, gmailThreadIds ? undefined : MOST_READ_ANEW);
  }

  private async putOff({ team_id, account_id }: WatchedAccount, error: unknown): Promise<void> {
    if (!(error instanceof GmailError)) {
      this.log.error(`${account_id}: ${(error as Error).name} ${(error as { code?: string }).code ?? ''}`);
      return;
    }
    const seconds = error.kind === 'reauthorise' ? REAUTHORISE_LOOK_SECONDS : (error.retryAfterMs ?? 0) / 1_000;
    await this.database.systemQuery(
      'update reply_watch set due_at = greatest(due_at, now() + make_interval(secs => $3)) where team_id = $1 and account_id = $2',
      [team_id, account_id, seconds],
    );
  }
}
