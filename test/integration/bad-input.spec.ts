import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problem, problemTitles } from '@openly/contracts';
import { describedRoutes, filled } from '../support/routes.js';
import { buildWorld, request, type User, type World } from '../support/world.js';

let world: World;
let sam: User;
let cleo: User;
let routes: { method: string; path: string; takesBody: boolean; isPublic: boolean }[];

beforeAll(async () => {
  world = await buildWorld();
  sam = await world.signIn('sender@example.com');
  cleo = await world.signIn('colleague@example.com');
  routes = (await describedRoutes(world.api.url)).map(({ method, template, body, isPublic }) => ({
    method,
    path: filled(template, someId),
    takesBody: body !== undefined,
    isPublic,
  }));
});

afterAll(() => world.close());

const someId = '0198f2a0-0000-7000-8000-000000000001';

/** What every refusal looks like: problem+json, 4xx, a code that is documented, no stack. */
async function expectProblem(answer: Response, status?: number, code?: string): Promise<void> {
  const text = await answer.text();
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const body = problem.parse(JSON.parse(text));
  expect(Object.keys(problemTitles)).toContain(body.code);
  expect(answer.status).toBe(body.status);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(text).not.toMatch(/\bat .*\.(ts|js):\d+/);
  if (status) expect(answer.status).toBe(status);
  if (code) expect(body.code).toBe(code);
}

const send = (method: string, path: string, body: BodyInit | undefined, headers: Record<string, string>) =>
  fetch(world.api.url + path, { method, headers, ...(body !== undefined && { body }), redirect: 'manual' });

const signedIn = () => ({ authorization: `Bearer ${sam.accessToken}` });
const asJson = { 'content-type': 'application/json' };

/** Rows of everything a request could have stored. */
async function stored(): Promise<unknown> {
  const tables = [
    'message',
    'recipient',
    'link',
    'schedule',
    'hit',
    'open',
    'click',
    'consent_decision',
    'own_view',
    'series',
    'reader_zone',
  ];
  return Promise.all(tables.map((table) => world.database.query(`select '${table}', count(*) from ${table}`)));
}

describe('every route', () => {
  it('is described', () => {
    expect(routes.length).toBeGreaterThan(15);
  });

  it('asks for a good token', async () => {
    for (const route of routes.filter((each) => !each.isPublic)) {
      const body = route.takesBody ? '{}' : undefined;
      for (const authorization of [
        '',
        'Bearer',
        'Bearer x',
        `Bearer ${sam.refreshToken}`,
        `Basic ${sam.accessToken}`,
      ]) {
        const answer = await send(route.method, route.path, body, { ...asJson, authorization });
        await expectProblem(answer, 401, 'unauthenticated');
      }
    }
  });

  it('refuses broken JSON, invalid UTF-8, unknown fields, wrong types and other media', async () => {
    const before = await stored();
    for (const route of routes.filter((each) => each.takesBody && !each.path.startsWith('/r/'))) {
      const post = (body: BodyInit, headers: Record<string, string> = asJson) =>
        send(route.method, route.path, body, { ...signedIn(), ...headers });
      await expectProblem(await post('{"a":'), 400, 'invalid_json');
      await expectProblem(await post(new Uint8Array([0x22, 0xc3, 0x28, 0x22])), 400, 'invalid_json');
      await expectProblem(await post('{"__proto__": {"a": 1}}'), 400);
      await expectProblem(await post('{"unheardOf": 1}'), 400, 'invalid_request');
      for (const wrong of ['null', '[]', '"text"', '7', 'true']) await expectProblem(await post(wrong), 400);
      await expectProblem(await post('<a/>', { 'content-type': 'application/xml' }), 415, 'unsupported_media_type');
    }
    expect(await stored()).toEqual(before);
  });

  it('refuses a body or a query that it does not read', async () => {
    const before = await stored();
    for (const route of routes.filter((each) => !each.isPublic)) {
      const headers = { ...signedIn(), ...asJson };
      const body = route.method === 'GET' ? undefined : '{"unheardOf": 1}';
      if (body) await expectProblem(await send(route.method, route.path, body, headers), 400, 'invalid_request');
      await expectProblem(await send(route.method, `${route.path}?unheardOf=1`, body && '{}', headers), 400);
    }
    expect(await stored()).toEqual(before);
  });

  it('refuses a body over 1 MiB', async () => {
    const big = JSON.stringify({ subject: 'x'.repeat(1024 * 1024) });
    for (const route of routes.filter((each) => each.takesBody)) {
      await expectProblem(
        await send(route.method, route.path, big, { ...signedIn(), ...asJson }),
        413,
        'payload_too_large',
      );
    }
  });

  it('refuses ids that are none', async () => {
    for (const route of routes.filter((each) => each.path.includes(someId) && each.path.startsWith('/v1/'))) {
      if (route.path.startsWith('/v1/threads')) continue;
      for (const id of ['1', 'x'.repeat(300), "'%3B--", '%00', '..%2F..']) {
        const answer = await send(route.method, route.path.replace(someId, id), route.takesBody ? '{}' : undefined, {
          ...signedIn(),
          ...asJson,
        });
        await expectProblem(answer);
      }
    }
  });

  it('refuses paths that are not well formed, and parts of them that are too long', async () => {
    for (const route of routes.filter((each) => each.path.includes(someId) && each.path.startsWith('/v1/'))) {
      for (const id of ['%', '%zz', '%E0%A4%A', '%ff', 'x'.repeat(5_000)]) {
        const body = route.takesBody ? '{}' : undefined;
        const path = route.path.replace(someId, id);
        await expectProblem(await send(route.method, path, body, { ...signedIn(), ...asJson }), 400, 'invalid_request');
      }
    }
    await expectProblem(await send('GET', '/v1/%', undefined, {}), 400, 'invalid_request');
  });

  it('says which methods a path takes', async () => {
    for (const path of ['/v1/messages', `/v1/messages/${someId}`, '/v1/threads/receipts', '/v1/auth/token']) {
      const answer = await send('PATCH', path, '{}', { ...signedIn(), ...asJson });
      expect(answer.headers.get('allow')).toMatch(/GET|POST|PUT/);
      await expectProblem(answer, 405, 'method_not_allowed');
    }
    await expectProblem(await send('GET', '/v1/nothing', undefined, signedIn()), 404, 'not_found');
  });
});

