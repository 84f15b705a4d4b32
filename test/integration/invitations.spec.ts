import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Body } from '@openly/client';
import { createdInvitation, invitation, me, pageOf } from '@openly/contracts';
import { ownTeamsClient } from '../../apps/sandbox/src/index.js';
import { giveRole } from '../support/credentials.js';
import { grantOf, worksAtGoogle } from '../support/google-grant.js';
import { buildWorldOfTeams, type Who } from '../support/own-teams.js';
import { inMs, zone } from '../support/scheduled-mail.js';
import { until } from '../support/until.js';
import { request, type User, type World } from '../support/world.js';

let world: Awaited<ReturnType<typeof buildWorldOfTeams>>;
/** Owns the team that invites. */
let olga: User;

beforeAll(async () => {
  world = await buildWorldOfTeams();
  olga = await world.signIn('olga@acme.example');
});
afterAll(() => world.close());

const count = async (what: string) =>
  (await (world as World).database.query<{ count: number }>(`select count(*)::integer as count from ${what}`))[0]
    ?.count;
const acting = async (user: User) => {
  const { data } = await user.client.GET('/v1/team/audit', { params: { query: { limit: 200 } } });
  return data?.items.map(({ action, detail }) => ({ action, ...detail }));
};

/** An account as it is after a first sign-in, whoever had that address before. */
async function fresh(email: Who): Promise<User> {
  await world.database.query('delete from account where email = $1', [email]);
  await world.database.query('delete from team where not exists (select from account where team_id = team.id)');
  await world.database.query('delete from removed_member');
  return world.signIn(email);
}

const tokenOf = (url: string) => url.split('/').at(-1) ?? '';
async function invite(body: Partial<Body<'CreateInvitation'>> = {}, by = olga) {
  const { response, data } = await by.client.POST('/v1/team/invitations', { body: { role: 'member', ...body } });
  expect(response.status).toBe(201);
  const made = createdInvitation.strict().parse(data);
  return { ...made, token: tokenOf(made.url) };
}
const accept = (user: User, token: string, more: object = {}) =>
  user.call('POST', '/v1/invitations/accept', { token, ...more });

