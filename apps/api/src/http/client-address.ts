import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** How many addresses of balancers are remembered; there are few, and each stands in every request. */
const REMEMBERED = 1_000;

/**
 * Who a request comes from, behind proxies of one's own. Only what a trusted proxy says is believed: from the right
 * of `X-Forwarded-For` the first address that is not itself a trusted proxy.
 */
export class ClientAddress {
  private readonly ranges: readonly Range[];
  private readonly remembered = new Map<string, boolean>();

  /** @param trustedProxies CIDR ranges, checked by the configuration */
  constructor(trustedProxies: readonly string[]) {
    this.ranges = trustedProxies.map((range) => ipaddr.parseCIDR(range));
  }

  /** A public address in canonical form (an IPv4 one inside IPv6 as IPv4), or null: private, reserved or garbled. */
  of(request: IncomingMessage): string | null {
    let address = request.socket.remoteAddress ?? '';
    const forwarded = request.headers['x-forwarded-for'];
    if (forwarded !== undefined && this.isTrusted(address)) {
      const hops = (Array.isArray(forwarded) ? forwarded.join(',') : forwarded).split(',');
      for (let hop = hops.length - 1; hop >= 0; hop--) {
        address = bareAddress(hops[hop] ?? '');
        if (!this.isTrusted(address)) break;
      }
    }
    return publicAddress(address);
  }

  private isTrusted(address: string): boolean {
    let trusted = this.remembered.get(address);
    if (trusted === undefined) {
      const parsed = parse(address);
      trusted =
        parsed !== null && this.ranges.some((range) => parsed.kind() === range[0].kind() && parsed.match(range));
      if (this.remembered.size >= REMEMBERED) this.remembered.clear();
      this.remembered.set(address, trusted);
    }
    return trusted;
  }
}

/** The address in canonical form, or null where it names no place: private, reserved, loopback, not an address. */
export function publicAddress(address: string): string | null {
  const parsed = parse(address);
  return parsed?.range() === 'unicast' ? parsed.toString() : null;
}

function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  // A zone id (`fe80::1%eth0`) means something on one machine only.
  const [bare = ''] = address.split('%');
  // ipaddr.js also takes `0x7f.1` and single numbers for IPv4; nobody forwards such.
  if (!/^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)$/i.test(bare) || !ipaddr.isValid(bare)) return null;
  return ipaddr.process(bare);
}

/** Some proxies add the port: `192.0.2.1:5678`, `[2001:db8::1]:5678`. */
function bareAddress(hop: string): string {
  const text = hop.trim();
  return /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
}
