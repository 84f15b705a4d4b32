import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChangePolicy, DEFAULT_POLICY, type Policy, pageOf, policyChange, team } from '@openly/contracts';
import { SignInService } from '../../apps/api/src/accounts/sign-in.service.js';
import { Database } from '../../apps/api/src/database/database.js';
import { TeamsService } from '../../apps/api/src/teams/teams.service.js';
import { startApi, type TestApi } from '../support/api.js';
import { consentStage, outcomeOf } from '../support/consent-stage.js';
import { callsWith, giveRole } from '../support/credentials.js';
import { marksIn, noMarks } from '../support/marks.js';
import { schedulingIn, zone } from '../support/scheduled-mail.js';
import { seriesStage } from '../support/series-stage.js';
import { until } from '../support/until.js';
import { buildWorld, COLLEAGUE, request, SENDER, type User, type World } from '../support/world.js';

let world: World;
/** A second server of the same database and keys. */
let second: TestApi;
let sender: User;
let colleague: User;
const its = () => ({ world, sender });
const { prepare, sent, stored, decided, decideIn, someReader } = consentStage(its);
const { buildDraft, schedule, look, dispatch, whenIt, sentMails, historyOf } = schedulingIn(its);
const series = seriesStage(its);

beforeAll(async () => {
  const key = () => `k1:${randomBytes(32).toString('base64url')}`;
  const env = { OPENLY_ENCRYPTION_KEYS: key(), OPENLY_TOKEN_KEYS: key(), OPENLY_LOOKUP_KEYS: key() };
  world = await buildWorld({ env });
  second = await startApi({ database: world.database, googleUrl: world.sandbox.googleUrl, env });
  sender = await world.signIn(SENDER);
  colleague = await world.signIn(COLLEAGUE);
});
beforeEach(() => world.database.query('delete from gmail_budget'));
afterEach(async () => {
  await set({ ...DEFAULT_POLICY, untrackedDomains: [] });
  world.sandbox.faults.clear();
});
afterAll(async () => {
  await second.close();
  await world.close();
});

async function set(change: ChangePolicy): Promise<Policy> {
  const answer = await sender.call('PATCH', '/v1/team/policy', change);
  expect(answer).toMatchObject({ status: 200 });
  return team.parse(answer.body).policy;
}
const policyNow = async () => team.parse((await sender.call('GET', '/v1/team')).body).policy;
async function versions(query = '') {
  const answer = await sender.call('GET', `/v1/team/policy/versions${query}`);
  expect(answer).toMatchObject({ status: 200 });
  return pageOf(policyChange).parse(answer.body);
}

