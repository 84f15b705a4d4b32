/** The middle one; of an even number the mean of the middle two. @throws Error without a value */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) throw new Error('there is nothing to take the middle of');
  return (low + high) / 2;
}

/** The smallest value that at least this share of the values do not exceed (nearest rank). @throws Error without a value */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error('there is nothing to take a percentile of');
  return value;
}

/**
 * How many a second in the steady part: from the 5th to the 95th of a hundred.
 * @param instants in milliseconds, in order
 */
export function steadyRate(instants: readonly number[]): number {
  const [from, to] = [Math.floor(instants.length * 0.05), Math.floor(instants.length * 0.95)];
  const [first, last] = [instants[from], instants[to]];
  if (first === undefined || last === undefined || last <= first) throw new Error('too few arrived to tell a rate');
  return ((to - from) * 1_000) / (last - first);
}
