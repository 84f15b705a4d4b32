import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { message, type PreparedMessage, preparedMessage, receiptsResponse, thread } from '@openly/contracts';
import { MessagesService } from '../../apps/api/src/messages/messages.service.js';
import { RetentionService } from '../../apps/api/src/retention/retention.service.js';
import { until } from '../support/until.js';
import { buildWorld, request, type User, type World } from '../support/world.js';

let world: World;
let sam: User;

beforeAll(async () => {
  world = await buildWorld();
  sam = await world.signIn('sender@example.com');
});
afterAll(() => world.close());

const ann = { email: 'ann@example.net', name: 'Ann Lee', field: 'to' };
const pathOf = ({ pixelHtml }: PreparedMessage) => new URL(/src="([^"]+)"/.exec(pixelHtml ?? '')?.[1] ?? '').pathname;
const hex = () => randomUUID().replaceAll('-', '').slice(0, 16);

async function prepare(body: object = {}, id: string = randomUUID()): Promise<PreparedMessage> {
  const { status, body: answer } = await sam.call('PUT', `/v1/messages/${id}`, {
    subject: 'Offer',
    recipients: [ann],
    ...body,
  });
  expect(status).toBe(200);
  return preparedMessage.parse(answer);
}

async function send(prepared: PreparedMessage, gmailThreadId = hex()): Promise<string> {
  const sent = { gmailMessageId: hex(), gmailThreadId, sentAt: new Date(Date.now() - 60_000).toISOString() };
  expect((await sam.call('POST', `/v1/messages/${prepared.id}/sent`, sent)).status).toBe(204);
  return gmailThreadId;
}

const look = (prepared: PreparedMessage, userAgent = 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)') =>
  request(world.api.url, 'GET', pathOf(prepared), undefined, { 'user-agent': userAgent });

describe('preparing a message', () => {
  it('gives pixel and notice, the same ones however often it is asked', async () => {
    const first = await prepare();
    expect(first.pixelHtml).toContain(`/o/${sam.me.senderId}/`);
    expect(first.noticeHtml).toContain('/r/');
    expect(first.noticeText).toContain('/r/');
    expect(await prepare({ recipients: [ann, { email: 'bob@example.net', field: 'cc' }] }, first.id)).toEqual(first);
  });

  it('keeps neither address nor subject in the clear', async () => {
    const { id } = await prepare({ subject: 'Secret offer' });
    const rows = await world.database.query(
      'select m, r from message m join recipient r on r.message_id = m.id where m.id = $1',
      [id],
    );
    const stored = JSON.stringify(rows);
    expect(rows).toHaveLength(1);
    for (const clear of ['Secret', 'ann@', 'Ann Lee']) {
      expect(stored).not.toContain(clear);
      expect(stored).not.toContain(Buffer.from(clear).toString('hex'));
    }
  });

  it('gives no pixel without readers, and says why', async () => {
    expect(await prepare({ recipients: [] })).toMatchObject({
      pixelHtml: null,
      noticeHtml: null,
      reason: 'no_recipients',
    });
  });

  it('gives no pixel to a reader who has refused this sender, under any spelling of the address', async () => {
    const first = await prepare({ recipients: [{ email: 'rob.ray@gmail.com', field: 'to' }] });
    await send(first);
    const page = /href="([^"]+\/r\/[^"]+)"/.exec(first.noticeHtml ?? '')?.[1] ?? '';
    const decision = { decision: 'refuse', scope: 'sender' };
    expect((await request('', 'POST', `${page}/decision`, decision)).status).toBe(200);
    const again = await prepare({ recipients: [ann, { email: 'RobRay+x@gmail.com', field: 'bcc' }] });
    expect(again).toMatchObject({ pixelHtml: null, noticeHtml: null, reason: 'reader_refused' });
  });

  it('keeps a link’s tracked address, shows where it leads and leads there', async () => {
    const url = 'https://example.net/offer?a=1&b=2';
    const { id, links } = await prepare({ links: [url, url] });
    expect(links).toEqual([{ url, trackedUrl: expect.stringContaining(`?to=${encodeURIComponent(url)}`) }]);
    expect((await prepare({ links: [url] }, id)).links).toEqual(links);
    const followed = await request('', 'GET', links[0]?.trackedUrl ?? '');
    expect(followed.status).toBe(302);
    expect(followed.headers.get('location')).toBe(url);
  });
});

