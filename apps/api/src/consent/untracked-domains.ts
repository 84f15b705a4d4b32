import { canonicalAddress, canonicalDomain } from '../secrets/lookup-hash.js';

/**
 * Whether a mailbox is in one of these domains, or below one.
 * @param domains as `canonicalDomain` gives them
 */
export function isWithin(email: string, domains: readonly string[]): boolean {
  if (domains.length === 0) return false;
  const canonical = canonicalAddress(email);
  const host = canonicalDomain(canonical.slice(canonical.lastIndexOf('@') + 1));
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}
