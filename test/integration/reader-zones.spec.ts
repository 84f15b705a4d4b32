import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { me, type ReaderZone, readerZone, timePreview } from '@openly/contracts';
import { LookupHash } from '../../apps/api/src/secrets/lookup-hash.js';
import { buildWorld, type User, type World } from '../support/world.js';

let world: World;
let sender: User;
let colleague: User;

beforeAll(async () => {
  world = await buildWorld();
  sender = await world.signIn('sender@example.com');
  colleague = await world.signIn('colleague@example.com');
});
afterAll(() => world.close());

const newAddress = () => `reader-${randomUUID().slice(0, 8)}@example.net`;

const TOKYO = { country: 'JP', latitude: 35.69, longitude: 139.69 };
const NEW_YORK = { country: 'US', latitude: 40.71, longitude: -74.01 };

interface Look {
  place: { country: string; latitude?: number; longitude?: number } | null;
  hoursAgo?: number;
  kind?: string;
  confidence?: string;
}

/** A mail of this user that was sent, with its readers and what was recorded of it. @returns its id */
async function buildMail(user: User, to: string[], looks: Look[]): Promise<string> {
  const id = randomUUID();
  const readers = to.map((email) => ({ email, field: 'to' }));
  expect((await user.call('PUT', `/v1/messages/${id}`, { recipients: readers })).status).toBe(200);
  const gmail = { gmailMessageId: id.slice(0, 8), gmailThreadId: id.slice(0, 8) };
  await user.call('POST', `/v1/messages/${id}/sent`, { ...gmail, sentAt: new Date().toISOString() });
  for (const { place, hoursAgo = 1, kind = 'direct', confidence = 'confirmed' } of looks) {
    const at = new Date(Date.now() - hoursAgo * 3_600_000);
    await world.database.query('select make_open_partitions(0, $1)', [at]);
    await world.database.query(
      `insert into open (team_id, id, message_id, opened_at, kind, confidence, reason, country, latitude, longitude,
                         rules_version)
       values ($1, $2, $3, $4, $5, $6, 'browser', $7, $8, $9, 1)`,
      [
        user.me.teamId,
        randomUUID(),
        id,
        at,
        kind,
        confidence,
        place?.country ?? null,
        place?.latitude ?? null,
        place?.longitude ?? null,
      ],
    );
  }
  await world.database.query(
    `update message set open_count = (
       select count(*) from open where message_id = $1 and confidence <> 'machine' and kind not in ('self', 'duplicate'))
     where id = $1`,
    [id],
  );
  return id;
}

async function lookUp(user: User, ...emails: string[]): Promise<ReaderZone[]> {
  const answer = await user.call('POST', '/v1/reader-zones/lookup', { emails });
  expect(answer).toMatchObject({ status: 200 });
  return readerZone.array().parse(answer.body.zones);
}

const setZone = (user: User, email: string, timeZone: string | null) =>
  user.call('PUT', '/v1/reader-zones', { email, timeZone });

const unknown = (email: string) => ({ email, timeZone: null, source: 'unknown' });

