import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Encryption } from '../../apps/api/src/secrets/encryption.js';
import { onEachQueue } from '../support/api.js';
import { type ProductProcess, startProduct } from '../support/product.js';
import { until } from '../support/until.js';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';
import { webhooksIn } from '../support/webhook-stage.js';
import { type User, type World, withSender } from '../support/world.js';

let world: World;
let sender: User;
let receiver: WebhookReceiver;

const { make, look, aMessage, record, codesAt } = webhooksIn(() => ({ world, sender, receiver }));
const take = (its: { world: World; sender: User }) => {
  ({ world, sender } = its);
};

beforeAll(async () => {
  receiver = await startWebhookReceiver();
});
afterAll(() => receiver.close());
afterEach(() => receiver.reset());

onEachQueue((queue) => {
  withSender(take, { queue, env: { OPENLY_WEBHOOK_PRIVATE: 'true' } });

  it('a test is posted, and again by itself when it was not taken', async () => {
    const hook = await make();
    receiver.react(() => (receiver.posts.length === 1 ? 500 : 200));
    const { status, body } = await sender.call('POST', `/v1/webhooks/${hook.id}/test`);
    expect([status, body.type, body.status]).toEqual([202, 'webhook.test', 'pending']);
    await until(() => receiver.posts.length === 2, 30_000, 'the second attempt');
    expect(receiver.posts.map((post) => post.headers['webhook-id'])).toEqual([body.id, body.id]);
    expect(receiver.posts[0]?.body).toMatchObject({ type: 'webhook.test', data: { accountId: sender.me.accountId } });
    await until(async () => (await look(hook.id)).deliveries[0]?.status === 'delivered');
  }, 60_000);
});

describe('with workers that come and go', () => {
  const key = () => `k1:${randomBytes(32).toString('base64url')}`;
  const env = {
    OPENLY_WEBHOOK_PRIVATE: 'true',
    OPENLY_ENCRYPTION_KEYS: key(),
    OPENLY_TOKEN_KEYS: key(),
    OPENLY_LOOKUP_KEYS: key(),
  };
  withSender(take, { env: { ...env, OPENLY_ROLE: 'api' } });
  const workers: ProductProcess[] = [];
  const startWorker = async () => {
    const { appUrl: url, ownerUrl } = world.database.connections;
    const googleUrl = world.sandbox.googleUrl;
    const worker = await startProduct({ role: 'worker', database: { url, ownerUrl }, googleUrl, env });
    workers.push(worker);
    return worker;
  };
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.kill('SIGKILL')));
    await world.database.query('delete from webhook');
  });

  it('nothing is missed or doubled of what happens while none runs', async () => {
    const hook = await make();
    const messageId = await aMessage();
    const codes = Array.from({ length: 30 }, (_, index) => `${index}`);
    await record(messageId, codes.slice(0, 20));
    expect(receiver.posts).toEqual([]);
    await Promise.all([startWorker(), startWorker()]);
    await record(messageId, codes.slice(20));
    await until(() => codesAt(hook.path).length >= 30, 30_000);
    await until(async () => (await look(hook.id)).deliveries.every(({ status }) => status === 'delivered'));
    expect(codesAt(hook.path)).toEqual(codes);
  }, 90_000);

  it('what one was posting when it was killed is posted again under the same id, and then the rest', async () => {
    const hook = await make();
    const messageId = await aMessage();
    receiver.react(() => 'hold');
    const first = await startWorker();
    await record(messageId, ['first', 'second']);
    await until(() => receiver.held() === 1, 30_000, 'the first post');
    await first.kill('SIGKILL');
    receiver.react(() => 200);
    expect((await look(hook.id)).deliveries.map(({ status }) => status)).toEqual(['pending', 'pending']);
    // Its lease would run out by itself.
    await world.database.query('update webhook set leased_until = now() where id = $1', [hook.id]);
    await startWorker();
    await until(() => codesAt(hook.path).includes('second'), 30_000);
    expect(codesAt(hook.path)).toEqual(['first', 'first', 'second']);
    const [before, after] = receiver.posts;
    expect(after?.headers['webhook-id']).toBe(before?.headers['webhook-id']);
    expect(after?.text).toBe(before?.text);
  }, 90_000);
});

describe('where the operator has not allowed it', () => {
  withSender(take);

  it('no webhook of plain http or of an address of the own network is made', async () => {
    for (const url of [receiver.url, 'https://127.0.0.1/', 'https://10.0.0.1/', 'http://example.com/']) {
      const { status, body } = await sender.call('POST', '/v1/webhooks', { url, events: ['open.recorded'] });
      expect([status, body.code]).toEqual([422, 'webhook_target_refused']);
    }
  });

  it('none that was made when it was allowed is posted to', async () => {
    const asked = { url: 'https://example.com/', events: ['open.recorded'] };
    const { body: hook } = await sender.call('POST', '/v1/webhooks', asked);
    const sealed = world.api.app.get(Encryption).seal('webhook.url', receiver.url);
    await world.database.query('update webhook set url_sealed = $2 where id = $1', [hook.id, sealed]);
    await sender.call('POST', `/v1/webhooks/${hook.id}/test`);
    const tried = await until(async () => (await look(hook.id)).deliveries.find(({ attempts }) => attempts === 1));
    expect(tried).toMatchObject({ status: 'pending', httpStatus: null, error: 'no_address' });
    expect(receiver.paths).toEqual([]);
  });
});
