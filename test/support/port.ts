import { createServer } from 'node:net';

/** In place of Google, where nothing is asked of it: a port that nobody listens on. */
export const NO_GOOGLE = 'http://127.0.0.1:9';

/**
 * A free port of loopback outside the range from which the kernel gives ports to others, so that nothing started in
 * between takes it.
 */
export async function testPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const isFree = await new Promise<boolean>((known) => {
      const probe = createServer();
      probe.once('error', () => known(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => known(true)));
    });
    if (isFree) return port;
  }
}
