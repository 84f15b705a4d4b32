import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { gmail, type gmail_v1 } from 'googleapis/build/src/apis/gmail/index.js';
import { AccountsService } from '../accounts/accounts.service.js';
import type { GmailUse } from '../accounts/gmail-access.js';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { DELIVERY_HEADER } from './draft-mail.js';
import { GmailError, toGmailError } from './gmail-error.js';
import {
  type Delivery,
  deliveryOf,
  headerOf,
  isByHand,
  isDelivery,
  isReply,
  type SentMail,
  type SentSearch,
  someHeaders,
} from './mail-headers.js';
import { UNITS } from './units.js';

/** Whose mailbox. */
export interface Mailbox {
  teamId: string;
  accountId: string;
  /** Is told of each call what it costs, in Gmail's quota units. */
  spend?(units: number): void;
}

export interface Draft {
  /** The mail as it stands in the draft (RFC 5322). */
  raw: Buffer;
  gmailMessageId: string;
  gmailThreadId: string;
}

/** A draft that we made, or may have made. */
export interface CopiedDraft extends Delivery {
  draftId: string;
}

const READ_TIMEOUT_MS = 20_000;
/** Enough for a mail of 25 MB over a slow line. */
const SEND_TIMEOUT_MS = 60_000;
/** A call that Gmail has not answered by then is no longer under way. */
export const CALL_OVER_MS = 2 * 60_000;
/** Larger mail is uploaded as it is instead of as base64 inside JSON, which Gmail limits. */
const LARGEST_JSON_BYTES = 3 * 1024 * 1024;
/** So many of the newest sent mails are looked through for one whose thread is not known. Each costs a call. */
const MOST_LOOKED_THROUGH = 100;
/** By how much Gmail's clock and ours may differ. */
const CLOCKS_APART_MS = 5 * 60_000;
/** Of what is new in a mailbox no more pages are read, of 500 each. */
const MOST_HISTORY_PAGES = 10;
/** How many of the newest drafts are looked through for one that we may have made. */
const RECENT_DRAFTS = 50;
const READS_AT_ONCE = 5;

