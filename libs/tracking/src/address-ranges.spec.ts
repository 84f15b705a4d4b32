import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { type RangeSet, rangeLookup } from './address-ranges.js';

const aSet = (name: string, ...ranges: string[]): RangeSet => ({ network: 'data_centre', name, ranges });
const nameOf = (sets: RangeSet[], address: string | null) => rangeLookup(sets)(address)?.name ?? null;

describe('whose network an address is in', () => {
  const sets = [aSet('Ten', '66.102.0.0/20', '2a02:26f7::/32'), aSet('Last', '255.255.255.255/32', '0.0.0.0/32')];

  it.each<[string | null, string | null]>([
    ['66.102.0.0', 'Ten'],
    ['66.102.15.255', 'Ten'],
    ['66.102.16.0', null],
    ['66.101.255.255', null],
    ['::ffff:66.102.1.1', 'Ten'],
    ['2a02:26f7:b404::1', 'Ten'],
    ['2a02:26f7:ffff:ffff:ffff:ffff:ffff:ffff', 'Ten'],
    ['2a02:26f8::', null],
    ['0.0.0.0', 'Last'],
    ['0.0.0.1', null],
    ['255.255.255.254', null],
    ['255.255.255.255', 'Last'],
    ['not an address', null],
    [null, null],
  ])('%s is in %s', (address, name) => {
    expect(nameOf(sets, address)).toBe(name);
  });

  it('is told by the first 64 bits of IPv6', () => {
    const lookup = [aSet('Half', '2001:db8:0:4::/63'), aSet('Long', '2001:db8:0:8::1/128')];
    expect(nameOf(lookup, '2001:db8:0:5:ffff::1')).toBe('Half');
    expect(nameOf(lookup, '2001:db8:0:6::1')).toBeNull();
    expect(nameOf(lookup, '2001:db8:0:8:1234::1')).toBe('Long');
  });

  it('is that of the set named first, where several have it', () => {
    const lookup = [aSet('Inner', '40.96.0.0/16'), aSet('Outer', '40.0.0.0/8'), aSet('Wider', '40.0.0.0/7')];
    expect(['40.95.255.255', '40.96.0.1', '40.97.0.0', '41.0.0.0'].map((address) => nameOf(lookup, address))).toEqual([
      'Outer',
      'Inner',
      'Outer',
      'Wider',
    ]);
    expect(nameOf([...lookup].reverse(), '40.96.0.1')).toBe('Wider');
  });

  it('is the same as if every range had been asked in turn', () => {
    const byte = fc.integer({ min: 0, max: 3 });
    const range = fc
      .tuple(byte, byte, fc.integer({ min: 8, max: 32 }))
      .map(([a, b, length]) => `10.${a}.${b}.0/${length}`);
    const address = fc.tuple(byte, byte, byte).map(([a, b, c]) => `10.${a}.${b}.${c}`);
    fc.assert(
      fc.property(fc.array(fc.array(range, { maxLength: 6 }), { maxLength: 5 }), address, (lists, wanted) => {
        const named = lists.map((ranges, place) => aSet(String(place), ...ranges));
        const inTurn = named.find(({ ranges }) =>
          ranges.some((one) => ipaddr.IPv4.parse(wanted).match(ipaddr.IPv4.parseCIDR(one))),
        );
        expect(nameOf(named, wanted)).toBe(inTurn?.name ?? null);
      }),
    );
  });
});
