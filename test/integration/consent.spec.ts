import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decisionReceipt } from '@openly/contracts';
import { makeToken, readerPath } from '@openly/tracking';
import { ConsentModule } from '../../apps/api/src/consent/consent.module.js';
import { ConsentService } from '../../apps/api/src/consent/consent.service.js';
import { Database } from '../../apps/api/src/database/database.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { buildLinkedMail, decideAt, type LinkedMail, type Sender } from '../support/linked-mail.js';
import { buildTeam, type PartOfApi, startPart } from '../support/modules.js';
import { until } from '../support/until.js';

let database: TestDatabase;
let api: PartOfApi;

beforeAll(async () => {
  database = await createDatabase();
  api = await startPart(database, [ConsentModule]);
}, 60_000);

afterAll(async () => {
  await api.close();
  await database.close();
});

const someReader = () => `${randomUUID()}@example.net`;

async function buildSender(name: string | null = 'Sam Sender', teamName = 'Example'): Promise<Sender> {
  const { teamId, accountIds } = await buildTeam(database, [`${randomUUID()}@example.com`], {
    senderName: name,
    teamName,
  });
  return { teamId, accountId: accountIds[0] ?? '' };
}

const buildMail = (sender: Sender, readers: string[], subject?: string) =>
  buildLinkedMail(database, api, sender, readers, subject);

async function addOpen(
  mail: LinkedMail,
  open: { at?: string; kind?: string; confidence?: string; city?: string } = {},
) {
  const { at = new Date().toISOString(), kind = 'direct', confidence = 'confirmed', city } = open;
  await database.query(
    `insert into open (team_id, id, message_id, opened_at, kind, confidence, reason, client, os, country, city, rules_version)
     values ($1, $2, $3, $4, $5, $6, 'because', 'Thunderbird', 'Linux', $7, $8, 1)`,
    [mail.teamId, randomUUID(), mail.id, at, kind, confidence, city ? 'NL' : null, city ?? null],
  );
  await database.query('update message set open_count = open_count + 1 where id = $1', [mail.id]);
}

/** An image request that nobody has judged yet. */
async function addHit(mail: LinkedMail) {
  await database.query(
    `insert into hit (team_id, id, message_id, method, arrived_at, origin) values ($1, $2, $3, 'GET', now(), 'sealed')`,
    [mail.teamId, randomUUID(), mail.id],
  );
}

async function waitingHits(mail: LinkedMail): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    'select count(*)::int as count from hit where message_id = $1',
    [mail.id],
  );
  return row?.count ?? 0;
}

async function isStopped(mail: LinkedMail): Promise<boolean> {
  const [row] = await database.query<{ withdrawn_at: Date | null }>('select withdrawn_at from message where id = $1', [
    mail.id,
  ]);
  return row?.withdrawn_at instanceof Date;
}

const decisionsAt = (mail: LinkedMail) =>
  database.query<{ scope: string; decision: string; email_hash: Buffer | null; assurance: string }>(
    'select scope, decision, email_hash, assurance from consent_decision where message_id = $1 order by decided_at',
    [mail.id],
  );

const eventsOf = (sender: Sender) =>
  database.query<{ type: string; data: { messageId: string } }>(
    'select type, data from event where account_id = $1 order by seq',
    [sender.accountId],
  );

async function page(mail: Pick<LinkedMail, 'path'>): Promise<string> {
  const answer = await fetch(api.url + mail.path, { headers: { accept: 'text/html' } });
  return answer.text();
}

const decide = (mail: Pick<LinkedMail, 'path'>, decision: unknown, headers?: Record<string, string>) =>
  decideAt(api.url, mail, decision, headers);

function submit(mail: Pick<LinkedMail, 'path'>, fields: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(`${api.url}${mail.path}/decision`, {
    method: 'POST',
    redirect: 'manual',
    headers: { accept: 'text/html', ...headers },
    body: new URLSearchParams(fields),
  });
}

