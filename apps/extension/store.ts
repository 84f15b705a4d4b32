import type { ConsentMode, Me } from '@openly/contracts';

/** A device's sign-in, under the key `session`. */
export interface Session {
  accessToken: string;
  refreshToken: string;
  /** When the access token ends, in milliseconds since 1970. */
  expiresAt: number;
  account: Me;
  /** Absent until it was first read. */
  consent?: Consent;
}

/** How the account's team asks its readers, and the loosest that the server's operator allows. */
export interface Consent {
  mode: ConsentMode;
  floor: ConsentMode;
}

/** What the user has chosen, under the key `settings`. */
export interface Settings {
  /** Base address of the Openly server, without a trailing slash. */
  serverUrl: string;
  /** Whether a new mail starts out tracked; as the team has it where the user has not chosen. */
  trackByDefault: boolean;
}

export const DEFAULT_SETTINGS: Settings = { serverUrl: 'http://127.0.0.1:3000', trackByDefault: true };

/** The part of `chrome.storage.local` the extension uses; a plain map in tests. */
export interface Store {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
}

export const chromeStore: Store = {
  get: async (key) => (await chrome.storage.local.get(key))[key],
  set: (key, value) => chrome.storage.local.set({ [key]: value }),
  remove: (key) => chrome.storage.local.remove(key),
};

export async function readSettings(store: Store): Promise<Settings> {
  return { ...DEFAULT_SETTINGS, ...(await chosenSettings(store)) };
}

/** What the user has chosen indeed. */
export async function chosenSettings(store: Store): Promise<Partial<Settings>> {
  return ((await store.get('settings')) as Partial<Settings> | undefined) ?? {};
}

/** Runs tasks on one key one after the other, so that read-change-write never loses a change. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const next = this.#last.then(task, task);
    this.#last = next.catch(() => undefined);
    return next;
  }
}
