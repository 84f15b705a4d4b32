/**
 * Steps, in seconds, by which the time from a mail's sending to its first look is kept in totals that outlive the
 * looks: a time belongs to the first step it does not exceed, and one that exceeds all to a last class of its own.
 */
export const TOOK_STEPS = [
  60, 120, 180, 300, 420, 600, 900, 1_200, 1_800, 2_700, 3_600, 5_400, 7_200, 10_800, 14_400, 21_600, 28_800, 43_200,
  64_800, 86_400, 129_600, 172_800, 259_200, 345_600, 432_000, 604_800, 864_000, 1_209_600, 1_814_400, 2_592_000,
  5_184_000,
] as const;
/** Columns that count the mails of each class. */
export const TOOK_COLUMNS: readonly string[] = [...TOOK_STEPS, 'more'].map((_, step) => `took_${step}`);

const COUNTS = ['sent', 'opened', 'machine_only', 'clicks', 'replies'] as const;

/**
 * When a mail was sent; where that was never told, when it was last prepared. Not `coalesce`: PostgreSQL takes that for
 * an expression that may leak, and looks at row-level security row by row before it looks into an index by it.
 */
const sentAtOf = (m: string) => `(case when ${m}.sent_at is null then ${m}.prepared_at else ${m}.sent_at end)`;

/** What a row of `message` is in the figures of reports. The words are explained in docs/reports.md. */
export function figuresOf(m: string) {
  const signals = `${m}.withdrawn_at is null`;
  const opened = `(${signals} and (${m}.open_count > 0 or ${m}.earlier_signal is not distinct from 'opened' or ${m}.confirmed_by is not null))`;
  const machines = `(${m}.machine_open_count > 0 or ${m}.earlier_signal is not distinct from 'machine_only')`;
  return {
    /** It is in reports at all. */
    counts: `(${m}.state = 'sent' and ${m}.tracked)`,
    sentAt: sentAtOf(m),
    opened,
    machineOnly: `(${signals} and not ${opened} and ${machines})`,
    clicks: `(case when ${signals} then ${m}.click_count else 0 end)`,
    replied: `(${signals} and ${m}.confirmed_by is not distinct from 'reply')`,
    /** Class of the time to the first look; null where there was none, or where it has passed its days. */
    took: `(case when ${signals} and ${m}.earlier_signal is distinct from 'opened' and ${m}.first_opened_at is not null
      then width_bucket(ceil(date_part('epoch', ${m}.first_opened_at - ${sentAtOf(m)})) - 0.5,
                        array[${TOOK_STEPS.join(', ')}]::float8[]) end)`,
  };
}

/** Beginning of the quarter of an hour in which a mail was sent: days of every zone begin at one. */
const quarterOf = (m: string) => `date_bin('15 minutes', ${sentAtOf(m)}, '2000-01-01 00:00:00+00')`;

/** What a row of `message` adds to totals; null stands for no row. */
function addedBy(m: string | null) {
  if (m === null) return { sent: '0', opened: '0', machineOnly: '0', clicks: '0', replied: '0', took: 'null' };
  const { counts, opened, machineOnly, clicks, replied, took } = figuresOf(m);
  return {
    sent: `${counts}::integer`,
    opened: `(${counts} and ${opened})::integer`,
    machineOnly: `(${counts} and ${machineOnly})::integer`,
    clicks: `case when ${counts} then ${clicks} else 0 end`,
    replied: `(${counts} and ${replied})::integer`,
    took: `case when ${counts} then ${took} end`,
  };
}

/** The values of a row of `report_change`. Of a mail that is there before and after, both must be of the same quarter. */
function changeOf(was: string | null, is: string | null): string {
  const [before, after] = [addedBy(was), addedBy(is)];
  const m = is ?? was;
  const counts = (['sent', 'opened', 'machineOnly', 'clicks', 'replied'] as const).map(
    (count) => `(${after[count]}) - (${before[count]})`,
  );
  return [`${m}.team_id`, `${m}.account_id`, quarterOf(m ?? ''), ...counts, before.took, after.took].join(', ');
}

/** Whether figures may differ between two states of a mail: of most changes not, such as a second open. */
function mayDiffer(was: string, is: string): string {
  const differs = (what: (m: string) => string) => `${what(was)} is distinct from ${what(is)}`;
  const facts = ['state', 'tracked', 'withdrawn_at', 'sent_at', 'prepared_at', 'first_opened_at', 'earlier_signal'];
  return `(${was}.state = 'sent' or ${is}.state = 'sent') and (
    ${differs((m) => `(${m}.open_count > 0)`)} or ${differs((m) => `(${m}.machine_open_count > 0)`)}
    or ${[...facts, 'confirmed_by', 'click_count'].map((column) => differs((m) => `${m}.${column}`)).join(' or ')})`;
}

const IS_FORGETTING = `coalesce(current_setting('openly.forgetting', true), '') = 'on'`;