describe('the sandbox', () => {
  it('answers this machine alone, also behind a proxy and under a rebound name', async () => {
    const ask = (headers: Record<string, string>) => request(world.api.url, 'GET', '/health/live', undefined, headers);
    expect((await ask({})).status).toBe(200);
    expect((await ask({ 'x-forwarded-for': '203.0.113.7' })).body.code).toBe('forbidden');
    expect((await ask({ 'x-forwarded-host': 'openly.example.com' })).body.code).toBe('forbidden');
  });
});

describe('another user’s message', () => {
  it('is as absent as one that never was', async () => {
    const id = '0198f2a0-0000-7000-8000-0000000000aa';
    await sam.call('PUT', `/v1/messages/${id}`, { recipients: [{ email: 'ann@example.net', field: 'to' }] });
    const before = await stored();
    const sent = { gmailMessageId: 'a1', gmailThreadId: 'a1', sentAt: new Date().toISOString() };
    const view = { from: new Date().toISOString(), to: new Date().toISOString() };
    for (const target of [id, someId]) {
      expect((await cleo.call('GET', `/v1/messages/${target}`)).body.code).toBe('message_not_found');
      expect((await cleo.call('DELETE', `/v1/messages/${target}`)).body.code).toBe('message_not_found');
      expect((await cleo.call('POST', `/v1/messages/${target}/sent`, sent)).body.code).toBe('message_not_found');
      expect((await cleo.call('POST', `/v1/messages/${target}/own-views`, view)).body.code).toBe('message_not_found');
    }
    expect((await cleo.call('PUT', `/v1/messages/${id}`, { recipients: [] })).body.code).toBe('message_not_found');
    expect(await stored()).toEqual(before);
  });
});

describe('times and numbers that PostgreSQL cannot hold', () => {
  const TIMES = ['0000-01-01T00:00:00Z', '2026-01-01T00:00:00+23:59', '9999-12-31T23:59:59-23:59'];

  it('are refused where a cursor brings them', async () => {
    const lists = ['team/audit', 'team/invitations', 'webhooks', 'messages', 'series', 'schedules', 'team/members'];
    const fields = ['at', 'createdAt', 'sendAt', 'joined'];
    const times = [...TIMES, '2026-02-30T00:00:00.000000Z', '0000-01-01T00:00:00.000000Z', '2026-01-01 00:00:00+99'];
    const positions = fields.flatMap((field) => times.map((at) => ({ [field]: at, id: someId })));
    const asked = [
      ...lists.flatMap((list) => positions.map((position) => [list, position] as const)),
      ['team/policy/versions', { version: 2 ** 31 }] as const,
      ['consent/decisions', { seq: 2 ** 53 }] as const,
    ];
    for (const [list, position] of asked) {
      const cursor = Buffer.from(JSON.stringify(position)).toString('base64url');
      const answer = await send('GET', `/v1/${list}?cursor=${cursor}`, undefined, signedIn());
      await expectProblem(answer, 400, 'invalid_request');
    }
  });

  it('are refused where a body brings them', async () => {
    const id = '0198f2a0-0000-7000-8000-0000000000ab';
    await sam.call('PUT', `/v1/messages/${id}`, { recipients: [{ email: 'ann@example.net', field: 'to' }] });
    const before = await stored();
    for (const at of TIMES) {
      const bodies: [string, object][] = [
        ['/v1/api-keys', { name: 'a key', scopes: ['team:read'], expiresAt: at }],
        [`/v1/messages/${id}/sent`, { gmailMessageId: 'a1', gmailThreadId: 'a1', sentAt: at }],
        [`/v1/messages/${id}/own-views`, { from: at, to: at }],
        ['/v1/schedules', { gmailDraftId: 'r-1', timeZone: 'UTC', sendAt: at }],
      ];
      for (const [path, body] of bodies) {
        const answer = await send('POST', path, JSON.stringify(body), { ...signedIn(), ...asJson });
        await expectProblem(answer, 400, 'invalid_request');
      }
    }
    expect(await stored()).toEqual(before);
  });
});

describe('texts that PostgreSQL cannot hold', () => {
  it('are refused, not an error of the server', async () => {
    const answer = await sam.call('PUT', `/v1/messages/${someId}`, {
      recipients: [{ email: 'ann@example.net', field: 'to' }],
      links: ['https://example.net/\u0000'],
    });
    expect(answer.status).toBe(400);
  });
});
