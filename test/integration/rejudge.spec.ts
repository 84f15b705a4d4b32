import { randomUUID } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { RULES_VERSION } from '@openly/tracking';
import fc from 'fast-check';
import { Database } from '../../apps/api/src/database/database.js';
import { Enricher } from '../../apps/api/src/opens/enricher.js';
import { OpensService } from '../../apps/api/src/opens/opens.service.js';
import { rejudge } from '../../apps/api/src/opens/rejudge.js';
import { OriginsService } from '../../apps/api/src/origins/origins.service.js';
import { type TestApi, withApi } from '../support/api.js';
import type { TestDatabase } from '../support/database.js';
import { CHROME, DUTCH, GMAIL } from '../support/mail-programs.js';
import { aTrackedMail, type TrackedMail } from '../support/tracked-mail.js';

jest.setTimeout(120_000);

let database: TestDatabase;
let api: TestApi;
withApi({ env: { OPENLY_ROLE: 'api' } }, (its) => {
  ({ api, database } = its);
});

const NOON = Date.now() - 3_600_000;
const secondsOn = (seconds: number) => new Date(NOON + seconds * 1000);
const aMail = () => aTrackedMail(database, api.config.keys.token, { sentAt: secondsOn(-60), urls: LINKS });
const LINKS = ['https://example.com/a', 'https://example.com/b', 'https://example.com/c'];
const enrich = () => api.app.get(Enricher).enrichAll();
const run = (piece?: number) => rejudge(api.app.get(Database), { duplicateMs: api.config.duplicateMs, piece });

interface GivenHit {
  seconds: number;
  userAgent?: string;
  address?: string | null;
  method?: string;
  /** Place of the link in `LINKS`; an image without. */
  link?: number;
}

async function aHit(mail: TrackedMail, { seconds, userAgent = CHROME, address = DUTCH, method, link }: GivenHit) {
  const origin = api.app.get(OriginsService).seal({ address, userAgent, refererGiven: false, purpose: null });
  const url = link === undefined ? null : LINKS[link];
  await database.query(
    `insert into hit (team_id, id, message_id, link_id, method, arrived_at, origin)
     values ($1, $2, $3, (select id from link where message_id = $3 and url = $4), $5, $6, $7)`,
    [mail.teamId, randomUUID(), mail.messageId, url, method ?? 'GET', secondsOn(seconds), origin],
  );
}

/** What is stored of a mail, without what tells when it was stored. */
const stored = (mail: TrackedMail, table: 'open' | 'click' = 'open') =>
  database.query<{ kind: string; confidence: string; reason: string; rules_version: number }>(
    `select kind, confidence, reason, rules_version from ${table} where message_id = $1
     order by ${table === 'open' ? 'opened_at' : 'clicked_at'}, id`,
    [mail.messageId],
  );
const kinds = async (mail: TrackedMail, table?: 'open' | 'click') =>
  (await stored(mail, table)).map(({ kind }) => kind);

const TOTALS = 'open_count, machine_open_count, first_opened_at, last_opened_at';
const totalsOf = async (mail: TrackedMail) =>
  (await database.query(`select ${TOTALS} from message where id = $1`, [mail.messageId]))[0];
const RECOUNT = `select count(*) filter (where look)::integer as open_count,
    count(*) filter (where confidence = 'machine')::integer as machine_open_count,
    min(opened_at) filter (where look) as first_opened_at, max(opened_at) filter (where look) as last_opened_at
  from (select opened_at, confidence, confidence <> 'machine' and kind not in ('self', 'duplicate') as look
        from open where message_id = $1) judged`;
const recountOf = async (mail: TrackedMail) => (await database.query(RECOUNT, [mail.messageId]))[0];

/** As if older rules had judged all of this mail so. */
async function judgedBefore(mail: TrackedMail, kind: string, confidence: string) {
  for (const table of ['open', 'click']) {
    await database.query(
      `update ${table} set kind = $2, confidence = $3, reason = 'By older rules.', rules_version = 1 where message_id = $1`,
      [mail.messageId, kind, confidence],
    );
  }
  await database.query(`update message set (${TOTALS}) = (${RECOUNT}) where id = $1`, [mail.messageId]);
}

