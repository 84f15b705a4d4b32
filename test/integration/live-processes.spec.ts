import { createHash, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { Database } from '../../apps/api/src/database/database.js';
import { LiveService } from '../../apps/api/src/live/live.service.js';
import { aTokenKey } from '../faults/opens/mails.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { type PartOfApi, startPart } from '../support/modules.js';
import { type ProductProcess, startProduct } from '../support/product.js';
import { aTrackedMail, type TrackedMail } from '../support/tracked-mail.js';
import { until } from '../support/until.js';

let database: TestDatabase;
let apis: ProductProcess[];
let worker: ProductProcess;
/** Writes events in this process, where the test decides when they are committed. */
let writer: PartOfApi;
const tokens = aTokenKey();
const sockets: WebSocket[] = [];

beforeAll(async () => {
  database = await createDatabase();
  const product = {
    database: { url: database.connections.appUrl, ownerUrl: database.connections.ownerUrl },
    env: { OPENLY_TOKEN_KEYS: tokens.setting },
  };
  const first = await startProduct({ ...product, role: 'api' });
  const [second, judging, part] = await Promise.all([
    startProduct({ ...product, role: 'api' }),
    startProduct({ ...product, role: 'worker' }),
    startPart(database),
  ]);
  apis = [first, second];
  worker = judging;
  writer = part;
}, 90_000);

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

afterAll(async () => {
  await Promise.all([...apis, worker].map((running) => running.kill('SIGKILL')));
  await writer.close();
  await database.close();
});

interface Listener {
  socket: WebSocket;
  seqs: number[];
  ready(): boolean;
}

/** Somebody with a mail, signed in on one more device with the returned token. */
async function signedIn(mail: TrackedMail): Promise<string> {
  const { teamId, accountId } = mail;
  const [session, accessToken] = [randomUUID(), randomUUID()];
  const hash = createHash('sha256').update(accessToken).digest();
  await database.query(
    `insert into session (id, team_id, account_id, handle_hash, refresh_hashes, expires_at)
     values ($1, $2, $3, $4, '{}', now() + interval '1 day')`,
    [session, teamId, accountId, Buffer.from(session)],
  );
  await database.query(
    `insert into access_token (hash, team_id, session_id, expires_at) values ($1, $2, $3, now() + interval '1 hour')`,
    [hash, teamId, session],
  );
  return accessToken;
}

function listen(api: ProductProcess, accessToken: string, since: number | null): Listener {
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/v1/live`);
  const seqs: number[] = [];
  let isReady = false;
  socket.on('open', () => socket.send(JSON.stringify({ accessToken, since })));
  socket.on('message', (frame) => {
    const { hello, event } = JSON.parse(String(frame)) as { hello?: object; event?: { seq: number } };
    if (hello) isReady = true;
    if (event) seqs.push(event.seq);
  });
  socket.on('error', () => undefined);
  sockets.push(socket);
  return { socket, seqs, ready: () => isReady };
}

const aMail = () => aTrackedMail(database, [tokens.key as never]);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const [API_A, API_B] = [0, 1];
const api = (which: number) => apis[which] as ProductProcess;

describe('with two API processes and one database', () => {
  it("an open reaches every socket of its owner on both, and nobody else's", async () => {
    const [mail, other] = [await aMail(), await aMail()];
    const devices = [await signedIn(mail), await signedIn(mail)];
    const mine = [API_A, API_B].flatMap((which) => devices.map((device) => listen(api(which), device, null)));
    const theirs = [API_A, API_B].map((which) => listen(api(which), '', null));
    const strangers = [
      listen(api(API_A), await signedIn(other), null),
      listen(api(API_B), await signedIn(other), null),
    ];
    await until(() => [...mine, ...strangers].every((listener) => listener.ready()));

    for (const which of [API_A, API_B]) {
      const before = mine[0]?.seqs.length ?? 0;
      expect(
        (await fetch(api(which).url + mail.pixel, { headers: { 'user-agent': 'Thunderbird/140.0' } })).status,
      ).toBe(200);
      await until(() => mine.every(({ seqs }) => seqs.length === before + 1), 10_000, 'the open on every socket');
    }
    expect(mine.map(({ seqs }) => seqs)).toEqual(mine.map(() => [1, 2]));
    expect([...strangers, ...theirs].flatMap(({ seqs }) => seqs)).toEqual([]);
  });

  it('who comes back now here, now there misses nothing and sees nothing twice', async () => {
    const mail = await aMail();
    const device = await signedIn(mail);
    const owner = { teamId: mail.teamId, accountId: mail.accountId };
    const live = writer.app.get(LiveService);
    const last = 240;
    let writing = true;

    // Eight at a time; each commits late, some much later than it wrote, and every fifth not at all.
    const writers = upTo(8).map(async (who) => {
      for (let nth = 0; nth < last / 8; nth++) {
        const rolledBack = nth % 5 === 0;
        for (const fails of rolledBack ? [true, false] : [false]) {
          await writer.app
            .get(Database)
            .asSystem(async (manager) => {
              await live.append(manager, { ...owner, type: 'open.recorded', data: {} });
              await pause((who * 7 + nth * 13) % 40);
              if (fails) throw new Error('rolled back');
            })
            .catch((error: Error) => expect(error.message).toBe('rolled back'));
        }
      }
    });
    const deafen = (async () => {
      while (writing) {
        await pause(150);
        await database.query(`select pg_terminate_backend(pid) from pg_stat_activity
                              where application_name = 'openly-live' and datname = current_database()`);
      }
    })();
    const seen: number[] = [];
    const reader = (async () => {
      for (let round = 0; seen.at(-1) !== last; round++) {
        const { socket, seqs } = listen(api(round % 2), device, seen.at(-1) ?? 0);
        await pause(60 + ((round * 37) % 200));
        // Cut off without a goodbye: what was on its way is lost.
        socket.terminate();
        seen.push(...seqs);
      }
    })();
    await Promise.all(writers);
    writing = false;
    await deafen;
    await reader;
    expect(seen).toEqual(upTo(last));
  });

  it('an event that was announced to nobody is told all the same', async () => {
    const mail = await aMail();
    const device = await signedIn(mail);
    const listeners = [listen(api(API_A), device, null), listen(api(API_B), device, null)];
    await until(() => listeners.every((listener) => listener.ready()));
    await database.query('insert into event_sequence (team_id, account_id, last_seq) values ($1, $2, 1)', [
      mail.teamId,
      mail.accountId,
    ]);
    await database.query(
      `insert into event (team_id, account_id, seq, id, type, data) values ($1, $2, 1, $3, 'open.recorded', '{}')`,
      [mail.teamId, mail.accountId, randomUUID()],
    );
    await until(() => listeners.every(({ seqs }) => seqs.length === 1), 20_000, 'the event on both');
  });
});
