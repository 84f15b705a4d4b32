import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { type ApiKey, type Scope, scope } from '@openly/contracts';
import { type Call, callsWith, giveRole, plantSession } from '../support/credentials.js';
import { buildTeam } from '../support/modules.js';
import { type DescribedRoute, describedRoutes, filled } from '../support/routes.js';
import { inMs, schedulingIn, zone } from '../support/scheduled-mail.js';
import { type Answer, buildWorld, COLLEAGUE, SENDER, type User, type World } from '../support/world.js';

let world: World;
/** Whose things they are: the owner of a team, who has a bit of everything. */
let sam: User;
/** A member of the same team. */
let cleo: User;
let routes: DescribedRoute[];
/** An id of Sam's by the word of the paths that take it. */
let ids: Record<string, string>;

interface Person {
  teamId: string;
  accountId: string;
  call: Call;
}

const { buildDraft, schedule } = schedulingIn(() => ({ world, sender: sam }));

beforeAll(async () => {
  world = await buildWorld();
  sam = await world.signIn(SENDER);
  cleo = await world.signIn(COLLEAGUE);
  routes = (await describedRoutes(world.api.url)).filter(({ template }) => template.startsWith('/v1/'));
  const message = randomUUID();
  const thread = '18c0ffee18c0ffee';
  await sam.call('PUT', `/v1/messages/${message}`, { recipients: [{ email: 'ann@example.net', field: 'to' }] });
  const sent = { gmailMessageId: thread, gmailThreadId: thread, sentAt: new Date().toISOString() };
  await sam.call('POST', `/v1/messages/${message}/sent`, sent);
  const webhook = { url: 'https://crm.example.com/openly', events: ['open.recorded'] };
  const series = { gmailDraftId: (await buildDraft()).id, rule: 'FREQ=DAILY', when: 'tomorrow 8am', timeZone: zone };
  await world.database.query(`insert into team_domain (team_id, domain, role) values ($1, 'sam.example', 'member')`, [
    sam.me.teamId,
  ]);
  ids = {
    messages: message,
    threads: thread,
    schedules: (await schedule((await buildDraft()).id, { sendAt: inMs(86_400_000) })).id,
    series: (await sam.call('POST', '/v1/series', series)).body.id,
    'api-keys': (await keyOf(sam.call, ['team:read'])).id,
    webhooks: (await sam.call('POST', '/v1/webhooks', webhook)).body.id,
    members: sam.me.accountId,
    invitations: (await sam.call('POST', '/v1/team/invitations', { role: 'member', email: 'guest@example.net' })).body
      .id,
    domains: 'sam.example',
  };
});

afterAll(() => world.close());

/** The owner of another team, signed in. */
async function buildOutsider(): Promise<Person> {
  const { teamId, accountIds } = await buildTeam(world.database, [`${randomUUID()}@outside.example`]);
  const account = { teamId, accountId: accountIds[0] ?? '' };
  await giveRole(world.database, account.accountId, 'owner');
  const { accessToken } = await plantSession(world.database, account);
  return { ...account, call: callsWith(world.api.url, accessToken) };
}

async function keyOf(
  call: Call,
  scopes: readonly Scope[] = scope.options,
): Promise<ApiKey & { call: Call; key: string }> {
  const { status, body } = await call('POST', '/v1/api-keys', { name: 'a key', scopes });
  expect(status).toBe(201);
  return { ...body, call: callsWith(world.api.url, body.key) };
}

const askingWho = () => routes.filter(({ isPublic }) => !isPublic);
const nameOf = ({ method, template }: DescribedRoute) => `${method} ${template}`;
/** The word that says what a path's id is of: `/v1/messages/{id}/sent`, `/v1/team/members/{id}`. */
const wordOf = ({ template }: DescribedRoute) =>
  template.split('/').find((word, at) => at > 1 && word !== 'team') ?? '';
/** A request to a route as good as one can be made without knowing what it is about. */
const ask = (call: Call, route: DescribedRoute, id: string = randomUUID(), query = '') =>
  call(route.method, filled(route.template, id) + query, route.body);

