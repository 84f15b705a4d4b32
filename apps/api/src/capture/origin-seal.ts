import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Origin } from './hit.js';

/** A key seals for one minute and is forgotten eight after that: what it sealed is then gone for good. */
const SEALS_MS = 60_000;
const OPENS_MS = 9 * 60_000;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals who fetched, for the spool on disk, with keys that live in this process's memory alone (AES-256-GCM,
 * NIST SP 800-38D). After nine minutes, or a restart, nobody can open it any more.
 */
export class OriginSeal {
  private readonly keys = new Map<string, { secret: Buffer; madeAt: number }>();

  /** @param now milliseconds since 1970 in UTC */
  seal(origin: Origin, now: number): string {
    const [id, secret] = this.keyOf(now);
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', secret, iv);
    const sealed = Buffer.concat([
      iv,
      cipher.update(JSON.stringify(origin), 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return `${id}.${sealed.toString('base64url')}`;
  }

  /** What was sealed, or null where its key is forgotten or was another process's. */
  open(text: string, now: number): Origin | null {
    this.forget(now);
    const [id = '', sealed = ''] = text.split('.');
    const key = this.keys.get(id);
    if (!key) return null;
    const bytes = Buffer.from(sealed, 'base64url');
    try {
      const decipher = createDecipheriv('aes-256-gcm', key.secret, bytes.subarray(0, IV_BYTES));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const open = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
      return JSON.parse(open.toString('utf8')) as Origin;
    } catch {
      return null;
    }
  }

  /** Wipes the keys whose time has passed. */
  forget(now: number): void {
    for (const [id, key] of this.keys) {
      if (now - key.madeAt < OPENS_MS) continue;
      key.secret.fill(0);
      this.keys.delete(id);
    }
  }

  private keyOf(now: number): [string, Buffer] {
    this.forget(now);
    for (const [id, key] of this.keys) if (now - key.madeAt < SEALS_MS) return [id, key.secret];
    const id = randomBytes(6).toString('base64url');
    const secret = randomBytes(32);
    this.keys.set(id, { secret, madeAt: now });
    return [id, secret];
  }
}
