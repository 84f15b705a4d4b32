import { describe, expect, it } from '@jest/globals';
import { MANY_LINKS_MS } from '@openly/tracking';
import fc from 'fast-check';
import { FollowedLinks } from './followed-links.js';

describe('links followed about a moment', () => {
  it('are those no more than two seconds from it, each once', () => {
    const click = fc.record({ linkId: fc.constantFrom('a', 'b', 'c', 'd'), at: fc.integer({ min: 0, max: 9_000 }) });
    fc.assert(
      fc.property(fc.array(click), fc.integer({ min: 0, max: 9_000 }), (clicks, at) => {
        const followed = new FollowedLinks();
        for (const { linkId, at } of clicks) followed.add(linkId, at);
        const near = clicks.filter((click) => Math.abs(click.at - at) <= MANY_LINKS_MS);
        expect(followed.countAbout(at)).toBe(new Set(near.map(({ linkId }) => linkId)).size);
      }),
      { numRuns: 1_000 },
    );
  });

  it('are told at once where one was followed hundreds of thousands of times', () => {
    const asked = performance.now();
    const followed = new FollowedLinks();
    for (let nth = 0; nth < 500_000; nth++) followed.add(`link ${nth % 20}`, nth / 100);
    for (let nth = 0; nth < 1_000; nth++) expect(followed.countAbout(2_500 + nth)).toBe(20);
    expect(performance.now() - asked).toBeLessThan(5_000);
  });
});
