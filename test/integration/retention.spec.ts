import { randomUUID } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { makeToken, pixelPath } from '@openly/tracking';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import pg from 'pg';
import { Database } from '../../apps/api/src/database/database.js';
import { MaintenanceService } from '../../apps/api/src/health/maintenance.service.js';
import { MessagesService } from '../../apps/api/src/messages/messages.service.js';
import { ThreadsService } from '../../apps/api/src/messages/threads.service.js';
import { Enricher } from '../../apps/api/src/opens/enricher.js';
import { OpensService } from '../../apps/api/src/opens/opens.service.js';
import { OriginsService } from '../../apps/api/src/origins/origins.service.js';
import { QueueService } from '../../apps/api/src/queue/queue.service.js';
import { RetentionService } from '../../apps/api/src/retention/retention.service.js';
import { onEachQueue, startApi, type TestApi, withApi } from '../support/api.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { buildLinkedMail, buildSender, decideAt, type LinkedMail } from '../support/linked-mail.js';
import { APPLE, CHROME, GMAIL } from '../support/mail-programs.js';
import { aTrackedMail, type TrackedMail } from '../support/tracked-mail.js';
import { until } from '../support/until.js';

jest.setTimeout(120_000);

let database: TestDatabase;
let api: TestApi;
withApi({ env: { OPENLY_ROLE: 'api' } }, (its) => {
  ({ api, database } = its);
});

const enrich = () => api.app.get(Enricher).enrichAll();
const retain = (piece?: number) => api.app.get(RetentionService).forgetOld(piece);
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

