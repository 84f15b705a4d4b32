import { describe, expect, it } from '@jest/globals';
import { memoryStore } from '../memory-store';
import { accountState } from './answers';
import { Api } from './api';
import { buildSession } from './session.fixture';

const startsTracked = async (chosen: object | null, teams: boolean | null) => {
  const store = memoryStore();
  if (chosen) await store.set('settings', chosen);
  if (teams !== null) {
    const session = buildSession();
    await store.set('session', { ...session, account: { ...session.account, trackedByDefault: teams } });
  }
  return (await accountState(store, new Api(store))).settings.trackByDefault;
};

describe('a new mail starts out tracked', () => {
  it.each([
    [null, null, true],
    [null, true, true],
    [null, false, false],
    [{ serverUrl: 'https://o.example' }, false, false],
    [{ trackByDefault: true }, false, true],
    [{ trackByDefault: false }, true, false],
  ])('where the user has chosen %j and the team %j: %j', async (chosen, teams, expected) => {
    expect(await startsTracked(chosen, teams)).toBe(expected);
  });
});
