import type { Confidence, OpenKind } from '@openly/contracts';
import type { Network } from './address-ranges.js';
import type { FetchedBy, Signals } from './signals.js';

/**
 * What one fetch of an image or a link means, told from who fetched it. The rules follow what vendors document and
 * what was observed; each names itself in the reason the sender reads.
 */

/**
 * Stored with every open. A change of any rule, of a program's signs or of the networks' meaning gets a new number;
 * `npm run rejudge` then brings stored opens up to it.
 */
export const RULES_VERSION = 3;

/** A browser that fetches within this time of the send, in milliseconds, is faster than a person can be. */
export const TOO_SOON_MS = 2_000;

/** So many different links of one mail, followed within the time below (milliseconds), are a scanner's. */
export const MANY_LINKS = 3;
export const MANY_LINKS_MS = 2_000;

/** A fetch to be judged. Instants are milliseconds since 1970 in UTC. */
export interface JudgedHit {
  signals: Signals;
  arrivedAt: number;
  message: {
    /** Null while nobody has told when it was sent. */
    sentAt: number | null;
  };
  /** When the sender had the mail on screen; both ends belong to it. */
  ownViews: readonly { from: number; to: number }[];
  /** How many different links of this mail were followed within `MANY_LINKS_MS` of this hit; 0 for an image. */
  linksFollowed: number;
}

/** Why a hit means what it means, finer than the rule: each has a sentence, here in English for the sender. */
export const groundCodes = [
  'headers_only',
  'announced_prefetch',
  'gmail_prefetch',
  'bare_program',
  'apple_privacy',
  'apple_privacy_unlisted',
  'many_links',
  'checked_link',
  'gmail_proxy',
  'gmail_proxy_unlisted',
  'yahoo_proxy',
  'proton',
  'mail_filter',
  'crawler',
  'outlook',
  'mail_program',
  'apple_mail',
  'outlook_proxy',
  'image_proxy',
  'relay',
  'service_network',
  'data_centre',
  'too_soon',
  'browser',
  'unknown_program',
  'forgotten',
  'self',
  'duplicate',
] as const;
export type GroundCode = (typeof groundCodes)[number];

/** What a hit means. */
export interface Verdict {
  /** The rule that said so. */
  rule: Rule;
  /** Why, to be said in any language. */
  ground: GroundCode;
  kind: OpenKind;
  confidence: Confidence;
  /** Why, in a sentence for the sender. */
  reason: string;
  /** Whether the address is the reader's own, so that it says where the reader was. */
  placeAllowed: boolean;
  /** Whether the user agent is the reader's own, so that it says what the reader used. */
  clientAllowed: boolean;
}

type Answer = Omit<Verdict, 'rule'> | null;
/** A rule looks at who fetched, and some besides at what else is known of the hit. */
type Step = (by: FetchedBy, hit: JudgedHit) => Answer;

const machine = (kind: OpenKind, ground: GroundCode, reason: string) => ({
  kind,
  ground,
  confidence: 'machine' as const,
  reason,
  placeAllowed: false,
  clientAllowed: false,
});
const throughProxy = (kind: OpenKind, ground: GroundCode, reason: string) => ({
  kind,
  ground,
  confidence: 'likely' as const,
  reason,
  placeAllowed: false,
  clientAllowed: false,
});
const direct = (ground: GroundCode, reason: string) => ({
  kind: 'direct' as const,
  ground,
  confidence: 'likely' as const,
  reason,
  placeAllowed: true,
  clientAllowed: true,
});

/**
 * One rule each, in this order; the first that answers decides who fetched. What fetches for nobody and says so comes
 * first, then who fetches for a reader, and only what is left is asked whether it behaves like a program: so a look
 * in Gmail stays one, from whatever address and however soon.
 */
const whoFetched = [
  { rule: 'headers only', step: headersOnly },
  { rule: 'announced prefetch', step: announcedPrefetch },
  { rule: 'Gmail prefetch', step: gmailPrefetch },
  { rule: 'Apple Mail Privacy Protection', step: applePrivacy },
  { rule: 'many links at once', step: manyLinks },
  { rule: 'link checked by a mail service', step: checkedLink },
  { rule: 'Gmail proxy', step: gmailProxy },
  { rule: 'Yahoo proxy', step: yahooProxy },
  { rule: 'Proton', step: proton },
  { rule: 'scanner by name or network', step: namedScanner },
  { rule: 'mail program', step: mailProgram },
  { rule: 'Outlook.com proxy', step: outlookProxy },
  { rule: 'other proxies', step: otherProxy },
  { rule: 'data centre', step: dataCentre },
  { rule: 'too soon for a person', step: tooSoon },
  { rule: 'direct', step: directFetch },
] as const satisfies readonly { rule: string; step: Step }[];