describe('a policy', () => {
  it('has a version from the beginning on, and one more with each change', async () => {
    const first = (await versions()).items.at(-1);
    expect(first).toMatchObject({ version: 1, accountId: sender.me.accountId });
    expect(first?.policy).toEqual({ version: 1, ...DEFAULT_POLICY });

    const { version } = await policyNow();
    const changed = await set({
      detail: 'country',
      trackedByDefault: false,
      sendWindow: { days: [5, 1], from: '08:00', until: '24:00' },
    });
    expect(changed).toMatchObject({ version: version + 1, sendWindow: { days: [1, 5] } });
    expect(await policyNow()).toEqual(changed);
    const [newest, before] = (await versions('?limit=2')).items;
    expect(newest).toMatchObject({ version: version + 1, accountId: sender.me.accountId, policy: changed });
    expect(before?.policy).toMatchObject({ version, detail: 'city', trackedByDefault: true, sendWindow: null });
    const { body } = await sender.call('GET', '/v1/team/audit?limit=1');
    expect(body.items[0]).toMatchObject({
      action: 'policy.changed',
      detail: { version: { from: version, to: version + 1 }, trackedByDefault: { from: true, to: false } },
    });
  });

  it('gets no new version where nothing is another', async () => {
    const { version } = await set({ untrackedDomains: ['b.example', 'a.example'], noticeAddition: 'Two  words' });
    const again = {
      untrackedDomains: ['A.example', ' b.EXAMPLE.'.trim().slice(0, 9), 'a.example'],
      noticeAddition: 'Two words',
    };
    expect(await set(again)).toMatchObject({ version, noticeAddition: 'Two words' });
    expect(await set({ version })).toMatchObject({ version });
    expect(await set({})).toMatchObject({ version });
  });

  it('is not changed by who has read an older one, and of two at once by one', async () => {
    const { version } = await policyNow();
    const both = await Promise.all(
      (['country', 'device'] as const).map((detail) => sender.call('PATCH', '/v1/team/policy', { version, detail })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body.code).toBe('policy_changed');
    const now = await policyNow();
    expect(now).toEqual(both.find(({ status }) => status === 200)?.body.policy);
    const late = await sender.call('PATCH', '/v1/team/policy', { version, recordsKeptDays: 1 });
    expect(late).toMatchObject({ status: 409, body: { code: 'policy_changed' } });
    expect(await policyNow()).toEqual(now);
  });

  it('is told of page by page, the newest first, each version once while others are made', async () => {
    for (let days = 10; days < 17; days++) await set({ recordsKeptDays: days });
    const all = (await versions('?limit=200')).items.map(({ version }) => version);
    expect(all).toEqual(all.map((_, index) => all.length - index));
    const walked: number[] = [];
    let cursor: string | null = null;
    do {
      const page = await versions(`?limit=3${cursor ? `&cursor=${cursor}` : ''}`);
      walked.push(...page.items.map(({ version }) => version));
      cursor = page.nextCursor;
      await set({ recordsKeptDays: 100 + walked.length });
    } while (cursor);
    expect(walked).toEqual(all);
    expect(await sender.call('GET', '/v1/team/policy/versions?cursor=x')).toMatchObject({ status: 400 });
  });

  it('is for admins to change and to trace back', async () => {
    expect((await colleague.call('PATCH', '/v1/team/policy', { detail: 'count' })).body.code).toBe('forbidden');
    expect((await colleague.call('GET', '/v1/team/policy/versions')).body.code).toBe('forbidden');
    expect((await colleague.call('GET', '/v1/team')).body.policy).toEqual(await policyNow());
  });

  it('keeps its versions when whoever made one leaves, and then not who', async () => {
    const [account] = await world.database.query<{ id: string }>(
      `insert into account (id, team_id, role, google_subject, email, sender_id)
       values (gen_random_uuid(), $1, 'admin', gen_random_uuid(), 'l@example.com', gen_random_uuid()) returning id`,
      [sender.me.teamId],
    );
    await world.database.query(
      'insert into policy_version (team_id, version, account_id, policy) values ($1, 0, $2, $3)',
      [sender.me.teamId, account?.id, { version: 0 }],
    );
    await world.database.query('delete from account where id = $1', [account?.id]);
    const rows = await world.database.query('select account_id from policy_version where version = 0');
    expect(rows).toEqual([{ account_id: null }]);
    await world.database.query('delete from policy_version where version = 0');
  });

  it('cannot have its versions changed or deleted by the application', async () => {
    const database = world.api.app.get(Database);
    for (const statement of ['update policy_version set version = 1', 'delete from policy_version']) {
      await expect(database.systemQuery(statement)).rejects.toThrow(/permission denied/);
    }
  });

  it.each<[object, string]>([
    [{ sendWindow: { days: [], from: '08:00', until: '18:00' } }, 'sendWindow.days'],
    [{ sendWindow: { days: [1, 1], from: '08:00', until: '18:00' } }, 'sendWindow.days'],
    [{ sendWindow: { days: [8], from: '08:00', until: '18:00' } }, 'sendWindow.days.0'],
    [{ sendWindow: { days: [1], from: '18:00', until: '08:00' } }, 'sendWindow.until'],
    [{ sendWindow: { days: [1], from: '08:00', until: '08:00' } }, 'sendWindow.until'],
    [{ sendWindow: { days: [1], from: '24:00', until: '24:00' } }, 'sendWindow.from'],
    [{ sendWindow: { days: [1], from: '8:00', until: '18:00' } }, 'sendWindow.from'],
    [{ untrackedDomains: ['example'] }, 'untrackedDomains.0'],
    [{ untrackedDomains: ['a.example', 'b@c.example'] }, 'untrackedDomains.1'],
    [{ untrackedDomains: ['https://c.example'] }, 'untrackedDomains.0'],
    [{ untrackedDomains: ['-a.example'] }, 'untrackedDomains.0'],
    [{ untrackedDomains: ['127.0.0.1'] }, 'untrackedDomains.0'],
    [{ untrackedDomains: ['xn--a.example'] }, 'untrackedDomains.0'],
    [{ untrackedDomains: Array.from({ length: 201 }, (_, n) => `d${n}.example`) }, 'untrackedDomains'],
    [{ noticeAddition: 'a\nb' }, 'noticeAddition'],
    [{ noticeAddition: 'see https://x.example' }, 'noticeAddition'],
    [{ noticeAddition: 'x'.repeat(201) }, 'noticeAddition'],
    [{ trackedByDefault: 'yes' }, 'trackedByDefault'],
    [{ version: 0 }, 'version'],
  ])('is not %j', async (change, path) => {
    const before = await policyNow();
    const answer = await sender.call('PATCH', '/v1/team/policy', change);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path);
    expect(await policyNow()).toEqual(before);
  });

  it.each([
    ['Founder@Acme.Example', ['acme.example']],
    ['founder@mail.bücher.example', ['mail.xn--bcher-kva.example']],
    ['founder@gmail.com', []],
    ['founder@googlemail.com', []],
  ])('of a new team of %s does not track its own company, as version 1', async (email, untrackedDomains) => {
    // The sandbox has one team for all: this is a server with a Google of its own, after that has said who it is.
    const env = { GOOGLE_CLIENT_ID: 'client', GOOGLE_CLIENT_SECRET: 'secret' };
    const api = await startApi({ database: world.database, env });
    try {
      const profile = { subject: randomUUID(), email, emailVerified: true, name: 'Fay' };
      const founder: { id: string; teamId: string } = await api.app
        .get(Database)
        .asSystem((manager) => api.app.get(SignInService)['connect'](manager, profile, 'token', []));
      const { policy } = await api.app.get(TeamsService).team(founder.teamId);
      expect(policy).toEqual({ version: 1, ...DEFAULT_POLICY, untrackedDomains });
      const { items } = await api.app.get(TeamsService).versions(founder.teamId, 10, null);
      expect(items).toMatchObject([{ version: 1, accountId: founder.id, policy }]);
    } finally {
      await api.close();
    }
  });
});

