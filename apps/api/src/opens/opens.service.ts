import { Inject, Injectable } from '@nestjs/common';
import type { Click, Confidence, Open, OpenKind, Place } from '@openly/contracts';
import { SELF } from '@openly/tracking';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Database } from '../database/database.js';
import { confirmByClicks } from './confirmations.js';
import { IS_LOOK } from './hit-batch.js';
import { judgeRepeatsAgain } from './rejudge.js';
import { forgetOldOpens } from './retention.js';

/** Opens and clicks of one message, newest first. */
export interface Signals {
  opens: Open[];
  clicks: Click[];
}

/** An open, or a link followed, as its reader is shown it: without coordinates, which nobody reads. */
export interface RecordedSignal {
  at: Date;
  kind: OpenKind;
  confidence: Confidence;
  /** By what it was judged, as `signalsToText` of libs/tracking writes it; null where that is not kept. */
  signals: string | null;
  client: string | null;
  os: string | null;
  device: string | null;
  place: Pick<Place, 'country' | 'region' | 'city'> | null;
  /** Of a link that was followed, where it leads; null for the image. */
  url: string | null;
}

/** Of a mail that a whole company opens, the list shows the newest. */
const SHOWN_PER_MESSAGE = 500;

const MONTHS_AHEAD = 3;

type OpenRow = Omit<Open, 'openedAt' | 'place'> & {
  message_id: string;
  opened_at: Date;
  country: string | null;
  region: string | null;
  city: string | null;
  latitude: number | null;
  longitude: number | null;
};
/** Where somebody looked from, at the detail that was kept. */
export type SeenPlace = Pick<OpenRow, 'latitude' | 'longitude'> & { country: string };

type ClickRow = Omit<Click, 'clickedAt'> & { message_id: string; clicked_at: Date };

