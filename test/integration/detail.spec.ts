import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type DetailLevel,
  detailLevel,
  type Open,
  type PreparedMessage,
  preparedMessage,
  team,
} from '@openly/contracts';
import { CHROME, DUTCH, IPHONE } from '../support/mail-programs.js';
import { schedulingIn } from '../support/scheduled-mail.js';
import { until } from '../support/until.js';
import { request, type User, type World, withSender } from '../support/world.js';

const ann = { email: 'ann@example.net', field: 'to' };

let world: World;
let sender: User;
withSender((its) => {
  ({ world, sender } = its);
});
afterEach(() => setPolicy({ detail: 'city', recordsKeptDays: 90 }));

const { buildDraft, schedule } = schedulingIn(() => ({ world, sender }));

async function setPolicy(policy: object) {
  const { status, body } = await sender.call('PATCH', '/v1/team/policy', policy);
  expect(status).toBe(200);
  return team.parse(body).policy;
}

async function prepare(detail?: DetailLevel, id: string = randomUUID()): Promise<PreparedMessage> {
  const { status, body } = await sender.call('PUT', `/v1/messages/${id}`, {
    recipients: [ann],
    ...(detail && { detail }),
  });
  expect(status).toBe(200);
  return preparedMessage.parse(body);
}

async function markSent({ id }: { id: string }, minutesAgo = 10): Promise<string> {
  const gmailThreadId = randomUUID().replaceAll('-', '').slice(0, 16);
  const sentAt = new Date(Date.now() - minutesAgo * 60_000).toISOString();
  const sent = { gmailMessageId: gmailThreadId, gmailThreadId, sentAt };
  expect((await sender.call('POST', `/v1/messages/${id}/sent`, sent)).status).toBe(204);
  return gmailThreadId;
}

async function look(pixelHtml: string | null, userAgent = IPHONE): Promise<void> {
  const { pathname } = new URL(/src="([^"]+)"/.exec(pixelHtml ?? '')?.[1] ?? '');
  const headers = { 'user-agent': userAgent, 'x-forwarded-for': DUTCH };
  expect((await request(world.api.url, 'GET', pathname, undefined, headers)).status).toBe(200);
}

const opensIn = (gmailThreadId: string, count: number): Promise<Open[]> =>
  until(async () => {
    const { body } = await sender.call('GET', `/v1/threads/${gmailThreadId}`);
    return body.messages[0].opens.length >= count && body.messages[0].opens;
  });

/** The row as it stands in the table. */
const storedOf = async (messageId: string) =>
  (
    await world.database.query<{ [column: string]: unknown }>(
      'select client, os, device, country, region, city, latitude, longitude, open::text as row from open where message_id = $1',
      [messageId],
    )
  )[0];

const known = { client: 'Safari 18', os: 'iOS 18', device: 'phone' };
const noClient = { client: null, os: null, device: null };
const noPlace = { country: null, region: null, city: null, latitude: null, longitude: null };