describe('the zone of a reader', () => {
  it('is not known of somebody who was never written to', async () => {
    const email = newAddress();
    expect(await lookUp(sender, email)).toEqual([unknown(email)]);
  });

  it('is where they last looked from', async () => {
    const email = newAddress();
    await buildMail(sender, [email], [{ place: NEW_YORK, hoursAgo: 30 }]);
    expect(await lookUp(sender, email)).toEqual([{ email, timeZone: 'America/New_York', source: 'opens' }]);
    await buildMail(
      sender,
      [email],
      [
        { place: TOKYO, hoursAgo: 2 },
        { place: NEW_YORK, hoursAgo: 50 },
        { place: null, hoursAgo: 1 },
      ],
    );
    expect(await lookUp(sender, email)).toEqual([{ email, timeZone: 'Asia/Tokyo', source: 'opens' }]);
  });

  it('is found however the address is spelled', async () => {
    const name = `ann${randomUUID().slice(0, 8)}`;
    await buildMail(sender, [`${name}@gmail.com`], [{ place: TOKYO }]);
    const spelled = `${name.slice(0, 2)}.${name.slice(2)}+offers@GMAIL.com`;
    expect(await lookUp(sender, spelled)).toEqual([{ email: spelled, timeZone: 'Asia/Tokyo', source: 'opens' }]);
  });

  it('is known from the country alone only where all of it has one zone', async () => {
    const [inJapan, inAmerica] = [newAddress(), newAddress()];
    await buildMail(sender, [inJapan], [{ place: { country: 'JP' } }]);
    await buildMail(sender, [inAmerica], [{ place: { country: 'US' } }]);
    expect(await lookUp(sender, inJapan, inAmerica)).toEqual([
      { email: inJapan, timeZone: 'Asia/Tokyo', source: 'opens' },
      unknown(inAmerica),
    ]);
  });

  it('is not that of a point at sea', async () => {
    const [atSea, offJapan] = [newAddress(), newAddress()];
    await buildMail(sender, [atSea], [{ place: { country: 'US', latitude: 0, longitude: -30 } }]);
    await buildMail(sender, [offJapan], [{ place: { country: 'JP', latitude: 0, longitude: -30 } }]);
    expect((await lookUp(sender, atSea, offJapan)).map(({ timeZone }) => timeZone)).toEqual([null, 'Asia/Tokyo']);
  });

  it('is not taken from a mail that others read too', async () => {
    const email = newAddress();
    await buildMail(sender, [email, newAddress()], [{ place: TOKYO }]);
    expect(await lookUp(sender, email)).toEqual([unknown(email)]);
  });

  it('is not taken from machines, repeats or the sender’s own looks', async () => {
    const email = newAddress();
    await buildMail(
      sender,
      [email],
      [
        { place: TOKYO, kind: 'scanner', confidence: 'machine' },
        { place: TOKYO, kind: 'self' },
        { place: TOKYO, kind: 'duplicate' },
        { place: null },
      ],
    );
    expect(await lookUp(sender, email)).toEqual([unknown(email)]);
  });

  it('is not taken from opens that have passed their time', async () => {
    const email = newAddress();
    await buildMail(sender, [email], [{ place: TOKYO, hoursAgo: 90 * 24 + 1 }]);
    expect(await lookUp(sender, email)).toEqual([unknown(email)]);
  });

  it('is not told to a colleague whose mail they did not open', async () => {
    const email = newAddress();
    await buildMail(sender, [email], [{ place: TOKYO }]);
    expect(await lookUp(colleague, email)).toEqual([unknown(email)]);
  });

  it('is not taken from a mail that its reader has stopped', async () => {
    const email = newAddress();
    const stopped = await buildMail(sender, [email], [{ place: TOKYO }]);
    await world.database.query('update message set withdrawn_at = now() where id = $1', [stopped]);
    expect(await lookUp(sender, email)).toEqual([unknown(email)]);
  });

  it.each([
    ['this sender', 'sender'],
    ['the whole server', 'server'],
  ])('is not worked out for a reader who has refused %s, and still for the others', async (_, scope) => {
    const [refusing, other] = [newAddress(), newAddress()];
    const mail = await buildMail(sender, [refusing], [{ place: TOKYO }]);
    await buildMail(sender, [other], [{ place: TOKYO }]);
    await world.database.query(
      `insert into consent_decision (team_id, id, account_id, message_id, email_hash, decision, scope, assurance,
                                     notice_version)
       values ($1, $2, $3, $4, $5, 'refuse', $6, 'link', '1')`,
      [
        sender.me.teamId,
        randomUUID(),
        sender.me.accountId,
        mail,
        world.api.app.get(LookupHash).ofAddress(refusing),
        scope,
      ],
    );
    expect(await lookUp(sender, refusing, other)).toEqual([
      unknown(refusing),
      { email: other, timeZone: 'Asia/Tokyo', source: 'opens' },
    ]);
  });

  it('of a hundred readers is asked for at once', async () => {
    const emails = Array.from({ length: 100 }, newAddress);
    await buildMail(sender, [emails[70] ?? ''], [{ place: TOKYO }]);
    await setZone(sender, emails[30] ?? '', 'Europe/Paris');
    const zones = await lookUp(sender, ...emails);
    expect(zones.map(({ email }) => email)).toEqual(emails);
    expect(zones.flatMap(({ source }, index) => (source === 'unknown' ? [] : [[index, source]]))).toEqual([
      [30, 'set'],
      [70, 'opens'],
    ]);
  });
});

