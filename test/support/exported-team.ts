import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { PreparedMessage } from '@openly/contracts';
import pg from 'pg';
import { type Config, loadConfig } from '../../apps/api/src/config.js';
import { Enricher } from '../../apps/api/src/opens/enricher.js';
import { TotalsService } from '../../apps/api/src/reports/totals.service.js';
import { RetentionService } from '../../apps/api/src/retention/retention.service.js';
import { SchedulesService } from '../../apps/api/src/scheduling/schedules.service.js';
import { Encryption } from '../../apps/api/src/secrets/encryption.js';
import { LookupHash } from '../../apps/api/src/secrets/lookup-hash.js';
import { importKey } from '../../apps/api/src/transfer/server-key.js';
import { EXPORTED } from '../../apps/api/src/transfer/tables.js';
import { startApi, type TestApi } from './api.js';
import { consentStage } from './consent-stage.js';
import { createDatabase, type TestDatabase } from './database.js';
import { buildLinkedMail, buildSender } from './linked-mail.js';
import { CHROME, DUTCH } from './mail-programs.js';
import { writerOf } from './report-history.js';
import { inMs, schedulingIn, zone } from './scheduled-mail.js';
import { asSetting, type Lines, linesOf, newKey, transferStage } from './transfer-stage.js';
import { buildWorld, COLLEAGUE, request, SENDER, type User, type World } from './world.js';

/** A team on a server, with something in every table that an export has, and a whole export of it. */
export interface ExportedTeam {
  world: World;
  sam: User;
  cleo: User;
  /** A mail of Sam's that was looked at and then stopped, and its thread. */
  one: PreparedMessage;
  thread: string;
  /** What Sam's readers were given when they decided. */
  receipts: unknown[];
  /** Of the server to move to; it has the old one's token and lookup keys behind its own. */
  target: { env: Record<string, string>; keys: Config['keys']; key: string };
  /** The export, sealed for the target, and what is in it. */
  sealed: Buffer;
  exported: string;
  lines: Lines;
  stage: ReturnType<typeof transferStage>;
  /** A server at a database, with the same Google; else of the target's keys. */
  inServer(database: TestDatabase, work: (api: TestApi) => Promise<void>, env?: Record<string, string>): Promise<void>;
}

export const keysOf = (env: Record<string, string>) => loadConfig({ OPENLY_DATA_DIR: tmpdir(), ...env }).keys;
export const newKeys = () => ({
  OPENLY_ENCRYPTION_KEYS: newKey('e1'),
  OPENLY_TOKEN_KEYS: newKey('t1'),
  OPENLY_LOOKUP_KEYS: newKey('l1'),
});

