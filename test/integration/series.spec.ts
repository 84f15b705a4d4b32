import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Series } from '@openly/contracts';
import { zone } from '../support/scheduled-mail.js';
import { isWaitingAnew, seriesStage } from '../support/series-stage.js';
import { COLLEAGUE, SENDER, type User, type World, withSender } from '../support/world.js';

const datesOf = ({ next }: Series) => next.map(({ date }) => date);

let world: World;
let sender: User;
withSender((its) => {
  ({ world, sender } = its);
});
const stage = seriesStage(() => ({ world, sender }));

describe('beginning a series', () => {
  it('tells the next times and schedules the first of them, as a draft of its own', async () => {
    const template = await stage.buildDraft({ to: 'Ann <ann@example.net>, bob@example.org' });
    const made = await stage.begin(template.id, { tolerance: 30 });
    expect(made).toMatchObject({
      gmailDraftId: template.id,
      status: 'active',
      code: null,
      wallTime: '2027-03-22T08:00',
      timeZone: zone,
      subject: template.subject,
      recipients: ['ann@example.net', 'bob@example.org'],
      tolerance: 30,
    });
    expect(datesOf(made)).toEqual(['2027-03-22', '2027-03-29', '2027-04-05', '2027-04-12', '2027-04-19']);
    const first = await stage.scheduleOf(made.scheduleId);
    expect(first).toMatchObject({
      seriesId: made.id,
      status: 'scheduled',
      wallTime: '2027-03-22T08:00',
      tolerance: 30,
    });
    expect(await stage.draftsAbout(template.subject)).toEqual(
      expect.arrayContaining([template.id, first.gmailDraftId]),
    );
    expect(await stage.draftsAbout(template.subject)).toHaveLength(2);
  });

  it.each([
    ['every weekday', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', ['2027-03-25', '2027-03-26', '2027-03-29']],
    ['monthly on the second Tuesday', 'FREQ=MONTHLY;BYDAY=2TU', ['2027-04-13', '2027-05-11', '2027-06-08']],
    ['only so many times', 'FREQ=DAILY;COUNT=2', ['2027-03-25', '2027-03-26']],
  ])('repeats %s', async (_, rule, dates) => {
    const made = await stage.begin((await stage.buildDraft()).id, { rule, when: '2027-03-25T09:30' });
    expect(datesOf(made).slice(0, 3)).toEqual(dates);
  });

  it('keeps 8:00 when clocks are put forward', async () => {
    const made = await stage.begin((await stage.buildDraft()).id);
    expect(made.next.slice(0, 2).map(({ sendAt }) => sendAt)).toEqual([
      '2027-03-22T07:00:00.000Z',
      '2027-03-29T06:00:00.000Z',
    ]);
    await stage.letTimeCome(made);
    const later = await stage.whenIt(made, isWaitingAnew(made.scheduleId));
    expect(await stage.scheduleOf(later.scheduleId)).toMatchObject({
      sendAt: '2027-03-29T06:00:00.000Z',
      wallTime: '2027-03-29T08:00',
    });
  });

  it('answers the same request once, and another one under its key not at all', async () => {
    const template = await stage.buildDraft();
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all([1, 2, 3].map(() => stage.ask(template.id, {}, key)));
    const later = await stage.ask(template.id, {}, key);
    for (const answer of [...answers, later])
      expect(answer).toMatchObject({ status: 201, body: { id: later.body.id } });
    expect(await stage.draftsAbout(template.subject)).toHaveLength(2);
    const other = await stage.ask(template.id, { when: '2027-03-23T08:00' }, key);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_conflict' } });
  });

  it.each([
    [{ timeZone: 'Mars/Olympus' }, 400, 'invalid_request'],
    [{ when: 'whenever' }, 422, 'time_not_understood'],
    [{ when: '2020-01-06T08:00' }, 422, 'time_in_past'],
    [{ rule: 'every monday' }, 422, 'invalid_rule'],
    [{ rule: 'FREQ=HOURLY' }, 422, 'invalid_rule'],
    [{ rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 422, 'invalid_rule'],
    [{ rule: 'FREQ=WEEKLY;BYDAY=MO;UNTIL=20200101T000000Z' }, 422, 'invalid_rule'],
    [{ rule: 'FREQ=WEEKLY;BYDAY=MO;COUNT=1', skip: ['2027-03-22'] }, 422, 'invalid_rule'],
  ])('refuses %j with %i %s', async (body, status, code) => {
    const template = await stage.buildDraft();
    expect(await stage.ask(template.id, body)).toMatchObject({ status, body: { code } });
    expect(await world.database.query('select from series where gmail_draft_id = $1', [template.id])).toEqual([]);
  });

  it.each([
    ['that Gmail does not have', async () => 'r-404', 'draft_not_found'],
    ['to nobody', async () => (await stage.buildDraft({ to: '' })).id, 'draft_without_recipients'],
    [
      'to 101 people',
      async () =>
        (await stage.buildDraft({ to: Array.from({ length: 101 }, (_, n) => `p${n}@example.org`).join(', ') })).id,
      'too_many_recipients',
    ],
  ])('refuses a draft %s', async (_, draft, code) => {
    const id = await draft();
    expect(await stage.ask(id)).toMatchObject({ status: 422, body: { code } });
    expect(await world.database.query('select from series where gmail_draft_id = $1', [id])).toEqual([]);
  });

  it('refuses a draft of more than 25 MB', async () => {
    const template = await stage.buildDraft({ text: 'word '.repeat(7_400_000) });
    expect(await stage.ask(template.id)).toMatchObject({ status: 422, body: { code: 'draft_too_large' } });
    await stage.deleteDraft(template.id);
  });

  it('keeps its draft from being scheduled itself', async () => {
    const template = await stage.buildDraft();
    await stage.begin(template.id);
    const body = { gmailDraftId: template.id, when: 'tomorrow 8am', timeZone: 'UTC' };
    expect(await sender.call('POST', '/v1/schedules', body)).toMatchObject({
      status: 409,
      body: { code: 'duplicate_schedule' },
    });
  });

  it('refuses a draft that is scheduled already, alone or as a series', async () => {
    const template = await stage.buildDraft();
    const made = await stage.begin(template.id);
    const { gmailDraftId } = await stage.scheduleOf(made.scheduleId);
    for (const id of [template.id, gmailDraftId]) {
      expect(await stage.ask(id)).toMatchObject({ status: 409, body: { code: 'duplicate_schedule' } });
    }
  });

  it("shows and changes nobody else's", async () => {
    const made = await stage.begin((await stage.buildDraft()).id);
    const colleague = await world.signIn(COLLEAGUE);
    for (const [method, body] of [['GET'], ['PATCH', { status: 'paused' }], ['DELETE']] as const) {
      const answer = await colleague.call(method, `/v1/series/${made.id}`, body);
      expect(answer).toMatchObject({ status: 404, body: { code: 'series_not_found' } });
    }
    expect((await colleague.call('GET', '/v1/series')).body.items).toEqual([]);
  });

  it('lists the newest first, a page at a time', async () => {
    const made: string[] = [];
    for (let nth = 0; nth < 3; nth++) made.unshift((await stage.begin((await stage.buildDraft()).id)).id);
    const seen: Series[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await sender.call('GET', `/v1/series?limit=2&status=active${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(seen.slice(0, 3).map(({ id }) => id)).toEqual(made);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
  });
});

describe('going on', () => {
  it('sends from then on what stands in the draft then; what waits stays as it was', async () => {
    const template = await stage.buildDraft({ text: 'First words' });
    const made = await stage.begin(template.id);
    await stage.editDraft(template.id, { subject: template.subject, text: 'Second words' });
    await stage.letTimeCome(made);
    const later = await stage.whenIt(made, isWaitingAnew(made.scheduleId));
    const [before, after] = await Promise.all(
      [made, later].map(async ({ scheduleId }) => (await stage.scheduleOf(scheduleId)).gmailDraftId),
    );
    expect((await stage.draftText(before ?? ''))?.text).toContain('First words');
    expect((await stage.draftText(after ?? ''))?.text).toContain('Second words');
  });

  it('does not make up for what passed while the server was down', async () => {
    const made = await stage.begin((await stage.buildDraft()).id, { rule: 'FREQ=DAILY' });
    await world.database.query(
      `update series set wall_time = wall_time - interval '1 year', next_date = next_date - 365,
              next_at = next_at - interval '1 year', due_at = now() where id = $1`,
      [made.id],
    );
    const later = await stage.whenIt(made, isWaitingAnew(made.scheduleId));
    const { sendAt } = await stage.scheduleOf(later.scheduleId);
    expect(Date.parse(sendAt) - Date.now()).toBeLessThan(25 * 3_600_000);
    expect(Date.parse(sendAt)).toBeGreaterThan(Date.now());
    expect(await stage.schedulesOf(made)).toHaveLength(2);
  });

  it('goes on unharmed when one occurrence is moved or cancelled by itself', async () => {
    const made = await stage.begin((await stage.buildDraft()).id);
    const when = '2027-03-22T15:00';
    expect((await sender.call('PATCH', `/v1/schedules/${made.scheduleId}`, { when })).status).toBe(200);
    expect((await stage.look(made.id)).next[0]).toMatchObject({ date: '2027-03-22', wallTime: when });
    expect((await sender.call('DELETE', `/v1/schedules/${made.scheduleId}`)).status).toBe(204);
    const without = await stage.look(made.id);
    expect(without).toMatchObject({ status: 'active', scheduleId: null });
    expect(datesOf(without)[0]).toBe('2027-03-29');
    await stage.letTimeCome(made);
    const later = await stage.whenIt(made, ({ scheduleId }) => scheduleId !== null);
    expect((await stage.scheduleOf(later.scheduleId)).wallTime).toBe('2027-03-29T08:00');
  });

  it('ends when its rule has no more dates', async () => {
    const made = await stage.begin((await stage.buildDraft()).id, { rule: 'FREQ=DAILY;COUNT=1' });
    expect(made.status).toBe('active');
    await stage.letTimeCome(made);
    const ended = await stage.whenIt(made, ({ status }) => status === 'ended');
    expect(ended).toMatchObject({ code: 'finished', explanation: 'Its rule has no more dates.', next: [] });
    expect((await stage.scheduleOf(made.scheduleId)).status).toBe('scheduled');
  });

  it('waits for a sign-in that was revoked, and goes on after it', async () => {
    const template = await stage.buildDraft();
    const made = await stage.begin(template.id);
    world.sandbox.google.revokeAccess(SENDER);
    await stage.letTimeCome(made);
    const waiting = await stage.whenIt(made, ({ code }) => code === 'reauthorise');
    expect(waiting).toMatchObject({ status: 'active', explanation: expect.stringContaining('sign in again') });
    await world.signIn(SENDER);
    const later = await stage.whenIt(made, isWaitingAnew(made.scheduleId));
    expect(later.code).toBeNull();
    expect(await stage.draftsAbout(template.subject)).toHaveLength(3);
  });
});
