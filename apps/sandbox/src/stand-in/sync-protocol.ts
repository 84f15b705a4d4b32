import type { Address } from '../google/mime-headers.js';

/**
 * The compose part of Gmail's `/sync/u/0/i/s` protocol, in the form (since September 2022) that InboxSDK reads and
 * rewrites: see its `sync-compose-processor-20220909`. Everything is positional arrays.
 *
 *   request:  [ …, [ [ [n, [threadId, [ …13: [message] ]]] ] ] ]
 *   response: [ …, [ …5: [ [[threadId, null, [ …6: [[ …4: [message], …19: legacyThreadId ]] ]]] ] ] ]
 *   message:  0 id `msg-a:r…` · 2 to · 3 cc · 4 bcc · 7 subject · 8 body · 10 labels · 55 legacy message id
 */
export const MESSAGE_INDEX = {
  id: 0,
  from: 1,
  to: 2,
  cc: 3,
  bcc: 4,
  subject: 7,
  body: 8,
  labels: 10,
  rfcId: 13,
  legacyId: 55,
  standIn: 90,
} as const;

/** Labels that mark a request as a send. InboxSDK looks for the same three. */
const SEND_LABEL = '^pfg';

/** What the page adds to a message for the stand-in server, at an index that Gmail leaves empty. */
export interface StandInExtras {
  /** Legacy id of the thread that this is a reply in. */
  threadId?: string;
  /** Legacy id of the message that is answered or forwarded. */
  repliesTo?: string;
  /** Ids of uploaded files. */
  attachments?: string[];
  /** Legacy id of the sent message that this draft save calls back. */
  undo?: string;
}

export interface ComposeRequest extends StandInExtras {
  kind: 'send' | 'save';
  /** Sync id of the thread, e.g. `thread-a:r123`. */
  syncThreadId: string;
  /** The Gmail API's draft id, e.g. `r123`: what stands after `msg-a:`. */
  draftId: string;
  to: Address[];
  cc: Address[];
  bcc: Address[];
  subject: string;
  html: string;
  /** The message as it came, for the answer to repeat. */
  message: unknown[];
}

/** Reads a compose request; null for any other body. */
export function readComposeRequest(body: string): ComposeRequest | null {
  const parsed = tryParse(body);
  const thread = at(parsed, 1, 0, 0, 1);
  const message = at(thread, 1, 13, 0);
  const syncThreadId = at(thread, 0);
  if (!Array.isArray(message) || typeof syncThreadId !== 'string') return null;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const labels = at(message, MESSAGE_INDEX.labels);
  return {
    ...((message[MESSAGE_INDEX.standIn] as StandInExtras | null) ?? {}),
    kind: Array.isArray(labels) && labels.includes(SEND_LABEL) ? 'send' : 'save',
    syncThreadId,
    draftId: text(message[MESSAGE_INDEX.id]).replace('msg-a:', ''),
    to: contacts(message[MESSAGE_INDEX.to]),
    cc: contacts(message[MESSAGE_INDEX.cc]),
    bcc: contacts(message[MESSAGE_INDEX.bcc]),
    subject: text(message[MESSAGE_INDEX.subject]),
    html: text(at(message, MESSAGE_INDEX.body, 1, 0, 1)),
    message,
  };
}

/** The answer to a compose request: the same message with the API's ids, from which InboxSDK takes those of its events. */
export function composeResponse(
  request: ComposeRequest,
  ids: { messageId: string; threadId: string; rfcId?: string },
): string {
  const message: unknown[] = [...request.message];
  message[MESSAGE_INDEX.body] = null;
  message[MESSAGE_INDEX.standIn] = null;
  message[MESSAGE_INDEX.rfcId] = ids.rfcId ?? null;
  message[MESSAGE_INDEX.legacyId] = ids.messageId;
  const threadInner = sparse({ 0: '', 3: request.syncThreadId, 4: [sparse({ ...message })], 19: ids.threadId });
  const thread = [request.syncThreadId, null, sparse({ 6: [threadInner, 1] })];
  return JSON.stringify([[[]], sparse({ 0: 0, 5: [[thread]] })]);
}

/** An array with these entries and null between them. */
function sparse(entries: Record<number, unknown>): unknown[] {
  const length = Math.max(...Object.keys(entries).map(Number)) + 1;
  return Array.from({ length }, (_, index) => entries[index] ?? null);
}

function at(value: unknown, ...path: number[]): unknown {
  return path.reduce<unknown>((inner, index) => (Array.isArray(inner) ? inner[index] : undefined), value);
}

function contacts(value: unknown): Address[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((contact: unknown) => {
    const [, email, name] = Array.isArray(contact) ? (contact as unknown[]) : [];
    return typeof email === 'string' && email !== '' ? [{ email, name: typeof name === 'string' ? name : '' }] : [];
  });
}

function tryParse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return null;
  }
}
