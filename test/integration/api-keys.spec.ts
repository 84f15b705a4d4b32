import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiKey, createdApiKey, me, type Role, type Scope } from '@openly/contracts';
import { WebSocket } from 'ws';
import { startApi, type TestApi } from '../support/api.js';
import { callsWith, giveRole } from '../support/credentials.js';
import { type Answer, buildWorld, COLLEAGUE, request, SENDER, type User, type World } from '../support/world.js';

/** Requests a minute of the second server, which answers the same team. */
const FEW = 5;

let world: World;
/** Another process with the same database. */
let second: TestApi;
let sam: User;
let cleo: User;

beforeAll(async () => {
  world = await buildWorld();
  second = await startApi({
    database: world.database,
    googleUrl: world.sandbox.googleUrl,
    env: { OPENLY_API_KEY_REQUESTS: String(FEW), OPENLY_SESSION_REQUESTS: String(FEW), OPENLY_ROLE: 'api' },
  });
  sam = await world.signIn(SENDER);
  cleo = await world.signIn(COLLEAGUE);
});

afterAll(async () => {
  await second?.close();
  await world?.close();
});

const make = (body: object, headers?: Record<string, string>): Promise<Answer> =>
  sam.call('POST', '/v1/api-keys', body, headers);

async function buildKey(scopes: Scope[] = ['team:read']) {
  const { status, body } = await make({ name: 'monthly figures', scopes });
  expect(status).toBe(201);
  const { id, key } = createdApiKey.strict().parse(body);
  return { id, key, call: callsWith(world.api.url, key), callSecond: callsWith(second.url, key) };
}

const listed = async (id: string) => {
  const { body } = await sam.call('GET', '/v1/api-keys');
  return apiKey.strict().parse(body.items.find((item: { id: string }) => item.id === id));
};

describe('whoever makes a team by signing in', () => {
  it('owns it, and who comes later is a member', () => {
    expect([me.parse(sam.me).role, me.parse(cleo.me).role]).toEqual(['owner', 'member']);
  });

  it('still does after the next sign-in', async () => {
    expect((await world.signIn(SENDER)).me.role).toBe('owner');
  });
});

