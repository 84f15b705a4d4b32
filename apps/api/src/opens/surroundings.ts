import type { OpenKind } from '@openly/contracts';
import { type EarlierLook, isLook, MANY_LINKS_MS, RULES_VERSION } from '@openly/tracking';
import type { EntityManager } from 'typeorm';
import { binaryInstants, binaryUuids } from '../database/binary-arrays.js';
import { prepared } from '../database/prepared.js';
import type { Client } from './client.js';
import { FollowedLinks } from './followed-links.js';
import { type ClaimedHit, type HitMessage, IS_LOOK } from './hit-batch.js';

/** What of earlier and of the sender bears on a batch, by message id. */
export interface Surroundings {
  ownViews: Map<string, { from: number; to: number }[]>;
  /** Looks that are counted. */
  looks: Map<string, EarlierLook[]>;
  clicks: Map<string, FollowedLinks>;
  /** Clicks that are counted, each with its link for its traits. */
  followed: Map<string, EarlierLook[]>;
}

/** Not to be judged again: by the present rules, or without the facts for it. */
const STANDS = `(rules_version >= ${RULES_VERSION} or signals is null)`;

/**
 * Own views, counted looks and clicks near these hits. To be read after the messages are locked. Each message is looked
 * up by index, whatever the planner believes of the tables: `offset 0` keeps it from joining, and so from reading all
 * opens of a month; and the instants of all hits together keep it from looking into other months.
 * @param duplicateMs within which two looks are the same one
 * @param counted `standing` leaves out looks of older rules that are still to be judged again
 * @param totals by message id: between which instants its looks are counted; absent, all messages are looked up
 */
export async function readSurroundings(
  manager: EntityManager,
  hits: readonly Pick<ClaimedHit, 'team_id' | 'message_id' | 'link_id' | 'arrived_at'>[],
  duplicateMs: number,
  counted: 'all' | 'standing' = 'all',
  totals?: ReadonlyMap<string, CountedWithin>,
): Promise<Surroundings> {
  const stands = counted === 'all' ? 'true' : STANDS;
  const spans = spansOf(hits);
  const views = await prepared<{ message_id: string; viewed_from: number; viewed_to: number }>(
    manager,
    'own-views-near',
    `select found.* from ${SPAN} cross join lateral (
       select message_id, viewed_from, viewed_to from own_view
       where own_view.team_id = span.team_id and own_view.message_id = span.id
         and viewed_to >= since and viewed_from <= until
       offset 0
     ) found`,
    spanColumns(spans, 0),
  );
  const perhapsLooked = totals ? spans.filter((span) => mayHaveLooks(span, totals.get(span.id), duplicateMs)) : spans;
  const looks: (Traits & { message_id: string; opened_at: number; kind: OpenKind })[] =
    perhapsLooked.length > 0
      ? await prepared(
          manager,
          `looks-near-${counted}`,
          `select found.* from ${SPAN} cross join lateral (
             select message_id, opened_at, kind, client, os, device, country, region, city from open
             where open.team_id = span.team_id and open.message_id = span.id
               and opened_at between since and until and opened_at between $5 and $6 and ${IS_LOOK} and ${stands}
             offset 0
           ) found`,
          [...spanColumns(perhapsLooked, duplicateMs), ...outermost(perhapsLooked, duplicateMs)],
        )
      : [];
  const clicks: ClickRow[] = hits.some((hit) => hit.link_id)
    ? await prepared(
        manager,
        `clicks-near-${counted}`,
        `select found.* from ${SPAN} cross join lateral (
           select message_id, clicked_at, link_id, kind, confidence, ${stands} as stands from click
           where click.team_id = span.team_id and click.message_id = span.id and clicked_at between since and until
           offset 0
         ) found`,
        spanColumns(spansOf(hits.filter((hit) => hit.link_id)), Math.max(MANY_LINKS_MS, duplicateMs)),
      )
    : [];
  const followedLinks = new Map<string, FollowedLinks>();
  for (const row of clicks) addClick(followedLinks, row.message_id, row.link_id, row.clicked_at);
  return {
    ownViews: grouped(views, (row) => ({ from: row.viewed_from, to: row.viewed_to })),
    looks: grouped(looks, (row) => ({ at: row.opened_at, kind: row.kind, traits: traitsOf(row, row) })),
    clicks: followedLinks,
    followed: grouped(
      clicks.filter((row) => row.stands && isLook(row)),
      (row) => ({
        at: row.clicked_at,
        kind: row.kind,
        traits: row.link_id,
      }),
    ),
  };
}

type CountedWithin = Pick<HitMessage, 'first_opened_at' | 'last_opened_at'>;

/** From the first hit of a message to its last, in milliseconds since 1970. */
interface Span {
  id: string;
  teamId: string;
  from: number;
  to: number;
}

const SPAN = 'unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[]) as span (team_id, id, since, until)';

function spansOf(hits: readonly Pick<ClaimedHit, 'team_id' | 'message_id' | 'arrived_at'>[]): Span[] {
  const spans = new Map<string, Span>();
  for (const hit of hits) {
    const at = hit.arrived_at;
    const span = spans.get(hit.message_id);
    if (!span) spans.set(hit.message_id, { id: hit.message_id, teamId: hit.team_id, from: at, to: at });
    else if (at < span.from) span.from = at;
    else if (at > span.to) span.to = at;
  }
  return [...spans.values()];
}

const isoOf = (at: number) => new Date(at).toISOString();

const spanColumns = (spans: readonly Span[], margin: number) => [
  binaryUuids(spans, (span) => span.teamId),
  binaryUuids(spans, (span) => span.id),
  binaryInstants(spans, (span) => span.from - margin),
  binaryInstants(spans, (span) => span.to + margin),
];

const outermost = (spans: readonly Span[], margin: number) => [
  isoOf(spans.reduce((least, { from }) => Math.min(least, from), Infinity) - margin),
  isoOf(spans.reduce((most, { to }) => Math.max(most, to), -Infinity) + margin),
];

function mayHaveLooks({ from, to }: Span, total: CountedWithin | undefined, margin: number): boolean {
  if (!total || total.first_opened_at === null || total.last_opened_at === null) return false;
  return total.last_opened_at >= from - margin && total.first_opened_at <= to + margin;
}

type ClickRow = Parameters<typeof isLook>[0] & {
  message_id: string;
  clicked_at: number;
  link_id: string;
  stands: boolean;
};
type Traits = Client & SeenPlace;
/** A place as far as it tells one look from another. */
export type SeenPlace = Record<'country' | 'region' | 'city', string | null>;

/** All that is kept of who looked, as one text to compare. */
export function traitsOf({ client, os, device }: Client, place: Partial<SeenPlace> | null): string {
  const where = place ? `${place.country ?? ''}|${place.region ?? ''}|${place.city ?? ''}` : '||';
  return `${client ?? ''}|${os ?? ''}|${device ?? ''}|${where}`;
}

/** Adds a click to those of its message. */
export function addClick(clicks: Surroundings['clicks'], messageId: string, linkId: string, at: number): void {
  const ofMessage = clicks.get(messageId) ?? new FollowedLinks();
  clicks.set(messageId, ofMessage);
  ofMessage.add(linkId, at);
}

export function grouped<Row extends { message_id: string }, Entry>(
  rows: readonly Row[],
  entryOf: (row: Row) => Entry,
): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const row of rows) {
    const group = groups.get(row.message_id);
    if (group) group.push(entryOf(row));
    else groups.set(row.message_id, [entryOf(row)]);
  }
  return groups;
}
