import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { everyEntry } from '@openly/client';
import { auditEntry, erasureReceipt, member, type Role, type Scope } from '@openly/contracts';
import pg from 'pg';
import { WebSocket } from 'ws';
import { callsWith, giveRole } from '../support/credentials.js';
import { grantOf, worksAtGoogle } from '../support/google-grant.js';
import { inMs, schedulingIn, zone } from '../support/scheduled-mail.js';
import { until } from '../support/until.js';
import { buildWorld, COLLEAGUE, request, SENDER, type User, type World } from '../support/world.js';

const PEOPLE = ['mia', 'max', 'moe'].map((name) => ({ email: `${name}@example.com`, name: `${name} Member` }));

let world: World;
/** The owner, until a test says otherwise. */
let sam: User;
let cleo: User;
let mia: User;

beforeAll(async () => {
  world = await buildWorld({ people: PEOPLE });
  sam = await world.signIn(SENDER);
  cleo = await world.signIn(COLLEAGUE);
});
afterAll(() => world.close());

/** Before each test: Sam owns the team, Cleo is an admin, Mia a member; nobody else is there. */
beforeEach(async () => {
  world.sandbox.faults.clear();
  await world.database.query('delete from account where id <> all($1::uuid[])', [
    [sam.me.accountId, cleo.me.accountId],
  ]);
  await giveRole(world.database, sam.me.accountId, 'owner');
  await giveRole(world.database, cleo.me.accountId, 'admin');
  mia = await world.signIn('mia@example.com');
});

const { buildDraft } = schedulingIn(() => ({ world, sender: sam }));

const path = ({ me }: User) => `/v1/team/members/${me.accountId}`;
const makes = (who: User, { me }: User, role: Role) =>
  who.client.PATCH('/v1/team/members/{id}', { params: { path: { id: me.accountId } }, body: { role } });
const passTo = (memberId: string, who = sam) => who.client.POST('/v1/team/ownership', { body: { memberId } });
const roleOf = async (who: User): Promise<string | undefined> =>
  (await world.database.query<{ role: string }>('select role from account where id = $1', [who.me.accountId]))[0]?.role;
const newest = async () => {
  const { body } = await sam.call('GET', '/v1/team/audit?limit=1');
  return auditEntry.parse(body.items[0]);
};
const count = async (what: string) =>
  (await world.database.query<{ count: number }>(`select count(*)::integer as count from ${what}`))[0]?.count;
const owners = () => count(`account where role = 'owner'`);

async function waitingMail(who: User): Promise<string> {
  const id = randomUUID();
  await world.database.query(
    `insert into schedule (team_id, id, account_id, gmail_draft_id, status, send_at, time_zone, wall_time, sender_zone,
       deliver_in, fixed, zone_rules, tolerance_minutes, late_from, unless_replied, tracking, message_id, draft_bytes,
       due_at)
     values ($1, $2, $3, gen_random_uuid(), 'scheduled', now() + interval '1 day', 'UTC', now(), 'UTC', 'sender', 'wall', '1', 1,
       now(), false, true, gen_random_uuid(), 1, now() + interval '1 day')`,
    [who.me.teamId, id, who.me.accountId],
  );
  return id;
}

