import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type ErasureReceipt, erasureReceipt, type PreparedMessage } from '@openly/contracts';
import pg from 'pg';
import { WebSocket } from 'ws';
import { AccountsService } from '../../apps/api/src/accounts/accounts.service.js';
import { Spool } from '../../apps/api/src/capture/spool.js';
import { verifyChains } from '../../apps/api/src/consent/verify-chains.js';
import { readGivenOut, verifyGivenOut } from '../../apps/api/src/consent/verify-receipts.js';
import { newId } from '../../apps/api/src/database/new-id.js';
import { Encryption } from '../../apps/api/src/secrets/encryption.js';
import { startApi } from '../support/api.js';
import { giveRole } from '../support/credentials.js';
import { grantOf, worksAtGoogle } from '../support/google-grant.js';
import { decideAt } from '../support/linked-mail.js';
import { inMs, zone } from '../support/scheduled-mail.js';
import { seriesStage } from '../support/series-stage.js';
import { everythingStored } from '../support/stored.js';
import { until } from '../support/until.js';
import { buildWorld, COLLEAGUE, request, SENDER, type User, type World } from '../support/world.js';

jest.setTimeout(120_000);

let world: World;
let sender: User;
let colleague: User;
beforeEach(async () => {
  world = await buildWorld();
  sender = await world.signIn(SENDER);
  colleague = await world.signIn(COLLEAGUE);
  // So that either may go and leave the other one there.
  await giveRole(world.database, colleague.me.accountId, 'owner');
});
afterEach(() => world.close());

const leave = (user: User, confirm = user.me.email) => user.call('DELETE', '/v1/me', { confirm });
async function left(user: User): Promise<ErasureReceipt> {
  const answer = await leave(user);
  expect(answer).toMatchObject({ status: 200 });
  return erasureReceipt.parse(answer.body);
}
const count = async (what: string) =>
  (await world.database.query<{ count: number }>(`select count(*)::integer as count from ${what}`))[0]?.count;
const stored = () => everythingStored(world.database, world.api);

/** A mail sent tracked, opened, with a link followed, its own sender's look and a reader's zone noted. */
async function aMail(user: User, reader: string, subject: string): Promise<PreparedMessage> {
  const id = randomUUID();
  const url = 'https://example.com/offer';
  const { body } = await user.call('PUT', `/v1/messages/${id}`, {
    subject,
    recipients: [{ email: reader, name: `Name of ${reader}`, field: 'to' }],
    links: [url],
  });
  const sent = { gmailMessageId: 'a1', gmailThreadId: 'a1', sentAt: new Date(Date.now() - 60_000).toISOString() };
  expect((await user.call('POST', `/v1/messages/${id}/sent`, sent)).status).toBe(204);
  const from = new Date(Date.now() - 3_600_000).toISOString();
  expect((await user.call('POST', `/v1/messages/${id}/own-views`, { from, to: from })).status).toBe(204);
  await fetchPixel(body);
  await fetch(body.links[0].trackedUrl, { redirect: 'manual' });
  await user.call('PUT', '/v1/reader-zones', { email: reader, timeZone: zone });
  await world.database.query(
    `insert into reader_question (team_id, account_id, email_hash, message_id)
     select message.team_id, account_id, email_hash, message.id from message
     join recipient on recipient.team_id = message.team_id and recipient.message_id = message.id where message.id = $1`,
    [id],
  );
  await until(async () => (await count(`click where message_id = '${id}'`)) === 1);
  await until(async () => (await count(`open where message_id = '${id}'`)) === 1);
  return body;
}

