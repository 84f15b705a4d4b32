import { describe, expect, it } from '@jest/globals';
import type { Schedule } from '@openly/contracts';
import { giveRole } from '../support/credentials.js';
import { handOverStage, MIA } from '../support/hand-over-stage.js';
import { inMs, zone } from '../support/scheduled-mail.js';
import { until } from '../support/until.js';
import { COLLEAGUE, SENDER } from '../support/world.js';

const CREATE = /^POST \/gmail\/v1\/users\/me\/drafts$/;

const stage = handOverStage();

describe('mail that is handed over', () => {
  it('goes out from who took it over, at the same time, with the same readers and text, once', async () => {
    const draft = await stage.buildDraft({ to: 'Ann <ann@example.net>', headers: ['Reply-To: sam@elsewhere.example'] });
    const before = await stage.schedule(draft.id, { sendAt: inMs(86_400_000), tolerance: 33, tracking: false });
    expect((await stage.handOver()).status).toBe(200);

    const [mine, ...others] = await stage.waitingOf(stage.cleo);
    if (!mine) throw new Error('nothing was handed over');
    expect(others).toEqual([]);
    const same = ({ status, sendAt, timeZone, wallTime, tolerance, tracking, subject, recipients }: Schedule) => ({
      ...{ status, sendAt, timeZone, wallTime, tolerance, tracking, subject, recipients },
    });
    expect(same(mine)).toEqual(same(before));
    expect(await stage.movesOf(stage.cleo, mine)).toEqual(['handed_over']);
    const [copy] = await stage.draftsOf(COLLEAGUE, draft.subject);
    expect(copy?.id).toBe(mine.gmailDraftId);
    const text = copy?.message.raw.toString() ?? '';
    expect(text).toMatch(/^From: colleague@example\.com$/m);
    expect(text).not.toMatch(/sender@example|sam@elsewhere/);
    // Their own draft stays where it was, and nobody sends it.
    expect(await stage.draftsOf(SENDER, draft.subject)).toHaveLength(1);

    await stage.sendNow(stage.cleo, mine);
    const [sent, ...twice] = await stage.sentBy(COLLEAGUE, draft.subject);
    expect(twice).toEqual([]);
    expect(sent?.raw.toString()).toMatch(/^To: Ann <ann@example\.net>$/m);
    expect(sent?.raw.toString().match(/^X-Openly-Delivery:/gm)).toHaveLength(1);
    expect(await stage.draftsOf(COLLEAGUE, draft.subject)).toEqual([]);
    expect(await stage.sentBy(SENDER, draft.subject)).toEqual([]);
    const { body: log } = await stage.cleo.call('GET', '/v1/team/audit?limit=2');
    expect(log.items).toMatchObject([
      { action: 'member.removed', targetId: stage.sam.me.accountId },
      {
        action: 'schedule.handed_over',
        accountId: stage.cleo.me.accountId,
        targetId: mine.id,
        detail: { from: stage.sam.me.accountId, to: stage.cleo.me.accountId },
      },
    ]);
  });

  it('is many at once, each once, and stays held where it was held', async () => {
    const drafts = await Promise.all(Array.from({ length: 9 }, () => stage.buildDraft()));
    for (const { id } of drafts) await stage.schedule(id);
    await stage.sam.call('POST', '/v1/schedules/pause');
    expect((await stage.handOver(stage.mia)).status).toBe(200);
    const taken = await stage.waitingOf(stage.mia);
    expect(taken.map(({ status }) => status)).toEqual(Array(9).fill('paused'));
    expect(taken.map(({ subject }) => subject).sort()).toEqual(drafts.map(({ subject }) => subject).sort());
    for (const { subject } of drafts) expect(await stage.draftsOf(MIA, subject)).toHaveLength(1);
  });

  it('is not copied twice where Gmail’s answer was lost', async () => {
    const draft = await stage.buildDraft();
    await stage.schedule(draft.id);
    stage.world.sandbox.faults.failNextApiCall({ match: CREATE, status: 0, carriedOut: true });
    expect((await stage.handOver()).status).toBe(200);
    expect(await stage.waitingOf(stage.cleo)).toHaveLength(1);
    expect(await stage.draftsOf(COLLEAGUE, draft.subject)).toHaveLength(1);
  });

  it('is not copied twice where this server died after it asked', async () => {
    const draft = await stage.buildDraft();
    const { id } = await stage.schedule(draft.id);
    stage.world.sandbox.faults.failNextApiCall({ match: CREATE, status: 0, carriedOut: true });
    // The look for the copy fails as well: as if nobody had been there any more.
    stage.world.sandbox.faults.failNextApiCall({ match: /^GET \/gmail\/v1\/users\/me\/drafts$/, status: 503 });
    expect((await stage.handOver()).body).toMatchObject({
      code: 'handover_incomplete',
      errors: [{ path: `schedules.${id}` }],
    });
    expect([await stage.waitingOf(stage.cleo), (await stage.waitingOf(stage.sam)).length]).toEqual([[], 1]);
    expect((await stage.handOver()).status).toBe(200);
    expect(await stage.draftsOf(COLLEAGUE, draft.subject)).toHaveLength(1);
    expect(await stage.waitingOf(stage.cleo)).toHaveLength(1);
  });

  it('is left alone, and its copy taken out again, where it was cancelled meanwhile', async () => {
    const draft = await stage.buildDraft();
    const { id } = await stage.schedule(draft.id);
    stage.world.sandbox.faults.apiDelayMs = 300;
    const handing = stage.handOver();
    await until(
      async () =>
        (await stage.world.database.query('select from schedule where id = $1 and copy_asked_at is not null', [id]))
          .length === 1,
    );
    expect((await stage.sam.call('DELETE', `/v1/schedules/${id}`)).status).toBe(204);
    const { body } = await handing;
    stage.world.sandbox.faults.clear();
    expect(body).toMatchObject({
      code: 'handover_incomplete',
      errors: [{ message: 'it was changed or sent just now' }],
    });
    expect(await stage.draftsOf(COLLEAGUE, draft.subject)).toEqual([]);
    expect(await stage.waitingOf(stage.cleo)).toEqual([]);
    // Nothing waits any more.
    expect((await stage.handOver()).status).toBe(200);
  });
});