describe('the list of members', () => {
  it('tells an admin who is there, page by page, the longest first', async () => {
    const list = everyEntry((cursor) =>
      cleo.client.GET('/v1/team/members', { params: { query: { limit: 1, cursor } } }),
    );
    const items: unknown[] = [];
    for await (const entry of list) items.push(member.strict().parse(entry));
    expect(items).toMatchObject([
      { id: sam.me.accountId, email: SENDER, name: 'Sam Sender', role: 'owner', gmailConnected: true },
      { id: cleo.me.accountId, email: COLLEAGUE, role: 'admin' },
      { id: mia.me.accountId, email: 'mia@example.com', role: 'member' },
    ]);
    const one = await cleo.call('GET', path(mia));
    expect(member.strict().parse(one.body)).toEqual(items[2]);
    expect((await cleo.call('GET', `/v1/team/members/${randomUUID()}`)).body.code).toBe('member_not_found');
    expect((await cleo.call('GET', '/v1/team/members?cursor=eyJhIjoxfQ')).status).toBe(400);
  });

  it('is read with an API key that may read the team, as long as its maker is an admin', async () => {
    const { body } = await cleo.call('POST', '/v1/api-keys', { name: 'a key', scopes: ['team:read'] });
    const key = callsWith(world.api.url, body.key);
    expect((await key('GET', '/v1/team/members')).body.items).toHaveLength(3);
    expect((await key('PATCH', path(mia), { role: 'admin' })).status).toBe(403);
    await giveRole(world.database, cleo.me.accountId, 'member');
    expect((await key('GET', '/v1/team/members')).body.code).toBe('forbidden');
  });
});

describe('the name of the team', () => {
  it('is changed by an admin, and told to who is in it', async () => {
    const renamed = await cleo.client.PATCH('/v1/team', { body: { name: '  Sales of Example ' } });
    expect([renamed.response.status, renamed.data?.name]).toEqual([200, 'Sales of Example']);
    expect((await mia.call('GET', '/v1/me')).body.teamName).toBe('Sales of Example');
    expect(await newest()).toMatchObject({ action: 'team.renamed', accountId: cleo.me.accountId, detail: {} });
    for (const name of ['', '   ', 'x'.repeat(101), 'a\nb', 7]) {
      expect((await cleo.call('PATCH', '/v1/team', { name })).status).toBe(400);
    }
  });
});

describe('a role', () => {
  it('is given by an admin, counts at once and is in the log', async () => {
    expect((await makes(cleo, mia, 'admin')).data).toMatchObject({ id: mia.me.accountId, role: 'admin' });
    expect(await newest()).toMatchObject({
      action: 'member.role_changed',
      accountId: cleo.me.accountId,
      targetId: mia.me.accountId,
      detail: { from: 'member', to: 'admin' },
    });
    expect((await makes(mia, cleo, 'reporter')).response.status).toBe(200);
    expect((await cleo.call('GET', '/v1/team/members')).status).toBe(403);
    expect((await cleo.call('GET', '/v1/messages')).status).toBe(403);
  });

  it('of an owner is given and taken by an owner alone', async () => {
    for (const [who, whom, role] of [
      [cleo, mia, 'owner'],
      [cleo, cleo, 'owner'],
      [cleo, sam, 'member'],
    ] as const) {
      const { response, error } = await makes(who, whom, role);
      expect([response.status, error?.code]).toEqual([403, 'forbidden']);
      expect(error?.detail).toMatch(/owner/);
    }
    expect((await makes(sam, mia, 'owner')).response.status).toBe(200);
    expect((await makes(mia, sam, 'admin')).response.status).toBe(200);
    expect([await roleOf(sam), await roleOf(mia)]).toEqual(['admin', 'owner']);
  });

  it('that is had already changes nothing, and is not in the log', async () => {
    const before = await newest();
    expect((await makes(cleo, mia, 'member')).response.status).toBe(200);
    expect(await newest()).toEqual(before);
  });

  it('of a reporter is not given to somebody whose mail still waits', async () => {
    await waitingMail(mia);
    expect((await makes(cleo, mia, 'reporter')).error).toMatchObject({ status: 409, code: 'schedules_undecided' });
    expect(await roleOf(mia)).toBe('member');
  });

  it.each([{}, { role: 'king' }, { role: 'member', more: 1 }, { role: null }])('is none in %j', async (body) => {
    expect((await cleo.call('PATCH', path(mia), body)).status).toBe(400);
  });
});

