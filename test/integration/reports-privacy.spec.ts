import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { messagesReport, type ReportGrouping, reportSummary } from '@openly/contracts';
import { TotalsService } from '../../apps/api/src/reports/totals.service.js';
import { Encryption } from '../../apps/api/src/secrets/encryption.js';
import { LookupHash } from '../../apps/api/src/secrets/lookup-hash.js';
import { type Call, callsWith, giveRole, plantSession } from '../support/credentials.js';
import { buildLinkedMail } from '../support/linked-mail.js';
import { codeFor, postJson } from '../support/mailbox-proof.js';
import { aReportTeam, type ReportTeam, writerOf } from '../support/report-history.js';
import { type World, withSender } from '../support/world.js';

jest.setTimeout(120_000);

let world: World;
let write: ReturnType<typeof writerOf>;
withSender((its) => {
  world = its.world;
});
beforeAll(() => {
  const { app } = world.api;
  write = writerOf(world.database, { encryption: app.get(Encryption), lookup: app.get(LookupHash) });
});

/** A month that has ended, and from it an instant. */
const monthBegan = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - 2, 1));
const dayOf = (at: Date) => at.toISOString().slice(0, 10);
const monthEnd = new Date(Date.UTC(monthBegan.getUTCFullYear(), monthBegan.getUTCMonth() + 1, 0));
const MONTH = `from=${dayOf(monthBegan)}&to=${dayOf(monthEnd)}`;
const inMonth = (day: number, hour: number) => new Date(monthBegan.getTime() + (day * 24 + hour) * 3_600_000);

/** A sender and everybody else who may ask: who manages the team, who sees reports alone, and programs. */
interface Askers {
  team: ReportTeam;
  sender: Call;
  others: Record<'owner' | 'admin' | 'member' | 'reporter' | 'key' | 'key of the sender', Call>;
}

async function askers(): Promise<Askers> {
  const team = await aReportTeam(world.database, 5);
  const signedIn = async (place: number, role: 'owner' | 'admin' | 'member' | 'reporter') => {
    const accountId = team.accounts[place] ?? '';
    await giveRole(world.database, accountId, role);
    const { accessToken } = await plantSession(world.database, { teamId: team.teamId, accountId });
    return callsWith(world.api.url, accessToken);
  };
  const sender = await signedIn(0, 'owner');
  const owner = await signedIn(1, 'owner');
  const keyOf = async (call: Call) => {
    const { status, body } = await call('POST', '/v1/api-keys', { name: 'figures', scopes: ['reports:read'] });
    expect(status).toBe(201);
    return callsWith(world.api.url, body.key);
  };
  return {
    team,
    sender,
    others: {
      owner,
      admin: await signedIn(2, 'admin'),
      member: await signedIn(3, 'member'),
      reporter: await signedIn(4, 'reporter'),
      key: await keyOf(owner),
      'key of the sender': await keyOf(sender),
    },
  };
}

async function asked(call: Call, groupBy: ReportGrouping, more = '') {
  const { status, body } = await call('GET', `/v1/reports/summary?${MONTH}&groupBy=${groupBy}${more}`);
  expect([status, body.code]).toEqual([200, undefined]);
  return reportSummary.parse(body);
}

const ABOUT_READERS = ['country', 'client', 'recipient_domain', 'hour'] as const;
/** Cells of each breakdown: the nth country, program, domain and hour. */
const CELLS = [
  { country: 'NL', client: 'Outlook', recipient_domain: 'one.example', hour: '8' },
  { country: 'DE', client: 'Apple Mail', recipient_domain: 'two.example', hour: '9' },
  { country: 'BE', client: 'Thunderbird', recipient_domain: 'three.example', hour: '10' },
] as const;

