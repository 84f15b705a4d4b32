import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { me, tokenResponse } from '@openly/contracts';
import { buildWorld, request, type World } from '../support/world.js';

const SENDER = 'sender@example.com';
const COLLEAGUE = 'colleague@example.com';

let world: World;
beforeAll(async () => {
  world = await buildWorld();
});
afterAll(() => world.close());
beforeEach(() => world.sandbox.faults.clear());

const extension = () => `https://${world.api.config.extensionIds[0]}.chromiumapp.org/`;
const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');

interface Leg {
  verifier: string;
  state: string;
  google: URL;
}

/** The first leg: the extension opens our address and is sent on to Google. */
async function start(changes: Record<string, string> = {}): Promise<Leg> {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const query = new URLSearchParams({
    codeChallenge: challengeOf(verifier),
    redirectUri: extension(),
    state,
    ...changes,
  });
  const answer = await request(world.api.url, 'GET', `/v1/auth/google/start?${query}`);
  expect(answer.status).toBe(302);
  return { verifier, state, google: new URL(answer.headers.get('location') ?? '') };
}

/** The person chooses an account at Google. @returns the address Google sends the browser back to */
async function choose(google: URL, email: string, changes: Record<string, string> = {}): Promise<string> {
  const asked = Object.fromEntries(google.searchParams);
  const answer = await fetch(new URL('/o/oauth2/v2/auth/callback', google), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ ...asked, email, ...changes }),
  });
  return answer.headers.get('location') ?? '';
}

async function back(callback: string): Promise<URL> {
  const answer = await fetch(callback, { redirect: 'manual' });
  expect(answer.status).toBe(302);
  return new URL(answer.headers.get('location') ?? '');
}

const redeem = (code: string, codeVerifier: string) =>
  request(world.api.url, 'POST', '/v1/auth/token', { code, codeVerifier });
const refresh = (refreshToken: string) => request(world.api.url, 'POST', '/v1/auth/token', { refreshToken });
const whoAmI = (accessToken: string) =>
  request(world.api.url, 'GET', '/v1/me', undefined, { authorization: `Bearer ${accessToken}` });