describe('who the readers were', () => {
  const addressesKept = (mail: Pick<TrackedMail, 'teamId'>, days: number) =>
    database.query('update team set addresses_kept_days = $2 where id = $1', [mail.teamId, days]);
  const readersOf = ({ id }: LinkedMail) =>
    database.query('select name_sealed from recipient where message_id = $1', [id]);
  const sentAgo = async (sender: TrackedMail, days: number, readers = ['ann@example.net', 'bob@example.net']) => {
    const mail = await buildLinkedMail(database, api, sender, readers);
    await database.query('update message set sent_at = $2 where id = $1', [mail.id, daysAgo(days)]);
    return mail;
  };

  it('is kept as long as its team says, 180 days where it says nothing, for all readers of a mail or none', async () => {
    const [usual, short, long] = [await aMail(), await aMail(), await aMail()];
    await addressesKept(short, 7);
    await addressesKept(long, 365);
    const left = async (sender: TrackedMail) => {
      const mails = [];
      for (const days of [6, 8, 179, 181, 364, 366]) mails.push(await sentAgo(sender, days));
      await retain(2);
      const counts = await Promise.all(mails.map(async (mail) => (await readersOf(mail)).length));
      return counts.filter((count, place) => {
        expect([0, 2]).toContain(count);
        expect(place === 0 || count <= (counts[place - 1] ?? 0)).toBe(true);
        return count === 2;
      }).length;
    };
    expect([await left(usual), await left(short), await left(long)]).toEqual([3, 1, 5]);
  });

  it('decides what may still happen: nothing is recorded, and the mail never seems to have one reader', async () => {
    const sender = await aMail();
    const mail = await sentAgo(sender, 181);
    const hitIt = () => aHit({ ...sender, messageId: mail.id }, daysAgo(0));
    await hitIt();
    await enrich();
    expect(await opensLeft({ ...sender, messageId: mail.id })).toBe(1);
    await hitIt();
    await retain();
    await enrich();
    expect(await opensLeft({ ...sender, messageId: mail.id })).toBe(1);

    const pixel = pixelPath(
      sender.senderId,
      makeToken(api.config.keys.token, 'pixel', sender.senderId, { teamId: sender.teamId, id: mail.id }),
    );
    expect((await (await fetch(api.url + pixel)).arrayBuffer()).byteLength).toBe(43);
    await enrich();
    expect(await database.query('select from hit where message_id = $1', [mail.id])).toEqual([]);
    expect(await opensLeft({ ...sender, messageId: mail.id })).toBe(1);

    const refused = await decideAt(api.url, mail, { decision: 'refuse', scope: 'sender' });
    expect(await refused.json()).toMatchObject({ code: 'proof_required' });
    const body = { recipients: [{ email: 'ann@example.net', field: 'to' as const }] };
    await expect(api.app.get(MessagesService).prepare(sender, mail.id, body)).rejects.toThrow(
      expect.objectContaining({ code: 'message_discarded' }),
    );
    const { messages } = await api.app.get(ThreadsService).thread(sender, 'abc123');
    expect(messages).toMatchObject([{ id: mail.id, recipients: [] }]);
    const stopped = await decideAt(api.url, mail, { decision: 'refuse', scope: 'message' });
    expect(stopped.status).toBe(200);
  });

  it('leaves nobody behind whom a preparation adds at the same moment', async () => {
    const mail = await buildLinkedMail(database, api, await buildSender(database), ['ann@example.net']);
    await database.query(`update message set sent_at = now() - interval '181 days' where id = $1`, [mail.id]);
    // Retention waits here: it has begun to look for what is old, and has locked nothing yet.
    await database.query(`
      create function wait_here(message uuid) returns boolean language plpgsql volatile as $$ begin
        if message = '${mail.id}' and current_setting('openly.scope', true) = 'system' then
          perform pg_advisory_xact_lock_shared(77);
        end if;
        return true;
      end $$;
      create policy wait_here on message as restrictive using (wait_here(id));`);
    const gate = new pg.Client({ connectionString: database.connections.ownerUrl });
    await gate.connect();
    try {
      await gate.query('begin; select pg_advisory_xact_lock(77)');
      const forgotten = retain();
      await until(async () => {
        const waiting = await database.query(
          `select from pg_locks where locktype = 'advisory' and objid = 77 and not granted`,
        );
        return waiting.length > 0;
      });
      const recipients = ['ann@example.net', 'bob@example.net'].map((email) => ({ email, field: 'to' as const }));
      await api.app.get(MessagesService).prepare(mail, mail.id, { recipients });
      const now = await database.query('select from recipient where message_id = $1', [mail.id]);
      expect(now).toHaveLength(2);
      await gate.query('commit');
      await forgotten;
    } finally {
      await gate.end();
      await database.query('drop policy wait_here on message; drop function wait_here(uuid)');
    }
    const [row] = await database.query(
      `select readers_forgotten_at is not null as is_forgotten,
              (select count(*)::integer from recipient where message_id = message.id) as readers
       from message where id = $1`,
      [mail.id],
    );
    expect(row).toEqual({ is_forgotten: true, readers: 0 });
  });

  it('goes from schedules and series that are over, and from zones set by hand and questions asked', async () => {
    const [usual, short] = [await aMail(), await aMail()];
    await addressesKept(short, 7);
    for (const { teamId, accountId } of [usual, short]) {
      for (const days of [6, 8]) {
        await database.query(
          `insert into schedule (team_id, id, account_id, gmail_draft_id, status, send_at, time_zone, wall_time,
             sender_zone, deliver_in, reader_sealed, fixed, zone_rules, tolerance_minutes, late_from, unless_replied,
             tracking, message_id, recipients_sealed, draft_bytes, due_at, updated_at)
           select $1, gen_random_uuid(), $2, 'r1', status, now(), 'UTC', now(), 'UTC', 'recipient', 'x', 'wall', '1', 1,
             now(), false, true, gen_random_uuid(), 'x', 1, now() + interval '1 day', $3
           from unnest(array['sent', 'cancelled', 'failed', 'scheduled']) status on conflict do nothing`,
          [teamId, accountId, daysAgo(days)],
        );
        await database.query(
          `insert into series (team_id, id, account_id, gmail_draft_id, status, rule, wall_time, time_zone, tracking,
             tolerance_minutes, recipients_sealed, updated_at)
           select $1, gen_random_uuid(), $2, 'r1', status, 'FREQ=DAILY', now(), 'UTC', true, 1, 'x', $3
           from unnest(array['ended', 'paused']) status on conflict do nothing`,
          [teamId, accountId, daysAgo(days)],
        );
        await database.query('insert into reader_zone values ($1, $2, $3, $4, $5)', [
          teamId,
          accountId,
          Buffer.from(`zone ${days}`),
          'UTC',
          daysAgo(days),
        ]);
      }
      for (const days of [179, 181]) {
        await database.query('insert into reader_question values ($1, $2, $3, gen_random_uuid(), $4)', [
          teamId,
          accountId,
          Buffer.from(`asked ${days}`),
          daysAgo(days),
        ]);
      }
    }
    await retain(3);
    const countOf = async ({ teamId }: TrackedMail, what: string) =>
      (await database.query(`select from ${what} and team_id = $1`, [teamId])).length;
    const left = (mail: TrackedMail) =>
      Promise.all(
        [
          'schedule where recipients_sealed is not null and reader_sealed is not null',
          'series where recipients_sealed is not null',
          'reader_zone where true',
          'reader_question where true',
        ].map((what) => countOf(mail, what)),
      );
    // Of what waits there is one for a draft, whatever its age.
    expect(await left(usual)).toEqual([7, 3, 2, 1]);
    expect(await left(short)).toEqual([4, 2, 1, 1]);
  });
});