describe('of an open is stored', () => {
  it.each<[DetailLevel, object, RegExp | null]>([
    ['count', { ...noClient, ...noPlace }, /Safari|iOS|phone|handheld|browser|NL|Utrecht/],
    ['device', { ...known, ...noPlace }, /NL|Utrecht/],
    ['country', { ...known, ...noPlace, country: 'NL' }, /Utrecht/],
    [
      'city',
      { ...known, country: 'NL', region: 'Utrecht', city: expect.any(String), latitude: expect.any(Number) },
      null,
    ],
  ])('at `%s` no more than that', async (level, expected, finer) => {
    const mail = await prepare(level);
    expect(mail.detail).toBe(level);
    const thread = await markSent(mail);
    await look(mail.pixelHtml);
    const [open] = await opensIn(thread, 1);
    expect(open).toMatchObject({ kind: 'direct', confidence: 'likely' });
    expect(open?.place === null).toBe(level === 'count' || level === 'device');
    const stored = await storedOf(mail.id);
    expect(stored).toMatchObject(expected);
    if (finer) expect(stored?.row).not.toMatch(finer);
  });

  it('never more than the team keeps, whatever the mail asks for', async () => {
    await setPolicy({ detail: 'device' });
    expect((await prepare('city')).detail).toBe('device');
    expect((await prepare('count')).detail).toBe('count');
    const mail = await prepare();
    expect(mail.detail).toBe('device');
    const thread = await markSent(mail);
    await look(mail.pixelHtml);
    await opensIn(thread, 1);
    expect(await storedOf(mail.id)).toMatchObject({ ...known, ...noPlace });
  });

  it('less as soon as the team keeps less, of mail already sent too', async () => {
    const mail = await prepare('city');
    const thread = await markSent(mail);
    await setPolicy({ detail: 'count' });
    await look(mail.pixelHtml);
    await opensIn(thread, 1);
    expect(await storedOf(mail.id)).toMatchObject({ ...noClient, ...noPlace });
  });

  it('no more than the mail went out with, when the team keeps more later', async () => {
    await setPolicy({ detail: 'country' });
    const mail = await prepare();
    const thread = await markSent(mail);
    await setPolicy({ detail: 'city' });
    expect((await prepare('city', mail.id)).detail).toBe('country');
    await look(mail.pixelHtml);
    await opensIn(thread, 1);
    expect(await storedOf(mail.id)).toMatchObject({ country: 'NL', region: null, city: null });
  });

  it('what is set last, as long as the mail has not gone out', async () => {
    const { id } = await prepare('count');
    expect((await prepare('country', id)).detail).toBe('country');
  });

  it('as much as the team keeps where a mail was scheduled', async () => {
    await setPolicy({ detail: 'count' });
    const { id } = await schedule((await buildDraft()).id);
    expect((await sender.call('POST', `/v1/schedules/${id}/send-now`)).status).toBe(200);
    const [row] = await until(async () => {
      const rows = await world.database.query<{ detail: string }>(
        `select detail from message join schedule on message.id = message_id where schedule.id = $1 and message.state = 'sent'`,
        [id],
      );
      return rows.length > 0 && rows;
    });
    expect(row?.detail).toBe('count');
  });
});

it('two looks at one moment are one where nothing kept tells them apart', async () => {
  for (const [level, kinds] of [
    ['count', ['direct', 'duplicate']],
    ['device', ['direct', 'direct']],
  ] as const) {
    const mail = await prepare(level);
    const thread = await markSent(mail);
    await look(mail.pixelHtml, IPHONE);
    await look(mail.pixelHtml, CHROME);
    expect((await opensIn(thread, 2)).map(({ kind }) => kind).sort()).toEqual(kinds);
  }
});

describe('a team', () => {
  it('has a policy: as much as a city, for 90 days', async () => {
    const { status, body } = await sender.call('GET', '/v1/team');
    expect(status).toBe(200);
    expect(team.parse(body)).toMatchObject({
      id: sender.me.teamId,
      policy: {
        detail: 'city',
        recordsKeptDays: 90,
        consentMode: 'notice',
        addressesKeptDays: 180,
        auditKeptDays: 365,
      },
    });
  });

  it('changes one part of it and leaves the other', async () => {
    expect(await setPolicy({ detail: 'device' })).toMatchObject({ detail: 'device', recordsKeptDays: 90 });
    expect(await setPolicy({ recordsKeptDays: 30 })).toMatchObject({ detail: 'device', recordsKeptDays: 30 });
    expect(await setPolicy({})).toMatchObject({ detail: 'device', recordsKeptDays: 30 });
    expect((await sender.call('GET', '/v1/team')).body.policy).toMatchObject({ detail: 'device', recordsKeptDays: 30 });
  });

  it.each([
    [{ detail: 'street' }],
    [{ recordsKeptDays: 0 }],
    [{ recordsKeptDays: 366 }],
    [{ recordsKeptDays: 1.5 }],
    [{ retention: 30 }],
  ])('does not take %j', async (policy) => {
    expect(await sender.call('PATCH', '/v1/team/policy', policy)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });

  it('knows the same levels in its policy as in a mail, from coarse to fine', async () => {
    const rows = await world.database.query<{ level: string }>(
      'select unnest(enum_range(null::detail_level))::text as level',
    );
    expect(rows.map(({ level }) => level)).toEqual(detailLevel.options);
  });
});
