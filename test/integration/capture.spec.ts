import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { OriginsService } from '../../apps/api/src/origins/origins.service.js';
import { startApi, type TestApi } from '../support/api.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { closesAfter, HOLDERS } from '../support/held-connection.js';
import { aTrackedMail, type TrackedMail } from '../support/tracked-mail.js';

jest.setTimeout(60_000);

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

let database: TestDatabase;
let api: TestApi;
let mail: TrackedMail;

beforeAll(async () => {
  database = await createDatabase();
  // Without a worker hits stay where capture put them.
  api = await startApi({ database, env: { OPENLY_ROLE: 'api' } });
  mail = await aTrackedMail(database, api.config.keys.token, { urls: ['https://example.com/offer?a=1&b=%C3%A9#part'] });
});
afterAll(async () => {
  await api.close();
  await database.close();
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Sends the path byte for byte, where `fetch` would tidy it. */
function ask(path: string, options: { method?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(api.url);
    const sent = request({ host: '127.0.0.1', port, path, ...options }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** Everything the server says to these bytes until it closes the connection. */
function say(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (part) => parts.push(part));
    socket.on('end', () => socket.end());
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(parts).toString('latin1')));
  });
}

const hitsOf = (messageId: string) =>
  database.query<{ id: string; method: string; link_id: string | null; arrived_at: Date }>(
    'select id, method, link_id, arrived_at from hit where message_id = $1 order by id',
    [messageId],
  );
/** Who fetched, as far as this process can open it. */
const originsOf = async (messageId: string) =>
  (
    await database.query<{ origin: string | null }>('select origin from hit where message_id = $1 order by id', [
      messageId,
    ])
  ).map(({ origin }) => api.app.get(OriginsService).openAll([origin])[0]);
const hitCount = async () => (await database.query<{ n: number }>('select count(*)::integer as n from hit'))[0]?.n;

/** One token in some hundreds ends as the forged one would. */
const withOtherEnd = (path: string) => path.slice(0, -2) + (path.endsWith('AA') ? 'BA' : 'AA');