/** What is answered to a request whose maker gets this role after it has come in, and before it changes anything. */
async function askedWhileMade(role: Role, { me, call }: User, [method, path, body]: [string, string, object?]) {
  const other = new pg.Client({ connectionString: world.database.connections.ownerUrl });
  await other.connect();
  try {
    await other.query(`begin; set local openly.scope = 'system'`);
    await other.query('select from team where id = $1 for no key update', [me.teamId]);
    await other.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`team:${me.teamId}`]);
    await other.query('update account set role = $2 where id = $1', [me.accountId, role]);
    const asked = call(method, path, body);
    const isWaiting = () => count(`pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    await Promise.race([asked, until(async () => (await isWaiting()) !== 0).catch(() => undefined)]);
    await other.query('commit');
    return await asked;
  } finally {
    await other.end();
  }
}

describe('an admin who is none any more before the request is through', () => {
  const things = async () => {
    const domain = 'example.com';
    await world.database.query(
      `insert into team_domain (team_id, domain, role) values ($1, $2, 'member') on conflict do nothing`,
      [sam.me.teamId, domain],
    );
    const { body: invitation } = await sam.call('POST', '/v1/team/invitations', { role: 'member' });
    const { body: key } = await sam.call('POST', '/v1/api-keys', { name: 'a key', scopes: ['team:read'] });
    return { domain, invitation: invitation.id, key: key.id };
  };
  type Things = Awaited<ReturnType<typeof things>>;
  const everything = () =>
    Promise.all(
      ['team', 'team_domain', 'invitation', 'api_key', 'policy_version', 'audit'].map((table) =>
        world.database.query(`select to_jsonb(t) - 'last_used_at' as row from ${table} t order by t::text`),
      ),
    );

  it.each<[string, (its: Things) => [method: string, path: string, body?: object]]>([
    ['rename the team', () => ['PATCH', '/v1/team', { name: 'Taken over' }]],
    ['change the policy', () => ['PATCH', '/v1/team/policy', { trackedByDefault: false, subjectsKept: false }]],
    ['give up a domain', ({ domain }) => ['DELETE', `/v1/team/domains/${domain}`]],
    ['invite', () => ['POST', '/v1/team/invitations', { role: 'admin' }]],
    ['revoke an invitation', ({ invitation }) => ['DELETE', `/v1/team/invitations/${invitation}`]],
    ['make an API key', () => ['POST', '/v1/api-keys', { name: 'theirs', scopes: ['team:read'] }]],
    ['revoke an API key', ({ key }) => ['DELETE', `/v1/api-keys/${key}`]],
  ])('does not %s', async (_, act) => {
    const request = act(await things());
    const before = await everything();
    expect((await askedWhileMade('member', cleo, request)).body).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await everything()).toEqual(before);
  });
});

it('a change of the policy waits for whoever made it and leaves at that moment, without an error of ours', async () => {
  await giveRole(world.database, mia.me.accountId, 'admin');
  const id = randomUUID();
  await mia.call('PUT', `/v1/messages/${id}`, { recipients: [{ email: 'ann@example.net', field: 'to' }] });
  const leaving = new pg.Client({ connectionString: world.database.connections.ownerUrl });
  await leaving.connect();
  try {
    // In the order in which an account is erased: its mail, then itself.
    await leaving.query(`begin; set local openly.scope = 'system'`);
    await leaving.query('select from message where id = $1 for update', [id]);
    const asked = mia.call('PATCH', '/v1/team/policy', { untrackedDomains: ['example.net'] });
    await until(
      async () =>
        (await count(`pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)) !== 0,
    );
    await leaving.query('select from account where id = $1 for update', [mia.me.accountId]).catch(() => undefined);
    await leaving.query('rollback');
    expect((await asked).status).toBe(200);
  } finally {
    await leaving.end();
  }
});

describe('a member who is a reporter before the request is through', () => {
  it.each(['schedules', 'series'])('has no %s, which they could neither see nor stop', async (what) => {
    await world.database.query('delete from schedule');
    const { id: gmailDraftId } = await buildDraft();
    const body = {
      gmailDraftId,
      timeZone: zone,
      when: 'tomorrow 8am',
      ...(what === 'series' && { rule: 'FREQ=DAILY' }),
    };
    const asked = askedWhileMade('reporter', sam, ['POST', `/v1/${what}`, body]);
    expect((await asked).body).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await count('schedule')).toBe(0);
    expect(await count('series')).toBe(0);
  });
});

