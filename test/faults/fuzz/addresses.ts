import type { Dice } from '../sends/random.js';

/** Public addresses that the bundled city data knows. */
export const PUBLIC = [
  '145.53.100.20',
  '81.2.69.142',
  '203.178.141.194',
  '200.160.2.3',
  '2a02:a440::1',
  '2001:df0:27b::1',
] as const;

/** What may stand for an address, and what it must be kept as: null is no place. */
export interface Claim {
  text: string;
  address: string | null;
}

/** Private, reserved, loopback, link-local, documentation, multicast: no place, and not an address of anybody. */
const NOWHERE = [
  '10.1.2.3',
  '172.16.5.4',
  '192.168.1.4',
  '100.64.0.1',
  '169.254.169.254',
  '127.0.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '192.0.2.1',
  '::',
  '::1',
  'fe80::1',
  'fe80::1%eth0',
  'fe80::1%25eth0',
  'fc00::1',
  'ff02::1',
  '::ffff:10.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:c0a8:1',
  '2001:db8::1',
] as const;

const GARBLED = [
  '',
  ' ',
  ',',
  ' , ,',
  'unknown',
  '_hidden',
  '0x7f.1',
  '2130706433',
  '0177.0.0.1',
  '145.53.100',
  '145.53.100.256',
  '145.53.100.20.1',
  '145.53.100.20/8',
  '::ffff:145.53.100.20.5',
  ':::1',
  '1:2:3:4:5:6:7:8:9',
  '[2a02:a440::1',
  "145.53.100.20' or 1=1",
  '{145.53.100.20}',
  'NULL',
  '\u00e9\u00ff',
] as const;

/** Of which a trusted proxy said it; what it stands for follows from how it was made. */
export function aClaim(dice: Dice, trustedPeer: string): Claim {
  const real = dice.pick(PUBLIC);
  const isIpv6 = real.includes(':');
  return dice.pick<() => Claim>([
    () => ({ text: real, address: real }),
    () => ({ text: `  ${real}\t`, address: real }),
    () => ({ text: isIpv6 ? `[${real}]:443` : `${real}:4711`, address: real }),
    () => ({ text: isIpv6 ? real.toUpperCase() : `::ffff:${real}`, address: real }),
    () => ({ text: isIpv6 ? `${real}%eth0` : `::FFFF:${hexOf(real)}`, address: real }),
    // What stands farther left came from whoever asked.
    () => ({ text: `${dice.pick(PUBLIC)}, ${dice.pick(GARBLED)}, ${real}`, address: real }),
    () => ({ text: `${dice.pick(PUBLIC)}, ${real}, ${trustedPeer}`, address: real }),
    () => ({ text: `${dice.pick(PUBLIC)}, ${dice.pick(NOWHERE)}`, address: null }),
    () => ({ text: dice.pick(NOWHERE), address: null }),
    () => ({ text: dice.pick(GARBLED), address: null }),
    () => ({ text: `${real}, ${dice.pick(GARBLED)}`, address: null }),
    () => ({ text: [...Array.from({ length: 500 }, () => dice.pick(PUBLIC)), real].join(), address: real }),
  ])();
}

const hexOf = (ipv4: string) => {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
};
