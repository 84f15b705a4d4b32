import { describe, expect, it } from '@jest/globals';
import { SeriesService } from '../../apps/api/src/series/series.service.js';
import { isWaitingAnew, seriesStage } from '../support/series-stage.js';
import { type User, type World, withSender } from '../support/world.js';

let world: World;
let sender: User;
withSender((its) => {
  ({ world, sender } = its);
});
const stage = seriesStage(() => ({ world, sender }));

describe('changing a series', () => {
  it('leaves a date out: what waited is cancelled, its copy goes, the next one waits', async () => {
    const template = await stage.buildDraft();
    const made = await stage.begin(template.id);
    const left = await stage.scheduleOf(made.scheduleId);
    const changed = await stage.change(made.id, { skip: ['2027-03-22'] });
    expect(changed.next[0]?.date).toBe('2027-03-29');
    expect(await stage.scheduleOf(left.id)).toMatchObject({
      status: 'cancelled',
      code: 'skipped',
      explanation: 'Left out of its series.',
    });
    const waiting = await stage.scheduleOf(changed.scheduleId);
    expect(waiting).toMatchObject({ status: 'scheduled', wallTime: '2027-03-29T08:00' });
    expect((await stage.draftsAbout(template.subject)).sort()).toEqual([template.id, waiting.gmailDraftId].sort());
  });

  it('keeps the copy of a date left out that somebody has edited', async () => {
    const template = await stage.buildDraft();
    const made = await stage.begin(template.id);
    const { gmailDraftId } = await stage.scheduleOf(made.scheduleId);
    await stage.editDraft(gmailDraftId, { subject: template.subject, text: 'My own words' });
    await stage.change(made.id, { skip: ['2027-03-22'] });
    expect((await stage.draftText(gmailDraftId))?.text).toContain('My own words');
    expect(await stage.draftsAbout(template.subject)).toHaveLength(3);
  });

  it('leaves a later date out without touching what waits, and takes it in again', async () => {
    const made = await stage.begin((await stage.buildDraft()).id);
    const without = await stage.change(made.id, { skip: ['2027-03-29'] });
    expect(without.scheduleId).toBe(made.scheduleId);
    expect(without.next.slice(0, 2).map(({ date }) => date)).toEqual(['2027-03-22', '2027-04-05']);
    const none = await stage.change(made.id, { skip: [] });
    expect(none.next[1]?.date).toBe('2027-03-29');
  });

  it.each([
    ['rule', { rule: 'FREQ=WEEKLY;BYDAY=TU' }, '2027-03-23T08:00', '2027-03-23T07:00:00.000Z'],
    ['time', { when: '2027-03-22T10:15' }, '2027-03-22T10:15', '2027-03-22T09:15:00.000Z'],
    ['zone', { timeZone: 'America/New_York' }, '2027-03-22T08:00', '2027-03-22T12:00:00.000Z'],
  ])('replaces what waits by another %s', async (_, body, wallTime, sendAt) => {
    const template = await stage.buildDraft();
    const made = await stage.begin(template.id);
    const changed = await stage.change(made.id, body);
    expect(await stage.scheduleOf(changed.scheduleId)).toMatchObject({ status: 'scheduled', wallTime, sendAt });
    expect(await stage.scheduleOf(made.scheduleId)).toMatchObject({ status: 'cancelled', code: 'skipped' });
    expect(await stage.draftsAbout(template.subject)).toHaveLength(2);
  });

  it('gives what waits another tolerance and tracking', async () => {
    const made = await stage.begin((await stage.buildDraft()).id);
    const changed = await stage.change(made.id, { tolerance: 5, tracking: false });
    expect(changed).toMatchObject({ scheduleId: made.scheduleId, tolerance: 5, tracking: false });
    expect(await stage.scheduleOf(made.scheduleId)).toMatchObject({ tolerance: 5, tracking: false });
  });

  it('does not send a date again that was sent early', async () => {
    const template = await stage.buildDraft();
    const made = await stage.begin(template.id);
    await sender.call('POST', `/v1/schedules/${made.scheduleId}/send-now`);
    await stage.whenIt(made, ({ scheduleId }) => scheduleId === null);
    const changed = await stage.change(made.id, { when: '2027-03-22T11:00' });
    expect((await stage.scheduleOf(changed.scheduleId)).wallTime).toBe('2027-03-29T11:00');
    expect(await stage.sentAbout(template.subject)).toHaveLength(1);
  });

  it('says so when the date to leave out is being sent', async () => {
    const made = await stage.begin((await stage.buildDraft()).id);
    await world.database.query(
      `update schedule set status = 'sending', due_at = now() + interval '1 hour' where id = $1`,
      [made.scheduleId],
    );
    const answer = await sender.call('PATCH', `/v1/series/${made.id}`, { skip: ['2027-03-22'] });
    expect(answer).toMatchObject({ status: 409, body: { code: 'cancel_too_late' } });
    expect(await stage.look(made.id)).toMatchObject({ skip: [], scheduleId: made.scheduleId });
  });

  it.each([
    [{ rule: 'every monday' }, 422, 'invalid_rule'],
    [{ rule: 'FREQ=DAILY;COUNT=1', skip: ['2027-03-22'] }, 422, 'invalid_rule'],
    [{ when: 'yesterday' }, 422, 'time_in_past'],
    [{ gmailDraftId: 'r-404' }, 422, 'draft_not_found'],
    [{ status: 'ended' }, 400, 'invalid_request'],
  ])('refuses %j with %i %s and changes nothing', async (body, status, code) => {
    const made = await stage.begin((await stage.buildDraft()).id);
    expect(await sender.call('PATCH', `/v1/series/${made.id}`, body)).toMatchObject({ status, body: { code } });
    expect(await stage.look(made.id)).toEqual(made);
  });
});

