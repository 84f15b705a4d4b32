import ipaddr from 'ipaddr.js';
import { DomainError } from '../errors.js';

/** All addresses of a name, as text. Rejects where there are none. */
export type Resolve = (host: string) => Promise<string[]>;

/** A target that no webhook may have: inside this server's network, or not of a kind that is posted to. */
export class TargetRefused extends Error {}

/** Below these are services of other kinds, such as mail and shells. */
const FIRST_FREE_PORT = 1024;
const HTTPS_PORT = 443;
const HTTP_PORT = 80;

/** What IANA has given out for the whole internet in IPv6; everything else is special. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/** Ranges of a network's own, which the operator can allow. Link-local stays out: clouds keep credentials there. */
const PRIVATE_RANGES = new Set(['loopback', 'private', 'carrierGradeNat', 'uniqueLocal']);
/** Where they keep them elsewhere: Amazon's and Google's in IPv6, Alibaba's. */
const METADATA = new Set(['fd00:ec2::254', 'fd20:ce::254', '100.100.100.200']);

/**
 * Whether this server may post to an address. Public is what IANA's registries of special addresses do not list;
 * IPv4 within IPv6 counts as what it stands for where it is mapped, and is refused as NAT64, 6to4 or Teredo.
 * @param privateAllowed whether loopback and private ranges are let in as well
 */
export function isAllowedAddress(address: string, privateAllowed: boolean): boolean {
  if (!ipaddr.isValid(address)) return false;
  const known = ipaddr.process(address);
  const range = known.range();
  if (METADATA.has(known.toString())) return false;
  if (PRIVATE_RANGES.has(range)) return privateAllowed;
  if (range !== 'unicast') return false;
  return known instanceof ipaddr.IPv4 || known.match(GLOBAL_IPV6);
}

/**
 * Reads where a webhook posts to.
 * @returns the URL as it is kept
 * @throws DomainError `invalid_request` where it is no such URL, `webhook_target_refused` where it may not be posted to
 */
export function readTarget(text: string, privateAllowed: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) throw refused('is not an https address');
  if (url.username || url.password) throw refused('may not hold a user name or password');
  if (url.hash) throw refused('may not have a fragment');
  if (!isAllowedUrl(url, privateAllowed)) throw new DomainError('webhook_target_refused');
  return url;
}

/** What can be said of a target without asking for the addresses of its name. */
export function isAllowedUrl(url: URL, privateAllowed: boolean): boolean {
  const host = hostOf(url);
  if (ipaddr.isValid(host) && !isAllowedAddress(host, privateAllowed)) return false;
  if (privateAllowed) return true;
  if (url.protocol !== 'https:' || /(^|\.)localhost\.?$/.test(host)) return false;
  return portOf(url) === HTTPS_PORT || portOf(url) >= FIRST_FREE_PORT;
}

/**
 * The addresses to connect to, of which every one is allowed: one that is not may be the next attempt's. They are to be
 * connected to as they are, without asking again: a name can have another address a moment later (DNS rebinding).
 * @throws TargetRefused
 */
export async function allowedAddresses(host: string, resolve: Resolve, privateAllowed: boolean): Promise<string[]> {
  const addresses = ipaddr.isValid(host) ? [host] : await resolve(host);
  const isAllowed = addresses.length > 0 && addresses.every((address) => isAllowedAddress(address, privateAllowed));
  if (!isAllowed) throw new TargetRefused();
  return addresses;
}

/** The host's name, or its address without brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'https:' ? HTTPS_PORT : HTTP_PORT);

const refused = (message: string) => new DomainError('invalid_request', undefined, [{ path: 'url', message }]);
