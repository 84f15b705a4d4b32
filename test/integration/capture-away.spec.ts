import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { makeToken, pixelPath } from '@openly/tracking';
import { OriginsService } from '../../apps/api/src/origins/origins.service.js';
import { aTokenKey } from '../faults/opens/mails.js';
import { startApi, type TestApi } from '../support/api.js';
import { createDatabase } from '../support/database.js';
import { type LossyDatabase, lossyWayTo } from '../support/lossy-database.js';
import { startOriginReader } from '../support/origin-reader.js';
import { aTrackedMail, type TrackedMail } from '../support/tracked-mail.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

describe('while the database is away', () => {
  let lossy: LossyDatabase;
  let cut: TestApi;
  let own: TrackedMail;
  const dataDir = mkdtempSync(join(tmpdir(), 'openly-spool-'));
  const spool = join(dataDir, 'spool');
  const keys = Object.fromEntries(
    ['OPENLY_ENCRYPTION_KEYS', 'OPENLY_TOKEN_KEYS', 'OPENLY_LOOKUP_KEYS'].map((name) => [name, aTokenKey().setting]),
  );
  /** With a database that others may share, so that it also gives its keys to those who judge. */
  const start = () =>
    startApi({
      database: lossy,
      env: { OPENLY_ROLE: 'api', OPENLY_DATA_DIR: dataDir, DATABASE_URL: lossy.connections.appUrl, ...keys },
    });
  const spooled = () => readdirSync(spool).filter((name) => /\.(open|jsonl)$/.test(name));

  beforeAll(async () => {
    lossy = await lossyWayTo(await createDatabase());
    cut = await start();
    own = await aTrackedMail(lossy, cut.config.keys.token, { urls: ['https://example.com/'] });
  });
  afterAll(async () => {
    await cut.close();
    await lossy.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const idsOf = async () =>
    (await lossy.query<{ id: string }>('select id from hit where message_id = $1', [own.messageId])).map(
      (hit) => hit.id,
    );
  /** Who fetched, as far as the process of now can open it. */
  const origins = async () =>
    (await lossy.query<{ origin: string }>('select origin from hit where message_id = $1', [own.messageId])).map(
      ({ origin }) => cut.app.get(OriginsService).openAll([origin])[0],
    );
  const open = (count: number) =>
    Promise.all(
      Array.from({ length: count }, async () => {
        const response = await fetch(`${cut.url}${own.pixel}`, {
          headers: { 'user-agent': 'Secret/1', 'x-forwarded-for': '145.53.100.20' },
        });
        expect(response.status).toBe(200);
        expect((await response.arrayBuffer()).byteLength).toBe(43);
      }),
    );

  it('nothing is asked of it for a token that is not ours', async () => {
    await open(1);
    // The enricher is woken a moment after a hit.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const heard = lossy.listen();
    const forged = own.pixel.replace(/.{6}\.gif$/, 'AAAAAA.gif');
    await Promise.all(
      Array.from({ length: 300 }, async () => expect((await fetch(cut.url + forged)).status).toBe(200)),
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    // Now and then a connection is asked whether it lives, and every second whether there is a new worker.
    expect(heard().filter((said) => !/select 1|origin_reader/.test(said))).toEqual([]);
    await open(1);
    expect(heard().some((said) => said.includes('put-hits'))).toBe(true);
    await lossy.query('truncate hit');
  });

  it('images are answered, and each is in the database once it is back, exactly once', async () => {
    await open(5);
    await lossy.cut();
    await open(40);
    const text = spooled()
      .map((name) => readFileSync(join(spool, name), 'utf8'))
      .join('');
    expect(text.split('\n').filter(Boolean)).toHaveLength(40);
    expect(text).not.toMatch(/Secret|145\.53/);
    const link = await fetch(`${cut.url}${own.links[0]}`, { redirect: 'manual' });
    expect([link.status, await link.text()]).toEqual([503, expect.stringContaining('Please try this link again')]);
    await lossy.restore();
    await until(async () => (await idsOf()).length === 45 && spooled().length === 0, 20_000, 'the spool to empty');
    await open(5);
    await until(async () => (await idsOf()).length >= 50, 10_000, 'the hits that came last');
    expect(await idsOf()).toHaveLength(50);
    const known = { address: '145.53.100.20', userAgent: 'Secret/1', refererGiven: false, purpose: null };
    expect(await origins()).toEqual(Array(50).fill(known));
    const worker = await startOriginReader({ url: lossy.connections.appUrl });
    try {
      const rows = await lossy.query<{ origin: string }>('select origin from hit');
      expect(rows.map(({ origin }) => worker.open(origin))).toEqual(Array(50).fill(known));
    } finally {
      await worker.close();
    }
  });

  it('what is withdrawn or deleted meanwhile is not written when it is back', async () => {
    const keys = cut.config.keys.token;
    const mails = [await aTrackedMail(lossy, keys), await aTrackedMail(lossy, keys), await aTrackedMail(lossy, keys)];
    const [kept, withdrawn, deleted] = mails.map(({ messageId }) => messageId);
    await lossy.cut();
    for (const { pixel } of mails) expect((await fetch(cut.url + pixel)).status).toBe(200);
    expect(spooled()).not.toEqual([]);
    await lossy.query('update message set withdrawn_at = now() where id = $1', [withdrawn]);
    await lossy.query(`update message set state = 'discarded' where id = $1`, [deleted]);
    await lossy.restore();
    await until(() => spooled().length === 0, 20_000, 'the spool to empty');
    const rows = await lossy.query('select message_id from hit where message_id = any($1)', [
      [kept, withdrawn, deleted],
    ]);
    expect(rows).toEqual([{ message_id: kept }]);
  });

  it('a thousand hits are written at once when it is back, however many mails there are', async () => {
    // Fresh from a dump, say: nobody has told the planner yet how large the table is.
    const ids = (
      await lossy.query<{ id: string }>(
        `insert into message (team_id, id, account_id, state, notice_version, tracked, sent_at)
         select $1, gen_random_uuid(), $2, 'sent', '1', true, now() from generate_series(1, 40000) returning id`,
        [own.teamId, own.accountId],
      )
    ).map(({ id }) => id);
    const opened = ids.slice(0, 1_000);
    await lossy.cut();
    await Promise.all(
      opened.map(async (id) => {
        const token = makeToken(cut.config.keys.token, 'pixel', own.senderId, { teamId: own.teamId, id });
        expect((await fetch(cut.url + pixelPath(own.senderId, token))).status).toBe(200);
      }),
    );
    await lossy.restore();
    await until(() => spooled().length === 0, 20_000, 'the spool to empty');
    expect(await lossy.query('select from hit where message_id = any($1)', [opened])).toHaveLength(1_000);
  });

  it('a group whose answer was lost is written once', async () => {
    const before = (await idsOf()).length;
    lossy.loseAnswers();
    const begin = Date.now();
    await open(10);
    expect(Date.now() - begin).toBeLessThan(6_000);
    expect(spooled()).not.toEqual([]);
    await lossy.restore();
    await until(() => spooled().length === 0, 20_000, 'the spool to empty');
    expect((await idsOf()).length - before).toBe(10);
  });

  it('a restart loses where it was opened, never that it was', async () => {
    await lossy.query('truncate hit');
    await lossy.cut();
    await open(7);
    await cut.app.close();
    await lossy.restore();
    cut = await start();
    await until(async () => (await idsOf()).length === 7 && spooled().length === 0, 20_000, 'the spool to empty');
    expect(await origins()).toEqual(Array(7).fill(null));
  });
});
