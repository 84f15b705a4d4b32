import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Logger, type LoggerService } from '@nestjs/common';
import { MaintenanceService } from '../../apps/api/src/health/maintenance.service.js';
import { QueueService } from '../../apps/api/src/queue/queue.service.js';
import { Encryption } from '../../apps/api/src/secrets/encryption.js';
import { decideAt } from '../support/linked-mail.js';
import { schedulingIn, zone } from '../support/scheduled-mail.js';
import { until } from '../support/until.js';
import { buildWorld, COLLEAGUE, request, SENDER, type User, type World } from '../support/world.js';

jest.setTimeout(120_000);

const READER = 'planted.reader@example.net';
const SUBJECT = 'Planted subject';
const NAME = 'Planted Name';
const ADDRESSES = ['145.53.100.77', '2a02:a440:77::abcd:1234'];
const USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.7712.0 Planted/7';

let world: World;
let sender: User;
const lines: string[] = [];
/** Takes every level, debug and verbose as well. */
const everything = Object.fromEntries(
  ['log', 'error', 'warn', 'debug', 'verbose', 'fatal'].map((level) => [
    level,
    (...said: unknown[]) => void lines.push(said.map(String).join(' ')),
  ]),
) as unknown as LoggerService;

beforeAll(async () => {
  world = await buildWorld();
  world.api.app.useLogger(everything);
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      lines.push(String(text));
      return true;
    });
  }
  sender = await world.signIn(SENDER);
});
afterAll(async () => {
  jest.restoreAllMocks();
  await world.close();
});

const scheduling = schedulingIn(() => ({ world, sender }));
const authorised = () => ({ authorization: `Bearer ${sender.accessToken}` });

