import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { base64urlnopad } from '@scure/base';
import { fromBase64Url } from './base64url.js';

/**
 * Tokens of pixels, links and readers' pages, and the addresses they stand in.
 *
 * A token is base64url of `version | length of the key's id | key id | team 16 | subject 16 | mac 16`. The MAC
 * (HMAC-SHA-256, RFC 2104, cut to 128 bits as its section 5 allows) covers all of it, the purpose and the sender,
 * so that a token says on its own whether it is ours and what for: a forged one costs no database work.
 */

/** A key with the id that travels in every token made with it. */
export interface TokenKey {
  /** 1 to 8 lower-case letters or digits. */
  id: string;
  /** 32 bytes. */
  secret: Uint8Array;
}

/** What a token opens; one of one purpose never passes for another. */
export type TokenPurpose = 'pixel' | 'link' | 'reader';

/** Whose token it is: the team, and within it the message (pixel, reader) or the link (link). UUIDs. */
export interface TokenSubject {
  teamId: string;
  id: string;
}

const VERSION = 1;
const MAC_BYTES = 16;
const LONGEST_KEY_ID = 8;
const LONGEST_SENDER_ID = 64;
/** Bytes besides the key's id: version, length of the key's id, team, subject, MAC. */
const FIXED_BYTES = 2 + 16 + 16 + MAC_BYTES;
const LONGEST_TOKEN = Math.ceil(((FIXED_BYTES + LONGEST_KEY_ID) * 4) / 3);

/** The first byte under the MAC. A number once given to a purpose stays its own. */
const PURPOSE_BYTE: Readonly<Record<TokenPurpose, number>> = { pixel: 1, link: 2, reader: 3 };

/**
 * Makes the token of one pixel, link or reader's page, with the first key.
 *
 * @param senderId the id in the path of this sender's pixels and links; `''` for `reader`
 * @throws RangeError when an id is not a UUID, or the sender or key id cannot stand in a token
 */
export function makeToken(
  keys: readonly TokenKey[],
  purpose: TokenPurpose,
  senderId: string,
  subject: TokenSubject,
): string {
  const key = keys[0];
  if (!key || key.id.length < 1 || key.id.length > LONGEST_KEY_ID) throw new RangeError('no usable token key');
  const bytes = new Uint8Array(FIXED_BYTES + key.id.length);
  bytes[0] = VERSION;
  bytes[1] = key.id.length;
  for (let at = 0; at < key.id.length; at++) bytes[2 + at] = key.id.charCodeAt(at);
  writeUuid(bytes, 2 + key.id.length, subject.teamId);
  writeUuid(bytes, 18 + key.id.length, subject.id);
  const mac = macOf(key, purpose, senderId, bytes);
  if (!mac) throw new RangeError('the sender id cannot stand in a token');
  bytes.set(mac.subarray(0, MAC_BYTES), bytes.length - MAC_BYTES);
  return base64urlnopad.encode(bytes);
}

/**
 * What the token names, with ids in lower case; null for anything that none of these keys made for exactly this
 * purpose and sender. Never throws, whatever the text; the MACs are compared in constant time.
 */
export function readToken(
  keys: readonly TokenKey[],
  purpose: TokenPurpose,
  senderId: string,
  token: string,
): TokenSubject | null {
  if (token.length > LONGEST_TOKEN) return null;
  const bytes = fromBase64Url(token);
  if (!bytes) return null;
  const idLength = bytes[1] ?? 0;
  if (bytes[0] !== VERSION || bytes.length !== FIXED_BYTES + idLength) return null;
  const key = keys.find(({ id }) => isKeyId(id, bytes, idLength));
  const mac = key && macOf(key, purpose, senderId, bytes);
  if (!mac) return null;
  let difference = 0;
  for (let at = 0; at < MAC_BYTES; at++) {
    difference |= (mac[at] ?? 0) ^ (bytes[bytes.length - MAC_BYTES + at] ?? 0);
  }
  if (difference !== 0) return null;
  return { teamId: readUuid(bytes, 2 + idLength), id: readUuid(bytes, 18 + idLength) };
}

/** Path of a message's pixel. */
export const pixelPath = (senderId: string, token: string) => `/o/${senderId}/${token}.gif`;

/** Path of a tracked link, without its destination. */
export const linkPath = (senderId: string, token: string) => `/l/${senderId}/${token}`;

/** Path of the page on which a reader sees and decides. */
export const readerPath = (token: string) => `/r/${token}`;

/**
 * A tracked link as it stands in a mail. It names its destination openly, for the reader's eyes and so that the
 * original can be restored in a reply; the redirect itself goes to the stored address alone.
 *
 * @param publicUrl base address without a trailing slash
 */
export function trackedUrl(publicUrl: string, senderId: string, token: string, destination: string): string {
  // encodeURIComponent throws on half a surrogate pair.
  const to = encodeURIComponent(destination.replace(/\p{Surrogate}/gu, '\ufffd'));
  return `${publicUrl}${linkPath(senderId, token)}?to=${to}`;
}

function isKeyId(id: string, bytes: Uint8Array, length: number): boolean {
  if (id.length !== length) return false;
  for (let at = 0; at < length; at++) if (id.charCodeAt(at) !== bytes[2 + at]) return false;
  return true;
}

/** The keyed state before any message: hashing the key once saves half the work of every pixel request. */
const keyed = new WeakMap<Uint8Array, ReturnType<typeof hmac.create>>();
/** A state and a place for its digest, used again for every token: making them anew costs more than the hashing. */
let scratch: ReturnType<typeof hmac.create> | undefined;
const digest = new Uint8Array(sha256.outputLen);

/**
 * HMAC over `purpose | token without its MAC | sender id`: only the last has no fixed or stated length.
 * @returns bytes that are good until the next call
 */
function macOf(key: TokenKey, purpose: TokenPurpose, senderId: string, token: Uint8Array): Uint8Array | null {
  if (senderId.length > LONGEST_SENDER_ID) return null;
  const body = token.length - MAC_BYTES;
  const message = new Uint8Array(1 + body + senderId.length);
  message[0] = PURPOSE_BYTE[purpose];
  message.set(token.subarray(0, body), 1);
  for (let at = 0; at < senderId.length; at++) {
    const code = senderId.charCodeAt(at);
    if (code < 0x21 || code > 0x7e) return null;
    message[1 + body + at] = code;
  }
  let state = keyed.get(key.secret);
  if (!state) {
    state = hmac.create(sha256, key.secret);
    keyed.set(key.secret, state);
  }
  scratch = state._cloneInto(scratch) as typeof state;
  scratch.update(message).digestInto(digest);
  return digest;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function writeUuid(bytes: Uint8Array, offset: number, uuid: string): void {
  if (!UUID.test(uuid)) throw new RangeError('a token names a UUID');
  const digits = uuid.replaceAll('-', '');
  for (let at = 0; at < 16; at++) bytes[offset + at] = Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function readUuid(bytes: Uint8Array, offset: number): string {
  let text = '';
  for (let at = 0; at < 16; at++) {
    if (at === 4 || at === 6 || at === 8 || at === 10) text += '-';
    text += HEX[bytes[offset + at] ?? 0];
  }
  return text;
}