const pixelOf = ({ pixelHtml }: PreparedMessage) => /src="([^"]+)"/.exec(pixelHtml ?? '')?.[1] ?? '';
async function fetchPixel(mail: PreparedMessage): Promise<Buffer> {
  const answer = await fetch(pixelOf(mail), {
    headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' },
  });
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

/** A code for a reader that no mail server has taken yet. */
async function aWaitingCode(messageId: string, reader: string) {
  const id = randomUUID();
  const seal = world.api.app.get(Encryption);
  await world.database.query(
    `insert into mailbox_proof (team_id, id, message_id, email_hash, email_sealed, code_hash, expires_at)
     select team_id, $2, message_id, email_hash, $3, '\\x00', now() + interval '30 minutes' from recipient
     where message_id = $1`,
    [messageId, id, seal.seal('recipient.email', reader)],
  );
  await world.database.query(
    `insert into outgoing_mail (id, mail_sealed, due_at, expires_at, proof_id)
     values ($1, $2, now() + interval '20 minutes', now() + interval '30 minutes', $1)`,
    [id, seal.seal('outgoing_mail', JSON.stringify({ to: reader, subject: 'Your code' }))],
  );
}

const stage = seriesStage(() => ({ world, sender }));
const aSchedule = async () => {
  const draft = await stage.buildDraft({ to: 'planted.reader@example.net' });
  const body = { gmailDraftId: draft.id, timeZone: zone, sendAt: inMs(3_600_000) };
  const answer = await sender.call('POST', '/v1/schedules', body, { 'idempotency-key': randomUUID() });
  expect(answer.status).toBe(201);
  return answer.body as { id: string };
};

describe('deleting an account', () => {
  it('asks for its own address, so that nobody does it by accident', async () => {
    expect(await leave(sender, COLLEAGUE)).toMatchObject({ status: 422, body: { code: 'not_confirmed' } });
    for (const body of [undefined, {}, { confirm: '' }, { confirm: SENDER, more: true }, { confirm: 7 }]) {
      expect(await sender.call('DELETE', '/v1/me', body)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request' },
      });
    }
    expect((await request(world.api.url, 'DELETE', '/v1/me', { confirm: SENDER })).status).toBe(401);
    expect((await sender.call('GET', '/v1/me')).status).toBe(200);
    expect((await leave(sender, ' Sender@Example.COM ')).status).toBe(200);
  });

  it('leaves nothing of it in any table, and all of a colleague', async () => {
    const mail = await aMail(sender, 'planted.reader@example.net', 'Planted subject');
    const theirs = await aMail(colleague, 'other.reader@example.net', 'Subject of the colleague');
    await aSchedule();
    const series = await stage.begin((await stage.buildDraft({ to: 'planted.reader@example.net' })).id);
    const refusal = /href="([^"]+)"/.exec(mail.noticeHtml ?? '')?.[1] ?? '';
    const path = new URL(refusal).pathname;
    expect((await decideAt(world.api.url, { path }, { decision: 'refuse', scope: 'sender' })).status).toBe(200);

    await aWaitingCode(mail.id, 'planted.reader@example.net');

    const ids = [sender.me.accountId, mail.id, series.id, series.scheduleId ?? ''];
    const planted = [...ids, SENDER, 'Sam Sender', 'planted.reader', 'Planted subject', sender.me.senderId];
    const holding = async (texts: string[]) =>
      (await stored()).filter(({ row }) => texts.some((text) => row.includes(text)));
    const before = await holding(planted);
    // What is looked for is found, in each of these.
    expect([...new Set(before.map(({ table }) => table))]).toEqual(
      expect.arrayContaining([
        ...['account', 'message', 'recipient', 'schedule', 'series', 'idempotency_key', 'event'],
        ...['mailbox_proof', 'outgoing_mail'],
      ]),
    );
    const ofColleague = await holding([colleague.me.accountId, theirs.id]);
    const decisions = await count('consent_decision');

    const receipt = await left(sender);
    expect(receipt).toMatchObject({
      teamRemoved: false,
      googleGrant: 'revoked',
      googleRetryUntil: null,
      // The scheduled draft, the series' own and its copy for the next time.
      draftsLeft: 3,
      removed: { opens: 1, clicks: 1, ownViews: 1, links: 1, schedules: 2, series: 1, readerZones: 1 },
    });
    expect(receipt.removed).toMatchObject({ keptAnswers: 1, devices: 1, recipients: 1 });
    expect(receipt.removed.liveEvents).toBeGreaterThan(0);

    const after = await holding(planted);
    expect(
      after.filter(({ table }) => !['consent_decision', 'reader_question', 'unrecorded', 'audit'].includes(table)),
    ).toEqual([]);
    // These name ids alone: an act stays known, and so do what a reader refused and who was asked.
    expect(after.filter(({ row }) => /planted|Sam Sender|sender@/i.test(row))).toEqual([]);
    expect(await count('consent_decision')).toBe(decisions);
    expect(await holding([colleague.me.accountId, theirs.id])).toEqual(ofColleague);
    expect((await colleague.call('GET', '/v1/messages')).body.items).toMatchObject([{ id: theirs.id, openCount: 1 }]);
    expect(await stage.draftText(series.gmailDraftId)).not.toBeNull();

    const client = new pg.Client({ connectionString: world.database.connections.ownerUrl });
    await client.connect();
    try {
      await client.query(`begin isolation level repeatable read; set local openly.scope = 'system'`);
      expect(await verifyChains(client)).toMatchObject({ decisions });
      const given = readGivenOut(JSON.stringify(receipt));
      expect(await verifyGivenOut(client, given)).toBeNull();
      const other = readGivenOut(JSON.stringify({ ...receipt, teamHead: { seq: decisions, hash: '0'.repeat(64) } }));
      expect(await verifyGivenOut(client, other)).toMatch(/changed row/);
    } finally {
      await client.end();
    }
  });

  it('signs every device out at once, also where news is listened for', async () => {
    const device = await world.signIn(SENDER);
    const socket = new WebSocket(`${world.api.url.replace('http', 'ws')}/v1/live`);
    const frames: { hello?: object; error?: { code: string } }[] = [];
    socket.on('message', (frame) => frames.push(JSON.parse(String(frame))));
    socket.on('open', () => socket.send(JSON.stringify({ accessToken: device.accessToken, since: null })));
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    await until(() => frames.some(({ hello }) => hello));
    await left(sender);
    expect(await closed).toBe(1008);
    expect(frames.at(-1)).toEqual({ error: { code: 'unauthenticated' } });
    for (const user of [sender, device]) {
      expect((await user.call('GET', '/v1/me')).status).toBe(401);
      expect((await leave(user)).status).toBe(401);
      const { refreshToken } = user;
      expect((await request(world.api.url, 'POST', '/v1/auth/token', { refreshToken })).status).toBe(401);
    }
  });

  it('is refused while a mail of it is being sent, and then removes nothing', async () => {
    const { id } = await aSchedule();
    const lease = (due: string) =>
      world.database.query(
        `update schedule set status = 'sending', lease_id = gen_random_uuid(), due_at = now() + $2::interval where id = $1`,
        [id, due],
      );
    await lease('20 seconds');
    expect(await leave(sender)).toMatchObject({ status: 409, body: { code: 'account_busy' } });
    expect((await sender.call('GET', `/v1/schedules/${id}`)).body).toMatchObject({ status: 'sending' });
    await lease('-1 second');
    expect((await left(sender)).removed).toMatchObject({ schedules: 1 });
  });

  it('meets requests under way without an error of ours, and they leave nothing behind', async () => {
    const prepare = () =>
      sender.call('PUT', `/v1/messages/${randomUUID()}`, {
        subject: 'Late',
        recipients: [{ email: `${randomUUID()}@example.net`, field: 'to' }],
      });
    const rounds = Array.from({ length: 12 }, async () => {
      const statuses: number[] = [];
      while (!statuses.includes(401)) statuses.push((await prepare()).status);
      return statuses;
    });
    await until(async () => ((await count('message')) ?? 0) > 20);
    await left(sender);
    expect(new Set((await Promise.all(rounds)).flat())).toEqual(new Set([200, 401]));
    expect(await count(`message where account_id = '${sender.me.accountId}'`)).toBe(0);
    expect(await count('recipient')).toBe(0);
  });

  it('makes pixels and links already sent record nothing, with the same bytes, also from the spool', async () => {
    const [mail, theirs] = [await aMail(sender, 'a@example.net', 'A'), await aMail(colleague, 'b@example.net', 'B')];
    const erased = await aMail(colleague, 'c@example.net', 'C');
    expect((await colleague.call('DELETE', `/v1/messages/${erased.id}`)).status).toBe(204);
    const bytes = await fetchPixel(mail);
    const { teamId } = colleague.me;
    await left(sender);
    const opensBefore = await count('open');
    expect(await fetchPixel(mail)).toEqual(bytes);
    const link = await fetch(mail.links[0]?.trackedUrl ?? '', { redirect: 'manual' });
    expect(link.headers.get('location')).toBeNull();

    const dataDir = mkdtempSync(join(tmpdir(), 'openly-spool-'));
    const spool = new Spool(join(dataDir, 'spool'), 1_000_000);
    const hitOf = ({ id }: PreparedMessage) => ({
      ...{ teamId, id: newId(), messageId: id, linkId: null, method: 'GET' as const, origin: null },
      arrivedAt: new Date().toISOString(),
    });
    await spool.append([hitOf(mail), hitOf(erased), hitOf(theirs)]);
    await spool.close();
    const replaying = await startApi({
      database: world.database,
      env: { OPENLY_DATA_DIR: dataDir, OPENLY_ROLE: 'api' },
    });
    await until(() => readdirSync(join(dataDir, 'spool')).length === 0, 20_000, 'the spool to empty');
    await until(async () => (await count('open')) === (opensBefore ?? 0) + 1, 20_000, 'the colleague’s open');
    await until(async () => (await count('hit')) === 0);
    expect(await count(`open where message_id in ('${mail.id}', '${erased.id}')`)).toBe(0);
    await replaying.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
});

