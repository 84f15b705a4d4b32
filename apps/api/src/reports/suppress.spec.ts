import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Cell, sumOf, suppress } from './suppress.js';

const LEAST = 5;

const cell = (key: string, readers: readonly string[], parts: readonly number[]): Cell => ({
  key,
  parts,
  readers: readers.length,
  someReaders: readers.slice(0, LEAST),
});
const people = (from: number, count: number) => Array.from({ length: count }, (_, n) => `reader ${from + n}`);

/** A breakdown of any shape: readers may be in several cells, parts may be nothing. */
const table = fc
  .array(
    fc.record({
      readers: fc.uniqueArray(fc.nat(30), { minLength: 0, maxLength: 9 }),
      parts: fc.tuple(fc.nat(6), fc.nat(6)),
    }),
    { maxLength: 9 },
  )
  .map((cells) =>
    cells.map(({ readers, parts }, n) =>
      cell(
        `cell ${n}`,
        readers.map((one) => `reader ${one}`),
        parts,
      ),
    ),
  );

/** The table with one mail fewer in a cell and one more in another; null where there is none to take away. */
function movedOne(cells: readonly Cell[], from: Cell, to: Cell, part: number): Cell[] | null {
  if ((from.parts[part] ?? 0) === 0) return null;
  return cells.map((each) => {
    const change = each === from ? -1 : each === to ? 1 : 0;
    return { ...each, parts: each.parts.map((value, n) => (n === part ? value + change : value)) };
  });
}

const hiddenOf = (cells: readonly Cell[]) => {
  const shown = new Set(suppress(cells, LEAST).cells.map(({ key }) => key));
  return cells.filter(({ key }) => !shown.has(key));
};

describe('a breakdown', () => {
  it('is shown whole where every cell has five readers', () => {
    const cells = [cell('NL', people(0, 5), [9]), cell('DE', people(5, 7), [7])];
    expect(suppress(cells, LEAST)).toEqual({ cells, other: null, suppressed: false });
  });

  it('hides with a cell of one reader the next smallest, so that the total tells nothing', () => {
    const cells = [cell('NL', people(0, 9), [30]), cell('DE', people(9, 6), [7]), cell('BE', people(15, 1), [2])];
    expect(suppress(cells, LEAST)).toEqual({ cells: [cells[0]], other: [9], suppressed: true });
  });

  it('shows small cells together where they have five readers among them', () => {
    const cells = [cell('NL', people(0, 9), [30]), cell('DE', people(9, 3), [4]), cell('BE', people(12, 2), [2])];
    expect(suppress(cells, LEAST)).toEqual({ cells: [cells[0]], other: [6], suppressed: true });
  });

  it('does not take one reader in two cells for two', () => {
    const cells = [cell('NL', people(0, 9), [30]), cell('DE', people(9, 3), [4]), cell('BE', people(9, 3), [2])];
    expect(suppress(cells, LEAST)).toEqual({ cells: [], other: [36], suppressed: true });
  });

  it('shows nothing where all have too few readers', () => {
    const cells = [cell('NL', people(0, 3), [3]), cell('DE', people(3, 1), [1])];
    expect(suppress(cells, LEAST)).toEqual({ cells: [], other: null, suppressed: true });
    expect(suppress([cell('NL', people(0, 1), [1])], LEAST)).toEqual({ cells: [], other: null, suppressed: true });
  });
});

describe('whatever is counted', () => {
  it('no cell of fewer than five readers is shown, and nothing is put together of fewer, or of one cell', () => {
    fc.assert(
      fc.property(table, (cells) => {
        const { cells: shown, other, suppressed } = suppress(cells, LEAST);
        expect(shown.every(({ readers }) => readers >= LEAST)).toBe(true);
        const hidden = hiddenOf(cells);
        expect(suppressed).toBe(hidden.length > 0);
        if (other === null) return;
        expect(hidden.length).toBeGreaterThanOrEqual(2);
        expect(new Set(hidden.flatMap(({ someReaders }) => someReaders)).size).toBeGreaterThanOrEqual(LEAST);
        expect(other).toEqual(sumOf(hidden));
      }),
    );
  });

  it('nothing hidden follows from what is shown and the totals: another table with another value looks the same', () => {
    let hiddenParts = 0;
    fc.assert(
      fc.property(table, (cells) => {
        const answer = suppress(cells, LEAST);
        if (answer.suppressed && answer.other === null) {
          // Nothing but totals is there, of cells that are not named.
          expect(answer.cells).toEqual([]);
          return;
        }
        const hidden = hiddenOf(cells);
        for (const one of hidden) {
          for (const [part, together] of sumOf(hidden).entries()) {
            if (together === 0) continue;
            hiddenParts += 1;
            const others = hidden.filter((other) => other !== one);
            const tables = others
              .flatMap((other) => [movedOne(cells, one, other, part), movedOne(cells, other, one, part)])
              .filter((table) => table !== null);
            expect(tables.length).toBeGreaterThan(0);
            for (const table of tables) {
              expect(sumOf(table)).toEqual(sumOf(cells));
              expect(suppress(table, LEAST)).toEqual(answer);
            }
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(hiddenParts).toBeGreaterThan(100);
  });

  it('the order of the cells changes nothing', () => {
    fc.assert(
      fc.property(table, (cells) => {
        expect(suppress([...cells].reverse(), LEAST)).toEqual(suppress(cells, LEAST));
      }),
    );
  });
});