describe('readers of a mail that was sent', () => {
  const bob = { email: 'bob@example.net', field: 'cc' };
  const sentAgo = async (id: string, seconds: number) => {
    const sent = {
      gmailMessageId: hex(),
      gmailThreadId: hex(),
      sentAt: new Date(Date.now() - seconds * 1000).toISOString(),
    };
    expect((await sam.call('POST', `/v1/messages/${id}/sent`, sent)).status).toBe(204);
  };
  const readersOf = async (id: string) =>
    ((await sam.call('GET', `/v1/messages/${id}`)).body.recipients as { email: string }[]).map(({ email }) => email);

  it('are only added to', async () => {
    const { id } = await prepare();
    await sentAgo(id, 90);
    await prepare({ recipients: [bob, { email: 'ANN@example.net', field: 'bcc' }] }, id);
    expect(await readersOf(id)).toEqual(['ann@example.net', 'bob@example.net']);
    await prepare({ recipients: [] }, id);
    expect(await readersOf(id)).toEqual(['ann@example.net', 'bob@example.net']);
  });

  it('are replaced while Send can still be undone', async () => {
    const { id } = await prepare();
    await sentAgo(id, 30);
    await prepare({ recipients: [bob] }, id);
    expect(await readersOf(id)).toEqual(['bob@example.net']);
  });

  it('keep a say over it: the refusal of one who is no longer named still stops it', async () => {
    const eve = `${randomUUID()}@example.net`;
    const [first, other] = [
      await prepare({ recipients: [{ email: eve, field: 'to' }] }),
      await prepare({ recipients: [{ email: eve, field: 'to' }] }),
    ];
    await sentAgo(first.id, 90);
    await sentAgo(other.id, 90);
    await prepare({ recipients: [bob] }, first.id);
    const page = /href="([^"]+\/r\/[^"]+)"/.exec(other.noticeHtml ?? '')?.[1] ?? '';
    const decision = { decision: 'refuse', scope: 'sender' };
    expect((await request('', 'POST', `${page}/decision`, decision)).status).toBe(200);
    expect((await sam.call('GET', `/v1/messages/${first.id}`)).body.receiptState).toBe('withdrawn');
    expect(await prepare({ recipients: [bob] }, first.id)).toMatchObject({ pixelHtml: null, reason: 'reader_refused' });
    expect((await sam.call('GET', `/v1/messages/${first.id}`)).body.receiptState).toBe('withdrawn');
  });
});

describe('receipts', () => {
  it('count by thread what was seen, and say untracked of the rest', async () => {
    const [opened, silent] = [await prepare(), await prepare()];
    const openedThread = await send(opened);
    const silentThread = await send(silent);
    await look(opened);
    const receipts = await until(async () => {
      const { body } = await sam.call('POST', '/v1/threads/receipts', {
        gmailThreadIds: [openedThread, silentThread, 'abc123'],
      });
      const { receipts } = receiptsResponse.parse(body);
      return receipts[0]?.openCount === 1 && receipts;
    });
    expect(receipts.map(({ gmailThreadId, state, messageCount }) => [gmailThreadId, state, messageCount])).toEqual([
      [openedThread, 'opened', 1],
      [silentThread, 'no_signal', 1],
      ['abc123', 'untracked', 0],
    ]);
    expect(receipts[0]?.firstOpenedAt).toBe(receipts[0]?.lastOpenedAt);

    const { body } = await sam.call('GET', `/v1/threads/${openedThread}`);
    const [one] = thread.parse(body).messages;
    expect(one).toMatchObject({ id: opened.id, subject: 'Offer', state: 'opened', recipients: [ann] });
    expect(one?.opens).toEqual([expect.objectContaining({ kind: 'gmail_proxy', confidence: 'likely', place: null })]);
  });

  it('are one’s own: a colleague’s mailbox has other threads', async () => {
    const cleo = await world.signIn('colleague@example.com');
    const threadId = await send(await prepare());
    const { body } = await cleo.call('POST', '/v1/threads/receipts', { gmailThreadIds: [threadId] });
    expect(body.receipts[0].state).toBe('untracked');
    expect((await cleo.call('GET', `/v1/threads/${threadId}`)).body.messages).toEqual([]);
  });
});