it('the log names no address, subject, name, program, token or code, whatever comes in and goes wrong', async () => {
  new Logger('Test').debug('even this');
  const { call } = sender;
  const id = randomUUID();
  const prepared = (
    await call('PUT', `/v1/messages/${id}`, {
      subject: SUBJECT,
      recipients: [{ email: READER, name: NAME, field: 'to' }],
      links: ['https://example.com/planted-link'],
    })
  ).body;
  const sent = { gmailMessageId: 'a1', gmailThreadId: 'a1', sentAt: new Date().toISOString() };
  await call('POST', `/v1/messages/${id}/sent`, sent);

  // Load: images, links, forged tokens, and what no mail program sends.
  const pixel = /src="([^"]+)"/.exec(prepared.pixelHtml)?.[1] ?? '';
  const link = prepared.links[0].trackedUrl as string;
  const page = new URL(/href="([^"]+)"/.exec(prepared.noticeHtml)?.[1] ?? '').pathname;
  for (let round = 0; round < 10; round++) {
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        fetch([pixel, link, `${pixel}x`, `${world.api.url}/o/${READER}/x.gif`][n % 4] ?? pixel, {
          method: n % 7 ? 'GET' : 'HEAD',
          redirect: 'manual',
          headers: { 'user-agent': USER_AGENT, 'x-forwarded-for': ADDRESSES[n % 2] ?? '' },
        }),
      ),
    );
  }
  await until(
    async () => (await world.database.query('select from open where message_id = $1', [id])).length >= 1,
    20_000,
    'an open',
  );

  // Bad input of every kind, with a person in it.
  const bad: [string, string, unknown?][] = [
    ['PUT', `/v1/messages/${randomUUID()}`, { subject: `${SUBJECT}\0`, recipients: [{ email: READER, field: 'to' }] }],
    ['PUT', `/v1/messages/${randomUUID()}`, { recipients: [{ email: `${READER} <`, field: 'to' }] }],
    ['PUT', `/v1/messages/${READER}`, {}],
    ['GET', `/v1/threads/${READER}`],
    ['GET', `/v1/messages?cursor=${READER}`],
    ['GET', `/v1/${READER}?token=${sender.refreshToken}`],
    ['POST', '/v1/schedules', { gmailDraftId: READER, timeZone: zone }],
    ['POST', '/v1/schedules', { gmailDraftId: 'r-1', timeZone: zone, when: `tomorrow ${READER}` }],
    ['POST', '/v1/auth/token', { refreshToken: `${sender.refreshToken}x` }],
    ['POST', '/v1/auth/token', { code: 'planted-code-1234567', codeVerifier: 'v'.repeat(43) }],
    ['PUT', '/v1/reader-zones', { email: READER, timeZone: 'Planted/Zone' }],
    ['DELETE', '/v1/me', { confirm: READER }],
    ['GET', `/v1/auth/google/callback?state=planted-state&code=planted-code`],
    ['GET', `/r/${READER}`],
  ];
  for (const [method, path, body] of bad) {
    expect((await request(world.api.url, method, path, body, authorised())).status).not.toBe(500);
  }
  await fetch(`${world.api.url}/v1/messages/${id}`, {
    method: 'PUT',
    headers: { ...authorised(), 'content-type': 'application/json' },
    body: `{"subject": "${SUBJECT}`,
  });
  await request(world.api.url, 'GET', '/v1/me', undefined, { authorization: `Bearer ${sender.accessToken}y` });
  await decideAt(world.api.url, { path: page }, { decision: 'allow', scope: 'server', proof: READER });

  // Google fails in the middle of everything.
  const { faults } = world.sandbox;
  const draft = await scheduling.buildDraft({ to: `${NAME} <${COLLEAGUE}>`, text: SUBJECT });
  const scheduled = await scheduling.schedule(draft.id);
  faults.failNextApiCall({ match: /drafts/, status: 500, times: 2 });
  await call('POST', `/v1/schedules/${scheduled.id}/send-now`);
  await scheduling.whenIt(scheduled.id, 'sent');
  faults.failNextApiCall({ match: /drafts/, status: 400, times: 1 });
  await call('POST', '/v1/schedules', { gmailDraftId: 'r-123', timeZone: zone, when: 'tomorrow' });
  faults.clear();

  // Bugs of ours: the database refuses a row and quotes it, a job fails with what stood in one.
  await world.database.query(`alter table reader_zone add constraint planted check (time_zone <> '${zone}')`);
  expect((await call('PUT', '/v1/reader-zones', { email: READER, timeZone: zone })).status).toBe(500);
  await world.database.query(`alter table open add constraint planted check (reason = '') not valid`);
  await fetch(`${pixel}`, { headers: { 'user-agent': USER_AGENT, 'x-forwarded-for': ADDRESSES[0] ?? '' } });
  await until(
    () => lines.some((line) => line.includes('enrich-hits failed')),
    20_000,
    'an open that cannot be written',
  );
  jest.spyOn(world.api.app.get(MaintenanceService), 'run').mockRejectedValueOnce(new Error(`row of ${READER}`));
  await world.api.app.get(QueueService).add('maintain', {});
  await until(() => lines.some((line) => line.includes('maintain failed')));

  await decideAt(world.api.url, { path: page }, { decision: 'refuse', scope: 'sender' });

  const [account] = await world.database.query<{ google_subject: string; refresh_token_sealed: Buffer }>(
    'select google_subject, refresh_token_sealed from account',
  );
  faults.failNextApiCall({ match: /^POST \/oauth2\/revoke$/, status: 503, times: 50 });
  expect((await call('DELETE', '/v1/me', { confirm: SENDER })).body).toMatchObject({ googleGrant: 'pending' });
  faults.clear();

  const secrets = [
    ...[READER, 'planted.reader', SENDER, COLLEAGUE, SUBJECT, draft.subject, NAME, 'Sam Sender', USER_AGENT],
    ...ADDRESSES,
    ...[sender.accessToken, sender.refreshToken, 'planted-code', 'planted-state', 'planted-link'],
    ...[pixel, page, new URL(link).pathname].map((path) => path.split('/').at(-1)?.replace('.gif', '') ?? ''),
    account?.google_subject ?? '',
    world.api.app.get(Encryption).open('google.refresh_token', account?.refresh_token_sealed ?? Buffer.alloc(0)),
  ];
  for (const secret of secrets) expect(secret.length).toBeGreaterThan(4);
  const said = lines.join('\n');
  // What was to be said was said, and the search finds what is there.
  expect(said).toContain('even this');
  expect(said).toMatch(/QueryFailedError 23514/);
  expect(said).toContain('maintain failed: Error');
  expect(secrets.filter((secret) => said.toLowerCase().includes(secret.toLowerCase()))).toEqual([]);
});