describe('mail to a domain that is not tracked', () => {
  const url = 'https://shop.example/';
  const reasonOf = async (...emails: string[]) => {
    const prepared = await prepare(emails, { links: [url] });
    expect(outcomeOf(prepared)).toBe(prepared.reason ? 'bare' : 'tracked');
    return prepared.reason ?? null;
  };

  it.each([
    ['acme.example', 'ann@acme.example', true],
    ['acme.example', 'ann@ACME.Example', true],
    ['ACME.example', 'ann@mail.eu.acme.example', true],
    ['acme.example', 'ann@notacme.example', false],
    ['acme.example', 'acme.example@other.example', false],
    ['mail.acme.example', 'ann@acme.example', false],
    ['Bücher.example', 'ann@xn--bcher-kva.example', true],
    ['googlemail.com', 'ann@gmail.com', true],
  ])('goes bare: %s and %s', async (domain, email, isBare) => {
    await set({ untrackedDomains: [domain] });
    expect(await reasonOf(email)).toBe(isBare ? 'domain_not_tracked' : null);
  });

  it('goes bare as a whole, whoever else reads it, and whatever a reader has decided', async () => {
    await set({ untrackedDomains: ['acme.example'] });
    const [ann, bob] = [someReader(), `${randomUUID()}@acme.example`];
    expect(await reasonOf(ann)).toBeNull();
    expect(await reasonOf(ann, bob)).toBe('domain_not_tracked');
    await decided(bob, { decision: 'allow', scope: 'server' });
    await decided(ann, { decision: 'refuse', scope: 'sender' });
    expect(await reasonOf(bob, ann)).toBe('domain_not_tracked');
    await set({ consentMode: 'ask' });
    expect(await reasonOf(bob)).toBe('domain_not_tracked');
  });

  it('goes bare at its hour, by the policy of then', async () => {
    const draft = await buildDraft({ to: 'ann@acme.example' });
    const made = await schedule(draft.id, { when: 'tomorrow' });
    await set({ untrackedDomains: ['acme.example'] });
    await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    const out = await whenIt(made.id, 'sent');
    expect(out).toMatchObject({ code: 'untracked_domain', messageId: null });
    const [mail] = await sentMails(draft.subject);
    expect(marksIn(mail?.raw.toString() ?? '')).toEqual(noMarks);
  });

  it('goes bare as an occurrence of a series and as a follow-up, by the policy of then', async () => {
    const template = await series.buildDraft({ to: 'ann@acme.example' });
    const begun = await series.begin(template.id);
    const first = await series.whenIt(begun, ({ scheduleId }) => scheduleId !== null);
    const [followed, follower] = [
      await buildDraft({ to: 'ann@acme.example' }),
      await buildDraft({ to: 'ann@acme.example' }),
    ];
    const before = await schedule(followed.id, { when: 'tomorrow' });
    const after = await schedule(follower.id, {
      when: 'tomorrow',
      followUpOf: { scheduleId: before.id, unless: 'replied' },
    });
    await set({ untrackedDomains: ['acme.example'] });
    for (const id of [first.scheduleId, before.id, after.id]) {
      await sender.call('POST', `/v1/schedules/${id}/send-now`);
      expect(await whenIt(id ?? '', 'sent')).toMatchObject({ code: 'untracked_domain' });
    }
    const mails = [...(await series.sentAbout(template.subject)), ...(await sentMails(follower.subject))];
    expect(mails.map((mail) => marksIn(mail.raw.toString()))).toEqual([noMarks, noMarks]);
    await sender.call('DELETE', `/v1/series/${begun.id}`);
  });
});

