/** What a measured value must be. */
export interface Limit {
  holds(value: number): boolean;
  text: string;
}

export const atLeast = (least: number): Limit => ({ holds: (value) => value >= least, text: `at least ${least}` });
export const under = (bound: number): Limit => ({ holds: (value) => value < bound, text: `under ${bound}` });

/** Says of each value whether it is what it must be; the last line gives them all. */
export function printVerdict<Key extends string>(
  name: string,
  found: Readonly<Record<Key, number>>,
  limits: Readonly<Record<Key, Limit>>,
): void {
  for (const [key, { holds, text }] of Object.entries(limits) as [Key, Limit][]) {
    console.log(`${holds(found[key]) ? 'holds' : 'MISSED'}  ${key} ${text}: ${found[key]}`);
  }
  printFound(name, found);
}

/** The line that programs read. */
export function printFound(name: string, found: Readonly<Record<string, number>>): void {
  const values = Object.entries(found).map(([key, value]) => `${key}=${value}`);
  console.log(`${name}: ${values.join(' ')}`);
}

export const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
