import { type Sandbox, startSandbox } from '../../../apps/sandbox/src/index.js';
import { removeFolder, temporaryFolder } from '../../support/children.js';
import { testPort } from '../../support/port.js';
import {
  type PostgresServer,
  type ProductDatabase,
  type ProductProcess,
  startPostgres,
  startProduct,
  startRedis,
} from '../../support/product.js';
import { Undo } from '../../support/undo.js';
import { FaultMaker } from './fault-maker.js';
import { Mailboxes } from './mails.js';
import { type Plan, WORKERS } from './plan.js';
import { type FaultProxy, startProxy } from './proxy.js';
import { openQueue, type QueueBackend, type QueueOfProduct } from './queue.js';
import { User } from './users.js';
import { Workers } from './workers.js';

/** The whole product as its own processes, with the proxy between it and the emulated Google. */
export interface Stage {
  postgres: PostgresServer;
  database: ProductDatabase;
  queue: QueueOfProduct;
  sandbox: Sandbox;
  mailboxes: Mailboxes;
  proxy: FaultProxy;
  faults: FaultMaker;
  api: ProductProcess;
  workers: Workers;
  /** By address. */
  users: ReadonlyMap<string, User>;
  close(): Promise<void>;
}

export const emailOf = (account: number): string => `sender-${account + 1}@drill.example`;

/** Starts everything and signs everybody in. @throws what failed, with nothing left running */
export async function setStage(plan: Plan, backend: QueueBackend): Promise<Stage> {
  const undo = new Undo();
  try {
    const postgres = undo.keep(await startPostgres());
    const database = await postgres.createDatabase();
    const redis = backend === 'redis' ? undo.keep(await startRedis()) : null;

    const dataDir = temporaryFolder('drill');
    undo.add(() => removeFolder(dataDir));
    const emails = Array.from({ length: plan.accounts }, (_, account) => emailOf(account));
    const morePeople = emails.map((email, account) => ({ email, name: `Sender ${account + 1}` }));
    const sandbox = undo.keep(await startSandbox({ googlePort: 0, dataDir, morePeople }));
    const faults = new FaultMaker();
    undo.add(() => faults.stop());
    const proxy = undo.keep(await startProxy(sandbox.googleUrl, WORKERS, faults));

    const port = await testPort();
    // One user of the drill has the mail of hundreds.
    const env = { OPENLY_PUBLIC_URL: `http://127.0.0.1:${port}`, OPENLY_SESSION_REQUESTS: '1000000' };
    const shared = { database, redisUrl: redis?.url, env };
    const api = await startProduct({ ...shared, role: 'api', googleUrl: proxy.urls.api, port });
    undo.add(() => api.kill('SIGKILL'));
    const workers = undo.keep(
      await Workers.start({ product: shared, googleUrls: proxy.urls.workers, wrongClock: plan.wrongClock }),
    );
    // The queue's tables are there once a process has started.
    const queue = undo.keep(openQueue(database, redis));

    const users = new Map<string, User>();
    await eachOf(emails, 4, async (email) => {
      users.set(email, await User.signIn(api.url, email));
    });
    const mailboxes = new Mailboxes(sandbox);
    return { postgres, database, queue, sandbox, mailboxes, proxy, faults, api, workers, users, close: undo.all };
  } catch (error) {
    await undo.all();
    throw error;
  }
}

/** Does the work for each thing, so many at a time, in their order. */
export async function eachOf<T>(
  things: readonly T[],
  atOnce: number,
  work: (thing: T) => Promise<void>,
): Promise<void> {
  const left = [...things];
  const worker = async () => {
    for (let thing = left.shift(); thing !== undefined; thing = left.shift()) await work(thing);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
