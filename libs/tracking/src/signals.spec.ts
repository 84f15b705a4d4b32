import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NETWORKS } from './address-ranges.js';
import { type Signals, signalsFromText, signalsOf, signalsToText } from './signals.js';
import { PROGRAMS } from './user-agents.js';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36';

describe('what is kept of a request', () => {
  it('names neither the address nor the user agent', () => {
    const origin = { address: '145.53.100.20', userAgent: CHROME, refererGiven: true, purpose: 'prefetch' };
    const kept = signalsToText(signalsOf('GET', origin, { network: 'data_centre', name: 'Example Hosting' }));
    expect(kept).toBe('GET browser internet referer ahead in:data_centre:Example Hosting');
  });

  it('is the method alone where the rest was forgotten', () => {
    expect(signalsToText(signalsOf('HEAD', null, null))).toBe('HEAD');
  });

  it('is read as it was written', () => {
    const signals: fc.Arbitrary<Signals> = fc.record({
      method: fc.constantFrom('GET' as const, 'HEAD' as const),
      fetchedBy: fc.option(
        fc.record({
          program: fc.constantFrom(...PROGRAMS),
          handheld: fc.boolean(),
          addressKnown: fc.boolean(),
          from: fc.option(
            fc.record({
              network: fc.constantFrom(...NETWORKS),
              name: fc.constantFrom("Apple's relay", 'Amazon Web Services', 'A: B', 'OVH'),
            }),
          ),
          refererGiven: fc.boolean(),
          announcedAhead: fc.boolean(),
        }),
      ),
    });
    fc.assert(fc.property(signals, (one) => expect(signalsFromText(signalsToText(one))).toEqual(one)));
  });

  it('is nothing where it was written otherwise', () => {
    for (const text of ['', 'POST browser', 'GET typewriter', 'GET browser in:nowhere:X']) {
      expect(signalsFromText(text)).toBeNull();
    }
  });
});
