import { randomUUID } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { type Open, open as openSchema } from '@openly/contracts';
import fc from 'fast-check';
import { Database } from '../../apps/api/src/database/database.js';
import { Enricher } from '../../apps/api/src/opens/enricher.js';
import { OpensService } from '../../apps/api/src/opens/opens.service.js';
import { OriginsService } from '../../apps/api/src/origins/origins.service.js';
import { RetentionService } from '../../apps/api/src/retention/retention.service.js';
import { onEachQueue, type TestApi, withApi } from '../support/api.js';
import type { TestDatabase } from '../support/database.js';
import { CHROME, DUTCH, GMAIL, IPHONE } from '../support/mail-programs.js';
import { aTrackedMail, type TrackedMail } from '../support/tracked-mail.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let api: TestApi;
const take = (its: { api: TestApi; database: TestDatabase }) => {
  ({ api, database } = its);
};

const opens = () => api.app.get(OpensService);
const inSystem = <T>(work: Parameters<Database['asSystem']>[0]) => api.app.get(Database).asSystem(work) as Promise<T>;

async function signalsOf(mail: TrackedMail) {
  const signals = await api.app
    .get(Database)
    .inTeam(mail.teamId, (manager) => opens().opensOf(manager, mail.teamId, [mail.messageId]));
  const { opens: list = [], clicks = [] } = signals.get(mail.messageId) ?? {};
  for (const one of list) openSchema.parse(one);
  return { opens: list, clicks };
}

interface Totals {
  state: string;
  open_count: number;
  machine_open_count: number;
  first_opened_at: Date | null;
  last_opened_at: Date | null;
}
const totalsOf = async (mail: TrackedMail) =>
  (
    await database.query<Totals>(
      'select state, open_count, machine_open_count, first_opened_at, last_opened_at from message where id = $1',
      [mail.messageId],
    )
  )[0] as Totals;

const fetchPixel = (path: string, userAgent: string, address?: string, method = 'GET') =>
  fetch(`${api.url}${path}`, {
    method,
    redirect: 'manual',
    headers: { 'user-agent': userAgent, ...(address && { 'x-forwarded-for': address }) },
  });

/** Waits until these many opens were judged; the newest first. */
const judged = (mail: TrackedMail, count: number): Promise<Open[]> =>
  until(async () => {
    const { opens: list } = await signalsOf(mail);
    return list.length >= count && list;
  });

