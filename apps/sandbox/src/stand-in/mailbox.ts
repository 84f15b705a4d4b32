import PostalMime, { type Email } from 'postal-mime';
import type { EmulatedGoogle } from '../google/google.js';
import { syncId } from '../google/ids.js';
import { type Address, type Header, headerValue, parseAddresses } from '../google/mime-headers.js';

/** A line of a list: one thread. Times are milliseconds since 1970. */
export interface ThreadRow {
  id: string;
  syncId: string;
  subject: string;
  snippet: string;
  date: number;
  unread: boolean;
  hasAttachment: boolean;
  messageCount: number;
  lastMessageId: string;
  /** Who is named in the line: writers, or in Sent and Drafts the readers. */
  people: Address[];
  /** Set where the thread holds a draft. */
  draftId: string | null;
}

export interface ShownMessage {
  id: string;
  syncId: string;
  subject: string;
  from: Address;
  to: Address[];
  cc: Address[];
  bcc: Address[];
  date: number;
  snippet: string;
  sent: boolean;
  unread: boolean;
  /** Body as HTML, as the mail has it: not yet safe to show. */
  html: string;
  attachments: { index: number; name: string; type: string; size: number }[];
}

export interface ShownThread {
  id: string;
  syncId: string;
  subject: string;
  messages: ShownMessage[];
  drafts: { draftId: string; snippet: string }[];
}

export type View = 'inbox' | 'sent' | 'drafts' | 'search';

interface ApiMessage {
  id: string;
  threadId: string;
  labelIds: string[];
  snippet: string;
  internalDate: string;
  raw?: string;
  payload?: { headers: Header[]; mimeType: string };
}
interface ApiThread {
  id: string;
  messages: ApiMessage[];
}

/** What the page shows, read through the emulated Gmail API as one account. */
export class Mailbox {
  constructor(
    private readonly google: EmulatedGoogle,
    readonly email: string,
  ) {}

  /** Up to 50 threads of a view, newest first. `query` is Gmail's search syntax, for the view `search`. */
  async rows(view: View, query = ''): Promise<ThreadRow[]> {
    const filter = {
      inbox: 'labelIds=INBOX',
      sent: 'labelIds=SENT',
      drafts: 'labelIds=DRAFT',
      search: `q=${encodeURIComponent(query)}`,
    }[view];
    const { threads } = await this.call<{ threads?: { id: string }[] }>('GET', `/threads?${filter}&maxResults=50`);
    const drafts = await this.draftIds();
    const rows = await Promise.all(
      (threads ?? []).map(async ({ id }) => this.row(await this.thread(id, 'metadata'), view, drafts)),
    );
    return rows.sort((a, b) => b.date - a.date);
  }

  /** How many threads of the inbox have something unread, and how many drafts there are. */
  async counts(): Promise<{ unread: number; drafts: number }> {
    const unread = await this.call<{ threads?: unknown[] }>(
      'GET',
      '/threads?labelIds=INBOX&labelIds=UNREAD&maxResults=100',
    );
    const drafts = await this.call<{ drafts?: unknown[] }>('GET', '/drafts?maxResults=100');
    return { unread: unread.threads?.length ?? 0, drafts: drafts.drafts?.length ?? 0 };
  }

  /** One thread with all its messages, oldest first. */
  async shownThread(id: string): Promise<ShownThread> {
    const thread = await this.thread(id, 'raw');
    const drafts = await this.draftIds();
    const messages = await Promise.all(
      thread.messages.map(async (message) => ({ message, mail: await parse(message) })),
    );
    const settled = messages.filter(({ message }) => !message.labelIds.includes('DRAFT'));
    return {
      id,
      syncId: syncId('thread', id),
      subject: (settled[0] ?? messages[0])?.mail.subject ?? '',
      messages: settled.map(({ message, mail }) => shown(message, mail)),
      drafts: messages.flatMap(({ message }) => {
        const draftId = drafts.get(message.id);
        return draftId === undefined ? [] : [{ draftId, snippet: plain(message.snippet) }];
      }),
    };
  }

  /** One message as it stands in the mailbox. */
  async message(id: string): Promise<ShownMessage> {
    const message = await this.call<ApiMessage>('GET', `/messages/${id}?format=raw`);
    return shown(message, await parse(message));
  }

