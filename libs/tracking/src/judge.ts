import type { Confidence, OpenKind } from '@openly/contracts';
import { type Network, networkOf } from './address-ranges.js';
import { isAppleMail, isBrowser, isCrawler, isHandheld, isMailProgram, isOutlook } from './user-agents.js';

/**
 * What one fetch of an image or a link means, told from who fetched it. The rules follow what vendors document and
 * what was observed; each names itself in the reason the sender reads.
 */

/** Stored with every open. A change of any rule below gets a new number. */
export const RULES_VERSION = 2;

/** A browser that fetches within this time of the send, in milliseconds, is faster than a person can be. */
export const TOO_SOON_MS = 2_000;

/** So many different links of one mail, followed within the time below (milliseconds), are a scanner's. */
export const MANY_LINKS = 3;
export const MANY_LINKS_MS = 2_000;

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

/** A fetch to be judged. Instants are milliseconds since 1970 in UTC. */
export interface JudgedHit {
  /** `GET` or `HEAD`. */
  method: string;
  arrivedAt: number;
  /** Null when it was forgotten before the hit could be judged. */
  origin: HitOrigin | null;
  message: {
    /** Null while nobody has told when it was sent. */
    sentAt: number | null;
  };
  /** When the sender had the mail on screen; both ends belong to it. */
  ownViews: readonly { from: number; to: number }[];
  /** How many different links of this mail were followed within `MANY_LINKS_MS` of this hit; 0 for an image. */
  linksFollowed: number;
}

/** What a hit means. */
export interface Verdict {
  kind: OpenKind;
  confidence: Confidence;
  /** Why, in a sentence for the sender. */
  reason: string;
  /** Whether the address is the reader's own, so that it says where the reader was. */
  placeAllowed: boolean;
  /** Whether the user agent is the reader's own, so that it says what the reader used. */
  clientAllowed: boolean;
}

type Answer = Verdict | null;
interface Evidence extends JudgedHit {
  origin: HitOrigin;
  network: Network | null;
}

const machine = (kind: OpenKind, reason: string): Verdict => ({
  kind,
  confidence: 'machine',
  reason,
  placeAllowed: false,
  clientAllowed: false,
});
const throughProxy = (kind: OpenKind, reason: string): Verdict => ({
  kind,
  confidence: 'likely',
  reason,
  placeAllowed: false,
  clientAllowed: false,
});
const direct = (reason: string): Verdict => ({
  kind: 'direct',
  confidence: 'likely',
  reason,
  placeAllowed: true,
  clientAllowed: true,
});

/** One rule each, in this order; the first that answers decides who fetched. */
const whoFetched: readonly { name: string; step: (hit: Evidence) => Answer }[] = [
  { name: 'headers only', step: headersOnly },
  { name: 'announced prefetch', step: announcedPrefetch },
  { name: 'Gmail prefetch', step: gmailPrefetch },
  { name: 'Gmail proxy', step: gmailProxy },
  { name: 'Yahoo proxy', step: yahooProxy },
  { name: 'Apple Mail Privacy Protection', step: applePrivacy },
  { name: 'Proton', step: proton },
  { name: 'scanner by name or network', step: namedScanner },
  { name: 'many links at once', step: manyLinks },
  { name: 'mail program', step: mailProgram },
  { name: 'too soon for a person', step: tooSoon },
  { name: 'Outlook.com proxy', step: outlookProxy },
  { name: 'other proxies', step: otherProxy },
  { name: 'direct', step: directFetch },
];

/**
 * Judges one hit, without a look at what else was recorded: `repeated` (repeated.ts) does that.
 * An image shown while the sender had the mail on screen is the sender's own, whoever carried it; what is a
 * machine's stays a machine's.
 */
export function judge(hit: JudgedHit): Verdict {
  const fetched = judgeFetch(hit);
  // An image may be shown to nobody; a link is followed by somebody.
  const isFollowed = hit.linksFollowed > 0 && fetched.kind === 'direct';
  const verdict: Verdict = isFollowed ? { ...fetched, confidence: 'confirmed' } : fetched;
  const ownView = hit.ownViews.some(({ from, to }) => from <= hit.arrivedAt && hit.arrivedAt <= to);
  return ownView && verdict.confidence !== 'machine' ? SELF : verdict;
}

/** The verdict on a fetch made while the sender had the mail on screen. */
export const SELF: Verdict = {
  kind: 'self',
  confidence: 'confirmed',
  reason: 'You had this mail on screen yourself at that moment.',
  placeAllowed: false,
  clientAllowed: false,
};

/** Whether a verdict counts as somebody having looked: neither a machine, nor the sender, nor a repeat. */
export function isLook({ kind, confidence }: Pick<Verdict, 'kind' | 'confidence'>): boolean {
  return confidence !== 'machine' && kind !== 'self' && kind !== 'duplicate';
}

function judgeFetch(hit: JudgedHit): Verdict {
  const { origin } = hit;
  if (origin === null) {
    return hit.method === 'HEAD'
      ? HEADERS_ONLY
      : {
          ...direct('Somebody fetched this; who it was had to be forgotten before it could be judged.'),
          placeAllowed: false,
          clientAllowed: false,
        };
  }
  const evidence: Evidence = { ...hit, origin, network: networkOf(origin.address) };
  for (const { step } of whoFetched) {
    const verdict = step(evidence);
    if (verdict) return verdict;
  }
  return directFetch(evidence);
}

const HEADERS_ONLY = machine('scanner', 'Only the headers were asked for, as scanners do; nobody sees an image so.');

function headersOnly({ method }: Evidence): Answer {
  return method === 'HEAD' ? HEADERS_ONLY : null;
}

