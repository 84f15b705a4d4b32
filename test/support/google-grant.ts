import { Encryption } from '../../apps/api/src/secrets/encryption.js';
import { oauthClient } from '../../apps/sandbox/src/index.js';
import type { User, World } from './world.js';

/** The refresh token that Google gave for this person. */
export async function grantOf(world: World, { me }: User): Promise<string> {
  const [row] = await world.database.query<{ refresh_token_sealed: Buffer }>(
    'select refresh_token_sealed from account where id = $1',
    [me.accountId],
  );
  return world.api.app.get(Encryption).open('google.refresh_token', row?.refresh_token_sealed ?? Buffer.alloc(0));
}

/** Whether Google still gives access for it, asked as this client. */
export async function worksAtGoogle(
  world: World,
  refreshToken: string,
  client: { id: string; secret: string } = oauthClient,
): Promise<boolean> {
  const answer = await fetch(`${world.sandbox.googleUrl}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: client.id,
      client_secret: client.secret,
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    }),
  });
  return answer.ok;
}
