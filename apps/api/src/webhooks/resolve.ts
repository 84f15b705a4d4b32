import { lookup, Resolver } from 'node:dns/promises';
import type { Resolve } from './targets.js';

const ANSWER_WITHIN_MS = 3_000;
const TRIES = 2;

/**
 * Asks name servers over sockets of our own. `lookup` would take one of the process's four threads for as long as the
 * name server of somebody's webhook likes to wait, and keep files and encryption from theirs.
 */
export const resolvePublic: Resolve = async (host) => {
  const resolver = new Resolver({ timeout: ANSWER_WITHIN_MS, tries: TRIES });
  const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const [failed] = answers;
  if (addresses.length === 0 && failed.status === 'rejected') throw failed.reason;
  return addresses;
};

/** As this machine resolves names for itself, its hosts file included: for names of the operator's own network. */
export const resolveAsMachine: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);
