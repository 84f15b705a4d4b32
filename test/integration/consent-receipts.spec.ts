import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  type DecisionPage,
  type DecisionReceipt,
  decisionPage,
  decisionReceipt,
  decisionReceipts,
  serverDeclaration,
} from '@openly/contracts';
import { buildLinkedMail, decideAt, type LinkedMail } from '../support/linked-mail.js';
import { buildWorld, request, type User, type World } from '../support/world.js';

jest.setTimeout(60_000);

let world: World;
let sam: User;
let cleo: User;
let folder: string;

beforeAll(async () => {
  world = await buildWorld();
  sam = await world.signIn('sender@example.com');
  cleo = await world.signIn('colleague@example.com');
  folder = mkdtempSync(join(tmpdir(), 'openly-receipts-'));
}, 60_000);

afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const someReader = () => `${randomUUID()}@example.net`;
const aMail = (user = sam, readers = [someReader()]) => buildLinkedMail(world.database, world.api, user.me, readers);

async function refuse(mail: LinkedMail, scope = 'message'): Promise<DecisionReceipt> {
  const answer = await decideAt(world.api.url, mail, { decision: 'refuse', scope });
  return decisionReceipt.parse(await answer.json());
}

const receiptsOf = async (mail: LinkedMail) =>
  decisionReceipts.parse((await request(world.api.url, 'GET', `${mail.path}/receipt`)).body).receipts;
const pageOf = async (mail: LinkedMail) =>
  (await request(world.api.url, 'GET', mail.path, undefined, { accept: 'text/html' })).body as string;

