// A Gmail in memory, as quick as HTTP on this machine can be, in a process of its own: whoever sends through it, its
// work is on nobody's account. It knows just the calls of sending drafts, and remembers what came when.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { draftMail } from './mail.js';

/** What it is asked by the process that started it. */
export type Question = { forget: true } | { count: true } | { record: true };

/** What came since it last forgot. */
export interface SendRecord {
  /** By arrival: draft id, and milliseconds since 1970. */
  sends: { draftId: string; at: number }[];
  /** Sends of a draft that was gone. */
  refused: number;
  /** The mail that came last (RFC 5322, base64url). */
  lastRaw: string;
}

const GMAIL = '/gmail/v1/users/me';
let sent = new Set<string>();
let record: SendRecord = { sends: [], refused: 0, lastRaw: '' };

const server = createServer((request, response) => {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  if (request.method === 'GET' && path.startsWith(`${GMAIL}/drafts/`)) {
    getDraft(response, path.slice(`${GMAIL}/drafts/`.length), query);
  } else if (request.method === 'POST' && path === `${GMAIL}/drafts/send`) {
    // A mail is here when its request is.
    const at = Date.now();
    read(request, (body) => sendDraft(response, at, JSON.parse(body)));
  } else if (path === `${GMAIL}/messages` || path.startsWith(`${GMAIL}/threads/`)) {
    answer(response, 200, { messages: [] });
  } else if (request.method === 'POST' && path === '/oauth2/token') {
    read(request, () => answer(response, 200, { access_token: 'a', token_type: 'Bearer', expires_in: 3_599 }));
  } else {
    read(request, () => notFound(response));
  }
});
// Workers keep their connections: none is closed under a request.
server.keepAliveTimeout = 120_000;

function getDraft(response: ServerResponse, draftId: string, query: string): void {
  if (sent.has(draftId) || !query.includes('format=raw')) {
    notFound(response);
    return;
  }
  const raw = draftMail(draftId).toString('base64url');
  answer(response, 200, { id: draftId, message: { id: `m${draftId}`, threadId: `t${draftId}`, raw } });
}

function sendDraft(
  response: ServerResponse,
  at: number,
  { id, message }: { id: string; message: { raw?: string; threadId: string } },
): void {
  if (sent.has(id)) {
    record.refused += 1;
    notFound(response);
    return;
  }
  sent.add(id);
  record.sends.push({ draftId: id, at });
  record.lastRaw = message.raw ?? '';
  answer(response, 200, { id: `s${id}`, threadId: message.threadId, labelIds: ['SENT'] });
}

function notFound(response: ServerResponse): void {
  answer(response, 404, {
    error: { code: 404, message: 'Requested entity was not found.', errors: [{ reason: 'notFound' }] },
  });
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', 'content-length': text.length });
  response.end(text);
}

function read(request: IncomingMessage, done: (body: string) => void): void {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => done(body));
}

process.on('message', (question: Question) => {
  if ('count' in question) process.send?.(record.sends.length);
  else if ('record' in question) process.send?.(record);
  else {
    sent = new Set();
    record = { sends: [], refused: 0, lastRaw: '' };
    process.send?.('forgotten');
  }
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  process.send?.(`http://127.0.0.1:${port}`);
});