const CHANGE = [
  'team_id',
  'account_id',
  'at',
  'sent',
  'opened',
  'machine_only',
  'clicks',
  'replies',
  'took_before',
  'took',
];

/**
 * An update of `message` that notes by itself, in one go, what its rows add to totals: a trigger would be called for each.
 * It must leave `sent_at` and `prepared_at` as they are, and be run between `NOTES_BY_STATEMENT` and `NOTES_BY_TRIGGER`.
 * @param update a statement without `returning`, in which `old` and `new` (PostgreSQL 18) name nothing else
 */
export const notingUpdate = (update: string) => `
  with changed (may_differ, ${CHANGE.join(', ')}) as (
    ${update} returning ${mayDiffer('old', 'new')}, ${changeOf('old', 'new')}
  )
  insert into report_change (${CHANGE.join(', ')}) select ${CHANGE.join(', ')} from changed where may_differ`;
/** For the rest of a transaction, the triggers stand aside. */
export const NOTES_BY_STATEMENT = `select set_config('openly.notes', 'by statement', true)`;
export const NOTES_BY_TRIGGER = `select set_config('openly.notes', '', true)`;
const STANDS_ASIDE = `(${IS_FORGETTING} or coalesce(current_setting('openly.notes', true), '') = 'by statement')`;

/** An open or a click that a person made, as `isLook` of libs/tracking says it. */
const byPerson = `confidence <> 'machine' and kind not in ('self', 'duplicate')`;

const columns = (names: readonly string[]) =>
  names.map((name) => `${name} integer not null default 0`).join(',\n        ');

/**
 * Totals of reports, which name no reader. Each change of a mail's figures is noted by the transaction that makes it;
 * what is noted is added to totals a moment later, and read besides them until then. Triggers see all changes, whoever
 * makes them, and are called only where a figure may differ: a second open costs its condition alone. The enricher,
 * whose opens are mostly first ones, notes a whole batch in the statement that counts it (`notingUpdate`). A transaction
 * that forgets records for their age (`openly.forgetting`) notes nothing: so totals outlive what they were counted from.
 * An import does the same: its mail comes with its totals.
 */
