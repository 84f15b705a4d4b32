import { randomBytes } from 'node:crypto';
import {
  createServer,
  restoreTokenMap,
  type Store,
  type StoreSnapshot,
  serializeTokenMap,
  type TokenEntry,
  type TokenMap,
} from '@emulators/core';
import { type GoogleStore, getGoogleStore, googlePlugin, seedFromConfig } from '@emulators/google';
import { numberLikeGmail } from './gmail-ids.js';
import { type StateFile, stateFile } from './persistence.js';
import { oauthClient, ownTeamsClient, type Person, seedMail } from './seed.js';

interface SavedState {
  store: StoreSnapshot;
  tokens: TokenEntry[];
}

/** The third-party emulator, seeded, persistent, and numbering as Gmail does. */
export interface Emulator {
  store: Store;
  gmail: GoogleStore;
  tokens: TokenMap;
  state: StateFile<SavedState>;
  /** Answers a request as the account that its bearer token belongs to, or as `email` where given. */
  fetch(request: Request, email?: string): Promise<Response>;
}

/** The emulator answers 403 after 5,000 calls an hour with one token; calls pass under tokens of ours, changed before that. */
const CALLS_PER_TOKEN = 4_000;

/** Loads or seeds the emulated Google. `baseUrl` is its own address, `stateFilePath` where it lives on, `people` who has a mailbox. */
export function startEmulator(baseUrl: string, stateFilePath: string, people: readonly Person[]): Emulator {
  const { app, store, tokenMap } = createServer(googlePlugin, { baseUrl });
  const gmail = getGoogleStore(store);
  const passes = new Map<string, { token: string; calls: number }>();

  const state = stateFile<SavedState>(stateFilePath, () => ({
    store: store.snapshot(),
    tokens: serializeTokenMap(tokenMap).filter((entry) => !entry.token.startsWith('pass_')),
  }));
  const saved = state.load();
  if (saved) {
    store.restore(saved.store);
    restoreTokenMap(tokenMap, saved.tokens);
  }
  numberLikeGmail(gmail);
  seedFromConfig(store, baseUrl, {
    users: people.map(({ email, name }) => ({ email, name })),
    oauth_clients: [oauthClient, ownTeamsClient].map(({ id, secret }) => ({
      client_id: id,
      client_secret: secret,
      name: 'Openly',
      redirect_uris: [],
    })),
    messages: saved ? [] : seedMail(Date.now()),
  });
  if (!saved) state.touch();

  const pass = (email: string): string => {
    const known = passes.get(email);
    if (known && known.calls < CALLS_PER_TOKEN) {
      known.calls += 1;
      return known.token;
    }
    if (known) tokenMap.delete(known.token);
    const token = `pass_${randomBytes(20).toString('base64url')}`;
    tokenMap.set(token, { login: email, id: 0, scopes: [] });
    passes.set(email, { token, calls: 1 });
    return token;
  };

  return {
    store,
    gmail,
    tokens: tokenMap,
    state,
    async fetch(request, email) {
      if (email === undefined) return app.fetch(request);
      const headers = new Headers(request.headers);
      headers.set('authorization', `Bearer ${pass(email)}`);
      return app.fetch(new Request(request, { headers }));
    },
  };
}
