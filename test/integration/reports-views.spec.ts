import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { TotalsService } from '../../apps/api/src/reports/totals.service.js';
import { SchedulesService } from '../../apps/api/src/scheduling/schedules.service.js';
import { Encryption } from '../../apps/api/src/secrets/encryption.js';
import { LookupHash } from '../../apps/api/src/secrets/lookup-hash.js';
import { type TestApi, withApi } from '../support/api.js';
import type { TestDatabase } from '../support/database.js';
import { blocksIn } from '../support/documents.js';
import { aReportTeam, type ReportTeam, writerOf } from '../support/report-history.js';

let api: TestApi;
let database: TestDatabase;
withApi({ env: { OPENLY_ROLE: 'api' } }, (its) => {
  ({ api, database } = its);
});

const login = `bi_${randomUUID().slice(0, 8)}`;
/** What docs/reports.md has an operator do, and a BI tool ask. */
const [makeLogin = '', byMonth = ''] = blocksIn('reports.md', 'sql');
/** A login as an operator makes one for a BI tool. */
let bi: pg.Client;
let teams: [ReportTeam, ReportTeam];

beforeAll(async () => {
  const write = writerOf(database, { encryption: api.app.get(Encryption), lookup: api.app.get(LookupHash) });
  teams = [await aReportTeam(database, 2), await aReportTeam(database, 1)];
  for (const team of teams) {
    for (const [n, at] of ['2024-03-05T23:50:00Z', '2024-03-06T00:10:00Z', '2024-03-06T00:40:00Z'].entries()) {
      const accountId = team.accounts[n % team.accounts.length] ?? '';
      const sentAt = new Date(at);
      const id = await write.mail(team, { accountId, sentAt, readers: ['ann@example.org'] });
      await write.schedule(team, { accountId, sendAt: sentAt, sentAt, status: n === 2 ? 'failed' : 'sent' });
      if (n === 0) await write.open(team, id, { at: sentAt, kind: 'scanner', confidence: 'machine' });
      if (n > 0) await write.open(team, id, { at: new Date(sentAt.getTime() + 1_000) });
      if (n === 2) await write.click(team, id, { at: new Date(sentAt.getTime() + 2_000) });
    }
  }
  await api.app.get(TotalsService).addChanges();
  for (const statement of makeLogin.split(/(?<=;)\n/).filter(Boolean)) {
    await database.query(statement.replace('metabase', login).replace('a long one', 'secret'));
  }
  const url = new URL(database.connections.appUrl);
  [url.username, url.password] = [login, 'secret'];
  bi = new pg.Client({ connectionString: url.href });
  await bi.connect();
});

const rows = async (text: string) => (await bi.query(text)).rows;
const VIEWS = ['report_daily', 'report_hourly', 'report_scheduled'];

