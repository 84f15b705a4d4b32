import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aTokenKey } from '../faults/opens/mails.js';
import { onEachQueue } from '../support/api.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { type ProductProcess, type RedisServer, startProduct, startRedis } from '../support/product.js';
import { aTrackedMail } from '../support/tracked-mail.js';
import { until } from '../support/until.js';

jest.setTimeout(120_000);

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36';
const DUTCH = '145.53.100.20';
const PATIENCE_MS = 40_000;
const tokens = aTokenKey();

let database: TestDatabase;
let redis: RedisServer | null = null;
const running: ProductProcess[] = [];

async function start(role: 'api' | 'worker'): Promise<ProductProcess> {
  const { appUrl: url, ownerUrl } = database.connections;
  const product = await startProduct({
    role,
    database: { url, ownerUrl },
    ...(redis && { redisUrl: redis.url }),
    env: { OPENLY_TOKEN_KEYS: tokens.setting },
  });
  running.push(product);
  return product;
}

/** A mail of its own, looked at once through this process. */
async function lookedAt(api: ProductProcess): Promise<string> {
  const mail = await aTrackedMail(database, [tokens.key as never]);
  const headers = { 'user-agent': CHROME, 'x-forwarded-for': DUTCH };
  expect((await fetch(api.url + mail.pixel, { headers })).status).toBe(200);
  return mail.messageId;
}

interface Judged {
  kind: string;
  reason: string;
  country: string | null;
  client: string | null;
}
const opensOf = (messageId: string) =>
  database.query<Judged>('select kind, reason, country, client from open where message_id = $1', [messageId]);
/** The open of a mail once there is one. */
const judged = (messageId: string) => until(async () => (await opensOf(messageId))[0], PATIENCE_MS);
const waiting = async () => (await database.query('select from hit')).length;
/** As if nobody had looked for a minute. */
const letAMinutePass = () => database.query(`update hit set arrived_at = arrived_at - interval '1 minute'`);

const PLACED = { country: 'NL', client: 'Chrome 146' };
const UNPLACED = { kind: 'direct', country: null, client: null, reason: expect.stringMatching(/forgotten/) };

onEachQueue((queue) => {
  describe('who fetched, where capturing and judging are processes of their own', () => {
    beforeAll(async () => {
      if (queue === 'redis') redis = await startRedis();
      database = await createDatabase();
    });
    afterEach(async () => {
      for (const one of running.splice(0)) await one.kill('SIGKILL');
      await database.query('delete from hit');
    });
    afterAll(async () => {
      await database.close();
      await redis?.close();
      redis = null;
    });

    it('is known to a worker of two API processes, also of looks from before the worker began', async () => {
      const apis = [await start('api'), await start('api')];
      const early = await Promise.all(apis.map(lookedAt));
      await letAMinutePass();
      const worker = await start('worker');
      for (const mail of early) expect(await judged(mail)).toMatchObject(PLACED);

      for (const api of apis) expect(await judged(await lookedAt(api))).toMatchObject(PLACED);

      // And of those that came while it was away: the next one has other keys.
      await worker.kill('SIGKILL');
      const missed = await Promise.all(apis.map(lookedAt));
      await letAMinutePass();
      await start('worker');
      for (const mail of missed) expect(await judged(mail)).toMatchObject(PLACED);
      expect(await waiting()).toBe(0);
    });

    it('is known to a worker when the API process that sealed it is dead', async () => {
      const [api, worker] = [await start('api'), await start('worker')];
      expect(await judged(await lookedAt(api))).toMatchObject(PLACED);
      process.kill(worker.pid, 'SIGSTOP');
      const mail = await lookedAt(api);
      await api.kill('SIGKILL');
      process.kill(worker.pid, 'SIGCONT');
      expect(await judged(mail)).toMatchObject(PLACED);
    });

    it('is known to nobody when those who knew are dead: the open is kept, and says why it has no place', async () => {
      const [api, worker] = [await start('api'), await start('worker')];
      expect(await judged(await lookedAt(api))).toMatchObject(PLACED);
      await worker.kill('SIGKILL');
      const mail = await lookedAt(api);
      await api.kill('SIGKILL');
      const another = await start('api');
      await start('worker');
      const begun = Date.now();
      // Who is alive is judged meanwhile.
      expect(await judged(await lookedAt(another))).toMatchObject(PLACED);
      expect([await waiting(), await opensOf(mail)]).toEqual([1, []]);
      expect(await judged(mail)).toMatchObject(UNPLACED);
      expect(Date.now() - begun).toBeGreaterThan(10_000);
    });
  });
});
