import { describe, expect, it } from '@jest/globals';
import { memoryStore } from '../memory-store';
import { Api } from './api';
import { buildSession } from './session.fixture';
import { signOut } from './sign-in';

const session = buildSession();

function buildApi(answer: () => Promise<Response>) {
  const asked: { url: string; request: RequestInit }[] = [];
  const store = memoryStore({ session, settings: { serverUrl: 'https://o.example' } });
  const api = new Api(store, (url, request = {}) => {
    asked.push({ url: String(url), request });
    return answer();
  });
  return { api, store, asked };
}

describe('signing out', () => {
  it('ends the sign-in on the server by its refresh token, also when the access token has run out', async () => {
    const { api, store, asked } = buildApi(async () => new Response(null, { status: 204 }));
    await signOut(api);
    expect(await store.get('session')).toBeUndefined();
    expect(asked.map(({ url, request }) => [request.method, url])).toEqual([
      ['POST', 'https://o.example/v1/auth/logout'],
    ]);
    expect(JSON.parse(String(asked[0]?.request.body))).toEqual({ refreshToken: 'refresh-1' });
    expect(new Headers(asked[0]?.request.headers).has('authorization')).toBe(false);
  });

  it.each([
    ['cannot be reached', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['answers with an error', async () => new Response('oops', { status: 500 })],
  ])('signs out here when the server %s', async (_what, answer) => {
    const { api, store } = buildApi(answer);
    await signOut(api);
    expect(await store.get('session')).toBeUndefined();
    expect(await api.sessions.wasEnded()).toBe(false);
  });

  it('asks the server nothing when nobody is signed in', async () => {
    const { api, store, asked } = buildApi(async () => new Response(null, { status: 204 }));
    await store.remove('session');
    await signOut(api);
    expect(asked).toEqual([]);
  });
});