/** The one way to Gmail. Every failure is a {@link GmailError}; no call is repeated here but after a stale token. */
@Injectable()
export class GmailService {
  private readonly api = gmail({ version: 'v1' });
  /** Given with each call: the address of uploads is not made from the client's own setting. */
  private readonly root: { rootUrl?: string };

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly accounts: AccountsService,
  ) {
    this.root = config.google.baseUrl ? { rootUrl: `${config.google.baseUrl}/` } : {};
  }

  /** @throws GmailError `not_found` when the draft was sent or deleted */
  async getDraft(mailbox: Mailbox, draftId: string): Promise<Draft> {
    const { message } = await this.read(mailbox, 'drafts', UNITS.draftGet, (options) =>
      this.api.users.drafts.get({ userId: 'me', id: draftId, format: 'raw', ...options.parameters }, options.http),
    );
    if (!message?.raw || !message.id || !message.threadId) throw new GmailError('not_found', 'empty_draft');
    return {
      raw: Buffer.from(message.raw, 'base64url'),
      gmailMessageId: message.id,
      gmailThreadId: message.threadId,
    };
  }

  /**
   * Puts this mail into the draft and sends it, in one call that Gmail takes once: a sent draft is gone.
   * @throws GmailError `verify` when the mail may have gone out; anything else says that it has not by this call
   */
  async sendDraft(mailbox: Mailbox, draftId: string, raw: Buffer, threadId: string): Promise<Delivery> {
    const { inJson, uploaded } = contentOf(raw);
    const sent = await this.call(mailbox, 'drafts', UNITS.draftSend, SEND_TIMEOUT_MS, true, (options) =>
      this.api.users.drafts.send(
        {
          userId: 'me',
          requestBody: { id: draftId, message: { threadId, ...inJson } },
          ...uploaded,
          ...options.parameters,
        },
        options.http,
      ),
    );
    if (!sent.id || !sent.threadId) throw new GmailError('verify', 'answer_without_ids');
    return { gmailMessageId: sent.id, gmailThreadId: sent.threadId };
  }

  /**
   * The mail that went out from a draft, looked for in its thread and among what was sent since. Ours is told by its
   * delivery header; one that was sent by hand only where ours is not there.
   * @returns `not_there`, or `not_seen` where more was sent since than is looked through
   */
  async findSent(mailbox: Mailbox, search: SentSearch): Promise<SentMail | 'not_there' | 'not_seen'> {
    const thread = search.gmailThreadId === null ? [] : await this.threadHeaders(mailbox, search.gmailThreadId);
    const inThread = thread.find((message) => isDelivery(message, search.deliveryId));
    if (inThread) return { ...deliveryOf(inThread), byHand: false };
    const { newest, isComplete } = await this.sentSince(mailbox, search, new Set(thread.map(({ id }) => id)));
    const elsewhere = newest.find((message) => isDelivery(message, search.deliveryId));
    if (elsewhere) return { ...deliveryOf(elsewhere), byHand: false };
    const byHand =
      thread.find((message) => isByHand(message, search)) ??
      newest.find((message) => isByHand(message, search) && headerOf(message, 'Subject').trim() === search.subject);
    if (byHand) return { ...deliveryOf(byHand), byHand: true };
    return isComplete ? 'not_there' : 'not_seen';
  }

  /** The newest of Sent, until one that is older than what is looked for or until our mail is there. */
  private async sentSince(
    mailbox: Mailbox,
    { since, askedAt, deliveryId }: SentSearch,
    known: ReadonlySet<string | null | undefined>,
  ): Promise<{ newest: gmail_v1.Schema$Message[]; isComplete: boolean }> {
    const { messages = [] } = await this.read(mailbox, 'headers', UNITS.list, (options) =>
      this.api.users.messages.list(
        { userId: 'me', labelIds: ['SENT'], maxResults: MOST_LOOKED_THROUGH, ...options.parameters },
        options.http,
      ),
    );
    const from = askedAt ? askedAt.getTime() - CLOCKS_APART_MS : since.getTime();
    const unknown = messages.flatMap(({ id }) => (id && !known.has(id) ? [id] : []));
    const newest: gmail_v1.Schema$Message[] = [];
    let isComplete = messages.length < MOST_LOOKED_THROUGH;
    for (let at = 0; at < unknown.length; at += READS_AT_ONCE) {
      const ids = unknown.slice(at, at + READS_AT_ONCE);
      const read = await Promise.all(ids.map((id) => this.messageHeaders(mailbox, id)));
      newest.push(...read.filter((message) => message !== null));
      const isPast = newest.some(({ internalDate }) => Number(internalDate) < from);
      isComplete ||= isPast;
      if (isPast || newest.some((message) => isDelivery(message, deliveryId))) break;
    }
    return { newest, isComplete };
  }

  /** Whether somebody else has written in the thread since each of these. What a machine answered is no reply. */
  async haveReplies(mailbox: Mailbox, gmailThreadId: string, since: readonly Date[]): Promise<boolean[]> {
    const thread = await this.threadHeaders(mailbox, gmailThreadId);
    return since.map((instant) => thread.some((message) => isReply(message, instant)));
  }

  /** Where the mailbox stands now, for `newMail` to go on from. */
  async historyId(mailbox: Mailbox): Promise<string> {
    const { historyId } = await this.read(mailbox, 'headers', UNITS.profile, (options) =>
      this.api.users.getProfile({ userId: 'me', ...options.parameters }, options.http),
    );
    if (!historyId) throw new GmailError('retry', 'answer_without_history');
    return historyId;
  }

  /**
   * The threads in which mail arrived since then, and where the mailbox stands now.
   * @returns null where that is too long ago, or too much came, for Gmail to say
   */
  async newMail(mailbox: Mailbox, since: string): Promise<{ gmailThreadIds: string[]; historyId: string } | null> {
    const threads = new Set<string>();
    let pageToken: string | undefined;
    for (let page = 0; page < MOST_HISTORY_PAGES; page++) {
      const found = await orNull(
        this.read(mailbox, 'headers', UNITS.history, (options) =>
          this.api.users.history.list(
            {
              userId: 'me',
              startHistoryId: since,
              historyTypes: ['messageAdded'],
              maxResults: 500,
              ...(pageToken && { pageToken }),
              ...options.parameters,
            },
            options.http,
          ),
        ),
      );
      if (!found?.historyId) return null;
      for (const { message } of (found.history ?? []).flatMap(({ messagesAdded }) => messagesAdded ?? [])) {
        const isOwn = message?.labelIds?.some((label) => label === 'SENT' || label === 'DRAFT');
        if (message?.threadId && !isOwn) threads.add(message.threadId);
      }
      pageToken = found.nextPageToken ?? undefined;
      if (!pageToken) return { gmailThreadIds: [...threads], historyId: found.historyId };
    }
    return null;
  }

  /**
   * Makes a draft, in this thread of the mailbox or in one of its own.
   * @throws GmailError `verify` when it may have been made; `not_found` when there is no such thread
   */
  async createDraft(mailbox: Mailbox, raw: Buffer, threadId: string | null): Promise<CopiedDraft> {
    const { inJson, uploaded } = contentOf(raw);
    const made = await this.call(mailbox, 'drafts', UNITS.draftCreate, SEND_TIMEOUT_MS, true, (options) =>
      this.api.users.drafts.create(
        {
          userId: 'me',
          requestBody: { message: { ...(threadId && { threadId }), ...inJson } },
          ...uploaded,
          ...options.parameters,
        },
        options.http,
      ),
    );
    if (!made.id || !made.message?.id) throw new GmailError('verify', 'answer_without_ids');
    return { draftId: made.id, ...deliveryOf(made.message) };
  }

  /** Deletes a draft for good, unless somebody has edited it since it had this message id, or it is gone. */
  async deleteDraft(mailbox: Mailbox, draftId: string, gmailMessageId: string): Promise<void> {
    const draft = await orNull(
      this.read(mailbox, 'drafts', UNITS.draftGet, (options) =>
        this.api.users.drafts.get(
          { userId: 'me', id: draftId, format: 'minimal', ...options.parameters },
          options.http,
        ),
      ),
    );
    if (draft?.message?.id !== gmailMessageId) return;
    await orNull(
      this.read(mailbox, 'drafts', UNITS.draftDelete, (options) =>
        this.api.users.drafts.delete({ userId: 'me', id: draftId, ...options.parameters }, options.http),
      ),
    );
  }

  /** The draft with this delivery header, looked for among the newest; null when there is none. */
  async findDraft(mailbox: Mailbox, deliveryId: string): Promise<CopiedDraft | null> {
    const { drafts } = await this.read(mailbox, 'drafts', UNITS.list, (options) =>
      this.api.users.drafts.list({ userId: 'me', maxResults: RECENT_DRAFTS, ...options.parameters }, options.http),
    );
    const newest = (drafts ?? []).flatMap(({ id, message }) => (id && message?.id ? [{ id, of: message.id }] : []));
    for (let at = 0; at < newest.length; at += READS_AT_ONCE) {
      const some = newest.slice(at, at + READS_AT_ONCE);
      const read = await Promise.all(some.map(({ of }) => this.messageHeaders(mailbox, of)));
      const place = read.findIndex((message) => message && headerOf(message, DELIVERY_HEADER).trim() === deliveryId);
      const [draft, message] = [some[place], read[place]];
      if (draft && message) return { draftId: draft.id, ...deliveryOf(message) };
    }
    return null;
  }

  private async threadHeaders(mailbox: Mailbox, id: string): Promise<gmail_v1.Schema$Message[]> {
    const found = await orNull(
      this.read(mailbox, 'headers', UNITS.threadGet, (options) =>
        this.api.users.threads.get({ userId: 'me', id, ...someHeaders, ...options.parameters }, options.http),
      ),
    );
    return found?.messages ?? [];
  }

  private messageHeaders(mailbox: Mailbox, id: string): Promise<gmail_v1.Schema$Message | null> {
    return orNull(
      this.read(mailbox, 'headers', UNITS.messageGet, (options) =>
        this.api.users.messages.get({ userId: 'me', id, ...someHeaders, ...options.parameters }, options.http),
      ),
    );
  }

  private read<T>(mailbox: Mailbox, use: GmailUse, units: number, request: Request<T>): Promise<T> {
    return this.call(mailbox, use, units, READ_TIMEOUT_MS, false, request);
  }

  /**
   * One call. A 401 is a token that ended early: the call was not carried out, and is made once more with a new one.
   * When that is refused too, or Google refuses to give one, the account is marked.
   */
  private async call<T>(
    { teamId, accountId, spend }: Mailbox,
    use: GmailUse,
    units: number,
    timeout: number,
    changes: boolean,
    request: Request<T>,
  ): Promise<T> {
    for (let first = true; ; first = false) {
      const auth = this.accounts.gmailCredentials(teamId, accountId, use);
      spend?.(units);
      try {
        const http = { ...this.root, timeout, retry: false as const, fetchImplementation: fetch };
        return (await request({ parameters: { auth: auth as never }, http })).data;
      } catch (error) {
        const failure = toGmailError(error, changes);
        if (failure.kind !== 'reauthorise') throw failure;
        if (first && (error as { response?: { status?: number } }).response?.status === 401) {
          this.accounts.forgetAccessToken(teamId, accountId);
          continue;
        }
        await this.accounts.markGmailRevoked(teamId, accountId);
        throw failure;
      }
    }
  }
}

interface Options {
  /** googleapis is built against another patch of google-auth-library, whose types are not ours. */
  parameters: { auth: never };
  http: { rootUrl?: string; timeout: number; retry: false; fetchImplementation: typeof fetch };
}

type Request<T> = (options: Options) => Promise<{ data: T }>;

/** A mail as a call takes it: in the message, or beside it. */
function contentOf(raw: Buffer) {
  return raw.length > LARGEST_JSON_BYTES
    ? { inJson: {}, uploaded: { media: { mimeType: 'message/rfc822', body: Readable.from([raw]) } } }
    : { inJson: { raw: raw.toString('base64url') }, uploaded: {} };
}

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof GmailError && error.kind === 'not_found') return null;
    throw error;
  }
}
