import type { GoogleDraft } from '@emulators/google';
import { ApiProblem, notFound } from './api-problem.js';
import { type Emulator, startEmulator } from './emulator.js';
import { Faults, failure } from './faults.js';
import { FIRST_HISTORY_ID } from './gmail-ids.js';
import { findByMessageIdHeader, profileOf } from './gmail-reads.js';
import { isDraftId, newMessageId } from './ids.js';
import { uploadedMessage, withOwnHeaders } from './message-resources.js';
import { accounts, type Person } from './seed.js';
import { Sending, type SentMessage } from './sending.js';

const GMAIL = /^(?:\/upload)?\/gmail\/v1\/users\/([^/]+)(\/.*)$/;
const CALLBACK_PATH = '/v1/auth/google/callback';

interface MessageBody {
  raw?: string;
  threadId?: string;
}

/**
 * The emulated Google: a third party's emulator behind a thin layer that makes it do what Gmail does
 * where the two differ (see docs of each method). `fetch` is its whole HTTP interface.
 */
export class EmulatedGoogle {
  readonly faults = new Faults();
  private readonly emulator: Emulator;
  private readonly sending: Sending;
  private readonly listeners = new Set<(email: string) => void>();
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    readonly url: string,
    stateFilePath: string,
    private readonly people: readonly Person[] = accounts,
  ) {
    this.emulator = startEmulator(url, stateFilePath, people);
    const call = (email: string, method: string, path: string, body?: unknown) =>
      this.emulatorCall(email, method, path, body);
    this.sending = new Sending(this.emulator, call, people);
  }

  /** Answers one HTTP request. */
  readonly fetch = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const fault = this.faults.takeApiFault(`${request.method} ${pathname}`);
    if (fault && !fault.carriedOut) return failure(fault);
    if (this.faults.apiDelayMs > 0) await new Promise((done) => setTimeout(done, this.faults.apiDelayMs));
    const gmail = GMAIL.exec(pathname);
    const answer = gmail
      ? await this.gmail(request, gmail[1] ?? 'me', gmail[2] ?? '')
      : await this.oauth(request, pathname);
    return fault ? failure(fault) : answer;
  };

  /** Calls the Gmail API as that account, for the stand-in page, which has no token. Throws {@link ApiProblem} on an error. */
  async call<T>(email: string, method: string, path: string, body?: unknown, options: SendOptions = {}): Promise<T> {
    const url = `${this.url}/gmail/v1/users/me${path}`;
    const request = new Request(url, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: JSON_HEADERS }),
    });
    const answer = await this.asGmail(request, email, path, options);
    if (!answer.ok) {
      const problem = (await answer.json()) as { error?: { message: string; errors?: { reason: string }[] } };
      throw new ApiProblem(
        answer.status,
        problem.error?.message ?? 'failed',
        problem.error?.errors?.[0]?.reason ?? 'unknown',
      );
    }
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  /** Calls a mail back within its hold. Answers the thread it stood in; null when it is too late. */
  undoSend(email: string, messageId: string): Promise<string | null> {
    return this.exclusively(async () => {
      const threadId = await this.sending.undo(email, messageId);
      this.changed();
      return threadId;
    });
  }

  /** Takes mail from outside into the mailbox of this address; one that nobody has signed in to begins with it. */
  receive(email: string, raw: Buffer): Promise<void> {
    return this.exclusively(async () => {
      await this.emulatorCall(email, 'POST', '/messages/import', {
        raw: raw.toString('base64url'),
        threadId: 'new',
        internalDate: String(Date.now()),
        labelIds: ['INBOX', 'UNREAD'],
      });
      this.changed();
    });
  }

  /** Withdraws this application's access to an account, as its owner can at Google: refresh answers invalid_grant, calls 401. */
  revokeAccess(email: string): void {
    this.expireAccessTokens(email);
    const refreshTokens = this.emulator.store.getData<Map<string, { email: string }>>('google.oauth.refreshTokens');
    for (const [token, owner] of refreshTokens ?? []) if (owner.email === email) refreshTokens?.delete(token);
    this.emulator.state.touch();
  }

  /** Ends the access tokens of an account, as an hour does; refreshing still works. */
  expireAccessTokens(email: string): void {
    for (const [token, owner] of this.emulator.tokens) {
      // The passes of the emulator itself, by which the stand-in reads the mailbox, are nobody's sign-in.
      if (owner.login === email && !token.startsWith('pass_')) this.emulator.tokens.delete(token);
    }
  }

  /** Calls back after each change in any mailbox. Returns the unsubscribe function. */
  onChange(listener: (email: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): void {
    this.sending.close();
    this.emulator.state.close();
  }

  // ---- Gmail ----

  private async gmail(request: Request, userId: string, path: string): Promise<Response> {
    const token = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    const email = token === undefined ? undefined : this.emulator.tokens.get(token)?.login;
    if (email === undefined)
      return new ApiProblem(401, 'Request had invalid authentication credentials.', 'authError').toResponse();
    if (userId !== 'me' && decodeURIComponent(userId) !== email) return notFound().toResponse();
    return this.asGmail(request, email, path, {});
  }

  private async asGmail(request: Request, email: string, path: string, options: SendOptions): Promise<Response> {
    try {
      // Reads wait their turn too: none sees a draft halfway through being replaced.
      if (request.method === 'GET') return await this.exclusively(() => this.read(request, email, path));
      return await this.exclusively(async () => {
        const answer = await this.change(request, email, path, options);
        this.changed();
        return answer;
      });
    } catch (error) {
      if (error instanceof ApiProblem) return error.toResponse();
      throw error;
    }
  }

  private async read(request: Request, email: string, path: string): Promise<Response> {
    const url = new URL(request.url);
    if (path === '/profile') return Response.json(profileOf(this.emulator.gmail, email));
    if (path === '/history' && Number(url.searchParams.get('startHistoryId')) < FIRST_HISTORY_ID) throw notFound();

    // The emulator never matches `rfc822msgid:` (it cuts one character too few): that term is answered here.
    const messageIdTerm = /\brfc822msgid:(\S+)/.exec(url.searchParams.get('q') ?? '');
    if (path === '/messages' && messageIdTerm)
      return Response.json(findByMessageIdHeader(this.emulator.gmail, email, messageIdTerm[1] ?? ''));

    const answer = await this.emulator.fetch(request, email);
    if (!answer.ok || !/^\/(messages|threads|drafts)\/[^/]+$/.test(path)) return answer;
    return withOwnHeaders(answer, url.searchParams.getAll('metadataHeaders'), (id) => this.rawOf(email, id));
  }

  private async change(request: Request, email: string, path: string, options: SendOptions): Promise<Response> {
    const route = `${request.method} ${path}`;
    if (/^POST \/(drafts|drafts\/send|messages\/send)$/.test(route) || /^PUT \/drafts\/[^/]+$/.test(route)) {
      const body = await uploadedMessage(request);
      if (route === 'POST /drafts') return Response.json(await this.createDraft(email, body.message ?? {}, body.id));
      if (route === 'POST /drafts/send')
        return Response.json(await this.sendDraft(email, body.id ?? '', body.message ?? {}, options));
      if (route === 'POST /messages/send') return Response.json(await this.sendNew(email, body.message ?? {}, options));
      return Response.json(
        await this.updateDraft(email, decodeURIComponent(path.slice('/drafts/'.length)), body.message ?? {}),
      );
    }
    return this.emulator.fetch(request, email);
  }

  /** `drafts.create`; `id` lets the stand-in page choose it, as Gmail's own page does. */
  private async createDraft(email: string, message: MessageBody, id?: string): Promise<DraftResource> {
    const created = (await this.emulatorCall(email, 'POST', '/drafts', { message: { ...message } })) as DraftResource;
    if (id === undefined || !isDraftId(id)) return created;
    this.renameDraft(email, created.id, id);
    return { ...created, id };
  }

  /**
   * `drafts.update` as Gmail does it: the draft keeps its id and gets a new message. Left out, `threadId` means a thread of its own.
   */
  private async updateDraft(email: string, id: string, message: MessageBody): Promise<DraftResource> {
    const draft = this.draft(email, id);
    const thread = this.threadOf(email, draft);
    const alone =
      this.emulator.gmail.messages.findBy('thread_id', thread).filter((m) => m.user_email === email).length <= 1;
    const threadId = message.threadId ?? (alone ? thread : newMessageId());
    const created = (await this.emulatorCall(email, 'POST', '/drafts', {
      message: { ...message, threadId },
    })) as DraftResource;
    await this.emulatorCall(email, 'DELETE', `/drafts/${encodeURIComponent(id)}`);
    this.renameDraft(email, created.id, id);
    return { ...created, id };
  }

  /**
   * `drafts.send` as Gmail does it: what the call carries replaces the draft's content, the draft disappears and the mail
   * goes out under a new message id, in one step. A second call for the same draft answers 404.
   */
  private async sendDraft(email: string, id: string, message: MessageBody, options: SendOptions): Promise<SentMessage> {
    const draft = this.draft(email, id);
    const raw = message.raw ?? this.rawOf(email, draft.message_gmail_id);
    if (!raw) throw new ApiProblem(400, 'Invalid draft', 'invalidArgument');
    const bytes = Buffer.from(raw, 'base64url');
    const threadId = message.threadId ?? this.threadOf(email, draft);
    const sent = await this.sending.send(email, { raw: bytes, threadId, ...options });
    await this.emulatorCall(email, 'DELETE', `/drafts/${encodeURIComponent(id)}`);
    return sent;
  }

  private async sendNew(email: string, message: MessageBody, options: SendOptions): Promise<SentMessage> {
    if (!message.raw) throw new ApiProblem(400, "'raw' RFC822 payload message string required", 'invalidArgument');
    return this.sending.send(email, {
      raw: Buffer.from(message.raw, 'base64url'),
      threadId: message.threadId,
      ...options,
    });
  }

  private draft(email: string, id: string): GoogleDraft {
    const draft = this.emulator.gmail.drafts.findBy('gmail_id', id).find((candidate) => candidate.user_email === email);
    if (!draft) throw notFound();
    return draft;
  }

  private renameDraft(email: string, from: string, to: string): void {
    this.emulator.gmail.drafts.update(this.draft(email, from).id, { gmail_id: to });
  }

  private threadOf(email: string, draft: GoogleDraft): string {
    const message = this.emulator.gmail.messages
      .findBy('gmail_id', draft.message_gmail_id)
      .find((m) => m.user_email === email);
    if (!message) throw notFound();
    return message.thread_id;
  }

  private rawOf(email: string, id: string): string | null {
    return this.emulator.gmail.messages.findBy('gmail_id', id).find((m) => m.user_email === email)?.raw ?? null;
  }

  // ---- OAuth ----

  private async oauth(request: Request, pathname: string): Promise<Response> {
    if (pathname === '/o/oauth2/v2/auth' && request.method === 'GET') {
      const { searchParams } = new URL(request.url);
      this.allowLoopbackRedirect(searchParams.get('client_id') ?? '', searchParams.get('redirect_uri') ?? '');
    }
    if (pathname === '/oauth2/revoke' && request.method === 'POST') return this.revoke(request);
    // Calls without a token share one budget of 5,000 an hour in the emulator; under a pass they do not.
    const pass = /^\/(o\/oauth2|oauth2\/(token|revoke))/.test(pathname) ? 'nobody' : undefined;
    const answer = await this.emulator.fetch(request, pass);
    if (request.method === 'POST') this.emulator.state.touch();
    return pathname === '/oauth2/v2/userinfo' && answer.ok ? this.withHostedDomain(answer) : answer;
  }

  /** The claim `hd`, which the emulator does not know. */
  private async withHostedDomain(answer: Response): Promise<Response> {
    const claims = (await answer.json()) as { email: string };
    const hd = this.people.find(({ email }) => email === claims.email)?.hostedDomain;
    return Response.json({ ...claims, ...(hd && { hd }) });
  }

  /** As Google does: any one token ends the whole grant; one it does not know is refused. The emulator forgets that token alone. */
  private async revoke(request: Request): Promise<Response> {
    const given =
      new URL(request.url).searchParams.get('token') ?? new URLSearchParams(await request.text()).get('token');
    const refreshTokens = this.emulator.store.getData<Map<string, { email: string }>>('google.oauth.refreshTokens');
    const email = refreshTokens?.get(given ?? '')?.email ?? this.emulator.tokens.get(given ?? '')?.login;
    if (email === undefined) return Response.json({ error: 'invalid_token' }, { status: 400 });
    this.revokeAccess(email);
    return Response.json({});
  }

  /** The emulator compares redirect addresses exactly; the API may run on any loopback port. */
  private allowLoopbackRedirect(clientId: string, redirectUri: string): void {
    const client = this.emulator.gmail.oauthClients.findOneBy('client_id', clientId);
    if (!client || client.redirect_uris.includes(redirectUri) || !URL.canParse(redirectUri)) return;
    const { protocol, hostname, pathname } = new URL(redirectUri);
    const loopback = protocol === 'http:' && /^(127(\.\d+){3}|localhost|\[::1\])$/.test(hostname);
    if (!loopback || pathname !== CALLBACK_PATH) return;
    this.emulator.gmail.oauthClients.update(client.id, { redirect_uris: [...client.redirect_uris, redirectUri] });
  }

  // ---- plumbing ----

  /** Changes run one after the other, so that a draft cannot be sent twice at the same moment. */
  private exclusively<T>(change: () => Promise<T>): Promise<T> {
    const result = this.queue.then(change, change);
    this.queue = result.catch(() => undefined);
    return result;
  }

  private changed(): void {
    this.emulator.state.touch();
    for (const listener of this.listeners) for (const { email } of this.people) listener(email);
  }

  private async emulatorCall(email: string, method: string, path: string, body?: unknown): Promise<unknown> {
    const url = `${this.url}/gmail/v1/users/me${path}`;
    const request = new Request(url, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: JSON_HEADERS }),
    });
    const answer = await this.emulator.fetch(request, email);
    if (answer.status === 204) return undefined;
    const json = (await answer.json()) as { error?: { message: string; errors?: { reason: string }[] } };
    if (!answer.ok)
      throw new ApiProblem(
        answer.status,
        json.error?.message ?? 'failed',
        json.error?.errors?.[0]?.reason ?? 'badRequest',
      );
    return json;
  }
}

const JSON_HEADERS = { 'content-type': 'application/json' };

export interface SendOptions {
  holdSeconds?: number;
}

export interface DraftResource {
  id: string;
  message: { id: string; threadId: string; labelIds: string[] };
}
