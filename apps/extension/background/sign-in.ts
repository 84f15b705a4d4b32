import { me } from '@openly/contracts';
import { RequestFailed } from '../protocol';
import type { Api } from './api';
import { nothing } from './api';

/** Opens Google's sign-in and returns the address it ends at. Throws when the user closes it. */
export type WebAuthFlow = (url: string) => Promise<string | undefined>;

/** Signs this device in: authorization code with PKCE (RFC 7636), our server between us and Google. */
export async function signIn(api: Api, redirectUri: string, openFlow: WebAuthFlow): Promise<void> {
  const codeVerifier = randomText(48);
  const state = randomText(24);
  const codeChallenge = base64url(
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(codeVerifier))),
  );
  const query = new URLSearchParams({ codeChallenge, redirectUri, state });
  const end = await openFlow(`${await api.serverUrl()}/v1/auth/google/start?${query}`);
  const answer = new URL(end ?? 'about:blank').searchParams;
  const code = answer.get('code');
  if (answer.get('state') !== state || !code) {
    throw new RequestFailed({
      code: answer.get('error') ?? 'sign_in_failed',
      title: answer.get('error_description') ?? 'The sign-in did not finish. Try again.',
    });
  }
  const tokens = await api.tokens({ code, codeVerifier });
  const account = await api.callWith(tokens.accessToken, { method: 'GET', path: '/v1/me', answer: me });
  await api.sessions.begin({
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken,
    expiresAt: Date.now() + tokens.expiresIn * 1000,
    account,
  });
}

/** The popup waits for it; a server that is away must not hold it up. */
const SIGN_OUT_TIMEOUT_MS = 5000;

/**
 * Ends this device's sign-in here at once, and on the server if it can be reached. The refresh token alone says which
 * sign-in ends: the access token may have run out long ago.
 */
export async function signOut(api: Api): Promise<void> {
  const session = await api.sessions.current();
  await api.sessions.end('signed_out');
  if (!session) return;
  const call = {
    method: 'POST' as const,
    path: '/v1/auth/logout',
    answer: nothing,
    body: { refreshToken: session.refreshToken },
    timeoutMs: SIGN_OUT_TIMEOUT_MS,
  };
  await api.callWith(null, call).catch(() => undefined);
}

/** The browser's sign-in window. Its own errors are in English for programmers; ours are for people. */
export const chromeWebAuthFlow: WebAuthFlow = async (url) => {
  try {
    return await chrome.identity.launchWebAuthFlow({ url, interactive: true });
  } catch (error) {
    const closed = error instanceof Error && /did not approve|cancel|closed/i.test(error.message);
    throw new RequestFailed(
      closed
        ? { code: 'sign_in_cancelled', title: 'The sign-in was cancelled. Nothing was changed.' }
        : { code: 'sign_in_failed', title: 'The sign-in page could not be loaded. Check that the server is running.' },
    );
  }
};

function randomText(bytes: number): string {
  return base64url(crypto.getRandomValues(new Uint8Array(bytes)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}