/** What an answer tells: of a refusal all, else what it consists of; the id that was asked for left out. */
function told({ status, body }: Answer, id: string): unknown {
  const text = JSON.stringify(body).replaceAll(id, 'ID');
  return { status, body: status >= 400 ? JSON.parse(text) : shapeOf(JSON.parse(text)) };
}

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]));
}

/** Everything of Sam's team that a request could change. */
async function ofSamsTeam(): Promise<unknown> {
  const tables = ['message', 'recipient', 'link', 'own_view', 'account', 'team', 'consent_decision', 'reader_zone'];
  tables.push('invitation', 'team_domain', 'policy_version');
  const rows = tables.map((table) =>
    world.database.query(
      `select to_jsonb(t) as row from ${table} t where t.${table === 'team' ? 'id' : 'team_id'} = $1 order by t::text`,
      [sam.me.teamId],
    ),
  );
  // Of these the server's own work changes other columns by itself.
  const others = [
    'select id, status, send_at, gmail_draft_id from schedule where team_id = $1 and series_id is null order by id',
    'select id, status, rule, skip, gmail_draft_id from series where team_id = $1 order by id',
    'select id, name, scopes, expires_at from api_key where team_id = $1 order by id',
    'select id, account_id from session where team_id = $1 order by id',
    'select id, url_sealed, secret_sealed, events, scope, description, status from webhook where team_id = $1 order by id',
    'select webhook_id, id, status from webhook_delivery where team_id = $1 order by id',
  ].map((text) => world.database.query(text, [sam.me.teamId]));
  return Promise.all([...rows, ...others]);
}

/** What the controllers serve, as paths of `/openapi.json` are written. */
function served(): string[] {
  const controllers = [...world.api.app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers]);
  return controllers.flatMap(([, { metatype, instance }]) => {
    const base: string = Reflect.getMetadata(PATH_METADATA, metatype as object);
    const prototype: Record<string, object> = Object.getPrototypeOf(instance);
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const method: RequestMethod | undefined = Reflect.getMetadata(METHOD_METADATA, prototype[name] as object);
      if (method === undefined) return [];
      const path = [base, Reflect.getMetadata(PATH_METADATA, prototype[name] as object)].join('/');
      return [`${RequestMethod[method]} /${path.split('/').filter(Boolean).join('/')}`.replace(/:(\w+)/g, '{$1}')];
    });
  });
}

describe('every route', () => {
  it('is described, so that it is tried here', async () => {
    const described = (await describedRoutes(world.api.url)).map(nameOf);
    expect(served().length).toBeGreaterThan(60);
    expect(served().filter((name) => !described.includes(name))).toEqual([]);
  });

  it('says what it needs', () => {
    expect(askingWho().length).toBeGreaterThan(30);
    expect(
      askingWho()
        .filter(({ needs }) => needs === null)
        .map(nameOf),
    ).toEqual([]);
    expect(routes.filter(({ isPublic, needs }) => isPublic && needs).map(nameOf)).toEqual([]);
  });

  it('that takes an id is tried with one of somebody else’s', () => {
    const untried = askingWho().filter((route) => route.template.includes('{') && !ids[wordOf(route)]);
    expect(untried.map(nameOf)).toEqual([]);
  });
});

/** Of these a client chooses the id, or there is no telling whether anything has it: they answer about one's own. */
const ABOUT_ONES_OWN: Readonly<Record<string, number>> = {
  'PUT /v1/messages/{id}': 200,
  'GET /v1/threads/{gmailThreadId}': 200,
  'PUT /v1/team/domains/{domain}': 403,
};
/** Ids of which there are none. */
const nobodysId = ({ template }: DescribedRoute): string => {
  if (template.includes('gmailThreadId')) return '18c0ffee18c0ff00';
  return template.includes('{domain}') ? 'nobody.example' : randomUUID();
};

async function expectNothingOf(call: Call, query = '', mayAsk = (_: DescribedRoute) => true): Promise<string[]> {
  const before = await ofSamsTeam();
  const withIds = askingWho().filter((route) => route.template.includes('{') && mayAsk(route));
  // First what reads and changes: a message that was prepared under the same id would be the caller's own.
  withIds.sort((one, other) => Number(one.method === 'PUT') - Number(other.method === 'PUT'));
  for (const route of withIds) {
    const foreign = ids[wordOf(route)] ?? '';
    const random = nobodysId(route);
    const theirs = await ask(call, route, foreign, query);
    const nobodys = await ask(call, route, random, query);
    expect([nameOf(route), told(theirs, foreign)]).toEqual([nameOf(route), told(nobodys, random)]);
    // Neither that the body was wrong nor that they may not: it is not there.
    expect([nameOf(route), theirs.status]).toEqual([nameOf(route), ABOUT_ONES_OWN[nameOf(route)] ?? 404]);
  }
  expect(await ofSamsTeam()).toEqual(before);
  return withIds.map(nameOf);
}

