import { LEAST_READERS } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { IS_LOOK } from '../opens/hit-batch.js';
import { MAIL_COUNTED, MAIL_OPENED, MAIL_SENT_AT } from './figures.js';
import type { Span, Viewer } from './report-reading.js';

/** Groupings whose cells tell something about readers. */
export type ReaderGrouping = 'hour' | 'country' | 'client' | 'recipient_domain';

/**
 * What is counted, in two parts, in others' mail and in the viewer's own. Of an hour: mails sent in it that were opened,
 * and that were not. Of a country and a program: mails first looked at there or with it; the second is nothing. Of a
 * domain: its mails first looked at in the time, and those sent in it.
 */
interface Parts {
  first: number;
  second: number;
  own_first: number;
  own_second: number;
}

export interface CellRow extends Parts {
  key: string | null;
  /** Distinct readers of others' mail. */
  readers: number;
  /** Some of them; null: none. */
  some_readers: string[] | null;
}

/** The mails that name one reader first. */
export interface ReaderRow extends Parts {
  /** Hash of the address; null where the reader is not kept, or under an earlier key. */
  reader: string | null;
  email_sealed: Buffer | null;
}

export interface CellFilter {
  viewer: Viewer;
  /** The viewer's own mail alone. */
  mine: boolean;
  span: Span;
  /** How hashes begin that count. */
  presentKey: Buffer;
}

const PARTS = `coalesce(sum(first) filter (where not own), 0)::integer as first,
  coalesce(sum(second) filter (where not own), 0)::integer as second,
  coalesce(sum(first) filter (where own), 0)::integer as own_first,
  coalesce(sum(second) filter (where own), 0)::integer as own_second`;

/** The reader whom the mail m names first. $5: how a hash begins that counts. */
const READER = `left join recipient r on r.team_id = m.team_id and r.message_id = m.id and r.position = 0`;
const IS_TOLD_APART = `substring(r.email_hash from 1 for length($5::bytea)) = $5::bytea`;
const HASH = `case when ${IS_TOLD_APART} then encode(r.email_hash, 'hex') end as reader`;
/** Written to one reader and to nobody else: of several, and of those who are erased, nobody knows who looked. */
const IS_ALONE = `m.erased_readers = 0 and not exists (
  select from recipient other where other.team_id = m.team_id and other.message_id = m.id and other.position > 0)`;
const LOOKER = `case when ${IS_TOLD_APART} and ${IS_ALONE} then encode(r.email_hash, 'hex') end as reader`;
const OWN = `coalesce(m.account_id = $4::uuid, false) as own`;
/** A first look that is still kept. */
const FIRST_LOOK = `m.withdrawn_at is null and m.earlier_signal is distinct from 'opened'
  and m.first_opened_at >= $2::timestamptz and m.first_opened_at < $3::timestamptz`;
const SENT = `${MAIL_SENT_AT} >= $2::timestamptz and ${MAIL_SENT_AT} < $3::timestamptz`;

const firstLooks = (key: string) => `
  select distinct on (m.id) ${key} as key, 1 as first, 0 as second, ${OWN}, ${LOOKER}
  from open o join message m on m.team_id = o.team_id and m.id = o.message_id and m.first_opened_at = o.opened_at
  ${READER}
  where o.team_id = $1 and o.opened_at >= $2::timestamptz and o.opened_at < $3::timestamptz and ${IS_LOOK}
    and m.team_id = $1 and ${MAIL_COUNTED} and ${FIRST_LOOK}
  order by m.id, o.id`;

/** The mails of each grouping, with the key of their cell. $1 team, $2 and $3 the span, $6 the zone. */
const MAILS: Readonly<Record<Exclude<ReaderGrouping, 'recipient_domain'>, string>> = {
  hour: `
    select extract(hour from ${MAIL_SENT_AT} at time zone $6)::text as key, ${MAIL_OPENED}::integer as first,
           (not ${MAIL_OPENED})::integer as second, ${OWN}, ${HASH}
    from message m ${READER} where m.team_id = $1 and ${MAIL_COUNTED} and ${SENT}`,
  country: firstLooks('o.country'),
  // Without its version: a program's versions are few readers each.
  client: firstLooks(`regexp_replace(o.client, ' [0-9].*$', '')`),
};

/** The cells of others' and of the viewer's own mail, in no order. */
export function cellsBy(
  manager: EntityManager,
  groupBy: Exclude<ReaderGrouping, 'recipient_domain'>,
  { viewer, mine, span, presentKey }: CellFilter,
  timeZone: string,
): Promise<CellRow[]> {
  return manager.query(
    `select key, ${PARTS}, (count(distinct reader) filter (where not own))::integer as readers,
            (array_agg(distinct reader) filter (where not own and reader is not null))[1:${LEAST_READERS}] as some_readers
     from (${MAILS[groupBy]}) mail cross join (select $6::text) clock
     where own or not $7::boolean group by key`,
    [viewer.teamId, span.begins, span.ends, viewer.accountId, presentKey, timeZone, mine],
  );
}

/** By the reader named first; of those who are not kept there is one row for all. */
export function readersBy(
  manager: EntityManager,
  { viewer, mine, span, presentKey }: CellFilter,
): Promise<ReaderRow[]> {
  return manager.query(
    `select min(reader) as reader, (array_agg(email_sealed))[1] as email_sealed, ${PARTS}
     from (
       select (${FIRST_LOOK})::integer as first, (${SENT})::integer as second, ${OWN}, ${HASH},
              r.email_sealed, r.email_hash
       from message m ${READER}
       where m.team_id = $1 and ${MAIL_COUNTED} and ((${SENT}) or (${FIRST_LOOK}))
     ) mail
     where own or not $6::boolean group by email_hash`,
    [viewer.teamId, span.begins, span.ends, viewer.accountId, presentKey, mine],
  );
}