describe('a reader’s receipt', () => {
  it('stands on the page after the form was sent, and can be downloaded there', async () => {
    const mail = await aMail();
    expect(await pageOf(mail)).not.toContain('Keep this as proof');
    expect(await receiptsOf(mail)).toEqual([]);
    const answer = await fetch(`${world.api.url}${mail.path}/decision`, {
      method: 'POST',
      redirect: 'follow',
      headers: { accept: 'text/html' },
      body: new URLSearchParams({ decision: 'refuse', scope: 'sender' }),
    });
    const html = await answer.text();
    const [receipt] = await receiptsOf(mail);
    expect(html).toContain('Keep this as proof');
    expect(html).toContain(
      `No. ${receipt?.teamHead.seq} of this team, no. ${receipt?.instanceHead.seq} of this server`,
    );
    expect(html).toContain(receipt?.instanceHead.hash);
    expect(html).toContain(`href="${mail.path}/receipt"`);
    expect(html).not.toMatch(/<script/i);
  });

  it('is a file that nobody keeps or passes on', async () => {
    const mail = await aMail();
    await refuse(mail);
    const { headers } = await request(world.api.url, 'GET', `${mail.path}/receipt`);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="openly-receipt.json"');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('set-cookie')).toBeNull();
  });

  it('is the one that the decision was answered with, also when it is repeated', async () => {
    const mail = await aMail();
    const [byMessage, bySender] = [await refuse(mail), await refuse(mail, 'sender')];
    await refuse(await aMail());
    expect(await refuse(mail, 'sender')).toEqual(bySender);
    expect(await receiptsOf(mail)).toEqual([byMessage, bySender]);
  });

  it('tells nothing of what the same reader decided with other mail', async () => {
    const reader = someReader();
    const [mail, other] = [await aMail(sam, [reader]), await aMail(cleo, [reader])];
    const elsewhere = await refuse(other, 'server');
    expect(await receiptsOf(mail)).toEqual([]);
    expect(await pageOf(mail)).not.toContain(elsewhere.instanceHead.hash);
  });

  it('of a mail to several is only of what was decided about that mail, by its link', async () => {
    const mail = await aMail(sam, [someReader(), someReader()]);
    for (const [assurance, scope, reader] of [
      ['mailbox', 'message', Buffer.of(1)],
      ['mailbox', 'server', Buffer.of(2)],
    ]) {
      await world.database.query(
        `insert into consent_decision (team_id, id, account_id, message_id, email_hash, decision, scope, assurance,
                                       notice_version)
         values ($1, $2, $3, $4, $5, 'refuse', $6, $7, '1')`,
        [mail.teamId, randomUUID(), mail.accountId, mail.id, reader, scope, assurance],
      );
    }
    expect(await receiptsOf(mail)).toEqual([]);
    const receipt = await refuse(mail);
    expect(await receiptsOf(mail)).toEqual([receipt]);
    expect(await pageOf(mail)).toContain('A reader refused: This mail only');
  });

  it('is not there for a forged link', async () => {
    const answer = await fetch(`${world.api.url}/r/forged/receipt`, { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-disposition')).toBeNull();
    expect(await answer.text()).toContain('This link leads nowhere');
  });
});

describe('a sender’s export of decisions', () => {
  const list = async (user: User, query = ''): Promise<DecisionPage> => {
    const { status, body } = await user.call('GET', `/v1/consent/decisions${query}`);
    expect(status).toBe(200);
    return decisionPage.parse(body);
  };

  it('has the caller’s own, page by page, the newest first, with where the chains end', async () => {
    const made: DecisionReceipt[] = [];
    for (let nth = 0; nth < 5; nth++) {
      made.unshift(await refuse(await aMail()));
      await refuse(await aMail(cleo));
    }
    const ofCleo = await refuse(await aMail(cleo));
    const found: DecisionPage['items'] = [];
    let cursor = '';
    for (let pages = 0; found.length < 5 && pages < 5; pages++) {
      const page = await list(sam, `?limit=2${cursor}`);
      found.push(...page.items);
      cursor = `&cursor=${page.nextCursor}`;
      expect(page).toMatchObject({
        teamId: sam.me.teamId,
        teamHead: ofCleo.teamHead,
        instanceHead: ofCleo.instanceHead,
      });
    }
    expect(found.slice(0, 5)).toEqual(made.map((receipt) => expect.objectContaining(receipt)));
    const all = await list(sam, '?limit=200');
    expect(all.nextCursor).toBeNull();
    expect(all.items.map(({ id }) => id)).not.toContain(ofCleo.id);
  });

  it('names the mail, and the reader by keyed hash alone', async () => {
    const reader = someReader();
    const mail = await aMail(sam, [reader]);
    await refuse(mail);
    const group = await aMail(sam, [reader, someReader()]);
    await refuse(group);
    const page = await list(sam);
    expect(page.items.slice(0, 2)).toMatchObject([
      { messageId: group.id, reader: null },
      { messageId: mail.id, reader: expect.stringMatching(/^[0-9a-f]{64,}$/) },
    ]);
    expect(JSON.stringify(page)).not.toContain(reader);
  });

  it('takes no cursor of another list', async () => {
    for (const cursor of ['x', Buffer.from('{"seq":"1"}').toString('base64url')]) {
      expect((await sam.call('GET', `/v1/consent/decisions?cursor=${cursor}`)).status).toBe(400);
    }
  });
});

describe('npm run consent:verify', () => {
  const program = resolve(import.meta.dirname, '../../apps/api/dist/consent/verify-command.js');

  function run(...args: string[]): Promise<{ code: number; last: string; errors: string }> {
    const key = `k1:${Buffer.alloc(32, 1).toString('base64url')}`;
    const env = {
      PATH: process.env.PATH,
      DATABASE_URL: world.database.connections.ownerUrl,
      OPENLY_DATA_DIR: folder,
      OPENLY_ENCRYPTION_KEYS: key,
      OPENLY_TOKEN_KEYS: key,
      OPENLY_LOOKUP_KEYS: key,
    };
    return new Promise((done) =>
      execFile(process.execPath, [program, ...args], { env, cwd: folder }, (error, output, errors) =>
        done({ code: Number(error?.code ?? 0), last: output.trim().split('\n').at(-1) ?? '', errors }),
      ),
    );
  }

  const file = (content: unknown) => {
    const path = join(folder, `${randomUUID()}.json`);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };

  it('says that all is well while the server runs, of receipts and exports too', async () => {
    const mail = await aMail();
    const receipt = await refuse(mail);
    const [counted] = await world.database.query<{ decisions: number; teams: number }>(
      'select count(*)::int as decisions, count(distinct team_id)::int as teams from consent_decision',
    );
    const head = `${receipt.instanceHead.seq}:${receipt.instanceHead.hash}`;
    const sound = `consent: decisions=${counted?.decisions} teams=${counted?.teams} head=${head}`;
    expect(await run()).toEqual({ code: 0, last: `${sound} ok`, errors: '' });
    const download = (await request(world.api.url, 'GET', `${mail.path}/receipt`)).body;
    const exported = (await sam.call('GET', '/v1/consent/decisions?limit=2')).body;
    for (const [given, receipts] of [
      [receipt, 1],
      [download, 1],
      [exported, 2],
    ]) {
      expect(await run('--receipt', file(given))).toMatchObject({ code: 0, last: `${sound} receipts=${receipts} ok` });
    }
  });

  it('says what is wrong, and ends with 1', async () => {
    const receipt = await refuse(await aMail());
    const { teamId } = sam.me;
    expect(await run('--receipt', file({ ...receipt, decision: 'allow' }))).toMatchObject({
      code: 1,
      last: `consent: instance seq=${receipt.instanceHead.seq} changed row: not as in the receipt: decision`,
    });
    const change = (decision: string) =>
      world.database.query('update consent_decision set decision = $1 where id = $2', [decision, receipt.id]);
    await change('allow');
    const found = await run();
    await change('refuse');
    expect(found).toMatchObject({
      code: 1,
      last: expect.stringMatching(`^consent: team=${teamId} seq=${receipt.teamHead.seq} changed row: `),
    });
  });

  it('refuses a file that is no receipt', async () => {
    for (const content of ['{', '{}', '[]', '{"id":"x"}']) {
      const { code, errors } = await run('--receipt', file(content));
      expect(code).toBe(1);
      expect(errors).toContain('this is not a receipt');
    }
    expect(await run('--receipt', join(folder, 'nowhere.json'))).toMatchObject({ code: 1 });
  });
});

describe('what the server says of itself', () => {
  it('is public, may be kept, sets no cookie and is described', async () => {
    const { status, headers, body } = await request(world.api.url, 'GET', '/.well-known/openly.json');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/json');
    expect(headers.get('cache-control')).toBe('public, max-age=86400');
    expect(headers.get('set-cookie')).toBeNull();
    expect(serverDeclaration.parse(body)).toEqual(body);
    expect(body.paths.pixel.prefix).toBe(`${world.api.config.publicUrl}/o/`);
    const described = await request(world.api.url, 'GET', '/openapi.json');
    expect(Object.keys(described.body.paths)).toEqual(
      expect.arrayContaining(['/.well-known/openly.json', '/v1/consent/decisions', '/r/{token}/receipt']),
    );
  });

  it('links to the privacy text', async () => {
    const { body } = await request(world.api.url, 'GET', '/.well-known/openly.json');
    expect(body.privacy).toBe(`${world.api.config.publicUrl}/privacy`);
    const text = await request(world.api.url, 'GET', '/privacy');
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(text.body).toContain('## What is recorded about a reader');
  });
});
