import { randomUUID } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { Database } from '../../apps/api/src/database/database.js';
import { MessagesService } from '../../apps/api/src/messages/messages.service.js';
import { Enricher } from '../../apps/api/src/opens/enricher.js';
import { OpensService } from '../../apps/api/src/opens/opens.service.js';
import { forgetOldRecords } from '../../apps/api/src/opens/retention.js';
import { OriginsService } from '../../apps/api/src/origins/origins.service.js';
import { type TestApi, withApi } from '../support/api.js';
import type { TestDatabase } from '../support/database.js';
import { APPLE, CHROME, GMAIL } from '../support/mail-programs.js';
import { aTrackedMail, type TrackedMail } from '../support/tracked-mail.js';

jest.setTimeout(120_000);

let database: TestDatabase;
let api: TestApi;
withApi({ env: { OPENLY_ROLE: 'api' } }, (its) => {
  ({ api, database } = its);
});

const enrich = () => api.app.get(Enricher).enrichAll();
const retain = (piece?: number) => forgetOldRecords(api.app.get(Database), piece);
const daysAgo = (days: number, seconds = 0) => new Date(Date.now() - days * 86_400_000 + seconds * 1000);
const aMail = () => aTrackedMail(database, api.config.keys.token, { sentAt: daysAgo(400) });

async function aHit(mail: TrackedMail, at: Date, userAgent = CHROME, method = 'GET') {
  const who = { address: '145.53.100.20', userAgent, refererGiven: false, purpose: null };
  await database.query(
    'insert into hit (team_id, id, message_id, method, arrived_at, origin) values ($1, $2, $3, $4, $5, $6)',
    [mail.teamId, randomUUID(), mail.messageId, method, at, api.app.get(OriginsService).seal(who)],
  );
}

const keep = (mail: TrackedMail, days: number) =>
  database.query('update team set records_kept_days = $2 where id = $1', [mail.teamId, days]);

const opensLeft = async (mail: TrackedMail) => {
  const [row] = await database.query<{ count: number }>(
    'select count(*)::integer as count from open where message_id = $1',
    [mail.messageId],
  );
  return row?.count;
};

const totalsOf = async (mail: TrackedMail) =>
  (
    await database.query(
      'select open_count, machine_open_count, first_opened_at, last_opened_at from message where id = $1',
      [mail.messageId],
    )
  )[0];

const recountOf = async (mail: TrackedMail) =>
  (
    await database.query(
      `select count(*) filter (where look)::integer as open_count,
              count(*) filter (where confidence = 'machine')::integer as machine_open_count,
              min(opened_at) filter (where look) as first_opened_at, max(opened_at) filter (where look) as last_opened_at
       from (select *, confidence <> 'machine' and kind not in ('self', 'duplicate') as look
             from open where message_id = $1) judged`,
      [mail.messageId],
    )
  )[0];

