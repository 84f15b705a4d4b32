import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { createClient } from '@openly/client';
import type { Me } from '@openly/contracts';
import { type Person, type Sandbox, signIn, startSandbox } from '../../apps/sandbox/src/index.js';
import { type QueueBackend, startApi, type TestApi } from './api.js';
import { createDatabase, type TestDatabase } from './database.js';

/** Who sends in the tests; the emulated Google knows both. */
export const SENDER = 'sender@example.com';
export const COLLEAGUE = 'colleague@example.com';

/** Somebody who is signed in. */
export interface User {
  me: Me;
  accessToken: string;
  refreshToken: string;
  /** The API in this user's name, typed. What its types do not allow goes by `call`. */
  client: ReturnType<typeof createClient>;
  /** One request in this user's name; the body is sent as JSON. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface Answer {
  status: number;
  headers: Headers;
  // Tests read answers of every shape; the contract's schemas check them where that is the point.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  body: any;
}

/** The whole product without a browser: API, database, queue, emulated Google. */
export interface World {
  api: TestApi;
  database: TestDatabase;
  sandbox: Sandbox;
  signIn(email: string): Promise<User>;
  close(): Promise<void>;
}

interface WorldOptions {
  queue?: QueueBackend;
  env?: NodeJS.ProcessEnv;
  /** Else a new one. Closed with the world. */
  database?: TestDatabase;
  /** How long a mail sent from the page can be called back; its delivery waits as long. */
  undoSeconds?: number;
  /** More people with a mailbox, who can sign in. */
  people?: readonly Person[];
}

export async function buildWorld(options: WorldOptions = {}): Promise<World> {
  const dataDir = mkdtempSync(join(tmpdir(), 'openly-world-'));
  const database = options.database ?? (await createDatabase());
  const sandbox = await startSandbox({
    googlePort: 0,
    dataDir,
    undoSeconds: options.undoSeconds ?? 0,
    morePeople: options.people,
  });
  const api = await startApi({
    database,
    queue: options.queue,
    googleUrl: sandbox.googleUrl,
    env: { SMTP_URL: sandbox.smtpUrl, ...options.env },
  });
  return {
    api,
    database,
    sandbox,
    signIn: (email) => signInAt(api, email),
    close: async () => {
      await api.close();
      await sandbox.close();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * The product and its signed-in sender for the tests around it, from before the first to after the last. Each test
 * begins with a Google that fails nowhere and with the whole of the minute's budget.
 * @param take is given both before the first test
 */
export function withSender(take: (its: { world: World; sender: User }) => void, options: WorldOptions = {}): void {
  let world: World | undefined;
  beforeAll(async () => {
    world = await buildWorld(options);
    take({ world, sender: await world.signIn(SENDER) });
  });
  beforeEach(async () => {
    world?.sandbox.faults.clear();
    await world?.database.query('delete from gmail_budget');
  });
  afterAll(() => world?.close());
}

/** Somebody at this server, through the Google that it has. */
export async function signInAt(api: TestApi, email: string): Promise<User> {
  const { accessToken, refreshToken } = await signIn(api.url, email, api.config.extensionIds[0] ?? '');
  const call: User['call'] = (method, path, body, headers) =>
    request(api.url, method, path, body, { authorization: `Bearer ${accessToken}`, ...headers });
  const { body: me } = await call('GET', '/v1/me');
  const client = createClient({ baseUrl: api.url, token: accessToken });
  return { me, accessToken, refreshToken, client, call };
}

/** One request; an answer that is JSON is parsed. */
export async function request(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = /[/+]json\b/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, headers: answer.headers, body: isJson && text ? JSON.parse(text) : text };
}
