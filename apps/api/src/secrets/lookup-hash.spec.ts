import { describe, expect, it } from '@jest/globals';
import { canonicalAddress, LookupHash } from './lookup-hash.js';

describe('canonical addresses', () => {
  it.each([
    ['Ann@Example.NET', 'ann@example.net'],
    [' a.n.n+news@gmail.com ', 'ann@gmail.com'],
    ['Ann@googlemail.com', 'ann@gmail.com'],
    ['a.n.n+news@example.net', 'a.n.n+news@example.net'],
  ])('%s is %s', (written, canonical) => {
    expect(canonicalAddress(written)).toBe(canonical);
  });
});

describe('lookup hashes', () => {
  it('finds an address hashed with an older key', () => {
    const k1 = { id: 'k1', secret: Buffer.alloc(32, 1) };
    const k2 = { id: 'k2', secret: Buffer.alloc(32, 2) };
    const stored = new LookupHash([k1]).ofAddress('ann@example.net');
    expect(new LookupHash([k2, k1]).allOfAddress('ANN@example.net')).toContainEqual(stored);
    expect(new LookupHash([k2]).allOfAddress('ann@example.net')).not.toContainEqual(stored);
  });
});
