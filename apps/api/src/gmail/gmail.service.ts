import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { gmail, type gmail_v1 } from 'googleapis/build/src/apis/gmail/index.js';
import { AccountsService } from '../accounts/accounts.service.js';
import type { GmailUse } from '../accounts/gmail-access.js';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { DELIVERY_HEADER } from './draft-mail.js';
import { GmailError, toGmailError } from './gmail-error.js';

/** Whose mailbox. */
export interface Mailbox {
  teamId: string;
  accountId: string;
}

export interface Draft {
  /** The mail as it stands in the draft (RFC 5322). */
  raw: Buffer;
  gmailMessageId: string;
  gmailThreadId: string;
}

export interface Delivery {
  gmailMessageId: string;
  gmailThreadId: string;
}

const READ_TIMEOUT_MS = 20_000;
/** Enough for a mail of 25 MB over a slow line. */
const SEND_TIMEOUT_MS = 60_000;
/** Larger mail is uploaded as it is instead of as base64 inside JSON, which Gmail limits. */
const LARGEST_JSON_BYTES = 3 * 1024 * 1024;
/** How many of the newest sent mails are looked through for one whose thread is not known. */
const RECENT_SENT = 20;
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
    const { message } = await this.read(mailbox, 'drafts', (options) =>
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
    const large = raw.length > LARGEST_JSON_BYTES;
    const message = { threadId, ...(!large && { raw: raw.toString('base64url') }) };
    const sent = await this.call(mailbox, 'drafts', SEND_TIMEOUT_MS, true, (options) =>
      this.api.users.drafts.send(
        {
          userId: 'me',
          requestBody: { id: draftId, message },
          ...(large && { media: { mimeType: 'message/rfc822', body: Readable.from([raw]) } }),
          ...options.parameters,
        },
        options.http,
      ),
    );
    if (!sent.id || !sent.threadId) throw new GmailError('verify', 'answer_without_ids');
    return { gmailMessageId: sent.id, gmailThreadId: sent.threadId };
  }

  /** The sent mail with our delivery header, looked for in its thread and among the newest sent; null when there is none. */
  async findDelivery(mailbox: Mailbox, threadId: string | null, deliveryId: string): Promise<Delivery | null> {
    const seen = new Set<string>();
    const isDelivery = (message: gmail_v1.Schema$Message) => {
      if (message.id) seen.add(message.id);
      const named = (message.payload?.headers ?? []).some(
        ({ name, value }) => name?.toLowerCase() === DELIVERY_HEADER.toLowerCase() && value?.trim() === deliveryId,
      );
      return named && !message.labelIds?.includes('DRAFT');
    };
    const thread = threadId === null ? [] : await this.threadHeaders(mailbox, threadId);
    const inThread = thread.find(isDelivery);
    if (inThread) return deliveryOf(inThread);
    const { messages } = await this.read(mailbox, 'headers', (options) =>
      this.api.users.messages.list(
        { userId: 'me', labelIds: ['SENT'], maxResults: RECENT_SENT, ...options.parameters },
        options.http,
      ),
    );
    const unseen = (messages ?? []).flatMap(({ id }) => (id && !seen.has(id) ? [id] : []));
    for (let at = 0; at < unseen.length; at += READS_AT_ONCE) {
      const read = await Promise.all(
        unseen.slice(at, at + READS_AT_ONCE).map((id) => this.messageHeaders(mailbox, id)),
      );
      const delivery = read.find((message) => message && isDelivery(message));
      if (delivery) return deliveryOf(delivery);
    }
    return null;
  }

  private async threadHeaders(mailbox: Mailbox, id: string): Promise<gmail_v1.Schema$Message[]> {
    const found = await orNull(
      this.read(mailbox, 'headers', (options) =>
        this.api.users.threads.get({ userId: 'me', id, ...onlyDelivery, ...options.parameters }, options.http),
      ),
    );
    return found?.messages ?? [];
  }

  private messageHeaders(mailbox: Mailbox, id: string): Promise<gmail_v1.Schema$Message | null> {
    return orNull(
      this.read(mailbox, 'headers', (options) =>
        this.api.users.messages.get({ userId: 'me', id, ...onlyDelivery, ...options.parameters }, options.http),
      ),
    );
  }

  private read<T>(mailbox: Mailbox, use: GmailUse, request: Request<T>): Promise<T> {
    return this.call(mailbox, use, READ_TIMEOUT_MS, false, request);
  }

  /**
   * One call. A 401 is a token that ended early: the call was not carried out, and is made once more with a new one.
   * When that is refused too, or Google refuses to give one, the account is marked.
   */
  private async call<T>(
    { teamId, accountId }: Mailbox,
    use: GmailUse,
    timeout: number,
    changes: boolean,
    request: Request<T>,
  ): Promise<T> {
    for (let first = true; ; first = false) {
      const auth = this.accounts.gmailCredentials(teamId, accountId, use);
      try {
        const http = { ...this.root, timeout, retry: false as const, fetchImplementation: fetch };
        return (await request({ parameters: { auth: auth as never }, http })).data;
      } catch (error) {
        const failure = toGmailError(error, changes);
        if (failure.kind !== 'reauthorise') throw failure;
        if (first && (error as { response?: { status?: number } }).response?.status === 401) {
          this.accounts.forgetAccessToken(accountId);
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

const onlyDelivery: { format: string; metadataHeaders: string[] } = {
  format: 'metadata',
  metadataHeaders: [DELIVERY_HEADER],
};

function deliveryOf({ id, threadId }: gmail_v1.Schema$Message): Delivery {
  return { gmailMessageId: id ?? '', gmailThreadId: threadId ?? '' };
}

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof GmailError && error.kind === 'not_found') return null;
    throw error;
  }
}