describe("the reader's page", () => {
  it('tells one reader who tracks, how, what was recorded and for how long', async () => {
    const mail = await buildMail(await buildSender('Sam Sender', 'Example Ltd'), [someReader()]);
    await addOpen(mail, { at: '2026-11-20T08:05:00.000Z', city: 'Utrecht' });
    await addOpen(mail, { kind: 'self' });
    const html = await page(mail);
    for (const words of [
      'Sam Sender',
      '@example.com',
      'Example Ltd',
      'An offer',
      '20 November 2026 at 08:05 UTC',
      'Thunderbird on Linux',
      'Utrecht, Netherlands',
      'IP Geolocation by DB-IP',
      'href="https://db-ip.com"',
      '90 days',
      '9 minutes',
      'All mail from <bdi>Sam Sender</bdi>',
    ]) {
      expect(html).toContain(words);
    }
    expect(html.match(/<li>/g)).toHaveLength(1);
  });

  it('shows several readers one total, and nothing of one another', async () => {
    const readers = [someReader(), someReader()];
    const mail = await buildMail(await buildSender(), readers);
    await addOpen(mail, { at: '2026-11-20T08:05:00.000Z', city: 'Utrecht' });
    await addOpen(mail);
    const html = await page(mail);
    expect(html).toContain('2 openings');
    for (const secret of ['20 November', 'Utrecht', 'Thunderbird', ...readers]) expect(html).not.toContain(secret);
    expect(html).toContain('value="message"');
    expect(html).not.toContain('value="sender"');
    expect(html).not.toContain('value="server"');
  });

  it('never names its reader: the link may have been forwarded', async () => {
    const reader = someReader();
    expect(await page(await buildMail(await buildSender(), [reader]))).not.toContain(reader);
  });

  it('counts one mailbox written twice as one reader', async () => {
    const mail = await buildMail(await buildSender(), ['ann.other@gmail.com', 'AnnOther+x@gmail.com']);
    expect(await page(mail)).toContain('value="sender"');
  });

  it('changes nothing, however often it is followed', async () => {
    const sender = await buildSender();
    const mail = await buildMail(sender, [someReader()]);
    for (let visit = 0; visit < 3; visit++) expect((await fetch(api.url + mail.path)).status).toBe(200);
    await fetch(api.url + mail.path, { method: 'HEAD' });
    expect(await isStopped(mail)).toBe(false);
    expect(await decisionsAt(mail)).toEqual([]);
    expect(await eventsOf(sender)).toEqual([]);
  });

  it('may not be stored, framed, found, or passed on, and runs nothing', async () => {
    const answer = await fetch(api.url + (await buildMail(await buildSender(), [someReader()])).path);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('x-robots-tag')).toContain('noindex');
    expect(answer.headers.get('set-cookie')).toBeNull();
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(await answer.text()).not.toMatch(/<script|<img|<link|\bon\w+=|url\(|@import/i);
  });

  it('shows what somebody wrote as text', async () => {
    const attack = '<script>alert(1)</script><img src=x onerror=alert(2)>"\'&';
    const mail = await buildMail(await buildSender(attack, attack), [someReader()], attack);
    const html = await page(mail);
    expect(html).not.toMatch(/<script|<img/i);
    expect(html.match(/&lt;script>alert\(1\)/g)?.length).toBeGreaterThanOrEqual(3);
  });

  it('is a page for people and a problem for programs where the link is not ours', async () => {
    const mail = await buildMail(await buildSender(), [someReader()]);
    const forged = `${mail.path.slice(0, -1)}${mail.path.endsWith('A') ? 'B' : 'A'}`;
    const pixel = readerPath(makeToken(api.config.keys.token, 'pixel', '', { teamId: mail.teamId, id: mail.id }));
    const gone = readerPath(makeToken(api.config.keys.token, 'reader', '', { teamId: mail.teamId, id: randomUUID() }));
    for (const path of [forged, pixel, gone, '/r/x', `/r/${'x'.repeat(400)}`]) {
      const forPeople = await fetch(api.url + path, { headers: { accept: 'text/html,*/*;q=0.8' } });
      expect(forPeople.status).toBe(404);
      expect(forPeople.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await forPeople.text()).toContain('This link leads nowhere');
      const forPrograms = await fetch(api.url + path, { headers: { accept: 'application/json' } });
      expect(forPrograms.headers.get('content-type')).toContain('application/problem+json');
      expect(await forPrograms.json()).toMatchObject({ status: 404, code: 'link_token_not_found' });
    }
  });

  it('tells what stays of a mail its sender deleted', async () => {
    const mail = await buildMail(await buildSender(), [someReader()]);
    await database.query(`update message set state = 'discarded', subject_sealed = null where id = $1`, [mail.id]);
    expect(await page(mail)).toContain('What was recorded of this mail is deleted');
  });
});

