import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, it, jest } from '@jest/globals';
import { ExportService } from '../../apps/api/src/transfer/export.service.js';
import { type TestApi, withApi } from '../support/api.js';
import { giveRole, plantSession } from '../support/credentials.js';
import type { TestDatabase } from '../support/database.js';
import { buildLinkedMail, buildSender, type Sender } from '../support/linked-mail.js';
import { linesOf } from '../support/transfer-stage.js';
import { until } from '../support/until.js';

jest.setTimeout(120_000);

/** Lines of some 200 bytes: several times what the sockets between server and client can hold. */
const VIEWS = 150_000;

let { api, database } = {} as { api: TestApi; database: TestDatabase };
let accessToken: string;
withApi({ env: { OPENLY_ROLE: 'api' } }, (its) => {
  ({ api, database } = its);
});

async function anOwner(): Promise<Sender> {
  const owner = await buildSender(database);
  await giveRole(database, owner.accountId, 'owner');
  return owner;
}

beforeAll(async () => {
  const owner = await anOwner();
  const mail = await buildLinkedMail(database, api, owner, ['ann@example.net']);
  await database.query(
    `insert into own_view (team_id, id, message_id, viewed_from, viewed_to)
     select $1, gen_random_uuid(), $2, now(), now() from generate_series(1, $3::int)`,
    [mail.teamId, mail.id, VIEWS],
  );
  ({ accessToken } = await plantSession(database, owner));
});

/** Asks for an export, and takes nothing of it yet. */
async function ask(): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${accessToken}` };
  const [answer] = await once(get(`${api.url}/v1/team/export`, { headers, agent: false }), 'response');
  return answer;
}

const exports = () => api.app.get(ExportService);
const noReply = { header: () => undefined };
/** All that could be faked but `setTimeout`, by which the half hour is measured. */
const notTimers = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
] as const;

/** Connections of exports, and whether the server, amid the rows of a table, has asked for none for a second. */
const connections = () =>
  database.query<{ pid: number; waits: boolean }>(
    `select pid, state = 'idle in transaction' and query like 'fetch %'
              and state_change < clock_timestamp() - interval '1 second' as waits
     from pg_stat_activity where application_name = 'openly-export' and datname = current_database()`,
  );
const untilItWaits = () => until(async () => (await connections())[0]?.waits === true);

it('waits while nobody takes anything, with the rest still in the database, and then goes on', async () => {
  const answer = await ask();
  await untilItWaits();
  const lines = linesOf(await text(answer));
  expect(lines.own_view).toHaveLength(VIEWS);
  expect(lines.end).toMatchObject([{ rows: { own_view: VIEWS } }]);
  await until(async () => (await connections()).length === 0);
});

it('that the database lets go of, as it does where nobody takes anything, is seen to be cut and can be begun anew', async () => {
  const cut = await ask();
  await untilItWaits();
  const second = await ask();
  expect([second.statusCode, second.headers['retry-after'], await text(second)]).toEqual([
    429,
    '60',
    expect.stringContaining('rate_limited'),
  ]);
  await database.query('select pg_terminate_backend($1)', [(await connections())[0]?.pid]);
  let taken = '';
  cut.on('data', (piece) => {
    taken += piece;
  });
  await expect(once(cut, 'end')).rejects.toThrow('aborted');
  expect(taken).toContain('{"type":"own_view"');
  expect(taken).not.toContain('{"type":"end"');
  expect(linesOf(await text(await ask())).end).toHaveLength(1);
});

it('that is still not taken after half an hour is cut, and lets go of the database', async () => {
  jest.useFakeTimers({ doNotFake: [...notTimers] });
  try {
    const lines = await exports().export(await anOwner(), null, noReply);
    jest.advanceTimersByTime(29 * 60_000);
    expect(lines.destroyed).toBe(false);
    jest.advanceTimersByTime(60_000);
    await expect(text(lines)).rejects.toThrow('too long');
  } finally {
    jest.useRealTimers();
  }
  await until(async () => (await connections()).length === 0);
});

it('of which nothing was ever taken leaves room for those of other teams', async () => {
  for (let nth = 0; nth < 3; nth++) {
    const lines = await exports().export(await anOwner(), null, noReply);
    lines.destroy();
    await once(lines, 'close');
  }
  await until(async () => (await connections()).length === 0);
});
