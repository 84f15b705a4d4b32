import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { decisionReceipt } from '@openly/contracts';
import { makeToken, readerPath } from '@openly/tracking';
import { ConsentService } from '../../apps/api/src/consent/consent.service.js';
import { MailboxProofs } from '../../apps/api/src/consent/mailbox-proofs.js';
import { type TestApi, withApi } from '../support/api.js';
import type { TestDatabase } from '../support/database.js';
import { buildLinkedMail, decideAt, type LinkedMail, type Sender } from '../support/linked-mail.js';
import { codeFor, codeIn, codeMails, postForm, postJson } from '../support/mailbox-proof.js';
import { buildTeam } from '../support/modules.js';
import { until } from '../support/until.js';
import { SENDER, type World, withSender } from '../support/world.js';

let world: World;
withSender((its) => {
  world = its.world;
});

const someReader = () => `${randomUUID()}@example.net`;

async function buildSender(name = 'Sam Sender'): Promise<Sender> {
  const { teamId, accountIds } = await buildTeam(world.database, [`${randomUUID()}@example.com`], { senderName: name });
  return { teamId, accountId: accountIds[0] ?? '' };
}

const buildMail = (sender: Sender, readers: string[], subject?: string) =>
  buildLinkedMail(world.database, world.api, sender, readers, subject);

/** A mail to one new reader of a new sender. */
async function someMail(): Promise<LinkedMail & { reader: string }> {
  const reader = someReader();
  return { ...(await buildMail(await buildSender(), [reader])), reader };
}

/** A mail of a new sender at another server. */
async function linkedMailAt(database: TestDatabase, api: TestApi, readers: string[]): Promise<LinkedMail> {
  const { teamId, accountIds } = await buildTeam(database, [`${randomUUID()}@example.com`]);
  return buildLinkedMail(database, api, { teamId, accountId: accountIds[0] ?? '' }, readers);
}

const decide = (mail: Pick<LinkedMail, 'path'>, decision: unknown, headers?: Record<string, string>) =>
  decideAt(world.api.url, mail, decision, headers);
const post = (mail: Pick<LinkedMail, 'path'>, action: string, body: unknown, headers?: Record<string, string>) =>
  postJson(world.api.url, mail, action, body, headers);

async function isStopped({ id }: LinkedMail): Promise<boolean> {
  const [row] = await world.database.query<{ withdrawn_at: Date | null }>(
    'select withdrawn_at from message where id = $1',
    [id],
  );
  return row?.withdrawn_at instanceof Date;
}

const decisionsAt = ({ id }: LinkedMail) =>
  world.database.query<{ decision: string; scope: string; assurance: string }>(
    'select decision, scope, assurance from consent_decision where message_id = $1 order by instance_seq',
    [id],
  );

const proofsOf = ({ id }: LinkedMail) =>
  world.database.query<{ id: string }>('select id from mailbox_proof where message_id = $1', [id]);

/** What was asked about this message has been dealt with: codes are written after the answer. */
const settled = () => world.api.app.get(MailboxProofs).beforeApplicationShutdown();

const problem = async (answer: Response) => ({ status: answer.status, code: (await answer.json()).code as string });

const isRefused = (sender: Sender, reader: string) => world.api.app.get(ConsentService).anyRefuses(sender, [reader]);

