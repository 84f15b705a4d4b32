import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type ReportSummary, reportSummary, type SummaryQuery } from '@openly/contracts';
import fc from 'fast-check';
import { SummaryService } from '../../apps/api/src/reports/summary.service.js';
import { Encryption } from '../../apps/api/src/secrets/encryption.js';
import { LookupHash } from '../../apps/api/src/secrets/lookup-hash.js';
import { type TestApi, withApi } from '../support/api.js';
import type { TestDatabase } from '../support/database.js';
import { aReportTeam, type RawMessage, type ReportTeam, rawRows, writerOf } from '../support/report-history.js';
import { isPerson, LOOKS, onTheWall, sentAtOf } from '../support/report-recount.js';

jest.setTimeout(180_000);

let api: TestApi;
let database: TestDatabase;
// No worker: totals are added when a test says so.
withApi({ env: { OPENLY_ROLE: 'api' } }, (its) => {
  ({ api, database } = its);
});

let write: ReturnType<typeof writerOf>;
beforeAll(() => {
  write = writerOf(database, { encryption: api.app.get(Encryption), lookup: api.app.get(LookupHash) });
});

const report = async (team: ReportTeam, viewer: string | null, query: SummaryQuery) =>
  reportSummary.parse(await api.app.get(SummaryService).summary({ teamId: team.teamId, accountId: viewer }, query));

/** The month before the last, which is over whatever day it is, and the one before that. */
function monthsPast(): { first: string; last: string }[] {
  const now = new Date();
  return [3, 2].map((ago) => ({
    first: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 1)).toISOString().slice(0, 10),
    last: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago + 1, 0)).toISOString().slice(0, 10),
  }));
}

const CLIENTS = ['Outlook 16', 'Outlook 15', 'Apple Mail', null];
const COUNTRIES = ['NL', 'DE', 'BE', null];
const DOMAINS = ['one.example', 'two.example', 'gmail.com'];

