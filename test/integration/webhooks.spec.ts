import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { everyEntry } from '@openly/client';
import { webhook, webhookBody, webhookWithDeliveries, webhookWithSecret } from '@openly/contracts';
import { Webhook as Verifier } from 'standardwebhooks';
import { WebhooksService } from '../../apps/api/src/webhooks/webhooks.service.js';
import { until } from '../support/until.js';
import { type ReceivedPost, startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';
import { webhooksIn } from '../support/webhook-stage.js';
import { COLLEAGUE, SENDER, type User, type World, withSender } from '../support/world.js';

let world: World;
let sender: User;
let colleague: User;
let receiver: WebhookReceiver;

withSender(
  (its) => {
    ({ world, sender } = its);
  },
  { env: { OPENLY_WEBHOOK_PRIVATE: 'true' } },
);

const { make, look, change, aMessage, record, codesAt, hurry } = webhooksIn(() => ({ world, sender, receiver }));

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  colleague = await world.signIn(COLLEAGUE);
});

afterEach(async () => {
  receiver.reset();
  await world.database.query('delete from webhook');
});

afterAll(() => receiver.close());

const verify = (secret: string, { text, headers }: ReceivedPost) =>
  new Verifier(secret).verify(text, headers as Record<string, string>);

/** Waits until this webhook has been posted so many. */
const posted = (path: string, count: number) =>
  until(() => codesAt(path).length >= count, 15_000, `${count} posts at ${path}`);

