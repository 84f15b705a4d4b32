import { describe, expect, it } from '@jest/globals';
import { PAUSED_AFTER_HOURS, retryAfter } from './retry-times.js';

const waits = (random: number): number[] => {
  const all: number[] = [];
  for (let wait = retryAfter(1, random); wait !== null; wait = retryAfter(all.length + 1, random)) all.push(wait);
  return all;
};

describe('attempts in vain', () => {
  it('come again after five seconds, then later and later, for over a day', () => {
    const plan = waits(0);
    expect(plan[0]).toBe(5_000);
    expect(plan).toEqual([...plan].sort((one, other) => one - other));
    expect(plan.reduce((sum, wait) => sum + wait)).toBeGreaterThan(PAUSED_AFTER_HOURS * 3_600_000);
    expect(plan).toHaveLength(8);
  });

  it('are spread by up to a tenth', () => {
    expect(waits(1)).toEqual(waits(0).map((wait) => Math.round(wait * 1.1)));
  });
});
