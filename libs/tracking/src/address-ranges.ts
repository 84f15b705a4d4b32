import { type Leading, leadingBits } from './addresses.js';

/** Whose networks say something about who fetched an image. */
export const NETWORKS = [
  'google',
  'apple',
  'apple_relay',
  'microsoft',
  'proton',
  'mail_security',
  'data_centre',
] as const;
export type Network = (typeof NETWORKS)[number];

export const isNetwork = (word: string): word is Network => (NETWORKS as readonly string[]).includes(word);

/** The owner of a network. */
export interface Owner {
  network: Network;
  /** As a person calls it: `Hetzner`. */
  name: string;
}

/** Ranges of one owner, as one document of their publisher gives them. */
export interface RangeSet extends Owner {
  /** CIDR ranges. IPv6 is told apart by its first 64 bits; what is longer counts as those. */
  ranges: readonly string[];
}

/** Whose network an address is in; null for every other one, and for what is not an address. */
export type RangeLookup = (address: string | null) => Owner | null;

/**
 * A fast look-up over range sets: two searches of some 15 steps for hundreds of thousands of ranges. Where sets
 * overlap the earlier in the list wins, so that a mail service's own addresses are not taken for those its cloud rents
 * out.
 * @throws Error for a range that is none
 */
export function rangeLookup(sets: readonly RangeSet[]): RangeLookup {
  const owners = sets.map(({ network, name }) => ({ network, name }));
  const tables = { ipv4: tableOf(sets, 'ipv4'), ipv6: tableOf(sets, 'ipv6') };
  return (address) => {
    const bits = address === null ? null : leadingBits(address);
    if (!bits) return null;
    const owner = find(tables[bits.kind], bits.high, bits.low);
    return owner === NOBODY ? null : (owners[owner] ?? null);
  };
}

type Kind = Leading['kind'];
type Bits = readonly [high: number, low: number];

interface Span {
  first: Bits;
  last: Bits;
  set: number;
}

/** Where each stretch of addresses starts, and whose it is up to the next one. */
interface Table {
  high: Uint32Array;
  low: Uint32Array;
  owner: Int32Array;
}

const NOBODY = -1;
const ALL = 0xffffffff;

function find({ high, low, owner }: Table, wantedHigh: number, wantedLow: number): number {
  let from = 0;
  let to = owner.length - 1;
  while (from <= to) {
    const middle = (from + to) >>> 1;
    const start = high[middle] as number;
    if (start < wantedHigh || (start === wantedHigh && (low[middle] as number) <= wantedLow)) from = middle + 1;
    else to = middle - 1;
  }
  return to < 0 ? NOBODY : (owner[to] as number);
}

/** Overlapping spans become stretches that do not: swept from the lowest address up, the earliest set on top. */
function tableOf(sets: readonly RangeSet[], kind: Kind): Table {
  const edges: { at: Bits; set: number; opens: boolean }[] = [];
  for (const { first, last, set } of spansOf(sets, kind)) {
    edges.push({ at: first, set, opens: true });
    const after = next(last, kind);
    if (after) edges.push({ at: after, set, opens: false });
  }
  edges.sort((a, b) => compare(a.at, b.at));
  const open = new Array<number>(sets.length).fill(0);
  const stretches: { at: Bits; owner: number }[] = [];
  edges.forEach(({ at, set, opens }, place) => {
    open[set] = (open[set] ?? 0) + (opens ? 1 : -1);
    const following = edges[place + 1];
    if (following && compare(following.at, at) === 0) return;
    const owner = open.findIndex((count) => count > 0);
    if (owner !== (stretches.at(-1)?.owner ?? NOBODY)) stretches.push({ at, owner });
  });
  return {
    high: Uint32Array.from(stretches, ({ at }) => at[0]),
    low: Uint32Array.from(stretches, ({ at }) => at[1]),
    owner: Int32Array.from(stretches, ({ owner }) => owner),
  };
}

function spansOf(sets: readonly RangeSet[], kind: Kind): Span[] {
  return sets.flatMap(({ ranges }, set) =>
    ranges.flatMap((range) => {
      const [address = '', digits = ''] = range.split('/');
      const bits = leadingBits(address);
      const length = /^\d{1,3}$/.test(digits) ? Number(digits) : Number.NaN;
      if (!bits || !(length <= (bits.kind === 'ipv4' ? 32 : 128))) throw new Error(`${range} is no range`);
      if (bits.kind !== kind) return [];
      const { high, low } = bits;
      // Bits that are free in each half.
      const [freeHigh, freeLow] = [mask(length), kind === 'ipv4' ? 0 : mask(length - 32)];
      return [
        { first: [clear(high, freeHigh), clear(low, freeLow)], last: [fill(high, freeHigh), fill(low, freeLow)], set },
      ] satisfies Span[];
    }),
  );
}

/** The bits of a half that a prefix of this length leaves free, as a number. */
const mask = (length: number) => (length <= 0 ? ALL : length >= 32 ? 0 : ALL >>> length);
const clear = (half: number, free: number) => (half & ~free) >>> 0;
const fill = (half: number, free: number) => (half | free) >>> 0;

function next([high, low]: Bits, kind: Kind): Bits | null {
  if (kind === 'ipv6' && low < ALL) return [high, low + 1];
  return high < ALL ? [high + 1, 0] : null;
}

const compare = (a: Bits, b: Bits) => a[0] - b[0] || a[1] - b[1];
