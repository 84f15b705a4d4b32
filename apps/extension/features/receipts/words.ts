import type { Click, Confirmation, Open, Receipt, ReceiptState, ThreadMessage } from '@openly/contracts';

/** Kinds that are no reader's look: shown, but folded away and never counted. */
export function isLook({ kind, confidence }: Pick<Open, 'kind' | 'confidence'>): boolean {
  return (
    confidence !== 'machine' && kind !== 'self' && kind !== 'duplicate' && kind !== 'scanner' && kind !== 'prefetch'
  );
}

/** Links followed by people, and by machines, the sender or twice, each newest first. */
export function sortClicks(clicks: readonly Click[]): { followed: Click[]; folded: Click[] } {
  const newest = [...clicks].sort((a, b) => Date.parse(b.clickedAt) - Date.parse(a.clickedAt));
  return { followed: newest.filter(isLook), folded: newest.filter((click) => !isLook(click)) };
}

/** `1 link followed`, `3 links followed`. */
export const linksWords = (count: number) => (count === 1 ? '1 link followed' : `${count} links followed`);

/** `shop.example`, where a link led to. */
export function hostWords({ url }: Pick<Click, 'url'>): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

/** How sure it is that a person has read a mail, and why. */
export function confirmationWords(confirmation: Confirmation, now: number): string {
  return `Confirmed: ${confirmation.reason.replace(/\.$/, '')}, ${agoWords(confirmation.at, now)}.`;
}

/** What a look may mean besides. */
export const hintWords = {
  possibly_forwarded: 'Possibly forwarded: another place or program than the other looks.',
} as const;

/** Looks and the rest, each newest first. */
export function sortOpens(opens: readonly Open[]): { looks: Open[]; machines: Open[] } {
  const newest = [...opens].sort((a, b) => Date.parse(b.openedAt) - Date.parse(a.openedAt));
  return { looks: newest.filter(isLook), machines: newest.filter((open) => !isLook(open)) };
}

/** A mail's state in words. Nothing seen is "No signal yet": readers may block images, so never "unread". */
export function stateWords(state: ReceiptState, looks: number, asked = false): string {
  switch (state) {
    case 'opened':
      return looks > 1 ? `Opened ${looks}×` : 'Opened';
    case 'no_signal':
      return 'No signal yet';
    case 'machine_only':
      return 'Only machines so far';
    case 'withdrawn':
      return 'Stopped by the reader';
    case 'untracked':
      return asked ? 'Asked, not tracked' : 'Not tracked';
  }
}

/** What a state means, for those who wonder. */
export function stateMeaning(state: ReceiptState, asked = false): string | null {
  switch (state) {
    case 'untracked':
      return asked ? 'This mail asked whether you may track later ones. Nothing is recorded of it.' : null;
    case 'no_signal':
      return 'Readers can block images, so this does not mean unread.';
    case 'machine_only':
      return 'A program fetched the image. Whether a person read it is unknown.';
    case 'withdrawn':
      return 'The reader has said no. Nothing more is recorded.';
    default:
      return null;
  }
}

export const confidenceWords = { confirmed: 'Confirmed', likely: 'Likely', machine: 'Machine' } as const;

/** `Amsterdam, Netherlands`, or why there is no place. */
export function placeWords({ place, kind }: Pick<Open, 'place' | 'kind'>): { known: boolean; text: string } {
  if (place) {
    const country = countryName(place.country);
    return { known: true, text: place.city ? `${place.city}, ${country}` : country };
  }
  const proxies: Partial<Record<Open['kind'], string>> = {
    gmail_proxy: 'Gmail',
    yahoo_proxy: 'Yahoo',
    outlook_proxy: 'Outlook',
    other_proxy: 'A mail proxy',
    apple_privacy: 'Apple',
  };
  const proxy = proxies[kind];
  return { known: false, text: proxy ? `Place unknown: ${proxy} hides it` : 'Place unknown' };
}

function countryName(code: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** `Apple Mail · macOS · Desktop`, leaving out what is not known. */
export function deviceWords({ client, os, device }: Pick<Open, 'client' | 'os' | 'device'>): string | null {
  const known = [client, os, device].filter((part): part is string => !!part);
  return known.length > 0 ? known.join(' · ') : null;
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** `2 minutes ago`; below a minute `just now`, which a clock a little off cannot make wrong. */
export function agoWords(at: string, now: number): string {
  const seconds = (Date.parse(at) - now) / 1000;
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return words.format(Math.trunc(seconds / length), unit);
  }
  return 'just now';
}

/** `Mon 23 Nov, 08:00:12` in the user's own zone. */
export function momentWords(at: string, zone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
    .format(Date.parse(at))
    .replace(/^(\w+),/, '$1');
}

export function machineWords(count: number): string {
  return count === 1 ? '1 machine fetch' : `${count} machine fetches`;
}

/** Folded fetches can be the sender's own looks or repeats, too. */
export function foldedWords(folded: readonly Pick<Open, 'kind'>[]): string {
  const own = folded.filter(({ kind }) => kind === 'self').length;
  const repeats = folded.filter(({ kind }) => kind === 'duplicate').length;
  const machines = folded.length - own - repeats;
  const parts = [
    machines > 0 ? machineWords(machines) : null,
    repeats > 0 ? `${repeats} repeat${repeats === 1 ? '' : 's'}` : null,
    own > 0 ? `${own} look${own === 1 ? '' : 's'} of your own` : null,
  ];
  return parts.filter(Boolean).join(', ');
}

export function readersWords(recipients: ThreadMessage['recipients']): string {
  const names = recipients.map(({ name, email }) => name || email);
  if (names.length <= 3) return names.join(', ');
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}

/** A list row's mark in words, for its tooltip and for screen readers; null leaves the row alone. */
export function rowWords(receipt: Receipt, now: number): string | null {
  if (receipt.state === 'untracked' || receipt.messageCount === 0) return null;
  if (receipt.state === 'opened' && receipt.lastOpenedAt) {
    const sure = receipt.confirmation ? ', confirmed' : '';
    return `${stateWords('opened', receipt.openCount)}${sure}, last ${agoWords(receipt.lastOpenedAt, now)}`;
  }
  return stateWords(receipt.state, receipt.openCount);
}