/** A hit as capture leaves it, at a time of the test's choice. */
async function aHit(
  mail: TrackedMail,
  hit: { at: Date; id?: string; userAgent?: string; address?: string; method?: string; originLost?: boolean },
) {
  const id = hit.id ?? randomUUID();
  const { address = null, userAgent = CHROME, originLost } = hit;
  const origin = originLost
    ? null
    : api.app.get(OriginsService).seal({ address, userAgent, refererGiven: false, purpose: null });
  await database.query(
    `insert into hit (team_id, id, message_id, link_id, method, arrived_at, origin)
     values ($1, $2, $3, null, $4, $5, $6)`,
    [mail.teamId, id, mail.messageId, hit.method ?? 'GET', hit.at, origin],
  );
  return id;
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

onEachQueue((queue) => {
  withApi({ queue }, take);
  const aMail = (options?: Parameters<typeof aTrackedMail>[2]) =>
    aTrackedMail(database, api.config.keys.token, options);

  describe('an open', () => {
    it('from a phone in the Netherlands tells the city, the phone and its mail program', async () => {
      const mail = await aMail();
      await fetchPixel(mail.pixel, IPHONE, DUTCH);
      const [open] = await judged(mail, 1);
      expect(open).toMatchObject({
        kind: 'direct',
        confidence: 'likely',
        client: 'Safari 18',
        os: 'iOS 18',
        device: 'phone',
        place: {
          country: 'NL',
          region: 'Utrecht',
          city: expect.any(String),
          latitude: expect.closeTo(52, 0),
          longitude: expect.closeTo(5, 0),
        },
      });
      expect(await totalsOf(mail)).toMatchObject({ open_count: 1, machine_open_count: 0 });
    });

    it("through Gmail's proxy counts, without a place or a device", async () => {
      const mail = await aMail();
      await fetchPixel(mail.pixel, GMAIL, '66.249.93.10');
      const [open] = await judged(mail, 1);
      expect(open).toMatchObject({
        kind: 'gmail_proxy',
        confidence: 'likely',
        client: null,
        os: null,
        device: null,
        place: null,
      });
      expect((await totalsOf(mail)).open_count).toBe(1);
    });

    it("by Apple's mail privacy is a machine's", async () => {
      const mail = await aMail();
      await fetchPixel(mail.pixel, 'Mozilla/5.0', '172.225.6.7');
      const [open] = await judged(mail, 1);
      expect(open).toMatchObject({ kind: 'apple_privacy', confidence: 'machine', place: null });
      expect(await totalsOf(mail)).toMatchObject({ open_count: 0, machine_open_count: 1, first_opened_at: null });
    });

    it('asked for with HEAD is a scanner and is not counted', async () => {
      const mail = await aMail();
      await fetchPixel(mail.pixel, GMAIL, '66.249.93.10', 'HEAD');
      expect(await judged(mail, 1)).toMatchObject([{ kind: 'scanner', confidence: 'machine' }]);
      expect((await totalsOf(mail)).open_count).toBe(0);
    });

    it('fetched twice in a moment counts once; by somebody else it counts again', async () => {
      const mail = await aMail();
      for (const [userAgent, address] of [
        [IPHONE, DUTCH],
        [IPHONE, DUTCH],
        [CHROME, DUTCH],
        [GMAIL, '66.249.93.10'],
      ]) {
        await fetchPixel(mail.pixel, userAgent ?? '', address);
      }
      const list = await judged(mail, 4);
      expect(list.map((open) => open.kind).sort()).toEqual(['direct', 'direct', 'duplicate', 'gmail_proxy']);
      expect(await totalsOf(mail)).toMatchObject({ open_count: 3, machine_open_count: 0 });
    });

    it("from a data centre stays a row, as a scanner's, and is not counted", async () => {
      const mail = await aMail();
      await fetchPixel(mail.pixel, CHROME, '88.99.1.2');
      expect(await judged(mail, 1)).toMatchObject([
        {
          kind: 'scanner',
          confidence: 'machine',
          reason: expect.stringMatching(/data centre \(Hetzner\)/),
          place: null,
        },
      ]);
      expect(await totalsOf(mail)).toMatchObject({ open_count: 0, machine_open_count: 1 });
    });

    it('makes a prepared mail a sent one', async () => {
      const mail = await aMail({ state: 'prepared' });
      await fetchPixel(mail.pixel, CHROME, DUTCH);
      await judged(mail, 1);
      expect(await totalsOf(mail)).toMatchObject({ state: 'sent', open_count: 1 });
    });

    it('is announced to the sender alone, with ids and nothing else', async () => {
      const mail = await aMail();
      await fetchPixel(mail.pixel, CHROME, DUTCH);
      const [open] = await judged(mail, 1);
      const events = await database.query('select account_id, seq, type, data from live_event where team_id = $1', [
        mail.teamId,
      ]);
      expect(events).toEqual([
        {
          account_id: mail.accountId,
          seq: '1',
          type: 'open.recorded',
          data: { messageId: mail.messageId, gmailThreadId: mail.gmailThreadId, openId: open?.id },
        },
      ]);
    });

    it('leaves no address and no user agent behind', async () => {
      const mail = await aMail();
      await fetchPixel(mail.pixel, `${CHROME} Peculiar/77`, DUTCH);
      await judged(mail, 1);
      const tables = await database.query<{ name: string }>(
        `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'bullmq')`,
      );
      for (const { name } of tables) {
        expect([
          name,
          await database.query(`select from ${name} t where t::text ~ '145\\.53\\.100\\.20|Peculiar'`),
        ]).toEqual([name, []]);
      }
    });
  });

  describe('a click', () => {
    it('is listed with its address', async () => {
      const mail = await aMail({ urls: ['https://example.com/a'], state: 'prepared' });
      expect((await fetchPixel(mail.links[0] ?? '', CHROME, DUTCH)).status).toBe(302);
      const clicks = await until(async () => {
        const list = (await signalsOf(mail)).clicks;
        return list.length > 0 && list;
      });
      expect(clicks).toEqual([
        {
          id: expect.any(String),
          clickedAt: expect.any(String),
          url: 'https://example.com/a',
          kind: 'direct',
          confidence: 'confirmed',
          reason: expect.stringMatching(/followed/),
        },
      ]);
      expect(await totalsOf(mail)).toMatchObject({ state: 'sent', open_count: 0 });
      const events = await database.query('select type from live_event where team_id = $1', [mail.teamId]);
      expect(events).toEqual([{ type: 'click.recorded' }]);
    });

    it('on every link within two seconds is a scanner, also where the first was stored before', async () => {
      const mail = await aMail({ urls: ['https://example.com/a', 'https://example.com/b', 'https://example.com/c'] });
      const clicks = () =>
        database.query<{ kind: string }>('select kind from click where message_id = $1', [mail.messageId]);
      await fetchPixel(mail.links[0] ?? '', CHROME, DUTCH);
      await until(async () => (await clicks()).length === 1);
      await Promise.all([
        fetchPixel(mail.links[1] ?? '', CHROME, DUTCH),
        fetchPixel(mail.links[2] ?? '', CHROME, DUTCH),
      ]);
      await until(async () => (await clicks()).length === 3);
      expect((await clicks()).map((click) => click.kind)).toEqual(['scanner', 'scanner', 'scanner']);
      const listed = (await signalsOf(mail)).clicks;
      expect(listed.map(({ kind, confidence }) => `${kind} ${confidence}`)).toEqual(Array(3).fill('scanner machine'));
    });

    it('twice on one link in a moment is one, on another link another', async () => {
      const mail = await aMail({ urls: ['https://example.com/a', 'https://example.com/b'] });
      for (const place of [0, 0, 1]) await fetchPixel(mail.links[place] ?? '', CHROME, DUTCH);
      const clicks = await until(async () => {
        const list = (await signalsOf(mail)).clicks;
        return list.length === 3 && list;
      });
      expect(clicks.map(({ kind }) => kind).sort()).toEqual(['direct', 'direct', 'duplicate']);
    });
  });
});

describe('with a setting of its own for how long a second look is the same', () => {
  withApi({ env: { OPENLY_ROLE: 'api', OPENLY_DUPLICATE_SECONDS: '60' } }, take);

  it('takes what comes within it for the same look, in one batch or in two', async () => {
    const mail = await aTrackedMail(database, api.config.keys.token);
    // Not so long ago that the addresses are forgotten before they are judged.
    const begin = Date.now() - 180_000;
    const at = (seconds: number) => new Date(begin + seconds * 1000);
    const enrich = () => api.app.get(Enricher).enrichAll();
    await aHit(mail, { at: at(0) });
    await enrich();
    await aHit(mail, { at: at(55) });
    await enrich();
    await aHit(mail, { at: at(120) });
    await enrich();
    expect((await signalsOf(mail)).opens.map(({ kind }) => kind)).toEqual(['direct', 'duplicate', 'direct']);
  });
});

describe('without a queue that wakes it', () => {
  withApi({ env: { OPENLY_ROLE: 'api' } }, take);
  const aMail = (options?: Parameters<typeof aTrackedMail>[2]) =>
    aTrackedMail(database, api.config.keys.token, options);
  const enrich = () => api.app.get(Enricher).enrichAll();
  // Minutes ago: later the addresses would be forgotten before they are judged.
  const NOON = new Date(Date.now() - 4 * 60_000);
  const secondsOn = (seconds: number) => new Date(NOON.getTime() + seconds * 1000);

  it('a hit judged and then replayed counts once', async () => {
    const mail = await aMail({ sentAt: secondsOn(-60) });
    const id = await aHit(mail, { at: NOON });
    await enrich();
    await aHit(mail, { at: NOON, id, originLost: true });
    await enrich();
    expect((await signalsOf(mail)).opens).toHaveLength(1);
    expect((await totalsOf(mail)).open_count).toBe(1);
    expect(await database.query('select from live_event where team_id = $1', [mail.teamId])).toHaveLength(1);
    expect(await database.query('select from hit')).toEqual([]);
  });

  it('a hit of which is not kept who fetched it is still an open, and says why it has no place', async () => {
    const mail = await aMail({ sentAt: secondsOn(-60) });
    await aHit(mail, { at: NOON, originLost: true });
    await enrich();
    const [open] = (await signalsOf(mail)).opens;
    expect(open).toMatchObject({
      kind: 'direct',
      confidence: 'likely',
      place: null,
      reason: expect.stringMatching(/forgotten/),
    });
  });

  it('hits of a mail withdrawn, discarded or erased meanwhile become nothing', async () => {
    const [withdrawn, discarded, erased] = [
      await aMail({ withdrawn: true }),
      await aMail({ state: 'discarded' }),
      await aMail(),
    ];
    for (const mail of [withdrawn, discarded, erased]) await aHit(mail, { at: NOON });
    await database.query('delete from message where id = $1', [erased.messageId]);
    await enrich();
    for (const mail of [withdrawn, discarded, erased]) expect((await signalsOf(mail)).opens).toEqual([]);
    expect(await database.query('select from hit')).toEqual([]);
  });

  it('a hit that comes a year late from a spool still finds its month', async () => {
    const mail = await aMail();
    const late = new Date(Date.now() - 365 * 86_400_000);
    await aHit(mail, { at: late });
    await enrich();
    expect((await signalsOf(mail)).opens).toMatchObject([{ openedAt: late.toISOString() }]);
  });

  it('a failure between taking and keeping leaves everything as it was', async () => {
    const mail = await aMail({ sentAt: secondsOn(-60) });
    await aHit(mail, { at: NOON });
    await database.query(`alter table open add constraint broken check (event_seq is null) not valid`);
    await expect(enrich()).rejects.toThrow();
    expect(await database.query('select from hit where origin is not null')).toHaveLength(1);
    expect((await totalsOf(mail)).open_count).toBe(0);
    await database.query('alter table open drop constraint broken');
    await enrich();
    expect((await totalsOf(mail)).open_count).toBe(1);
  });

  it('many hits are judged by several workers at once, each once', async () => {
    const mails = await Promise.all([aMail(), aMail(), aMail()]);
    await database.query(
      `insert into hit (team_id, id, message_id, method, arrived_at)
       select team_id, gen_random_uuid(), id, 'GET', $2::timestamptz + n * interval '11 seconds'
       from message cross join generate_series(1, 1500) as n where id = any ($1)`,
      [mails.map((mail) => mail.messageId), secondsOn(-100_000)],
    );
    await Promise.all([enrich(), enrich(), enrich()]);
    for (const mail of mails) expect((await totalsOf(mail)).open_count).toBe(1_500);
    expect((await signalsOf(mails[0] as TrackedMail)).opens).toHaveLength(500);
  });

  it('the sender’s own view takes looks out of the totals, whether it is told before or after', async () => {
    const mail = await aMail({ sentAt: secondsOn(-60) });
    for (const [seconds, userAgent] of [
      [0, GMAIL],
      [20, CHROME],
      [25, 'Mozilla/5.0'],
      [100, CHROME],
    ] as const) {
      await aHit(mail, { at: secondsOn(seconds), userAgent });
    }
    await enrich();
    expect(await totalsOf(mail)).toMatchObject({ open_count: 3, machine_open_count: 1, first_opened_at: NOON });
    const view = () =>
      inSystem((manager) => opens().recordOwnView(manager, mail.teamId, mail.messageId, secondsOn(-5), secondsOn(30)));
    await view();
    await view();
    await aHit(mail, { at: secondsOn(10), userAgent: GMAIL });
    await enrich();
    const { opens: list } = await signalsOf(mail);
    expect(list.map((open) => open.kind)).toEqual(['direct', 'apple_privacy', 'self', 'self', 'self']);
    expect(await totalsOf(mail)).toEqual({
      state: 'sent',
      open_count: 1,
      machine_open_count: 1,
      first_opened_at: secondsOn(100),
      last_opened_at: secondsOn(100),
    });
    expect(await database.query('select from own_view where message_id = $1', [mail.messageId])).toHaveLength(1);
  });

  it('a look that passed for a repeat of the sender’s own counts, whether the view is told before or after', async () => {
    const [before, after] = [await aMail({ sentAt: secondsOn(-60) }), await aMail({ sentAt: secondsOn(-60) })];
    const view = ({ teamId, messageId }: TrackedMail) =>
      inSystem((manager) => opens().recordOwnView(manager, teamId, messageId, secondsOn(-2), secondsOn(3)));
    await view(before);
    for (const mail of [before, after]) {
      for (const seconds of [0, 2, 6]) await aHit(mail, { at: secondsOn(seconds), userAgent: GMAIL });
    }
    await enrich();
    await view(after);
    for (const mail of [before, after]) {
      const { opens: list } = await signalsOf(mail);
      expect(list.map((open) => open.kind)).toEqual(['gmail_proxy', 'self', 'self']);
      expect(await totalsOf(mail)).toMatchObject({
        open_count: 1,
        first_opened_at: secondsOn(6),
        last_opened_at: secondsOn(6),
      });
    }
  });

  it('a hit whose key is forgotten, or that was sealed by another, is still an open without a place', async () => {
    const [forgotten, foreign] = [await aMail(), await aMail()];
    for (const mail of [forgotten, foreign]) await aHit(mail, { at: NOON, address: DUTCH, userAgent: CHROME });
    await database.query('update hit set origin = $1 || substr(origin, 9) where message_id = $2', [
      'AAAAAAAA',
      foreign.messageId,
    ]);
    const later = Date.now() + 9 * 60_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(later);
    try {
      await enrich();
    } finally {
      clock.mockRestore();
    }
    for (const mail of [forgotten, foreign]) {
      expect((await signalsOf(mail)).opens).toMatchObject([
        { kind: 'direct', client: null, place: null, reason: expect.stringMatching(/forgotten/) },
      ]);
    }
  });

  describe('an open of long ago', () => {
    it('is deleted after 90 days and taken out of the totals, the others stay', async () => {
      const mail = await aMail({ sentAt: daysAgo(100) });
      await database.query('select make_open_partitions(3, $1)', [daysAgo(100)]);
      await aHit(mail, { at: daysAgo(91), userAgent: IPHONE, address: DUTCH });
      await aHit(mail, { at: daysAgo(91), userAgent: 'Mozilla/5.0' });
      await aHit(mail, { at: daysAgo(89), userAgent: IPHONE, address: DUTCH });
      await enrich();
      expect(await totalsOf(mail)).toMatchObject({ open_count: 2, machine_open_count: 1 });

      await api.app.get(RetentionService).forgetOld();
      await api.app.get(RetentionService).forgetOld();
      const { opens: left } = await signalsOf(mail);
      expect(left).toHaveLength(1);
      const totals = await totalsOf(mail);
      expect(totals).toMatchObject({ open_count: 1, machine_open_count: 0 });
      expect(totals.first_opened_at?.toISOString()).toBe(left[0]?.openedAt);
    });

    it('leaves it known what the mail was: opened, or fetched by machines alone', async () => {
      await database.query('select make_open_partitions(3, $1)', [daysAgo(100)]);
      const [opened, byMachine, silent] = [await aMail(), await aMail(), await aMail()];
      await aHit(opened, { at: daysAgo(91), userAgent: IPHONE, address: DUTCH });
      await aHit(byMachine, { at: daysAgo(91), userAgent: 'Mozilla/5.0' });
      await enrich();
      const signalLeft = async (mail: TrackedMail) => {
        const [row] = await database.query<{ earlier_signal: string | null }>(
          'select earlier_signal from message where id = $1',
          [mail.messageId],
        );
        return row?.earlier_signal;
      };
      await api.app.get(RetentionService).forgetOld();
      expect(await totalsOf(opened)).toMatchObject({ open_count: 0, first_opened_at: null });
      expect([await signalLeft(opened), await signalLeft(byMachine), await signalLeft(silent)]).toEqual([
        'opened',
        'machine_only',
        null,
      ]);

      await aHit(opened, { at: daysAgo(91), userAgent: 'Mozilla/5.0' });
      await aHit(byMachine, { at: daysAgo(91), userAgent: IPHONE, address: DUTCH });
      await enrich();
      await api.app.get(RetentionService).forgetOld();
      expect([await signalLeft(opened), await signalLeft(byMachine)]).toEqual(['opened', 'opened']);
    });
  });

  it('totals equal a recount, whatever came in which order', async () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          seconds: fc.integer({ min: 0, max: 60 }),
          userAgent: fc.constantFrom(GMAIL, CHROME, IPHONE, 'Mozilla/5.0', ''),
          method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD'),
          originLost: fc.boolean(),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ viewFrom: fc.integer({ min: 0, max: 60 }), viewFor: fc.integer({ min: 0, max: 20 }) }),
      },
      { weight: 2, arbitrary: fc.constant('enrich' as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const mail = await aMail({ sentAt: secondsOn(-60) });
        for (const one of steps) {
          if (one === 'enrich') await enrich();
          else if ('viewFrom' in one) {
            const [from, to] = [secondsOn(one.viewFrom), secondsOn(one.viewFrom + one.viewFor)];
            await inSystem((manager) => opens().recordOwnView(manager, mail.teamId, mail.messageId, from, to));
          } else await aHit(mail, { ...one, at: secondsOn(one.seconds) });
        }
        await enrich();
        const [recount] = await database.query(
          `select count(*) filter (where look)::integer as open_count, count(*) filter (where machine)::integer as machine_open_count,
                  min(opened_at) filter (where look) as first_opened_at, max(opened_at) filter (where look) as last_opened_at
           from (select opened_at, confidence = 'machine' as machine,
                        confidence <> 'machine' and kind not in ('self', 'duplicate') as look
                 from open where message_id = $1) judged`,
          [mail.messageId],
        );
        expect(await totalsOf(mail)).toEqual({ state: 'sent', ...recount });
        const hits = steps.filter((one) => one !== 'enrich' && 'seconds' in one).length;
        expect((await signalsOf(mail)).opens).toHaveLength(hits);
      }),
      { numRuns: 40 },
    );
  });
});
