import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Schedule, scheduleEvent, schedule as scheduleSchema } from '@openly/contracts';
import { giveRole } from '../support/credentials.js';
import { inMs, schedulingIn, zone } from '../support/scheduled-mail.js';
import { until } from '../support/until.js';
import { buildWorld, COLLEAGUE, SENDER, type User, type World } from '../support/world.js';

const MIA = 'mia@example.com';
const CREATE = /^POST \/gmail\/v1\/users\/me\/drafts$/;

let world: World;
/** Who is removed. */
let sam: User;
/** The owner, who removes, and takes over. */
let cleo: User;
let mia: User;

beforeAll(async () => {
  world = await buildWorld({ people: [{ email: MIA, name: 'Mia Member' }] });
  cleo = await world.signIn(COLLEAGUE);
  mia = await world.signIn(MIA);
});
afterAll(() => world.close());
beforeEach(async () => {
  world.sandbox.faults.clear();
  sam = await world.signIn(SENDER);
  await world.database.query('delete from schedule');
  await world.database.query('delete from series');
  await giveRole(world.database, mia.me.accountId, 'member');
});

const stage = schedulingIn(() => ({ world, sender: sam }));

const remove = (query: string) => cleo.call('DELETE', `/v1/team/members/${sam.me.accountId}${query}`);
const handOver = (to = cleo) => remove(`?schedules=handOver&to=${to.me.accountId}`);
const waitingOf = async (who: User): Promise<Schedule[]> => {
  const { body } = await who.call('GET', '/v1/schedules?limit=200');
  return (body.items as unknown[])
    .map((one) => scheduleSchema.parse(one))
    .filter(({ status }) => status !== 'cancelled');
};
const draftsOf = async (email: string, subject: string) =>
  (await world.sandbox.mailbox(email).drafts()).filter(({ message }) => message.subject === subject);
const sentBy = async (email: string, subject: string) =>
  (await world.sandbox.mailbox(email).list('SENT')).filter((mail) => mail.subject === subject);

/** Takes the schedule that a colleague got out of its waiting, and has it sent. */
async function sendNow(who: User, { id }: Schedule): Promise<void> {
  expect((await who.call('POST', `/v1/schedules/${id}/send-now`)).status).toBe(200);
  await until(
    async () => {
      await stage.dispatch();
      return (await who.call('GET', `/v1/schedules/${id}`)).body.status === 'sent';
    },
    20_000,
    'the mail to be sent',
  );
}