describe('an API key', () => {
  it('is told once, and only its hash is kept', async () => {
    const { id, key } = await buildKey(['messages:read', 'team:read']);
    expect(key).toMatch(/^openly_[0-9A-Za-z]{49}$/);
    const seen = await listed(id);
    expect(seen).toMatchObject({
      name: 'monthly figures',
      scopes: ['messages:read', 'team:read'],
      createdBy: sam.me.accountId,
      lastUsedAt: null,
      prefix: key.slice(0, 11),
    });
    const days = (Date.parse(seen.expiresAt) - Date.parse(seen.createdAt)) / 86_400_000;
    expect(days).toBe(366);
    const [row] = await world.database.query<{ key_hash: Buffer; text: string }>(
      'select key_hash, k::text as text from api_key k where id = $1',
      [id],
    );
    expect(row?.key_hash.equals(createHash('sha256').update(key).digest())).toBe(true);
    expect(row?.text).not.toContain(key.slice(11));
  });

  it('may do what its scopes name, for the account of its maker alone, which the request names', async () => {
    const { call } = await buildKey(['messages:read']);
    const [own, colleagues] = ['0198f2a0-0000-7000-8000-0000000000ba', '0198f2a0-0000-7000-8000-0000000000bb'];
    const recipients = [{ email: 'ann@example.net', field: 'to' }];
    await sam.call('PUT', `/v1/messages/${own}`, { recipients });
    await cleo.call('PUT', `/v1/messages/${colleagues}`, { recipients });
    const asSam = `?accountId=${sam.me.accountId}`;
    expect((await call('GET', `/v1/messages/${own}${asSam}`)).body.id).toBe(own);
    expect((await call('GET', `/v1/messages/${colleagues}${asSam}`)).body.code).toBe('message_not_found');
    const asCleo = await call('GET', `/v1/messages/${colleagues}?accountId=${cleo.me.accountId}`);
    expect([asCleo.status, asCleo.body.code]).toEqual([404, 'account_not_found']);
    expect((await call('GET', `/v1/messages${asSam}&limit=10`)).status).toBe(200);
    expect((await call('DELETE', `/v1/messages/${own}${asSam}`)).body).toMatchObject({
      status: 403,
      code: 'scope_missing',
      detail: 'It needs the scope messages:write.',
    });
    expect((await call('GET', '/v1/team')).body.code).toBe('scope_missing');
  });

  it.each(['', '?accountId=', '?accountId=1', '?accountId[]=x', '?accountId=a&accountId=b'])(
    'is asked whose mail is meant: %j',
    async (query) => {
      const { call } = await buildKey(['messages:read']);
      expect((await call('GET', `/v1/messages${query}`)).body).toMatchObject({
        code: 'invalid_request',
        errors: [{ path: 'accountId' }],
      });
    },
  );

  it('is alone in naming an account: with a sign-in, or where the team is meant, the parameter is refused', async () => {
    const { call } = await buildKey();
    const query = `?accountId=${sam.me.accountId}`;
    for (const answer of [await sam.call('GET', `/v1/messages${query}`), await call('GET', `/v1/team${query}`)]) {
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    }
  });

  it('makes no keys, changes no policy and opens no live channel', async () => {
    const { call, key } = await buildKey();
    expect((await call('POST', '/v1/api-keys', { name: 'x', scopes: ['team:read'] })).body.code).toBe('forbidden');
    expect((await call('PATCH', '/v1/team/policy', { detail: 'count' })).body.code).toBe('forbidden');
    const socket = new WebSocket(`${world.api.url.replace('http', 'ws')}/v1/live`);
    socket.on('open', () => socket.send(JSON.stringify({ accessToken: key, since: null })));
    const frame = await new Promise((resolve) => socket.once('message', (text) => resolve(JSON.parse(String(text)))));
    expect(frame).toEqual({ error: { code: 'unauthenticated' } });
    socket.close();
  });

  it('opens nothing on any process from the moment it is revoked', async () => {
    const { id, call, callSecond } = await buildKey();
    expect([(await call('GET', '/v1/team')).status, (await callSecond('GET', '/v1/team')).status]).toEqual([200, 200]);
    expect((await sam.call('DELETE', `/v1/api-keys/${id}`)).status).toBe(204);
    expect([(await call('GET', '/v1/team')).status, (await callSecond('GET', '/v1/team')).status]).toEqual([401, 401]);
    expect((await sam.call('DELETE', `/v1/api-keys/${id}`)).body.code).toBe('api_key_not_found');
    const { body } = await sam.call('GET', '/v1/api-keys');
    expect(body.items.filter((item: { id: string }) => item.id === id)).toEqual([]);
  });

  it('ends with the account of whoever made it', async () => {
    const { call } = await buildKey();
    await giveRole(world.database, cleo.me.accountId, 'admin');
    const made = await cleo.call('POST', '/v1/api-keys', { name: 'of Cleo', scopes: ['team:read'] });
    const callCleos = callsWith(world.api.url, made.body.key);
    expect((await callCleos('GET', '/v1/team')).status).toBe(200);
    await world.database.query('delete from account where id = $1', [cleo.me.accountId]);
    cleo = await world.signIn(COLLEAGUE);
    expect([(await callCleos('GET', '/v1/team')).status, (await call('GET', '/v1/team')).status]).toEqual([401, 200]);
  });

  it('shows when it was used last, written once a minute', async () => {
    const { id, call } = await buildKey();
    await call('GET', '/v1/team');
    const first = (await listed(id)).lastUsedAt;
    expect(Date.parse(first ?? '')).toBeGreaterThan(Date.parse((await listed(id)).createdAt) - 1);
    await call('GET', '/v1/team');
    expect((await listed(id)).lastUsedAt).toBe(first);
    await world.database.query(`update api_key set last_used_at = now() - interval '61 seconds' where id = $1`, [id]);
    await call('GET', '/v1/team');
    expect(Date.parse((await listed(id)).lastUsedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(first ?? ''));
  });
});

describe('making an API key', () => {
  it('takes an admin', async () => {
    const expected: Record<Role, number> = { reporter: 403, member: 403, admin: 201, owner: 201 };
    for (const [role, status] of Object.entries(expected) as [Role, number][]) {
      await giveRole(world.database, cleo.me.accountId, role);
      const answer = await cleo.call('POST', '/v1/api-keys', { name: role, scopes: ['reports:read'] });
      expect([role, answer.status]).toEqual([role, status]);
    }
    await giveRole(world.database, cleo.me.accountId, 'member');
  });

  it.each([
    ['no name', { name: ' ', scopes: ['team:read'] }, 'name'],
    ['a name too long', { name: 'x'.repeat(101), scopes: ['team:read'] }, 'name'],
    ['no scope', { name: 'x', scopes: [] }, 'scopes'],
    ['an unknown scope', { name: 'x', scopes: ['everything'] }, 'scopes.0'],
    ['a scope twice', { name: 'x', scopes: ['team:read', 'team:read'] }, 'scopes'],
    ['a time that is past', { name: 'x', scopes: ['team:read'], expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    ['a time too far', { name: 'x', scopes: ['team:read'], expiresAt: '2199-01-01T00:00:00Z' }, 'expiresAt'],
    ['no time', { name: 'x', scopes: ['team:read'], expiresAt: 'tomorrow' }, 'expiresAt'],
  ])('refuses %s', async (_what, body, path) => {
    const answer = await make(body);
    expect(answer.body).toMatchObject({ code: 'invalid_request', errors: [{ path }] });
  });

  it('twice with one Idempotency-Key makes one, and does not tell the key again', async () => {
    const body = { name: 'once', scopes: ['team:read'] };
    const header = { 'idempotency-key': 'k-1' };
    const answers = await Promise.all([make(body, header), make(body, header), make(body, header)]);
    const [made] = answers.filter(({ status }) => status === 201);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const repeat = await make(body, header);
    expect(repeat.body).toMatchObject({ code: 'already_created', detail: expect.stringContaining(made?.body.id) });
    expect(JSON.stringify(repeat.body)).not.toContain('openly_');
    expect((await make({ ...body, name: 'another' }, header)).body.code).toBe('idempotency_conflict');
    const kept = await world.database.query(`select id from api_key where name = 'once'`);
    expect(kept).toEqual([{ id: made?.body.id }]);
  });

  it('stops at a hundred, also where requests cross', async () => {
    const [count] = await world.database.query<{ keys: number }>('select count(*)::int as keys from api_key');
    await world.database.query(
      `insert into api_key (team_id, id, account_id, name, key_hash, key_prefix, scopes, expires_at)
       select $1, gen_random_uuid(), $2, 'filler', sha256(n::text::bytea), 'openly_', '{}', now() + interval '1 day'
       from generate_series(1, $3) n`,
      [sam.me.teamId, sam.me.accountId, 99 - (count?.keys ?? 0)],
    );
    const body = { name: 'last', scopes: ['team:read'] };
    const answers = await Promise.all(Array.from({ length: 4 }, () => make(body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('too_many_api_keys');
    await world.database.query(`delete from api_key where name in ('filler', 'last')`);
  });
});

describe('how often one may ask', () => {
  it('is told with every answer to a key, refusals too', async () => {
    const { call } = await buildKey();
    const paths = ['/v1/team', '/v1/messages', '/v1/team?unheardOf=1', '/v1/me'];
    for (const [place, path] of paths.entries()) {
      const { headers } = await call('GET', path);
      expect(headers.get('ratelimit-policy')).toBe('"api-key";q=600;w=60');
      expect(headers.get('ratelimit')).toMatch(new RegExp(`^"api-key";r=${599 - place};t=([1-9]|[1-5]\\d|60)$`));
    }
  });

  it('ends for one key alone, and says when to come back', async () => {
    const [busy, other] = [await buildKey(), await buildKey()];
    const answers: Answer[] = [];
    for (let n = 0; n <= FEW; n++) answers.push(await busy.callSecond('GET', '/v1/team'));
    expect(answers.map(({ status }) => status)).toEqual([...Array(FEW).fill(200), 429]);
    const refused = answers.at(-1);
    expect(refused?.body.code).toBe('rate_limited');
    expect(refused?.headers.get('retry-after')).toMatch(/^([1-9]|[1-5]\d|60)$/);
    expect(refused?.headers.get('ratelimit')).toMatch(/^"api-key";r=0;t=\d+$/);
    expect((await other.callSecond('GET', '/v1/team')).status).toBe(200);
    expect((await busy.call('GET', '/v1/team')).status).toBe(200);
  });

  it('is a device’s own matter too', async () => {
    const { accessToken } = await world.signIn(SENDER);
    const call = callsWith(second.url, accessToken);
    const statuses: number[] = [];
    for (let n = 0; n <= FEW; n++) statuses.push((await call('GET', '/v1/me')).status);
    expect(statuses).toEqual([...Array(FEW).fill(200), 429]);
    expect((await callsWith(second.url, sam.accessToken)('GET', '/v1/me')).status).toBe(200);
  });
});

describe('the description of the API', () => {
  it('says of a route which role and which scope it needs, and which credentials it takes', async () => {
    const { body } = await request(world.api.url, 'GET', '/openapi.json');
    expect(Object.keys(body.components.securitySchemes)).toEqual(['session', 'apiKey']);
    const list = body.paths['/v1/messages'].get;
    expect(list.security).toEqual([{ session: [] }, { apiKey: [] }]);
    expect(list.description).toContain('scope `messages:read`');
    expect(list.parameters.map(({ name }: { name: string }) => name)).toContain('accountId');
    const policy = body.paths['/v1/team/policy'].patch;
    expect(policy.security).toEqual([{ session: [] }]);
    expect(policy.description).toContain('role `admin`');
    expect(body.paths['/v1/auth/token'].post.security).toBeUndefined();
  });
});