/** A mail of the sender's, or of another, looked at once, in one cell of every breakdown. */
async function looked(
  team: ReportTeam,
  place: number,
  reader: string,
  more: string[] = [],
  accountId = team.accounts[0] ?? '',
): Promise<string> {
  const { country, client, recipient_domain: domain, hour } = CELLS[place] ?? CELLS[0];
  const sentAt = inMonth(3, Number(hour));
  const readers = [`${reader}@${domain}`, ...more];
  const id = await write.mail(team, { accountId, sentAt, readers });
  await write.open(team, id, { at: new Date(sentAt.getTime() + 600_000), country, client });
  return id;
}

async function lookedBy(team: ReportTeam, place: number, readers: number, more: string[] = []) {
  for (let n = 0; n < readers; n += 1) await looked(team, place, `reader${n}`, more);
}

describe('where, when and with what one reader reads', () => {
  it('is told to the sender alone: to no colleague, manager, reporter or key, also not the sender’s own key', async () => {
    const { team, sender, others } = await askers();
    await looked(team, 0, 'ann');
    for (const groupBy of ABOUT_READERS) {
      const mine = await asked(sender, groupBy, '&scope=mine');
      expect(mine.rows.filter(({ opened }) => opened > 0).map(({ key }) => key)).toEqual([CELLS[0][groupBy]]);
      for (const [who, call] of Object.entries(others)) {
        const { rows, other, suppressed, totals } = await asked(call, groupBy);
        expect([who, groupBy, rows, other, suppressed]).toEqual([who, groupBy, [], null, true]);
        expect(totals).toMatchObject({ opened: 1, medianSecondsToFirstOpen: null });
        const own = await call('GET', `/v1/reports/summary?${MONTH}&groupBy=${groupBy}&scope=mine`);
        if (who.startsWith('key')) {
          expect([own.status, own.body.code, own.body.errors?.[0]?.path]).toEqual([400, 'invalid_request', 'scope']);
        } else expect(reportSummary.parse(own.body).rows.filter(({ opened }) => opened > 0)).toEqual([]);
      }
    }
  });

  it('is not told by a median either, whenever those who ask have had mail of their own looked at', async () => {
    const { team, sender, others } = await askers();
    const sentAt = inMonth(3, 8);
    const mailsOf = async (place: number, ...seconds: number[]) => {
      for (const after of seconds) {
        const id = await write.mail(team, {
          accountId: team.accounts[place] ?? '',
          sentAt,
          readers: ['a@example.org'],
        });
        await write.open(team, id, { at: new Date(sentAt.getTime() + after * 1_000) });
      }
    };
    const medians = async (call: Call) => {
      const days = `from=${dayOf(sentAt)}&to=${dayOf(sentAt)}`;
      const told: (number | null)[] = [];
      for (const groupBy of ['day', 'weekday', 'member']) {
        const { body } = await call('GET', `/v1/reports/summary?${days}&groupBy=${groupBy}`);
        const { totals, rows } = reportSummary.parse(body);
        told.push(totals.medianSecondsToFirstOpen, ...rows.map((row) => row.medianSecondsToFirstOpen));
      }
      return [...new Set(told)];
    };
    // Of the owner two at once and two after days: what lies in the middle is the sender's.
    await mailsOf(0, 3_000);
    await mailsOf(1, 30, 30, 500_000, 500_000);
    for (const call of [others.owner, others.key]) expect(await medians(call)).toEqual([null]);
    await mailsOf(0, 3_000, 3_000, 3_000);
    expect(await medians(sender)).toEqual([null]);
    expect(await medians(others.owner)).toEqual([null]);
    await mailsOf(0, 3_000);
    for (const call of [others.owner, others.key]) expect(await medians(call)).toContain(3_600);
  });

  it('is in no list of mails but the sender’s: of others’ mail there is when it was sent and whether it was opened', async () => {
    const { team, sender, others } = await askers();
    await looked(team, 0, 'ann');
    const path = `/v1/reports/messages?${MONTH}`;
    expect(messagesReport.parse((await sender('GET', path)).body).items[0]?.own).toMatchObject({ openCount: 1 });
    for (const call of Object.values(others)) {
      expect((await call('GET', path)).body.items).toEqual([
        {
          accountId: team.accounts[0],
          member: expect.any(String),
          sentAt: inMonth(3, 8).toISOString(),
          opened: true,
          own: null,
        },
      ]);
      const csv = await call('GET', `${path}&format=csv`);
      expect(csv.body.split('\r\n')[1]).toMatch(/^[^,]+,[^,]+,[^,]+,yes,+$/);
    }
  });
});

