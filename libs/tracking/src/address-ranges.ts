import ipaddr from 'ipaddr.js';

/**
 * Whose network an address is in, as far as that says something about who fetched an image: ranges that their
 * owners publish. Checked by hand on `RANGES_DATE`; a range missing here costs a finer reason, not a wrong count,
 * because the user agents are looked at first.
 */
export const RANGES_DATE = '2026-11-01';

export type Network = 'google' | 'apple' | 'apple_relay' | 'microsoft' | 'proton' | 'mail_security';

/** CIDR ranges; IPv6 prefixes are at most 48 bits long. */
const RANGES: Readonly<Record<Network, readonly string[]>> = {
  // https://support.google.com/a/answer/60764 (Google's own networks, not its cloud's customers).
  google: [
    '64.18.0.0/20',
    '64.233.160.0/19',
    '66.102.0.0/20',
    '66.249.64.0/19',
    '72.14.192.0/18',
    '74.125.0.0/16',
    '108.177.8.0/21',
    '108.177.96.0/19',
    '142.250.0.0/15',
    '172.217.0.0/16',
    '173.194.0.0/16',
    '207.126.144.0/20',
    '209.85.128.0/17',
    '216.58.192.0/19',
    '216.239.32.0/19',
    '2001:4860::/32',
    '2404:6800::/32',
    '2607:f8b0::/32',
    '2800:3f0::/32',
    '2a00:1450::/32',
    '2c0f:fb50::/32',
  ],
  // https://support.apple.com/101555: the company's own networks.
  apple: ['17.0.0.0/8', '2403:300::/32', '2620:149::/36', '2a01:b740::/32'],
  // https://mask-api.icloud.com/egress-ip-ranges.csv, gathered into the blocks of the three who run the relay.
  apple_relay: [
    '104.28.0.0/16',
    '140.248.0.0/16',
    '146.75.128.0/17',
    '172.224.0.0/12',
    '2606:54c0::/32',
    '2a02:26f7::/32',
    '2a04:4e41::/32',
    '2a09:bac2::/31',
  ],
  // https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges (Exchange Online, protection).
  microsoft: [
    '13.107.128.0/22',
    '23.103.160.0/20',
    '40.92.0.0/14',
    '40.96.0.0/13',
    '40.104.0.0/15',
    '40.107.0.0/16',
    '52.96.0.0/14',
    '52.100.0.0/14',
    '104.47.0.0/17',
    '132.245.0.0/16',
    '150.171.32.0/22',
    '2603:1006::/40',
    '2603:1016::/36',
    '2603:1026::/36',
    '2603:1036::/36',
    '2603:1046::/36',
    '2603:1056::/36',
    '2a01:111::/32',
  ],
  // AS62371, https://bgp.tools/as/62371.
  proton: ['185.70.40.0/22', '185.159.156.0/22'],
  // Where Proofpoint, Barracuda and Symantec (MessageLabs) say their mail filters are.
  mail_security: [
    '46.226.48.0/21',
    '64.235.144.0/20',
    '67.219.240.0/20',
    '67.231.144.0/20',
    '85.158.136.0/21',
    '95.131.104.0/21',
    '148.163.128.0/19',
    '185.132.180.0/22',
    '185.183.28.0/22',
    '193.109.254.0/23',
    '194.106.220.0/23',
    '195.245.230.0/23',
    '205.220.160.0/19',
    '209.222.80.0/21',
    '216.82.240.0/20',
  ],
};

/** First and last address of a range as numbers: 32 bits of IPv4, or the first 48 of IPv6. */
interface Span {
  first: number;
  last: number;
  network: Network;
}

const IPV4_BITS = 32;
const IPV6_BITS = 48;

const spans: { ipv4: readonly Span[]; ipv6: readonly Span[] } = { ipv4: spansOf('ipv4'), ipv6: spansOf('ipv6') };

/** The network an address belongs to; null for every other one, and for what is not an address. */
export function networkOf(address: string | null): Network | null {
  const parsed = address === null || !ipaddr.isValid(address) ? null : ipaddr.process(address);
  if (!parsed) return null;
  const sorted = spans[parsed.kind()];
  const value = leadingBits(parsed);
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const span = sorted[middle] as Span;
    if (value < span.first) high = middle - 1;
    else if (value > span.last) low = middle + 1;
    else return span.network;
  }
  return null;
}

function spansOf(kind: 'ipv4' | 'ipv6'): Span[] {
  const found: Span[] = [];
  for (const [network, ranges] of Object.entries(RANGES) as [Network, readonly string[]][]) {
    for (const range of ranges) {
      const [address, length] = ipaddr.parseCIDR(range);
      if (address.kind() !== kind) continue;
      const size = 2 ** ((kind === 'ipv4' ? IPV4_BITS : IPV6_BITS) - length);
      const first = leadingBits(address);
      found.push({ first, last: first + size - 1, network });
    }
  }
  return found.sort((a, b) => a.first - b.first);
}

function leadingBits(address: ipaddr.IPv4 | ipaddr.IPv6): number {
  if (address.kind() === 'ipv4') {
    return (address as ipaddr.IPv4).octets.reduce((value, octet) => value * 256 + octet, 0);
  }
  return (address as ipaddr.IPv6).parts.slice(0, 3).reduce((value, part) => value * 65_536 + part, 0);
}