/** The name of what decided: one of the rules above, or what is asked before and after them. */
export type Rule = (typeof whoFetched)[number]['rule'] | 'forgotten' | 'self' | 'duplicate';

/**
 * Judges one hit, without a look at what else was recorded: `repeated` (repeated.ts) does that.
 * An image shown while the sender had the mail on screen is the sender's own, whoever carried it; what is a
 * machine's stays a machine's.
 */
export function judge(hit: JudgedHit): Verdict {
  const fetched = judgeFetch(hit);
  // An image may be shown to nobody; a link is followed by somebody.
  const isFollowed = hit.linksFollowed > 0 && fetched.kind === 'direct';
  const verdict: Verdict = isFollowed
    ? { ...fetched, confidence: 'confirmed', reason: `A link in this mail was followed. ${fetched.reason}` }
    : fetched;
  const ownView = hit.ownViews.some(({ from, to }) => from <= hit.arrivedAt && hit.arrivedAt <= to);
  return ownView && verdict.confidence !== 'machine' ? SELF : verdict;
}

/** The verdict on a fetch made while the sender had the mail on screen. */
export const SELF: Verdict = {
  rule: 'self',
  ground: 'self',
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
  const { method, fetchedBy } = hit.signals;
  if (fetchedBy === null) return method === 'HEAD' ? { rule: 'headers only', ...HEADERS_ONLY } : FORGOTTEN;
  for (const { rule, step } of whoFetched) {
    const answer = (step as Step)(fetchedBy, hit);
    if (answer) return { rule, ...answer };
  }
  return { rule: 'direct', ...directFetch(fetchedBy) };
}

const FORGOTTEN: Verdict = {
  rule: 'forgotten',
  ...direct('forgotten', 'Somebody fetched this; who it was had to be forgotten before it could be judged.'),
  placeAllowed: false,
  clientAllowed: false,
};

const HEADERS_ONLY = machine(
  'scanner',
  'headers_only',
  'Only the headers were asked for, as scanners do; nobody sees an image so.',
);

function headersOnly(_: FetchedBy, { signals }: JudgedHit): Answer {
  return signals.method === 'HEAD' ? HEADERS_ONLY : null;
}

function announcedPrefetch({ announcedAhead }: FetchedBy): Answer {
  return announcedAhead
    ? machine('prefetch', 'announced_prefetch', 'The browser said that it fetched ahead, before anybody looked.')
    : null;
}

function gmailPrefetch({ program }: FetchedBy): Answer {
  return program === 'gmail_prefetch'
    ? machine('prefetch', 'gmail_prefetch', 'Gmail fetched the image ahead, before anybody looked.')
    : null;
}

/**
 * Apple fetches every image through its relay as soon as mail arrives, under the bare name `Mozilla/5.0` and without
 * a Referer (https://support.apple.com/guide/iphone/iphf084865c7/ios). No browser and no mail program goes by that
 * name, and the relay's published addresses change often: the name decides, the address only adds to the reason.
 */
function applePrivacy({ program, refererGiven, from }: FetchedBy): Answer {
  if (program !== 'bare') return null;
  if (refererGiven) {
    return machine(
      'scanner',
      'bare_program',
      'A program that gives neither browser nor mail client, but a page it came from.',
    );
  }
  return machine(
    'apple_privacy',
    isRelay(from?.network) ? 'apple_privacy' : 'apple_privacy_unlisted',
    isRelay(from?.network)
      ? "Apple's Mail Privacy Protection loaded the image by itself; whether somebody looked cannot be seen."
      : 'Looks like Apple Mail Privacy Protection, though not from an address known as its own; it loads every image by itself.',
  );
}

function manyLinks(_: FetchedBy, { linksFollowed }: JudgedHit): Answer {
  return linksFollowed >= MANY_LINKS
    ? machine(
        'scanner',
        'many_links',
        `${linksFollowed} links of this mail were followed within ${MANY_LINKS_MS / 1000} seconds, as scanners do.`,
      )
    : null;
}

/** A mail service shows images for its readers, but a link is followed in a reader's own browser. */
function checkedLink({ program, from }: FetchedBy, { linksFollowed }: JudgedHit): Answer {
  if (linksFollowed === 0) return null;
  const isProxy = program === 'gmail_proxy' || program === 'yahoo_proxy' || program === 'image_proxy';
  return isProxy || from?.network === 'google' || from?.network === 'microsoft'
    ? machine(
        'scanner',
        'checked_link',
        "Followed from a mail service's own network, which checks links before a reader does.",
      )
    : null;
}