/** What no list tells anybody else but Sam. */
const samsOwn = () => [...Object.values(ids), sam.me.email, 'ann@example.net', 'guest@example.net'];

async function expectNothingListed(call: Call, query = '', secrets = [...samsOwn(), sam.me.teamId]): Promise<void> {
  for (const route of askingWho().filter(({ method, template }) => method === 'GET' && !template.includes('{'))) {
    const { status, body } = await ask(call, route, undefined, route.takesAccountId ? query : '');
    const text = JSON.stringify(body);
    expect([nameOf(route), secrets.filter((secret) => text.includes(secret))]).toEqual([nameOf(route), []]);
    expect([nameOf(route), status < 500]).toEqual([nameOf(route), true]);
  }
}

describe('another team’s', () => {
  it('things are as absent as what never was, to somebody signed in', async () => {
    const { call } = await buildOutsider();
    // Listed first: what is prepared then under the same id is the outsider's own, and in their export.
    await expectNothingListed(call);
    expect((await expectNothingOf(call)).length).toBeGreaterThan(14);
  });

  it('things are as absent as what never was, to an API key of all scopes', async () => {
    const outsider = await buildOutsider();
    const { call } = await keyOf(outsider.call);
    const query = `?accountId=${outsider.accountId}`;
    expect((await expectNothingOf(call, query, ({ takesAccountId }) => takesAccountId)).length).toBeGreaterThan(13);
    await expectNothingListed(call, query);
  });

  it('accounts are as absent as what never was, to an API key of all scopes', async () => {
    const { call } = await keyOf((await buildOutsider()).call);
    const before = await ofSamsTeam();
    for (const route of askingWho().filter(({ takesAccountId }) => takesAccountId)) {
      const theirs = await ask(call, route, ids[wordOf(route)], `?accountId=${sam.me.accountId}`);
      const nobodys = await ask(call, route, ids[wordOf(route)], `?accountId=${randomUUID()}`);
      expect([nameOf(route), theirs.status, theirs.body.code]).toEqual([nameOf(route), 404, 'account_not_found']);
      expect(theirs.body).toEqual(nobodys.body);
    }
    expect(await ofSamsTeam()).toEqual(before);
  });

  it('ids in a body or a query are as absent as what never was', async () => {
    const { call, teamId } = await buildOutsider();
    const [own] = await world.database.query<{ id: string }>(
      `insert into account (id, team_id, google_subject, email, sender_id)
       values (gen_random_uuid(), $1, gen_random_uuid(), 'own@outside.example', gen_random_uuid()) returning id`,
      [teamId],
    );
    const range = 'from=2026-01-01&to=2026-01-31';
    const asking: ((id: string) => Promise<Answer>)[] = [
      (id) => call('POST', '/v1/team/ownership', { memberId: id }),
      (id) => call('DELETE', `/v1/team/members/${own?.id}?schedules=handOver&to=${id}`),
      (id) => call('GET', `/v1/reports/messages?${range}&member=${id}`),
      (id) => call('GET', `/v1/reports/messages?${range}&format=csv&member=${id}`),
    ];
    const before = await ofSamsTeam();
    for (const ask of asking) {
      const [theirs, nobodys] = [await ask(sam.me.accountId), await ask(randomUUID())];
      expect(theirs.body).toEqual(nobodys.body);
      expect([404, 422]).toContain(theirs.status);
    }
    expect(await ofSamsTeam()).toEqual(before);
    const receipts = (id: string) => call('POST', '/v1/threads/receipts', { gmailThreadIds: [id] });
    const [theirs, nobodys] = [ids.threads ?? '', '18c0ffee18c0ff01'];
    const answer = await receipts(theirs);
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.body).replaceAll(theirs, nobodys)).toBe(
      JSON.stringify((await receipts(nobodys)).body),
    );
    for (const field of ['messageId', 'scheduleId'] as const) {
      const followUp = (id: string) =>
        call('POST', '/v1/schedules', {
          gmailDraftId: 'r-1',
          timeZone: zone,
          followUpOf: { [field]: id, days: 3, unless: 'replied' },
        });
      const refused = await followUp((field === 'messageId' ? ids.messages : ids.schedules) ?? '');
      expect(refused.body.code).toBe('followed_mail_not_found');
      expect(refused.body).toEqual((await followUp(randomUUID())).body);
    }
  });
});