describe('mail that is handed over', () => {
  it('goes out from who took it over, at the same time, with the same readers and text, once', async () => {
    const draft = await stage.buildDraft({ to: 'Ann <ann@example.net>', headers: ['Reply-To: sam@elsewhere.example'] });
    const before = await stage.schedule(draft.id, { sendAt: inMs(86_400_000), tolerance: 33, tracking: false });
    expect((await handOver()).status).toBe(200);

    const [mine, ...others] = await waitingOf(cleo);
    if (!mine) throw new Error('nothing was handed over');
    expect(others).toEqual([]);
    const same = ({ status, sendAt, timeZone, wallTime, tolerance, tracking, subject, recipients }: Schedule) => ({
      ...{ status, sendAt, timeZone, wallTime, tolerance, tracking, subject, recipients },
    });
    expect(same(mine)).toEqual(same(before));
    const { body } = await cleo.call('GET', `/v1/schedules/${mine.id}/history`);
    expect(body.items.map((event: unknown) => scheduleEvent.parse(event).what)).toEqual(['handed_over']);
    const [copy] = await draftsOf(COLLEAGUE, draft.subject);
    expect(copy?.id).toBe(mine.gmailDraftId);
    const text = copy?.message.raw.toString() ?? '';
    expect(text).toMatch(/^From: colleague@example\.com$/m);
    expect(text).not.toMatch(/sender@example|sam@elsewhere/);
    // Their own draft stays where it was, and nobody sends it.
    expect(await draftsOf(SENDER, draft.subject)).toHaveLength(1);

    await sendNow(cleo, mine);
    const [sent, ...twice] = await sentBy(COLLEAGUE, draft.subject);
    expect(twice).toEqual([]);
    expect(sent?.raw.toString()).toMatch(/^To: Ann <ann@example\.net>$/m);
    expect(sent?.raw.toString().match(/^X-Openly-Delivery:/gm)).toHaveLength(1);
    expect(await draftsOf(COLLEAGUE, draft.subject)).toEqual([]);
    expect(await sentBy(SENDER, draft.subject)).toEqual([]);
    const { body: log } = await cleo.call('GET', '/v1/team/audit?limit=2');
    expect(log.items).toMatchObject([
      { action: 'member.removed', targetId: sam.me.accountId },
      {
        action: 'schedule.handed_over',
        accountId: cleo.me.accountId,
        targetId: mine.id,
        detail: { from: sam.me.accountId, to: cleo.me.accountId },
      },
    ]);
  });

  it('is many at once, each once, and stays held where it was held', async () => {
    const drafts = await Promise.all(Array.from({ length: 9 }, () => stage.buildDraft()));
    for (const { id } of drafts) await stage.schedule(id);
    await sam.call('POST', '/v1/schedules/pause');
    expect((await handOver(mia)).status).toBe(200);
    const taken = await waitingOf(mia);
    expect(taken.map(({ status }) => status)).toEqual(Array(9).fill('paused'));
    expect(taken.map(({ subject }) => subject).sort()).toEqual(drafts.map(({ subject }) => subject).sort());
    for (const { subject } of drafts) expect(await draftsOf(MIA, subject)).toHaveLength(1);
  });

  it('is not copied twice where Gmail’s answer was lost', async () => {
    const draft = await stage.buildDraft();
    await stage.schedule(draft.id);
    world.sandbox.faults.failNextApiCall({ match: CREATE, status: 0, carriedOut: true });
    expect((await handOver()).status).toBe(200);
    expect(await waitingOf(cleo)).toHaveLength(1);
    expect(await draftsOf(COLLEAGUE, draft.subject)).toHaveLength(1);
  });

  it('is not copied twice where this server died after it asked', async () => {
    const draft = await stage.buildDraft();
    const { id } = await stage.schedule(draft.id);
    world.sandbox.faults.failNextApiCall({ match: CREATE, status: 0, carriedOut: true });
    // The look for the copy fails as well: as if nobody had been there any more.
    world.sandbox.faults.failNextApiCall({ match: /^GET \/gmail\/v1\/users\/me\/drafts$/, status: 503 });
    expect((await handOver()).body).toMatchObject({
      code: 'handover_incomplete',
      errors: [{ path: `schedules.${id}` }],
    });
    expect([await waitingOf(cleo), (await waitingOf(sam)).length]).toEqual([[], 1]);
    expect((await handOver()).status).toBe(200);
    expect(await draftsOf(COLLEAGUE, draft.subject)).toHaveLength(1);
    expect(await waitingOf(cleo)).toHaveLength(1);
  });

  it('is left alone, and its copy taken out again, where it was cancelled meanwhile', async () => {
    const draft = await stage.buildDraft();
    const { id } = await stage.schedule(draft.id);
    world.sandbox.faults.apiDelayMs = 300;
    const handing = handOver();
    await until(
      async () =>
        (await world.database.query('select from schedule where id = $1 and copy_asked_at is not null', [id]))
          .length === 1,
    );
    expect((await sam.call('DELETE', `/v1/schedules/${id}`)).status).toBe(204);
    const { body } = await handing;
    world.sandbox.faults.clear();
    expect(body).toMatchObject({
      code: 'handover_incomplete',
      errors: [{ message: 'it was changed or sent just now' }],
    });
    expect(await draftsOf(COLLEAGUE, draft.subject)).toEqual([]);
    expect(await waitingOf(cleo)).toEqual([]);
    // Nothing waits any more.
    expect((await handOver()).status).toBe(200);
  });
});

