import { describe, expect, it } from '@jest/globals';
import { grouped, newCode, typedCode } from './proof-code.js';

describe('codes that prove a mailbox', () => {
  it('are eight letters without look-alikes, and never twice the same', () => {
    const codes = Array.from({ length: 1_000 }, newCode);
    for (const code of codes) expect(code).toMatch(/^[2-9A-HJ-NP-Z]{8}$/);
    expect(new Set(codes).size).toBe(1_000);
  });

  it('may be typed in any case, with spaces and hyphens', () => {
    const code = newCode();
    expect(grouped(code)).toMatch(/^\w{4}-\w{4}$/);
    for (const typed of [
      code,
      grouped(code),
      code.toLowerCase(),
      ` ${[...code].join(' ')}\n`,
      grouped(code).replace('-', '–'),
    ]) {
      expect(typedCode(typed)).toBe(code);
    }
  });

  it.each(['', 'ABCD-EFG', 'ABCDEFGH2', '0BCDEFGH', 'ABCD_EFGH', "' or 1=1", 'ＡＢＣＤＥＦＧＨ', 'ſBCDEFGHJ'])(
    'are not %p',
    (typed) => {
      expect(typedCode(typed)).toBeNull();
    },
  );
});