describe('who is to take something over, and while it is copied', () => {
  const changes = {
    leaves: () => stage.mia.call('DELETE', '/v1/me', { confirm: MIA }),
    'becomes a reporter': () =>
      stage.cleo.call('PATCH', `/v1/team/members/${stage.mia.me.accountId}`, { role: 'reporter' }),
  };
  const waits = {
    schedule: async () => (await stage.schedule((await stage.buildDraft()).id)).id,
    series: async () => {
      const body = { gmailDraftId: (await stage.buildDraft()).id, timeZone: zone, rule: 'FREQ=WEEKLY;BYDAY=MO' };
      const begun = await stage.sam.call('POST', '/v1/series', { ...body, when: '2027-03-22T08:00' });
      expect(begun.status).toBe(201);
      return begun.body.id;
    },
  };
  const cases = (['becomes a reporter', 'leaves'] as const).flatMap((change) =>
    (['schedule', 'series'] as const).map((kind) => [change, kind] as const),
  );

  it.each(cases)('%s, gets no %s, and nobody is removed', async (change, kind) => {
    const id = await waits[kind]();
    stage.world.sandbox.faults.apiDelayMs = 300;
    const handing = stage.handOver(stage.mia);
    await until(
      async () =>
        (await stage.world.database.query(`select from ${kind} where id = $1 and copy_asked_at is not null`, [id]))
          .length === 1,
    );
    expect(await changes[change]()).toMatchObject({ status: 200 });
    const { status, body } = await handing;
    stage.world.sandbox.faults.clear();
    expect([status, body.code]).toEqual([409, 'handover_incomplete']);
    const path = kind === 'schedule' ? `schedules.${id}` : `series.${id}`;
    expect(body.errors.map((error: { path: string }) => error.path)).toContain(path);
    const waiting = (accountId: string) =>
      stage.world.database.query(
        `select from ${kind} where account_id = $1 and status not in ('cancelled', 'failed', 'ended')`,
        [accountId],
      );
    expect(await waiting(stage.mia.me.accountId)).toEqual([]);
    expect(await waiting(stage.sam.me.accountId)).toHaveLength(1);
  });
});

