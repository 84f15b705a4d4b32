import { describe, expect, it } from '@jest/globals';
import { namesAddress, withoutAddress } from './named-address.js';

describe('an address', () => {
  it.each([
    'ann@example.net',
    'Ann Other <ANN@Example.net>, bob@example.net',
    'https://shop.example/leave?who=ann%40example.net&x=1',
    'https://shop.example/u/ann@example.net/offers',
    'mailto:ann@example.net',
  ])('is found in %s', (text) => {
    expect(namesAddress(text, 'Ann@example.net')).toBe(true);
  });

  it.each(['joann@example.net', 'ann@example.net.evil.example', 'ann', '%', 'https://example.net/ann'])(
    'is not found in %s',
    (text) => {
      expect(namesAddress(text, 'ann@example.net')).toBe(false);
    },
  );

  it('is not found in a text that is hard to look through, which takes no time', () => {
    const asked = performance.now();
    expect(namesAddress('a'.repeat(200_000), 'ann@example.net')).toBe(false);
    expect(performance.now() - asked).toBeLessThan(5_000);
  });

  it('is found in the spellings of one Gmail mailbox', () => {
    expect(namesAddress('A.nn+news@googlemail.com', 'ann@gmail.com')).toBe(true);
  });

  it('is taken out of what names it, and nothing else is', () => {
    const kept = {
      id: '1',
      recipients: ['Ann <ann@example.net>', 'bob@example.net'],
      reader: 'ann@example.net',
      at: null,
    };
    expect(withoutAddress(kept, 'ann@example.net')).toEqual({
      id: '1',
      recipients: ['bob@example.net'],
      reader: null,
      at: null,
    });
  });
});