describe('refusing by the link alone', () => {
  it('stops one message: the hits that wait are forgotten and the sender is told', async () => {
    const sender = await buildSender();
    const reader = someReader();
    const [mail, other] = [await buildMail(sender, [reader]), await buildMail(sender, [reader])];
    await addHit(mail);

    const answer = await decide(mail, { decision: 'refuse', scope: 'message' });

    expect(answer.status).toBe(200);
    const receipt = await answer.json();
    expect(decisionReceipt.parse(receipt)).toEqual(receipt);
    expect(receipt).toMatchObject({ decision: 'refuse', scope: 'message', assurance: 'link', noticeVersion: '1' });
    expect([await isStopped(mail), await isStopped(other)]).toEqual([true, false]);
    expect(await waitingHits(mail)).toBe(0);
    expect(await decisionsAt(mail)).toEqual([
      { scope: 'message', decision: 'refuse', assurance: 'link', email_hash: expect.any(Buffer) },
    ]);
    expect(await eventsOf(sender)).toEqual([
      { type: 'decision.recorded', data: { messageId: mail.id, gmailThreadId: 'abc123' } },
    ]);
    expect(await api.app.get(ConsentService).anyRefuses(sender, [reader])).toBe(false);
    expect(await page(mail)).toContain('Nothing more is recorded');
  });

  it('stops a sender: mail already sent, also to a group, and mail to come', async () => {
    const [sender, colleague] = [await buildSender(), await buildSender()];
    const reader = someReader();
    const mail = await buildMail(sender, [reader]);
    const earlier = await buildMail(sender, [reader.toUpperCase()]);
    const group = await buildMail(sender, [someReader(), reader]);
    const unrelated = await buildMail(sender, [someReader()]);
    const fromColleague = await buildMail(colleague, [reader]);

    expect((await decide(mail, { decision: 'refuse', scope: 'sender' })).status).toBe(200);

    for (const stopped of [mail, earlier, group]) expect(await isStopped(stopped)).toBe(true);
    for (const untouched of [unrelated, fromColleague]) expect(await isStopped(untouched)).toBe(false);
    const consent = api.app.get(ConsentService);
    expect(await consent.anyRefuses(sender, [someReader(), reader])).toBe(true);
    expect(await consent.anyRefuses(sender, [someReader()])).toBe(false);
    expect(await consent.anyRefuses(colleague, [reader])).toBe(false);
    const told = (await eventsOf(sender)).map((event) => event.data.messageId);
    expect(told.sort()).toEqual([mail.id, earlier.id, group.id].sort());
    expect(await eventsOf(colleague)).toEqual([]);
    expect(await page(mail)).toContain('in all mail from');
  });

  it('stops the whole server, whoever sends', async () => {
    const [sender, stranger] = [await buildSender(), await buildSender()];
    const reader = someReader();
    const [mail, fromStranger] = [await buildMail(sender, [reader]), await buildMail(stranger, [reader])];

    expect((await decide(mail, { decision: 'refuse', scope: 'server' })).status).toBe(200);

    expect([await isStopped(mail), await isStopped(fromStranger)]).toEqual([true, true]);
    expect(await api.app.get(ConsentService).anyRefuses(stranger, [reader])).toBe(true);
    expect((await eventsOf(stranger)).map((event) => event.data.messageId)).toEqual([fromStranger.id]);
    expect(await page(fromStranger)).toContain('by anybody');
  });

  it('outlives the sender who was refused', async () => {
    const [sender, stranger] = [await buildSender(), await buildSender()];
    const reader = someReader();
    await decide(await buildMail(sender, [reader]), { decision: 'refuse', scope: 'server' });
    await database.query('delete from team where id = $1', [sender.teamId]);
    expect(await api.app.get(ConsentService).anyRefuses(stranger, [reader])).toBe(true);
  });

  it('is harmless to repeat: one decision, its first time, one event', async () => {
    const sender = await buildSender();
    const mail = await buildMail(sender, [someReader(), someReader()]);
    const first = await (await decide(mail, { decision: 'refuse', scope: 'message' })).json();
    const again = await (await decide(mail, { decision: 'refuse', scope: 'message' })).json();
    expect(again).toEqual(first);
    expect(await decisionsAt(mail)).toHaveLength(1);
    expect(await eventsOf(sender)).toHaveLength(1);
  });

  it('at several mails of one reader at once leaves each stopped', async () => {
    const sender = await buildSender();
    const reader = someReader();
    const mails = await Promise.all(Array.from({ length: 8 }, () => buildMail(sender, [reader])));
    const answers = await Promise.all(
      mails.map((mail, nth) => decide(mail, { decision: 'refuse', scope: nth % 2 ? 'server' : 'sender' })),
    );
    expect(answers.map((answer) => answer.status)).toEqual(mails.map(() => 200));
    for (const mail of mails) expect(await isStopped(mail)).toBe(true);
  });

  it('in a mail to several stops that message for all, and nothing wider', async () => {
    const sender = await buildSender();
    const reader = someReader();
    const mail = await buildMail(sender, [reader, someReader()]);
    for (const scope of ['sender', 'server']) {
      const answer = await decide(mail, { decision: 'refuse', scope });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: 'proof_required' });
    }
    expect(await isStopped(mail)).toBe(false);
    expect((await decide(mail, { decision: 'refuse', scope: 'message' })).status).toBe(200);
    expect(await isStopped(mail)).toBe(true);
    expect(await decisionsAt(mail)).toMatchObject([{ email_hash: null }]);
    expect(await api.app.get(ConsentService).anyRefuses(sender, [reader])).toBe(false);
  });

  it.each([
    { decision: 'allow', scope: 'message' },
    { decision: 'allow', scope: 'server' },
  ])('is all a link can do: to $decision $scope needs proof', async (decision) => {
    const mail = await buildMail(await buildSender(), [someReader()]);
    const answer = await decide(mail, decision);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'proof_required' });
    expect(await decisionsAt(mail)).toEqual([]);
  });

  it('keeps a decision that is being made and a mail that is being prepared apart', async () => {
    const sender = await buildSender();
    const reader = someReader();
    const mail = await buildMail(sender, [reader]);
    const consent = api.app.get(ConsentService);
    let answered = false;
    let refusal: Promise<Response> | undefined;
    await api.app.get(Database).inTeam(sender.teamId, async (manager) => {
      await consent.holdDecisions(manager, [reader, someReader()]);
      refusal = decide(mail, { decision: 'refuse', scope: 'sender' });
      void refusal.then(() => (answered = true));
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(answered).toBe(false);
      expect(await consent.anyRefuses(sender, [reader])).toBe(false);
    });
    expect((await refusal)?.status).toBe(200);
    await until(() => answered);
    expect(await consent.anyRefuses(sender, [reader])).toBe(true);
  });
});

