import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Database } from '../../apps/api/src/database/database.js';
import { MessagesService } from '../../apps/api/src/messages/messages.service.js';
import { Confirmations, confirmByClicks } from '../../apps/api/src/opens/confirmations.js';
import { Enricher } from '../../apps/api/src/opens/enricher.js';
import { OpensService } from '../../apps/api/src/opens/opens.service.js';
import { rejudge } from '../../apps/api/src/opens/rejudge.js';
import { OriginsService } from '../../apps/api/src/origins/origins.service.js';
import { TotalsService } from '../../apps/api/src/reports/totals.service.js';
import { RetentionService } from '../../apps/api/src/retention/retention.service.js';
import { Encryption } from '../../apps/api/src/secrets/encryption.js';
import { LookupHash } from '../../apps/api/src/secrets/lookup-hash.js';
import type { TestApi } from './api.js';
import type { TestDatabase } from './database.js';
import { APPLE, CHROME, DUTCH, GMAIL } from './mail-programs.js';
import { aReportTeam, type RawSignal, type ReportTeam, rawRows, writerOf } from './report-history.js';
import { type Forgotten, isPerson, LOOKS, sentAtOf } from './report-recount.js';

/** Where it happens. */
interface Stage {
  api: TestApi;
  database: TestDatabase;
}

/** Days on which clocks change, or are special, in one of these zones: 23, 25, 23.5 and 24.5 hours, and midnight twice. */
export const ZONES = {
  UTC: '2026-06-15',
  'Europe/Amsterdam': '2026-03-29',
  'America/New_York': '2025-11-02',
  'Asia/Kathmandu': '2026-06-15',
  'Australia/Lord_Howe': '2026-04-05',
  'America/Havana': '2025-11-02',
  'Africa/Cairo': '2026-04-24',
} as const;
type Zone = keyof typeof ZONES;

