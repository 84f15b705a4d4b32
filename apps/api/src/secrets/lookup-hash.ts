import { createHmac } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { KeyRing } from '../config.js';

/** Of 64 octets before the @ and 255 behind it (RFC 5321, section 4.5.3.1): no mail goes to what is longer. */
export const LONGEST_ADDRESS = 320;

/**
 * Keyed hashes by which a reader's address is found without being stored in the clear.
 * The first byte of a hash is the length of the id of the key that made it, the id follows.
 */
export class LookupHash {
  constructor(private readonly keys: KeyRing) {}

  /** The hash to store, made with the first key. */
  ofAddress(email: string): Buffer {
    return make('address:', canonicalAddress(email), this.keys[0]);
  }

  /** Every hash that `plainAddress` of this address may stand under; none where that is the address itself. */
  allOfPlainAddress(email: string): Buffer[] {
    const plain = plainAddress(email);
    return plain === canonicalAddress(email) ? [] : this.keys.map((key) => make('address:', plain, key));
  }

  /** Every hash this address may stand under, one for each key. */
  allOfAddress(email: string): Buffer[] {
    const canonical = canonicalAddress(email);
    return this.keys.map((key) => make('address:', canonical, key));
  }

  /**
   * The id of whoever signs in as this person of Google's, however often: a UUID of version 8 (RFC 9562) that nobody
   * without the key can tell from a random one. Made with the last key, the oldest, so that a new one in front of it
   * changes nobody's.
   */
  idOfPerson(googleSubject: string): string {
    const key = this.keys.at(-1) ?? this.keys[0];
    const bytes = createHmac('sha256', key.secret).update('person:').update(googleSubject).digest().subarray(0, 16);
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  /** The hash to store of a code that proves a mailbox, good for that message alone. */
  ofCode(messageId: string, code: string): Buffer {
    return make('code:', `${messageId}:${code}`, this.keys[0]);
  }

  /** Every hash that code may stand under, one for each key. */
  allOfCode(messageId: string, code: string): Buffer[] {
    return this.keys.map((key) => make('code:', `${messageId}:${code}`, key));
  }
}

function make(purpose: 'address:' | 'code:', text: string, key: KeyRing[0]): Buffer {
  const id = Buffer.from(key.id, 'ascii');
  return Buffer.concat([
    Buffer.from([id.length]),
    id,
    createHmac('sha256', key.secret).update(purpose).update(text).digest(),
  ]);
}

/**
 * One form for the spellings that reach one mailbox. Case is folded; composed and decomposed letters are one (Unicode
 * NFC), with or without quotes; a domain is the one that is asked for in DNS (IDNA, UTS #46). For Gmail, dots and what
 * follows a plus are left out and googlemail.com is gmail.com (https://support.google.com/mail/answer/7436150); other
 * services may deliver `ann+news` elsewhere than `ann`.
 *
 * What was hashed is found again by this form alone: a change of it would lose refusals.
 */
export function canonicalAddress(email: string): string {
  const folded = fold(email.trim());
  const at = folded.lastIndexOf('@');
  if (at < 0) return folded;
  const [local, domain] = [unquoted(folded.slice(0, at)), canonicalDomain(folded.slice(at + 1))];
  if (domain !== 'gmail.com') return `${local}@${domain}`;
  const mailbox = local.replace(/\+.*$/s, '').replaceAll('.', '');
  return `${mailbox}@gmail.com`;
}

/**
 * The name of a host or domain in one form: as it is asked for in DNS, without the dot at its end; googlemail.com is
 * gmail.com, as in an address.
 */
export function canonicalDomain(name: string): string {
  const host = inAscii(fold(name.trim())).replace(/\.$/, '');
  return host === 'googlemail.com' ? 'gmail.com' : host;
}

/** The mailbox that most services deliver `ann+news` to: `ann`. For an address without a plus, the address itself. */
export function plainAddress(email: string): string {
  return canonicalAddress(email).replace(/^([^"+@][^"+]*)\+.*@/, '$1@');
}

/** Quotes that need not be there are not part of an address (RFC 5322, section 3.2.4). */
function unquoted(local: string): string {
  const text = /^"(.*)"$/.exec(local)?.[1]?.replace(/\\(.)/g, '$1');
  return text && /^[^\s"(),:;<>@[\]\\]+$/.test(text) ? text : local;
}

/** Letter by letter: a whole word's final sigma would depend on what stands behind it. */
function fold(text: string): string {
  return [...text.normalize('NFC')]
    .map((letter) => letter.toLowerCase())
    .join('')
    .replaceAll('ς', 'σ')
    .normalize('NFC');
}

/** A domain as DNS has it; one that cannot stand there stays as it is. */
function inAscii(domain: string): string {
  // `domainToASCII` reads ASCII as the host of a URL, which may also be written in percent signs or numbers.
  if (!/[^\0-\x7f]/.test(domain) || /[\0-\x20%/:?#@[\]\\]/.test(domain)) return domain;
  return domainToASCII(domain) || domain;
}
