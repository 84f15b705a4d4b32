import { randomUUID } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { everyEntry, type Query } from '@openly/client';
import { messagesReport, problem, reportSummary } from '@openly/contracts';
import pg from 'pg';
import { MessagesService } from '../../apps/api/src/messages/messages.service.js';
import { TotalsService } from '../../apps/api/src/reports/totals.service.js';
import { RetentionService } from '../../apps/api/src/retention/retention.service.js';
import { SchedulesService } from '../../apps/api/src/scheduling/schedules.service.js';
import { aReportTeam } from '../support/report-history.js';
import { type ReportStage, withReportStage } from '../support/report-stage.js';
import { COLLEAGUE, type User } from '../support/world.js';

jest.setTimeout(120_000);

let { world, sender, cleo, team, write } = {} as ReportStage;
withReportStage((stage) => {
  ({ world, sender, cleo, team, write } = stage);
});

const get = (user: User, path: string) => user.call('GET', path);
const summary = async ({ client }: User, query: Query<'/v1/reports/summary'>) => {
  const { data, error } = await client.GET('/v1/reports/summary', { params: { query } });
  expect(error).toBeUndefined();
  return reportSummary.parse(data);
};
const messages = async ({ client }: User, query: Query<'/v1/reports/messages'>) => {
  const { data, error } = await client.GET('/v1/reports/messages', { params: { query } });
  expect(error).toBeUndefined();
  return messagesReport.parse(data);
};
/** The days from this one to that, or this one alone. */
const days = (from: string, to = from) => ({ from, to });
async function refused(path: string, status: number, code: string) {
  const answer = await get(sender, path);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect([path, problem.parse(answer.body).code, answer.status]).toEqual([path, code, status]);
}
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
const dayOf = (at: Date) => at.toISOString().slice(0, 10);
const oneMail = (accountId: string, sentAt: Date, subject?: string) =>
  write.mail(team, { accountId, sentAt, readers: ['ann@example.org'], subject });
const forget = () => world.api.app.get(RetentionService).forgetOld();

describe('a report of messages', () => {
  it("tells of one's own mail everything, of a colleague's the time and whether it was opened", async () => {
    const [mine, hers] = [
      await oneMail(sender.me.accountId, new Date('2024-03-05T10:00:00.123Z'), 'Offer'),
      await oneMail(cleo.me.accountId, new Date('2024-03-05T11:00:00.456Z'), 'Her secret'),
    ];
    for (const id of [mine, hers]) {
      await write.open(team, id, { at: new Date('2024-03-05T12:00:00Z'), country: 'NL', client: 'Apple Mail' });
      await write.click(team, id, { at: new Date('2024-03-05T12:01:00Z') });
    }
    const { items, nextCursor } = await messages(sender, days('2024-03-05'));
    expect(nextCursor).toBeNull();
    expect(items).toEqual([
      { accountId: cleo.me.accountId, member: COLLEAGUE, sentAt: '2024-03-05T11:00:00.456Z', opened: true, own: null },
      {
        accountId: sender.me.accountId,
        member: sender.me.email,
        sentAt: '2024-03-05T10:00:00.123Z',
        opened: true,
        own: {
          id: mine,
          subject: 'Offer',
          recipients: [{ email: 'ann@example.org', name: null, field: 'to' }],
          state: 'opened',
          openCount: 1,
          machineOpenCount: 0,
          clickCount: 1,
          firstOpenedAt: '2024-03-05T12:00:00.000Z',
          lastOpenedAt: '2024-03-05T12:00:00.000Z',
        },
      },
    ]);
    const { body } = await get(sender, `/v1/reports/messages?from=2024-03-05&to=2024-03-05&format=csv`);
    expect(body).not.toContain('Her secret');
    expect(body.split('\r\n')).toHaveLength(4);
    expect(body).toContain(`2024-03-05T11:00:00.456Z,${cleo.me.accountId},${COLLEAGUE},yes,,,,,,,,,\r\n`);
    const only = await messages(sender, { ...days('2024-03-05'), member: cleo.me.accountId });
    expect(only.items.map(({ accountId }) => accountId)).toEqual([cleo.me.accountId]);
  });

  it('looks the same of a colleague’s mail that a reader has stopped as of one that nobody opened', async () => {
    const stopped = await oneMail(cleo.me.accountId, new Date('2024-03-06T11:00:00Z'));
    await write.open(team, stopped, { at: new Date('2024-03-06T12:00:00Z') });
    await world.database.query('update message set withdrawn_at = now() where id = $1', [stopped]);
    const { items } = await messages(sender, days('2024-03-06'));
    expect(items.map(({ opened }) => opened)).toEqual([false]);
    expect((await summary(sender, days('2024-03-06'))).totals).toMatchObject({ sent: 1, opened: 0 });
  });

  it('pages without losing or repeating a mail while others are sent', async () => {
    const at = new Date('2024-04-02T10:00:00Z');
    const written: string[] = [];
    // Several of one instant: then ids decide.
    for (let n = 0; n < 23; n++)
      written.push(await oneMail(sender.me.accountId, new Date(at.getTime() + (n % 4) * 1_000)));
    const told: string[] = [];
    const list = everyEntry(async (cursor) => {
      const data = await messages(sender, { ...days('2024-04-01', '2024-04-30'), limit: 5, cursor });
      await oneMail(sender.me.accountId, new Date('2024-04-03T10:00:00Z'));
      return { data };
    });
    for await (const { own } of list) told.push(own?.id ?? '');
    expect(told).toHaveLength(23);
    expect([...told].sort()).toEqual([...written].sort());
  });
});

