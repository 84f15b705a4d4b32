import pg from 'pg';
import { KeyStore } from '../../apps/api/src/origins/key-store.js';
import { KeyTaker } from '../../apps/api/src/origins/key-taker.js';
import type { Origin } from '../../apps/api/src/origins/origin.js';
import { OriginKeys } from '../../apps/api/src/origins/origin-keys.js';
import type { ProductDatabase } from './product.js';
import { until } from './until.js';

/** One of those to whom API processes give their keys, as a worker is. */
export interface OriginReader {
  /** What was sealed since it was started, or null. */
  open(sealed: string): Origin | null;
  close(): Promise<void>;
}

/**
 * Registers, and fetches keys every second until it is closed. Resolves once it has the first. Its clock stands still, so
 * that it opens all that a long test has sealed.
 */
export async function startOriginReader({ url }: Pick<ProductDatabase, 'url'>): Promise<OriginReader> {
  const options = '-c role=openly_app -c openly.scope=system';
  const systemPool = new pg.Pool({ connectionString: url, options, max: 1 });
  systemPool.on('error', () => undefined);
  const begun = Date.now();
  const keys = new OriginKeys(false, begun);
  const taker = new KeyTaker(keys, new KeyStore({ systemPool }));
  const look = async () => {
    await taker.keepRegistered(Date.now());
    await taker.take(Date.now());
  };
  await until(async () => {
    await look();
    return keys.ids().length > 0;
  });
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look).catch(() => undefined);
  }, 1_000);
  return {
    open: (sealed) => keys.open(sealed, begun),
    close: async () => {
      clearInterval(timer);
      await looking;
      keys.forgetAll();
      await systemPool.end();
    },
  };
}
