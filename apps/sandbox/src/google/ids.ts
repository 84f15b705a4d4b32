import { randomBytes, randomInt } from 'node:crypto';

let lastMessageId = 0n;

/**
 * A message or thread id as Gmail's API writes it: 16 hex digits that grow with time
 * (milliseconds shifted left by 20 bits), so that sorting by id is sorting by age.
 */
export function newMessageId(now = Date.now()): string {
  const candidate = (BigInt(now) << 20n) | BigInt(randomInt(2 ** 20));
  lastMessageId = candidate > lastMessageId ? candidate : lastMessageId + 1n;
  return lastMessageId.toString(16).padStart(16, '0');
}

/** A draft id as Gmail's API writes it: `r` and up to 19 digits. The page's compose window makes its own in the same form. */
export function newDraftId(): string {
  return `r${randomBytes(8).readBigUInt64BE() >> 1n}`;
}

/** True for an id that Gmail would accept as the id of a draft. */
export function isDraftId(id: string): boolean {
  return /^r-?\d{1,20}$/.test(id);
}

/** The `Message-ID` Gmail gives to mail it sends, with the angle brackets. */
export function newMessageIdHeader(): string {
  return `<CA${randomBytes(24).toString('base64url')}@mail.gmail.com>`;
}

/** Gmail's page names a message or thread by the decimal form of the API's hexadecimal id: `msg-f:1844…`, `thread-f:1844…`. */
export function syncId(kind: 'msg' | 'thread', hexId: string): string {
  return `${kind}-f:${BigInt(`0x${hexId}`)}`;
}

/** The reverse of {@link syncId}; null for an id the page made itself (`msg-a:r…`, `thread-a:r…`). */
export function hexFromSyncId(id: string): string | null {
  const digits = /^#?(?:msg|thread)-f:(\d+)$/.exec(id)?.[1];
  return digits === undefined ? null : BigInt(digits).toString(16).padStart(16, '0');
}
