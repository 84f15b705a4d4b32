import { ASK_AGAIN_DAYS } from '@openly/contracts';

/** A kind of what is stored, and what becomes of it after its days. Opens, which totals count, are opens/retention.ts. */
export interface Kind {
  /** The column of `team` that says how many days, or the days where they are the same for every team. */
  kept: 'records_kept_days' | 'addresses_kept_days' | 'audit_kept_days' | number;
  /**
   * One statement that deals with at most `$3` rows that are older than `$2`, of the teams that keep this kind for `$1`
   * days, and tells their number as `count`.
   */
  statement: string;
  /**
   * Where `statement` has to see what was committed before rows were locked: finds those rows by the same values and
   * locks them. `statement` then gets their `team_id` as `$1` and their `id` as `$2`.
   */
  hold?: string;
}

const rows = (table: string, time: string, kept: Kind['kept']): Kind => ({
  kept,
  statement: `
    with gone as (
      delete from ${table} where ctid = any (array(
        select ctid from ${table} where ${time} < $2 and ${ofTeams(table, kept)} limit $3))
      returning 1
    )
    select count(*)::integer as count from gone`,
});

/** What names readers in rows that stay for something else. */
const emptied = (table: string, columns: string[], ended: string): Kind => ({
  kept: 'addresses_kept_days',
  statement: `
    with gone as (
      update ${table} set ${columns.map((column) => `${column} = null`).join(', ')}
      where ctid = any (array(
        select ctid from ${table}
        where ${ended} and updated_at < $2 and (${columns.map((column) => `${column} is not null`).join(' or ')})
          and ${ofTeams(table, 'addresses_kept_days')}
        limit $3 for update skip locked))
      returning 1
    )
    select count(*)::integer as count from gone`,
});

/**
 * Readers of sent mail, all of a mail together: with some of them gone it would seem to be written to the rest alone.
 * From then on nothing is recorded of it, for a reader's refusal could not find it.
 */
const readers: Kind = {
  kept: 'addresses_kept_days',
  // A preparation that came first may have added readers, which this statement does not see.
  hold: `
    select team_id, id from message
    where state = 'sent' and readers_forgotten_at is null and coalesce(sent_at, prepared_at) < $2
      and ${ofTeams('message', 'addresses_kept_days')}
      and exists (select from recipient where recipient.team_id = message.team_id and message_id = message.id)
    limit $3 for no key update skip locked`,
  statement: `
    with forgotten as (
      update message set readers_forgotten_at = now()
      from unnest($1::uuid[], $2::uuid[]) as old (team_id, id)
      where message.team_id = old.team_id and message.id = old.id
      returning message.team_id, message.id
    ), gone as (
      delete from recipient using forgotten
      where recipient.team_id = forgotten.team_id and recipient.message_id = forgotten.id
    )
    select count(*)::integer as count from forgotten`,
};

function ofTeams(table: string, kept: Kind['kept']): string {
  if (typeof kept === 'number') return '$1::integer is not null';
  return `${table}.team_id in (select team.id from team where team.${kept} = $1)`;
}

/** Every kind that goes by its age alone. */
export const kinds: Readonly<Record<string, Kind>> = {
  clicks: rows('click', 'clicked_at', 'records_kept_days'),
  'own views': rows('own_view', 'viewed_to', 'records_kept_days'),
  readers,
  'readers of finished schedules': emptied(
    'schedule',
    ['recipients_sealed', 'reader_sealed'],
    `status in ('sent', 'cancelled', 'failed') and lease_id is null`,
  ),
  'readers of ended series': emptied('series', ['recipients_sealed'], `status = 'ended'`),
  "readers' zones": rows('reader_zone', 'updated_at', 'addresses_kept_days'),
  // Who was asked longer ago may be asked again: nothing needs to know.
  'questions to readers': rows('reader_question', 'asked_at', ASK_AGAIN_DAYS),
  'audit log': rows('audit', 'at', 'audit_kept_days'),
};