describe('a breakdown of a team by', () => {
  it.each(ABOUT_READERS)('%s shows a cell of five readers, and not of four, to anybody', async (groupBy) => {
    const { team, others } = await askers();
    await lookedBy(team, 0, 4);
    // One reader four times more is still one.
    for (let n = 0; n < 4; n += 1) await looked(team, 0, 'reader0');
    for (const call of Object.values(others)) expect((await asked(call, groupBy)).rows).toEqual([]);
    await looked(team, 0, 'reader4');
    for (const call of Object.values(others)) {
      const { rows, suppressed } = await asked(call, groupBy);
      expect(rows.map(({ key, opened }) => ({ key, opened }))).toEqual([{ key: CELLS[0][groupBy], opened: 9 }]);
      expect(suppressed).toBe(false);
    }
  });

  it.each(ABOUT_READERS)(
    '%s hides another cell beside a small one: totals less what is shown tell nothing',
    async (groupBy) => {
      const { team, others } = await askers();
      for (const [place, readers] of [8, 6, 2].entries()) await lookedBy(team, place, readers);
      for (const call of Object.values(others)) {
        const { rows, other, suppressed, totals } = await asked(call, groupBy);
        expect(rows.map(({ key, opened }) => ({ key, opened }))).toEqual([{ key: CELLS[0][groupBy], opened: 8 }]);
        expect([other?.opened, suppressed, totals.opened]).toEqual([8, true, 16]);
      }
    },
  );

  it.each(ABOUT_READERS)(
    '%s tells a key no more of others’ readers than its maker, who knows the own mail and could take it off',
    async (groupBy) => {
      const { team, others } = await askers();
      const makers = (reader: string) => looked(team, 0, reader, [], team.accounts[1]);
      for (let n = 0; n < 5; n += 1) await makers(`own${n}`);
      // Nobody else's mail is in it: there is nothing to find.
      expect((await asked(others.key, groupBy)).rows.map(({ opened }) => opened)).toEqual([5]);
      // Of one other reader, and of two: less the maker's own, even their sum would tell of them.
      for (const place of [0, 1]) {
        await looked(team, place, 'reader0');
        for (const call of [others.key, others.owner]) {
          expect(await asked(call, groupBy)).toMatchObject({ rows: [], other: null, suppressed: true });
        }
      }
      for (let n = 1; n < 5; n += 1) for (const place of [0, 1]) await looked(team, place, `reader${n}`);
      for (const call of [others.key, others.owner]) {
        const { rows } = await asked(call, groupBy);
        expect(rows.map(({ key, opened }) => [key, opened])).toEqual([
          [CELLS[0][groupBy], 10],
          [CELLS[1][groupBy], 5],
        ]);
      }
    },
  );

  it.each(['country', 'client'] as const)(
    '%s counts no reader of a mail to several, of whom one may have looked at all',
    async (groupBy) => {
      const { team, others } = await askers();
      await lookedBy(team, 0, 5, ['boss@other.example']);
      for (const call of Object.values(others)) expect((await asked(call, groupBy)).rows).toEqual([]);
      // Whom it was written to is known, whoever looked.
      expect((await asked(others.key, 'hour')).rows.map(({ opened }) => opened)).toEqual([5]);
      await lookedBy(team, 0, 5);
      expect((await asked(others.key, groupBy)).rows.map(({ opened }) => opened)).toEqual([10]);
    },
  );

  it.each(['country', 'client'] as const)(
    '%s takes nobody who is left for the only reader where others were erased',
    async (groupBy) => {
      const { team, others } = await askers();
      await lookedBy(team, 0, 4);
      const last = await looked(team, 0, 'reader4');
      expect((await asked(others.member, groupBy)).rows).toHaveLength(1);
      await world.database.query('update message set erased_readers = 1 where id = $1', [last]);
      for (const call of Object.values(others)) expect((await asked(call, groupBy)).rows).toEqual([]);
    },
  );
});

