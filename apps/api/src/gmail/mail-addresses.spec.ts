import { describe, expect, it } from '@jest/globals';
import { canonicalAddress } from '../secrets/lookup-hash.js';
import { readAddresses } from './mail-addresses.js';

describe('an address in a header', () => {
  it.each([
    'ann@example.net',
    '<Ann@Example.NET>',
    '"bob@example.org" <ann@example.net>',
    'bob@example.org <ann@example.net>',
    '=?utf-8?Q?bob=40example.org?= <ann@example.net>',
    'Ann <ann(bob@example.org)@example.net>',
    'Ann <ann@example.net(home)>',
    'Ann <@relay.example.org,@b.example.org:ann@example.net>',
    '"ann"@example.net',
    'Ann <"ann"@example.net.>',
    'ann (bob@example.org) @example.net',
    'Friends: ann@example.net;',
  ])('%s is the mailbox it reaches, however it is written', (header) => {
    expect(readAddresses(header).map(({ email }) => canonicalAddress(email))).toEqual(['ann@example.net']);
  });

  it.each(['\\"', '\\('])('is found at once behind %s, however often', (piece) => {
    const asked = performance.now();
    expect(readAddresses(`${piece.repeat(120_000)}, ann@example.net`)).toEqual([{ email: 'ann@example.net' }]);
    expect(performance.now() - asked).toBeLessThan(5_000);
  });

  it('is none where no mail goes to one so long', () => {
    const header = `<ann@${'日'.repeat(100_000)}.example>, ann@example.net, ${'a'.repeat(400)}@example.net`;
    expect(readAddresses(header)).toEqual([{ email: 'ann@example.net' }]);
  });
});