describe('a login in the role openly_reports', () => {
  // In here, so that it is done before the database goes.
  afterAll(async () => {
    await bi.end();
    await database.query(`drop role ${login}`);
  });

  it('reads figures of every team by member and day, by hour, and of scheduled mail', async () => {
    const [one, other] = teams;
    const daily = await rows(
      `select account_id, to_char(day, 'YYYY-MM-DD') as day, sent, opened, machine_only, clicks, replies, team, member
       from report_daily where team_id = '${one.teamId}' order by day, account_id = '${one.accounts[0]}' desc`,
    );
    const [first, second] = one.accounts;
    const named = (id = '') => ({ team: 'A team', member: `${id.slice(0, 8)}@example.com` });
    const day = (account_id = '') => ({ account_id, sent: 1, replies: 0, ...named(account_id) });
    expect(daily).toEqual([
      { ...day(first), day: '2024-03-05', opened: 0, machine_only: 1, clicks: 0 },
      { ...day(first), day: '2024-03-06', opened: 1, machine_only: 0, clicks: 1 },
      { ...day(second), day: '2024-03-06', opened: 1, machine_only: 0, clicks: 0 },
    ]);
    const hourly = await rows(
      `select hour, sent::int, opened::int, clicks::int from report_hourly where team_id = '${other.teamId}' order by hour`,
    );
    expect(hourly).toEqual([
      { hour: new Date('2024-03-05T23:00:00Z'), sent: 1, opened: 0, clicks: 0 },
      { hour: new Date('2024-03-06T00:00:00Z'), sent: 2, opened: 2, clicks: 1 },
    ]);
    const scheduled = () =>
      rows(`select to_char(day, 'YYYY-MM-DD') as day, on_time::int, late::int, failed::int from report_scheduled
            where team_id = '${other.teamId}' order by day`);
    const expected = [
      { day: '2024-03-05', on_time: 1, late: 0, failed: 0 },
      { day: '2024-03-06', on_time: 1, late: 0, failed: 1 },
    ];
    expect(await scheduled()).toEqual(expected);
    // As well once the schedules have passed their days.
    await database.query(`update schedule set updated_at = now() - interval '100 days'`);
    await api.app.get(SchedulesService).maintain();
    expect(await database.query('select from schedule')).toEqual([]);
    expect(await scheduled()).toEqual(expected);
  });

  it('gets the share of opened mail by month as docs/reports.md writes it', async () => {
    const write = writerOf(database, { encryption: api.app.get(Encryption), lookup: api.app.get(LookupHash) });
    const sales = await aReportTeam(database, 1);
    await database.query(`update team set name = 'Sales' where id = $1`, [sales.teamId]);
    const accountId = sales.accounts[0] ?? '';
    const sentAt = new Date(Date.now() - 3_600_000);
    for (let n = 0; n < 3; n++) {
      const id = await write.mail(sales, { accountId, sentAt, readers: ['ann@example.org'] });
      if (n === 0) await write.open(sales, id, { at: new Date(sentAt.getTime() + 1_000) });
    }
    await api.app.get(TotalsService).addChanges();
    const member = `${accountId.slice(0, 8)}@example.com`;
    expect(await rows(byMonth)).toEqual([{ month: expect.any(Date), member, sent: '3', opened_rate: '0.333' }]);
    expect(await rows('show statement_timeout')).toEqual([{ statement_timeout: '30s' }]);
  });

  it('is told nothing of readers', async () => {
    const columns = await rows(
      `select table_name as view, array_agg(column_name::text order by ordinal_position) as columns
       from information_schema.columns where table_schema = 'public' group by 1 order by 1`,
    );
    const counts = ['sent', 'opened', 'machine_only', 'clicks', 'replies'];
    const member = ['team_id', 'team', 'account_id', 'member', 'day'];
    expect(columns).toEqual([
      { view: 'report_daily', columns: [...member, ...counts] },
      { view: 'report_hourly', columns: ['team_id', 'team', 'hour', ...counts] },
      { view: 'report_scheduled', columns: [...member, 'on_time', 'late', 'failed'] },
    ]);
  });

  it('reads nothing else, whatever it sets, and changes nothing', async () => {
    await bi.query(`set openly.scope = 'system'`);
    const relations = await rows(
      `select format('%I.%I', nspname, relname) as name from pg_class join pg_namespace n on n.oid = relnamespace
       where relkind in ('r', 'p', 'v', 'm', 'S', 'f') and nspname !~ '^(pg_|information_schema)' order by 1`,
    );
    expect(relations.length).toBeGreaterThan(40);
    const readable: string[] = [];
    for (const { name } of relations) {
      const read = await bi.query(`select * from ${name} limit 1`).catch((error) => error.message);
      if (typeof read === 'string') expect(read).toMatch(/^permission denied/);
      else readable.push(name);
    }
    expect(readable).toEqual(VIEWS.map((view) => `public.${view}`));
    for (const statement of [
      ...VIEWS.map((view) => `delete from ${view}`),
      'set role openly_app',
      'set role openly_owner',
      'create table public.mine (a int)',
      'select drop_open_partition(current_date)',
      'select make_open_partitions(1)',
    ]) {
      await expect(bi.query(statement)).rejects.toThrow(/permission denied|cannot delete from view/);
    }
    const functions = await rows(
      `select proname as name from pg_proc join pg_namespace n on n.oid = pronamespace
       where prosecdef and nspname !~ '^pg_' and has_function_privilege(pg_proc.oid, 'execute') and prorettype <> 'trigger'::regtype
       order by 1`,
    );
    expect(functions.map(({ name }) => name)).toEqual(VIEWS.map((view) => `${view}_rows`));
  });

  it('leaves row-level security as it was: the application and the owner see no team but their own through them', async () => {
    for (const url of [database.connections.appUrl, database.connections.ownerUrl]) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        for (const table of ['report_quarter', 'report_member_day', 'report_schedule', 'report_change']) {
          expect((await client.query(`select * from ${table}`)).rows).toEqual([]);
        }
      } finally {
        await client.end();
      }
    }
    const app = new pg.Client({ connectionString: database.connections.appUrl });
    await app.connect();
    await expect(app.query('select * from report_daily')).rejects.toThrow(/permission denied/);
    await app.end();
  });
});