describe('judging again by newer rules', () => {
  it('counts what older rules took for a machine, and takes out what they took for a look', async () => {
    const mail = await aMail();
    await aHit(mail, { seconds: 0, userAgent: GMAIL, address: '66.249.93.10' });
    await aHit(mail, { seconds: 30 });
    await aHit(mail, { seconds: 60, address: '88.99.1.2' });
    await enrich();
    const fresh = [await stored(mail), await totalsOf(mail)];
    await judgedBefore(mail, 'scanner', 'machine');
    expect(await totalsOf(mail)).toMatchObject({ open_count: 0, machine_open_count: 3 });
    expect(await run()).toEqual({ opens: 3, clicks: 0, changed: 3, left: 0 });
    expect([await stored(mail), await totalsOf(mail)]).toEqual(fresh);
    await judgedBefore(mail, 'direct', 'likely');
    expect(await run()).toMatchObject({ opens: 3 });
    expect([await stored(mail), await totalsOf(mail)]).toEqual(fresh);
  });

  it('deletes the place and the device that the new verdict hides', async () => {
    const mail = await aMail();
    await aHit(mail, { seconds: 0 });
    await enrich();
    await database.query(
      `update open set signals = 'GET browser internet in:data_centre:Hetzner' where message_id = $1`,
      [mail.messageId],
    );
    await judgedBefore(mail, 'direct', 'likely');
    await run();
    expect(
      await database.query(
        'select kind, client, os, device, country, city, latitude, longitude from open where message_id = $1',
        [mail.messageId],
      ),
    ).toEqual([
      {
        kind: 'scanner',
        client: null,
        os: null,
        device: null,
        country: null,
        city: null,
        latitude: null,
        longitude: null,
      },
    ]);
  });

  it('leaves alone what has no facts left to judge by', async () => {
    const mail = await aMail();
    await aHit(mail, { seconds: 0 });
    await aHit(mail, { seconds: 60 });
    await enrich();
    await judgedBefore(mail, 'scanner', 'machine');
    await database.query(
      `update open set signals = case when opened_at = $2 then null else 'by a version to come' end where message_id = $1`,
      [mail.messageId, secondsOn(0)],
    );
    const before = [await stored(mail), await totalsOf(mail)];
    expect(await run()).toEqual({ opens: 0, clicks: 0, changed: 0, left: 1 });
    expect([await stored(mail), await totalsOf(mail)]).toEqual(before);
    await database.query('delete from message where id = $1', [mail.messageId]);
  });

  it('has no facts of a mail of which no more than the time is kept, and its reasons tell none', async () => {
    const mail = await aMail();
    await database.query(`update message set detail = 'count' where id = $1`, [mail.messageId]);
    await aHit(mail, {
      seconds: 0,
      userAgent: 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)',
    });
    await enrich();
    const [open] = await database.query('select signals, reason from open where message_id = $1', [mail.messageId]);
    expect(open).toEqual({ signals: null, reason: expect.not.stringMatching(/Outlook/) });
  });

  it('takes a second fetch for the same look, across pieces and with looks that stand', async () => {
    const mail = await aMail();
    for (const seconds of [0, 5, 30, 35, 60]) await aHit(mail, { seconds });
    await enrich();
    await judgedBefore(mail, 'direct', 'likely');
    await run(1);
    expect(await kinds(mail)).toEqual(['direct', 'duplicate', 'direct', 'duplicate', 'direct']);
    expect(await totalsOf(mail)).toEqual(await recountOf(mail));
    await database.query(
      `update open set rules_version = 1 where message_id = $1 and opened_at > $2 and opened_at < $3`,
      [mail.messageId, secondsOn(1), secondsOn(33)],
    );
    await run();
    expect(await kinds(mail)).toEqual(['direct', 'duplicate', 'direct', 'duplicate', 'direct']);
    expect(await totalsOf(mail)).toEqual(await recountOf(mail));
  });

  it('goes on where it was cut off', async () => {
    const mails = [await aMail(), await aMail(), await aMail()];
    for (const mail of mails) {
      await aHit(mail, { seconds: 0 });
      await aHit(mail, { seconds: 60 });
    }
    await enrich();
    for (const mail of mails) await judgedBefore(mail, 'scanner', 'machine');
    const last = [...mails].sort((a, b) => (a.teamId < b.teamId ? -1 : 1))[2] as TrackedMail;
    await database.query(
      `alter table message add constraint broken check (id <> '${last.messageId}' or open_count = 0) not valid`,
    );
    await expect(run(2)).rejects.toThrow();
    const counts = async () => Promise.all(mails.map(async (mail) => (await totalsOf(mail))?.open_count));
    expect((await counts()).sort()).toEqual([0, 2, 2]);
    await database.query('alter table message drop constraint broken');
    expect(await run(2)).toEqual({ opens: 2, clicks: 0, changed: 2, left: 0 });
    expect(await counts()).toEqual([2, 2, 2]);
    expect(await run(2)).toEqual({ opens: 0, clicks: 0, changed: 0, left: 0 });
  });

  it('may run twice at once, and while hits are judged', async () => {
    const mails = [await aMail(), await aMail()];
    for (const mail of mails) for (let n = 0; n < 20; n++) await aHit(mail, { seconds: n * 20 });
    await enrich();
    for (const mail of mails) await judgedBefore(mail, 'scanner', 'machine');
    for (const mail of mails) for (let n = 0; n < 20; n++) await aHit(mail, { seconds: 1_000 + n * 20 });
    await Promise.all([run(3), run(3), enrich(), enrich()]);
    for (const mail of mails) {
      expect(await totalsOf(mail)).toMatchObject({ open_count: 40, machine_open_count: 0 });
      expect(await totalsOf(mail)).toEqual(await recountOf(mail));
    }
  });

  it('judges clicks again, and what they confirm', async () => {
    const [person, scanner] = [await aMail(), await aMail()];
    await aHit(person, { seconds: 0, link: 0 });
    for (const link of [0, 1, 2]) await aHit(scanner, { seconds: link / 2, link });
    await enrich();
    await judgedBefore(person, 'scanner', 'machine');
    await judgedBefore(scanner, 'direct', 'confirmed');
    await database.query('update message set confirmed_by = null, confirmed_at = null where id = $1', [
      person.messageId,
    ]);
    await database.query(`update message set confirmed_by = 'click', confirmed_at = $2 where id = $1`, [
      scanner.messageId,
      secondsOn(0),
    ]);
    expect(await run(1)).toEqual({ opens: 0, clicks: 4, changed: 4, left: 0 });
    expect(await kinds(person, 'click')).toEqual(['direct']);
    expect(await kinds(scanner, 'click')).toEqual(['scanner', 'scanner', 'scanner']);
    const confirmed = await database.query(
      'select id, confirmed_by from message where id = any ($1) and confirmed_by is not null',
      [[person.messageId, scanner.messageId]],
    );
    expect(confirmed).toEqual([{ id: person.messageId, confirmed_by: 'click' }]);
  });

  it('leaves totals equal to a recount, whatever came in which order', async () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          seconds: fc.integer({ min: 0, max: 60 }),
          userAgent: fc.constantFrom(GMAIL, CHROME, 'Mozilla/5.0', ''),
          address: fc.constantFrom(DUTCH, '88.99.1.2', '66.249.93.10', null),
          method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD'),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ viewFrom: fc.integer({ min: 0, max: 60 }), viewFor: fc.integer({ min: 0, max: 20 }) }),
      },
      { weight: 2, arbitrary: fc.constant('enrich' as const) },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constantFrom('direct', 'gmail_proxy', 'scanner', 'self', 'duplicate'),
          confidence: fc.constantFrom('likely', 'machine'),
        }),
      },
      { weight: 2, arbitrary: fc.record({ piece: fc.integer({ min: 1, max: 4 }) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const mail = await aMail();
        for (const one of steps) {
          if (one === 'enrich') await enrich();
          else if ('kind' in one) await judgedBefore(mail, one.kind, one.confidence);
          else if ('piece' in one) await run(one.piece);
          else if ('viewFrom' in one) {
            const [from, to] = [secondsOn(one.viewFrom), secondsOn(one.viewFrom + one.viewFor)];
            await api.app
              .get(Database)
              .asSystem((manager) =>
                api.app.get(OpensService).recordOwnView(manager, mail.teamId, mail.messageId, from, to),
              );
          } else await aHit(mail, one);
          expect(await totalsOf(mail)).toEqual(await recountOf(mail));
        }
        await enrich();
        await run(2);
        const once = await stored(mail);
        expect(await totalsOf(mail)).toEqual(await recountOf(mail));
        expect(once.every(({ rules_version }) => rules_version === RULES_VERSION)).toBe(true);
        expect(once).toHaveLength(steps.filter((one) => one !== 'enrich' && 'seconds' in one).length);
        await run();
        expect(await stored(mail)).toEqual(once);
      }),
      { numRuns: 40 },
    );
  });
});