describe('what cannot be handed over', () => {
  it('is named, nobody is removed, and the caller decides about the rest', async () => {
    const plain = await stage.buildDraft();
    await stage.schedule(plain.id);
    const [asking, gone] = [await stage.buildDraft(), await stage.buildDraft()];
    const conditional = await stage.schedule(asking.id, { sendAt: inMs(3_600_000), unlessReplied: true });
    const missing = await stage.schedule(gone.id);
    await world.sandbox.google.call(SENDER, 'DELETE', `/drafts/${gone.id}`);
    const template = await stage.buildDraft();
    const series = await sam.call('POST', '/v1/series', {
      ...{ gmailDraftId: template.id, rule: 'FREQ=DAILY', when: 'tomorrow 8am', timeZone: zone },
    });
    expect(series.status).toBe(201);

    const { status, body } = await handOver();
    expect([status, body.code]).toEqual([409, 'handover_incomplete']);
    const named = Object.fromEntries(body.errors.map(({ path, message }: Record<string, string>) => [path, message]));
    expect(named).toEqual({
      [`schedules.${conditional.id}`]: 'it waits for answers in the mailbox it is in',
      [`schedules.${missing.id}`]: 'Gmail has no such draft. It may have been sent or deleted.',
      [`series.${series.body.id}`]: 'a series goes with its draft; end it first',
      [`schedules.${series.body.scheduleId}`]: 'it belongs to a series; end that first',
    });
    expect((await sam.call('GET', '/v1/me')).status).toBe(200);
    expect((await waitingOf(cleo)).map(({ subject }) => subject)).toEqual([plain.subject]);
    expect((await waitingOf(sam)).map(({ id }) => id).sort()).toEqual(
      [conditional.id, missing.id, series.body.scheduleId].sort(),
    );

    expect((await remove('?schedules=cancel')).status).toBe(200);
    // What was handed over stays.
    expect(await waitingOf(cleo)).toHaveLength(1);
  });

  it('is all, where Gmail is away, or the removed person’s Gmail is closed', async () => {
    const draft = await stage.buildDraft();
    await stage.schedule(draft.id);
    world.sandbox.faults.failNextApiCall({ match: CREATE, status: 429 });
    expect((await handOver()).body.errors).toMatchObject([{ message: expect.stringMatching(/Google did not answer/) }]);
    world.sandbox.google.revokeAccess(SENDER);
    expect((await handOver()).body.errors).toMatchObject([{ message: expect.stringMatching(/Gmail access/) }]);
    expect(await waitingOf(cleo)).toEqual([]);
    expect(await draftsOf(COLLEAGUE, draft.subject)).toEqual([]);
    expect((await remove('?schedules=cancel')).status).toBe(200);
  });

  it('goes to nobody who cannot send it', async () => {
    const draft = await stage.buildDraft();
    await stage.schedule(draft.id);
    await giveRole(world.database, mia.me.accountId, 'reporter');
    expect((await handOver(mia)).body).toMatchObject({ status: 422, code: 'handover_impossible' });
    expect((await handOver(sam)).body.code).toBe('handover_impossible');
    const nobody = await remove('?schedules=handOver&to=0198f2a0-0000-7000-8000-000000000001');
    expect(nobody.body).toMatchObject({ status: 404, code: 'member_not_found' });
    await world.database.query('update account set gmail_revoked_at = now() where id = $1', [cleo.me.accountId]);
    expect((await handOver()).body.code).toBe('handover_impossible');
    await world.database.query('update account set gmail_revoked_at = null where id = $1', [cleo.me.accountId]);
    expect(await waitingOf(sam)).toHaveLength(1);
  });
});
