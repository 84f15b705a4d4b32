import { createHash, randomBytes } from 'node:crypto';
import { oauthClient } from './google/seed.js';
import { accountForm } from './sign-in.js';

export interface TestTokens {
  accessToken: string;
  refreshToken: string;
  /** Uses a refresh token, as the API does. */
  refresh(token: string): Promise<Response>;
}

/** Signs in at the emulated Google as the API would, for tests that have no API: its own PKCE leg, account chosen in the form. */
export async function tokenFor(googleUrl: string, email: string): Promise<TestTokens> {
  const redirectUri = 'http://127.0.0.1:3000/v1/auth/google/callback';
  const codeVerifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: oauthClient.id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid email https://www.googleapis.com/auth/gmail.modify',
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const chooser = await fetch(`${googleUrl}/o/oauth2/v2/auth?${query.toString()}`);
  const chosen = await fetch(`${googleUrl}/o/oauth2/v2/auth/callback`, {
    method: 'POST',
    body: accountForm(await chooser.text(), email),
    redirect: 'manual',
  });
  const code = new URL(chosen.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const token = (fields: Record<string, string>) =>
    fetch(`${googleUrl}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: oauthClient.id, client_secret: oauthClient.secret, ...fields }),
    });
  const answer = await token({
    grant_type: 'authorization_code',
    code,
    code_verifier: codeVerifier,
    redirect_uri: redirectUri,
  });
  const { access_token: accessToken, refresh_token: refreshToken } = (await answer.json()) as {
    access_token: string;
    refresh_token: string;
  };
  return {
    accessToken,
    refreshToken,
    refresh: (refresh) => token({ grant_type: 'refresh_token', refresh_token: refresh }),
  };
}