describe('an event', () => {
  it('is posted signed, with its type, time and ids and nothing else', async () => {
    const hook = await make();
    const messageId = await aMessage();
    await record(messageId, ['one'], { data: { gmailThreadId: '1a', address: 'ann@example.net', place: 'Utrecht' } });
    await posted(hook.path, 1);

    const [post] = receiver.posts as [ReceivedPost];
    const [event] = await world.database.query<{ id: string; at: Date }>(
      `select id, at from event where data ->> 'messageId' = $1`,
      [messageId],
    );
    expect(verify(hook.secret, post)).toEqual({
      type: 'open.recorded',
      timestamp: event?.at.toISOString(),
      data: { messageId, gmailThreadId: '1a', code: 'one', accountId: sender.me.accountId },
    });
    expect(post.headers).toMatchObject({ 'webhook-id': event?.id, 'content-type': 'application/json' });
    expect(() => verify(`whsec_${Buffer.alloc(32).toString('base64')}`, post)).toThrow();
    await until(async () => (await look(hook.id)).deliveries[0]?.status === 'delivered');
    expect(webhookWithDeliveries.parse(await look(hook.id)).deliveries).toMatchObject([
      { id: event?.id, type: 'open.recorded', attempts: 1, httpStatus: 200, error: null, nextAttemptAt: null },
    ]);
  });

  it('is posted when a reader’s mail program fetches the pixel', async () => {
    const hook = await make();
    const id = randomUUID();
    const prepared = await sender.call('PUT', `/v1/messages/${id}`, {
      recipients: [{ email: 'ben@example.net', field: 'to' }],
    });
    const sent = { gmailMessageId: 'b1', gmailThreadId: 'b1', sentAt: new Date(Date.now() - 60_000).toISOString() };
    await sender.call('POST', `/v1/messages/${id}/sent`, sent);
    const pixel = /src="[^"]*(\/o\/[^"]+)"/.exec(prepared.body.pixelHtml)?.[1] ?? '';
    expect((await fetch(world.api.url + pixel, { headers: { 'user-agent': 'Thunderbird/140.0' } })).status).toBe(200);
    await posted(hook.path, 1);
    expect(webhookBody.parse(verify(hook.secret, receiver.posts[0] as ReceivedPost))).toMatchObject({
      type: 'open.recorded',
      data: { messageId: id, gmailThreadId: 'b1' },
    });
  });

  it('goes to webhooks that asked for its type: of its own account, or of the whole team', async () => {
    const own = await make({ events: ['open.recorded', 'schedule.failed'] });
    const team = await make({ events: ['open.recorded'], scope: 'team' });
    const clicks = await make({ events: ['click.recorded'] });
    const theirs = await make({}, colleague);
    await record(await aMessage(colleague), ['theirs'], { user: colleague });
    await record(undefined, ['failed'], { type: 'schedule.failed', data: { scheduleId: randomUUID() } });
    await record(await aMessage(), ['series'], { type: 'series.failed' });
    await record(await aMessage(), ['mine']);
    await posted(own.path, 2);
    await posted(team.path, 2);
    await posted(theirs.path, 1);
    expect(codesAt(own.path).sort()).toEqual(['failed', 'mine']);
    expect(codesAt(team.path).sort()).toEqual(['mine', 'theirs']);
    expect(codesAt(theirs.path)).toEqual(['theirs']);
    expect(codesAt(clicks.path)).toEqual([]);
    const accounts = receiver.posts.filter((post) => post.path === team.path).map((post) => post.body.data.accountId);
    expect(accounts.sort()).toEqual([sender.me.accountId, colleague.me.accountId].sort());
  });

  it('from before the webhook is not posted, and hundreds at once are, each once and in order of its message', async () => {
    const [one, other] = [await aMessage(), await aMessage()];
    await record(one, ['before']);
    const hook = await make();
    const codes = Array.from({ length: 60 }, (_, index) => `${index}`);
    await Promise.all([record(one, codes), record(other, codes)]);
    await posted(hook.path, 120);
    const of = (id: string) =>
      receiver.posts.filter((post) => post.body.data.messageId === id).map((post) => post.body.data.code);
    expect([of(one), of(other)]).toEqual([codes, codes]);
  }, 60_000);
});

describe('a receiver that does not take a post', () => {
  it('gets it again later, with the same id and body, until it does', async () => {
    const hook = await make();
    receiver.react(() => (receiver.posts.length < 3 ? 500 : 200));
    await record(await aMessage(), ['again']);
    await posted(hook.path, 1);
    const failed = await until(async () => {
      const { deliveries, ...shown } = await look(hook.id);
      return deliveries[0]?.attempts === 1 && { ...deliveries[0], shown };
    });
    expect(failed).toMatchObject({ status: 'pending', httpStatus: 500, error: null });
    expect(failed.shown.failingSince).not.toBeNull();
    const waitMs = Date.parse(failed.nextAttemptAt ?? '') - Date.parse(failed.attemptedAt ?? '');
    expect(waitMs).toBeGreaterThanOrEqual(5_000);
    expect(waitMs).toBeLessThanOrEqual(5_600);

    for (const count of [2, 3]) {
      await until(async () => (await look(hook.id)).deliveries[0]?.attempts === count - 1);
      await hurry(hook.id);
      await posted(hook.path, count);
    }
    const taken = await until(async () => {
      const shown = await look(hook.id);
      return shown.deliveries[0]?.status === 'delivered' && shown;
    });
    expect(taken).toMatchObject({ failingSince: null, deliveries: [{ attempts: 3, httpStatus: 200 }] });
    expect(new Set(receiver.posts.map((post) => post.headers['webhook-id'])).size).toBe(1);
    expect(new Set(receiver.posts.map((post) => post.text)).size).toBe(1);
  }, 40_000);

  it('gets what follows about the same message only afterwards, and other messages’ at once', async () => {
    const hook = await make();
    const [one, other] = [await aMessage(), await aMessage()];
    receiver.react((post) => (post.body.data.messageId === one ? 503 : 200));
    await record(one, ['1', '2', '3']);
    await posted(hook.path, 1);
    await record(other, ['a', 'b']);
    await until(() => codesAt(hook.path).includes('b'), 15_000);
    expect(codesAt(hook.path).filter((code) => /[23]/.test(code ?? ''))).toEqual([]);
    receiver.react(() => 200);
    await hurry(hook.id);
    await until(() => codesAt(hook.path).includes('3'), 15_000);
    expect(codesAt(hook.path).filter((code, at, all) => /\d/.test(code ?? '') && all.indexOf(code) === at)).toEqual([
      '1',
      '2',
      '3',
    ]);
  }, 40_000);

  it('does not get it once more after the last of its attempts, and the message’s next is posted', async () => {
    const hook = await make();
    receiver.react((post) => (post.body.data.code === 'bad' ? 400 : 200));
    await record(await aMessage(), ['bad', 'good']);
    await posted(hook.path, 1);
    await until(async () => (await look(hook.id)).deliveries.some(({ attempts }) => attempts === 1));
    await world.database.query('update webhook_delivery set attempts = 8 where webhook_id = $1 and attempts = 1', [
      hook.id,
    ]);
    await hurry(hook.id);
    await until(() => codesAt(hook.path).includes('good'), 15_000);
    expect(codesAt(hook.path)).toEqual(['bad', 'bad', 'good']);
    const { deliveries } = await look(hook.id);
    expect(deliveries.find(({ data }) => data.code === 'bad')).toMatchObject({ status: 'failed', attempts: 9 });
  }, 40_000);

  it('for a day is paused, says so, and gets everything it missed when it is enabled', async () => {
    const hook = await make();
    const messageId = await aMessage();
    receiver.react(() => 500);
    await record(messageId, ['1']);
    await until(async () => (await look(hook.id)).failingSince);
    await world.database.query(`update webhook set failing_since = now() - interval '25 hours' where id = $1`, [
      hook.id,
    ]);
    await hurry(hook.id);
    const paused = await until(async () => {
      const shown = await look(hook.id);
      return shown.status === 'paused' && shown;
    }, 15_000);
    expect(paused).toMatchObject({ code: 'failing', deliveries: [{ status: 'pending', attempts: 2 }] });
    expect(paused.explanation).toContain('nothing for a day');
    const told = await until(
      async () => (await world.sandbox.mailbox(SENDER).list('INBOX')).find(({ subject }) => /webhook/.test(subject)),
      15_000,
      'the mail that says so',
    );
    expect(told.subject).toBe(`Your webhook to ${new URL(receiver.url).host} has stopped`);
    const text = told.raw.toString().replace(/=\r\n/g, '');
    expect([text.includes(hook.id), text.includes(hook.path)]).toEqual([true, false]);
    const tested = await sender.client.POST('/v1/webhooks/{id}/test', { params: { path: { id: hook.id } } });
    expect(tested.error?.code).toBe('webhook_not_active');

    receiver.reset();
    await record(messageId, ['2', '3']);
    const other = await make();
    await record(await aMessage(), ['elsewhere']);
    await posted(other.path, 1);
    expect(codesAt(hook.path)).toEqual([]);

    const enabled = await change(hook.id, { enabled: true });
    expect(webhook.parse(enabled.data)).toMatchObject({ status: 'active', code: null, failingSince: null });
    await posted(hook.path, 4);
    expect(codesAt(hook.path).filter((code) => code !== 'elsewhere')).toEqual(['1', '2', '3']);
  }, 60_000);

  it('with a 410 is switched off, until it is enabled', async () => {
    const hook = await make();
    receiver.react(() => 410);
    await record(await aMessage(), ['gone']);
    const stopped = await until(async () => {
      const shown = await look(hook.id);
      return shown.status === 'disabled' && shown;
    });
    expect(stopped).toMatchObject({ code: 'gone', deliveries: [{ httpStatus: 410, status: 'pending' }] });
    receiver.react(() => 200);
    await change(hook.id, { enabled: true });
    await posted(hook.path, 2);
    expect(codesAt(hook.path)).toEqual(['gone', 'gone']);
  });

  it('but redirects, is not followed', async () => {
    const hook = await make();
    receiver.react(() => (answer) => answer.writeHead(308, { location: '/elsewhere' }).end());
    await record(await aMessage(), ['moved']);
    await until(async () => (await look(hook.id)).deliveries[0]?.httpStatus === 308);
    expect(receiver.paths).toEqual([hook.path]);
  });

  it('and answers slowly, holds up nobody else', async () => {
    const slow = await Promise.all(Array.from({ length: 20 }, () => make()));
    const healthy = await make({}, colleague);
    receiver.react((post) => (post.path === healthy.path ? 200 : 'hold'));
    await record(await aMessage(), ['slow']);
    await record(await aMessage(), ['slow']);
    await until(() => receiver.held() >= 20);
    await record(await aMessage(colleague), ['quick'], { user: colleague });
    await posted(healthy.path, 1);
    expect(codesAt(healthy.path)).toEqual(['quick']);
    // Two at a time for each, and every one of them still waits for its answer.
    expect(receiver.held()).toBeGreaterThanOrEqual(20);
    expect(receiver.held()).toBeLessThanOrEqual(40);
    expect(Math.max(...slow.map(({ path }) => codesAt(path).length))).toBeLessThanOrEqual(2);
  }, 40_000);
});

describe('by hand', () => {
  it('a delivery is posted again, under the same id', async () => {
    const hook = await make();
    await record(await aMessage(), ['once']);
    const delivery = await until(async () =>
      (await look(hook.id)).deliveries.find((each) => each.status === 'delivered'),
    );
    const replay = (deliveryId: string) =>
      sender.client.POST('/v1/webhooks/{id}/deliveries/{deliveryId}/replay', {
        params: { path: { id: hook.id, deliveryId } },
      });
    const replayed = await replay(delivery.id);
    expect(replayed.response.status).toBe(202);
    expect(replayed.data).toMatchObject({ id: delivery.id, status: 'pending' });
    await posted(hook.path, 2);
    expect(receiver.posts.map((post) => post.headers['webhook-id'])).toEqual([delivery.id, delivery.id]);
    expect((await replay(hook.id)).error?.code).toBe('webhook_delivery_not_found');
  });

  it('a webhook is stopped and goes on where it stopped, with another address and other events', async () => {
    const hook = await make();
    expect((await change(hook.id, { enabled: false })).data).toMatchObject({ status: 'disabled', code: null });
    const messageId = await aMessage();
    await record(messageId, ['missed']);
    const path = `/${randomUUID()}`;
    const changed = await change(hook.id, {
      url: receiver.url + path,
      events: ['open.recorded', 'click.recorded'],
      description: 'CRM',
      enabled: true,
    });
    expect(changed.data).toMatchObject({ url: receiver.url + path, description: 'CRM', status: 'active' });
    await record(messageId, ['click'], { type: 'click.recorded' });
    await posted(path, 2);
    expect(codesAt(path)).toEqual(['missed', 'click']);
    expect(codesAt(hook.path)).toEqual([]);
  });

  it('the secret is renewed; for a day both sign', async () => {
    const hook = await make();
    const renewed = await sender.client.POST('/v1/webhooks/{id}/secret', { params: { path: { id: hook.id } } });
    const { secret } = webhookWithSecret.parse(renewed.data);
    expect(secret).not.toBe(hook.secret);
    await record(await aMessage(), ['both']);
    await posted(hook.path, 1);
    for (const known of [secret, hook.secret]) verify(known, receiver.posts[0] as ReceivedPost);
    await world.database.query('update webhook set old_secret_until = now()');
    await record(await aMessage(), ['new']);
    await posted(hook.path, 2);
    verify(secret, receiver.posts[1] as ReceivedPost);
    expect(() => verify(hook.secret, receiver.posts[1] as ReceivedPost)).toThrow();
  });

  it('a webhook is deleted, and nothing more is posted there', async () => {
    const [hook, other] = [await make(), await make()];
    receiver.react(() => 500);
    await record(await aMessage(), ['waits']);
    await posted(hook.path, 1);
    const remove = () => sender.client.DELETE('/v1/webhooks/{id}', { params: { path: { id: hook.id } } });
    expect((await remove()).response.status).toBe(204);
    expect((await remove()).error?.code).toBe('webhook_not_found');
    receiver.reset();
    await record(await aMessage(), ['later']);
    await until(() => codesAt(other.path).includes('later'), 15_000);
    expect(codesAt(hook.path)).toEqual([]);
    const rows = await world.database.query('select from webhook_delivery where webhook_id = $1', [hook.id]);
    expect(rows).toEqual([]);
  }, 40_000);
});

describe('what is kept', () => {
  it('shows the secret once, and both secret and address are sealed', async () => {
    const hook = await make();
    expect(hook.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const answers = [await look(hook.id), (await sender.call('GET', '/v1/webhooks')).body];
    expect(JSON.stringify(answers)).not.toContain(hook.secret);
    const [row] = await world.database.query<{ text: string }>('select webhook::text as text from webhook');
    const readable = Buffer.from(
      row?.text
        .match(/\\x[0-9a-f]+/g)
        ?.join('')
        .replaceAll('\\x', '') ?? '',
      'hex',
    );
    expect(row?.text + readable.toString('latin1')).not.toContain(hook.path);
    expect(row?.text + readable.toString('latin1')).not.toContain(hook.secret.slice(6));
  });

  it('of a deleted message is deleted, and what was still to be told of it is not told', async () => {
    const hook = await make();
    const [gone, stays] = [await aMessage(), await aMessage()];
    receiver.react(() => 500);
    await record(gone, ['waits']);
    await until(async () => (await look(hook.id)).deliveries.length === 1);
    await change(hook.id, { enabled: false });
    await record(gone, ['unmade']);
    await record(stays, ['stays']);
    expect((await sender.call('DELETE', `/v1/messages/${gone}`)).status).toBe(204);
    expect((await look(hook.id)).deliveries).toEqual([]);
    receiver.reset();
    await change(hook.id, { enabled: true });
    await posted(hook.path, 1);
    expect(codesAt(hook.path)).toEqual(['stays']);
    expect((await look(hook.id)).deliveries).toHaveLength(1);
  });

  it('goes after seven days; a webhook that was stopped for longer goes on with what is left', async () => {
    const hook = await make();
    await record(await aMessage(), ['old']);
    await until(async () => (await look(hook.id)).deliveries[0]?.status === 'delivered');
    await world.database.query(`update webhook_delivery set created_at = now() - interval '7 days 1 minute'`);
    await world.api.app.get(WebhooksService).maintain();
    expect((await look(hook.id)).deliveries).toEqual([]);

    await change(hook.id, { enabled: false });
    await record(await aMessage(), ['forgotten']);
    await world.database.query('delete from event where account_id = $1', [sender.me.accountId]);
    await change(hook.id, { enabled: true });
    await until(async () => {
      const [row] = await world.database.query<{ level: boolean }>(
        `select seq = last_seq as level from webhook_cursor join event_sequence using (team_id, account_id)
         where webhook_id = $1 and account_id = $2`,
        [hook.id, sender.me.accountId],
      );
      return row?.level;
    });
    await record(await aMessage(), ['new']);
    await until(() => codesAt(hook.path).includes('new'));
    expect(codesAt(hook.path)).toEqual(['old', 'new']);
  });
});

describe('a request', () => {
  it('that comes twice with one key makes one webhook', async () => {
    const body = { url: `${receiver.url}/twice`, events: ['open.recorded'] };
    const create = (given: object) =>
      sender.call('POST', '/v1/webhooks', given, { 'idempotency-key': 'one-and-the-same' });
    const [first, second] = await Promise.all([create(body), create(body)]);
    expect(webhookWithSecret.parse(second.body)).toEqual(webhookWithSecret.parse(first.body));
    expect((await create(body)).body).toEqual(first.body);
    expect((await sender.call('GET', '/v1/webhooks')).body.items).toHaveLength(1);
    expect((await create({ ...body, description: 'other' })).body.code).toBe('idempotency_conflict');
  });

  it('for the list gets the account’s own, the newest first, page by page', async () => {
    const made = [await make(), await make({ scope: 'team' }), await make()].map(({ id }) => id);
    await make({}, colleague);
    const pages: number[] = [];
    const list = everyEntry(async (cursor) => {
      const page = await sender.client.GET('/v1/webhooks', { params: { query: { limit: 2, cursor } } });
      pages.push(page.data?.items.length ?? 0);
      return page;
    });
    const told: string[] = [];
    for await (const { id } of list) told.push(id);
    expect(told).toEqual(made.reverse());
    expect(pages).toEqual([2, 1]);
    expect((await sender.call('GET', '/v1/webhooks?cursor=x')).body.code).toBe('invalid_request');
  });

  it('about somebody else’s webhook finds none', async () => {
    const hook = await make({ scope: 'team' });
    const path = `/v1/webhooks/${hook.id}`;
    const answers = [
      await colleague.call('GET', path),
      await colleague.call('PATCH', path, { enabled: false }),
      await colleague.call('DELETE', path),
      await colleague.call('POST', `${path}/test`),
      await colleague.call('POST', `${path}/secret`),
      await colleague.call('POST', `${path}/deliveries/${hook.id}/replay`),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [404, 'webhook_not_found']),
    );
    expect((await look(hook.id)).status).toBe('active');
  });

  it('for a 21st webhook is refused, also where many come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 24 }, () =>
        sender.call('POST', '/v1/webhooks', { url: `${receiver.url}/many`, events: ['open.recorded'] }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(answers.filter(({ body }) => body.code === 'too_many_webhooks')).toHaveLength(4);
  });

  it.each([
    [{ url: 'nowhere' }, 'invalid_request'],
    [{ url: 'ftp://example.com/' }, 'invalid_request'],
    [{ url: 'https://sam:secret@example.com/' }, 'invalid_request'],
    [{ url: 'https://example.com/#there' }, 'invalid_request'],
    [{ url: `https://example.com/${'x'.repeat(2_000)}` }, 'invalid_request'],
    [{ url: 'http://169.254.169.254/latest/meta-data' }, 'webhook_target_refused'],
    [{ events: [] }, 'invalid_request'],
    [{ events: ['series.failed'] }, 'invalid_request'],
    [{ events: 'open.recorded' }, 'invalid_request'],
    [{ scope: 'server' }, 'invalid_request'],
    [{ description: 'x'.repeat(201) }, 'invalid_request'],
    [{ description: 'a\u0000b' }, 'invalid_request'],
    [{ secret: 'whsec_mine' }, 'invalid_request'],
  ])('with %j is refused', async (wrong, code) => {
    const body = { url: 'https://example.com/', events: ['open.recorded'], ...wrong };
    expect((await sender.call('POST', '/v1/webhooks', body)).body.code).toBe(code);
    expect((await sender.call('GET', '/v1/webhooks')).body.items).toEqual([]);
  });
});
