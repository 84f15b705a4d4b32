import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { KeyRing } from '../config.js';
import { Encryption } from './encryption.js';

const key = (id: string) => ({ id, secret: randomBytes(32) });

describe('encryption at rest', () => {
  it('opens what it sealed, whatever the text', () => {
    const encryption = new Encryption([key('k1')]);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(encryption.open('message.subject', encryption.seal('message.subject', text))).toBe(text);
      }),
    );
  });

  it('still opens with an older key once a newer one seals', () => {
    const old = key('k1');
    const sealed = new Encryption([old]).seal('message.subject', 'offer');
    const rotated: KeyRing = [key('k2'), old];
    expect(new Encryption(rotated).open('message.subject', sealed)).toBe('offer');
    expect(() => new Encryption([key('k2')]).open('message.subject', sealed)).toThrow(/OPENLY_ENCRYPTION_KEYS/);
  });

  it('refuses another purpose and any changed byte', () => {
    const encryption = new Encryption([key('k1')]);
    const sealed = encryption.seal('google.refresh_token', 'secret');
    expect(() => encryption.open('message.subject', sealed)).toThrow();
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(() => encryption.open('google.refresh_token', changed)).toThrow();
    }
  });
});
