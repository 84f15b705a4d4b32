/** The addresses in our marks, in every disguise mail services give them. */

const SENDER = '[A-Za-z0-9_-]{8,32}';
export const TOKEN = '[A-Za-z0-9_-]{22,}';
const PIXEL_URL = new RegExp(`^https?://[^?#]*/o/${SENDER}/${TOKEN}\\.gif(?:[?#]|$)`, 'i');
export const READER_URL = new RegExp(`^https?://[^?#]*/r/${TOKEN}/?(?:[?#]|$)`, 'i');
const TRACKED_URL = new RegExp(`^https?://[^?#]*/l/${SENDER}/${TOKEN}\\?`, 'i');
/** Cheap look at the whole mail: without one of these paths, plain or percent-encoded, there is nothing to remove. */
export const MAYBE_MARKED = new RegExp(`(?:/|%2F)(?:[ol](?:/|%2F)${SENDER}(?:/|%2F)|r(?:/|%2F)${TOKEN})`, 'i');

/** A pixel's address, bare or in the fragment that Gmail's image proxy carries the original in. */
export function isPixel(src: string | undefined): boolean {
  if (!src) return false;
  if (PIXEL_URL.test(src)) return true;
  const fragment = src.indexOf('#');
  return (
    fragment > 0 && /^https:\/\/[^/]+\.googleusercontent\.com\//i.test(src) && PIXEL_URL.test(src.slice(fragment + 1))
  );
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
  const query = url.slice(url.indexOf('?') + 1).split('#')[0] ?? '';
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    if (equals < 0 || !names.includes(pair.slice(0, equals))) continue;
    try {
      return decodeURIComponent(pair.slice(equals + 1));
    } catch {
      return null;
    }
  }
  return null;
}
