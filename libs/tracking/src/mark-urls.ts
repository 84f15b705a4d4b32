/** The addresses in our marks, in every disguise mail services give them. */

const SENDER = '[A-Za-z0-9_-]{8,32}';
export const TOKEN = '[A-Za-z0-9_-]{22,}';
const PIXEL_URL = new RegExp(`^https?://[^?#]*/o/${SENDER}/${TOKEN}\\.gif(?:[?#]|$)`, 'i');
export const READER_URL = new RegExp(`^https?://[^?#]*/r/${TOKEN}/?(?:[?#]|$)`, 'i');
const TRACKED_URL = new RegExp(`^https?://[^?#]*/l/${SENDER}/${TOKEN}\\?`, 'i');
/** Cheap look at the whole mail: without one of these paths, plain or percent-encoded, there is nothing to remove. */
export const MAYBE_MARKED = new RegExp(`(?:/|%2F)(?:[ol](?:/|%2F)${SENDER}(?:/|%2F)|r(?:/|%2F)${TOKEN})`, 'i');

/** Proxies inside one another: Yahoo's, shown in Gmail. */
const MOST_PROXIES = 2;

/**
 * A pixel's address: bare, or as an image proxy carries the original. Google's has it in the fragment; Yahoo's,
 * Outlook's and others have it as a value of the query (`https://ecp.yusercontent.com/mail?url=https%3A%2F%2F…`).
 */
export function isPixel(src: string | undefined): boolean {
  return src !== undefined && carriesPixel(src, MOST_PROXIES);
}

function carriesPixel(src: string, proxies: number): boolean {
  if (PIXEL_URL.test(src)) return true;
  return proxies > 0 && /^https?:/i.test(src) && originalsIn(src).some((url) => carriesPixel(url, proxies - 1));
}

/** Addresses that the address of an image may carry. */
function originalsIn(src: string): string[] {
  const fragment = src.indexOf('#');
  const originals = queryOf(src).flatMap(([, value]) => decoded(value) ?? []);
  const isGoogle = fragment > 0 && /^https:\/\/[^/]+\.googleusercontent\.com\//i.test(src);
  return isGoogle ? [...originals, src.slice(fragment + 1)] : originals;
}

/** Where a link really leads, when Google or Outlook has wrapped it. */
export function wrappedTarget(href: string): string {
  const wrapper = /^https:\/\/(?:www\.google\.com\/url|[^/?#]+\.safelinks\.protection\.outlook\.com\/)\?/i;
  return (wrapper.test(href) && queryValue(href, ['q', 'url'])) || href;
}

/** The destination a tracked link names in `to`, through several generations; null for any other link. */
export function originalOf(href: string): string | null {
  let original: string | null = null;
  for (let url = href, generation = 0; generation < 8 && TRACKED_URL.test(url); generation++) {
    const to = queryValue(url, ['to']);
    // A forged link must not smuggle `javascript:` into the writer's own mail.
    if (to === null || !/^(?:https?:\/\/|mailto:)/i.test(to)) return original;
    original = to;
    url = wrappedTarget(to);
  }
  return original;
}

function queryValue(url: string, names: string[]): string | null {
  const found = queryOf(url).find(([name]) => names.includes(name));
  return found ? decoded(found[1]) : null;
}

/** Names and values of an address's query, as they stand there. */
function queryOf(url: string): [name: string, value: string][] {
  const [beforeFragment = ''] = url.split('#', 1);
  const begin = beforeFragment.indexOf('?');
  if (begin < 0) return [];
  return beforeFragment
    .slice(begin + 1)
    .split('&')
    .flatMap((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [] : [[pair.slice(0, equals), pair.slice(equals + 1)] as [string, string]];
    });
}

function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}