export const reportTables = /* sql */ `
      create table report_change (
        team_id uuid not null,
        -- Null once the account is deleted. No foreign keys: they would cost each note a look-up.
        account_id uuid,
        -- Beginning of the quarter of an hour in which the mail was sent: days of every zone begin at one.
        at timestamptz not null,
        sent integer not null,
        opened integer not null,
        machine_only integer not null,
        clicks integer not null,
        replies integer not null,
        -- Class of the time to the first look, as it was and as it is; see report-totals.ts.
        took_before smallint,
        took smallint
      );
      create index report_change_of_team on report_change (team_id, at);

      create table report_quarter (
        team_id uuid not null references team on delete cascade,
        at timestamptz not null,
        ${columns([...COUNTS, ...TOOK_COLUMNS])},
        primary key (team_id, at)
      )
      -- Counts change in place.
      with (fillfactor = 80);

      -- By day in UTC.
      create table report_member_day (
        team_id uuid not null,
        account_id uuid not null,
        day timestamptz not null,
        ${columns(COUNTS)},
        primary key (team_id, day, account_id),
        foreign key (team_id, account_id) references account (team_id, id) on delete cascade
      )
      with (fillfactor = 80);
      create index report_member_day_of_member on report_member_day (team_id, account_id);

      -- Scheduled mail whose rows have passed their days, by the quarter of an hour for which it was meant.
      create table report_schedule (
        team_id uuid not null,
        account_id uuid not null,
        at timestamptz not null,
        ${columns(['on_time', 'late', 'failed'])},
        primary key (team_id, account_id, at),
        foreign key (team_id, account_id) references account (team_id, id) on delete cascade
      );

      create index message_in_reports on message (team_id, ${sentAtOf('message')}, id)
        where state = 'sent' and tracked;
      create index message_of_member_in_reports on message (team_id, account_id, ${sentAtOf('message')}, id)
        where state = 'sent' and tracked;

      create function note_report_change() returns trigger language plpgsql as $$
      declare scope text;
      begin
        if tg_op = 'UPDATE' and ${quarterOf('old')} = ${quarterOf('new')} then
          insert into report_change (${CHANGE.join(', ')}) values (${changeOf('old', 'new')});
          return null;
        end if;
        -- A deletion that cascades runs for no team.
        if tg_op = 'DELETE' then
          scope := coalesce(current_setting('openly.scope', true), '');
          perform set_config('openly.scope', 'system', true);
        end if;
        if tg_op <> 'INSERT' then
          insert into report_change (${CHANGE.join(', ')}) values (${changeOf('old', null)});
        end if;
        if tg_op <> 'DELETE' then
          insert into report_change (${CHANGE.join(', ')}) values (${changeOf(null, 'new')});
        else
          perform set_config('openly.scope', scope, true);
        end if;
        return null;
      end $$;
      create trigger note_report_insert after insert on message for each row
        when (${figuresOf('new').counts} and not ${IS_FORGETTING}) execute function note_report_change();
      create trigger note_report_update after update on message for each row
        when (${mayDiffer('old', 'new')} and not ${STANDS_ASIDE}) execute function note_report_change();
      create trigger note_report_delete after delete on message for each row
        when (${figuresOf('old').counts}) execute function note_report_change();

      -- What is noted of an account or a team goes with it, in the same transaction. By their names these triggers come
      -- after those that cascade, whose own notes they see.
      create function forget_in_report_changes() returns trigger language plpgsql as $$
      declare scope text := coalesce(current_setting('openly.scope', true), '');
      begin
        perform set_config('openly.scope', 'system', true);
        if tg_table_name = 'team' then
          delete from report_change where team_id = old.id;
        else
          update report_change set account_id = null where team_id = old.team_id and account_id = old.id;
        end if;
        perform set_config('openly.scope', scope, true);
        return null;
      end $$;
      create trigger forget_in_report_changes after delete on account
        for each row execute function forget_in_report_changes();
      create trigger forget_in_report_changes after delete on team
        for each row execute function forget_in_report_changes();

      -- Keeps the number of people's clicks with their message. Their deletion for their age leaves it as it was.
      create function count_clicks() returns trigger language plpgsql as $$
      declare scope text := coalesce(current_setting('openly.scope', true), '');
      begin
        if ${IS_FORGETTING} then return null; end if;
        perform set_config('openly.scope', 'system', true);
        if tg_op = 'INSERT' then
          update message m set click_count = click_count + by_people from (
            select team_id, message_id, count(*)::integer as by_people from new_rows where ${byPerson} group by 1, 2
          ) added where m.team_id = added.team_id and m.id = added.message_id;
        elsif tg_op = 'DELETE' then
          update message m set click_count = click_count - by_people from (
            select team_id, message_id, count(*)::integer as by_people from old_rows where ${byPerson} group by 1, 2
          ) gone where m.team_id = gone.team_id and m.id = gone.message_id;
        else
          update message m set click_count = click_count + by_people from (
            select team_id, message_id, sum(sign)::integer as by_people from (
              select team_id, message_id, -1 as sign from old_rows where ${byPerson}
              union all select team_id, message_id, 1 from new_rows where ${byPerson}
            ) judged group by 1, 2 having sum(sign) <> 0
          ) judged where m.team_id = judged.team_id and m.id = judged.message_id;
        end if;
        perform set_config('openly.scope', scope, true);
        return null;
      end $$;
      create trigger count_clicks_insert after insert on click
        referencing new table as new_rows for each statement execute function count_clicks();
      create trigger count_clicks_update after update on click
        referencing old table as old_rows new table as new_rows for each statement execute function count_clicks();
      create trigger count_clicks_delete after delete on click
        referencing old table as old_rows for each statement execute function count_clicks();

      -- A scheduled mail that is deleted for its age stays in the totals; with its account it goes.
      create function keep_schedule_total() returns trigger language plpgsql as $$
      declare scope text := coalesce(current_setting('openly.scope', true), '');
      begin
        perform set_config('openly.scope', 'system', true);
        insert into report_schedule as total (team_id, account_id, at, on_time, late, failed)
        select old.team_id, old.account_id, date_bin('15 minutes', old.send_at, '2000-01-01 00:00:00+00'),
               (punctual.is_so and old.status = 'sent')::integer, (not punctual.is_so and old.status = 'sent')::integer,
               (old.status = 'failed')::integer
        from (select coalesce(old.sent_at <= old.send_at + interval '1 minute', true) as is_so) punctual
        where exists (select from account where account.team_id = old.team_id and account.id = old.account_id)
        on conflict (team_id, account_id, at) do update set on_time = total.on_time + excluded.on_time,
          late = total.late + excluded.late, failed = total.failed + excluded.failed;
        perform set_config('openly.scope', scope, true);
        return null;
      end $$;
      create trigger keep_total after delete on schedule
        for each row when (old.status in ('sent', 'failed')) execute function keep_schedule_total();
`;

/** To be run before the tables they stand on are dropped. */
export const dropReportTables = /* sql */ `
      drop trigger note_report_insert on message;
      drop trigger note_report_update on message;
      drop trigger note_report_delete on message;
      drop trigger forget_in_report_changes on account;
      drop trigger forget_in_report_changes on team;
      drop trigger count_clicks_insert on click;
      drop trigger count_clicks_update on click;
      drop trigger count_clicks_delete on click;
      drop trigger keep_total on schedule;
      drop function note_report_change();
      drop function forget_in_report_changes();
      drop function count_clicks();
      drop function keep_schedule_total();
`;

export const reportTeamTables = ['report_change', 'report_quarter', 'report_member_day', 'report_schedule'] as const;