describe('making an invitation', () => {
  it('tells the link once, keeps a hash of it, and lists it without', async () => {
    const { id, url, token, expiresAt, createdAt, mailed } = await invite({ role: 'reporter' });
    expect(url).toBe(`${world.api.config.publicUrl}/join/${token}`);
    expect(mailed).toBe(false);
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBeCloseTo(7 * 86_400_000, -2);
    const [row] = await world.database.query<{ token_hash: Buffer; text: string }>(
      'select token_hash, i::text as text from invitation i where id = $1',
      [id],
    );
    expect(row?.token_hash.equals(createHash('sha256').update(token).digest())).toBe(true);
    expect(row?.text).not.toContain(token);
    const { data } = await olga.client.GET('/v1/team/invitations');
    const listed = pageOf(invitation.strict())
      .parse(data)
      .items.find((one) => one.id === id);
    expect(listed).toMatchObject({ role: 'reporter', email: null, createdBy: olga.me.accountId });
    expect(JSON.stringify(data)).not.toContain(token);
    expect(await acting(olga)).toContainEqual({ action: 'invitation.created', role: 'reporter', expiresAt });
  });

  it.each([
    {},
    { role: 'owner' },
    { role: 'member', expiresInDays: 0 },
    { role: 'member', expiresInDays: 31 },
    { role: 'member', expiresInDays: 1.5 },
    { role: 'member', email: 'nobody' },
    { role: 'member', team: 'x' },
  ])('refuses %j', async (body) => {
    expect((await olga.call('POST', '/v1/team/invitations', body)).status).toBe(400);
  });

  it('makes one of a request that comes twice', async () => {
    const before = await count('invitation');
    const key = { 'idempotency-key': randomUUID() };
    const ask = (body: object) => olga.call('POST', '/v1/team/invitations', body, key);
    const answers = await Promise.all([ask({ role: 'member' }), ask({ role: 'member' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await ask({ role: 'member' })).body.code).toBe('already_created');
    expect((await ask({ role: 'admin' })).body.code).toBe('idempotency_conflict');
    expect(await count('invitation')).toBe((before ?? 0) + 1);
  });

  it('mails it to the one it is for', async () => {
    const { url, mailed, id } = await invite({ email: 'Frida@free.example' });
    expect(mailed).toBe(true);
    const mail = await until(
      async () =>
        (await world.sandbox.mailbox('frida@free.example').list('INBOX')).find((one) => one.subject.includes('Openly')),
      20_000,
      'the invitation to arrive',
    );
    expect(mail.subject).toBe('Join acme.example on Openly');
    expect(mail.raw.toString().replace(/=\r\n/g, '').replace(/=3D/g, '=')).toContain(url);
    const [row] = await world.database.query<{ text: string }>(
      'select i::text as text from invitation i where id = $1',
      [id],
    );
    expect(row?.text.toLowerCase()).not.toContain('frida');
  });

  it('has an end for a day', async () => {
    await world.database.query(
      `insert into audit (team_id, id, action) select $1, gen_random_uuid(), 'invitation.created' from generate_series(1, 100)`,
      [olga.me.teamId],
    );
    const refused = await olga.call('POST', '/v1/team/invitations', { role: 'member' });
    expect([refused.status, refused.body.code]).toEqual([409, 'too_many_invitations']);
    await world.database.query(`delete from audit where action = 'invitation.created' and account_id is null`);
  });
});

describe('the page of an invitation', () => {
  const page = (path: string) => request(world.api.url, 'GET', path);

  it('says who invites to what, runs nothing, loads nothing and changes nothing', async () => {
    await olga.call('PATCH', '/v1/team', { name: 'A <b>bold</b> team' });
    const { url, token } = await invite({ role: 'admin' });
    const before = await count(`invitation i where i::text like '%'`);
    const { status, headers, body } = await page(new URL(url).pathname);
    expect(status).toBe(200);
    expect(body).toContain('Olga Owner (olga@acme.example)');
    expect(body).toContain('A &lt;b>bold&lt;/b> team');
    expect(body).toContain('an admin');
    expect(body).toContain(url);
    expect(body).not.toMatch(/<script|<form|src=|@import/);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'; style-src 'sha256-/);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    await page(new URL(url).pathname);
    expect(await count(`invitation i where i::text like '%'`)).toBe(before);
    await olga.call('PATCH', '/v1/team', { name: 'acme.example' });
    expect((await accept(await fresh('frida@free.example'), token)).status).toBe(200);
    expect((await page(new URL(url).pathname)).status).toBe(404);
  });

  it.each(['x', 'x'.repeat(43), '%00', 'x'.repeat(400)])('is the same for any link that is none: %s', async (token) => {
    const { status, body, headers } = await page(`/join/${token}`);
    expect([status, headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(body).toContain('not good any more');
  });
});

describe('taking an invitation', () => {
  it('moves somebody who has just come into the team, with Gmail and this device', async () => {
    const frida = await fresh('frida@free.example');
    await frida.call('PATCH', '/v1/me', { scheduleTolerance: 7, noticeLanguage: 'nl' });
    const grant = await grantOf(world, frida);
    const { token, id } = await invite({ role: 'admin' });
    const answer = await accept(frida, token);
    expect(answer.status).toBe(200);
    expect(me.parse(answer.body)).toMatchObject({
      teamId: olga.me.teamId,
      teamName: 'acme.example',
      role: 'admin',
      email: 'frida@free.example',
      gmailConnected: true,
      scheduleTolerance: 7,
      noticeLanguage: 'nl',
    });
    // Made of who Frida is at Google; readers know her by another sender id.
    expect(answer.body.accountId).toBe(frida.me.accountId);
    expect(answer.body.senderId).not.toBe(frida.me.senderId);
    expect((await frida.call('GET', '/v1/me')).body).toEqual(answer.body);
    expect((await frida.call('GET', '/v1/team/members')).body.items).toHaveLength(2);
    expect(await worksAtGoogle(world, grant, ownTeamsClient)).toBe(true);
    expect(await count(`team where id = '${frida.me.teamId}'`)).toBe(0);
    expect(await acting(olga)).toContainEqual({
      action: 'account.joined',
      by: 'invitation',
      invitationId: id,
      role: 'admin',
    });
    const refreshed = await request(world.api.url, 'POST', '/v1/auth/token', { refreshToken: frida.refreshToken });
    expect(refreshed.status).toBe(200);
    // The same person signs in again as the same account.
    expect((await world.signIn('frida@free.example')).me.accountId).toBe(answer.body.accountId);
  });

  it('sends mail from the new team as before, through the grant that stayed', async () => {
    const fred = await fresh('fred@free.example');
    const draft = () =>
      world.sandbox.google.call<{ id: string }>('fred@free.example', 'POST', '/drafts', {
        message: {
          raw: Buffer.from('From: fred@free.example\r\nTo: ann@example.net\r\nSubject: Moved\r\n\r\nHi').toString(
            'base64url',
          ),
        },
      });
    const schedule = async (sendAt: string) =>
      fred.call('POST', '/v1/schedules', { gmailDraftId: (await draft()).id, sendAt, timeZone: zone });
    // Gmail was spoken to in the name of the account as it was.
    const first = await schedule(inMs(3_600_000));
    expect(first.status).toBe(201);
    expect((await accept(fred, (await invite()).token, { startAfresh: true })).status).toBe(200);
    expect((await schedule(inMs(1_000))).status).toBe(201);
    await until(
      async () => (await fred.call('GET', '/v1/schedules?status=sent')).body.items.length === 1,
      20_000,
      'the mail to be sent',
    );
    expect(await count(`schedule where id = '${first.body.id}'`)).toBe(0);
  });

  it('signs other devices out', async () => {
    const frida = await fresh('frida@free.example');
    const other = await world.signIn('frida@free.example');
    expect((await accept(frida, (await invite()).token)).status).toBe(200);
    expect((await frida.call('GET', '/v1/me')).status).toBe(200);
    expect((await other.call('GET', '/v1/me')).status).toBe(401);
  });

  it('works once, of two people at one moment for one', async () => {
    for (let round = 0; round < 5; round++) {
      const people = [await fresh('frida@free.example'), await fresh('fred@free.example')];
      const { token } = await invite();
      const answers = await Promise.all(people.map((who) => accept(who, token)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
      const loser = people[answers.findIndex(({ status }) => status === 404)];
      expect((await loser?.call('GET', '/v1/me'))?.body.teamId).toBe(loser?.me.teamId);
    }
  });

  it('is done once by somebody who asks twice at one moment', async () => {
    const frida = await fresh('frida@free.example');
    const { token } = await invite();
    const answers = await Promise.all([accept(frida, token), accept(frida, token)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    // The other came with an account that is no more, or found the invitation taken.
    expect([401, 404]).toContain(answers.find(({ status }) => status !== 200)?.status);
    expect(await count(`account where email = 'frida@free.example'`)).toBe(1);
  });

  it('answers what is over, taken, revoked, for another, or nobody’s, all in the same way', async () => {
    const frida = await fresh('frida@free.example');
    const [late, revoked, others, demoted] = [
      await invite(),
      await invite(),
      await invite({ email: 'fred@free.example' }),
      await (async () => {
        const adam = await fresh('adam@acme.example');
        expect((await accept(adam, (await invite({ role: 'admin' })).token)).status).toBe(200);
        const made = await invite({}, adam);
        const { body } = await adam.call('GET', '/v1/me');
        expect((await olga.call('PATCH', `/v1/team/members/${body.accountId}`, { role: 'member' })).status).toBe(200);
        return made;
      })(),
    ];
    await world.database.query('update invitation set expires_at = now() where id = $1', [late.id]);
    expect((await olga.call('DELETE', `/v1/team/invitations/${revoked.id}`)).status).toBe(204);
    expect((await olga.call('DELETE', `/v1/team/invitations/${revoked.id}`)).body.code).toBe('invitation_not_found');
    expect((await olga.call('DELETE', `/v1/team/invitations/${late.id}`)).body.code).toBe('invitation_not_found');
    const nobodys = await accept(frida, 'x'.repeat(43));
    expect([nobodys.status, nobodys.body.code]).toEqual([404, 'invitation_not_found']);
    for (const { token } of [late, revoked, others, demoted]) {
      expect((await accept(frida, token)).body).toEqual(nobodys.body);
    }
    expect((await olga.client.GET('/v1/team/invitations')).data?.items.map(({ id }) => id)).not.toContain(late.id);
    // For another it still stands, however they spell it.
    const fred = await fresh('fred@free.example');
    expect((await accept(fred, others.token)).status).toBe(200);
    expect((await accept(frida, others.token)).body).toEqual(nobodys.body);
    for (const token of ['', 'short', 7, null]) expect((await accept(frida, token as string)).status).toBe(400);
  });

  it('is nothing for who is there already, and leaves the invitation as it was', async () => {
    const { token } = await invite();
    expect((await accept(olga, token)).body).toMatchObject({ status: 409, code: 'already_member' });
    expect((await accept(await fresh('frida@free.example'), token)).status).toBe(200);
  });
});

describe('somebody who has something already', () => {
  const message = async (user: User) => {
    const id = randomUUID();
    const body = { subject: 'Kept', recipients: [{ email: 'ann@example.net', field: 'to' }] };
    expect((await user.call('PUT', `/v1/messages/${id}`, body)).status).toBe(200);
    return id;
  };
  const having: Record<string, (user: User) => Promise<unknown>> = {
    mail: message,
    'a deleted mail': async (user) => user.call('DELETE', `/v1/messages/${await message(user)}`),
    'a webhook': (user) =>
      user.call('POST', '/v1/webhooks', { url: 'https://crm.example.com/openly', events: ['open.recorded'] }),
    'an API key': (user) => user.call('POST', '/v1/api-keys', { name: 'a', scopes: ['team:read'] }),
    'an invitation': (user) => user.call('POST', '/v1/team/invitations', { role: 'member' }),
    'a policy': (user) => user.call('PATCH', '/v1/team/policy', { detail: 'country' }),
    'a reader’s zone': (user) => user.call('PUT', '/v1/reader-zones', { email: 'ann@example.net', timeZone: zone }),
  };

  it.each(Object.keys(having))('is asked before anything is lost: %s', async (kind) => {
    const frida = await fresh('frida@free.example');
    await having[kind]?.(frida);
    const { token } = await invite();
    const refused = await accept(frida, token);
    expect([refused.status, refused.body.code]).toEqual([409, 'has_own_records']);
    expect((await frida.call('GET', '/v1/me')).body.teamId).toBe(frida.me.teamId);
    expect((await accept(frida, token, { startAfresh: true })).body.teamId).toBe(olga.me.teamId);
    for (const table of ['message', 'webhook', 'api_key', 'invitation', 'reader_zone', 'event']) {
      expect([table, await count(`${table} where team_id = '${frida.me.teamId}'`)]).toEqual([table, 0]);
    }
    expect((await frida.call('GET', '/v1/messages')).body.items).toEqual([]);
  });

  it('keeps everything where the invitation turns out to be taken', async () => {
    const frida = await fresh('frida@free.example');
    const id = await message(frida);
    const { token } = await invite();
    await accept(await fresh('fred@free.example'), token);
    expect((await accept(frida, token, { startAfresh: true })).status).toBe(404);
    expect((await frida.call('GET', `/v1/messages/${id}`)).status).toBe(200);
  });

  it('does not leave others without an owner', async () => {
    const [frida, fred] = [await fresh('frida@free.example'), await fresh('fred@free.example')];
    expect((await accept(fred, (await invite({}, frida)).token)).status).toBe(200);
    const { token } = await invite();
    expect((await accept(frida, token)).body).toMatchObject({ status: 409, code: 'last_owner' });
    const { body } = await fred.call('GET', '/v1/me');
    await giveRole(world.database, body.accountId, 'owner');
    await world.database.query('delete from invitation where account_id = $1', [frida.me.accountId]);
    expect((await accept(frida, token)).body.teamId).toBe(olga.me.teamId);
    expect(await acting(fred)).toContainEqual({ action: 'account.left' });
    expect((await fred.call('GET', '/v1/team/members')).body.items).toHaveLength(1);
  });
});

describe('a domain', () => {
  const set = (user: User, domain: string, role = 'member') => user.call('PUT', `/v1/team/domains/${domain}`, { role });

  it('is taken by an admin whom Google says to belong to it, and by nobody else', async () => {
    expect((await set(olga, 'ACME.example', 'reporter')).body).toMatchObject({
      domain: 'acme.example',
      role: 'reporter',
    });
    expect((await set(olga, 'acme.example')).body).toMatchObject({ role: 'member' });
    expect((await olga.client.GET('/v1/team/domains')).data?.items).toMatchObject([{ domain: 'acme.example' }]);
    expect(await acting(olga)).toContainEqual({ action: 'domain.set', domain: 'acme.example', role: 'member' });
    for (const domain of ['other.example', 'gmail.com']) {
      expect((await set(olga, domain)).body).toMatchObject({ status: 403, code: 'domain_not_yours' });
    }
    // An address alone says nothing.
    const otto = await world.signIn('outsider@acme.example');
    expect((await set(otto, 'acme.example')).body.code).toBe('domain_not_yours');
    const bea = await world.signIn('bea@other.example');
    expect((await set(bea, 'acme.example')).body.code).toBe('domain_not_yours');
    for (const [domain, role] of [
      ['acme', 'member'],
      ['a b.example', 'member'],
      ['acme.example', 'admin'],
    ] as const) {
      expect((await set(olga, encodeURIComponent(domain), role)).status).toBe(400);
    }
  });

  it('brings its people in at their first sign-in, and no others', async () => {
    const amy = await fresh('amy@acme.example');
    expect([amy.me.teamId, amy.me.role]).toEqual([olga.me.teamId, 'member']);
    expect(await acting(olga)).toContainEqual({ action: 'account.joined', by: 'domain', role: 'member' });
    for (const email of ['outsider@acme.example', 'bea@other.example', 'frida@free.example'] as const) {
      const other = await fresh(email);
      expect([email, other.me.teamId === olga.me.teamId, other.me.role]).toEqual([email, false, 'owner']);
    }
  });

  it('does not bring back who was removed, an invitation does', async () => {
    const amy = await fresh('amy@acme.example');
    expect((await olga.call('DELETE', `/v1/team/members/${amy.me.accountId}`)).status).toBe(200);
    const back = await world.signIn('amy@acme.example');
    expect(back.me.teamId).not.toBe(olga.me.teamId);
    expect((await accept(back, (await invite()).token)).status).toBe(200);
    await back.call('DELETE', '/v1/me', { confirm: 'amy@acme.example' });
    expect((await world.signIn('amy@acme.example')).me.teamId).toBe(olga.me.teamId);
  });

  it('belongs to one team', async () => {
    const art = await fresh('art@acme.example');
    await olga.call('DELETE', `/v1/team/members/${art.me.accountId}`);
    const alone = await world.signIn('art@acme.example');
    expect(alone.me.role).toBe('owner');
    expect((await set(alone, 'acme.example')).body).toMatchObject({ status: 409, code: 'domain_taken' });
    expect((await alone.call('DELETE', '/v1/team/domains/acme.example')).body.code).toBe('domain_not_found');
  });

  it('can be given up', async () => {
    expect((await olga.call('DELETE', '/v1/team/domains/acme.example')).status).toBe(204);
    expect((await olga.call('DELETE', '/v1/team/domains/acme.example')).body.code).toBe('domain_not_found');
    expect(await acting(olga)).toContainEqual({ action: 'domain.removed', domain: 'acme.example' });
    expect((await fresh('amy@acme.example')).me.role).toBe('owner');
  });
});
