import { describe, expect, it } from '@jest/globals';
import { hasKeyForm, isWhole, newKey, prefixOf } from './key-text.js';

describe('an API key', () => {
  it('is known at sight, and each is another', () => {
    const keys = Array.from({ length: 500 }, newKey);
    expect(new Set(keys).size).toBe(500);
    expect(keys.filter((key) => !/^openly_[0-9A-Za-z]{49}$/.test(key) || !hasKeyForm(key) || !isWhole(key))).toEqual(
      [],
    );
  });

  it('ends in a checksum that no single other letter keeps', () => {
    const key = newKey();
    for (let place = 7; place < key.length; place++) {
      const other = key.slice(0, place) + (key[place] === 'a' ? 'b' : 'a') + key.slice(place + 1);
      expect(hasKeyForm(other)).toBe(true);
      expect(isWhole(other)).toBe(false);
    }
  });

  it.each([
    '',
    'openly_',
    newKey().slice(0, -1),
    `${newKey()}a`,
    newKey().replace('openly_', 'openlx_'),
    'x'.repeat(43),
  ])('is not %j', (text) => expect(hasKeyForm(text)).toBe(false));

  it('is shown by its first letters alone', () => {
    const key = newKey();
    expect(prefixOf(key)).toBe(key.slice(0, 11));
  });
});