/** https://wicg.github.io/nav-speculation/prefetch.html#sec-purpose-header; Safari says `preview`. */
function announcedPrefetch({ origin }: Evidence): Answer {
  return origin.purpose !== null && /\b(?:prefetch|prerender|preview)\b/i.test(origin.purpose)
    ? machine('prefetch', 'The browser said that it fetched ahead, before anybody looked.')
    : null;
}

/** A browser that never was, with a second `Mozilla/5.0` at its end: Gmail's servers when they fetch ahead. */
function gmailPrefetch({ origin }: Evidence): Answer {
  return /Chrome\/42\.0\.2311\.135 Safari\/537\.36 Edge\/12\.246 Mozilla\/5\.0$/.test(origin.userAgent)
    ? machine('prefetch', 'Gmail fetched the image ahead, before anybody looked.')
    : null;
}

/** Never to be dropped as a bot: every look in Gmail comes this way. */
function gmailProxy({ origin, network }: Evidence): Answer {
  if (!/\(via ggpht\.com GoogleImageProxy\)$/.test(origin.userAgent)) return null;
  return throughProxy(
    'gmail_proxy',
    network === 'google' || origin.address === null
      ? "Fetched through Gmail's image proxy when somebody looked; it hides where and with what."
      : "Calls itself Gmail's image proxy, from an address not known as Google's; where and with what is hidden.",
  );
}

function yahooProxy({ origin }: Evidence): Answer {
  return origin.userAgent.includes('YahooMailProxy')
    ? throughProxy('yahoo_proxy', "Fetched through Yahoo Mail's image proxy when somebody looked; it hides where.")
    : null;
}

/**
 * Apple fetches every image through its relay as soon as mail arrives, under the bare name `Mozilla/5.0` and without
 * a Referer (https://support.apple.com/guide/iphone/iphf084865c7/ios). No browser and no mail program goes by that
 * name, and the relay's published addresses change often: the name decides, the address only adds to the reason.
 */
function applePrivacy({ origin, network }: Evidence): Answer {
  if (origin.userAgent !== 'Mozilla/5.0') return null;
  if (origin.refererGiven) {
    return machine('scanner', 'A program that gives neither browser nor mail client, but a page it came from.');
  }
  const inRelay = network === 'apple' || network === 'apple_relay';
  return machine(
    'apple_privacy',
    inRelay
      ? "Apple's Mail Privacy Protection loaded the image by itself; whether somebody looked cannot be seen."
      : 'Looks like Apple Mail Privacy Protection, though not from an address known as its own; it loads every image by itself.',
  );
}

/** https://proton.me/support/email-tracker-protection: images are loaded ahead, for nobody in particular. */
function proton({ network }: Evidence): Answer {
  return network === 'proton'
    ? machine('other_proxy', 'Proton Mail loads images through its own servers, whether or not somebody looks.')
    : null;
}

function namedScanner({ origin, network }: Evidence): Answer {
  if (network === 'mail_security') {
    return machine('scanner', "Fetched from a mail filter's network, to check the mail.");
  }
  return isCrawler(origin.userAgent) ? machine('scanner', 'A program that calls itself a scanner or crawler.') : null;
}

function manyLinks({ linksFollowed }: Evidence): Answer {
  return linksFollowed >= MANY_LINKS
    ? machine(
        'scanner',
        `${linksFollowed} links of this mail were followed within ${MANY_LINKS_MS / 1000} seconds, as scanners do.`,
      )
    : null;
}

/** Mail programs show a mail themselves, some the moment it arrives. */
function mailProgram({ origin, network }: Evidence): Answer {
  if (isRelay(network)) return null;
  if (isOutlook(origin.userAgent)) {
    return direct('Opened in Outlook, which fetched the image itself.');
  }
  if (isMailProgram(origin.userAgent)) {
    return direct('Opened in a mail program, which fetched the image itself.');
  }
  return isAppleMail(origin.userAgent)
    ? direct('Opened in Apple Mail or an app, which fetched the image itself.')
    : null;
}

/**
 * Delivery over the internet and finding the mail in a browser take a person longer. Within one building, where
 * addresses are private, speed says nothing; and a phone may show a mail as it comes in.
 */
function tooSoon({ origin, arrivedAt, message }: Evidence): Answer {
  if (message.sentAt === null || origin.address === null || isHandheld(origin.userAgent)) return null;
  const after = arrivedAt - message.sentAt;
  if (after < 0 || after >= TOO_SOON_MS) return null;
  return machine('scanner', `Fetched ${(after / 1000).toFixed(1)} seconds after the send: sooner than a person can.`);
}

function outlookProxy({ origin, network }: Evidence): Answer {
  return network === 'microsoft' && isBrowser(origin.userAgent)
    ? throughProxy('outlook_proxy', "Fetched through Microsoft's servers when somebody looked; they hide where.")
    : null;
}

function otherProxy({ origin, network }: Evidence): Answer {
  if (/(?:image|mail)\s?proxy|\bcamo\b/i.test(origin.userAgent)) {
    return throughProxy('other_proxy', "Fetched through a mail service's image proxy; it hides where and with what.");
  }
  if (isRelay(network)) {
    return throughProxy(
      'other_proxy',
      "Fetched through Apple's or Cloudflare's relay, which hides where the reader is.",
    );
  }
  return network === 'google' || network === 'microsoft'
    ? throughProxy('other_proxy', "Fetched from a mail service's own network, which hides where the reader is.")
    : null;
}

function directFetch({ origin }: Evidence): Verdict {
  return isBrowser(origin.userAgent)
    ? direct("Fetched by the reader's own browser or app.")
    : direct('Fetched directly, by a program that is not known.');
}

const isRelay = (network: Network | null) => network === 'apple' || network === 'apple_relay';