describe('the audit log', () => {
  it('is kept as long as its team says, a year where it says nothing', async () => {
    const [usual, short] = [await aMail(), await aMail()];
    await database.query('update team set audit_kept_days = 30 where id = $1', [short.teamId]);
    for (const { teamId } of [usual, short]) {
      for (const days of [29, 31, 364, 366]) {
        await database.query(
          `insert into audit (team_id, id, at, action) values ($1, gen_random_uuid(), $2, 'policy.changed')`,
          [teamId, daysAgo(days)],
        );
      }
    }
    await retain(1);
    const left = async ({ teamId }: TrackedMail) =>
      (await database.query('select from audit where team_id = $1', [teamId])).length;
    expect([await left(usual), await left(short)]).toEqual([3, 1]);
  });
});

onEachQueue((queue) => {
  it('leaves no job behind that was done or has failed, and tells nothing of why it failed', async () => {
    const own = await createDatabase();
    const busy = await startApi({ database: own, queue });
    const redis = busy.config.redisUrl ? new Redis(busy.config.redisUrl) : null;
    const unfinishedOrKept = async () => {
      if (!redis) {
        return (await own.query(`select from bullmq.job where queue = 'maintain' and state <> 'delayed'`)).length;
      }
      const key = (name: string) => `bull:maintain:${name}`;
      const lists = await Promise.all(['wait', 'active'].map((name) => redis.llen(key(name))));
      const sets = await Promise.all(['completed', 'failed'].map((name) => redis.zcard(key(name))));
      return [...lists, ...sets].reduce((sum, length) => sum + length, 0);
    };
    try {
      const run = jest.spyOn(busy.app.get(MaintenanceService), 'run');
      for (const outcome of ['fail', 'do'] as const) {
        run.mockReset();
        if (outcome === 'fail') run.mockRejectedValue(new Error('row of planted@example.net'));
        else run.mockResolvedValue(undefined);
        for (let n = 0; n < 5; n++) await busy.app.get(QueueService).add('maintain', {});
        await until(() => run.mock.calls.length >= 5);
        await until(async () => (await unfinishedOrKept()) === 0, 10_000, `a queue that keeps nothing (${outcome})`);
      }
      const events = redis
        ? JSON.stringify(await redis.xrange('bull:maintain:events', '-', '+'))
        : JSON.stringify(await own.query('select data from bullmq.event'));
      expect(events).toContain('maintain');
      expect(events).not.toContain('planted');
    } finally {
      jest.restoreAllMocks();
      redis?.disconnect();
      await busy.close();
      await own.close();
    }
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
