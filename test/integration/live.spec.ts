import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { Database } from '../../apps/api/src/database/database.js';
import { LiveService } from '../../apps/api/src/live/live.service.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { closesAfter, HOLDERS } from '../support/held-connection.js';
import { buildTeam, type PartOfApi, startPart } from '../support/modules.js';
import { until } from '../support/until.js';

let database: TestDatabase;
let api: PartOfApi;
const clients: Client[] = [];

beforeAll(async () => {
  database = await createDatabase();
  api = await startPart(database);
});

afterEach(() => {
  for (const client of clients.splice(0)) client.socket.terminate();
});

afterAll(async () => {
  await api.close();
  await database.close();
});

interface Frame {
  hello?: { seq: number };
  event?: { seq: number; id: string; type: string; at: string; data: { code?: string } };
  resync?: { seq: number };
  error?: { code: string };
}

interface Client {
  socket: WebSocket;
  frames: Frame[];
  seqs(): number[];
  closed: Promise<number>;
}

/** An account that is signed in with the returned token. */
async function buildSignedIn() {
  const { teamId, accountIds } = await buildTeam(database, [`${randomUUID()}@example.com`]);
  const owner = { teamId, accountId: accountIds[0] ?? '' };
  const accessToken = randomUUID();
  api.tokens.callers.set(accessToken, { ...owner, role: 'member', sessionId: randomUUID() });
  return { owner, accessToken };
}

