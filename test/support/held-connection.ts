import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { until } from './until.js';

/** Who keeps a connection open, and what they say on it besides. */
export const HOLDERS = [
  ['says more', 'x'.repeat(300_000)],
  ['never closes it', ''],
] as const;

/**
 * Says something on a connection that its client never closes, and waits until the server has closed it.
 * @throws Error where it is still open after ten seconds
 */
export async function closesAfter(server: Server, text: string): Promise<void> {
  const { port, address } = server.address() as AddressInfo;
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const client = connect({ port, host: address, allowHalfOpen: true });
  client.on('error', () => undefined).resume();
  client.write(text);
  const held = await accepted;
  try {
    await until(() => held.destroyed, 10_000, 'the server to close the connection');
  } finally {
    held.destroy();
    client.destroy();
  }
}
