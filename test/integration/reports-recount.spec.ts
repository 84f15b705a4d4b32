import { describe, expect, it, jest } from '@jest/globals';
import { type ReportFigures, type ReportSummary, reportSummary, type SummaryQuery } from '@openly/contracts';
import fc from 'fast-check';
import { SummaryService } from '../../apps/api/src/reports/summary.service.js';
import { type TestApi, withApi } from '../support/api.js';
import type { TestDatabase } from '../support/database.js';
import { type RawMessage, type RawRows, type ReportTeam, rawRows } from '../support/report-history.js';
import { history, live, ZONES } from '../support/report-life.js';
import { dayAfter, type Forgotten, isPerson, onTheWall, recount, sentAtOf } from '../support/report-recount.js';

jest.setTimeout(180_000);

let api: TestApi;
let database: TestDatabase;
// No worker: totals are added when a test says so.
withApi({ env: { OPENLY_ROLE: 'api' } }, (its) => {
  ({ api, database } = its);
});

const report = async (team: ReportTeam, viewer: string | null, query: SummaryQuery) =>
  reportSummary.parse(await api.app.get(SummaryService).summary({ teamId: team.teamId, accountId: viewer }, query));

function expectFigures(told: ReportFigures | ReportSummary['rows'][number], expected: ReportFigures) {
  expect(told).toMatchObject(expected);
}

describe('every figure', () => {
  it('is what a recount of the rows gives, by day, weekday, hour and member, in any zone, whatever happened and went', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (past) => {
        const { team, forgotten } = await live({ api, database }, past);
        const raw = await rawRows(database, team);
        for (const { id, state, click_count } of raw.messages) {
          const followed = raw.clicks.filter((click) => click.message_id === id && isPerson(click)).length;
          expect(click_count).toBe(state === 'discarded' ? 0 : followed + (forgotten.clicks.get(id) ?? 0));
        }
        const timeZone = past.zone;
        const from = dayAfter(ZONES[past.zone], past.days.first - 1);
        const to = dayAfter(from, past.days.more);
        const isIn = (at: Date) => onTheWall(at, timeZone).day >= from && onTheWall(at, timeZone).day <= to;
        const mails = raw.messages.filter((mail) => mail.state === 'sent' && mail.tracked && isIn(sentAtOf(mail)));
        const schedules = raw.schedules.filter(({ send_at }) => isIn(send_at));
        const me = team.accounts[0] ?? '';
        for (const scope of ['team', 'mine'] as const) {
          const isMine = ({ account_id }: { account_id: string }) => scope === 'team' || account_id === me;
          const [its, itsSchedules] = [mails.filter(isMine), schedules.filter(isMine)];
          // Whose these were is not known any more.
          const tooks = scope === 'team' ? forgotten.took.filter(({ at }) => isIn(at)) : [];
          const counted = (
            ofMails: readonly RawMessage[],
            ofSchedules: RawRows['schedules'],
            took: Forgotten['took'],
          ) => {
            const of = (some: readonly RawMessage[], timed: number) =>
              recount(raw, forgotten, some, ofSchedules, timed, took);
            const own = ofMails.filter(({ account_id }) => account_id === me);
            if (scope === 'mine') return of(ofMails, 1);
            return of(ofMails, own.length === ofMails.length ? 5 : 5 + of(own, 1).opened);
          };
          for (const groupBy of ['day', 'weekday', 'hour'] as const) {
            if (groupBy === 'hour' && scope === 'team') continue;
            const told = await report(team, me, { from, to, timeZone, groupBy, scope });
            expectFigures(told.totals, counted(its, itsSchedules, tooks));
            for (const row of told.rows) {
              const expected = counted(
                its.filter((mail) => onTheWall(sentAtOf(mail), timeZone)[groupBy] === row.key),
                itsSchedules.filter(({ send_at }) => onTheWall(send_at, timeZone)[groupBy] === row.key),
                tooks.filter(({ at }) => onTheWall(at, timeZone)[groupBy] === row.key),
              );
              expectFigures(row, expected);
            }
            expect(told.rows.reduce((sum, { sent }) => sum + (sent ?? 0), 0)).toBe(told.totals.sent);
          }
          const told = await report(team, me, { from, to, timeZone, groupBy: 'member', scope });
          expect(told.rows.map(({ key }) => key).sort()).toEqual([...(scope === 'team' ? team.accounts : [me])].sort());
          expectFigures(told.totals, counted(its, itsSchedules, tooks));
          for (const row of told.rows) {
            const isOf = ({ account_id }: { account_id: string }) => account_id === row.key;
            expectFigures(row, recount(raw, forgotten, its.filter(isOf), itsSchedules.filter(isOf), null, []));
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});