describe('a code', () => {
  it('comes to the mailbox and lets its reader allow, as often as it is told', async () => {
    const mail = await someMail();
    const code = await codeFor(world, mail, mail.reader);
    for (const scope of ['message', 'sender', 'server']) {
      const answer = await decide(mail, { decision: 'allow', scope, proof: code });
      expect(answer.status).toBe(200);
      expect(decisionReceipt.parse(await answer.json())).toMatchObject({
        decision: 'allow',
        scope,
        assurance: 'mailbox',
      });
    }
    const again = await post(mail, 'proof', { proof: code });
    expect(again.status).toBe(200);
    expect(new Date((await again.json()).until).getTime()).toBeGreaterThan(Date.now());
  });

  it('may be typed in any case, with spaces and hyphens', async () => {
    const mail = await someMail();
    const code = await codeFor(world, mail, mail.reader);
    const plain = code.replace('-', '');
    for (const typed of [plain, plain.toLowerCase(), ` ${[...plain].join(' ')} `, [...plain].join('-')]) {
      expect((await post(mail, 'proof', { proof: typed })).status).toBe(200);
    }
  });

  it('goes to the address as the mail has it, whichever spelling is typed', async () => {
    const stored = `ann.${randomUUID().slice(0, 8)}@gmail.com`;
    const mail = await buildMail(await buildSender(), [stored]);
    const typed = stored.replace('ann.', 'A.n.N').replace('@gmail', '+Receipts@GoogleMail');
    const code = await codeFor(world, mail, stored, typed);
    expect(await codeMails(world, typed.toLowerCase())).toEqual([]);
    expect((await decide(mail, { decision: 'allow', scope: 'sender', proof: code })).status).toBe(200);
  });

  it('lets one of several readers refuse for all mail of the sender, and stops the copy they share', async () => {
    const sender = await buildSender();
    const [reader, other] = [someReader(), someReader()];
    const mail = await buildMail(sender, [reader, other]);
    const earlier = await buildMail(sender, [reader]);
    const code = await codeFor(world, mail, reader);
    expect((await decide(mail, { decision: 'refuse', scope: 'sender', proof: code })).status).toBe(200);
    expect([await isStopped(mail), await isStopped(earlier)]).toEqual([true, true]);
    await until(() => isRefused(sender, reader));
    expect(await isRefused(sender, other)).toBe(false);
  });

  it('lets one of several readers stop this mail in their own name', async () => {
    const reader = someReader();
    const mail = await buildMail(await buildSender(), [someReader(), reader]);
    const code = await codeFor(world, mail, reader);
    expect((await decide(mail, { decision: 'refuse', scope: 'message', proof: code })).status).toBe(200);
    expect(await isStopped(mail)).toBe(true);
    expect(await decisionsAt(mail)).toEqual([{ decision: 'refuse', scope: 'message', assurance: 'mailbox' }]);
  });

  it('is not ended by others who ask: those that came stay good, and no more come than three in half an hour', async () => {
    const mail = await someMail();
    const first = await codeFor(world, mail, mail.reader);
    const ask = async () => {
      expect((await post(mail, 'proof', { email: mail.reader })).status).toBe(202);
      await settled();
    };
    await ask();
    expect(await proofsOf(mail)).toHaveLength(1);
    for (const expected of [2, 3, 3]) {
      await world.database.query(
        `update mailbox_proof set created_at = created_at - interval '61 seconds' where message_id = $1`,
        [mail.id],
      );
      await ask();
      expect(await proofsOf(mail)).toHaveLength(expected);
    }
    expect((await decide(mail, { decision: 'allow', scope: 'sender', proof: first })).status).toBe(200);
  });

  it('ends after half an hour, and is deleted then', async () => {
    const mail = await someMail();
    const code = await codeFor(world, mail, mail.reader);
    await world.database.query(
      `update mailbox_proof set expires_at = expires_at - interval '30 minutes' where message_id = $1`,
      [mail.id],
    );
    expect(await problem(await decide(mail, { decision: 'allow', scope: 'message', proof: code }))).toEqual({
      status: 403,
      code: 'wrong_proof',
    });
    await world.api.app.get(MailboxProofs).forgetEnded();
    expect(await proofsOf(mail)).toEqual([]);
  });

  it('stands in no table, nor does the address it went to; the mail that carried it is gone once it is sent', async () => {
    const mail = await someMail();
    const code = await codeFor(world, mail, mail.reader);
    const [row] = await world.database.query<{ text: string }>(
      'select mailbox_proof::text as text from mailbox_proof where message_id = $1',
      [mail.id],
    );
    for (const secret of [code, code.replace('-', ''), mail.reader]) {
      expect(row?.text).not.toContain(secret);
      expect(row?.text).not.toContain(Buffer.from(secret).toString('hex'));
    }
    await until(async () => (await world.database.query('select from outgoing_mail')).length === 0);
  });
});