describe('the last owner', () => {
  it('does not step down', async () => {
    expect((await makes(sam, sam, 'member')).error).toMatchObject({ status: 409, code: 'last_owner' });
    expect(await roleOf(sam)).toBe('owner');
  });

  it('does not leave while others are there, and may once there is another', async () => {
    await makes(sam, mia, 'owner');
    await makes(sam, sam, 'member');
    const leave = () => mia.call('DELETE', '/v1/me', { confirm: 'mia@example.com' });
    const refused = await leave();
    expect([refused.status, refused.body.code]).toEqual([409, 'last_owner']);
    expect(refused.body.title).toMatch(/Make somebody else an owner first/);
    expect((await mia.call('GET', '/v1/me')).status).toBe(200);
    expect(await worksAtGoogle(world, await grantOf(world, mia))).toBe(true);
    await makes(mia, sam, 'owner');
    expect((await leave()).status).toBe(200);
  });

  it('is left, whatever crosses: owners who step down, leave, and remove each other', async () => {
    const acts = [(who: User) => makes(who, who, 'admin'), (who: User) => passTo(cleo.me.accountId, who)];
    for (let round = 0; round < 12; round++) {
      await giveRole(world.database, cleo.me.accountId, 'admin');
      for (const who of [sam, mia]) await giveRole(world.database, who.me.accountId, 'owner');
      const act = acts[round % 2] as (typeof acts)[0];
      const [one, other] = await Promise.all([act(sam), makes(mia, mia, 'admin')]);
      expect([200, 403, 409]).toContain(one?.response.status);
      expect([200, 409]).toContain(other?.response.status);
      expect(await owners()).toBeGreaterThanOrEqual(1);
    }
    for (const who of [sam, mia]) await giveRole(world.database, who.me.accountId, 'owner');
    const crossed = await Promise.all([
      sam.client.DELETE('/v1/team/members/{id}', {
        params: { path: { id: mia.me.accountId }, query: { schedules: 'cancel' } },
      }),
      makes(sam, sam, 'admin'),
      mia.client.DELETE('/v1/me', { body: { confirm: 'mia@example.com' } }),
    ]);
    for (const { response } of crossed) expect([200, 401, 403, 404, 409]).toContain(response.status);
    expect(await owners()).toBe(1);
  });
});

describe('ownership', () => {
  it('passes to a member, and leaves an admin behind', async () => {
    const passed = await passTo(mia.me.accountId);
    expect([passed.response.status, passed.data?.role]).toEqual([200, 'owner']);
    expect([await roleOf(sam), await roleOf(mia)]).toEqual(['admin', 'owner']);
    const { data } = await sam.client.GET('/v1/team/audit', { params: { query: { limit: 2 } } });
    expect(data?.items.map(({ targetId, detail }) => [targetId, detail])).toEqual([
      [sam.me.accountId, { from: 'owner', to: 'admin' }],
      [mia.me.accountId, { from: 'member', to: 'owner' }],
    ]);
  });

  it('is not for an admin to give, nor to nobody', async () => {
    expect((await passTo(cleo.me.accountId, cleo)).response.status).toBe(403);
    const nobody = await passTo(randomUUID());
    expect([nobody.response.status, nobody.error?.code]).toEqual([404, 'member_not_found']);
    expect(await roleOf(sam)).toBe('owner');
  });
});