/** Never to be dropped as a bot: every look in Gmail comes this way. */
function gmailProxy({ program, from, addressKnown }: FetchedBy): Answer {
  if (program !== 'gmail_proxy') return null;
  const isListed = from?.network === 'google' || !addressKnown;
  return throughProxy(
    'gmail_proxy',
    isListed ? 'gmail_proxy' : 'gmail_proxy_unlisted',
    isListed
      ? "Fetched through Gmail's image proxy when somebody looked; it hides where and with what."
      : "Calls itself Gmail's image proxy, from an address not known as Google's; where and with what is hidden.",
  );
}

function yahooProxy({ program }: FetchedBy): Answer {
  return program === 'yahoo_proxy'
    ? throughProxy(
        'yahoo_proxy',
        'yahoo_proxy',
        "Fetched through Yahoo Mail's image proxy when somebody looked; it hides where.",
      )
    : null;
}

/** https://proton.me/support/email-tracker-protection: images are loaded ahead, for nobody in particular. */
function proton({ from }: FetchedBy): Answer {
  return from?.network === 'proton'
    ? machine(
        'other_proxy',
        'proton',
        'Proton Mail loads images through its own servers, whether or not somebody looks.',
      )
    : null;
}

function namedScanner({ program, from }: FetchedBy): Answer {
  if (from?.network === 'mail_security') {
    return machine('scanner', 'mail_filter', `Fetched from a mail filter's network (${from.name}), to check the mail.`);
  }
  return program === 'crawler'
    ? machine('scanner', 'crawler', 'A program that calls itself a scanner or crawler.')
    : null;
}

/** Mail programs show a mail themselves, some the moment it arrives; also one that runs on a rented computer. */
function mailProgram({ program, from }: FetchedBy): Answer {
  if (isRelay(from?.network)) return null;
  switch (program) {
    case 'outlook':
      return direct('outlook', 'Opened in Outlook, which fetched the image itself.');
    case 'mail_program':
      return direct('mail_program', 'Opened in a mail program, which fetched the image itself.');
    case 'apple_mail':
      return direct('apple_mail', 'Opened in Apple Mail or an app, which fetched the image itself.');
    default:
      return null;
  }
}

function outlookProxy({ program, from }: FetchedBy): Answer {
  return program === 'browser' && from?.network === 'microsoft'
    ? throughProxy(
        'outlook_proxy',
        'outlook_proxy',
        "Fetched through Microsoft's servers when somebody looked; they hide where.",
      )
    : null;
}

function otherProxy({ program, from }: FetchedBy): Answer {
  if (program === 'image_proxy') {
    return throughProxy(
      'other_proxy',
      'image_proxy',
      "Fetched through a mail service's image proxy; it hides where and with what.",
    );
  }
  if (isRelay(from?.network)) {
    return throughProxy(
      'other_proxy',
      'relay',
      "Fetched through Apple's or Cloudflare's relay, which hides where the reader is.",
    );
  }
  return from?.network === 'google' || from?.network === 'microsoft'
    ? throughProxy(
        'other_proxy',
        'service_network',
        "Fetched from a mail service's own network, which hides where the reader is.",
      )
    : null;
}

function dataCentre({ from }: FetchedBy): Answer {
  return from?.network === 'data_centre'
    ? machine(
        'scanner',
        'data_centre',
        `Fetched from a data centre (${from.name}): most likely by a program; a reader there would come through a VPN.`,
      )
    : null;
}

/**
 * Delivery over the internet and finding the mail in a browser take a person longer. Within one building, where
 * addresses are private, speed says nothing; and a phone may show a mail as it comes in.
 */
function tooSoon({ handheld, addressKnown }: FetchedBy, { arrivedAt, message }: JudgedHit): Answer {
  if (message.sentAt === null || !addressKnown || handheld) return null;
  const after = arrivedAt - message.sentAt;
  if (after < 0 || after >= TOO_SOON_MS) return null;
  return machine(
    'scanner',
    'too_soon',
    `Fetched ${(after / 1000).toFixed(1)} seconds after the send: sooner than a person can.`,
  );
}

function directFetch({ program }: FetchedBy) {
  return program === 'browser'
    ? direct('browser', "Fetched by the reader's own browser or app.")
    : direct('unknown_program', 'Fetched directly, by a program that is not known.');
}

const isRelay = (network: Network | undefined) => network === 'apple' || network === 'apple_relay';
