import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SeriesService } from '../../apps/api/src/series/series.service.js';
import { isWaitingAnew, seriesStage } from '../support/series-stage.js';
import { type User, type World, withSender } from '../support/world.js';

const CREATE = /^POST .*\/drafts$/;

let world: World;
let sender: User;
withSender((its) => {
  ({ world, sender } = its);
});
const stage = seriesStage(() => ({ world, sender }));

describe('one copy for one occurrence', () => {
  /** The state a crash leaves between asking Gmail for the copy and writing down that it is there. */
  const crashBeforeRecording = async (id: string, scheduleId: string | null, ranOut = true) => {
    await world.database.query('delete from schedule where id = $1', [scheduleId]);
    await world.database.query(
      `update series set copy_draft_id = null, copy_message_id = null, asked_at = now(), lease_id = $2,
              due_at = now() + make_interval(secs => $3) where id = $1`,
      [id, randomUUID(), ranOut ? 0 : 40],
    );
  };

  it('is made when the server was killed before it wrote down that Gmail has the copy', async () => {
    const template = await stage.buildDraft();
    const made = await stage.begin(template.id);
    const { gmailDraftId } = await stage.scheduleOf(made.scheduleId);
    await crashBeforeRecording(made.id, made.scheduleId);
    await world.api.app.get(SeriesService).makeDue();
    expect(await stage.look(made.id)).toMatchObject({ scheduleId: made.scheduleId });
    expect(await stage.scheduleOf(made.scheduleId)).toMatchObject({ gmailDraftId, subject: template.subject });
    expect(await stage.draftsAbout(template.subject)).toHaveLength(2);
  });

  it('is left to the worker that has it', async () => {
    const made = await stage.begin((await stage.buildDraft()).id);
    await crashBeforeRecording(made.id, made.scheduleId, false);
    await world.api.app.get(SeriesService).makeDue();
    expect((await stage.look(made.id)).scheduleId).toBeNull();
  });

  it.each([
    ['cut', 0],
    ['an error', 503],
  ])('is made when the answer to the copy is %s, though Gmail made it', async (_, status) => {
    const template = await stage.buildDraft();
    world.sandbox.faults.failNextApiCall({ match: CREATE, status, carriedOut: true });
    const made = await stage.begin(template.id);
    expect((await stage.scheduleOf(made.scheduleId)).status).toBe('scheduled');
    expect(await stage.draftsAbout(template.subject)).toHaveLength(2);
  });

  it('is made later when Gmail did not make it, once the call is surely over', async () => {
    const template = await stage.buildDraft();
    world.sandbox.faults.failNextApiCall({ match: CREATE, status: 0 });
    const made = await stage.begin(template.id);
    expect(made).toMatchObject({ status: 'active', code: 'gmail_busy', scheduleId: null });
    expect((await stage.workOn(made)).scheduleId).toBeNull();
    await world.database.query(`update series set asked_at = now() - interval '3 minutes' where id = $1`, [made.id]);
    const later = await stage.workOn(made);
    expect(later.code).toBeNull();
    expect((await stage.scheduleOf(later.scheduleId)).status).toBe('scheduled');
    expect(await stage.draftsAbout(template.subject)).toHaveLength(2);
  });

  it('is made again at once when Gmail refused it for the moment', async () => {
    const template = await stage.buildDraft();
    world.sandbox.faults.failNextApiCall({ match: CREATE, status: 429 });
    const made = await stage.begin(template.id);
    expect(made).toMatchObject({ code: 'gmail_busy', scheduleId: null });
    expect(isWaitingAnew(null)(await stage.workOn(made))).toBe(true);
    expect(await stage.draftsAbout(template.subject)).toHaveLength(2);
  });

  it('is made by one of several workers', async () => {
    const template = await stage.buildDraft();
    const made = await stage.begin(template.id);
    world.sandbox.faults.apiDelayMs = 50;
    await stage.letTimeCome(made);
    await Promise.all([1, 2, 3, 4].map(() => world.api.app.get(SeriesService).makeDue()));
    await stage.whenIt(made, isWaitingAnew(made.scheduleId));
    expect(await stage.schedulesOf(made)).toHaveLength(2);
    expect(await stage.draftsAbout(template.subject)).toHaveLength(3);
  });

  it('goes from Drafts when the series ended before it was found', async () => {
    const template = await stage.buildDraft();
    const made = await stage.begin(template.id);
    await crashBeforeRecording(made.id, made.scheduleId);
    expect((await sender.call('DELETE', `/v1/series/${made.id}`)).status).toBe(204);
    expect(await stage.draftsAbout(template.subject)).toEqual([template.id]);
  });

  it('answers in the thread of the template where that is a reply, and else begins one', async () => {
    const first = await stage.buildDraft({ subject: `Question ${randomUUID()}` });
    const reply = await stage.buildDraft({
      subject: `Re: ${first.subject}`,
      threadId: first.threadId,
      headers: ['In-Reply-To: <question@example.net>', 'Message-ID: <draft@example.com>'],
    });
    const copyOf = async (id: string) => {
      const { scheduleId } = await stage.begin(id);
      return stage.draftText((await stage.scheduleOf(scheduleId)).gmailDraftId);
    };
    const copy = await copyOf(reply.id);
    expect(copy?.threadId).toBe(first.threadId);
    expect(copy?.text).toMatch(/^X-Openly-Delivery: [0-9a-f-]{36}\r\n/);
    expect(copy?.text).toContain('In-Reply-To: <question@example.net>');
    expect(copy?.text).not.toContain('draft@example.com');
    expect((await copyOf((await stage.buildDraft()).id))?.threadId).not.toBe(first.threadId);
  });
});