describe('what cannot be handed over', () => {
  it('is named, nobody is removed, and the caller decides about the rest', async () => {
    const plain = await stage.buildDraft();
    await stage.schedule(plain.id);
    const [sending, gone, template] = [await stage.buildDraft(), await stage.buildDraft(), await stage.buildDraft()];
    const asked = await stage.schedule(sending.id);
    await stage.world.database.query('update schedule set asked_at = now() where id = $1', [asked.id]);
    const missing = await stage.schedule(gone.id);
    const series = await stage.sam.call('POST', '/v1/series', {
      ...{ gmailDraftId: template.id, rule: 'FREQ=DAILY', when: 'tomorrow 8am', timeZone: zone },
    });
    expect(series.status).toBe(201);
    for (const { id } of [gone, template]) await stage.world.sandbox.google.call(SENDER, 'DELETE', `/drafts/${id}`);
    expect(await stage.toldBefore()).toEqual({ mails: 3, series: 1, asking: 0, beingSent: 1 });

    const { status, body } = await stage.handOver();
    expect([status, body.code]).toEqual([409, 'handover_incomplete']);
    const named = Object.fromEntries(body.errors.map(({ path, message }: Record<string, string>) => [path, message]));
    expect(named).toEqual({
      [`schedules.${asked.id}`]: 'it is being sent, or may have been',
      [`schedules.${missing.id}`]: 'Gmail has no such draft. It may have been sent or deleted.',
      [`series.${series.body.id}`]: 'Gmail has no such draft. It may have been sent or deleted.',
    });
    expect((await stage.sam.call('GET', '/v1/me')).status).toBe(200);
    // The mail of the series that was made already has a draft of its own.
    expect((await stage.waitingOf(stage.cleo)).map(({ subject }) => subject).sort()).toEqual(
      [plain.subject, template.subject].sort(),
    );
    expect((await stage.waitingOf(stage.sam)).map(({ id }) => id).sort()).toEqual([asked.id, missing.id].sort());

    expect((await stage.remove('?schedules=cancel')).status).toBe(200);
    // What was handed over stays.
    expect(await stage.waitingOf(stage.cleo)).toHaveLength(2);
  });

  it('is all, where Gmail is away, or the removed person’s Gmail is closed', async () => {
    const draft = await stage.buildDraft();
    await stage.schedule(draft.id);
    stage.world.sandbox.faults.failNextApiCall({ match: CREATE, status: 429 });
    expect((await stage.handOver()).body.errors).toMatchObject([
      { message: expect.stringMatching(/Google did not answer/) },
    ]);
    stage.world.sandbox.google.revokeAccess(SENDER);
    expect((await stage.handOver()).body.errors).toMatchObject([{ message: expect.stringMatching(/Gmail access/) }]);
    expect(await stage.waitingOf(stage.cleo)).toEqual([]);
    expect(await stage.draftsOf(COLLEAGUE, draft.subject)).toEqual([]);
    expect((await stage.remove('?schedules=cancel')).status).toBe(200);
  });

  it('goes to nobody who cannot send it', async () => {
    const draft = await stage.buildDraft();
    await stage.schedule(draft.id);
    await giveRole(stage.world.database, stage.mia.me.accountId, 'reporter');
    expect((await stage.handOver(stage.mia)).body).toMatchObject({ status: 422, code: 'handover_impossible' });
    expect((await stage.handOver(stage.sam)).body.code).toBe('handover_impossible');
    const nobody = await stage.remove('?schedules=handOver&to=0198f2a0-0000-7000-8000-000000000001');
    expect(nobody.body).toMatchObject({ status: 404, code: 'member_not_found' });
    await stage.world.database.query('update account set gmail_revoked_at = now() where id = $1', [
      stage.cleo.me.accountId,
    ]);
    expect((await stage.handOver()).body.code).toBe('handover_impossible');
    await stage.world.database.query('update account set gmail_revoked_at = null where id = $1', [
      stage.cleo.me.accountId,
    ]);
    expect(await stage.waitingOf(stage.sam)).toHaveLength(1);
  });
});