describe('the form on the page', () => {
  it('decides and leads back to the page, which says so', async () => {
    const mail = await buildMail(await buildSender(), [someReader()]);
    const answer = await submit(
      mail,
      { decision: 'refuse', scope: 'sender' },
      { origin: 'null', 'sec-fetch-site': 'same-origin' },
    );
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(mail.path);
    expect(await isStopped(mail)).toBe(true);
  });

  it('shows the page with the reason where proof is needed', async () => {
    const mail = await buildMail(await buildSender(), [someReader(), someReader()]);
    const answer = await submit(mail, { decision: 'refuse', scope: 'server' });
    expect(answer.status).toBe(403);
    const html = await answer.text();
    expect(html).toContain('Is this mailbox yours?');
    expect(html).toContain('This server sends no mail');
  });

  it('answers nonsense with a page', async () => {
    const mail = await buildMail(await buildSender(), [someReader()]);
    const answer = await submit(mail, { decision: 'refuse', scope: 'everything' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('Nothing was changed');
  });

  it.each([
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
  ])('is refused when another site sent it: %o', async (headers) => {
    const mail = await buildMail(await buildSender(), [someReader()]);
    const answer = await submit(mail, { decision: 'refuse', scope: 'message' }, headers as Record<string, string>);
    expect(answer.status).toBe(403);
    expect(await isStopped(mail)).toBe(false);
  });

  it('works in browsers that say nothing, and in those that hide their origin', async () => {
    for (const headers of [{}, { origin: 'null' }, { origin: api.url }]) {
      const mail = await buildMail(await buildSender(), [someReader()]);
      const answer = await submit(mail, { decision: 'refuse', scope: 'message' }, headers as Record<string, string>);
      expect(answer.status).toBe(303);
    }
  });

  it('does nothing with a forged token', async () => {
    const answer = await submit({ path: '/r/forged' }, { decision: 'refuse', scope: 'message' });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('This link leads nowhere');
  });
});
