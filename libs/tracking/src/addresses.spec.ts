import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { leadingBits } from './addresses.js';

describe('the first bits of an address', () => {
  it('are the same in every form it can be written in', () => {
    const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (parts) => {
        const address = new ipaddr.IPv6(parts);
        if (address.isIPv4MappedAddress()) return;
        const [a = 0, b = 0, c = 0, d = 0] = parts;
        const bits = { kind: 'ipv6', high: a * 65_536 + b, low: c * 65_536 + d };
        for (const form of [address.toString(), address.toNormalizedString(), address.toRFC5952String()]) {
          expect([form, leadingBits(form)]).toEqual([form, bits]);
          expect(leadingBits(`${form.toUpperCase()}%eth0`)).toEqual(bits);
        }
      }),
    );
  });

  it('of IPv4 are the address, also where it is mapped to IPv6', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const high = ipaddr.IPv4.parse(address).octets.reduce((value, octet) => value * 256 + octet, 0);
        const bits = { kind: 'ipv4', high, low: 0 };
        expect(leadingBits(address)).toEqual(bits);
        expect(leadingBits(`::ffff:${address}`)).toEqual(bits);
        expect(leadingBits(ipaddr.IPv4.parse(address).toIPv4MappedAddress().toString())).toEqual(bits);
      }),
    );
  });

  it.each([
    '',
    'localhost',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.',
    '.1.2.3',
    '1..2.3',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.4 ',
    '0x1.2.3.4',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::1.2.3',
    '1.2.3.4::',
    '12345::',
    'g::',
    '::1%',
  ])('are nothing for "%s"', (text) => {
    expect(leadingBits(text)).toBeNull();
  });

  it('are nothing, rather than an error, for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (!ipaddr.isValid(text)) expect(leadingBits(text)).toBeNull();
      }),
    );
  });
});