/** Builds it before all tests of the place it is called from. */
export function withExportedTeam(keep: (built: ExportedTeam) => void): void {
  const stage = transferStage();
  const receipts: unknown[] = [];
  let target: ExportedTeam['target'];
  let world: World;
  let sam: User;
  let cleo: User;
  const consent = consentStage(() => ({ world, sender: sam }));
  const cleosConsent = consentStage(() => ({ world, sender: cleo }));
  const { buildDraft, schedule } = schedulingIn(() => ({ world, sender: sam }));

  async function decide(html: string | null, decision: object): Promise<void> {
    const [, path = ''] = /(\/r\/[\w-]{20,})/.exec(html ?? '') ?? [];
    const answer = await request(world.api.url, 'POST', `${path}/decision`, decision);
    expect(answer.status).toBe(200);
    receipts.push(answer.body);
  }

  beforeAll(async () => {
    const fresh = newKeys();
    target = { env: fresh, keys: keysOf(fresh), key: await importKey(keysOf(fresh).encryption) };
    // Without a worker: what is judged and added up, and when, is said here.
    world = await buildWorld({ env: { OPENLY_MOVE_TO: target.key, OPENLY_ROLE: 'api' } });
    const { keys } = world.api.config;
    target.env.OPENLY_TOKEN_KEYS += `,${asSetting(keys.token)}`;
    target.env.OPENLY_LOOKUP_KEYS += `,${asSetting(keys.lookup)}`;
    target.keys = keysOf(target.env);
    sam = await world.signIn(SENDER);
    cleo = await world.signIn(COLLEAGUE);
    await buildForgotten(world, sam);
    expect((await sam.call('PATCH', '/v1/team/policy', { recordsKeptDays: 365 })).status).toBe(200);

    const one = await consent.prepare(['ann@example.net', 'bob@example.net'], {
      subject: 'Für “Ann” \u2028 ☂',
      links: ['https://example.com/offer'],
    });
    const thread = await consent.sent(one, 3_600);
    const gone = await consent.prepare(['refuser@example.net']);
    await consent.sent(gone, 7_200);
    await decide(gone.noticeHtml, { decision: 'refuse', scope: 'sender' });
    const cleos = await cleosConsent.prepare(['secret-reader@example.net'], { subject: 'Nobody’s business' });
    await cleosConsent.sent(cleos, 3_600);
    await look(one, world.api.url);
    await look(cleos, world.api.url);
    await world.api.app.get(Enricher).enrichAll();
    expect(await world.database.query('select from open')).toHaveLength(2);
    await world.database.query(
      `insert into click (team_id, id, message_id, link_id, clicked_at, kind, confidence, reason, rules_version)
       select team_id, gen_random_uuid(), message_id, id, now(), 'person', 'likely', 'click', 1 from link limit 1`,
    );
    // Long ago: its month has no partition on a new server.
    await world.database.query(`select make_open_partitions(3, now() - interval '200 days')`);
    await world.database.query(
      `insert into open (team_id, id, message_id, opened_at, kind, confidence, reason, latitude, rules_version)
       select team_id, gen_random_uuid(), id, now() - interval '200 days', 'person', 'likely', 'x', 52.37, 1
       from message where id = $1`,
      [one.id],
    );
    const before = inMs(-1_800_000);
    await sam.call('POST', `/v1/messages/${one.id}/own-views`, { from: before, to: before });
    await consent.wasAsked('silent@example.net', 3);
    await sam.call('PUT', '/v1/reader-zones', { email: 'ann@example.net', timeZone: 'Asia/Tokyo' });
    await consent.decided('allows-all@example.net', { decision: 'allow', scope: 'server' });
    await consent.decided('refuses-all@example.net', { decision: 'refuse', scope: 'server' });
    await schedule((await buildDraft()).id, { sendAt: inMs(86_400_000) });
    const series = { gmailDraftId: (await buildDraft()).id, rule: 'FREQ=DAILY', when: 'tomorrow 8am', timeZone: zone };
    expect((await sam.call('POST', '/v1/series', series)).status).toBe(201);
    const webhook = { url: 'https://crm.example.com/openly', events: ['open.recorded'] };
    expect((await sam.call('POST', '/v1/webhooks', webhook)).status).toBe(201);
    // As an account leaves behind that was deleted: a mail that a reader stopped, and who it was.
    await world.database.query('insert into unrecorded (team_id, message_id) values ($1, gen_random_uuid())', [
      sam.me.teamId,
    ]);
    await world.database.query('insert into removed_member (team_id, subject_hash) values ($1, $2)', [
      sam.me.teamId,
      world.api.app.get(LookupHash).ofAddress('subject-of-one-removed'),
    ]);
    await world.api.app.get(TotalsService).addChanges();
    // Another team on the same server, with a decision between Sam's.
    const other = await buildSender(world.database);
    await buildLinkedMail(world.database, world.api, other, ['other-team@example.net'], 'Other team');
    await consent.decided('other-team@example.net', { decision: 'refuse', scope: 'server', teamId: other.teamId });
    await decide(one.noticeHtml, { decision: 'refuse', scope: 'message' });
    const sealed = await stage.download(world, sam, target.key);
    const exported = await stage.open(sealed, target.keys);
    const lines = linesOf(exported);
    keep({ world, sam, cleo, one, thread, receipts, target, sealed, exported, lines, stage, inServer });
  });

  afterAll(async () => {
    await world?.close();
    stage.close();
  });

  async function inServer(
    database: TestDatabase,
    work: (api: TestApi) => Promise<void>,
    env = target.env,
  ): Promise<void> {
    const api = await startApi({
      database,
      googleUrl: world.sandbox.googleUrl,
      env: { OPENLY_ROLE: 'api', SMTP_URL: world.sandbox.smtpUrl, OPENLY_MOVE_TO: target.key, ...env },
    });
    try {
      await work(api);
    } finally {
      await api.close();
    }
  }
}

/** The pixel of a mail as its reader's machine fetches it. */
export async function look({ pixelHtml }: PreparedMessage, url: string): Promise<void> {
  const [, path] = /src="https?:\/\/[^/]+([^"]+)"/.exec(pixelHtml ?? '') ?? [];
  const answer = await fetch(url + path, { headers: { 'user-agent': CHROME, 'x-forwarded-for': DUTCH } });
  expect(answer.status).toBe(200);
}

/** A mail and a schedule of which, for their age, nothing but totals is left. */
async function buildForgotten(world: World, sam: User): Promise<void> {
  const { app } = world.api;
  const { teamId, accountId } = sam.me;
  const team = { teamId, accounts: [accountId] };
  const write = writerOf(world.database, { encryption: app.get(Encryption), lookup: app.get(LookupHash) });
  const at = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000);
  expect((await sam.call('PATCH', '/v1/team/policy', { recordsKeptDays: 30 })).status).toBe(200);
  const mail = await write.mail(team, { accountId, sentAt: at(120), readers: ['old@example.net'] });
  await write.open(team, mail, { at: at(119) });
  await write.schedule(team, { accountId, sendAt: at(120), sentAt: at(120), status: 'sent' });
  await world.database.query(`update schedule set updated_at = send_at`);
  await app.get(TotalsService).addChanges();
  await app.get(RetentionService).forgetOld();
  await app.get(SchedulesService).maintain();
  expect(await world.database.query('select from open union all select from schedule')).toEqual([]);
}

/** With a database of its own, dropped afterwards. */
export async function inNewDatabase(work: (database: TestDatabase) => Promise<void>): Promise<void> {
  const database = await createDatabase();
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

/** With a connection of the tables' owner that sees all teams and one moment. */
export async function asOwner<T>(database: TestDatabase, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: database.connections.ownerUrl, options: '-c openly.scope=system' });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read');
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Everything of all teams, to see that nothing came. */
export const counts = async (database: TestDatabase) =>
  Promise.all(
    [...EXPORTED.map(({ name }) => name), 'consent_head'].map(async (name) => {
      const [row] = await database.query<{ count: number }>(`select count(*)::int from ${name}`);
      return [name, row?.count];
    }),
  );