describe('mail that is prepared when its team’s policy becomes stricter', () => {
  /** A look at the mail as it was prepared, before or after it is known to be out. @returns whether it was recorded */
  async function isRecorded(prepared: Awaited<ReturnType<typeof prepare>>): Promise<boolean> {
    const [, path = ''] = /src="https?:\/\/[^/"]+([^"]+)"/.exec(prepared.pixelHtml ?? '') ?? [];
    const pixel = () => request(world.api.url, 'GET', path, undefined, { 'user-agent': 'Mozilla/5.0 Chrome/130' });
    expect((await pixel()).status).toBe(200);
    const thread = await sent(prepared, 600);
    expect((await pixel()).status).toBe(200);
    await until(async () => (await world.database.query('select from hit')).length === 0, 15_000, 'all hits judged');
    const [kept] = await world.database.query<{ opens: number }>(
      'select count(*)::int as opens from open where message_id = $1',
      [prepared.id],
    );
    const { body } = await sender.call('POST', '/v1/threads/receipts', { gmailThreadIds: [thread] });
    expect(body.receipts[0].state === 'untracked').toBe(kept?.opens === 0);
    return kept?.opens !== 0;
  }
  const acme = () => `${randomUUID()}@acme.example`;

  it.each<[string, ChangePolicy, boolean]>([
    ['tracks nothing any more', { consentMode: 'off' }, false],
    ['asks first', { consentMode: 'ask' }, false],
    ['does not track its domain', { untrackedDomains: ['acme.example'] }, false],
    ['does not track another domain', { untrackedDomains: ['other.example'] }, true],
    ['keeps less of it', { detail: 'count' }, true],
  ])('is no longer recorded where the team now %s', async (_, change, recorded) => {
    const prepared = await prepare([acme()]);
    expect(outcomeOf({ ...prepared, links: [{ url: '', trackedUrl: '' }] })).toBe('tracked');
    await set(change);
    expect(await isRecorded(prepared)).toBe(recorded);
  });

  it('is recorded where the team now asks first and its reader has allowed it', async () => {
    const ann = acme();
    await decided(ann, { decision: 'allow', scope: 'sender' });
    const prepared = await prepare([ann]);
    await set({ consentMode: 'ask' });
    expect(await isRecorded(prepared)).toBe(true);
  });

  it('says on its reader’s page that nothing is recorded, and is tracked again once it is prepared again', async () => {
    const prepared = await prepare([acme()]);
    await set({ untrackedDomains: ['acme.example'] });
    const [, path = ''] = /(\/r\/[\w-]{20,})/.exec(prepared.noticeHtml ?? '') ?? [];
    expect((await request(world.api.url, 'GET', path)).body).toContain('This mail is not recorded');
    await set({ untrackedDomains: [] });
    expect(await stored(prepared.id)).toMatchObject({ tracked: false });
    await prepare([acme()], {}, prepared.id);
    expect(await stored(prepared.id)).toMatchObject({ tracked: true });
  });

  it('keeps being recorded where it was out before', async () => {
    const prepared = await prepare([acme()]);
    await sent(prepared, 600);
    await set({ untrackedDomains: ['acme.example'], consentMode: 'off' });
    expect(await stored(prepared.id)).toMatchObject({ tracked: true });
  });

  it('is none that escapes, prepared at the very moment', async () => {
    for (let round = 0; round < 8; round++) {
      const mails = Array.from({ length: 12 }, () => prepare([acme()]));
      const [prepared] = await Promise.all([Promise.all(mails), set({ untrackedDomains: ['acme.example'] })]);
      const tracked = await world.database.query('select from message where id = any($1) and tracked', [
        prepared.map(({ id }) => id),
      ]);
      expect(tracked).toHaveLength(0);
      await set({ untrackedDomains: [] });
    }
  });
});

describe('tracked by default', () => {
  it('is what mail follows whose sender has not said', async () => {
    const start = () => buildDraft().then(({ id }) => schedule(id, { when: 'tomorrow' }));
    expect([(await start()).tracking, (await sender.call('GET', '/v1/me')).body.trackedByDefault]).toEqual([
      true,
      true,
    ]);
    await set({ trackedByDefault: false });
    expect([(await start()).tracking, (await sender.call('GET', '/v1/me')).body.trackedByDefault]).toEqual([
      false,
      false,
    ]);
    expect((await schedule((await buildDraft()).id, { when: 'tomorrow', tracking: true })).tracking).toBe(true);
    const [one, other] = [await series.buildDraft(), await series.buildDraft()];
    const begun = [await series.begin(one.id), await series.begin(other.id, { tracking: true })];
    expect(begun.map(({ tracking }) => tracking)).toEqual([false, true]);
    for (const { id } of begun) await sender.call('DELETE', `/v1/series/${id}`);
  });
});

describe('words of the team’s own', () => {
  const words = 'Agreed with the works council (<b>§ 87</b> & more).';
  const escaped = '[Agreed with the works council (&lt;b&gt;§ 87&lt;/b&gt; &amp; more).]';

  it('stand in every notice, are proven by their hash, and are shown to the reader also when they are others', async () => {
    await set({ noticeAddition: words });
    const prepared = await prepare([someReader()]);
    expect(prepared.noticeHtml).toContain(escaped);
    expect(prepared.noticeText).toContain(`[${words}]`);
    const version = (await stored(prepared.id))?.notice_version;
    expect(version).toMatch(/^1\.add-[0-9a-f]{64}\.en$/);
    await sent(prepared, 600);
    await set({ noticeAddition: 'Others.' });
    const other = await prepare([someReader()]);
    expect((await stored(other.id))?.notice_version).not.toBe(version);

    const [, path = ''] = /(\/r\/[\w-]{20,})/.exec(prepared.noticeHtml ?? '') ?? [];
    const page = (await request(world.api.url, 'GET', path)).body as string;
    expect(page).toContain('Agreed with the works council (&lt;b>§ 87&lt;/b> &amp; more).');
    expect(page).not.toContain('Others.');
    const decision = await decideIn(prepared.noticeHtml ?? '', 'refuse', 'message');
    expect(decision).toMatchObject({ status: 200, body: { noticeVersion: version } });
  });

  it('stand in the question too, and in none without them', async () => {
    await set({ noticeAddition: words, consentMode: 'ask' });
    const asking = await prepare([someReader()], { language: 'nl' });
    expect(asking.noticeHtml).toContain(escaped);
    expect((await stored(asking.id))?.notice_version).toMatch(/^1\.ask\.add-[0-9a-f]{64}\.nl$/);
    await set({ noticeAddition: null });
    const plain = await prepare([someReader()], { language: 'nl' });
    expect(plain.noticeHtml).not.toContain('[');
    expect((await stored(plain.id))?.notice_version).toBe('1.ask.nl');
  });

  it('stand in scheduled mail, once in each of its texts, in place of earlier ones', async () => {
    await set({ noticeAddition: 'Earlier words.' });
    const earlier = await prepare([someReader()]);
    await set({ noticeAddition: 'Later words.' });
    const draft = await buildDraft({
      html: `<p>Hello</p><blockquote><p>Theirs</p>${earlier.noticeHtml}</blockquote>`,
      text: `Hello\r\n\r\n> Theirs\r\n> ${earlier.noticeText}`,
    });
    const made = await schedule(draft.id, { when: 'tomorrow' });
    await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    await whenIt(made.id, 'sent');
    const [mail] = await sentMails(draft.subject);
    const raw = mail?.raw.toString().replace(/=\r?\n/g, '') ?? '';
    expect(raw.split('Later words.')).toHaveLength(3);
    expect(raw).not.toContain('Earlier words.');
  });
});

describe('the hours in which a team sends', () => {
  const DAY = 86_400_000;
  const weekday = (inDays: number) => {
    const name = new Date(Date.now() + inDays * DAY).toLocaleDateString('en', { weekday: 'short', timeZone: zone });
    return ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(name) + 1;
  };
  /** Closed now and tomorrow, and open from 8:00 on the day after. */
  const closed = () => ({ days: [weekday(2)], from: '08:00', until: '18:00' });
  const dateIn = (inDays: number) => new Date(Date.now() + inDays * DAY).toLocaleDateString('sv', { timeZone: zone });
  const opensAt = () => `${dateIn(2)}T08:00`;
  const ask = async (body: object) =>
    sender.call('POST', '/v1/schedules', { gmailDraftId: (await buildDraft()).id, timeZone: zone, ...body });

  it('refuse a mail at another time, and take it at the next that they name', async () => {
    await set({ sendWindow: closed() });
    const refused = await ask({ when: `${dateIn(1)}T12:00` });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'outside_send_window', nextAllowed: { wallTime: opensAt(), timeZone: zone } },
    });
    const { sendAt, wallTime } = refused.body.nextAllowed;
    expect(await ask({ sendAt })).toMatchObject({ status: 201, body: { sendAt } });
    expect(await ask({ when: wallTime })).toMatchObject({ status: 201, body: { sendAt, wallTime } });
    expect(await ask({ when: `${dateIn(2)}T17:59` })).toMatchObject({ status: 201 });
    expect(await ask({ when: `${dateIn(2)}T18:00` })).toMatchObject({ status: 422 });
    // Its own clock counts: there it is earlier.
    expect(await ask({ when: `${dateIn(2)}T17:30`, timeZone: 'America/New_York' })).toMatchObject({ status: 201 });
    const onTheirs = await ask({ sendAt, timeZone: 'America/New_York' });
    expect(onTheirs).toMatchObject({ status: 422, body: { nextAllowed: { timeZone: 'America/New_York' } } });
  });

  it('refuse another time for a mail, and let be what changes no time', async () => {
    const made = await schedule((await buildDraft()).id, { when: `${dateIn(1)}T12:00` });
    await set({ sendWindow: closed() });
    const change = (body: object) => sender.call('PATCH', `/v1/schedules/${made.id}`, body);
    expect(await change({ tracking: false })).toMatchObject({ status: 200 });
    expect(await change({ when: `${dateIn(1)}T13:00` })).toMatchObject({
      status: 422,
      body: { code: 'outside_send_window' },
    });
    expect(await change({ timeZone: 'UTC' })).toMatchObject({ status: 422, body: { code: 'outside_send_window' } });
    expect(await look(made.id)).toMatchObject({ wallTime: `${dateIn(1)}T12:00`, timeZone: zone, tracking: false });
    expect(await change({ when: opensAt() })).toMatchObject({ status: 200 });
  });

  it('refuse a series that would begin at another time', async () => {
    await set({ sendWindow: closed() });
    const draft = await series.buildDraft();
    const refused = await series.ask(draft.id, { rule: 'FREQ=DAILY', when: `${dateIn(1)}T09:00` });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'outside_send_window', nextAllowed: { wallTime: opensAt() } },
    });
    const begun = await series.begin(draft.id, { rule: 'FREQ=DAILY', when: opensAt() });
    const moved = await sender.call('PATCH', `/v1/series/${begun.id}`, { when: `${dateIn(2)}T19:00` });
    expect(moved).toMatchObject({ status: 422, body: { code: 'outside_send_window' } });
    await sender.call('DELETE', `/v1/series/${begun.id}`);
  });

  it('refuse Send now to members, and let be who may change them', async () => {
    await set({ sendWindow: closed() });
    const draft = await buildDraft();
    const made = await schedule(draft.id, { when: opensAt() });
    await giveRole(world.database, sender.me.accountId, 'member');
    const refused = await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    await giveRole(world.database, sender.me.accountId, 'owner');
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'outside_send_window', nextAllowed: { wallTime: opensAt() } },
    });
    expect(await look(made.id)).toMatchObject({ status: 'scheduled', wallTime: opensAt() });
    await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    expect(await whenIt(made.id, 'sent')).toMatchObject({ code: null });
    expect(await sentMails(draft.subject)).toHaveLength(1);
  });

  /** Lets the time of a scheduled mail come, whatever it was. */
  async function letTimeCome(id: string, minutesAgo = 0) {
    await world.database.query(
      `update schedule set send_at = now() - make_interval(mins => $2), due_at = now() - make_interval(mins => $2),
         late_from = now() - make_interval(mins => $2) where id = $1`,
      [id, minutesAgo],
    );
    await dispatch();
  }

  it('put off a mail whose time is outside by now; its sender is told, and it goes once they allow it', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id, { when: `${dateIn(1)}T12:00` });
    await set({ sendWindow: closed() });
    world.sandbox.faults.failNextApiCall({ match: /drafts/, status: 500, times: 1 });
    await letTimeCome(made.id);
    const held = await look(made.id);
    expect(held).toMatchObject({ status: 'scheduled', code: 'send_window', actions: ['choose_new_time', 'cancel'] });
    expect(new Date(held.expectedAt ?? '').toLocaleString('sv', { timeZone: zone })).toBe(`${dateIn(2)} 08:00:00`);
    expect((await historyOf(made.id)).at(-1)).toMatchObject({ what: 'postponed', code: 'send_window' });
    const [told] = await world.database.query<{ type: string; data: object }>(
      `select type, data from event where data ->> 'scheduleId' = $1 order by seq desc limit 1`,
      [made.id],
    );
    expect(told).toMatchObject({ type: 'schedule.changed', data: { code: 'send_window' } });
    expect(await sentMails(draft.subject)).toHaveLength(0);
    // Gmail was asked nothing: the failure is still to come.
    world.sandbox.faults.clear();

    // Hours that allow it now have it go now.
    await set({ sendWindow: { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', until: '24:00' } });
    await until(async () => (await look(made.id)).status === 'sent', 4_000, 'a mail that the new hours allow');
    expect(await sentMails(draft.subject)).toHaveLength(1);
  });

  it('are not lateness: a mail that waited for them goes out unasked', async () => {
    const made = await schedule((await buildDraft()).id, { when: `${dateIn(1)}T12:00`, tolerance: 5 });
    await set({ sendWindow: closed() });
    await letTimeCome(made.id);
    expect(await look(made.id)).toMatchObject({ code: 'send_window' });
    await world.database.query(`update team set send_window = null where id = $1`, [sender.me.teamId]);
    await world.database.query(
      `update schedule set send_at = send_at - interval '2 days', late_from = now() - interval '1 minute', due_at = now() where id = $1`,
      [made.id],
    );
    await dispatch();
    expect(await look(made.id)).toMatchObject({ status: 'sent' });
    // One that is too late anyway is asked about.
    const late = await schedule((await buildDraft()).id, { when: `${dateIn(1)}T12:00`, tolerance: 5 });
    await set({ sendWindow: { ...closed(), from: '08:01' } });
    await letTimeCome(late.id, 30);
    expect(await look(late.id)).toMatchObject({ status: 'needs_decision', code: 'missed' });
  });

  it('put off another try and an occurrence of a series as well', async () => {
    const made = await schedule((await buildDraft()).id, { when: `${dateIn(1)}T12:00` });
    world.sandbox.faults.failNextApiCall({ match: /^GET .*drafts\//, status: 503, times: 1 });
    await letTimeCome(made.id);
    expect(await look(made.id)).toMatchObject({ code: 'gmail_busy' });
    const begun = await series.begin((await series.buildDraft()).id, {
      rule: 'FREQ=DAILY',
      when: `${dateIn(1)}T09:00`,
    });
    const { scheduleId } = await series.whenIt(begun, (found) => found.scheduleId !== null);
    await set({ sendWindow: closed() });
    await world.database.query('update schedule set due_at = now() where id = $1', [made.id]);
    await letTimeCome(scheduleId ?? '');
    for (const id of [made.id, scheduleId ?? '']) {
      expect(await look(id)).toMatchObject({ status: 'scheduled', code: 'send_window' });
      expect((await historyOf(id)).at(-1)).toMatchObject({ what: 'postponed', code: 'send_window' });
    }
    // Later hours would have them go, in the midst of another test.
    await sender.call('DELETE', `/v1/series/${begun.id}`);
    await sender.call('DELETE', `/v1/schedules/${made.id}`);
  });

  it.each([
    ['went out, is found', true, { status: 'sent', code: null }],
    ['did not, waits for them', false, { status: 'scheduled', code: 'send_window' }],
  ])('put off no mail before it is known what became of it: one that %s', async (_, carriedOut, expected) => {
    const draft = await buildDraft();
    const made = await schedule(draft.id, { when: `${dateIn(1)}T12:00` });
    world.sandbox.faults.failNextApiCall({ match: /^POST .*drafts\/send$/, status: 0, carriedOut });
    // What was sent is not seen yet.
    world.sandbox.faults.failNextApiCall({ match: /^GET .*(threads|messages)/, status: 503, times: 3 });
    await letTimeCome(made.id);
    expect(await look(made.id)).toMatchObject({ status: 'sending', code: 'checking' });
    await set({ sendWindow: closed() });
    world.sandbox.faults.clear();
    await world.database.query(
      `update schedule set due_at = now(), asked_at = asked_at - interval '5 minutes' where id = $1 and lease_id is null`,
      [made.id],
    );
    await dispatch();
    expect(await look(made.id)).toMatchObject(expected);
    expect(await sentMails(draft.subject)).toHaveLength(carriedOut ? 1 : 0);
  });
});

describe('a change of the policy', () => {
  it('holds at once on another server of the same database', async () => {
    const elsewhere = callsWith(second.url, sender.accessToken);
    const there = async (email = 'ann@acme.example') =>
      (await elsewhere('PUT', `/v1/messages/${randomUUID()}`, { recipients: [{ email, field: 'to' }] })).body;
    for (let round = 0; round < 3; round++) {
      await set({ untrackedDomains: ['acme.example'], noticeAddition: `Round ${round}.`, trackedByDefault: false });
      expect((await there()).reason).toBe('domain_not_tracked');
      expect((await there('ann@other.example')).noticeText).toContain(`[Round ${round}.]`);
      expect((await elsewhere('GET', '/v1/me')).body.trackedByDefault).toBe(false);
      await set({ untrackedDomains: [], noticeAddition: null, trackedByDefault: true, detail: 'country' });
      expect(await there()).toMatchObject({ detail: 'country', noticeText: expect.not.stringContaining('[') });
      await set({ consentMode: 'off', detail: 'city' });
      expect(await there()).toMatchObject({ reason: 'tracking_off', detail: 'city' });
      const { id } = await buildDraft();
      await set({ consentMode: 'notice', sendWindow: { days: [3], from: '03:00', until: '03:01' } });
      const body = { gmailDraftId: id, timeZone: zone, when: 'tomorrow 8am' };
      expect(await elsewhere('POST', '/v1/schedules', body)).toMatchObject({ body: { code: 'outside_send_window' } });
      await set({ sendWindow: null });
      expect(await elsewhere('POST', '/v1/schedules', body)).toMatchObject({ status: 201 });
    }
  });
});