describe('Google’s grant', () => {
  const grants = () => count('grant_to_revoke');
  const googleIsAway = () =>
    world.sandbox.faults.failNextApiCall({ match: /^POST \/oauth2\/revoke$/, status: 503, times: 1_000 });
  const askAgain = async () => {
    await world.database.query('update grant_to_revoke set due_at = now()');
    await world.api.app.get(AccountsService).revokeGrants();
  };

  it('is taken back with the account, and that of nobody else', async () => {
    const [grant, other] = [await grantOf(world, sender), await grantOf(world, colleague)];
    expect(await worksAtGoogle(world, grant)).toBe(true);
    await left(sender);
    expect([await worksAtGoogle(world, grant), await worksAtGoogle(world, other)]).toEqual([false, true]);
    expect(await grants()).toBe(0);
  });

  it('is asked for again while Google is away, and the receipt says so', async () => {
    const grant = await grantOf(world, sender);
    googleIsAway();
    const { googleGrant, googleRetryUntil, erasedAt } = await left(sender);
    expect(googleGrant).toBe('pending');
    expect(Date.parse(googleRetryUntil ?? '') - Date.parse(erasedAt)).toBe(7 * 86_400_000);
    expect(JSON.stringify(await stored())).not.toContain(SENDER);
    await until(async () => (await count('grant_to_revoke where attempts = 1')) === 1, 20_000, 'the first failure');
    await askAgain();
    expect(await count('grant_to_revoke where attempts = 2 and due_at > now()')).toBe(1);
    expect(await worksAtGoogle(world, grant)).toBe(true);

    world.sandbox.faults.clear();
    await askAgain();
    expect([await grants(), await worksAtGoogle(world, grant)]).toEqual([0, false]);
  });

  it('is not kept for longer than the seven days', async () => {
    googleIsAway();
    await left(sender);
    await world.database.query(`update grant_to_revoke set created_at = now() - interval '6 days 23 hours'`);
    await askAgain();
    expect(await grants()).toBe(1);
    await world.database.query(`update grant_to_revoke set created_at = now() - interval '7 days 1 minute'`);
    await askAgain();
    expect(await grants()).toBe(0);
  });

  it('is left to who has come back meanwhile, with an account in which nothing is left', async () => {
    googleIsAway();
    await left(sender);
    const anew = await world.signIn(SENDER);
    expect(anew.me.accountId).toBe(sender.me.accountId);
    expect(anew.me.senderId).not.toBe(sender.me.senderId);
    expect((await anew.call('GET', '/v1/messages')).body.items).toEqual([]);
    expect(await grants()).toBe(0);
    world.sandbox.faults.clear();
    await askAgain();
    expect(await worksAtGoogle(world, await grantOf(world, anew))).toBe(true);
  });
});