const months = async () =>
  (
    await database.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'open'::regclass order by 1`,
    )
  ).map(({ name }) => name);
const monthOf = (at: Date) => `open_${at.toISOString().slice(0, 7).replace('-', '_')}`;

describe('what is recorded', () => {
  it('is kept as long as its team says, 90 days where it says nothing', async () => {
    const [short, usual, long] = [await aMail(), await aMail(), await aMail()];
    await keep(short, 7);
    await keep(long, 365);
    for (const mail of [short, usual, long]) for (const days of [6, 8, 89, 91, 364]) await aHit(mail, daysAgo(days));
    await enrich();
    await retain();
    expect([await opensLeft(short), await opensLeft(usual), await opensLeft(long)]).toEqual([1, 3, 5]);
    for (const mail of [short, usual, long]) expect(await totalsOf(mail)).toEqual(await recountOf(mail));
    await keep(long, 90);
    await retain();
    expect(await opensLeft(long)).toBe(3);
    expect(await totalsOf(long)).toEqual(await recountOf(long));
  });

  it('is never kept for no time, or for more than a year', async () => {
    const mail = await aMail();
    for (const days of [0, -1, 366]) await expect(keep(mail, days)).rejects.toThrow(/records_kept_days/);
  });

  it('goes in pieces, with clicks and own views, while hits are judged', async () => {
    const [mail, other] = [await aMail(), await aMail()];
    await database.query('select make_open_partitions(0, $1)', [daysAgo(95)]);
    for (const { teamId, messageId } of [mail, other]) {
      await database.query(
        `insert into open (team_id, id, message_id, opened_at, kind, confidence, reason, rules_version)
         select $1, gen_random_uuid(), $2, now() - interval '91 days' + n * interval '1 second',
                'direct', 'likely', '', 1 from generate_series(1, 120) n`,
        [teamId, messageId],
      );
      await database.query(
        `with link as (insert into link (team_id, id, message_id, url)
                       values ($1, gen_random_uuid(), $2, 'https://example.com') returning id)
         insert into click (team_id, id, message_id, link_id, clicked_at, kind, confidence, reason, rules_version)
         select $1, gen_random_uuid(), $2, link.id, now() - n * interval '1 day', 'direct', 'likely', '', 1
         from link, generate_series(80, 100) n`,
        [teamId, messageId],
      );
      await database.query(
        `insert into own_view (team_id, id, message_id, viewed_from, viewed_to)
         select $1, gen_random_uuid(), $2, now() - n * interval '1 day', now() - n * interval '1 day'
         from generate_series(80, 100) n`,
        [teamId, messageId],
      );
      await database.query(
        `update message set open_count = 120, first_opened_at = first, last_opened_at = last
         from (select min(opened_at) as first, max(opened_at) as last from open where message_id = $1) opened
         where id = $1`,
        [messageId],
      );
    }
    for (let n = 0; n < 30; n++) await aHit(n % 2 ? mail : other, daysAgo(n % 3 ? 1 : 91, -3600 - n * 60));
    await Promise.all([retain(7), enrich(), retain(50)]);
    await retain(7);
    for (const each of [mail, other]) {
      expect(await opensLeft(each)).toBe(10);
      expect(await totalsOf(each)).toEqual(await recountOf(each));
      expect(
        await database.query(
          'select from click where message_id = $1 union all select from own_view where message_id = $1',
          [each.messageId],
        ),
      ).toHaveLength(20);
    }
  });
});

describe('a month that has passed for every team', () => {
  it('is dropped as a whole, and its opens are out of the totals', async () => {
    await database.query('update team set records_kept_days = 90');
    const mail = await aMail();
    for (const days of [200, 201, 3]) await aHit(mail, daysAgo(days), days === 201 ? APPLE : CHROME);
    await enrich();
    expect(await months()).toContain(monthOf(daysAgo(200)));
    await retain();
    expect(await months()).not.toContain(monthOf(daysAgo(200)));
    expect(await months()).toContain(monthOf(daysAgo(3)));
    expect(await totalsOf(mail)).toMatchObject({ open_count: 1, machine_open_count: 0 });
    expect(await totalsOf(mail)).toEqual(await recountOf(mail));
    expect(await database.query('select earlier_signal from message where id = $1', [mail.messageId])).toEqual([
      { earlier_signal: 'opened' },
    ]);

    // One that comes later still finds its month, and goes again.
    await aHit(mail, daysAgo(200));
    await enrich();
    expect(await opensLeft(mail)).toBe(2);
    await retain();
    expect(await opensLeft(mail)).toBe(1);
  });

  it('stays for one team that keeps it', async () => {
    const [mail, other] = [await aMail(), await aMail()];
    await keep(mail, 365);
    await aHit(mail, daysAgo(200));
    await aHit(other, daysAgo(200));
    await enrich();
    await retain();
    expect(await months()).toContain(monthOf(daysAgo(200)));
    expect([await opensLeft(mail), await opensLeft(other)]).toEqual([1, 0]);
    await database.query('update team set records_kept_days = 90');
  });

  it('is never this one or the last, for late opens may still come', async () => {
    await database.query('update team set records_kept_days = 1');
    await retain();
    await database.query('update team set records_kept_days = 90');
    const now = new Date();
    const lastMonth = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1));
    expect(await months()).toEqual(expect.arrayContaining([monthOf(now), monthOf(lastMonth)]));
  });

  it('cannot be dropped by the application while it is kept', async () => {
    const thisMonth = new Date().toISOString().slice(0, 8);
    await expect(
      api.app.get(Database).systemQuery('select drop_open_partition($1)', [`${thisMonth}01`]),
    ).rejects.toThrow(/still kept/);
  });
});

it('totals equal a recount, after any sequence of opens, own views, erasures and retention', async () => {
  const which = fc.integer({ min: 0, max: 1 });
  const day = fc.constantFrom(0.1, 1.5, 5, 40, 88, 95, 130, 350);
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        does: fc.constant('open' as const),
        which,
        day,
        seconds: fc.integer({ min: 0, max: 60 }),
        userAgent: fc.constantFrom(GMAIL, CHROME, APPLE),
        method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        does: fc.constant('view' as const),
        which,
        day,
        seconds: fc.integer({ min: 0, max: 40 }),
        length: fc.integer({ min: 0, max: 30 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('erase' as const), which }) },
    {
      weight: 2,
      arbitrary: fc.record({
        does: fc.constant('retain' as const),
        days: fc.constantFrom(1, 2, 30, 90, 100, 365),
        // Whole months go where every team has them behind it.
        everybody: fc.boolean(),
        piece: fc.constantFrom(1, 3, 2_000),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ does: 'enrich' as const }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const mails = [await aMail(), await aMail()] as const;
      const erased = new Set<TrackedMail>();
      const check = async () => {
        for (const mail of mails) expect(await totalsOf(mail)).toEqual(await recountOf(mail));
      };
      for (const one of steps) {
        const mail = 'which' in one ? (mails[one.which] as TrackedMail) : mails[0];
        if (one.does === 'open') await aHit(mail, daysAgo(one.day, one.seconds), one.userAgent, one.method);
        else if (one.does === 'enrich') await enrich();
        else if (one.does === 'erase') {
          if (!erased.has(mail)) await api.app.get(MessagesService).discard(mail, mail.messageId);
          erased.add(mail);
        } else if (one.does === 'retain') {
          if (one.everybody) await database.query('update team set records_kept_days = $1', [one.days]);
          else for (const each of mails) await keep(each, one.days);
          await retain(one.piece);
        } else {
          const [from, to] = [daysAgo(one.day, one.seconds), daysAgo(one.day, one.seconds + one.length)];
          await api.app
            .get(Database)
            .asSystem((manager) =>
              api.app.get(OpensService).recordOwnView(manager, mail.teamId, mail.messageId, from, to),
            );
        }
        await check();
      }
      await enrich();
      await check();
    }),
    { numRuns: 30 },
  );
});
