import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

/**
 * Who a request comes from, behind proxies of one's own. Only what a trusted proxy says is believed: from the right
 * of `X-Forwarded-For` the first address that is not itself a trusted proxy.
 */
export class ClientAddress {
  private readonly ranges: readonly Range[];
  /** Proxies met so far; they are few and stand in every request. Never a client's address. */
  private readonly proxies = new Set<string>();

  /** @param trustedProxies CIDR ranges, checked by the configuration */
  constructor(trustedProxies: readonly string[]) {
    this.ranges = trustedProxies.map((range) => ipaddr.parseCIDR(range));
  }

  /** A public address in canonical form (an IPv4 one inside IPv6 as IPv4), or null: private, reserved or garbled. */
  of(request: IncomingMessage): string | null {
    return publicForm(this.find(request));
  }

  /**
   * What shares one allowance of requests: an IPv4 address, private ones too, or an IPv6 network of 64 bits, which is
   * what one household or machine gets (RFC 6177). Garbled addresses share one. Null for this machine itself: a proxy
   * on it that forwards no address would make one of all readers.
   */
  neighbourhoodOf(request: IncomingMessage): string | null {
    const isForwarded = request.headers['x-forwarded-for'] !== undefined;
    const address = isForwarded ? this.find(request) : parse(request.socket.remoteAddress ?? '');
    if (address === null) return 'unknown';
    if (address.range() === 'loopback') return null;
    if (address instanceof ipaddr.IPv4) return address.toString();
    return address.parts
      .slice(0, 4)
      .map((part) => part.toString(16))
      .join(':');
  }

  private find(request: IncomingMessage): Address | null {
    const peer = request.socket.remoteAddress ?? '';
    if (!this.isProxy(peer)) return parse(peer);
    let address: Address | null = null;
    const hops = String(request.headers['x-forwarded-for'] ?? '').split(',');
    for (let hop = hops.length - 1; hop >= 0; hop--) {
      address = parse(bareAddress(hops[hop] ?? ''));
      // Before the first there is nobody: it is the client, be it a proxy of ours.
      if (hop > 0 && !this.isTrusted(address)) break;
    }
    return address;
  }

  private isProxy(peer: string): boolean {
    if (this.proxies.has(peer)) return true;
    const trusted = this.isTrusted(parse(peer));
    if (trusted && this.proxies.size < 1_000) this.proxies.add(peer);
    return trusted;
  }

  private isTrusted(address: Address | null): boolean {
    return address !== null && this.ranges.some((range) => address.kind() === range[0].kind() && address.match(range));
  }
}

/** The address in canonical form, or null where it names no place: private, reserved, loopback, not an address. */
export const publicAddress = (address: string) => publicForm(parse(address));

const publicForm = (address: Address | null) => (address?.range() === 'unicast' ? address.toString() : null);

/** No address is written longer: IPv6 with IPv4 in its last bytes, a zone left out. */
const LONGEST_ADDRESS = 45;

function parse(address: string): Address | null {
  // A zone id (`fe80::1%eth0`) means something on one machine only, and belongs to IPv6.
  const bare = address.includes(':') ? address.replace(/%.*/, '') : address;
  // Before any pattern looks at it: tens of thousands of colons from a stranger would hold up everybody for minutes.
  if (bare.length > LONGEST_ADDRESS) return null;
  // ipaddr.js also takes `0x7f.1` and single numbers for IPv4; nobody forwards such.
  if (!/^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)$/i.test(bare)) return null;
  try {
    return ipaddr.process(bare);
  } catch {
    return null;
  }
}

/** Some proxies add the port: `192.0.2.1:5678`, `[2001:db8::1]:5678`. */
function bareAddress(hop: string): string {
  const text = hop.trim();
  if (!text.includes(':')) return text;
  return /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
}
