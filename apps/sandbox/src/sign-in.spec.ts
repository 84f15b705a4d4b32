import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from './index.js';
import { signIn } from './sign-in.js';

const EXTENSION_ID = 'abcdefghijklmnopabcdefghijklmnop';
let sandbox: Sandbox;
let dataDir: string;
let api: Server;
let apiUrl: string;
/** What the API was asked to start, and what the emulated Google called it back with. */
let started: URLSearchParams;
let calledBack: URLSearchParams;

/** As much of the API as a sign-in meets. */
function answer(url: URL, body: string): { status: number; location?: string; json?: object } {
  if (url.pathname === '/v1/auth/google/start') {
    started = url.searchParams;
    const query = new URLSearchParams({
      client_id: 'openly-sandbox',
      redirect_uri: `${apiUrl}/v1/auth/google/callback`,
      response_type: 'code',
      scope: 'openid email',
      state: 'google-state',
    });
    return { status: 302, location: `${sandbox.googleUrl}/o/oauth2/v2/auth?${query.toString()}` };
  }
  if (url.pathname === '/v1/auth/google/callback') {
    calledBack = url.searchParams;
    return { status: 302, location: `${started.get('redirectUri')}?code=one-time&state=${started.get('state')}` };
  }
  const { code, codeVerifier } = JSON.parse(body) as { code: string; codeVerifier: string };
  const challenge = createHash('sha256').update(codeVerifier).digest('base64url');
  if (code !== 'one-time' || challenge !== started.get('codeChallenge')) return { status: 401, json: {} };
  return { status: 200, json: { accessToken: 'a', refreshToken: 'r', expiresIn: 900 } };
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'openly-sandbox-'));
  sandbox = await startSandbox({ googlePort: 0, dataDir });
  api = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { status, location, json } = answer(new URL(request.url ?? '/', apiUrl), body);
    response.writeHead(status, { 'content-type': 'application/json', ...(location ? { location } : {}) });
    response.end(json ? JSON.stringify(json) : undefined);
  });
  await new Promise<void>((listening) => api.listen(0, '127.0.0.1', listening));
  apiUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
});

afterAll(async () => {
  api.closeAllConnections();
  api.close();
  await sandbox.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('signing in without a browser', () => {
  it('goes through both PKCE legs and comes back with a session', async () => {
    const session = await signIn(apiUrl, 'colleague@example.com', EXTENSION_ID);
    expect(session).toMatchObject({ accessToken: 'a', refreshToken: 'r' });
    expect(session.expiresAt).toBeGreaterThan(Date.now() + 800_000);
    expect(started.get('redirectUri')).toBe(`https://${EXTENSION_ID}.chromiumapp.org/`);
    expect(calledBack.get('state')).toBe('google-state');
    expect(calledBack.get('code')).toBeTruthy();
  });

  it('says so when there is no such account', async () => {
    await expect(signIn(apiUrl, 'nobody@example.com', EXTENSION_ID)).rejects.toThrow('no such account');
  });
});