describe('the list of messages', () => {
  it('pages through all of them, newest first, without one twice', async () => {
    const ids = [];
    for (let n = 0; n < 5; n++) {
      const prepared = await prepare();
      await send(prepared);
      ids.push(prepared.id);
    }
    const unsent = await prepare();
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await sam.call('GET', `/v1/messages?limit=2${cursor && `&cursor=${cursor}`}`);
      for (const item of body.items) seen.push(message.parse(item).id);
      cursor = body.nextCursor ?? '';
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).not.toContain(unsent.id);
    expect(seen.slice(0, 5)).toEqual(ids.reverse());
    expect((await sam.call('GET', '/v1/messages?cursor=x')).body.code).toBe('invalid_request');
  });
});

describe('a mail opened long ago', () => {
  it('stays opened when its opens are deleted, and is no longer counted', async () => {
    const prepared = await prepare();
    const threadId = await send(prepared);
    await look(prepared);
    await until(async () => (await sam.call('GET', `/v1/messages/${prepared.id}`)).body.openCount === 1);
    await world.database.query(`select make_open_partitions(3, now() - interval '91 days')`);
    await world.database.query(`update open set opened_at = opened_at - interval '91 days' where message_id = $1`, [
      prepared.id,
    ]);
    await world.api.app.get(RetentionService).forgetOld();
    const { body } = await sam.call('POST', '/v1/threads/receipts', { gmailThreadIds: [threadId] });
    expect(receiptsResponse.parse(body).receipts).toMatchObject([
      { state: 'opened', openCount: 0, firstOpenedAt: null, lastOpenedAt: null },
    ]);
    expect((await sam.call('GET', `/v1/threads/${threadId}`)).body.messages).toMatchObject([
      { state: 'opened', opens: [] },
    ]);
  });
});

describe('an own view', () => {
  it('is a moment: one of more than ten minutes is refused', async () => {
    const { id } = await prepare();
    const view = (minutes: number) => ({
      from: new Date(Date.now() - minutes * 60_000).toISOString(),
      to: new Date().toISOString(),
    });
    expect((await sam.call('POST', `/v1/messages/${id}/own-views`, view(9.9))).status).toBe(204);
    const answer = await sam.call('POST', `/v1/messages/${id}/own-views`, view(10.1));
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});

describe('deleting a message', () => {
  it('erases its readers, opens and clicks, and records nothing more', async () => {
    const prepared = await prepare({ links: ['https://example.net/'] });
    const threadId = await send(prepared);
    await look(prepared);
    await until(async () => (await sam.call('GET', `/v1/messages/${prepared.id}`)).body.openCount === 1);

    expect((await sam.call('DELETE', `/v1/messages/${prepared.id}`)).status).toBe(204);
    expect((await look(prepared)).status).toBe(200);
    await new Promise((done) => setTimeout(done, 500));
    for (const table of ['recipient', 'link', 'hit', 'open', 'click']) {
      expect(await world.database.query(`select from ${table} where message_id = $1`, [prepared.id])).toEqual([]);
    }
    expect(
      await world.database.query(
        'select gmail_message_id, gmail_thread_id, subject_sealed from message where id = $1',
        [prepared.id],
      ),
    ).toEqual([{ gmail_message_id: null, gmail_thread_id: null, subject_sealed: null }]);
    expect((await sam.call('GET', `/v1/messages/${prepared.id}`)).body.code).toBe('message_discarded');
    expect((await sam.call('PUT', `/v1/messages/${prepared.id}`, { recipients: [ann] })).body.code).toBe(
      'message_discarded',
    );
    const { body } = await sam.call('POST', '/v1/threads/receipts', { gmailThreadIds: [threadId] });
    expect(body.receipts[0].state).toBe('untracked');
  });
});

describe('a message that was never sent', () => {
  it('is forgotten after a day, unless its pixel was fetched', async () => {
    const [forgotten, fetched, young] = [await prepare(), await prepare(), await prepare()];
    await look(fetched);
    await until(async () => (await sam.call('GET', `/v1/messages/${fetched.id}`)).body.state === 'sent');
    await world.database.query(`update message set prepared_at = now() - interval '25 hours' where id = any($1)`, [
      [forgotten.id, fetched.id],
    ]);
    await world.api.app.get(MessagesService).forgetUnsent();
    const left = await world.database.query('select id from message where id = any($1) order by id', [
      [forgotten.id, fetched.id, young.id],
    ]);
    expect(left.map(({ id }) => id)).toEqual([fetched.id, young.id].sort());
  });
});
