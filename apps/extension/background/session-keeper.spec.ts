import { describe, expect, it } from '@jest/globals';
import { memoryStore } from '../memory-store';
import type { Session } from '../store';
import { buildSession } from './session.fixture';
import { SessionKeeper } from './session-keeper';

const NOW = 1_700_000_000_000;
const signedIn = (change: Partial<Session> = {}) =>
  buildSession({ accessToken: 'old', expiresAt: NOW + 600_000, ...change });

function buildKeeper(
  session: Session | null,
  refresh: (token: string) => Promise<{ accessToken: string; refreshToken: string; expiresIn: number } | null>,
) {
  const store = memoryStore(session ? { session } : {});
  const asked: string[] = [];
  const keeper = new SessionKeeper({
    store,
    now: () => NOW,
    refresh: (token) => {
      asked.push(token);
      return refresh(token);
    },
  });
  return { keeper, store, asked };
}
const fresh = { accessToken: 'new', refreshToken: 'refresh-2', expiresIn: 900 };

describe('keeping the session', () => {
  it('uses the access token while it is good', async () => {
    const { keeper, asked } = buildKeeper(signedIn(), async () => fresh);
    expect(await keeper.accessToken()).toBe('old');
    expect(asked).toEqual([]);
  });

  it('refreshes once however many requests wait, and keeps the rotated token', async () => {
    const { keeper, store, asked } = buildKeeper(signedIn({ expiresAt: NOW + 1000 }), async () => fresh);
    const tokens = await Promise.all([keeper.accessToken(), keeper.accessToken(), keeper.renew('old')]);
    expect(tokens.map((token) => (typeof token === 'string' ? token : token?.accessToken))).toEqual([
      'new',
      'new',
      'new',
    ]);
    expect(asked).toEqual(['refresh-1']);
    expect(await store.get('session')).toMatchObject({ refreshToken: 'refresh-2', expiresAt: NOW + 900_000 });
  });

  it('does not refresh again for a request refused with the token before', async () => {
    const { keeper, asked } = buildKeeper(signedIn({ accessToken: 'new' }), async () => fresh);
    expect((await keeper.renew('old'))?.accessToken).toBe('new');
    expect(asked).toEqual([]);
  });

  it('ends the sign-in when the server has ended the device', async () => {
    const { keeper } = buildKeeper(signedIn(), async () => null);
    expect(await keeper.renew('old')).toBeNull();
    expect(await keeper.current()).toBeNull();
    expect(await keeper.wasEnded()).toBe(true);
  });

  it('stays signed in when the server cannot be reached', async () => {
    const { keeper } = buildKeeper(signedIn(), async () => {
      throw new Error('away');
    });
    await expect(keeper.renew('old')).rejects.toThrow('away');
    expect(await keeper.current()).not.toBeNull();
  });

  it('does not bring back a session signed out while it was refreshed', async () => {
    let answer: (tokens: typeof fresh) => void = () => undefined;
    const { keeper, asked } = buildKeeper(signedIn(), () => new Promise((resolve) => (answer = resolve)));
    const renewing = keeper.renew('old');
    while (asked.length === 0) await Promise.resolve();
    await keeper.end('signed_out');
    answer(fresh);
    expect(await renewing).toBeNull();
    expect(await keeper.current()).toBeNull();
    expect(await keeper.wasEnded()).toBe(false);
  });
});
