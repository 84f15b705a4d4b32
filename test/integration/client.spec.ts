import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient, everyEntry, ProblemError } from '@openly/client';
import { schedulingIn } from '../support/scheduled-mail.js';
import { buildWorld, SENDER, type User, type World } from '../support/world.js';

let world: World;
let sender: User;
let client: User['client'];
beforeAll(async () => {
  world = await buildWorld();
  sender = await world.signIn(SENDER);
  client = sender.client;
});
afterAll(() => world.close());

const { buildDraft } = schedulingIn(() => ({ world, sender }));

/** A tracked mail that was sent. @returns its id */
async function send(subject: string): Promise<string> {
  const id = randomUUID();
  const { data } = await client.PUT('/v1/messages/{id}', {
    params: { path: { id } },
    body: { subject, recipients: [{ email: 'ann@example.net', field: 'to' }] },
  });
  expect(data?.state).toBe('prepared');
  const gmailId = id.slice(0, 8);
  const sent = await client.POST('/v1/messages/{id}/sent', {
    params: { path: { id } },
    body: { gmailMessageId: gmailId, gmailThreadId: gmailId, sentAt: new Date().toISOString() },
  });
  expect(sent.response.status).toBe(204);
  return id;
}

describe('the client', () => {
  it('reads what is public without a token, and who is signed in with one', async () => {
    const stranger = createClient({ baseUrl: world.api.url });
    const { data: declaration } = await stranger.GET('/.well-known/openly.json');
    expect(declaration?.name).toBe('Openly');
    expect((await stranger.GET('/health/ready')).data?.status).toBe('ok');
    const { error } = await stranger.GET('/v1/me');
    expect(error?.code).toBe('unauthenticated');
    const { data: me } = await client.GET('/v1/me');
    expect(me?.email).toBe(SENDER);
  });

  it('reads every entry of a list, over as many pages as it takes', async () => {
    const ids = [await send('one'), await send('two'), await send('three'), await send('four')];
    let pages = 0;
    const subjects: (string | null)[] = [];
    const list = everyEntry((cursor) => {
      pages += 1;
      return client.GET('/v1/messages', { params: { query: { cursor, limit: 3 } } });
    });
    for await (const { id, subject } of list) if (ids.includes(id)) subjects.push(subject);
    expect(subjects).toEqual(['four', 'three', 'two', 'one']);
    expect(pages).toBe(2);
  });

  it('reads a report as entries, and as one text where that is CSV', async () => {
    const id = await send('in a report');
    const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
    const query = { from: day(-1), to: day(1) };
    const list = everyEntry((cursor) =>
      client.GET('/v1/reports/messages', { params: { query: { ...query, limit: 2, cursor } } }),
    );
    const ids: (string | undefined)[] = [];
    for await (const { own } of list) ids.push(own?.id);
    expect(ids).toContain(id);
    const asCsv = { params: { query: { ...query, format: 'csv' } }, parseAs: 'text' } as const;
    const { data: text } = await client.GET('/v1/reports/messages', asCsv);
    expect(text?.split('\r\n').filter((line) => line.includes('in a report'))).toHaveLength(1);
    const { data: report } = await client.GET('/v1/reports/summary', { params: { query } });
    expect(report?.totals.sent).toBe(ids.length);
  });

  it('tells problems by the codes that a route can answer', async () => {
    const { data, error, response } = await client.GET('/v1/messages/{id}', { params: { path: { id: randomUUID() } } });
    expect([data, response.status]).toEqual([undefined, 404]);
    // A code that this route does not answer would not compile.
    const code: 'message_not_found' | undefined = error?.code === 'message_not_found' ? error.code : undefined;
    expect(code).toBe('message_not_found');
    const refused = await client.GET('/v1/messages', { params: { query: { limit: 1000 } } });
    expect(refused.error?.errors?.map(({ path }) => path)).toEqual(['limit']);
  });

  it('ends a list that is refused with the problem', async () => {
    const list = everyEntry((cursor) =>
      client.GET('/v1/messages', { params: { query: { cursor: cursor ?? 'none' } } }),
    );
    const reading = (async () => {
      for await (const entry of list) expect(entry).toBeUndefined();
    })();
    await expect(reading).rejects.toThrow(ProblemError);
    await expect(reading).rejects.toMatchObject({ problem: { code: 'invalid_request', status: 400 } });
  });

  it('works with an API key in the name of its account, until that is revoked', async () => {
    const { data: made } = await client.POST('/v1/api-keys', {
      body: { name: 'sheet', scopes: ['messages:read', 'team:read'] },
    });
    const program = createClient({ baseUrl: world.api.url, token: made?.key });
    expect((await program.GET('/v1/team')).data?.id).toBe(sender.me.teamId);
    const query = { accountId: sender.me.accountId };
    expect((await program.GET('/v1/messages', { params: { query } })).data?.items.length).toBeGreaterThan(0);
    expect((await program.GET('/v1/team/audit')).error?.code).toBe('scope_missing');
    const gone = await client.DELETE('/v1/api-keys/{id}', { params: { path: { id: made?.id ?? '' } } });
    expect(gone.response.status).toBe(204);
    expect((await program.GET('/v1/team')).error?.code).toBe('unauthenticated');
  });

  it('makes a thing once, however often it is asked for with one key', async () => {
    const params = { header: { 'Idempotency-Key': randomUUID() } };
    const body = { gmailDraftId: (await buildDraft()).id, when: 'tomorrow 8am', timeZone: 'Europe/Amsterdam' };
    const first = await client.POST('/v1/schedules', { params, body });
    const again = await client.POST('/v1/schedules', { params, body });
    expect(first.response.status).toBe(201);
    expect(again.data).toEqual(first.data);
    const other = await client.POST('/v1/schedules', { params, body: { ...body, when: 'tomorrow 9am' } });
    expect(other.error?.code).toBe('idempotency_conflict');
  });
});