  async attachment(messageId: string, index: number): Promise<{ name: string; type: string; content: Buffer } | null> {
    const mail = await parse(await this.call<ApiMessage>('GET', `/messages/${messageId}?format=raw`));
    const file = mail.attachments[index];
    if (!file) return null;
    return {
      name: file.filename ?? 'attachment',
      type: file.mimeType,
      content: Buffer.from(file.content as ArrayBuffer),
    };
  }

  /** `Message-ID` and `References` of a message, for a reply to it. */
  async replyHeaders(messageId: string): Promise<{ inReplyTo?: string; references?: string }> {
    const { payload } = await this.call<ApiMessage>(
      'GET',
      `/messages/${messageId}?format=metadata&metadataHeaders=Message-ID&metadataHeaders=References`,
    );
    return {
      inReplyTo: headerValue(payload?.headers ?? [], 'Message-ID'),
      references: headerValue(payload?.headers ?? [], 'References'),
    };
  }

  /** Draft ids by the id of the draft's message. */
  async draftIds(): Promise<Map<string, string>> {
    const { drafts } = await this.call<{ drafts?: { id: string; message: { id: string } }[] }>(
      'GET',
      '/drafts?maxResults=500',
    );
    return new Map((drafts ?? []).map((draft) => [draft.message.id, draft.id]));
  }

  call<T>(method: string, path: string, body?: unknown): Promise<T> {
    return this.google.call<T>(this.email, method, path, body);
  }

  private thread(id: string, format: 'metadata' | 'raw'): Promise<ApiThread> {
    return this.call('GET', `/threads/${id}?format=${format}`);
  }

  private row(thread: ApiThread, view: View, drafts: Map<string, string>): ThreadRow {
    const last = thread.messages.at(-1) as ApiMessage;
    const headers = (message: ApiMessage): Header[] => message.payload?.headers ?? [];
    const settled = thread.messages.filter((message) => !message.labelIds.includes('DRAFT'));
    const outgoing = view === 'sent' || view === 'drafts';
    const named = outgoing ? ['To', 'Cc', 'Bcc'] : ['From'];
    const relevant = view === 'sent' ? settled.filter((message) => message.labelIds.includes('SENT')) : thread.messages;
    const people = relevant.flatMap((message) =>
      named.flatMap((name) => parseAddresses(headerValue(headers(message), name))),
    );
    return {
      id: thread.id,
      syncId: syncId('thread', thread.id),
      subject: headerValue(headers(thread.messages[0] as ApiMessage), 'Subject') ?? '',
      snippet: plain(last.snippet),
      date: Number((relevant.at(-1) ?? last).internalDate),
      unread: thread.messages.some((message) => message.labelIds.includes('UNREAD')),
      hasAttachment: thread.messages.some((message) => message.payload?.mimeType === 'multipart/mixed'),
      messageCount: settled.length,
      lastMessageId: last.id,
      people: people.filter((person, index) => people.findIndex((other) => other.email === person.email) === index),
      draftId: thread.messages.map((message) => drafts.get(message.id)).find((id) => id !== undefined) ?? null,
    };
  }
}

function parse(message: ApiMessage): Promise<Email> {
  return PostalMime.parse(Buffer.from(message.raw ?? '', 'base64url'), { attachmentEncoding: 'arraybuffer' });
}

function shown(message: ApiMessage, mail: Email): ShownMessage {
  const people = (list: Email['to']): Address[] =>
    (list ?? []).flatMap((entry) => (entry.address ? [{ name: entry.name, email: entry.address.toLowerCase() }] : []));
  return {
    id: message.id,
    syncId: syncId('msg', message.id),
    subject: mail.subject ?? '',
    from: people(mail.from ? [mail.from] : [])[0] ?? { name: '', email: '' },
    to: people(mail.to),
    cc: people(mail.cc),
    bcc: people(mail.bcc),
    date: Number(message.internalDate),
    snippet: plain(message.snippet),
    sent: message.labelIds.includes('SENT'),
    unread: message.labelIds.includes('UNREAD'),
    html: mail.html ?? `<div style="white-space:pre-wrap">${escapeHtml(mail.text ?? '')}</div>`,
    attachments: mail.attachments.map((file, index) => ({
      index,
      name: file.filename ?? 'attachment',
      type: file.mimeType,
      size: (file.content as ArrayBuffer).byteLength,
    })),
  };
}

/** The emulator's snippets have the entities of the HTML they come from. */
function plain(snippet: string): string {
  return snippet
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .trim();
}

export function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
