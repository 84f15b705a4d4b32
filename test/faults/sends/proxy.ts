import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallName, Step } from './planned-faults.js';

/** A call that came to the proxy. */
export interface Call {
  /** Who called: the index of a worker, or the API. */
  from: number | 'api';
  /** Null: another call of Google's, which is passed on untouched. */
  name: CallName | null;
  draftId: string | null;
  threadId: string | null;
}

/** What the proxy asks of the drill. */
export interface Decider {
  /** The steps for this call, or null to pass it on. */
  decide(call: Call): readonly Step[] | null;
  /** Carries out a step that is not about the connection. */
  act(step: Step, call: Call): Promise<void>;
  /** Told of each call and of each step taken, for the mail's history. */
  saw(call: Call, what: string): void;
}

export interface FaultProxy {
  /** Base address for each worker, and for the API. */
  urls: { workers: string[]; api: string };
  /** Calls that are under way, or will take effect later. */
  underWay(): number;
  close(): Promise<void>;
}

interface Answered {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** A port of loopback for each process that calls, so that it is known whom a call comes from. */
export async function startProxy(googleUrl: string, workers: number, decider: Decider): Promise<FaultProxy> {
  let underWay = 0;
  const open = async (from: Call['from']): Promise<Server> => {
    const server = createServer((request, response) => {
      underWay += 1;
      void handle(googleUrl, from, decider, request, response)
        .catch(() => request.socket.destroy())
        .finally(() => {
          underWay -= 1;
        });
    });
    // An idle connection is never cut by the proxy itself: each cut is a planned one.
    server.keepAliveTimeout = 600_000;
    server.requestTimeout = 0;
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return server;
  };
  const servers = await Promise.all([...Array.from({ length: workers }, (_, index) => open(index)), open('api')]);
  const urls = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    urls: { workers: urls.slice(0, workers), api: urls[workers] ?? '' },
    underWay: () => underWay,
    close: async () => {
      const closed = servers.map((server) => new Promise((done) => server.close(done)));
      for (const server of servers) server.closeAllConnections();
      await Promise.all(closed);
    },
  };
}

async function handle(
  googleUrl: string,
  from: Call['from'],
  decider: Decider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const call = callOf(from, request, body);
  const steps = decider.decide(call) ?? PASS_ON;
  decider.saw(call, `asks ${call.name}`);

  let answered: Answered | undefined;
  for (const step of steps) {
    switch (step.do) {
      case 'take_effect':
        answered = await passOn(googleUrl, request, body);
        decider.saw(call, `Gmail answers ${call.name} with ${answered.status}`);
        break;
      case 'answer':
        await answer(response, answered ?? { status: 500, headers: {}, body: Buffer.alloc(0) });
        break;
      case 'refuse':
        decider.saw(call, `refused with ${step.status} ${step.reason}`);
        await answer(response, refusal(step));
        break;
      case 'cut':
        decider.saw(call, 'connection cut');
        request.socket.destroy();
        break;
      case 'wait':
        decider.saw(call, `${step.ms} ms pass`);
        await sleep(step.ms);
        break;
      default:
        decider.saw(call, step.do);
        await decider.act(step, call);
    }
  }
}

const PASS_ON: readonly Step[] = [{ do: 'take_effect' }, { do: 'answer' }];

function callOf(from: Call['from'], { method, url = '' }: IncomingMessage, body: Buffer): Call {
  const path = url.split('?')[0] ?? '';
  const [, kind, id] = /\/gmail\/v1\/users\/me\/(drafts|threads)\/([^/]+)$/.exec(path) ?? [];
  const none: Call = { from, name: null, draftId: null, threadId: null };
  if (kind === 'drafts' && id === 'send' && method === 'POST') {
    // As JSON, or as the first part of an upload.
    const draftId = /"id"\s*:\s*"([^"]+)"/.exec(body.toString('latin1'))?.[1] ?? null;
    return { ...none, name: 'drafts.send', draftId };
  }
  if (kind === 'drafts' && id && method === 'GET')
    return { ...none, name: 'drafts.get', draftId: decodeURIComponent(id) };
  if (kind === 'threads' && id && method === 'GET') return { ...none, name: 'threads.get', threadId: id };
  return none;
}

/** Headers of one connection alone; a body is passed on plain. */
const HOP = new Set([
  'connection',
  'host',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
  'keep-alive',
  'content-encoding',
]);

async function passOn(googleUrl: string, request: IncomingMessage, body: Buffer): Promise<Answered> {
  const headers = Object.entries(request.headers).filter(([name]) => !HOP.has(name)) as [string, string][];
  const answer = await fetch(googleUrl + request.url, {
    method: request.method,
    headers,
    redirect: 'manual',
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  return {
    status: answer.status,
    headers: Object.fromEntries([...answer.headers].filter(([name]) => !HOP.has(name))),
    body: Buffer.from(await answer.arrayBuffer()),
  };
}

/** Resolves once the answer has left, or cannot any more. */
async function answer(response: ServerResponse, { status, headers, body }: Answered): Promise<void> {
  if (response.destroyed) return;
  await new Promise<void>((done) => {
    response.once('close', done);
    response.writeHead(status, { ...headers, 'content-length': body.length });
    response.end(body, () => done());
  });
}

/** An error in the form of Google's APIs. */
function refusal({ status, reason, retryAfter }: Extract<Step, { do: 'refuse' }>): Answered {
  const domain = status === 403 || status === 429 ? 'usageLimits' : 'global';
  const error = { code: status, message: 'Refused by the drill', errors: [{ message: reason, domain, reason }] };
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    },
    body: Buffer.from(JSON.stringify({ error })),
  };
}
