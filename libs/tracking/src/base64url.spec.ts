import { describe, expect, it } from '@jest/globals';
import { base64urlnopad } from '@scure/base';
import fc from 'fast-check';
import { fromBase64Url } from './base64url.js';

/** As the library that encodes reads it. */
function decoded(text: string): Uint8Array | null {
  try {
    return base64urlnopad.decode(text);
  } catch {
    return null;
  }
}

describe('base64url', () => {
  it('of any bytes gives those bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(fromBase64Url(base64urlnopad.encode(bytes))).toEqual(bytes);
      }),
    );
  });

  it('is refused where a strict reader refuses it', () => {
    const nearly = fc.string({ unit: fc.constantFrom(...'AZaz09-_+/= é\u0000Qw'), maxLength: 12 });
    fc.assert(
      fc.property(nearly, (text) => {
        expect(fromBase64Url(text)).toEqual(decoded(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['QQ==', 'QR', 'A', 'AA+A', 'AA/A', 'AA A', 'AAé0', 'AAA\u{1f600}'])('%j is none', (text) => {
    expect([fromBase64Url(text), decoded(text)]).toEqual([null, null]);
  });
});
