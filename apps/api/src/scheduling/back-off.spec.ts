import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backOff } from './back-off.js';

const anyRandom = fc.double({ min: 0, max: 1, noNaN: true });

describe('the wait before the next attempt', () => {
  it('doubles from 5 seconds to a quarter of an hour', () => {
    expect([1, 2, 3, 8, 9, 50].map((attempts) => backOff(attempts, 1))).toEqual([
      5_000, 10_000, 20_000, 640_000, 900_000, 900_000,
    ]);
  });

  it('is spread over half of itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), anyRandom, (attempts, random) => {
        const wait = backOff(attempts, random);
        expect(wait).toBeGreaterThanOrEqual(2_500);
        expect(wait).toBeLessThanOrEqual(900_000);
      }),
    );
  });

  it('is never shorter than Gmail asks for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        anyRandom,
        fc.integer({ min: 0, max: 10 ** 8 }),
        (attempts, random, asked) => {
          expect(backOff(attempts, random, asked)).toBeGreaterThanOrEqual(asked);
        },
      ),
    );
  });
});
