import { describe, expect, it } from '@jest/globals';
import { type ConsentMode, DEFAULT_POLICY } from '@openly/contracts';
import { memoryStore } from '../memory-store';
import { Api } from './api';
import { freshenAccount, modeInForce } from './freshen';
import { buildSession } from './session.fixture';

const consent = { mode: 'notice', floor: 'notice' } as const;
const session = buildSession({ expiresAt: Date.now() + 3_600_000, consent });

/** The server as it answers now, to somebody whose team did with a notice when it last did. */
function buildApi(answer: (path: string) => unknown) {
  const store = memoryStore({ session, settings: { serverUrl: 'https://o.example' } });
  const api = new Api(store, async (url) => {
    const body = answer(new URL(String(url)).pathname);
    return body ? Response.json(body) : new Response('oops', { status: 500 });
  });
  return { api, store };
}
const teamThat = (consentMode: ConsentMode, consentFloor: ConsentMode) => ({
  id: session.account.teamId,
  name: 'Northwind Prints',
  policy: { version: 1, ...DEFAULT_POLICY, consentMode },
  consentFloor,
});

describe('what is known of an account', () => {
  it('follows how its team asks readers, and what the server allows', async () => {
    const { api, store } = buildApi((path) =>
      path === '/v1/me' ? { ...session.account, name: 'Sam' } : teamThat('off', 'ask'),
    );
    await freshenAccount(api);
    expect(await store.get('session')).toEqual({
      ...session,
      account: { ...session.account, name: 'Sam' },
      consent: { mode: 'off', floor: 'ask' },
    });
  });

  it.each([
    ['does not answer well', () => null],
    [
      'answers for somebody else',
      (path: string) =>
        path === '/v1/me' ? { ...session.account, accountId: session.account.teamId } : teamThat('off', 'off'),
    ],
  ])('stays as it was when the server %s', async (_what, answer) => {
    const { api, store } = buildApi(answer);
    await freshenAccount(api);
    expect(await store.get('session')).toEqual(session);
  });
});

it.each<[ConsentMode, ConsentMode | undefined, ConsentMode]>([
  ['notice', undefined, 'notice'],
  ['notice', 'ask', 'ask'],
  ['ask', undefined, 'ask'],
  ['ask', 'notice', 'ask'],
  ['off', 'ask', 'off'],
])('the stricter of the team’s mode (%s) and the mail’s (%s) is in force: %s', (teams, chosen, expected) => {
  expect(modeInForce(teams, chosen)).toBe(expected);
});