describe('totals', () => {
  it('outlive what they were counted from: a year can be compared with the last', async () => {
    await world.database.query('update team set records_kept_days = 365 where id = $1', [team.teamId]);
    const at = daysAgo(120);
    const range = days(dayOf(at), dayOf(new Date(at.getTime() + 86_400_000)));
    for (let n = 0; n < 12; n++) {
      const id = await oneMail(n % 2 ? sender.me.accountId : cleo.me.accountId, new Date(at.getTime() + n * 60_000));
      if (n < 11) await write.open(team, id, { at: new Date(at.getTime() + n * 3_600_000 + 600_000) });
      await write.open(team, id, { at: new Date(at.getTime() + 60_000), kind: 'scanner', confidence: 'machine' });
      await write.click(team, id, { at: new Date(at.getTime() + 7_200_000) });
    }
    await write.schedule(team, { accountId: sender.me.accountId, sendAt: at, sentAt: at, status: 'sent' });
    await write.schedule(team, { accountId: sender.me.accountId, sendAt: at, sentAt: null, status: 'failed' });
    await world.database.query(
      `update schedule set updated_at = now() - interval '100 days' where account_id = $1 and send_at = $2`,
      [sender.me.accountId, at],
    );
    const all = async () => ({
      day: await summary(cleo, range),
      member: await summary(cleo, { ...range, groupBy: 'member', timeZone: 'Asia/Kathmandu' }),
    });
    const before = await all();
    expect(before.day.totals).toMatchObject({ sent: 12, opened: 11, machineOnly: 1, clicks: 12 });
    expect(before.day.totals.medianSecondsToFirstOpen).toBeGreaterThan(3_600);
    expect(before.day.totals.scheduled).toEqual({ onTime: 1, late: 0, failed: 1 });
    await world.database.query('update team set records_kept_days = 30 where id = $1', [team.teamId]);
    await forget();
    await world.api.app.get(SchedulesService).maintain();
    for (const table of ['open', 'click']) {
      expect(
        await world.database.query(
          `select from ${table} o join message m on m.id = o.message_id where sent_at between $1 and $1::timestamptz + interval '1 day'`,
          [at],
        ),
      ).toEqual([]);
    }
    expect(await world.database.query('select from schedule where send_at = $1', [at])).toEqual([]);
    expect(await all()).toEqual(before);
    await world.api.app.get(TotalsService).addChanges();
    expect(await all()).toEqual(before);
  });

  it('name no reader, and go with the account', async () => {
    const gone = await aReportTeam(world.database, 1);
    await write.mail(gone, { accountId: gone.accounts[0] ?? '', sentAt: daysAgo(3), readers: ['x@example.org'] });
    await world.api.app.get(TotalsService).addChanges();
    await world.database.query('delete from account where team_id = $1', [gone.teamId]);
    await world.api.app.get(TotalsService).addChanges();
    const left = await world.database.query(
      `select (select coalesce(sum(sent), 0) from report_quarter where team_id = $1)::int as sent,
              (select count(*) from report_member_day where team_id = $1)::int as days,
              (select count(*) from report_change where team_id = $1)::int as changes`,
      [gone.teamId],
    );
    expect(left).toEqual([{ sent: 0, days: 0, changes: 0 }]);
    const columns = await world.database.query<{ name: string }>(
      `select distinct column_name as name from information_schema.columns
       where table_name in ('report_quarter', 'report_member_day', 'report_schedule') and column_name not like 'took_%'`,
    );
    expect(columns.map(({ name }) => name).sort()).toEqual([
      'account_id',
      'at',
      'clicks',
      'day',
      'failed',
      'late',
      'machine_only',
      'on_time',
      'opened',
      'replies',
      'sent',
      'team_id',
    ]);
  });

  it('are lower once a mail is deleted or stopped', async () => {
    const range = days('2024-07-01');
    const [one, other] = [
      await oneMail(sender.me.accountId, new Date('2024-07-01T10:00:00Z')),
      await oneMail(sender.me.accountId, new Date('2024-07-01T11:00:00Z')),
    ];
    for (const id of [one, other]) await write.open(team, id, { at: new Date('2024-07-01T12:00:00Z') });
    await world.api.app.get(TotalsService).addChanges();
    expect((await summary(cleo, range)).totals).toMatchObject({ sent: 2, opened: 2 });
    await world.api.app.get(MessagesService).discard({ teamId: team.teamId, accountId: sender.me.accountId }, one);
    await world.database.query('update message set withdrawn_at = now() where id = $1', [other]);
    expect((await summary(cleo, range)).totals).toMatchObject({ sent: 1, opened: 0 });
  });

  it('are added by the queue while nobody looks, two processes at once doing no harm', async () => {
    const totals = world.api.app.get(TotalsService);
    await Promise.all([totals.addChanges(3), totals.addChanges(2), totals.addChanges(5)]);
    await totals.addChanges();
    expect(await world.database.query('select from report_change')).toEqual([]);
    const [row] = await world.database.query<{ told: number; there: number }>(
      `select (select sum(sent) from report_quarter where team_id = $1)::int as told,
              (select count(*) from message where team_id = $1 and state = 'sent' and tracked)::int as there`,
      [team.teamId],
    );
    expect(row?.told).toBe(row?.there);
  });
});