describe('a reader who has everything erased', () => {
  it('is out of every figure but what was sent, also of totals added before', async () => {
    const { team, sender } = await askers();
    const account = { teamId: team.teamId, accountId: team.accounts[0] ?? '' };
    const range = () =>
      `from=${dayOf(new Date(Date.now() - 86_400_000))}&to=${dayOf(new Date(Date.now() + 86_400_000))}`;
    const figures = async () => (await sender('GET', `/v1/reports/summary?${range()}&groupBy=member`)).body.totals;
    const reader = `${Date.now()}@example.net`;
    const mail = await buildLinkedMail(world.database, world.api, account, [reader]);
    await write.open(team, mail.id, { at: new Date() });
    await write.click(team, mail.id, { at: new Date() });
    await world.api.app.get(TotalsService).addChanges();
    expect(await figures()).toMatchObject({ sent: 1, opened: 1, clicks: 1 });
    const proof = await codeFor(world, mail, reader);
    expect((await postJson(world.api.url, mail, 'erase', { scope: 'message', proof })).status).toBe(200);
    expect(await figures()).toMatchObject({ sent: 1, opened: 0, clicks: 0, replies: 0 });
    await world.api.app.get(TotalsService).addChanges();
    expect(await figures()).toMatchObject({ sent: 1, opened: 0, clicks: 0, replies: 0 });
    const kept = await world.database.query('select click_count from message where id = $1', [mail.id]);
    expect(kept).toEqual([{ click_count: 0 }]);
  });
});

describe('a day on which clocks change', () => {
  it.each([
    ['Europe/Amsterdam', '2026-03-29', 46],
    ['Europe/Amsterdam', '2025-10-26', 50],
    ['Australia/Lord_Howe', '2026-04-05', 49],
    // Put back over midnight, by two hours and by three.
    ['Asia/Magadan', '2014-10-26', 52],
    ['Antarctica/Casey', '2020-03-08', 54],
    // Put forward over midnight; a day that is left out, and the one after it.
    ['America/Sao_Paulo', '2018-11-04', 46],
    ['Pacific/Apia', '2011-12-30', 0],
    ['Pacific/Apia', '2011-12-31', 48],
    ['Asia/Kathmandu', '2026-03-29', 48],
    // Names that PostgreSQL would take for fixed offsets.
    ['CET', '2026-03-29', 46],
    ['met', '2025-10-26', 50],
    ['EET', '2026-03-29', 46],
    ['WET', '2025-10-26', 50],
    ['UTC', '2026-03-29', 48],
  ])('in %s, %s, has the half hours it has', async (timeZone, day, halfHours) => {
    const { team, others } = await askers();
    const begins = Date.parse(day) - 86_400_000;
    for (let n = 0; n < 144; n += 1) {
      const sentAt = new Date(begins + n * 1_800_000);
      await write.mail(team, { accountId: team.accounts[n % 5] ?? '', sentAt, readers: [] });
    }
    const query = `from=${day}&to=${day}&timeZone=${encodeURIComponent(timeZone)}`;
    for (const groupBy of ['day', 'member']) {
      const { body } = await others.key('GET', `/v1/reports/summary?${query}&groupBy=${groupBy}`);
      const { rows, totals } = reportSummary.parse(body);
      expect([totals.sent, rows.reduce((sum, { sent }) => sum + (sent ?? 0), 0)]).toEqual([halfHours, halfHours]);
    }
  });
});