describe('the mail with a code', () => {
  it.each([
    ['1', 'Type this code'],
    ['1.nl', 'Typ deze code'],
    ['1.ask.nl', 'Typ deze code'],
    ['1.pt', 'Escreva este código'],
  ])('speaks the language of the notice (%s)', async (version, words) => {
    const mail = await someMail();
    await world.database.query('update message set notice_version = $2 where id = $1', [mail.id, version]);
    await codeFor(world, mail, mail.reader);
    const [sent] = await codeMails(world, mail.reader);
    expect(sent?.html).toContain(words);
    expect(sent?.html).not.toMatch(/<img|<script|<link|href=|url\(/i);
  });

  it('says who runs the server, and carries nothing of what others wrote', async () => {
    const attack = '<script>alert(1)</script><img src=x>';
    const reader = someReader();
    const mail = await buildMail(await buildSender(attack), [reader], attack);
    await codeFor(world, mail, reader);
    const [sent] = await codeMails(world, reader);
    const raw = sent?.raw.toString() ?? '';
    expect(raw).toContain(new URL(world.api.config.publicUrl).host);
    expect(raw).toMatch(/^Auto-Submitted: auto-generated/im);
    expect(raw).not.toMatch(/script|alert\(1\)/i);
    expect(codeIn(sent?.subject ?? '')).not.toBeNull();
  });
});

describe('who holds the link alone', () => {
  it('learns nothing by asking for a code: status, headers and bytes are the same for any address', async () => {
    const reader = someReader();
    const mail = await buildMail(await buildSender(), [reader, someReader()]);
    const seen: string[] = [];
    for (const email of [reader, SENDER, someReader(), reader.toUpperCase()]) {
      for (const answer of [
        await post(mail, 'proof', { email }),
        await postForm(world.api.url, mail, 'proof', { email, do: 'export', scope: 'sender' }),
      ]) {
        const headers = [...answer.headers].filter(([name]) => name !== 'date');
        seen.push(JSON.stringify([answer.status, headers, await answer.text()]));
      }
    }
    expect(new Set(seen).size).toBe(2);
    expect(seen[0]).toMatch(/^\[202,/);
  });

  it('gets no code as the sender, from the Sent folder, nor as somebody it was forwarded to', async () => {
    const mail = await someMail();
    const forwardedTo = someReader();
    for (const email of [SENDER, forwardedTo]) {
      expect((await post(mail, 'proof', { email })).status).toBe(202);
      await settled();
      expect(await codeMails(world, email)).toEqual([]);
    }
    expect(await proofsOf(mail)).toEqual([]);
    for (const [action, body] of [
      ['decision', { decision: 'allow', scope: 'message' }],
      ['decision', { decision: 'allow', scope: 'sender' }],
      ['export', { scope: 'message' }],
      ['erase', { scope: 'message' }],
    ] as const) {
      expect(await problem(await post(mail, action, body))).toEqual({ status: 403, code: 'proof_required' });
      expect(await problem(await post(mail, action, { ...body, proof: 'ABCD-EFGH' }))).toEqual({
        status: 403,
        code: 'wrong_proof',
      });
    }
    const answer = await fetch(`${world.api.url}${mail.path}/export?scope=message`);
    expect(await problem(answer)).toEqual({ status: 403, code: 'proof_required' });
    expect(await decisionsAt(mail)).toEqual([]);
  });

  it('cannot use a code that came for another mail, of the same reader or of another', async () => {
    const sender = await buildSender();
    const reader = someReader();
    const [mail, sameReaders, others] = [
      await buildMail(sender, [reader]),
      await buildMail(sender, [reader]),
      await someMail(),
    ];
    const code = await codeFor(world, mail, reader);
    for (const foreign of [sameReaders, others]) {
      expect(await problem(await decide(foreign, { decision: 'allow', scope: 'message', proof: code }))).toEqual({
        status: 403,
        code: 'wrong_proof',
      });
      expect(await problem(await post(foreign, 'erase', { scope: 'message', proof: code }))).toMatchObject({
        status: 403,
      });
    }
  });

  it.each(['', '0', 'x'.repeat(200), '\u0000', "' or true --", '12345678', 'ABCD-EFGH-JKLM'])(
    'is told that %j is no code',
    async (proof) => {
      const mail = await someMail();
      expect(await problem(await decide(mail, { decision: 'allow', scope: 'message', proof }))).toEqual({
        status: 403,
        code: 'wrong_proof',
      });
    },
  );

  it('gets nowhere with forged, cut and swapped tokens', async () => {
    const mail = await someMail();
    const code = await codeFor(world, mail, mail.reader);
    const foreignKeys = [{ id: 'k1', secret: Buffer.alloc(32, 7) }] as const;
    const subject = { teamId: mail.teamId, id: mail.id };
    const paths = [
      mail.path.slice(0, -3),
      `${mail.path.slice(0, -1)}${mail.path.endsWith('A') ? 'B' : 'A'}`,
      readerPath(makeToken(world.api.config.keys.token, 'pixel', '', subject)),
      readerPath(makeToken(world.api.config.keys.token, 'reader', '', { ...subject, id: randomUUID() })),
      readerPath(makeToken(foreignKeys, 'reader', '', subject)),
      '/r/x',
    ];
    for (const path of paths) {
      for (const [action, body] of [
        ['proof', { email: mail.reader }],
        ['proof', { proof: code }],
        ['export', { scope: 'message', proof: code }],
        ['erase', { scope: 'message', proof: code }],
        ['decision', { decision: 'allow', scope: 'message', proof: code }],
      ] as const) {
        const { status } = await post({ path }, action, body);
        // A token of ours to a message that is none: no code is right there.
        expect([403, 404]).toContain(status);
      }
    }
    expect(await decisionsAt(mail)).toEqual([]);
    expect(await proofsOf(mail)).toHaveLength(1);
  });

  it('changes nothing through another site', async () => {
    const mail = await someMail();
    const code = await codeFor(world, mail, mail.reader);
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
      for (const [action, fields] of [
        ['proof', { email: mail.reader }],
        ['proof', { proof: code, do: 'allow', scope: 'sender' }],
        ['decision', { decision: 'allow', scope: 'sender', proof: code }],
        ['export', { scope: 'message', proof: code }],
        ['erase', { scope: 'message', proof: code }],
      ] as const) {
        expect((await postForm(world.api.url, mail, action, fields, headers)).status).toBe(403);
      }
    }
    expect(await decisionsAt(mail)).toEqual([]);
  });

  it.each([
    ['proof', { email: 'no address' }],
    ['proof', {}],
    ['proof', { email: ['a@example.net'] }],
    ['proof', { email: 'a@example.net', more: 1 }],
    ['export', { scope: 'all' }],
    ['erase', { scope: 'server', proof: 5 }],
    ['decision', { decision: 'allow', scope: 'message', proof: 'x'.repeat(201) }],
  ])('gets nonsense back as such: %s %j', async (action, body) => {
    expect(await problem(await post(await someMail(), action, body))).toEqual({ status: 400, code: 'invalid_request' });
  });
});

describe('a reader who comes back', () => {
  it('is recorded again in what the own refusal had stopped', async () => {
    const sender = await buildSender();
    const reader = someReader();
    const [mail, earlier] = [await buildMail(sender, [reader]), await buildMail(sender, [reader])];
    const untracked = await buildMail(sender, [reader]);
    await world.database.query('update message set tracked = false where id = $1', [untracked.id]);
    await decide(mail, { decision: 'refuse', scope: 'sender' });
    const code = await codeFor(world, mail, reader);

    expect((await decide(mail, { decision: 'allow', scope: 'sender', proof: code })).status).toBe(200);

    expect([await isStopped(mail), await isStopped(earlier), await isStopped(untracked)]).toEqual([false, false, true]);
    await until(async () => !(await isRefused(sender, reader)));
  });

  it('leaves stopped what another reader refused, in the own name or by the link', async () => {
    const sender = await buildSender();
    const [reader, other] = [someReader(), someReader()];
    const alone = await buildMail(sender, [reader]);
    const shared = await buildMail(sender, [reader, other]);
    const byLink = await buildMail(sender, [reader, other]);
    const ofOther = await buildMail(sender, [other]);
    await decide(ofOther, { decision: 'refuse', scope: 'server' });
    await decide(byLink, { decision: 'refuse', scope: 'message' });
    await decide(alone, { decision: 'refuse', scope: 'sender' });
    const code = await codeFor(world, alone, reader);

    await decide(alone, { decision: 'allow', scope: 'sender', proof: code });

    expect([await isStopped(alone), await isStopped(shared), await isStopped(byLink)]).toEqual([false, true, true]);
  });

  it('leaves stopped what the own refusal of another scope covers', async () => {
    const mail = await someMail();
    await decide(mail, { decision: 'refuse', scope: 'server' });
    const code = await codeFor(world, mail, mail.reader);
    await decide(mail, { decision: 'allow', scope: 'message', proof: code });
    expect(await isStopped(mail)).toBe(true);
    await decide(mail, { decision: 'allow', scope: 'server', proof: code });
    expect(await isStopped(mail)).toBe(false);
  });

  it('may refuse again by the link: the latest counts', async () => {
    const mail = await someMail();
    const code = await codeFor(world, mail, mail.reader);
    await decide(mail, { decision: 'allow', scope: 'sender', proof: code });
    expect((await decide(mail, { decision: 'refuse', scope: 'sender' })).status).toBe(200);
    expect(await isStopped(mail)).toBe(true);
    await until(() => isRefused(mail, mail.reader));
  });

  it('is not kept waiting by another who refuses at the same moment, and the refusal holds', async () => {
    const sender = await buildSender();
    const [reader, other] = [someReader(), someReader()];
    const shared = await buildMail(sender, [reader, other]);
    const ofOther = await buildMail(sender, [other]);
    const code = await codeFor(world, shared, reader);
    for (let round = 0; round < 5; round++) {
      await decide(shared, { decision: 'refuse', scope: 'sender', proof: code });
      await Promise.all([
        decide(shared, { decision: 'allow', scope: 'sender', proof: code }),
        decide(ofOther, { decision: 'refuse', scope: 'sender' }),
      ]);
      expect(await isStopped(shared)).toBe(true);
    }
  });
});

describe('without scripts', () => {
  it('a reader goes from a wish by address and code to having it done', async () => {
    const mail = await someMail();
    const submit = (action: string, fields: Record<string, string>) => postForm(world.api.url, mail, action, fields);
    const wish = { do: 'allow', scope: 'sender' };

    const asked = await submit('decision', { decision: 'allow', scope: 'sender' });
    expect(asked.status).toBe(403);
    expect(await asked.text()).toMatch(/<input[^>]*name="email"/);

    const sent = await submit('proof', { ...wish, email: mail.reader });
    expect(sent.status).toBe(202);
    expect(await sent.text()).toMatch(/<input[^>]*name="proof"/);

    const wrong = await submit('proof', { ...wish, proof: 'ABCD-EFGH' });
    expect(wrong.status).toBe(403);
    expect(await wrong.text()).toMatch(/<input[^>]*name="proof"/);

    const [code] = await until(async () => {
      const mails = await codeMails(world, mail.reader);
      return mails.length > 0 && mails.map(({ html }) => codeIn(html) ?? '');
    });
    const done = await submit('proof', { ...wish, proof: code ?? '' });
    expect(done.status).toBe(200);
    expect(await done.text()).toContain(code);
    expect(done.headers.get('set-cookie')).toBeNull();
    expect(await decisionsAt(mail)).toEqual([{ decision: 'allow', scope: 'sender', assurance: 'mailbox' }]);

    const refused = await submit('decision', { decision: 'refuse', scope: 'sender', proof: code ?? '' });
    expect(refused.status).toBe(200);
    const file = await submit('export', { scope: 'message', proof: code ?? '' });
    expect(file.headers.get('content-disposition')).toContain('attachment');
    expect(await file.json()).toMatchObject({ email: mail.reader });
    const erased = await submit('erase', { scope: 'message', proof: code ?? '' });
    expect(erased.status).toBe(200);
    const ended = await submit('erase', { scope: 'message', proof: code ?? '' });
    expect(ended.status).toBe(403);
    expect(await ended.text()).toMatch(/<input[^>]*name="email"/);
  });

  it('a garbled address is asked for again', async () => {
    const answer = await postForm(world.api.url, await someMail(), 'proof', {
      email: 'ann',
      do: 'erase',
      scope: 'server',
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/<input[^>]*name="email"/);
  });
});

describe('ten thousand posts from one address', () => {
  // The sandbox lets no other machine in, whatever a proxy says: here it is a server with a Google of its own.
  let api: TestApi;
  let database: TestDatabase;
  withApi({ env: { GOOGLE_CLIENT_ID: 'client', GOOGLE_CLIENT_SECRET: 'secret' } }, (its) => {
    ({ api, database } = its);
  });

  const from = (address: string) => ({ 'x-forwarded-for': address });
  const tryCode = (mail: LinkedMail, address: string) =>
    postJson(api.url, mail, 'proof', { proof: 'ABCD-EFGH' }, from(address));

  it('are answered, and a reader elsewhere decides all the same', async () => {
    const mail = await linkedMailAt(database, api, [someReader()]);
    const statuses = new Map<number, number>();
    let left = 10_000;
    const flood = async () => {
      while (left-- > 0) {
        const answer = await tryCode(mail, '203.0.113.7');
        await answer.arrayBuffer();
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      }
    };
    const flooding = Promise.all(Array.from({ length: 32 }, flood));
    await until(() => (statuses.get(429) ?? 0) > 100, 30_000);
    const elsewhere = await decideAt(api.url, mail, { decision: 'refuse', scope: 'message' }, from('198.51.100.9'));
    expect(elsewhere.status).toBe(200);
    await flooding;
    expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBe(10_000);
    expect([...statuses.keys()].sort()).toEqual([403, 429]);

    const neighbour = await postForm(api.url, mail, 'proof', { do: 'export', scope: 'message' }, from('203.0.113.8'));
    expect(neighbour.status).toBe(200);
    expect((await fetch(api.url + mail.path, { headers: from('203.0.113.7') })).status).toBe(200);
  });

  it('come from one network of IPv6 as from one address', async () => {
    const mail = await linkedMailAt(database, api, [someReader()]);
    const statuses: number[] = [];
    for (let host = 1; host <= 40; host++) {
      const answer = await tryCode(mail, `2001:db8:1:2::${host.toString(16)}`);
      statuses.push(answer.status);
      if (answer.status !== 429) continue;
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(await answer.json()).toMatchObject({ code: 'rate_limited' });
    }
    expect(statuses).toEqual(Array.from({ length: 40 }, (_, nth) => (nth < 30 ? 403 : 429)));
    const page = await postForm(api.url, mail, 'proof', {}, from('2001:db8:1:2::1'));
    expect(page.status).toBe(429);
    expect(page.headers.get('content-type')).toContain('text/html');
    const inAddress = `${api.url}${mail.path}/export?proof=ABCD-EFGH`;
    expect((await fetch(inAddress, { headers: from('2001:db8:1:2::2') })).status).toBe(429);
    expect((await tryCode(mail, '2001:db8:1:3::1')).status).toBe(403);
  });
});

describe('where the operator lets the link count, and no mail is sent', () => {
  let api: TestApi;
  let database: TestDatabase;
  withApi({ env: { OPENLY_CONSENT_ASSURANCE: 'link' } }, (its) => {
    ({ api, database } = its);
  });

  const linkedMail = (readers: string[]) => linkedMailAt(database, api, readers);

  it('the one reader of a mail allows by the link, and takes a refusal back', async () => {
    const mail = await linkedMail([someReader()]);
    await decideAt(api.url, mail, { decision: 'refuse', scope: 'sender' });
    const answer = await decideAt(api.url, mail, { decision: 'allow', scope: 'sender' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ decision: 'allow', assurance: 'link' });
    const [row] = await database.query<{ withdrawn_at: Date | null }>(
      'select withdrawn_at from message where id = $1',
      [mail.id],
    );
    expect(row?.withdrawn_at).toBeNull();
  });

  it('one of several does not', async () => {
    const mail = await linkedMail([someReader(), someReader()]);
    const answer = await decideAt(api.url, mail, { decision: 'allow', scope: 'message' });
    expect(await problem(answer)).toEqual({ status: 403, code: 'proof_required' });
  });

  it('who asks for a code is told that there is none, reader or not', async () => {
    const reader = someReader();
    const mail = await linkedMail([reader]);
    for (const email of [reader, someReader()]) {
      expect(await problem(await postJson(api.url, mail, 'proof', { email }))).toEqual({
        status: 503,
        code: 'no_mail_here',
      });
    }
    const page = await postForm(api.url, mail, 'proof', { email: reader, do: 'export', scope: 'message' });
    expect(page.status).toBe(503);
    expect(page.headers.get('content-type')).toContain('text/html');
  });
});
