import { isNetwork, type Owner } from './address-ranges.js';
import { agentOf, PROGRAMS, type Program } from './user-agents.js';

/** Who fetched, as the request showed it. */
export interface HitOrigin {
  /** A public address, or null where it is private or was not given. */
  address: string | null;
  /** `''` when none was sent. */
  userAgent: string;
  refererGiven: boolean;
  /** `Sec-Purpose` or `Purpose`, by which a browser announces that it fetches ahead. */
  purpose: string | null;
}

/**
 * The few facts of a fetch by which it is judged. They name nobody, so they are kept with the open, and newer rules
 * can judge it again long after its address and user agent are gone.
 */
export interface Signals {
  method: 'GET' | 'HEAD';
  /** Null where who fetched was forgotten before it could be judged. */
  fetchedBy: FetchedBy | null;
}

export interface FetchedBy {
  program: Program;
  /** Whether the user agent is a phone's or a tablet's. */
  handheld: boolean;
  /** Whether it came over the internet: false within one building, or where the address is not known. */
  addressKnown: boolean;
  /** Whose network the address is in, where that is known. */
  from: Owner | null;
  refererGiven: boolean;
  /** Whether the browser said that it fetches ahead. */
  announcedAhead: boolean;
}

/** What is kept of a request. `from` is whose network its address is in. */
export function signalsOf(method: string, origin: HitOrigin | null, from: Owner | null): Signals {
  const kept = method === 'HEAD' ? 'HEAD' : 'GET';
  if (!origin) return { method: kept, fetchedBy: null };
  const { address, userAgent, refererGiven, purpose } = origin;
  const { program, handheld } = agentOf(userAgent);
  return {
    method: kept,
    fetchedBy: {
      program,
      handheld,
      addressKnown: address !== null,
      from: address === null ? null : from,
      refererGiven,
      // https://wicg.github.io/nav-speculation/prefetch.html#sec-purpose-header; Safari says `preview`.
      announcedAhead: purpose !== null && /\b(?:prefetch|prerender|preview)\b/i.test(purpose),
    },
  };
}

/** As it is stored: words with spaces between, such as `GET browser handheld internet in:data_centre:Hetzner`. */
export function signalsToText({ method, fetchedBy }: Signals): string {
  if (!fetchedBy) return method;
  const { program, handheld, addressKnown, from, refererGiven, announcedAhead } = fetchedBy;
  let text = `${method} ${program}`;
  if (handheld) text += ' handheld';
  if (addressKnown) text += ' internet';
  if (refererGiven) text += ' referer';
  if (announcedAhead) text += ' ahead';
  return from ? `${text} in:${from.network}:${from.name}` : text;
}

/** The inverse of `signalsToText`; null for a text that this version cannot read. */
export function signalsFromText(text: string): Signals | null {
  const [known = '', owner = null] = text.split(' in:');
  const [method, program, ...words] = known.split(' ');
  if (method !== 'GET' && method !== 'HEAD') return null;
  if (program === undefined) return { method, fetchedBy: null };
  const [network, ...name] = owner?.split(':') ?? [];
  if (!PROGRAMS.includes(program as Program) || (network !== undefined && !isNetwork(network))) return null;
  return {
    method,
    fetchedBy: {
      program: program as Program,
      handheld: words.includes('handheld'),
      addressKnown: words.includes('internet'),
      from: network === undefined ? null : { network, name: name.join(':') },
      refererGiven: words.includes('referer'),
      announcedAhead: words.includes('ahead'),
    },
  };
}
