import { problem, type TokenRequest, type TokenResponse, tokenResponse } from '@openly/contracts';
import { z } from 'zod';
import { RequestFailed } from '../protocol';
import { readSettings, type Store } from '../store';
import { SessionKeeper } from './session-keeper';

export interface Call<Schema extends z.ZodType> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with a leading slash, below the server's address. */
  path: string;
  answer: Schema;
  body?: unknown;
  idempotencyKey?: string;
  timeoutMs?: number;
}

/** For calls whose answer nobody reads. */
export const nothing = z.unknown().transform(() => null);

const unreachable = (serverUrl: string) =>
  new RequestFailed({ code: 'unreachable', title: `The Openly server at ${serverUrl} does not answer.` });

/** The only door to the server: adds the token, renews it once, checks every answer against the contract. */
export class Api {
  readonly sessions: SessionKeeper;
  readonly #store: Store;
  readonly #fetch: typeof fetch;

  constructor(store: Store, fetcher: typeof fetch = (...args) => fetch(...args)) {
    this.#store = store;
    this.#fetch = fetcher;
    this.sessions = new SessionKeeper({ store, refresh: (token) => this.#refresh(token), now: Date.now });
  }

  async serverUrl(): Promise<string> {
    return (await readSettings(this.#store)).serverUrl;
  }

  /** Calls the server as the signed-in account. Throws `RequestFailed`. */
  async call<Schema extends z.ZodType>(call: Call<Schema>): Promise<z.output<Schema>> {
    const deadline = Date.now() + (call.timeoutMs ?? 15_000);
    const token = await this.sessions.accessToken();
    if (!token) throw await this.#signedOut();
    let response = await this.#send(call, token, deadline);
    if (response.status === 401) {
      const renewed = await this.sessions.renew(token);
      if (!renewed) throw await this.#signedOut();
      response = await this.#send(call, renewed.accessToken, deadline);
    }
    return this.#read(response, call.answer);
  }

  /** The first tokens of a sign-in. */
  async tokens(request: TokenRequest): Promise<TokenResponse> {
    return this.callWith(null, { method: 'POST', path: '/v1/auth/token', answer: tokenResponse, body: request });
  }

  /** Calls the server with a token that is not kept (yet), or without any. */
  async callWith<Schema extends z.ZodType>(token: string | null, call: Call<Schema>): Promise<z.output<Schema>> {
    return this.#read(await this.#send(call, token, Date.now() + (call.timeoutMs ?? 15_000)), call.answer);
  }

  async #signedOut(): Promise<RequestFailed> {
    return (await this.sessions.wasEnded())
      ? new RequestFailed({ code: 'session_ended', title: 'This device has been signed out of Openly. Sign in again.' })
      : new RequestFailed({ code: 'signed_out', title: 'You are not signed in to Openly.' });
  }

  async #refresh(refreshToken: string): Promise<TokenResponse | null> {
    try {
      return await this.tokens({ refreshToken });
    } catch (error) {
      if (error instanceof RequestFailed && ['invalid_refresh_token', 'unauthenticated'].includes(error.code))
        return null;
      throw error;
    }
  }

  async #send(call: Call<z.ZodType>, token: string | null, deadline: number): Promise<Response> {
    const serverUrl = await this.serverUrl();
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (token) headers.Authorization = `Bearer ${token}`;
    if (call.body !== undefined) headers['Content-Type'] = 'application/json';
    if (call.idempotencyKey) headers['Idempotency-Key'] = call.idempotencyKey;
    try {
      return await this.#fetch(serverUrl + call.path, {
        method: call.method,
        headers,
        body: call.body === undefined ? undefined : JSON.stringify(call.body),
        signal: AbortSignal.timeout(Math.max(1, deadline - Date.now())),
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
      });
    } catch (error) {
      if (error instanceof DOMException && error.name === 'TimeoutError') {
        throw new RequestFailed({ code: 'timeout', title: `The Openly server at ${serverUrl} is too slow to answer.` });
      }
      throw unreachable(serverUrl);
    }
  }

  async #read<Schema extends z.ZodType>(response: Response, schema: Schema): Promise<z.output<Schema>> {
    const body = await readJson(response);
    if (!response.ok) {
      const refused = problem.safeParse(body);
      if (refused.success) {
        const { code, title, nextAllowed, errors } = refused.data;
        throw new RequestFailed({ code, title, ...(nextAllowed && { nextAllowed }), ...(errors && { errors }) });
      }
      throw new RequestFailed({
        code: 'unexpected_answer',
        title: `The server answered ${response.status}, not as an Openly server does. Check its address.`,
      });
    }
    const answer = schema.safeParse(body);
    if (answer.success) return answer.data;
    throw new RequestFailed({
      code: 'unexpected_answer',
      title: 'The server answered in a form this version of Openly does not know. Update the extension or the server.',
    });
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    const text = await response.text();
    return text === '' ? null : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The address to use for a server the user typed; asks it whether it is one. Throws `RequestFailed` with what is wrong. */
export async function checkedServerUrl(typed: string, fetcher: typeof fetch = fetch): Promise<string> {
  const wrong = (title: string) => new RequestFailed({ code: 'wrong_address', title });
  let url: URL;
  try {
    url = new URL(/^[a-z]+:\/\//i.test(typed.trim()) ? typed.trim() : `https://${typed.trim()}`);
    // Chromium writes what no host name has, such as a space, as an escape.
    if (url.hostname.includes('%')) throw new TypeError(url.hostname);
  } catch {
    throw wrong('That is not an address. It looks like https://openly.example.org');
  }
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
    throw wrong('The address must begin with https:// — without it, others could read along.');
  }
  if (url.username || url.password) throw wrong('The address must not contain a name or a password.');
  const serverUrl = (url.origin + url.pathname).replace(/\/+$/, '');
  let response: Response;
  try {
    response = await fetcher(`${serverUrl}/health/live`, { signal: AbortSignal.timeout(6000), cache: 'no-store' });
  } catch {
    throw wrong(
      `${serverUrl} does not answer. Is the server running, and does its OPENLY_EXTENSION_IDS name this extension (${chrome.runtime.id})?`,
    );
  }
  if (!response.ok)
    throw wrong(
      `${serverUrl} answers ${response.status} at /health/live: it is not an Openly server, or not a well one.`,
    );
  return serverUrl;
}
