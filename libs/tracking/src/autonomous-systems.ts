import type { Owner } from './address-ranges.js';

/**
 * Networks by number of their autonomous system (https://www.iana.org/assignments/as-numbers), for addresses that no
 * range names. Only those whose addresses serve programs alone: whoever also has readers behind them (access
 * providers, company gateways, relays such as Cloudflare, Akamai and Fastly) is left out. Gathered by hand.
 */
const OWNERS: readonly [Owner, readonly number[]][] = [
  [{ network: 'google', name: 'Google' }, [15169]],
  [{ network: 'apple', name: 'Apple' }, [714, 6185]],
  // Microsoft 365 and Azure share one number; the ranges tell them apart, and a look is not to be lost.
  [{ network: 'microsoft', name: 'Microsoft' }, [8075]],
  [{ network: 'proton', name: 'Proton' }, [62371]],
  [{ network: 'mail_security', name: 'Proofpoint' }, [22843, 26211]],
  [{ network: 'mail_security', name: 'Mimecast' }, [30031, 42427]],
  [{ network: 'mail_security', name: 'Barracuda' }, [15324]],
  [{ network: 'mail_security', name: 'Cisco' }, [16417]],
  [{ network: 'data_centre', name: 'Amazon Web Services' }, [14618, 16509]],
  [{ network: 'data_centre', name: 'Google Cloud' }, [396982]],
  [{ network: 'data_centre', name: 'Hetzner' }, [24940, 212317, 213230]],
  [{ network: 'data_centre', name: 'OVH' }, [16276]],
  [{ network: 'data_centre', name: 'DigitalOcean' }, [14061]],
  [{ network: 'data_centre', name: 'Linode' }, [63949]],
  [{ network: 'data_centre', name: 'Vultr' }, [20473]],
  [{ network: 'data_centre', name: 'Oracle Cloud' }, [31898]],
  [{ network: 'data_centre', name: 'Alibaba Cloud' }, [37963, 45102]],
  [{ network: 'data_centre', name: 'Tencent Cloud' }, [45090, 132203]],
  [{ network: 'data_centre', name: 'IBM Cloud' }, [36351]],
  [{ network: 'data_centre', name: 'Scaleway' }, [12876]],
  [{ network: 'data_centre', name: 'Leaseweb' }, [28753, 30633, 60781]],
  [{ network: 'data_centre', name: 'Contabo' }, [51167]],
];

const byNumber = new Map(OWNERS.flatMap(([owner, numbers]) => numbers.map((number) => [number, owner] as const)));

/** Whose network an autonomous system is, where that says something about who fetched; else null. */
export function ownerOfAsn(number: number): Owner | null {
  return byNumber.get(number) ?? null;
}
