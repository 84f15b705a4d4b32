import { describe, expect, it } from '@jest/globals';
import { Groups } from './groups.js';

describe('writes that share a commit', () => {
  it('are one for what arrives in one moment, and one more for what came meanwhile', async () => {
    const written: number[][] = [];
    const groups = new Groups<number, number>(async (items) => {
      written.push([...items]);
      await new Promise((resolve) => setTimeout(resolve, 10));
      return items.map((item) => item * 10);
    });
    const first = [1, 2, 3].map((item) => groups.add(item));
    await new Promise((resolve) => setTimeout(resolve, 3));
    const second = [4, 5].map((item) => groups.add(item));
    expect(await Promise.all([...first, ...second])).toEqual([10, 20, 30, 40, 50]);
    expect(written).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    expect(await groups.add(6)).toBe(60);
  });

  it('harm none of the others when one cannot be written', async () => {
    const groups = new Groups<number, number>(async (items) => {
      if (items.includes(2)) throw new Error('two');
      return [...items];
    });
    const results = await Promise.allSettled([1, 2, 3].map((item) => groups.add(item)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('are never more than the most in one group', async () => {
    const sizes: number[] = [];
    const groups = new Groups<number, number>(async (items) => {
      sizes.push(items.length);
      return [...items];
    }, 4);
    await Promise.all(Array.from({ length: 10 }, (_, item) => groups.add(item)));
    expect(sizes).toEqual([4, 4, 2]);
  });
});
