import { randomUUID } from 'node:crypto';
import { ApiProblem } from '../google/api-problem.js';
import type { DraftResource, EmulatedGoogle } from '../google/google.js';
import type { Address } from '../google/mime-headers.js';
import type { SentMessage } from '../google/sending.js';
import { type AttachedFile, buildMail } from './compose-mail.js';
import { Mailbox } from './mailbox.js';
import { type ComposeRequest, composeResponse } from './sync-protocol.js';

/** What a compose window is filled with. */
export interface ComposeContent {
  draftId: string;
  to: Address[];
  cc: Address[];
  bcc: Address[];
  subject: string;
  html: string;
  attachments: { id: string; name: string; size: number }[];
  /** Where the draft answers in a thread: the thread and its last message. */
  threadId?: string;
  repliesTo?: string;
}

/** Drafts and sends of the page's compose windows, carried out through the Gmail API. */
export class Composing {
  private readonly uploads = new Map<string, AttachedFile>();
  /** What a sent message was composed as, so that Undo can bring back the editor's own content, and which message answers a draft's sync id. */
  private readonly sentFrom = new Map<string, string>();

  constructor(
    private readonly google: EmulatedGoogle,
    private readonly undoSeconds: number,
  ) {}

  /** Keeps a chosen file until the windows that name it are sent. Returns its id. */
  upload(file: AttachedFile): string {
    const id = randomUUID();
    this.uploads.set(id, file);
    return id;
  }

  /** Carries out a save, a send or the save that calls a send back. Returns the body of the answer. */
  async handle(from: Address, request: ComposeRequest): Promise<string> {
    const mailbox = new Mailbox(this.google, from.email);
    // The draft goes back to where the sent mail stood, also when that thread has nothing else in it.
    if (request.undo !== undefined) request.threadId = await this.undo(from.email, request.undo);
    const raw = await this.build(from, mailbox, request);
    if (request.kind === 'save') {
      const draft = await this.save(mailbox, request, raw);
      return composeResponse(request, { messageId: draft.message.id, threadId: draft.message.threadId });
    }
    const sent = await this.send(from.email, mailbox, request, raw);
    this.sentFrom.set(request.draftId, sent.id);
    return composeResponse(request, { messageId: sent.id, threadId: sent.threadId });
  }

  /** The legacy id that belongs to `msg-a:<draftId>` now: the draft's message, or after sending the sent one. Null before the first save. */
  async messageIdOf(email: string, draftId: string): Promise<string | null> {
    const mailbox = new Mailbox(this.google, email);
    const draft = await orNull(
      mailbox.call<DraftResource>('GET', `/drafts/${encodeURIComponent(draftId)}?format=minimal`),
    );
    return draft?.message.id ?? this.sentFrom.get(draftId) ?? null;
  }

  /** A stored draft, for its compose window. Its files become uploads again. Null where it is gone. */
  async open(email: string, draftId: string): Promise<ComposeContent | null> {
    const mailbox = new Mailbox(this.google, email);
    const draft = await orNull(
      mailbox.call<DraftResource>('GET', `/drafts/${encodeURIComponent(draftId)}?format=minimal`),
    );
    if (!draft) return null;
    const message = await mailbox.message(draft.message.id);
    const thread = await mailbox.shownThread(draft.message.threadId);
    const last = thread.messages.at(-1);
    const files = await Promise.all(
      message.attachments.map(({ index }) => mailbox.attachment(draft.message.id, index)),
    );
    return {
      draftId,
      to: message.to,
      cc: message.cc,
      bcc: message.bcc,
      subject: message.subject,
      html: message.html,
      attachments: files.flatMap((file) =>
        file ? [{ id: this.upload(file), name: file.name, size: file.content.length }] : [],
      ),
      ...(last ? { threadId: thread.id, repliesTo: last.id } : {}),
    };
  }

  async discard(email: string, draftId: string): Promise<void> {
    await orNull(this.google.call(email, 'DELETE', `/drafts/${encodeURIComponent(draftId)}`));
  }

  private async build(from: Address, mailbox: Mailbox, request: ComposeRequest): Promise<Buffer> {
    const reply = request.repliesTo ? ((await orNull(mailbox.replyHeaders(request.repliesTo))) ?? {}) : {};
    const attachments = (request.attachments ?? []).flatMap((id) => this.uploads.get(id) ?? []);
    return buildMail({ ...request, ...reply, from, attachments });
  }

  private async save(mailbox: Mailbox, request: ComposeRequest, raw: Buffer): Promise<DraftResource> {
    const message = { raw: raw.toString('base64url'), threadId: request.threadId };
    const path = `/drafts/${encodeURIComponent(request.draftId)}`;
    const updated = await orNull(mailbox.call<DraftResource>('PUT', path, { message }));
    return updated ?? mailbox.call('POST', '/drafts', { id: request.draftId, message });
  }

  private async send(email: string, mailbox: Mailbox, request: ComposeRequest, raw: Buffer): Promise<SentMessage> {
    const message = { raw: raw.toString('base64url'), threadId: request.threadId };
    const hold = { holdSeconds: this.undoSeconds };
    const isSaved = await orNull(mailbox.call('GET', `/drafts/${encodeURIComponent(request.draftId)}?format=minimal`));
    return isSaved
      ? this.google.call(email, 'POST', '/drafts/send', { id: request.draftId, message }, hold)
      : this.google.call(email, 'POST', '/messages/send', message, hold);
  }

  private async undo(email: string, messageId: string): Promise<string> {
    const threadId = await this.google.undoSend(email, messageId);
    if (threadId === null)
      throw new ApiProblem(409, 'It is too late: the mail has been delivered.', 'failedPrecondition');
    return threadId;
  }
}

/** A call's answer, or null where it answers 404. */
async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}
