import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEntry, Role } from '@openly/contracts';
import { giveRole } from '../support/credentials.js';
import { until } from '../support/until.js';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';
import { webhooksIn } from '../support/webhook-stage.js';
import { COLLEAGUE, type User, type World, withSender } from '../support/world.js';

let world: World;
/** Owns the team. */
let sender: User;
/** An admin of it, at first. */
let colleague: User;
let receiver: WebhookReceiver;

withSender(
  (its) => {
    ({ world, sender } = its);
  },
  { env: { OPENLY_WEBHOOK_PRIVATE: 'true' } },
);

const { make, look, aMessage, record, codesAt } = webhooksIn(() => ({ world, sender, receiver }));

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  colleague = await world.signIn(COLLEAGUE);
});

afterEach(async () => {
  receiver.reset();
  await world.database.query('delete from webhook');
  await giveRole(world.database, colleague.me.accountId, 'member');
});

afterAll(() => receiver.close());

const makesColleague = async (role: Role) => {
  const answer = await sender.call('PATCH', `/v1/team/members/${colleague.me.accountId}`, { role });
  expect(answer.status).toBe(200);
};
const logged = async (webhookId: string): Promise<Pick<AuditEntry, 'action' | 'accountId' | 'detail'>[]> =>
  (await sender.call('GET', '/v1/team/audit?limit=200')).body.items
    .filter(({ targetId }: AuditEntry) => targetId === webhookId)
    .map(({ action, accountId, detail }: AuditEntry) => ({ action, accountId, detail }))
    .reverse();

describe('a webhook of the whole team', () => {
  it('ends when its maker is no admin any more; one of their own mail stays', async () => {
    await makesColleague('admin');
    const team = await make({ scope: 'team' }, colleague);
    const own = await make({}, colleague);
    await makesColleague('member');
    await record(await aMessage(), ['of others']);
    await record(await aMessage(colleague), ['own'], { user: colleague });
    await until(() => codesAt(own.path).length === 1, 15_000, 'the post of the own mail');
    expect([codesAt(own.path), codesAt(team.path)]).toEqual([['own'], []]);
    const theirs = (await colleague.call('GET', '/v1/webhooks')).body.items;
    expect(theirs.map(({ id }: { id: string }) => id)).toEqual([own.id]);
    expect((await logged(team.id)).at(-1)).toEqual({
      action: 'webhook.removed',
      accountId: sender.me.accountId,
      detail: {},
    });
  });

  it('stays with an owner who becomes an admin', async () => {
    await giveRole(world.database, colleague.me.accountId, 'owner');
    const team = await make({ scope: 'team' }, colleague);
    await makesColleague('admin');
    expect((await look(team.id, colleague)).status).toBe('active');
  });

  it('is not made by somebody who ceases to be an admin in the same moment', async () => {
    const url = receiver.url;
    for (let round = 0; round < 12; round += 1) {
      await giveRole(world.database, colleague.me.accountId, 'admin');
      const body = { url, events: ['open.recorded'], scope: 'team' };
      const asked = Array.from({ length: 4 }, () => colleague.call('POST', '/v1/webhooks', body));
      const [, ...made] = await Promise.all([makesColleague('member'), ...asked]);
      for (const { status } of made) expect([201, 403]).toContain(status);
      expect(await world.database.query(`select id from webhook where scope = 'team'`)).toEqual([]);
    }
  });

  it('is in the team’s log with what was changed, and without its address; one of somebody’s own mail is not', async () => {
    const path = `/hidden-${randomUUID()}`;
    const team = await make({ scope: 'team' });
    const own = await make();
    for (const { id } of [team, own]) {
      await sender.call('PATCH', `/v1/webhooks/${id}`, { url: receiver.url + path, enabled: false });
      await sender.call('POST', `/v1/webhooks/${id}/secret`);
      expect((await sender.call('DELETE', `/v1/webhooks/${id}`)).status).toBe(204);
    }
    const by = { accountId: sender.me.accountId };
    expect(await logged(team.id)).toEqual([
      { ...by, action: 'webhook.created', detail: { events: ['open.recorded'] } },
      { ...by, action: 'webhook.changed', detail: { changed: ['url', 'enabled'] } },
      { ...by, action: 'webhook.changed', detail: { changed: ['secret'] } },
      { ...by, action: 'webhook.removed', detail: {} },
    ]);
    expect(await logged(own.id)).toEqual([]);
    expect(JSON.stringify(await world.database.query('select * from audit'))).not.toContain(path);
  });
});

describe('a reporter', () => {
  it('has no webhook left, which they could neither see nor stop', async () => {
    const own = await make({}, colleague);
    await makesColleague('reporter');
    expect((await colleague.call('GET', '/v1/webhooks')).status).toBe(403);
    expect(await world.database.query('select id from webhook where id = $1', [own.id])).toEqual([]);
  });
});