function connect(first: unknown, headers: Record<string, string> = {}): Client {
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/v1/live`, { headers });
  const frames: Frame[] = [];
  socket.on(
    'open',
    () => first !== undefined && socket.send(typeof first === 'string' ? first : JSON.stringify(first)),
  );
  socket.on('message', (frame) => frames.push(JSON.parse(String(frame)) as Frame));
  socket.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  const client = { socket, frames, seqs: () => frames.flatMap((frame) => frame.event?.seq ?? []), closed };
  clients.push(client);
  return client;
}

async function connected(accessToken: string, since: number | null = null): Promise<Client> {
  const client = connect({ accessToken, since });
  await until(() => client.frames.length > 0);
  return client;
}

interface Owner {
  teamId: string;
  accountId: string;
}

const opened = (owner: Owner, code?: string) => ({ ...owner, type: 'open.recorded' as const, data: { code } });

function record(owner: Owner, ...codes: string[]): Promise<void> {
  const live = api.app.get(LiveService);
  return api.app.get(Database).inTeam(owner.teamId, (manager) =>
    live.appendAll(
      manager,
      codes.map((code) => opened(owner, code)),
    ),
  );
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('live events', () => {
  it('reach an open socket with their number, type, time and ids', async () => {
    const { owner, accessToken } = await buildSignedIn();
    const client = await connected(accessToken);
    expect(client.frames[0]).toEqual({ hello: { seq: 0 } });

    await record(owner, 'first');

    await until(() => client.seqs().length === 1, 2_000);
    expect(client.frames[1]?.event).toMatchObject({ seq: 1, type: 'open.recorded', data: { code: 'first' } });
    expect(Date.parse(client.frames[1]?.event?.at ?? '')).not.toBeNaN();
  });

  it('are told once and in order, also those missed while away', async () => {
    const { owner, accessToken } = await buildSignedIn();
    await record(owner, ...upTo(450).map(String));

    const client = await connected(accessToken, 3);
    await record(owner, '451');

    await until(() => client.seqs().at(-1) === 451);
    expect(client.frames[0]).toEqual({ hello: { seq: 450 } });
    expect(client.seqs()).toEqual(upTo(451).slice(3));
    expect(client.frames.map((frame) => frame.event?.data.code).filter(Boolean)).toEqual(
      upTo(451).slice(3).map(String),
    );
  });

  it('are not lost by a transaction that commits late', async () => {
    const { owner, accessToken } = await buildSignedIn();
    const client = await connected(accessToken);
    const live = api.app.get(LiveService);
    let finish = () => {};
    const mayFinish = new Promise<void>((resolve) => (finish = resolve));
    let written = false;
    const late = api.app.get(Database).asSystem(async (manager) => {
      await live.append(manager, opened(owner, 'late'));
      written = true;
      await mayFinish;
    });
    await until(() => written);

    const second = record(owner, 'second');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(client.seqs()).toEqual([]);
    finish();
    await Promise.all([late, second]);

    await until(() => client.seqs().length === 2);
    expect(client.frames.slice(1).map((frame) => frame.event?.data.code)).toEqual(['late', 'second']);
  });

  it('leave no gap where a transaction was rolled back', async () => {
    const { owner, accessToken } = await buildSignedIn();
    const client = await connected(accessToken);
    const live = api.app.get(LiveService);
    const failed = api.app.get(Database).asSystem(async (manager) => {
      await live.append(manager, opened(owner, 'never'));
      throw new Error('rolled back');
    });
    await expect(failed).rejects.toThrow('rolled back');

    await record(owner, 'kept');

    await until(() => client.seqs().length === 1);
    expect(client.frames.slice(1).map((frame) => frame.event?.data.code)).toEqual(['kept']);
  });

  it('come through many writers at once, each once and in order, while the announcing connection is killed', async () => {
    const { owner, accessToken } = await buildSignedIn();
    const client = await connected(accessToken);
    const kill = () =>
      database.query(`select pg_terminate_backend(pid) from pg_stat_activity
                      where application_name = 'openly-live' and datname = current_database()`);

    const writers = upTo(8).map(async (writer) => {
      for (let nth = 0; nth < 25; nth++) {
        await record(owner, `${writer}.${nth}`);
        if (writer === 1 && nth % 8 === 0) await kill();
      }
    });
    await Promise.all(writers);

    await until(() => client.seqs().at(-1) === 200, 10_000, 'all 200 events');
    expect(client.seqs()).toEqual(upTo(200));
    expect(new Set(client.frames.map((frame) => frame.event?.data.code).filter(Boolean)).size).toBe(200);
  });

  it('whose announcement never came are told with the next', async () => {
    const { owner, accessToken } = await buildSignedIn();
    const client = await connected(accessToken);
    await database.query(`insert into event_sequence values ($1, $2, 1)`, [owner.teamId, owner.accountId]);
    await database.query(
      `insert into event (team_id, account_id, seq, id, type, data) values ($1, $2, 1, $3, 'open.recorded', '{}')`,
      [owner.teamId, owner.accountId, randomUUID()],
    );
    await record(owner, 'announced');
    await until(() => client.seqs().length === 2);
    expect(client.seqs()).toEqual([1, 2]);
  });

  it('of accounts written in opposite order do not block each other', async () => {
    const [one, other] = [await buildSignedIn(), await buildSignedIn()];
    const live = api.app.get(LiveService);
    const database = api.app.get(Database);
    const rounds = upTo(40).map((round) =>
      database.asSystem((manager) => {
        const pair = [opened(one.owner), opened(other.owner)];
        return live.appendAll(manager, round % 2 ? pair : pair.reverse());
      }),
    );
    await Promise.all(rounds);
    const client = await connected(other.accessToken, 0);
    await until(() => client.seqs().length === 40);
  });

  it('reach all accounts of a crowd that is written at once, which is announced in parts', async () => {
    const { teamId, accountIds } = await buildTeam(
      database,
      upTo(450).map((nth) => `${nth}.${randomUUID()}@example.com`),
    );
    const owners = accountIds.map((accountId) => ({ teamId, accountId }));
    const present = await Promise.all(
      [...owners]
        .sort((a, b) => (a.accountId < b.accountId ? -1 : 1))
        .filter((_, place) => place % 64 === 1)
        .map((owner) => {
          const accessToken = randomUUID();
          api.tokens.callers.set(accessToken, { ...owner, role: 'member', sessionId: randomUUID() });
          return connected(accessToken);
        }),
    );
    await api.app.get(Database).inTeam(teamId, (manager) =>
      api.app.get(LiveService).appendAll(
        manager,
        owners.map((owner) => opened(owner)),
      ),
    );
    await until(() => present.every((client) => client.seqs().length === 1), 2_000, 'all eight of them');
  });

  it('of somebody else are never shown, and cannot be written for another team', async () => {
    const [me, other] = [await buildSignedIn(), await buildSignedIn()];
    const client = await connected(me.accessToken);
    await record(other.owner, 'theirs');
    const foreign = api.app
      .get(Database)
      .inTeam(me.owner.teamId, (manager) => api.app.get(LiveService).append(manager, opened(other.owner)));
    await expect(foreign).rejects.toThrow(/row-level security/);
    await record(me.owner, 'mine');
    await until(() => client.seqs().length === 1);
    expect(client.frames.at(-1)?.event?.data.code).toBe('mine');
  });

  it('that are older than a week are deleted, and who missed them is told to read everything again', async () => {
    const { owner, accessToken } = await buildSignedIn();
    await record(owner, 'old', 'older', 'recent');
    await database.query(`update event set at = now() - interval '8 days' where account_id = $1 and seq <= 2`, [
      owner.accountId,
    ]);
    await api.app.get(LiveService).maintain();

    const away = await connected(accessToken, 0);
    await until(() => away.frames.length === 2);
    expect(away.frames[1]).toEqual({ resync: { seq: 3 } });

    const upToDate = await connected(accessToken, 2);
    await until(() => upToDate.seqs().length === 1);
    expect(upToDate.seqs()).toEqual([3]);

    const fromTheFuture = await connected(accessToken, 99);
    await until(() => fromTheFuture.frames.length === 2);
    expect(fromTheFuture.frames[1]).toEqual({ resync: { seq: 3 } });
  });
});

describe('the live channel', () => {
  it('hangs up on a wrong token with a reason', async () => {
    const client = connect({ accessToken: 'nobody', since: null });
    expect(await client.closed).toBe(1008);
    expect(client.frames).toEqual([{ error: { code: 'unauthenticated' } }]);
  });

  it.each([['not JSON'], ['{"since":null}'], [`{"accessToken":"${'x'.repeat(4097)}","since":null}`]])(
    'hangs up on a first frame that is not understood: %.20s',
    async (frame) => {
      const client = connect(frame);
      expect(await client.closed).toBe(1008);
      expect(client.frames).toEqual([{ error: { code: 'invalid_request' } }]);
    },
  );

  it('hangs up on a frame larger than any it takes', async () => {
    const client = connect('x'.repeat(20_000));
    expect(await client.closed).toBe(1009);
  });

  it('hangs up on a socket that says nothing for five seconds', async () => {
    const client = connect(undefined);
    expect(await client.closed).toBe(1008);
    expect(client.frames).toEqual([{ error: { code: 'unauthenticated' } }]);
  });

  it('lets in the extension and programs, and refuses web pages', async () => {
    const { accessToken } = await buildSignedIn();
    const hello = { accessToken, since: null };
    const extension = connect(hello, { origin: `chrome-extension://${api.config.extensionIds[0]}` });
    await until(() => extension.frames.length === 1);
    for (const origin of ['https://mail.google.com', 'null', `chrome-extension://${'a'.repeat(32)}`]) {
      const page = connect(hello, { origin });
      expect(await page.closed).toBe(1006);
      expect(page.frames).toEqual([]);
    }
  });

  it('refuses upgrades elsewhere', async () => {
    const socket = new WebSocket(`${api.url.replace('http', 'ws')}/v1/other`);
    const refusal = new Promise<number | undefined>((resolve) =>
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode)),
    );
    socket.on('error', () => undefined);
    expect(await refusal).toBe(404);
  });

  it.each(HOLDERS)('leaves no connection open to whom it refuses and who %s', async (_, more) => {
    const upgrade = 'GET /v1/other HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    await closesAfter(api.app.getHttpServer(), upgrade + more);
  });

  it('closes when the server stops', async () => {
    const own = await startPart(database);
    own.tokens.callers.set('token', {
      teamId: randomUUID(),
      accountId: randomUUID(),
      role: 'member',
      sessionId: randomUUID(),
    });
    const socket = new WebSocket(`${own.url.replace('http', 'ws')}/v1/live`);
    await new Promise((resolve) => socket.on('open', resolve));
    socket.send(JSON.stringify({ accessToken: 'token', since: null }));
    await new Promise((resolve) => socket.on('message', resolve));
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    await own.close();
    expect(await closed).toBe(1001);
  });
});