describe('ending a series', () => {
  it('cancels what waits, takes its copy out of Drafts and keeps the history', async () => {
    const template = await stage.buildDraft();
    const made = await stage.begin(template.id);
    expect((await sender.call('DELETE', `/v1/series/${made.id}`)).status).toBe(204);
    expect(await stage.look(made.id)).toMatchObject({
      status: 'ended',
      code: 'stopped',
      explanation: 'You ended it.',
      next: [],
      scheduleId: null,
    });
    expect(await stage.scheduleOf(made.scheduleId)).toMatchObject({ status: 'cancelled', code: 'series_ended' });
    expect(await stage.draftsAbout(template.subject)).toEqual([template.id]);
    const answer = await sender.call('PATCH', `/v1/series/${made.id}`, { status: 'active' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'series_ended' } });
    expect((await sender.call('DELETE', `/v1/series/${made.id}`)).status).toBe(204);
    await stage.begin(template.id);
  });

  it('takes its copy out of Drafts later where Gmail did not do it at once', async () => {
    const template = await stage.buildDraft();
    const made = await stage.begin(template.id);
    world.sandbox.faults.failNextApiCall({ match: /^DELETE .*\/drafts\//, status: 503 });
    expect((await sender.call('DELETE', `/v1/series/${made.id}`)).status).toBe(204);
    expect(await stage.draftsAbout(template.subject)).toHaveLength(2);
    await world.database.query('update series set due_at = now() where id = $1', [made.id]);
    await stage.workOn(made);
    expect(await stage.draftsAbout(template.subject)).toEqual([template.id]);
  });

  it('forgets it after a while', async () => {
    const made = await stage.begin((await stage.buildDraft()).id);
    await sender.call('DELETE', `/v1/series/${made.id}`);
    await world.api.app.get(SeriesService).maintain();
    expect((await stage.look(made.id)).status).toBe('ended');
    await world.database.query(`update series set updated_at = now() - interval '91 days' where id = $1`, [made.id]);
    await world.api.app.get(SeriesService).maintain();
    expect((await sender.call('GET', `/v1/series/${made.id}`)).status).toBe(404);
  });
});

describe('pausing', () => {
  it('holds one series and what waits of it, and lets it go on', async () => {
    const made = await stage.begin((await stage.buildDraft()).id);
    expect(await stage.change(made.id, { status: 'paused' })).toMatchObject({ status: 'paused', code: null });
    expect((await stage.scheduleOf(made.scheduleId)).status).toBe('paused');
    await stage.letTimeCome(made);
    await world.api.app.get(SeriesService).makeDue();
    expect(await stage.schedulesOf(made)).toHaveLength(1);
    await world.database.query('update series set next_at = $2 where id = $1', [made.id, made.next[0]?.sendAt]);
    const going = await stage.change(made.id, { status: 'active' });
    expect(going).toMatchObject({ status: 'active', scheduleId: made.scheduleId });
    expect((await stage.scheduleOf(made.scheduleId)).status).toBe('scheduled');
  });

  it('makes nothing of what is changed meanwhile until it goes on', async () => {
    const template = await stage.buildDraft();
    const made = await stage.begin(template.id);
    await stage.change(made.id, { status: 'paused' });
    const changed = await stage.change(made.id, { rule: 'FREQ=WEEKLY;BYDAY=WE' });
    expect(changed).toMatchObject({ status: 'paused', scheduleId: null });
    expect(await stage.draftsAbout(template.subject)).toEqual([template.id]);
    const going = await stage.change(made.id, { status: 'active' });
    expect((await stage.scheduleOf(going.scheduleId)).wallTime).toBe('2027-03-24T08:00');
  });

  it('asks about what passed meanwhile, and goes on with the next', async () => {
    const made = await stage.begin((await stage.buildDraft()).id);
    await stage.change(made.id, { status: 'paused' });
    await world.database.query(`update schedule set send_at = now() where id = $1`, [made.scheduleId]);
    await stage.letTimeCome(made);
    const going = await stage.change(made.id, { status: 'active' });
    expect(await stage.scheduleOf(made.scheduleId)).toMatchObject({
      status: 'needs_decision',
      code: 'missed_while_paused',
    });
    expect((await stage.scheduleOf(going.scheduleId)).wallTime).toBe('2027-03-29T08:00');
  });

  it('holds every series with all mail, and leaves one paused that was paused by itself', async () => {
    const [all, alone] = [
      await stage.begin((await stage.buildDraft()).id),
      await stage.begin((await stage.buildDraft()).id),
    ];
    await stage.change(alone.id, { status: 'paused' });
    expect((await sender.call('POST', '/v1/schedules/pause')).status).toBe(200);
    expect(await stage.look(all.id)).toMatchObject({ status: 'paused', code: 'all_paused' });
    await stage.letTimeCome(all);
    await world.api.app.get(SeriesService).makeDue();
    expect(await stage.schedulesOf(all)).toHaveLength(1);

    expect((await sender.call('POST', '/v1/schedules/resume')).status).toBe(200);
    expect(await stage.whenIt(all, isWaitingAnew(all.scheduleId))).toMatchObject({ status: 'active', code: null });
    expect(await stage.look(alone.id)).toMatchObject({ status: 'paused' });
    expect((await stage.scheduleOf(alone.scheduleId)).status).toBe('paused');
  });
});

describe('a draft that cannot be copied', () => {
  it('is asked about when it is gone, and the series goes on with another', async () => {
    const template = await stage.buildDraft();
    const made = await stage.begin(template.id);
    await stage.deleteDraft(template.id);
    await stage.letTimeCome(made);
    const asking = await stage.whenIt(made, ({ status }) => status === 'needs_decision');
    expect(asking).toMatchObject({
      code: 'template_missing',
      explanation: expect.stringContaining('choose another draft'),
      scheduleId: null,
    });
    const told = await world.database.query(
      `select type, data ->> 'code' as code from event where data ->> 'seriesId' = $1`,
      [made.id],
    );
    expect(told).toEqual([{ type: 'series.failed', code: 'template_missing' }]);
    const again = await sender.call('PATCH', `/v1/series/${made.id}`, { status: 'active' });
    expect(again).toMatchObject({ status: 422, body: { code: 'draft_not_found' } });
    const other = await stage.buildDraft();
    const going = await stage.change(made.id, { gmailDraftId: other.id });
    expect(going).toMatchObject({ status: 'active', code: null, subject: other.subject });
    expect(await stage.scheduleOf(going.scheduleId)).toMatchObject({ status: 'scheduled', subject: other.subject });
  });

  it('is asked about when it has nobody to go to, and goes on once it has', async () => {
    const template = await stage.buildDraft();
    const made = await stage.begin(template.id);
    await stage.editDraft(template.id, { subject: template.subject, to: '' });
    await stage.letTimeCome(made);
    const asking = await stage.whenIt(made, ({ status }) => status === 'needs_decision');
    expect(asking.code).toBe('draft_without_recipients');
    await stage.editDraft(template.id, { subject: template.subject });
    expect(isWaitingAnew(made.scheduleId)(await stage.change(made.id, { status: 'active' }))).toBe(true);
  });
});