const change = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      is: fc.constant('open' as const),
      mail: fc.nat(),
      look: fc.nat(LOOKS.length - 1),
      after: fc.integer({ min: -30, max: 400_000 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('click' as const),
      mail: fc.nat(),
      look: fc.nat(LOOKS.length - 1),
      after: fc.integer({ min: 0, max: 400_000 }),
    }),
  },
  fc.record({
    is: fc.constantFrom(
      'withdraw' as const,
      'discard' as const,
      'reply' as const,
      'late' as const,
      'own view' as const,
      'scan' as const,
      'resume' as const,
      'rejudge' as const,
    ),
    mail: fc.nat(),
    after: fc.integer({ min: 1, max: 200_000 }),
  }),
  {
    weight: 4,
    // Through the enricher, where a machine looks first and a link is followed besides.
    arbitrary: fc.record({
      is: fc.constant('hit' as const),
      mail: fc.nat(),
      by: fc.constantFrom(CHROME, GMAIL, APPLE),
      follows: fc.boolean(),
      after: fc.integer({ min: 0, max: 400_000 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant('forget' as const), after: fc.integer({ min: 0, max: 6 * 1_440 }) }),
  },
  fc.record({ is: fc.constant('add' as const) }),
);

export const history = fc.record({
  zone: fc.constantFrom(...(Object.keys(ZONES) as Zone[])),
  mails: fc.array(
    fc.record({
      account: fc.nat(2),
      /** Minutes from the day before the special one. */
      minutes: fc.integer({ min: 0, max: 4 * 1_440 }),
      state: fc.constantFrom('sent', 'sent', 'sent', 'sent', 'prepared', 'discarded') as fc.Arbitrary<
        'sent' | 'prepared' | 'discarded'
      >,
      tracked: fc.constantFrom(true, true, true, false),
      told: fc.constantFrom(true, true, true, false),
    }),
    { minLength: 1, maxLength: 22, size: 'max' },
  ),
  changes: fc.array(change, { maxLength: 45, size: 'max' }),
  schedules: fc.array(
    fc.record({
      account: fc.nat(2),
      minutes: fc.integer({ min: 0, max: 4 * 1_440 }),
      late: fc.constantFrom(0, 59, 61, 9_000),
      status: fc.constantFrom('sent', 'sent', 'failed', 'cancelled', 'scheduled'),
    }),
    { maxLength: 6 },
  ),
  days: fc.record({ first: fc.nat(3), more: fc.nat(3) }),
});
export type History = typeof history extends fc.Arbitrary<infer H> ? H : never;

/** Lets a team's records older than this pass their time, and writes down what went. */
async function forget({ api, database }: Stage, team: ReportTeam, before: Date, forgotten: Forgotten): Promise<void> {
  const was = await rawRows(database, team);
  const days = Math.min(365, Math.max(1, Math.round((Date.now() - before.getTime()) / 86_400_000)));
  await database.query('update team set records_kept_days = $2 where id = $1', [team.teamId, days]);
  await api.app.get(RetentionService).forgetOld();
  const is = await rawRows(database, team);
  const goneOf = <Row extends { id: string }>(rows: Row[], left: Row[]) =>
    rows.filter(({ id }) => !left.some((one) => one.id === id));
  const gone = goneOf(was.opens, is.opens);
  for (const mail of was.messages) {
    const ofMail = ({ message_id }: RawSignal) => message_id === mail.id;
    if (gone.some((open) => ofMail(open) && isPerson(open))) {
      const isInTimes = mail.state === 'sent' && mail.tracked && !mail.withdrawn_at && !forgotten.looked.has(mail.id);
      const looks = was.opens.filter((open) => ofMail(open) && isPerson(open)).map((open) => open.opened_at.getTime());
      const seconds = (Math.min(...looks) - sentAtOf(mail).getTime()) / 1_000;
      if (isInTimes) forgotten.took.push({ at: sentAtOf(mail), seconds });
      forgotten.looked.add(mail.id);
    }
    if (gone.some((open) => ofMail(open) && open.confidence === 'machine')) forgotten.fetched.add(mail.id);
    const clicks = goneOf(was.clicks, is.clicks).filter((click) => ofMail(click) && isPerson(click)).length;
    forgotten.clicks.set(mail.id, (forgotten.clicks.get(mail.id) ?? 0) + clicks);
  }
}

/** Somebody fetches, and the enricher judges. */
async function hit(
  { api, database }: Stage,
  team: ReportTeam,
  messageId: string,
  at: Date,
  userAgent: string,
  follows: boolean,
): Promise<void> {
  const origin = api.app.get(OriginsService).seal({ address: DUTCH, userAgent, refererGiven: false, purpose: null });
  const [link] = await database.query<{ id: string }>(
    `insert into link (team_id, id, message_id, url) values ($1, gen_random_uuid(), $2, 'https://example.org/' || $3)
     returning id`,
    [team.teamId, messageId, randomUUID()],
  );
  for (const linkId of follows ? [null, link?.id] : [null]) {
    await database.query(
      `insert into hit (team_id, id, message_id, link_id, method, arrived_at, origin)
       values ($1, gen_random_uuid(), $2, $3, 'GET', $4, $5)`,
      [team.teamId, messageId, linkId, at, origin],
    );
  }
  await api.app.get(Enricher).enrichAll();
}

/** As if rules of before had judged this mail's hits, and somebody had found out meanwhile that a machine made them. */
async function rejudgeAll({ api, database }: Stage, messageId: string): Promise<void> {
  for (const table of ['open', 'click']) {
    await database.query(
      `update ${table} set rules_version = 0, signals = 'GET browser internet in:data_centre:Hetzner'
       where message_id = $1 and signals is not null`,
      [messageId],
    );
  }
  await rejudge(api.app.get(Database), { duplicateMs: api.config.duplicateMs });
}

/** Lives through it, as the product's own code does where there is some. */
export async function live(stage: Stage, past: History): Promise<{ team: ReportTeam; forgotten: Forgotten }> {
  const { api, database } = stage;
  const write = writerOf(database, { encryption: api.app.get(Encryption), lookup: api.app.get(LookupHash) });
  const forgotten: Forgotten = { looked: new Set(), fetched: new Set(), clicks: new Map(), took: [] };
  const team = await aReportTeam(database, 3);
  const origin = Date.parse(ZONES[past.zone]) - 86_400_000;
  const account = (n: number) => team.accounts[n] ?? '';
  const mails: { id: string; accountId: string; at: Date }[] = [];
  for (const { account: n, minutes, state, tracked, told } of past.mails) {
    const at = new Date(origin + minutes * 60_000 + 123);
    const mail = {
      accountId: account(n),
      sentAt: told ? at : null,
      preparedAt: at,
      state,
      tracked,
      readers: ['ann@example.org'],
    };
    mails.push({ id: await write.mail(team, mail), accountId: mail.accountId, at });
  }
  for (const { account: n, minutes, late, status } of past.schedules) {
    const sendAt = new Date(origin + minutes * 60_000);
    const sentAt = status === 'sent' ? new Date(sendAt.getTime() + late * 1_000) : null;
    await write.schedule(team, { accountId: account(n), sendAt, sentAt, status });
  }
  const asSystem = api.app.get(Database).asSystem.bind(api.app.get(Database));
  for (const step of past.changes) {
    if (step.is === 'add') {
      await api.app.get(TotalsService).addChanges(7);
      continue;
    }
    if (step.is === 'forget') {
      await forget(stage, team, new Date(origin + step.after * 60_000), forgotten);
      continue;
    }
    const { id, accountId, at } = mails[step.mail % mails.length] ?? { id: '', accountId: '', at: new Date() };
    const when = new Date(at.getTime() + step.after * 1_000);
    const refs = [{ teamId: team.teamId, messageId: id }];
    const [row] = await database.query<{ state: string }>('select state from message where id = $1', [id]);
    if (row?.state === 'discarded') continue;
    switch (step.is) {
      case 'open':
        await write.open(team, id, { at: when, ...LOOKS[step.look] });
        break;
      case 'click':
        await write.click(team, id, { at: when, ...LOOKS[step.look] });
        await asSystem((manager) => confirmByClicks(manager, refs));
        break;
      case 'scan':
        await database.query(`update click set kind = 'scanner', confidence = 'machine' where message_id = $1`, [id]);
        await asSystem((manager) => confirmByClicks(manager, refs));
        break;
      case 'withdraw':
        await database.query('update message set withdrawn_at = now() where id = $1', [id]);
        break;
      case 'discard':
        await api.app.get(MessagesService).discard({ teamId: team.teamId, accountId }, id);
        break;
      case 'reply':
        await api.app.get(Confirmations).reply({ teamId: team.teamId, messageId: id });
        break;
      case 'late':
        await database.query(`update message set sent_at = $2, state = 'sent' where id = $1`, [id, when]);
        break;
      case 'hit':
        await hit(stage, team, id, when, step.by, step.follows);
        break;
      case 'resume':
        await database.query('update message set withdrawn_at = null where id = $1', [id]);
        break;
      case 'rejudge':
        await rejudgeAll(stage, id);
        break;
      case 'own view':
        await asSystem((manager) =>
          api.app.get(OpensService).recordOwnView(manager, team.teamId, id, at, new Date(when.getTime() + 1)),
        );
        break;
    }
  }
  return { team, forgotten };
}
