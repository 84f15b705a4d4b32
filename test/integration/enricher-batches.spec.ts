import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Enricher } from '../../apps/api/src/opens/enricher.js';
import { startApi, type TestApi } from '../support/api.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { aTrackedMail, type TrackedMail } from '../support/tracked-mail.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createDatabase();
  // No worker: this process alone judges, when it is told to.
  api = await startApi({ database, env: { OPENLY_ROLE: 'api' } });
});
afterAll(async () => {
  await api?.close();
  await database?.close();
});

/** Image requests of this mail by nobody knows whom, one a minute until so long ago: looks of their own. */
const hitsOf = (mail: TrackedMail, count: number, minutesAgo = 1) =>
  database.query(
    `insert into hit (team_id, id, message_id, method, arrived_at)
     select $1, uuidv7(), $2, 'GET', now() - n * interval '1 minute'
     from generate_series($4::int, $4::int + $3::int - 1) n`,
    [mail.teamId, mail.messageId, count, minutesAgo],
  );

const countsOf = async (mail: TrackedMail) => {
  const [counts] = await database.query<{ total: number; opens: number; events: number; waiting: number }>(
    `select open_count as total,
            (select count(*) from open where message_id = message.id)::int as opens,
            (select count(*) from live_event where account_id = message.account_id)::int as events,
            (select count(*) from hit where message_id = message.id)::int as waiting
     from message where id = $1`,
    [mail.messageId],
  );
  return counts;
};

it('counts hits once that come again after they were judged, and new ones beside them', async () => {
  const mail = await aTrackedMail(database, api.config.keys.token);
  await hitsOf(mail, 2);
  await database.query('create table came_before as table hit');
  await api.app.get(Enricher).enrichAll();
  await database.query('insert into hit table came_before');
  await hitsOf(mail, 1, 10);
  await api.app.get(Enricher).enrichAll();
  expect(await countsOf(mail)).toEqual({ total: 3, opens: 3, events: 3, waiting: 0 });
});

it('judges all of a crowd, whichever mail they are of, and counts each once', async () => {
  const mails = await Promise.all(Array.from({ length: 8 }, () => aTrackedMail(database, api.config.keys.token)));
  for (const mail of mails) await hitsOf(mail, 500);
  await api.app.get(Enricher).enrichAll();
  for (const mail of mails) expect(await countsOf(mail)).toEqual({ total: 500, opens: 500, events: 500, waiting: 0 });
});