describe('the pixel', () => {
  it('is the image of 43 bytes, never cached, whatever stands under /o', async () => {
    const before = await hitCount();
    const paths = [
      '/o',
      '/o/',
      '/o?x',
      '/o/%zz',
      '/o/%',
      '/o/a/b/c/d',
      '/o/sender-1/token.gif',
      `/o/${'a'.repeat(5_000)}/x.gif`,
      `${withOtherEnd(mail.pixel.slice(0, -4))}.gif`,
      mail.pixel.replace(mail.senderId, 'sender-x'),
      mail.pixel.replace(/\.gif$/, ''),
      `${mail.links[0]?.replace('/l/', '/o/')}.gif`,
      `/o/x.gif?${'q'.repeat(40_000)}`,
      '/o/../../etc/passwd',
      'http://reader.example/o/x.gif',
    ];
    for (const path of paths) {
      const { status, headers, body } = await ask(path, {
        headers: { 'x-odd': '\u00ff', range: 'bytes=0-1', 'if-none-match': '*' },
      });
      expect([path.slice(0, 60), status]).toEqual([path.slice(0, 60), 200]);
      expect(body.equals(GIF)).toBe(true);
      expect(headers).toMatchObject({
        'content-type': 'image/gif',
        'content-length': '43',
        'cache-control': 'no-store, no-cache, must-revalidate, max-age=0',
        pragma: 'no-cache',
      });
      expect(headers.etag).toBeUndefined();
    }
    expect(await hitCount()).toBe(before);
  });

  it('is the image even to what is hardly HTTP', async () => {
    const close = 'Connection: close\r\n\r\n';
    for (const text of [
      `GET /o/x.gif HTTP/1.1\r\n${close}`,
      `GET /o/x.gif HTTP/1.0\r\n\r\n`,
      `GET /o/x.gif HTTP/1.1\r\nHost: a\r\nExpect: a-miracle\r\n${close}`,
      `GET /o/x.gif HTTP/1.1\r\nHost: a\r\nbroken header\r\n${close}`,
      `GET /o/x.gif?${'q'.repeat(200_000)} HTTP/1.1\r\nHost: a\r\n${close}`,
      'GET /o/x.gif HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n',
    ]) {
      const said = await say(text);
      expect([text.slice(0, 80), said.slice(0, 15)]).toEqual([text.slice(0, 80), 'HTTP/1.1 200 OK']);
      expect(said.endsWith(GIF.toString('latin1'))).toBe(true);
    }
  });

  it('is the image to each of several who ask without waiting, also where the last asks for another protocol', async () => {
    const own = await aTrackedMail(database, api.config.keys.token);
    const upgrade = 'Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n';
    for (const first of [own.pixel, '/o/x.gif']) {
      const said = await say(
        `GET ${first} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(2) + `GET ${own.pixel} HTTP/1.1\r\nHost: a\r\n${upgrade}`,
      );
      expect(said.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
      expect(said.split(GIF.toString('latin1'))).toHaveLength(4);
    }
    expect(await hitsOf(own.messageId)).toHaveLength(4);
  });

  it.each(HOLDERS)('leaves no connection open to whoever asks for another protocol and %s', async (_, more) => {
    const upgrade = 'GET /o/x.gif HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';
    await closesAfter(api.app.getHttpServer(), upgrade + more);
  });

  it('is in the database before it is answered', async () => {
    await ask(mail.pixel, {
      headers: {
        'user-agent': 'Reader/1',
        'x-forwarded-for': '145.53.100.20',
        referer: 'https://mail.example/',
        purpose: 'prefetch',
      },
    });
    const [hit] = await hitsOf(mail.messageId);
    expect(hit).toMatchObject({ method: 'GET', link_id: null });
    expect(hit?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(Math.abs(Date.now() - (hit?.arrived_at.getTime() ?? 0))).toBeLessThan(5_000);
    expect(await originsOf(mail.messageId)).toEqual([
      { address: '145.53.100.20', userAgent: 'Reader/1', refererGiven: true, purpose: 'prefetch' },
    ]);
  });

  it('answers HEAD the same, without a body, and keeps that it was HEAD', async () => {
    const own = await aTrackedMail(database, api.config.keys.token);
    const { status, headers, body } = await ask(own.pixel, { method: 'HEAD' });
    expect([status, headers['content-length'], body.length]).toEqual([200, '43', 0]);
    expect((await hitsOf(own.messageId)).map((hit) => hit.method)).toEqual(['HEAD']);
  });

  it('takes no other method', async () => {
    expect(await say(`CONNECT ${mail.pixel} HTTP/1.1\r\nHost: a\r\n\r\n`)).toMatch(/^HTTP\/1\.1 405 /);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const { status, headers, body } = await ask(mail.pixel, { method });
      expect([method, status, headers['content-type'], headers.allow]).toEqual([
        method,
        405,
        'application/problem+json',
        'GET, HEAD',
      ]);
      expect(JSON.parse(body.toString())).toMatchObject({ status: 405, code: 'method_not_allowed' });
    }
  });

  it('records nothing of a mail that was withdrawn, discarded or is not tracked any more', async () => {
    const keys = api.config.keys.token;
    const withdrawn = await aTrackedMail(database, keys, { withdrawn: true });
    const discarded = await aTrackedMail(database, keys, { state: 'discarded' });
    const untracked = await aTrackedMail(database, keys);
    await database.query('update message set tracked = false where id = $1', [untracked.messageId]);
    for (const { pixel, messageId } of [withdrawn, discarded, untracked]) {
      expect((await ask(pixel)).body.equals(GIF)).toBe(true);
      expect(await hitsOf(messageId)).toEqual([]);
    }
  });

  it('records again what its readers allow again, and what another team’s mail of that id had refused', async () => {
    const keys = api.config.keys.token;
    const allowed = await aTrackedMail(database, keys, { withdrawn: true });
    await database.query('update message set withdrawn_at = null where id = $1', [allowed.messageId]);
    const refused = await aTrackedMail(database, keys, { withdrawn: true });
    const namesake = await aTrackedMail(database, keys, { messageId: refused.messageId });
    for (const { pixel } of [allowed, refused, namesake]) await ask(pixel);
    expect(await hitsOf(allowed.messageId)).toHaveLength(1);
    expect(await database.query('select team_id from hit where message_id = $1', [refused.messageId])).toEqual([
      { team_id: namesake.teamId },
    ]);
  });

  it('is the same to the byte and in every header, whether its token is valid, withdrawn, erased or forged', async () => {
    const keys = api.config.keys.token;
    const [valid, withdrawn, erased] = [
      await aTrackedMail(database, keys),
      await aTrackedMail(database, keys, { withdrawn: true }),
      await aTrackedMail(database, keys),
    ];
    await database.query('delete from message where id = $1', [erased.messageId]);
    const forged = valid.pixel.replace(/.{6}\.gif$/, 'AAAAAA.gif');
    const said: string[] = [];
    for (const path of [valid.pixel, withdrawn.pixel, erased.pixel, forged, '/o/nothing']) {
      const answer = await say(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      said.push(answer.replace(/^Date: .*$/m, 'Date:'));
    }
    expect(new Set(said).size).toBe(1);
    expect(await hitsOf(valid.messageId)).toHaveLength(1);
  });

  it('waits for the disk with a group that was withdrawn too, so that time does not tell', async () => {
    const withdrawn = await aTrackedMail(database, api.config.keys.token, { withdrawn: true });
    const [written, flushed] = ['pg_current_wal_insert_lsn()', 'pg_current_wal_flush_lsn()'].map(
      (at) => async () => Number((await database.query<{ at: string }>(`select ${at} - '0/0' as at`))[0]?.at),
    ) as [() => Promise<number>, () => Promise<number>];
    for (let times = 0; times < 20; times++) {
      const before = await written();
      await ask(withdrawn.pixel);
      expect(await flushed()).toBeGreaterThan(before);
    }
  });

  it('keeps each of many looks of the same moment', async () => {
    const own = await aTrackedMail(database, api.config.keys.token);
    await Promise.all(Array.from({ length: 300 }, () => ask(own.pixel)));
    expect(await hitsOf(own.messageId)).toHaveLength(300);
  });

  it('keeps any user agent and purpose, cut to length', async () => {
    const own = await aTrackedMail(database, api.config.keys.token);
    const odd = `"q\\",{NULL} \u00ff'; drop table hit; -- ${'x'.repeat(600)}`;
    await ask(own.pixel, { headers: { 'user-agent': odd, purpose: 'NULL' } });
    expect(await originsOf(own.messageId)).toMatchObject([{ userAgent: odd.slice(0, 512), purpose: 'NULL' }]);
  });
});

describe('a tracked link', () => {
  it('leads on to the stored address and is recorded first', async () => {
    const { status, headers } = await ask(`${mail.links[0]}?to=https%3A%2F%2Fevil.example`);
    expect([status, headers.location, headers['referrer-policy']]).toEqual([
      302,
      'https://example.com/offer?a=1&b=%C3%A9#part',
      'no-referrer',
    ]);
    expect((await hitsOf(mail.messageId)).filter((hit) => hit.link_id !== null)).toHaveLength(1);
  });

  it('that is not ours is a plain page, and never leads where its query says', async () => {
    const forged = withOtherEnd(mail.links[0] ?? '');
    const asPixel = mail.pixel.replace('/o/', '/l/').replace('.gif', '');
    for (const path of ['/l', '/l/', '/l/%zz', `${forged}?to=https%3A%2F%2Fevil.example`, asPixel]) {
      const { status, headers, body } = await ask(path);
      expect([path, status, headers.location]).toEqual([path, 404, undefined]);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(body.toString()).toContain('This link is not one of ours');
      expect(body.toString()).not.toContain('evil');
    }
  });

  it('of a withdrawn mail still leads on, and records nothing', async () => {
    const withdrawn = await aTrackedMail(database, api.config.keys.token, {
      withdrawn: true,
      urls: ['https://example.com/'],
    });
    expect(await ask(withdrawn.links[0] ?? '')).toMatchObject({
      status: 302,
      headers: { location: 'https://example.com/' },
    });
    expect(await hitsOf(withdrawn.messageId)).toEqual([]);
  });

  it('leads to http and https alone', async () => {
    const odd = await aTrackedMail(database, api.config.keys.token, { urls: ['javascript:alert(1)'] });
    expect((await ask(odd.links[0] ?? '')).status).toBe(404);
  });
});