describe('a zone set by hand', () => {
  it('wins over where the reader looked from, until it is forgotten', async () => {
    const email = newAddress();
    await buildMail(sender, [email], [{ place: TOKYO }]);
    expect(await setZone(sender, email, 'Europe/London')).toMatchObject({ status: 204 });
    expect(await setZone(sender, email.toUpperCase(), 'Europe/Paris')).toMatchObject({ status: 204 });
    expect(await lookUp(sender, email)).toEqual([{ email, timeZone: 'Europe/Paris', source: 'set' }]);
    expect(await lookUp(colleague, email)).toEqual([unknown(email)]);
    expect(await setZone(sender, email, null)).toMatchObject({ status: 204 });
    expect(await lookUp(sender, email)).toEqual([{ email, timeZone: 'Asia/Tokyo', source: 'opens' }]);
  });

  it('is kept without the address', async () => {
    const email = newAddress();
    await setZone(sender, email, 'Europe/Paris');
    const rows = await world.database.query(`select encode(email_hash, 'escape') as hash, * from reader_zone`);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(email.split('@')[0]);
  });

  it.each([
    ['no zone', { email: 'ann@example.net', timeZone: 'Mars/Olympus' }],
    ['an offset', { email: 'ann@example.net', timeZone: '+02:00' }],
    ['no address', { email: 'ann', timeZone: 'Europe/Paris' }],
    ['something missing', { email: 'ann@example.net' }],
  ])('that has %s in it is refused', async (_, body) => {
    const count = () => world.database.query('select count(*) from reader_zone');
    const before = await count();
    const answer = await sender.call('PUT', '/v1/reader-zones', body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(await count()).toEqual(before);
  });
});

describe('looking up zones', () => {
  it.each([
    ['nobody', []],
    ['more than a hundred', Array.from({ length: 101 }, newAddress)],
    ['what is no address', ['ann']],
  ])('of %s is refused', async (_, emails) => {
    const answer = await sender.call('POST', '/v1/reader-zones/lookup', { emails });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});

describe('asking what a time means', () => {
  const preview = (body: object) =>
    sender.call('POST', '/v1/schedules/preview', { timeZone: 'Europe/Amsterdam', ...body });

  it('tells the instant and the time on the sender’s clock', async () => {
    const { status, body } = await preview({ when: '2030-01-15T08:00' });
    expect(status).toBe(200);
    expect(timePreview.parse(body)).toEqual({
      sendAt: '2030-01-15T07:00:00.000Z',
      timeZone: 'Europe/Amsterdam',
      wallTime: '2030-01-15T08:00',
      reader: null,
      readers: [],
    });
    expect((await preview({ sendAt: '2030-07-15T06:00:00Z' })).body).toMatchObject({ wallTime: '2030-07-15T08:00' });
  });

  it('on the readers’ clocks means the one that shows it last, and says whose that is', async () => {
    const [paris, newYork, nobody] = [newAddress(), newAddress(), newAddress()];
    await setZone(sender, paris, 'Europe/Paris');
    await buildMail(sender, [newYork], [{ place: NEW_YORK }]);
    const recipients = [paris, newYork, nobody];
    const { body } = await preview({ when: '2030-01-15T08:00', deliverIn: 'recipient', recipients });
    expect(timePreview.parse(body)).toEqual({
      sendAt: '2030-01-15T13:00:00.000Z',
      timeZone: 'America/New_York',
      wallTime: '2030-01-15T08:00',
      reader: newYork,
      readers: [
        { email: paris, timeZone: 'Europe/Paris', source: 'set' },
        { email: newYork, timeZone: 'America/New_York', source: 'opens' },
        unknown(nobody),
      ],
    });
  });

  it('takes the sender’s clock where no reader’s is known', async () => {
    const recipients = [newAddress()];
    const { body } = await preview({ when: '2030-01-15T08:00', deliverIn: 'recipient', recipients });
    expect(body).toMatchObject({ sendAt: '2030-01-15T07:00:00.000Z', timeZone: 'Europe/Amsterdam', reader: null });
  });

  it('stores nothing', async () => {
    const stored = async () => {
      const tables = ['schedule', 'schedule_event', 'reader_zone', 'idempotency_key'];
      return Promise.all(tables.map((table) => world.database.query(`select count(*) from ${table}`)));
    };
    const before = await stored();
    await preview({ when: 'tomorrow 8am' });
    await preview({ when: 'tomorrow 8am', deliverIn: 'recipient', recipients: [newAddress()] });
    expect(await stored()).toEqual(before);
  });

  it.each([
    ['a phrase that says no time', { when: 'when pigs fly' }, 422, 'time_not_understood'],
    ['a time that has passed', { sendAt: '2020-01-01T00:00:00Z' }, 422, 'time_in_past'],
    ['a time in the far future', { when: '2060-01-01T08:00' }, 422, 'time_too_far'],
    ['no time', {}, 400, 'invalid_request'],
    ['two times', { when: 'tomorrow 8am', sendAt: '2030-01-01T00:00:00Z' }, 400, 'invalid_request'],
    ['a zone that is none', { when: 'tomorrow 8am', timeZone: 'Mars/Olympus' }, 400, 'invalid_request'],
    [
      'a passed time on the readers’ clocks',
      { when: '2020-01-01T08:00', deliverIn: 'recipient', recipients: ['ann@example.net'] },
      422,
      'time_in_past',
    ],
  ])('refuses %s', async (_, body, status, code) => {
    expect(await preview(body)).toMatchObject({ status, body: { code } });
  });
});

describe('how late a scheduled mail may go out unasked', () => {
  it('is two hours, until the person says otherwise', async () => {
    const [known, other] = [await sender.call('GET', '/v1/me'), await colleague.call('GET', '/v1/me')];
    expect(known.body.scheduleTolerance).toBe(120);
    const changed = await sender.call('PATCH', '/v1/me', { scheduleTolerance: 0 });
    expect(changed.status).toBe(200);
    expect(me.parse(changed.body)).toEqual({ ...known.body, scheduleTolerance: 0 });
    expect((await sender.call('GET', '/v1/me')).body).toEqual(changed.body);
    expect((await colleague.call('GET', '/v1/me')).body).toEqual(other.body);
  });

  it.each([[-1], [10_081], [1.5], ['120'], [null]])('cannot be %p minutes', async (scheduleTolerance) => {
    const before = await sender.call('GET', '/v1/me');
    const answer = await sender.call('PATCH', '/v1/me', { scheduleTolerance });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect((await sender.call('GET', '/v1/me')).body).toEqual(before.body);
  });
});
