import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Key, KeyRing } from '../config.js';

/** What a sealed text is; a text sealed as one purpose cannot be opened as another. */
export type Purpose =
  | 'google.refresh_token'
  | 'message.subject'
  | 'recipient.email'
  | 'recipient.name'
  | 'schedule'
  | 'outgoing_mail'
  | 'invitation.email'
  | 'webhook.url'
  | 'webhook.secret';

const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM at rest (NIST SP 800-38D). A sealed text is
 * `version (1) | key id length (1) | key id | iv (12) | tag (16) | ciphertext`;
 * the header and the purpose are authenticated with it.
 */
export class Encryption {
  private readonly byId: ReadonlyMap<string, Key>;

  constructor(private readonly keys: KeyRing) {
    this.byId = new Map(keys.map((key) => [key.id, key]));
  }

  /** Seals a text with the first key. */
  seal(purpose: Purpose, text: string): Buffer {
    const [key] = this.keys;
    const id = Buffer.from(key.id, 'ascii');
    const header = Buffer.concat([Buffer.from([VERSION, id.length]), id]);
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key.secret, iv);
    cipher.setAAD(Buffer.concat([header, Buffer.from(purpose)]));
    const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([header, iv, cipher.getAuthTag(), ciphertext]);
  }

  /** @throws Error when the key is unknown, the purpose another, or a byte was changed. */
  open(purpose: Purpose, sealed: Buffer): string {
    const idLength = sealed[1] ?? 0;
    const header = sealed.subarray(0, 2 + idLength);
    const key = this.byId.get(header.subarray(2).toString('ascii'));
    if (sealed[0] !== VERSION || !key) throw new Error('sealed with a key that is not in OPENLY_ENCRYPTION_KEYS');
    const iv = sealed.subarray(header.length, header.length + IV_BYTES);
    const tag = sealed.subarray(header.length + IV_BYTES, header.length + IV_BYTES + TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', key.secret, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.concat([header, Buffer.from(purpose)]));
    decipher.setAuthTag(tag);
    const ciphertext = sealed.subarray(header.length + IV_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
  }
}
