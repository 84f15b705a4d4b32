import { describe, expect, it } from '@jest/globals';
import { prepareMessage } from './messages.js';

const isTaken = (url: string) => prepareMessage.safeParse({ recipients: [], links: [url] }).success;

describe('a link', () => {
  it.each([
    'https://example.com',
    'HTTP://example.com:8080/?a=b#c',
    'https://user:secret@bücher.example/日本',
    `https://example.com/${'x'.repeat(3_900)}`,
    `https://example.com?to=https://${'x'.repeat(3_900)}`,
  ])('may be %.80s', (url) => {
    expect(isTaken(url)).toBe(true);
  });

  it.each([
    'example.com',
    'ftp://example.com',
    'javascript:alert(1)',
    `https://example.com/${'x'.repeat(4_000)}`,
    `https://${'x.'.repeat(300)}example`,
  ])('may not be %.80s', (url) => {
    expect(isTaken(url)).toBe(false);
  });

  it('may not have a host that takes minutes to be turned into ASCII', () => {
    const letters = Array.from({ length: 300_000 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7_919) % 20_000)));
    const asked = performance.now();
    expect(isTaken(`https://${letters.join('')}`)).toBe(false);
    expect(performance.now() - asked).toBeLessThan(5_000);
  });
});
