import type { OpenKind } from '@openly/contracts';
import { type EarlierLook, isLook, MANY_LINKS_MS, RULES_VERSION } from '@openly/tracking';
import type { EntityManager } from 'typeorm';
import type { Client } from './client.js';
import { type ClaimedHit, IS_LOOK } from './hit-batch.js';

/** What of earlier and of the sender bears on a batch, by message id. */
export interface Surroundings {
  ownViews: Map<string, { from: number; to: number }[]>;
  /** Looks that are counted. */
  looks: Map<string, EarlierLook[]>;
  clicks: Map<string, FollowedLink[]>;
  /** Clicks that are counted, each with its link for its traits. */
  followed: Map<string, EarlierLook[]>;
}

export interface FollowedLink {
  at: number;
  linkId: string;
}

/** Not to be judged again: by the present rules, or without the facts for it. */
const STANDS = `(rules_version >= ${RULES_VERSION} or signals is null)`;

/**
 * Own views, counted looks and clicks near these hits. To be read after the messages are locked.
 * @param duplicateMs within which two looks are the same one
 * @param counted `standing` leaves out looks of older rules that are still to be judged again
 */
export async function readSurroundings(
  manager: EntityManager,
  hits: readonly Pick<ClaimedHit, 'team_id' | 'message_id' | 'link_id' | 'arrived_at'>[],
  duplicateMs: number,
  counted: 'all' | 'standing' = 'all',
): Promise<Surroundings> {
  const stands = counted === 'all' ? 'true' : STANDS;
  const spans = new Map<string, { teamId: string; from: number; to: number }>();
  for (const hit of hits) {
    const at = hit.arrived_at.getTime();
    const span = spans.get(hit.message_id);
    if (!span) spans.set(hit.message_id, { teamId: hit.team_id, from: at, to: at });
    else if (at < span.from) span.from = at;
    else if (at > span.to) span.to = at;
  }
  const of = (margin: number) => [
    [...spans.values()].map((span) => span.teamId),
    [...spans.keys()],
    [...spans.values()].map((span) => new Date(span.from - margin).toISOString()),
    [...spans.values()].map((span) => new Date(span.to + margin).toISOString()),
  ];
  const span =
    'unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[]) as span (team_id, id, since, until)';
  const views: { message_id: string; viewed_from: Date; viewed_to: Date }[] = await manager.query(
    `select own_view.message_id, viewed_from, viewed_to from ${span} join own_view
       on own_view.team_id = span.team_id and own_view.message_id = span.id and viewed_to >= since and viewed_from <= until`,
    of(0),
  );
  const looks: (Traits & { message_id: string; opened_at: Date; kind: OpenKind })[] = await manager.query(
    `select open.message_id, opened_at, kind, client, os, device, country, region, city from ${span} join open
       on open.team_id = span.team_id and open.message_id = span.id and opened_at between since and until
     where ${IS_LOOK} and ${stands}`,
    of(duplicateMs),
  );
  const clicks: ClickRow[] = hits.some((hit) => hit.link_id)
    ? await manager.query(
        `select click.message_id, clicked_at, link_id, kind, confidence, ${stands} as stands from ${span} join click
           on click.team_id = span.team_id and click.message_id = span.id and clicked_at between since and until`,
        of(Math.max(MANY_LINKS_MS, duplicateMs)),
      )
    : [];
  return {
    ownViews: grouped(views, (row) => ({ from: row.viewed_from.getTime(), to: row.viewed_to.getTime() })),
    looks: grouped(looks, (row) => ({ at: row.opened_at.getTime(), kind: row.kind, traits: traitsOf(row, row) })),
    clicks: grouped(clicks, (row) => ({ at: row.clicked_at.getTime(), linkId: row.link_id })),
    followed: grouped(
      clicks.filter((row) => row.stands && isLook(row)),
      (row) => ({
        at: row.clicked_at.getTime(),
        kind: row.kind,
        traits: row.link_id,
      }),
    ),
  };
}

type ClickRow = Parameters<typeof isLook>[0] & {
  message_id: string;
  clicked_at: Date;
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

/** How many different links of a mail were followed about then. */
export function linksFollowedAt(at: number, clicks: readonly FollowedLink[]): number {
  return new Set(clicks.filter((click) => Math.abs(click.at - at) <= MANY_LINKS_MS).map(({ linkId }) => linkId)).size;
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
