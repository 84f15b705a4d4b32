import type { Confidence, DetailLevel, Open, OpenKind, Place } from '@openly/contracts';

const CLOCK = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const COUNTRIES = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An instant on the clock of UTC, for example `22 November 2026, 08:00 UTC`. */
export function inUtc(instant: Date): string {
  return `${CLOCK.format(instant).replace(' at ', ', ')} UTC`;
}

/** How long ago `instant` was at `now`, for example `3 hours ago`; what lies ahead by a slow clock is `just now`. */
export function ago(instant: Date, now: Date): string {
  const passed = now.getTime() - instant.getTime();
  if (passed < MINUTE) return 'just now';
  if (passed < HOUR) return RELATIVE.format(-Math.floor(passed / MINUTE), 'minute');
  if (passed < DAY) return RELATIVE.format(-Math.floor(passed / HOUR), 'hour');
  return RELATIVE.format(-Math.floor(passed / DAY), 'day');
}

/** What happened, as a reader would say it. */
export const openWords: Record<OpenKind, string> = {
  direct: 'Opened in a mail program',
  gmail_proxy: 'Opened in Gmail',
  yahoo_proxy: 'Opened in Yahoo Mail',
  outlook_proxy: 'Opened in Outlook',
  other_proxy: 'Opened by way of a mail service',
  apple_privacy: 'Loaded by Apple Mail Privacy Protection',
  prefetch: 'Loaded ahead by the mail service',
  scanner: 'Checked by a security scanner',
  self: 'Opened by the sender',
  duplicate: 'Loaded again within moments',
};

/** How sure it is that a person looked. */
export const confidenceWords: Record<Confidence, string> = {
  confirmed: 'Confirmed',
  likely: 'Likely you',
  machine: 'A machine',
};

/** What is recorded of an open besides its time, by the level in force. */
const DETAILS: Record<DetailLevel, string[]> = {
  count: ['whether a person or a machine fetched the image'],
  device: ['the kind of mail program'],
  country: ['the kind of mail program', 'the country'],
  city: ['the kind of mail program', 'a place no finer than a city'],
};
const AND = new Intl.ListFormat('en', { type: 'conjunction' });

/** What is recorded of a mail, in one sentence. */
export function recordedWords({ detail, hasTrackedLinks }: { detail: DetailLevel; hasTrackedLinks: boolean }): string {
  const links = hasTrackedLinks ? ['which links were followed'] : [];
  return `${AND.format(['The time', ...DETAILS[detail], ...links])}.`;
}

/** Mail program, system and device, as far as they are known; null where nothing is. */
export function clientWords({ client, os, device }: Pick<Open, 'client' | 'os' | 'device'>): string | null {
  const where = [os, device].filter(Boolean).join(', ');
  if (client && where) return `${client} on ${where}`;
  return client ?? (where || null);
}

/** City, region and country, as far as they are known, for example `Utrecht, Netherlands`. */
export function placeWords(place: Place | null): string | null {
  if (!place) return null;
  return [place.city ?? place.region, countryName(place.country)].filter(Boolean).join(', ');
}

/** The host of a link, which says more to a reader than its tail. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url.slice(0, 80);
}

function countryName(code: string): string {
  return /^[A-Z]{2}$/i.test(code) ? (COUNTRIES.of(code.toUpperCase()) ?? code) : code;
}