describe('signing in', () => {
  it('tells who is signed in, by the contract', async () => {
    const user = await world.signIn(SENDER);
    expect(me.parse(user.me)).toMatchObject({ email: SENDER, name: 'Sam Sender', gmailConnected: true });
  });

  it('puts both people of the sandbox into one team', async () => {
    const [sender, colleague] = [await world.signIn(SENDER), await world.signIn(COLLEAGUE)];
    expect(colleague.me.teamId).toBe(sender.me.teamId);
    expect(colleague.me.accountId).not.toBe(sender.me.accountId);
    expect(await world.database.query('select name from team')).toEqual([{ name: 'Example' }]);
  });

  it('is the same account the next time, also when two first sign-ins cross', async () => {
    const users = await Promise.all([world.signIn(SENDER), world.signIn(SENDER), world.signIn(SENDER)]);
    expect(new Set(users.map((user) => user.me.accountId)).size).toBe(1);
  });

  it('asks Google for offline access with PKCE, and for nothing but the scopes we explain', async () => {
    const { google } = await start();
    const asked = Object.fromEntries(google.searchParams);
    expect(asked).toMatchObject({ access_type: 'offline', prompt: 'consent', code_challenge_method: 'S256' });
    expect(asked.scope?.split(' ').map((scope) => scope.replace(/.*\//, ''))).toEqual([
      'openid',
      'email',
      'profile',
      'gmail.compose',
      'gmail.metadata',
    ]);
  });

  it.each([
    'https://evil.chromiumapp.org/',
    'https://example.com/',
    'http://EXT.chromiumapp.org/',
    'https://EXT.chromiumapp.org.example.com/',
    'https://EXT.chromiumapp.org:8443/',
    'https://user@EXT.chromiumapp.org/',
    'https://EXT.chromiumapp.org/?next=x',
  ])('sends nobody back to %s', async (address) => {
    const redirectUri = address.replace('EXT', world.api.config.extensionIds[0] ?? '');
    const query = new URLSearchParams({ codeChallenge: challengeOf('x'), redirectUri, state: 's'.repeat(16) });
    const answer = await request(world.api.url, 'GET', `/v1/auth/google/start?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'origin_not_allowed' } });
  });

  it('goes back with sign_in_cancelled when the person declines', async () => {
    const { google, state } = await start();
    const declined = `${google.searchParams.get('redirect_uri')}?error=access_denied&state=${google.searchParams.get('state')}`;
    expect((await back(declined)).href).toBe(`${extension()}?error=sign_in_cancelled&state=${state}`);
  });

  it('goes back with google_scope_missing when a box was unticked', async () => {
    const { google, state } = await start();
    const callback = await choose(google, SENDER, { scope: 'openid email profile' });
    expect((await back(callback)).href).toBe(`${extension()}?error=google_scope_missing&state=${state}`);
  });

  it('goes back with google_unavailable when Google fails', async () => {
    const { google } = await start();
    const callback = await choose(google, SENDER);
    world.sandbox.faults.failNextApiCall({ match: /^POST \/oauth2\/token$/, status: 500, times: 10 });
    expect((await back(callback)).searchParams.get('error')).toBe('google_unavailable');
  });

  it("takes Google's answer once", async () => {
    const { google } = await start();
    const callback = await choose(google, SENDER);
    await back(callback);
    const again = await fetch(callback, { redirect: 'manual' });
    expect(again.status).toBe(400);
    expect(await again.json()).toMatchObject({ code: 'invalid_code' });
  });

  it('gives tokens once for a code, and only to who holds the verifier', async () => {
    const first = await start();
    const code = (await back(await choose(first.google, SENDER))).searchParams.get('code') ?? '';
    const given = await redeem(code, first.verifier);
    expect(tokenResponse.parse(given.body).expiresIn).toBe(900);
    expect((await redeem(code, first.verifier)).body.code).toBe('invalid_code');

    const second = await start();
    const other = (await back(await choose(second.google, SENDER))).searchParams.get('code') ?? '';
    expect((await redeem(other, first.verifier)).body.code).toBe('invalid_code');
    expect((await redeem(other, second.verifier)).body.code).toBe('invalid_code');
  });

  it("takes a code for 60 seconds by the database's clock", async () => {
    const { google, verifier } = await start();
    const code = (await back(await choose(google, SENDER))).searchParams.get('code') ?? '';
    await world.database.query(`update sign_in_code set expires_at = expires_at - interval '61 seconds'`);
    expect((await redeem(code, verifier)).body.code).toBe('invalid_code');
  });

  it('stores neither tokens, codes nor states in the clear', async () => {
    const { google, verifier } = await start();
    const code = (await back(await choose(google, SENDER))).searchParams.get('code') ?? '';
    const stored = JSON.stringify(await world.database.query('select * from sign_in_code'));
    expect(stored).not.toContain(code);
    const { body } = await redeem(code, verifier);
    const accounts = await world.database.query<{ refresh_token_sealed: Buffer }>('select * from account');
    for (const account of accounts) expect(account.refresh_token_sealed.includes('google_refresh')).toBe(false);
    expect(JSON.stringify(await world.database.query('select * from session'))).not.toContain(body.refreshToken);
  });
});

describe('staying signed in', () => {
  it('needs a valid access token, which ends after 15 minutes', async () => {
    const user = await world.signIn(SENDER);
    expect((await whoAmI('x'.repeat(43))).status).toBe(401);
    expect((await whoAmI(user.accessToken)).status).toBe(200);
    await world.database.query(`update access_token set expires_at = expires_at - interval '901 seconds'`);
    expect((await whoAmI(user.accessToken)).body.code).toBe('unauthenticated');
  });

  it('goes on with the next tokens, while access tokens live out their time', async () => {
    const user = await world.signIn(SENDER);
    const { body } = await refresh(user.refreshToken);
    expect((await whoAmI(body.accessToken)).status).toBe(200);
    expect((await whoAmI(user.accessToken)).status).toBe(200);
    expect((await refresh(body.refreshToken)).status).toBe(200);
  });

  it('survives an answer that got lost with the worker', async () => {
    const user = await world.signIn(SENDER);
    await refresh(user.refreshToken);
    const { body } = await refresh(user.refreshToken);
    expect((await refresh(body.refreshToken)).status).toBe(200);
  });

  it('works with whichever token was kept when refreshes crossed', async () => {
    for (const kept of [0, 1, 2]) {
      const user = await world.signIn(SENDER);
      const answers = await Promise.all([1, 2, 3].map(() => refresh(user.refreshToken)));
      expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
      expect((await refresh(answers[kept]?.body.refreshToken)).status).toBe(200);
    }
  });

  it('ends this device alone when an old token comes back', async () => {
    const [device, other] = [await world.signIn(SENDER), await world.signIn(SENDER)];
    const { body: second } = await refresh(device.refreshToken);
    const { body: third } = await refresh(second.refreshToken);
    await world.database.query(`update session set previous_valid_until = now() - interval '1 second'`);
    expect((await refresh(device.refreshToken)).body.code).toBe('invalid_refresh_token');
    expect((await refresh(third.refreshToken)).body.code).toBe('invalid_refresh_token');
    expect((await whoAmI(third.accessToken)).status).toBe(401);
    expect((await refresh(other.refreshToken)).status).toBe(200);
  });

  it('refuses the token before after its 60 seconds', async () => {
    const user = await world.signIn(SENDER);
    await refresh(user.refreshToken);
    await world.database.query(
      `update session set previous_valid_until = previous_valid_until - interval '60 seconds'`,
    );
    expect((await refresh(user.refreshToken)).body.code).toBe('invalid_refresh_token');
  });

  it('is not ended by a made-up token', async () => {
    const user = await world.signIn(SENDER);
    expect((await refresh(randomBytes(48).toString('base64url'))).body.code).toBe('invalid_refresh_token');
    expect((await whoAmI(user.accessToken)).status).toBe(200);
  });

  it('ends after 60 days unused', async () => {
    const user = await world.signIn(SENDER);
    await world.database.query(`update session set expires_at = expires_at - interval '60 days'`);
    expect((await refresh(user.refreshToken)).body.code).toBe('invalid_refresh_token');
  });

  it('ends at logout, for this device', async () => {
    const [device, other] = [await world.signIn(SENDER), await world.signIn(SENDER)];
    const { refreshToken } = device;
    for (const token of [refreshToken, refreshToken, 'x'.repeat(64)]) {
      const answer = await request(world.api.url, 'POST', '/v1/auth/logout', { refreshToken: token });
      expect(answer.status).toBe(204);
    }
    expect((await whoAmI(device.accessToken)).status).toBe(401);
    expect((await refresh(device.refreshToken)).body.code).toBe('invalid_refresh_token');
    expect((await whoAmI(other.accessToken)).status).toBe(200);
  });
});