describe('removing a member', () => {
  const remove = (who: User, whom: User, query = '') => who.call('DELETE', path(whom) + query);

  it('ends devices, sockets and API keys at once, takes Google’s grant back, and is in the log', async () => {
    await giveRole(world.database, mia.me.accountId, 'admin');
    const scopes: Scope[] = ['team:read', 'messages:read'];
    const { body: made } = await mia.call('POST', '/v1/api-keys', { name: 'hers', scopes });
    const key = callsWith(world.api.url, made.key);
    const { body: invited } = await mia.call('POST', '/v1/team/invitations', { role: 'admin' });
    const second = await world.signIn('mia@example.com');
    const grant = await grantOf(world, mia);
    const socket = new WebSocket(`${world.api.url.replace('http', 'ws')}/v1/live`);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    const heard = new Promise((resolve) => socket.on('message', resolve));
    socket.on('open', () => socket.send(JSON.stringify({ accessToken: mia.accessToken, since: null })));
    await heard;
    expect([(await key('GET', '/v1/team')).status, await worksAtGoogle(world, grant)]).toEqual([200, true]);

    const removed = await remove(cleo, mia);
    expect(erasureReceipt.parse(removed.body)).toMatchObject({ teamRemoved: false, googleGrant: 'revoked' });
    expect(await closed).toBe(1008);
    for (const call of [mia.call, second.call, key]) expect((await call('GET', '/v1/team')).status).toBe(401);
    const { refreshToken } = second;
    expect((await request(world.api.url, 'POST', '/v1/auth/token', { refreshToken })).status).toBe(401);
    expect(await worksAtGoogle(world, grant)).toBe(false);
    expect((await request(world.api.url, 'GET', new URL(invited.url).pathname)).status).toBe(404);
    expect(await newest()).toMatchObject({
      action: 'member.removed',
      accountId: cleo.me.accountId,
      targetId: mia.me.accountId,
    });
    expect((await remove(cleo, mia)).body.code).toBe('member_not_found');
  });

  it('of an owner is for an owner, and of oneself for nobody', async () => {
    expect((await remove(cleo, sam)).body.code).toBe('forbidden');
    expect((await remove(cleo, cleo)).body.code).toBe('forbidden');
    await makes(sam, mia, 'owner');
    expect((await remove(mia, sam)).status).toBe(200);
    sam = await world.signIn(SENDER);
    await giveRole(world.database, sam.me.accountId, 'owner');
  });

  it('asks what becomes of mail that waits', async () => {
    await waitingMail(mia);
    const undecided = await remove(cleo, mia);
    expect([undecided.status, undecided.body.code]).toEqual([409, 'schedules_undecided']);
    expect((await mia.call('GET', '/v1/schedules?status=scheduled')).body.items).toHaveLength(1);
    const removed = await remove(cleo, mia, '?schedules=cancel');
    expect([removed.status, removed.body.draftsLeft, removed.body.removed.schedules]).toEqual([200, 1, 1]);
    expect(await count(`schedule where account_id = '${mia.me.accountId}'`)).toBe(0);
  });

  it('waits for a mail that is being sent this moment', async () => {
    const id = await waitingMail(mia);
    await world.database.query(
      `update schedule set status = 'sending', lease_id = gen_random_uuid(), due_at = now() + interval '20 seconds'
       where id = $1`,
      [id],
    );
    expect((await remove(cleo, mia, '?schedules=cancel')).body.code).toBe('account_busy');
    expect((await mia.call('GET', '/v1/me')).status).toBe(200);
  });

  it.each(['?schedules=keep', '?schedules=handOver', '?to=1', `?schedules=cancel&to=${randomUUID()}`, '?x=1'])(
    'takes no %s',
    async (query) => {
      expect((await remove(cleo, mia, query)).status).toBe(400);
      expect((await mia.call('GET', '/v1/me')).status).toBe(200);
    },
  );

  it('keeps what goes out of others’ mail as it was', async () => {
    const draft = await buildDraft();
    const body = { gmailDraftId: draft.id, sendAt: inMs(1_500), timeZone: zone };
    expect((await sam.call('POST', '/v1/schedules', body)).status).toBe(201);
    expect((await remove(cleo, mia)).status).toBe(200);
    await until(
      async () => (await sam.call('GET', '/v1/schedules?status=sent')).body.items.length === 1,
      20_000,
      'the mail to be sent',
    );
  });
});