describe("another team's mail", () => {
  it('is in no report, and its members are nobody', async () => {
    const strangers = await aReportTeam(world.database, 1);
    const stranger = strangers.accounts[0] ?? '';
    await write.mail(strangers, { accountId: stranger, sentAt: new Date('2024-08-01T10:00:00Z'), readers: [] });
    const range = 'from=2024-08-01&to=2024-08-01';
    const thatDay = days('2024-08-01');
    expect((await summary(sender, thatDay)).totals.sent).toBe(0);
    const { rows } = await summary(sender, { ...thatDay, groupBy: 'member' });
    expect(rows.map(({ key }) => key)).not.toContain(stranger);
    expect((await messages(sender, thatDay)).items).toEqual([]);
    await refused(`/v1/reports/messages?${range}&member=${stranger}`, 404, 'member_not_found');
    await refused(`/v1/reports/messages?${range}&member=${randomUUID()}&format=csv`, 404, 'member_not_found');
  });
});

describe('bad input', () => {
  it.each([
    '',
    'from=2026-01-01',
    'from=2026-02-01&to=2026-01-01',
    'from=2023-01-01&to=2026-11-01',
    'from=2026-02-30&to=2026-03-01',
    'from=0000-01-01&to=0000-01-02',
    'from=9999-01-01&to=9999-01-02',
    'from=2026-01-01T00:00:00Z&to=2026-01-02',
    'from=2026-01-01&from=2026-01-02&to=2026-01-03',
    'from=2026-01-01&to=2026-01-02&timeZone=Mars/Olympus',
    'from=2026-01-01&to=2026-01-02&timeZone=%2B02:00',
    `from=2026-01-01&to=2026-01-02&timeZone=${'x'.repeat(5_000)}`,
    'from=2026-01-01&to=2026-01-02&from%00=1',
  ])('is refused by both reports: number %#', async (query) => {
    await refused(`/v1/reports/summary?${query}`, 400, 'invalid_request');
    await refused(`/v1/reports/messages?${query}`, 400, 'invalid_request');
  });

  const range = 'from=2026-01-01&to=2026-01-31';
  it.each([
    `${range}&groupBy=city`,
    `${range}&groupBy=__proto__`,
    `${range}&scope=all`,
    `${range}&member=x`,
    `${range}&cursor=x`,
  ])('is refused by a summary: number %#', (query) => refused(`/v1/reports/summary?${query}`, 400, 'invalid_request'));

  it.each([
    `${range}&limit=0`,
    `${range}&limit=1001`,
    `${range}&limit=1.5`,
    `${range}&limit=x`,
    `${range}&format=xml`,
    `${range}&format=csv&limit=5`,
    `${range}&format=csv&cursor=abc`,
    `${range}&member=r-81234`,
    `${range}&member=${'a'.repeat(9_000)}`,
    `${range}&cursor=${'a'.repeat(300)}`,
    `${range}&cursor=${Buffer.from('{"at":"2026-01-01T00:00:00.000000Z"}').toString('base64url')}`,
    `${range}&cursor=${Buffer.from('{"at":"0000-01-01T00:00:00.000000Z","id":"0198f2a0-0000-7000-8000-000000000001","of":""}').toString('base64url')}`,
    `${range}&cursor=${Buffer.from('{"at":"2026-02-31T00:00:00.000000Z","id":"0198f2a0-0000-7000-8000-000000000001","of":""}').toString('base64url')}`,
  ])('is refused by a list of messages: number %#', (query) =>
    refused(`/v1/reports/messages?${query}`, 400, 'invalid_request'),
  );

  it('is a cursor of another list', async () => {
    const { nextCursor } = await messages(sender, { ...days('2024-04-01', '2024-04-30'), limit: 2 });
    await refused(`/v1/reports/messages?from=2024-04-01&to=2024-04-29&cursor=${nextCursor}`, 400, 'invalid_request');
    await messages(sender, { ...days('2024-04-01', '2024-04-30'), cursor: nextCursor ?? '' });
  });

  it('is a breakdown of a team by less than a month, by one that has not ended, or by one that is not kept', async () => {
    const now = new Date();
    const month = (ago: number, day: number) =>
      new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, day)).toISOString().slice(0, 10);
    for (const groupBy of ['country', 'client', 'hour', 'recipient_domain'] as const) {
      for (const [from, to] of [
        [month(2, 1), month(2, 20)],
        [month(2, 2), month(1, 0)],
        [month(0, 1), month(-1, 0)],
        ['2024-04-01', '2024-04-30'],
      ]) {
        await refused(`/v1/reports/summary?from=${from}&to=${to}&groupBy=${groupBy}`, 422, 'report_too_fine');
      }
      await summary(sender, { ...days('2024-04-02', '2024-04-03'), groupBy, scope: 'mine' });
    }
  });

  it('is never a slow query: after five seconds it is told so', async () => {
    const blocker = new pg.Client({ connectionString: world.database.connections.ownerUrl });
    await blocker.connect();
    try {
      await blocker.query('begin');
      await blocker.query('lock table report_quarter, report_change, message in access exclusive mode');
      await Promise.all([
        refused(`/v1/reports/summary?${range}`, 422, 'report_timeout'),
        refused(`/v1/reports/messages?${range}&format=csv`, 422, 'report_timeout'),
      ]);
    } finally {
      await blocker.end();
    }
    await summary(sender, days('2026-01-01', '2026-01-31'));
  });
});
