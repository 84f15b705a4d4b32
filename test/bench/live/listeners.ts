import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import type { LiveFrame } from '@openly/contracts';
import { WebSocket } from 'ws';
import type { ProductDatabase } from '../../support/product.js';

/** Owners of mails, each signed in on one device that listens. */
export interface Listeners {
  count: number;
  close(): Promise<void>;
}

/**
 * Signs every account in, as the product writes it down, and connects each to `/v1/live`.
 * @param onOpen told the message whose open an owner heard of, and the instant by `performance.now()`
 * @throws Error when one of them is not let in
 */
export async function listen(
  database: ProductDatabase,
  url: string,
  onOpen: (messageId: string, at: number) => void,
): Promise<Listeners> {
  const accounts = await database.query<{ team_id: string; id: string }>('select team_id, id from account');
  const sockets: WebSocket[] = [];
  for (const { team_id, id } of accounts) {
    const accessToken = await signIn(database, team_id, id);
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/live`);
    sockets.push(socket);
    await once(socket, 'open');
    socket.send(JSON.stringify({ accessToken, since: null }));
    const [greeting] = await once(socket, 'message');
    if (!('hello' in frameOf(greeting))) throw new Error(`an owner was not let in: ${greeting}`);
    socket.on('message', (text) => {
      const at = performance.now();
      const frame = frameOf(text);
      if ('event' in frame && frame.event.type === 'open.recorded') onOpen(frame.event.data.messageId ?? '', at);
    });
  }
  return {
    count: sockets.length,
    async close() {
      for (const socket of sockets) socket.terminate();
    },
  };
}

const frameOf = (text: unknown) => JSON.parse(String(text)) as LiveFrame;

async function signIn(database: ProductDatabase, teamId: string, accountId: string): Promise<string> {
  const [sessionId, accessToken] = [randomUUID(), randomBytes(32).toString('base64url')];
  await database.query(
    `insert into session (team_id, id, account_id, handle_hash, refresh_hashes, expires_at)
     values ($1, $2, $3, $4, array[$5::bytea], now() + interval '1 day')`,
    [teamId, sessionId, accountId, randomBytes(32), randomBytes(32)],
  );
  await database.query(
    `insert into access_token (hash, team_id, session_id, expires_at) values ($1, $2, $3, now() + interval '1 day')`,
    [createHash('sha256').update(accessToken).digest(), teamId, sessionId],
  );
  return accessToken;
}