describe('a sender who comes back', () => {
  const readers = ['refused.sender@example.net', 'refused.mail@example.net', 'silent@example.net', 'new@example.net'];

  it('is bound by what readers had refused, and asks nobody again who was asked lately, also in another team', async () => {
    const [first = '', second = '', silent = '', stranger = ''] = readers;
    const mode = { consentMode: 'ask' };
    const prepare = async (user: User, email: string, more: object) => {
      const recipients = [{ email, field: 'to' }];
      return (await user.call('PUT', `/v1/messages/${randomUUID()}`, { recipients, ...more })).body as PreparedMessage;
    };
    for (const [email, scope] of [
      [first, 'sender'],
      [second, 'message'],
      [silent, null],
    ] as const) {
      const mail = await prepare(sender, email, mode);
      expect(mail.reason).toBe('reader_asked');
      const sent = { gmailMessageId: 'a1', gmailThreadId: 'a1', sentAt: new Date().toISOString() };
      expect((await sender.call('POST', `/v1/messages/${mail.id}/sent`, sent)).status).toBe(204);
      const path = /\/r\/[\w-]{20,}/.exec(mail.noticeHtml ?? '')?.[0] ?? '';
      if (scope) expect((await decideAt(world.api.url, { path }, { decision: 'refuse', scope })).status).toBe(200);
    }
    await left(sender);
    await left(colleague);
    // What began in one team is true in another: this person's domain has moved.
    await world.database.query(
      `alter table consent_decision disable trigger user;
       update consent_decision set team_id = '11111111-1111-4111-8111-111111111111';
       alter table consent_decision enable trigger user;
       update reader_question set team_id = '11111111-1111-4111-8111-111111111111'`,
    );

    const anew = await world.signIn(SENDER);

    expect((await prepare(anew, first, {})).reason).toBe('reader_refused');
    expect((await prepare(anew, first, mode)).reason).toBe('reader_refused');
    expect((await prepare(anew, second, mode)).reason).toBe('awaiting_reader');
    expect((await prepare(anew, silent, mode)).reason).toBe('awaiting_reader');
    expect((await prepare(anew, stranger, mode)).reason).toBe('reader_asked');
    // Another person is not bound by it.
    expect((await prepare(await world.signIn(COLLEAGUE), first, mode)).reason).toBe('reader_asked');
  });
});

describe('the last account of a team', () => {
  it('takes the team with it, also where two leave at the same moment, and it can be begun anew', async () => {
    const receipts = await Promise.all([left(sender), left(colleague)]);
    expect(receipts.map(({ teamRemoved }) => teamRemoved).sort()).toEqual([false, true]);
    expect([await count('team'), await count('audit')]).toEqual([0, 0]);
    const anew = await Promise.all([world.signIn(SENDER), world.signIn(COLLEAGUE)]);
    expect(anew.map(({ me }) => me.teamId)).toEqual([sender.me.teamId, sender.me.teamId]);
    expect((await anew[0]?.call('GET', '/v1/team'))?.body.policy).toMatchObject({ subjectsKept: true });
  });
});