describe('a colleague’s', () => {
  it('mail, schedules and series are as absent as what never was', async () => {
    // Within a team an id is one message's: whoever prepares one under a colleague's is told that there is none.
    const mayAsk = ({ needs, method }: DescribedRoute) => needs?.role === 'member' && method !== 'PUT';
    const tried = await expectNothingOf(cleo.call, '', mayAsk);
    expect(tried.length).toBeGreaterThan(12);
    await expectNothingListed(cleo.call, '', samsOwn());
  });

  it('account is as absent as what never was to an API key, an admin’s too', async () => {
    await giveRole(world.database, cleo.me.accountId, 'admin');
    const { call } = await keyOf(cleo.call);
    const asSam = `?accountId=${sam.me.accountId}`;
    for (const route of askingWho().filter(({ takesAccountId }) => takesAccountId)) {
      const answer = await ask(call, route, ids[wordOf(route)], asSam);
      expect([nameOf(route), answer.body.code]).toEqual([nameOf(route), 'account_not_found']);
    }
    expect((await call('GET', `/v1/messages?accountId=${cleo.me.accountId}`)).status).toBe(200);
    await giveRole(world.database, cleo.me.accountId, 'member');
  });
});

/** Asks every route that is not public, and expects this refusal of those that are not named. */
async function expectRefused(call: Call, status: number, code: string, allowed: RegExp = /^$/): Promise<void> {
  const before = await ofSamsTeam();
  for (const route of askingWho().filter((each) => !allowed.test(nameOf(each)))) {
    for (const query of route.takesAccountId ? ['', `?accountId=${sam.me.accountId}`] : ['']) {
      const answer = await ask(call, route, ids[wordOf(route)], query);
      expect([nameOf(route), answer.status, answer.body.code]).toEqual([nameOf(route), status, code]);
    }
  }
  expect(await ofSamsTeam()).toEqual(before);
}

