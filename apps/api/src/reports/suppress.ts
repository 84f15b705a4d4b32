/** One cell of a breakdown: what is counted in it, and among how many readers. */
export interface Cell {
  key: string | null;
  /** Parts that add up over cells, such as mails opened and mails not opened. None is negative. */
  parts: readonly number[];
  /** How many distinct readers it has. */
  readers: number;
  /** Some of them, as many as there are or at least as many as a shown cell needs. */
  someReaders: readonly string[];
}

/** What may be shown of a breakdown. */
export interface Shown {
  cells: readonly Cell[];
  /** The parts of all hidden cells together; null where none is hidden, or where they too are of too few readers. */
  other: readonly number[] | null;
  /** Whether any cell is hidden. */
  suppressed: boolean;
}

/**
 * Hides cells with fewer than `least` readers, and with them so many others, those of the fewest readers first, that
 * nothing hidden follows from what is shown and the totals: the hidden are at least two cells, together of at least
 * `least` readers. Which are hidden depends on their readers alone, never on what they count, so that it tells nothing
 * of that. A nothing of the hidden cells together is told as it is: it is of as many readers as that of a shown cell.
 */
export function suppress(cells: readonly Cell[], least: number): Shown {
  const sorted = [...cells].sort((a, b) => a.readers - b.readers || order(a.key, b.key));
  let hiddenCount = sorted.filter(({ readers }) => readers < least).length;
  if (hiddenCount === 0) return { cells: sorted, other: null, suppressed: false };
  const isSafe = () => hiddenCount >= 2 && distinctReaders(sorted.slice(0, hiddenCount)) >= least;
  while (hiddenCount < sorted.length && !isSafe()) hiddenCount += 1;
  return {
    cells: sorted.slice(hiddenCount),
    other: isSafe() ? sumOf(sorted.slice(0, hiddenCount)) : null,
    suppressed: true,
  };
}

/** The parts of these cells, added up. */
export function sumOf(cells: readonly Pick<Cell, 'parts'>[]): number[] {
  const sum: number[] = [];
  for (const { parts } of cells) for (const [part, value] of parts.entries()) sum[part] = (sum[part] ?? 0) + value;
  return sum;
}

const distinctReaders = (cells: readonly Cell[]) => new Set(cells.flatMap(({ someReaders }) => someReaders)).size;
const order = (a: string | null, b: string | null) => ((a ?? '') < (b ?? '') ? -1 : 1);