/** What was recorded: reading it, and taking the sender's own looks out of it. */
@Injectable()
export class OpensService {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Pick<Config, 'duplicateMs'>,
  ) {}

  /**
   * Opens and clicks of these messages, by message id, newest first, at most 500 of each. Every kind is listed with its
   * reason, machines' and repeats as well.
   */
  async opensOf(manager: EntityManager, teamId: string, messageIds: readonly string[]): Promise<Map<string, Signals>> {
    const signals = new Map<string, Signals>(messageIds.map((id) => [id, { opens: [], clicks: [] }]));
    if (messageIds.length === 0) return signals;
    const opens: OpenRow[] = await manager.query(
      `select newest.* from unnest($2::uuid[]) as wanted (message_id) cross join lateral (
         select message_id, id, opened_at, kind, confidence, reason, client, os, device,
                country, region, city, latitude, longitude
         from open where team_id = $1 and open.message_id = wanted.message_id
         order by opened_at desc, id desc limit $3
       ) newest`,
      [teamId, messageIds, SHOWN_PER_MESSAGE],
    );
    const clicks: ClickRow[] = await manager.query(
      `select newest.* from unnest($2::uuid[]) as wanted (message_id) cross join lateral (
         select click.message_id, click.id, clicked_at, url, kind, confidence, reason
         from click join link on link.team_id = click.team_id and link.id = click.link_id
         where click.team_id = $1 and click.message_id = wanted.message_id
         order by clicked_at desc, click.id desc limit $3
       ) newest`,
      [teamId, messageIds, SHOWN_PER_MESSAGE],
    );
    for (const row of opens) signals.get(row.message_id)?.opens.push(toOpen(row));
    for (const { message_id, clicked_at, ...click } of clicks) {
      signals.get(message_id)?.clicks.push({ ...click, clickedAt: clicked_at.toISOString() });
    }
    return signals;
  }

  /**
   * What was recorded of one message, opens and clicks together, newest first, in one statement: the reader's page is
   * to be quick. Looks of the sender's own are left out.
   */
  async recordedOf(
    manager: EntityManager,
    { teamId, messageId }: { teamId: string; messageId: string },
    limit: number,
  ): Promise<RecordedSignal[]> {
    const rows: (Omit<RecordedSignal, 'place'> & Record<keyof NonNullable<RecordedSignal['place']>, string | null>)[] =
      await manager.query(
        `select * from (
           (select opened_at as at, id, kind, confidence, signals, client, os, device, country, region, city,
                   null as url
            from open where team_id = $1 and message_id = $2 and kind <> 'self'
            order by opened_at desc limit $3)
           union all
           (select clicked_at, click.id, kind, confidence, signals, null, null, null, null, null, null, url
            from click join link on link.team_id = click.team_id and link.id = click.link_id
            where click.team_id = $1 and click.message_id = $2 and kind <> 'self'
            order by clicked_at desc limit $3)
         ) recorded order by at desc, id desc limit $3`,
        [teamId, messageId, limit],
      );
    return rows.map(({ country, region, city, ...row }) => ({
      ...row,
      place: country === null ? null : { country, ...(region !== null && { region }), ...(city !== null && { city }) },
    }));
  }

  /**
   * Where each of these readers last looked from, as far as a place is known and still kept. Only mail of this account
   * to one reader alone tells whose look it was, and mail that its reader has stopped tells nothing.
   * @param readers of each reader every hash the address may stand under
   * @returns by position in `readers`; those of whom nothing is known are absent
   */
  async lastPlaces(
    manager: EntityManager,
    { teamId, accountId }: { teamId: string; accountId: string },
    readers: readonly (readonly Buffer[])[],
  ): Promise<Map<number, SeenPlace>> {
    if (readers.length === 0) return new Map();
    const rows: (SeenPlace & { number: number })[] = await manager.query(
      `select distinct on (wanted.number) wanted.number, last.country, last.latitude, last.longitude
       from unnest($3::bytea[], $4::int[]) as wanted (email_hash, number)
       cross join lateral (
         select look.* from recipient
         join message on message.team_id = $1 and message.id = recipient.message_id
         join team on team.id = $1
         cross join lateral (
           select opened_at, country, latitude, longitude from open
           where open.team_id = $1 and open.message_id = message.id and country is not null and ${IS_LOOK}
             and opened_at > now() - make_interval(days => team.records_kept_days)
           order by opened_at desc limit 1
         ) look
         where recipient.team_id = $1 and recipient.email_hash = wanted.email_hash
           and message.account_id = $2 and message.withdrawn_at is null and message.open_count > 0
           and not exists (
             select from recipient other where other.team_id = $1 and other.message_id = message.id
               and other.email_hash <> recipient.email_hash)
         order by look.opened_at desc limit 1
       ) last
       order by wanted.number, last.opened_at desc`,
      [teamId, accountId, readers.flat(), readers.flatMap((hashes, number) => hashes.map(() => number))],
    );
    return new Map(rows.map(({ number, ...place }) => [number, place]));
  }

  /**
   * Records that the sender had the mail on screen between two instants, both included. Looks in that time are the
   * sender's: those stored already are taken out of the totals here, those still to be judged will find the row. A look
   * of the reader's that passed for a repeat of the sender's counts from now on.
   * A repeat changes nothing.
   */
  async recordOwnView(manager: EntityManager, teamId: string, messageId: string, from: Date, to: Date): Promise<void> {
    // First of all: the enricher judges under the same lock, before this or after it.
    await manager.query('select 1 from message where team_id = $1 and id = $2 for no key update', [teamId, messageId]);
    await manager.query(
      `insert into own_view (team_id, id, message_id, viewed_from, viewed_to)
       select $1, $2, $3, $4, $5 where not exists (
         select from own_view where team_id = $1 and message_id = $3 and viewed_from = $4 and viewed_to = $5)`,
      [teamId, uuidv7(), messageId, from, to],
    );
    const [taken]: { count: number }[] = await manager.query(
      `with own as (
         update open set kind = $5, confidence = $6, reason = $7, client = null, os = null, device = null,
           country = null, region = null, city = null, latitude = null, longitude = null
         where team_id = $1 and message_id = $2 and opened_at between $3 and $4 and ${IS_LOOK}
         returning 1
       ), clicks as (
         update click set kind = $5, confidence = $6, reason = $7
         where team_id = $1 and message_id = $2 and clicked_at between $3 and $4 and ${IS_LOOK}
       )
       select count(*)::integer as count from own`,
      [teamId, messageId, from, to, SELF.kind, SELF.confidence, SELF.reason],
    );
    await confirmByClicks(manager, [{ teamId, messageId }]);
    if (taken?.count) {
      await manager.query(
        `update message set open_count = open_count - $3, first_opened_at = rest.first, last_opened_at = rest.last
         from (select min(opened_at) as first, max(opened_at) as last from open
               where team_id = $1 and message_id = $2 and ${IS_LOOK}) rest
         where message.team_id = $1 and message.id = $2`,
        [teamId, messageId, taken.count],
      );
    }
    await judgeRepeatsAgain(manager, { teamId, messageId }, { from, to }, this.config.duplicateMs);
  }

  /** Deletes opens that have passed their team's time, see `retention.ts`. @param piece opens one transaction deletes */
  async forgetOldOpens(piece: number): Promise<void> {
    await forgetOldOpens(this.database, piece);
  }

  /** Makes the coming months' partitions, where they are missing. */
  async makePartitions(): Promise<void> {
    await this.database.systemQuery('select make_open_partitions($1)', [MONTHS_AHEAD]);
  }
}

function toOpen(row: OpenRow): Open {
  const { country, region, city, latitude, longitude } = row;
  return {
    id: row.id,
    openedAt: row.opened_at.toISOString(),
    kind: row.kind,
    confidence: row.confidence,
    reason: row.reason,
    client: row.client,
    os: row.os,
    device: row.device,
    place:
      country === null
        ? null
        : {
            country,
            ...(region !== null && { region }),
            ...(city !== null && { city }),
            ...(latitude !== null && longitude !== null && { latitude, longitude }),
          },
  };
}