describe('a role too low', () => {
  const inRole = async (role: 'reporter' | 'member' | 'admin') => {
    const [accountId] = await world.database.query<{ id: string }>(
      `insert into account (id, team_id, role, google_subject, email, sender_id)
       values (gen_random_uuid(), $1, $2, gen_random_uuid(), 'r@example.com', gen_random_uuid()) returning id`,
      [sam.me.teamId, role],
    );
    const account = { teamId: sam.me.teamId, accountId: accountId?.id ?? '' };
    return { ...account, ...(await plantSession(world.database, account)) };
  };

  it('lets a reporter see figures and the own account, and nothing else', async () => {
    const { accessToken, accountId } = await inRole('reporter');
    const call = callsWith(world.api.url, accessToken);
    await expectRefused(
      call,
      403,
      'forbidden',
      /^(GET|DELETE) \/v1\/me$|^POST \/v1\/invitations\/accept$|^GET \/v1\/reports\//,
    );
    expect((await call('GET', '/v1/me')).body).toMatchObject({ accountId, role: 'reporter' });
    const nobodys = await call('POST', '/v1/invitations/accept', { token: 'x'.repeat(43) });
    expect([nobodys.status, nobodys.body.code]).toEqual([404, 'invitation_not_found']);
  });

  it('lets a member change nothing of the team', async () => {
    const call = callsWith(world.api.url, (await inRole('member')).accessToken);
    const closed = askingWho().filter(({ needs }) => needs?.role === 'admin' || needs?.role === 'owner');
    // What a member may not do is written here too, so that no route opens by a slip.
    const isTeams = /^\w+ \/v1\/(team\/|api-keys)|^PATCH \/v1\/team$/;
    expect(closed.map(nameOf)).toEqual(expect.arrayContaining(['PATCH /v1/team/policy', 'POST /v1/api-keys']));
    expect(
      askingWho()
        .map(nameOf)
        .filter((name) => isTeams.test(name)),
    ).toEqual(closed.map(nameOf));
    for (const route of closed) {
      const answer = await ask(call, route, ids[wordOf(route)]);
      expect([nameOf(route), answer.status, answer.body.code]).toEqual([nameOf(route), 403, 'forbidden']);
    }
  });

  it('counts from the next request on, also for a key made before', async () => {
    const { accessToken, accountId } = await inRole('admin');
    const call = callsWith(world.api.url, accessToken);
    const key = await keyOf(call);
    expect((await key.call('GET', '/v1/team')).status).toBe(200);
    await giveRole(world.database, accountId, 'reporter');
    expect((await call('GET', '/v1/api-keys')).body.code).toBe('forbidden');
    await expectRefused(key.call, 403, 'forbidden', /^GET \/v1\/reports\//);
  });
});

describe('a credential that is no good', () => {
  it('is an access token past its time, or of a device that is signed out', async () => {
    const account = { teamId: sam.me.teamId, accountId: sam.me.accountId };
    const [late, gone] = [await plantSession(world.database, account), await plantSession(world.database, account)];
    const [calls, goneCalls] = [late, gone].map(({ accessToken }) => callsWith(world.api.url, accessToken)) as [
      Call,
      Call,
    ];
    expect([(await calls('GET', '/v1/me')).status, (await goneCalls('GET', '/v1/me')).status]).toEqual([200, 200]);
    await world.database.query('update access_token set expires_at = now() where session_id = $1', [late.id]);
    await world.database.query('delete from session where id = $1', [gone.id]);
    await expectRefused(calls, 401, 'unauthenticated');
    await expectRefused(goneCalls, 401, 'unauthenticated');
  });

  it('is an API key past its time', async () => {
    const { id, call } = await keyOf(sam.call);
    expect((await call('GET', '/v1/team')).status).toBe(200);
    await world.database.query('update api_key set expires_at = now() where id = $1', [id]);
    await expectRefused(call, 401, 'unauthenticated');
  });

  it('is an API key that was revoked', async () => {
    const { id, call } = await keyOf(sam.call);
    expect((await call('GET', '/v1/team')).status).toBe(200);
    expect((await sam.call('DELETE', `/v1/api-keys/${id}`)).status).toBe(204);
    await expectRefused(call, 401, 'unauthenticated');
  });

  it('is a text that is no key, or not whole, or nobody’s', async () => {
    const { key } = await keyOf(sam.call);
    const otherEnd = key.endsWith('a') ? 'b' : 'a';
    for (const wrong of [
      key.slice(0, -1),
      key.slice(0, -1) + otherEnd,
      `${key}a`,
      key.replace('openly_', ''),
      key.toLowerCase(),
      key.slice(0, 50),
      '%00',
    ]) {
      await expectRefused(callsWith(world.api.url, wrong), 401, 'unauthenticated');
    }
  });

  it('is an API key whose scopes do not reach so far', async () => {
    const bare = await keyOf(sam.call);
    await world.database.query(`update api_key set scopes = '{}' where id = $1`, [bare.id]);
    for (const route of askingWho()) {
      const answer = await ask(bare.call, route, ids[wordOf(route)]);
      const code = route.needs?.scope ? 'scope_missing' : 'forbidden';
      expect([nameOf(route), answer.status, answer.body.code]).toEqual([nameOf(route), 403, code]);
    }
    const before = await ofSamsTeam();
    for (const left of scope.options) {
      const { id, call } = await keyOf(
        sam.call,
        scope.options.filter((each) => each !== left),
      );
      for (const route of askingWho().filter(({ needs }) => needs?.scope === left)) {
        const answer = await ask(call, route, ids[wordOf(route)], `?accountId=${sam.me.accountId}`);
        expect([nameOf(route), answer.status, answer.body.code]).toEqual([nameOf(route), 403, 'scope_missing']);
        expect(answer.body.detail).toContain(left);
      }
      await sam.call('DELETE', `/v1/api-keys/${id}`);
    }
    expect(await ofSamsTeam()).toEqual(before);
  });
});
