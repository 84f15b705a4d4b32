import { createHmac } from 'node:crypto';
import type { KeyRing } from '../config.js';

/**
 * Keyed hashes by which a reader's address is found without being stored in the clear.
 * The first byte of a hash is the length of the id of the key that made it, the id follows.
 */
export class LookupHash {
  constructor(private readonly keys: KeyRing) {}

  /** The hash to store, made with the first key. */
  ofAddress(email: string): Buffer {
    return this.make(canonicalAddress(email), this.keys[0]);
  }

  /** Every hash this address may stand under, one for each key. */
  allOfAddress(email: string): Buffer[] {
    const canonical = canonicalAddress(email);
    return this.keys.map((key) => this.make(canonical, key));
  }

  private make(canonical: string, key: KeyRing[0]): Buffer {
    const id = Buffer.from(key.id, 'ascii');
    return Buffer.concat([
      Buffer.from([id.length]),
      id,
      createHmac('sha256', key.secret).update('address:').update(canonical).digest(),
    ]);
  }
}

/**
 * One form for the spellings that reach one mailbox: case is folded, and for Gmail dots and what follows a plus
 * are left out (https://support.google.com/mail/answer/7436150).
 */
export function canonicalAddress(email: string): string {
  const folded = email.trim().toLowerCase();
  const at = folded.lastIndexOf('@');
  const domain = folded.slice(at + 1);
  if (domain !== 'gmail.com' && domain !== 'googlemail.com') return folded;
  const local = folded.slice(0, at).replace(/\+.*$/, '').replaceAll('.', '');
  return `${local}@gmail.com`;
}
