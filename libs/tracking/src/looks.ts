import type { Confirmation, Open } from '@openly/contracts';
import { isLook } from './judge.js';

/** What one look says only beside the others of its mail, and beside what else is known of the mail. */
export interface Beside {
  /** How many readers the mail went to. */
  readers: number;
  /** What shows that a person has read the mail; null while nothing does. */
  confirmation: Confirmation | null;
}

/**
 * The opens of one mail as they are shown, in their order: the look that a confirmation speaks of is `confirmed`, and
 * of a mail to one reader those unlike the reader's others carry the hint `possibly_forwarded`.
 */
export function looksBeside(opens: readonly Open[], { readers, confirmation }: Beside): Open[] {
  const confirmed = confirmation ? lookBefore(opens, confirmation) : null;
  const unlike = readers === 1 ? unlikeTheReaders(opens) : new Set<Open>();
  return opens.map((open) => ({
    ...open,
    ...(open === confirmed && {
      confidence: 'confirmed' as const,
      reason: `${open.reason} ${AFTERWARDS[confirmation?.by ?? 'click']}`,
    }),
    ...(unlike.has(open) && { hint: 'possibly_forwarded' as const }),
  }));
}

const AFTERWARDS: Readonly<Record<Confirmation['by'], string>> = {
  click: 'A link in this mail was followed afterwards.',
  decision: "A decision was made on the reader's page afterwards.",
  reply: '',
};

/**
 * The last look at or before the confirmation. Of a reply it is known that there is one, not since when: it confirms
 * the mail, and no look in particular.
 */
function lookBefore(opens: readonly Open[], { by, at }: Confirmation): Open | null {
  if (by === 'reply') return null;
  const before = opens.filter((open) => isLook(open) && Date.parse(open.openedAt) <= Date.parse(at));
  return before.reduce<Open | null>(
    (last, open) => (last && Date.parse(last.openedAt) >= Date.parse(open.openedAt) ? last : open),
    null,
  );
}

/** City data is right about the region more often than about the town: nearer than this is the same place. */
const SAME_PLACE_KM = 100;

/**
 * Looks whose place or client is like none of the reader's own. The reader's are the first of which it is known, and
 * those that are like one of the reader's; a look of which nothing is known says nothing.
 */
function unlikeTheReaders(opens: readonly Open[]): Set<Open> {
  const inOrder = opens.filter(isLook).sort((a, b) => Date.parse(a.openedAt) - Date.parse(b.openedAt));
  const places: NonNullable<Open['place']>[] = [];
  const clients: string[] = [];
  const unlike = new Set<Open>();
  for (const open of inOrder) {
    const { place } = open;
    const client = clientWords(open);
    const elsewhere = place !== null && places.length > 0 && !places.some((known) => isSamePlace(known, place));
    const otherClient = client !== null && clients.length > 0 && !clients.includes(client);
    if (elsewhere || otherClient) {
      unlike.add(open);
      continue;
    }
    if (place) places.push(place);
    if (client !== null) clients.push(client);
  }
  return unlike;
}

/** Client, system and device without versions: an update makes nobody somebody else. */
function clientWords({ client, os, device }: Open): string | null {
  const words = [client, os, device].map((part) => part?.replace(/ [\d.]+$/, '') ?? '');
  return words.some(Boolean) ? words.join('|') : null;
}

function isSamePlace(a: NonNullable<Open['place']>, b: NonNullable<Open['place']>): boolean {
  const distance = kilometres(a, b);
  if (distance !== null) return distance < SAME_PLACE_KM;
  if (a.country !== b.country) return false;
  return a.city === undefined || b.city === undefined || a.city === b.city;
}

const EARTH_RADIUS_KM = 6_371;

/** Along the earth, by the haversine formula; null where a city's centre is not known. */
function kilometres(a: NonNullable<Open['place']>, b: NonNullable<Open['place']>): number | null {
  if (a.latitude === undefined || a.longitude === undefined) return null;
  if (b.latitude === undefined || b.longitude === undefined) return null;
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const [north, east] = [radians(b.latitude - a.latitude) / 2, radians(b.longitude - a.longitude) / 2];
  const half =
    Math.sin(north) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(east) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(half)));
}
