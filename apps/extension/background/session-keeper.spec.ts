import { describe, expect, it } from '@jest/globals';
import { memoryStore } from '../memory-store';
import type { Session } from '../store';
import { SessionKeeper } from './session-keeper';

const NOW = 1_700_000_000_000;
const account = {
  accountId: 'a',
  teamId: 't',
  email: 's@example.com',
  name: null,
  senderId: 'sender-id_1',
  publicUrl: 'https://o.example',
  gmailConnected: true,
  scheduleTolerance: 120,
};
const buildSession = (change: Partial<Session> = {}): Session => ({
  accessToken: 'old',
  refreshToken: 'refresh-1',
  expiresAt: NOW + 600_000,
  account,
  ...change,
});

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
    const { keeper, asked } = buildKeeper(buildSession(), async () => fresh);
    expect(await keeper.accessToken()).toBe('old');
    expect(asked).toEqual([]);
  });

  it('refreshes once however many requests wait, and keeps the rotated token', async () => {
    const { keeper, store, asked } = buildKeeper(buildSession({ expiresAt: NOW + 1000 }), async () => fresh);
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
    const { keeper, asked } = buildKeeper(buildSession({ accessToken: 'new' }), async () => fresh);
    expect((await keeper.renew('old'))?.accessToken).toBe('new');
    expect(asked).toEqual([]);
  });

  it('ends the sign-in when the server has ended the device', async () => {
    const { keeper } = buildKeeper(buildSession(), async () => null);
    expect(await keeper.renew('old')).toBeNull();
    expect(await keeper.current()).toBeNull();
    expect(await keeper.wasEnded()).toBe(true);
  });

  it('stays signed in when the server cannot be reached', async () => {
    const { keeper } = buildKeeper(buildSession(), async () => {
      throw new Error('away');
    });
    await expect(keeper.renew('old')).rejects.toThrow('away');
    expect(await keeper.current()).not.toBeNull();
  });

  it('does not bring back a session signed out while it was refreshed', async () => {
    let answer: (tokens: typeof fresh) => void = () => undefined;
    const { keeper, asked } = buildKeeper(buildSession(), () => new Promise((resolve) => (answer = resolve)));
    const renewing = keeper.renew('old');
    while (asked.length === 0) await Promise.resolve();
    await keeper.end('signed_out');
    answer(fresh);
    expect(await renewing).toBeNull();
    expect(await keeper.current()).toBeNull();
    expect(await keeper.wasEnded()).toBe(false);
  });
});
