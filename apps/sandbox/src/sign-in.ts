import { createHash, randomBytes } from 'node:crypto';
import type { BrowserContext } from 'playwright-core';
import { accounts } from './google/seed.js';

export interface SignedIn {
  accessToken: string;
  refreshToken: string;
  /** When the access token ends, milliseconds since 1970. */
  expiresAt: number;
}

/**
 * Signs in to the API as an account of the emulated Google, without a browser: the extension's PKCE leg, with the
 * account chosen in the emulator's form. `extensionId` gives the redirect address. Throws with the step that failed.
 */
export async function signIn(apiUrl: string, email: string, extensionId: string): Promise<SignedIn> {
  const codeVerifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const redirectUri = `https://${extensionId}.chromiumapp.org/`;
  const start = new URL('/v1/auth/google/start', apiUrl);
  start.search = new URLSearchParams({
    codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    redirectUri,
    state,
  }).toString();

  const chooser = await redirectOf('start', await fetch(start, { redirect: 'manual' }));
  const form = accountForm(await (await fetch(chooser)).text(), email);
  const callback = await redirectOf(
    'choosing the account',
    await fetch(new URL('/o/oauth2/v2/auth/callback', chooser), { method: 'POST', body: form, redirect: 'manual' }),
  );
  const back = await redirectOf('callback', await fetch(callback, { redirect: 'manual' }));
  if (!back.href.startsWith(redirectUri)) throw new Error(`Sign-in ended at ${back.origin} instead of the extension`);
  if (back.searchParams.get('state') !== state) throw new Error('Sign-in came back with another state');
  const code = back.searchParams.get('code');
  if (code === null) throw new Error(`Sign-in was refused: ${back.searchParams.get('error') ?? 'no code'}`);

  const answer = await fetch(new URL('/v1/auth/token', apiUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, codeVerifier }),
  });
  if (!answer.ok) throw new Error(`Sign-in failed at token: ${answer.status} ${await answer.text()}`);
  const { accessToken, refreshToken, expiresIn } = (await answer.json()) as {
    accessToken: string;
    refreshToken: string;
    expiresIn: number;
  };
  return { accessToken, refreshToken, expiresAt: Date.now() + expiresIn * 1000 };
}

/** Signs the extension of a running browser in, by putting what a sign-in leaves behind into its storage. */
export async function signInExtension(
  context: BrowserContext,
  apiUrl: string,
  email: string = accounts[0].email,
): Promise<SignedIn> {
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker', { timeout: 15_000 }));
  const extensionId = new URL(worker.url()).host;
  const session = await signIn(apiUrl, email, extensionId);
  const me = await fetch(new URL('/v1/me', apiUrl), { headers: { authorization: `Bearer ${session.accessToken}` } });
  if (!me.ok) throw new Error(`Sign-in failed at /v1/me: ${me.status}`);
  const stored = { session: { ...session, account: (await me.json()) as unknown }, settings: { serverUrl: apiUrl } };
  await worker.evaluate(async (values) => {
    const { chrome } = globalThis as unknown as {
      chrome: { storage: { local: { set(values: object): Promise<void> } } };
    };
    await chrome.storage.local.set(values);
  }, stored);
  return session;
}

async function redirectOf(step: string, answer: Response): Promise<URL> {
  const location = answer.headers.get('location');
  if (location === null)
    throw new Error(`Sign-in failed at ${step}: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
  return new URL(location, answer.url);
}

/** The hidden fields of the emulator's form for that account. */
export function accountForm(html: string, email: string): URLSearchParams {
  const plain = (text: string) =>
    text
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&amp;/g, '&');
  for (const form of html.match(/<form[\s\S]*?<\/form>/g) ?? []) {
    const fields = [...form.matchAll(/name="([^"]*)" value="([^"]*)"/g)].map((field) => [
      plain(field[1] ?? ''),
      plain(field[2] ?? ''),
    ]);
    if (fields.some(([name, value]) => name === 'email' && value === email))
      return new URLSearchParams(fields as [string, string][]);
  }
  throw new Error('The emulated Google offers no such account');
}
