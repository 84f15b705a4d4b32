import { describe, expect, it } from '@jest/globals';
import { base64urlnopad } from '@scure/base';
import fc from 'fast-check';
import {
  linkPath,
  makeToken,
  pixelPath,
  readerPath,
  readToken,
  type TokenKey,
  type TokenPurpose,
  trackedUrl,
} from './tokens.js';

const key = (id: string, fill: number): TokenKey => ({ id, secret: new Uint8Array(32).fill(fill) });
const keys = [key('k1', 7)];
const sender = 'sQ3nd3r_-id0';
const purposes: TokenPurpose[] = ['pixel', 'link', 'reader'];
const subjects = fc.record({ teamId: fc.uuid(), id: fc.uuid() });
const senders = fc.stringMatching(/^[A-Za-z0-9_-]{8,32}$/);
const subject = { teamId: '019a0000-0000-7000-8000-00000000abcd', id: '019a0000-0000-7000-8000-000000001234' };

describe('a token', () => {
  it('gives back the team and the subject it was made for', () => {
    fc.assert(
      fc.property(fc.constantFrom(...purposes), senders, subjects, (purpose, senderId, made) => {
        const token = makeToken(keys, purpose, senderId, made);
        expect(token).toMatch(/^[A-Za-z0-9_-]{68,80}$/);
        expect(readToken(keys, purpose, senderId, token)).toEqual(made);
      }),
    );
  });

  it('never passes for another purpose or another sender', () => {
    fc.assert(
      fc.property(fc.constantFrom(...purposes), senders, senders, subjects, (purpose, senderId, other, made) => {
        fc.pre(senderId !== other);
        const token = makeToken(keys, purpose, senderId, made);
        for (const wrong of purposes.filter((candidate) => candidate !== purpose)) {
          expect(readToken(keys, wrong, senderId, token)).toBeNull();
        }
        expect(readToken(keys, purpose, other, token)).toBeNull();
        expect(readToken(keys, purpose, '', token)).toBeNull();
      }),
    );
  });

  it('is refused with any one of its bits flipped', () => {
    const bytes = base64urlnopad.decode(makeToken(keys, 'pixel', sender, subject));
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Uint8Array.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readToken(keys, 'pixel', sender, base64urlnopad.encode(changed))).toBeNull();
    }
  });

  it('has one spelling only', () => {
    const token = makeToken(keys, 'pixel', sender, subject);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const passing = [...alphabet].filter((last) => readToken(keys, 'pixel', sender, token.slice(0, -1) + last));
    expect(passing).toEqual([token.slice(-1)]);
    expect(readToken(keys, 'pixel', sender, `${token}=`)).toBeNull();
    expect(readToken(keys, 'pixel', sender, ` ${token}`)).toBeNull();
  });

  it('is still read after a newer key has taken over, and not once its key is gone', () => {
    const old = key('k1', 7);
    const token = makeToken([old], 'link', sender, subject);
    expect(readToken([key('k2', 9), old], 'link', sender, token)).toEqual(subject);
    expect(readToken([key('k2', 9)], 'link', sender, token)).toBeNull();
    expect(readToken([key('k1', 8)], 'link', sender, token)).toBeNull();
  });

  it('answers null to any garbage', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...purposes),
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        (p, s, t) => {
          expect(readToken(keys, p, s, t)).toBeNull();
        },
      ),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(readToken(keys, 'pixel', sender, base64urlnopad.encode(bytes))).toBeNull();
      }),
    );
    expect(readToken([], 'pixel', sender, makeToken(keys, 'pixel', sender, subject))).toBeNull();
    expect(readToken(keys, 'pixel', sender, 'A'.repeat(1_000_000))).toBeNull();
  });

  it('refuses to be made for something that is not a UUID', () => {
    expect(() => makeToken(keys, 'pixel', sender, { ...subject, id: 'message-1' })).toThrow(RangeError);
    expect(() => makeToken([], 'pixel', sender, subject)).toThrow(RangeError);
    expect(() => makeToken(keys, 'pixel', 'sénder', subject)).toThrow(RangeError);
  });
});

describe('an address', () => {
  it('has the token in its path', () => {
    expect(pixelPath('sender01', 'T')).toBe('/o/sender01/T.gif');
    expect(linkPath('sender01', 'T')).toBe('/l/sender01/T');
    expect(readerPath('T')).toBe('/r/T');
  });

  it('of a tracked link names its destination openly', () => {
    const destination = 'https://example.com/a?b=c&d=é#f';
    const url = new URL(trackedUrl('https://openly.example', 'sender01', 'T', destination));
    expect(url.pathname).toBe('/l/sender01/T');
    expect(url.searchParams.get('to')).toBe(destination);
    expect(() => trackedUrl('https://openly.example', 'sender01', 'T', 'https://example.com/\ud800')).not.toThrow();
  });
});