describe('breakdowns about readers', () => {
  it('name whose places they show, and nobody where they show none', async () => {
    const team = await aReportTeam(database, 1);
    const [{ first: from, last: to } = { first: '', last: '' }] = monthsPast();
    const creditOf = async (groupBy: SummaryQuery['groupBy']) =>
      (await report(team, team.accounts[0] ?? null, { from, to, timeZone: 'UTC', groupBy, scope: 'team' })).placeCredit;
    expect(await creditOf('country')).toEqual({ text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com' });
    expect([await creditOf('client'), await creditOf('day')]).toEqual([null, null]);
  });

  it('show what a recount gives, only of five readers and more, and months add up', async () => {
    const mail = fc.record({
      account: fc.nat(2),
      day: fc.nat(55),
      hour: fc.nat(2),
      reader: fc.nat(13),
      second: fc.constantFrom(false, false, false, true),
      withdrawn: fc.constantFrom(false, false, false, true),
      opens: fc.array(
        fc.record({
          days: fc.integer({ min: 0, max: 20 }),
          country: fc.nat(3),
          client: fc.nat(3),
          look: fc.constantFrom(0, 1, 3),
        }),
        { maxLength: 2 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(mail, { minLength: 5, maxLength: 45, size: 'max' }), async (mails) => {
        const team = await aReportTeam(database, 3);
        const months = monthsPast();
        const addresses = new Map<string, string>();
        const toSeveral = new Set<string>();
        for (const { account, day, hour, reader, second, opens, withdrawn } of mails) {
          const sentAt = new Date(Date.parse(months[0]?.first ?? '') + day * 86_400_000 + hour * 3_600_000 + 60_000);
          const address = `reader${reader}@${DOMAINS[reader % DOMAINS.length]}`;
          const readers = second ? [address, 'boss@other.example'] : [address];
          const id = await write.mail(team, { accountId: team.accounts[account] ?? '', sentAt, readers });
          addresses.set(id, address);
          if (second) toSeveral.add(id);
          for (const { days, country, client, look } of opens) {
            const at = new Date(sentAt.getTime() + days * 86_400_000 + 5_000 + country);
            await write.open(team, id, { at, ...LOOKS[look], country: COUNTRIES[country], client: CLIENTS[client] });
          }
          if (withdrawn) await database.query('update message set withdrawn_at = now() where id = $1', [id]);
        }
        const raw = await rawRows(database, team);
        const firstLook = (mail: RawMessage) =>
          raw.opens
            .filter((open) => open.message_id === mail.id && isPerson(open))
            .sort((a, b) => a.opened_at.getTime() - b.opened_at.getTime() || (a.id < b.id ? -1 : 1))[0];
        const viewer = team.accounts[0] ?? '';
        for (const groupBy of ['country', 'client', 'recipient_domain', 'hour'] as const) {
          const keyOf = (mail: RawMessage) => {
            const look = firstLook(mail);
            if (groupBy === 'country') return look?.country ?? null;
            if (groupBy === 'client') return look?.client?.replace(/ \d.*$/, '') ?? null;
            if (groupBy === 'hour') return onTheWall(sentAtOf(mail), 'UTC').hour;
            return addresses.get(mail.id)?.split('@')[1] ?? null;
          };
          const answers: ReportSummary[] = [];
          for (const { first, last } of months) {
            const isIn = (at: Date | undefined) =>
              at !== undefined && at.toISOString().slice(0, 10) >= first && at.toISOString().slice(0, 10) <= last;
            const lookedAt = raw.messages.filter((mail) => !mail.withdrawn_at && isIn(firstLook(mail)?.opened_at));
            const sent = raw.messages.filter((mail) => isIn(sentAtOf(mail)));
            const opened = groupBy === 'hour' ? sent.filter((mail) => !mail.withdrawn_at && firstLook(mail)) : lookedAt;
            const among =
              groupBy === 'hour'
                ? sent
                : groupBy === 'recipient_domain'
                  ? [...new Set([...sent, ...lookedAt])]
                  : lookedAt;
            const told = await report(team, viewer, { from: first, to: last, timeZone: 'UTC', groupBy, scope: 'team' });
            answers.push(told);
            const hides = (key: string | null) => !told.rows.some((row) => row.key === key);
            for (const row of told.rows) {
              const cell = among.filter((mail) => keyOf(mail) === row.key);
              const isAboutLooks = groupBy === 'country' || groupBy === 'client';
              const readers = new Set(
                cell
                  .filter((mail) => mail.account_id !== viewer && !(isAboutLooks && toSeveral.has(mail.id)))
                  .map((mail) => addresses.get(mail.id)),
              );
              expect(readers.size).toBeGreaterThanOrEqual(5);
              expect(row.opened).toBe(opened.filter((mail) => keyOf(mail) === row.key).length);
              if (row.sent !== null) expect(row.sent).toBe(sent.filter((mail) => keyOf(mail) === row.key).length);
            }
            if (told.other) expect(told.other.opened).toBe(opened.filter((mail) => hides(keyOf(mail))).length);
            if (!told.suppressed && !told.other) expect(among.every((mail) => !hides(keyOf(mail)))).toBe(true);
            const mine = await report(team, viewer, { from: first, to: last, timeZone: 'UTC', groupBy, scope: 'mine' });
            expect(mine.suppressed).toBe(false);
            const myOpened = opened.filter((mail) => mail.account_id === viewer);
            for (const row of mine.rows)
              expect(row.opened).toBe(myOpened.filter((mail) => keyOf(mail) === row.key).length);
            expect(mine.rows.reduce((sum, row) => sum + row.opened, 0)).toBe(myOpened.length);
          }
          const [one, other] = answers;
          const both = await report(team, viewer, {
            from: months[0]?.first ?? '',
            to: months[1]?.last ?? '',
            timeZone: 'UTC',
            groupBy,
            scope: 'team',
          });
          for (const row of both.rows) {
            const in1 = one?.rows.find(({ key }) => key === row.key)?.opened ?? 0;
            const in2 = other?.rows.find(({ key }) => key === row.key)?.opened ?? 0;
            expect(row.opened).toBe(in1 + in2);
          }
          expect(both.other?.opened ?? 0).toBe((one?.other?.opened ?? 0) + (other?.other?.opened ?? 0));
        }
      }),
      { numRuns: 12 },
    );
  });
});

describe('a breakdown of many months', () => {
  it('is given up after five seconds, however short each of its months takes', async () => {
    const team = await aReportTeam(database, 1);
    await database.query('update team set records_kept_days = 365, addresses_kept_days = 365 where id = $1', [
      team.teamId,
    ]);
    const firstOf = (ago: number) => new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - ago, 1));
    for (let ago = 9; ago > 1; ago -= 1) {
      await write.mail(team, { accountId: team.accounts[0] ?? '', sentAt: firstOf(ago), readers: ['ann@one.example'] });
    }
    const from = firstOf(9).toISOString().slice(0, 10);
    const to = new Date(firstOf(1).getTime() - 1).toISOString().slice(0, 10);
    await database.query(
      `create policy slowly on message as restrictive for select using ((select pg_sleep(1.5)::text) is not null)`,
    );
    const begun = Date.now();
    try {
      const asked = report(team, null, { from, to, timeZone: 'UTC', groupBy: 'hour', scope: 'team' });
      await expect(asked).rejects.toMatchObject({ code: 'report_timeout' });
    } finally {
      await database.query('drop policy slowly on message');
    }
    expect(Date.now() - begun).toBeLessThan(9_000);
  });
});
