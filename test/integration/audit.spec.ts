import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AuditEntry, auditEntry, pageOf } from '@openly/contracts';
import { AuditService } from '../../apps/api/src/audit/audit.service.js';
import { Database } from '../../apps/api/src/database/database.js';
import { describedRoutes } from '../support/routes.js';
import { aTrackedMail } from '../support/tracked-mail.js';
import { buildWorld, COLLEAGUE, request, SENDER, type User, type World } from '../support/world.js';

let world: World;
let sender: User;
let colleague: User;
beforeAll(async () => {
  world = await buildWorld();
  sender = await world.signIn(SENDER);
  colleague = await world.signIn(COLLEAGUE);
});
afterAll(() => world.close());

async function log(user = sender, query = ''): Promise<{ items: AuditEntry[]; nextCursor: string | null }> {
  const answer = await user.call('GET', `/v1/team/audit${query}`);
  expect(answer.status).toBe(200);
  return pageOf(auditEntry).parse(answer.body);
}
const newest = async () => (await log(sender, '?limit=1')).items[0];

describe('the audit log', () => {
  it('tells who joined, once', async () => {
    await world.signIn(SENDER);
    const joined = (await log()).items.filter(({ action }) => action === 'account.joined');
    expect(joined.map(({ accountId }) => accountId)).toEqual([colleague.me.accountId, sender.me.accountId]);
    expect(joined.map(({ targetId }) => targetId)).toEqual([colleague.me.accountId, sender.me.accountId]);
  });

  it('tells which fields of the policy were changed, from what and to what, and nothing where nothing was', async () => {
    await sender.call('PATCH', '/v1/team/policy', { detail: 'country', recordsKeptDays: 90 });
    const entry = await newest();
    expect(entry).toMatchObject({ action: 'policy.changed', accountId: sender.me.accountId, targetId: null });
    expect(entry?.detail).toEqual({ version: { from: 1, to: 2 }, detail: { from: 'city', to: 'country' } });
    await sender.call('PATCH', '/v1/team/policy', { detail: 'country' });
    await sender.call('PATCH', '/v1/team/policy', { detail: 'street' });
    expect(await newest()).toEqual(entry);
  });

  it('tells of deleted mail and of exports, by ids alone', async () => {
    const id = randomUUID();
    await colleague.call('PUT', `/v1/messages/${id}`, {
      subject: 'Planted subject',
      recipients: [{ email: 'planted@example.net', name: 'Planted', field: 'to' }],
    });
    expect((await colleague.call('DELETE', `/v1/messages/${id}`)).status).toBe(204);
    expect(await newest()).toMatchObject({
      action: 'message.deleted',
      accountId: colleague.me.accountId,
      targetId: id,
      detail: {},
    });
    await sender.call('GET', '/v1/consent/decisions?limit=1');
    expect(await newest()).toMatchObject({ action: 'decisions.exported', accountId: sender.me.accountId });
    const kept = JSON.stringify([await log(), await world.database.query('select * from audit')]);
    expect(kept).not.toMatch(/planted|@example/i);
  });

  it('tells who left', async () => {
    await colleague.call('DELETE', '/v1/me', { confirm: COLLEAGUE });
    expect(await newest()).toMatchObject({
      action: 'account.deleted',
      accountId: colleague.me.accountId,
      targetId: colleague.me.accountId,
    });
  });

  it('is read page by page, the newest first, each act once while others are added', async () => {
    const { teamId } = sender.me;
    const record = () =>
      world.api.app
        .get(Database)
        .inTeam(teamId, (manager) =>
          world.api.app.get(AuditService).record(manager, { teamId, accountId: null, action: 'reader.erased' }),
        );
    for (let n = 0; n < 12; n++) await record();
    const all = (await log()).items;
    const walked: AuditEntry[] = [];
    let cursor: string | null = null;
    do {
      const page = await log(sender, `?limit=5${cursor ? `&cursor=${cursor}` : ''}`);
      walked.push(...page.items);
      cursor = page.nextCursor;
      await record();
    } while (cursor);
    expect(walked).toEqual(all);
    expect(all.map(({ at }) => at)).toEqual(
      all
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
  });

  it('is undone with the act that it tells of', async () => {
    const { teamId } = sender.me;
    const before = (await log()).items.length;
    const failing = world.api.app.get(Database).inTeam(teamId, async (manager) => {
      await world.api.app.get(AuditService).record(manager, { teamId, accountId: null, action: 'reader.erased' });
      throw new Error('something else went wrong');
    });
    await expect(failing).rejects.toThrow('something else');
    expect((await log()).items).toHaveLength(before);
  });

  it('shows no other team’s, asks for a sign-in, and takes no cursor that is none', async () => {
    const other = await aTrackedMail(world.database, world.api.config.keys.token);
    await world.database.query(`insert into audit (team_id, id, action) values ($1, $2, 'policy.changed')`, [
      other.teamId,
      other.messageId,
    ]);
    expect((await log()).items.map(({ id }) => id)).not.toContain(other.messageId);
    expect((await request(world.api.url, 'GET', '/v1/team/audit')).status).toBe(401);
    for (const query of ['?cursor=x', '?limit=0', '?limit=201', '?from=x']) {
      expect(await sender.call('GET', `/v1/team/audit${query}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request' },
      });
    }
  });

  it('tells of every act that it takes an admin or an owner to do', async () => {
    const mia = await world.signIn(COLLEAGUE);
    await world.database.query(`update account set hosted_domain = 'example.com' where id = $1`, [sender.me.accountId]);
    const member = { id: mia.me.accountId };
    const acts: [route: string, action: string, body?: object, target?: { id: string }][] = [
      ['PATCH /v1/team', 'team.renamed', { name: 'Another name' }],
      ['PATCH /v1/team/policy', 'policy.changed', { recordsKeptDays: 77 }],
      ['POST /v1/team/invitations', 'invitation.created', { role: 'member' }],
      ['DELETE /v1/team/invitations/{id}', 'invitation.revoked'],
      ['PUT /v1/team/domains/{domain}', 'domain.set', { role: 'member' }, { id: 'example.com' }],
      ['DELETE /v1/team/domains/{domain}', 'domain.removed', undefined, { id: 'example.com' }],
      ['POST /v1/api-keys', 'api_key.created', { name: 'a key', scopes: ['team:read'] }],
      ['DELETE /v1/api-keys/{id}', 'api_key.revoked'],
      ['PATCH /v1/team/members/{id}', 'member.role_changed', { role: 'admin' }, member],
      ['DELETE /v1/team/members/{id}', 'member.removed', undefined, member],
    ];
    const needed = (await describedRoutes(world.api.url))
      .filter(({ method, needs }) => method !== 'GET' && ['admin', 'owner'].includes(needs?.role ?? ''))
      .map(({ method, template }) => `${method} ${template}`);
    expect([...acts.map(([route]) => route), 'POST /v1/team/ownership'].sort()).toEqual(needed.sort());

    let made = { id: '' };
    for (const [route, action, body, target = made] of acts) {
      const before = await newest();
      const [method = '', path = ''] = route.replace(/\{\w+\}/, target.id).split(' ');
      const answer = await sender.call(method, path, body);
      expect([route, answer.status < 300]).toEqual([route, true]);
      made = answer.body;
      const entry = await newest();
      expect([route, entry?.action, entry?.accountId]).toEqual([route, action, sender.me.accountId]);
      expect(entry?.id).not.toBe(before?.id);
    }
    const { me } = await world.signIn(COLLEAGUE);
    expect((await sender.call('POST', '/v1/team/ownership', { memberId: me.accountId })).status).toBe(200);
    expect(await newest()).toMatchObject({ action: 'member.role_changed', detail: { from: 'owner', to: 'admin' } });
  });

  it('cannot be changed by the application', async () => {
    const update = world.api.app.get(Database).systemQuery(`update audit set action = 'policy.changed'`);
    await expect(update).rejects.toThrow(/permission denied/);
  });
});
