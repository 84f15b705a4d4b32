import { ApiProblem } from './api-problem.js';
import type { Emulator } from './emulator.js';
import { newMessageIdHeader } from './ids.js';
import { baseSubject, headerValue, parseAddresses, readHeaders, withHeader } from './mime-headers.js';
import type { Person } from './seed.js';

/** What `drafts.send` and `messages.send` answer. */
export interface SentMessage {
  id: string;
  threadId: string;
  labelIds: string[];
}

export interface Outgoing {
  /** The mail as given, RFC 5322. */
  raw: Buffer;
  /** The sender's thread it shall join; it must exist and have the same subject, or a new one begins. */
  threadId?: string;
  /** Seconds until it is delivered, within which {@link Sending.undo} can call it back. */
  holdSeconds?: number;
}

/** Deliveries that wait, by the id of the sender's copy; kept in the emulator's store so that a restart does not lose them. */
type Held = Map<string, { email: string; dueAt: number }>;
const HELD = 'openly.heldDeliveries';

/** Sending as Gmail does it: a new message id, a new `Message-ID`, and delivery to the mailboxes that exist here. */
export class Sending {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly emulator: Emulator,
    private readonly call: (email: string, method: string, path: string, body?: unknown) => Promise<unknown>,
    private readonly people: readonly Person[],
  ) {
    for (const [id, held] of this.held()) this.deliverLater(id, held.dueAt - Date.now());
  }

  /**
   * Sends: stores the sender's copy under a new id and delivers it.
   * @throws ApiProblem 400 without a recipient; 404 for a thread that does not exist.
   */
  async send(email: string, { raw, threadId, holdSeconds = 0 }: Outgoing): Promise<SentMessage> {
    const headers = readHeaders(raw);
    if (recipients(raw).length === 0) throw new ApiProblem(400, 'Recipient address required', 'invalidArgument');
    const own = this.people.find((person) => person.email === email);
    let sent = withHeader(raw, 'Message-ID', newMessageIdHeader());
    if (!headerValue(headers, 'From')) sent = withHeader(sent, 'From', `${own?.name ?? ''} <${email}>`);
    if (!headerValue(headers, 'Date')) sent = withHeader(sent, 'Date', new Date().toUTCString());

    const copy = (await this.call(email, 'POST', '/messages/send', {
      raw: sent.toString('base64url'),
      threadId: this.threadToJoin(email, threadId, headerValue(headers, 'Subject')),
      internalDate: String(Date.now()),
    })) as SentMessage;

    if (holdSeconds > 0) {
      this.setHeld((held) => held.set(copy.id, { email, dueAt: Date.now() + holdSeconds * 1000 }));
      this.deliverLater(copy.id, holdSeconds * 1000);
    } else {
      await this.deliver(email, copy.id);
    }
    return { id: copy.id, threadId: copy.threadId, labelIds: copy.labelIds };
  }

  /** Calls a held mail back: the sender's copy disappears and nobody receives it. Answers its thread; null when it has been delivered already. */
  async undo(email: string, messageId: string): Promise<string | null> {
    const copy = this.message(email, messageId);
    if (!copy || this.held().get(messageId)?.email !== email) return null;
    clearTimeout(this.timers.get(messageId));
    this.timers.delete(messageId);
    this.setHeld((held) => held.delete(messageId));
    await this.call(email, 'DELETE', `/messages/${messageId}`);
    return copy.thread_id;
  }

  /** Stops the clocks; what is held is delivered after the next start. */
  close(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  private async deliver(email: string, messageId: string): Promise<void> {
    const copy = this.message(email, messageId);
    if (!copy?.raw) return;
    const raw = Buffer.from(copy.raw, 'base64url');
    const addressed: string[] = recipients(raw);
    for (const person of this.people) {
      if (!addressed.includes(person.email)) continue;
      if (person.email === email) {
        await this.call(email, 'POST', `/messages/${messageId}/modify`, { addLabelIds: ['INBOX', 'UNREAD'] });
      } else {
        await this.call(person.email, 'POST', '/messages/import', {
          raw: withHeader(raw, 'Bcc', null).toString('base64url'),
          threadId: this.threadOfReply(person.email, raw),
          internalDate: String(Date.now()),
          labelIds: ['INBOX', 'UNREAD'],
        });
      }
    }
  }

  private deliverLater(messageId: string, delayMs: number): void {
    const timer = setTimeout(
      () => {
        this.timers.delete(messageId);
        const email = this.held().get(messageId)?.email;
        this.setHeld((held) => held.delete(messageId));
        if (email) void this.deliver(email, messageId);
      },
      Math.max(0, delayMs),
    );
    this.timers.set(messageId, timer);
  }

  /** Gmail joins a thread only where the subject agrees; otherwise the mail starts one of its own. */
  private threadToJoin(email: string, threadId: string | undefined, subject: string | undefined): string | undefined {
    if (!threadId) return undefined;
    const others = this.emulator.gmail.messages
      .findBy('thread_id', threadId)
      .filter((message) => message.user_email === email);
    if (others.length === 0) throw new ApiProblem(404, 'Requested entity was not found.', 'notFound');
    const settled = others.filter((message) => !message.label_ids.includes('DRAFT'));
    const agrees =
      settled.length === 0 || settled.some((message) => baseSubject(message.subject) === baseSubject(subject));
    return agrees ? threadId : undefined;
  }

  /** The receiver's thread that this mail answers: named in References or In-Reply-To, and of the same subject. */
  private threadOfReply(email: string, raw: Buffer): string | undefined {
    const headers = readHeaders(raw);
    const named: string[] =
      `${headerValue(headers, 'References') ?? ''} ${headerValue(headers, 'In-Reply-To') ?? ''}`.match(/<[^<>\s]+>/g) ??
      [];
    const answered = this.emulator.gmail.messages
      .findBy('user_email', email)
      .find(
        (message) =>
          named.includes(message.message_id) &&
          baseSubject(message.subject) === baseSubject(headerValue(headers, 'Subject')),
      );
    // Any id that is not Gmail's begins a thread (see gmail-ids.ts); without one the emulator would follow the headers alone.
    return answered?.thread_id ?? 'new';
  }

  private message(email: string, id: string) {
    return this.emulator.gmail.messages.findBy('gmail_id', id).find((message) => message.user_email === email);
  }

  private held(): Held {
    return this.emulator.store.getData<Held>(HELD) ?? new Map();
  }

  private setHeld(change: (held: Held) => void): void {
    const held = this.held();
    change(held);
    this.emulator.store.setData(HELD, held);
    this.emulator.state.touch();
  }
}

/** Addresses in To, Cc and Bcc, in lower case. */
function recipients(raw: Buffer): string[] {
  const headers = readHeaders(raw);
  return ['To', 'Cc', 'Bcc'].flatMap((name) =>
    parseAddresses(headerValue(headers, name)).map((address) => address.email),
  );
}
