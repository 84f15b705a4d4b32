/** Whose a row is, in words; to be joined as `team` and `account`. */
const WHOSE = `total.team_id, team.name, total.account_id, coalesce(account.name, account.email)`;
const WITH_WHOSE = `join team on team.id = total.team_id
        join account on account.team_id = total.team_id and account.id = total.account_id`;

/**
 * Totals for whoever reads tables rather than an API. Row-level security of what lies behind stays shut: each view reads
 * through a function of the owner's that says of itself that it works for all teams. A barrier keeps conditions of a
 * query's own out of it.
 */
const VIEWS = {
  report_daily: {
    columns: `team_id uuid, team text, account_id uuid, member text, day date,
      sent integer, opened integer, machine_only integer, clicks integer, replies integer`,
    rows: `select ${WHOSE}, (day at time zone 'UTC')::date, sent, opened, machine_only, clicks, replies
      from report_member_day total ${WITH_WHOSE}`,
  },
  report_hourly: {
    columns: `team_id uuid, team text, hour timestamptz,
      sent bigint, opened bigint, machine_only bigint, clicks bigint, replies bigint`,
    rows: `select total.team_id, team.name, date_trunc('hour', at, 'UTC'),
        sum(sent), sum(opened), sum(machine_only), sum(clicks), sum(replies)
      from report_quarter total join team on team.id = total.team_id group by 1, 2, 3`,
  },
  report_scheduled: {
    columns: `team_id uuid, team text, account_id uuid, member text, day date,
      on_time bigint, late bigint, failed bigint`,
    rows: `select ${WHOSE}, (at at time zone 'UTC')::date, sum(on_time), sum(late), sum(failed)
      from (
        select team_id, account_id, at, on_time, late, failed from report_schedule
        union all
        select team_id, account_id, send_at, (status = 'sent' and punctual)::integer,
               (status = 'sent' and not punctual)::integer, (status = 'failed')::integer
        from (
          select *, coalesce(sent_at <= send_at + interval '1 minute', true) as punctual from schedule
          where status in ('sent', 'failed')
        ) ended
      ) total ${WITH_WHOSE} group by 1, 2, 3, 4, 5`,
  },
} as const;
const names = Object.keys(VIEWS);
const functions = names.map((name) => `${name}_rows()`).join(', ');

/** Views of totals, and the role `openly_reports`, which reads them and nothing else. */
export const reportViews = /* sql */ `
      do $$ begin
        if not exists (select from pg_roles where rolname = 'openly_reports') then
          create role openly_reports nologin nosuperuser nocreatedb nocreaterole nobypassrls;
        end if;
      end $$;
      grant usage on schema public to openly_reports;
      ${Object.entries(VIEWS)
        .map(
          ([name, { columns, rows }]) => `
      create function ${name}_rows() returns table (${columns}) language plpgsql stable security definer
        set search_path = public, pg_temp as $$
      #variable_conflict use_column
      declare scope text := coalesce(current_setting('openly.scope', true), '');
      begin
        perform set_config('openly.scope', 'system', true);
        return query ${rows};
        perform set_config('openly.scope', scope, true);
      end $$;
      create view ${name} with (security_barrier) as select * from ${name}_rows();`,
        )
        .join('')}
      revoke all on function ${functions} from public;
      grant execute on function ${functions} to openly_reports;
      grant select on ${names.join(', ')} to openly_reports;
`;

/** To be run before the tables they stand on are dropped. */
export const dropReportViews = /* sql */ `
      drop view ${names.join(', ')};
      drop function ${functions};
      revoke usage on schema public from openly_reports;
`;
