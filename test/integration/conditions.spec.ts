import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { schedulingIn, zone } from '../support/scheduled-mail.js';
import { COLLEAGUE, SENDER, type User, type World, withSender } from '../support/world.js';

let world: World;
let sender: User;
withSender((its) => {
  ({ world, sender } = its);
});

const { buildDraft, schedule, sentMail, reply, look, dispatch, whenIt, sentMails, historyOf } = schedulingIn(() => ({
  world,
  sender,
}));

const sendNow = (id: string) => sender.call('POST', `/v1/schedules/${id}/send-now`);

/** The next mail in a thread, as a draft. */
const draftIn = (threadId: string) => buildDraft({ to: COLLEAGUE, threadId });

describe('only if nobody replies', () => {
  it('a mail goes out while nobody has', async () => {
    const first = await sentMail();
    const next = await draftIn(first.threadId);
    const made = await schedule(next.id, { when: 'tomorrow', unlessReplied: true });
    expect(made.unlessReplied).toBe(true);
    await sendNow(made.id);
    await whenIt(made.id, 'sent');
    expect(await sentMails(next.subject)).toHaveLength(1);
  });

  it('a mail stays a draft once somebody has, and says so', async () => {
    const first = await sentMail();
    const next = await draftIn(first.threadId);
    const made = await schedule(next.id, { when: 'tomorrow', unlessReplied: true });
    await reply(first);
    await sendNow(made.id);
    const dropped = await whenIt(made.id, 'cancelled');
    expect(dropped).toMatchObject({ code: 'replied', explanation: expect.stringContaining('somebody has replied') });
    expect((await historyOf(made.id)).at(-1)).toMatchObject({ what: 'condition_not_met', code: 'replied' });
    expect(await sentMails(next.subject)).toHaveLength(0);
    const drafts = await world.sandbox.mailbox(SENDER).drafts();
    expect(drafts.map(({ id }) => id)).toContain(next.id);
  });

  it.each([
    ['an out-of-office answer', ['Auto-Submitted: auto-replied']],
    ['an older out-of-office answer', ['X-Autoreply: yes']],
  ])('%s is no reply', async (_, headers) => {
    const first = await sentMail();
    const made = await schedule((await draftIn(first.threadId)).id, { when: 'tomorrow', unlessReplied: true });
    await reply(first, headers);
    await sendNow(made.id);
    await whenIt(made.id, 'sent');
  });

  it('what came before the mail was scheduled does not count', async () => {
    const first = await sentMail();
    await reply(first);
    // Gmail tells times in whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const made = await schedule((await draftIn(first.threadId)).id, { when: 'tomorrow', unlessReplied: true });
    await sendNow(made.id);
    await whenIt(made.id, 'sent');
  });

  it('the check is made again after Gmail could not answer it', async () => {
    const first = await sentMail();
    const next = await draftIn(first.threadId);
    const made = await schedule(next.id, { when: 'tomorrow', unlessReplied: true });
    await reply(first);
    world.sandbox.faults.failNextApiCall({ match: /^GET .*\/threads\//, status: 503, times: 2 });
    await sendNow(made.id);
    expect(await whenIt(made.id, 'cancelled')).toMatchObject({ code: 'replied' });
  });
});

describe('a follow-up', () => {
  const followUp = (scheduleId: string, unless: string, days = 3) => ({
    followUpOf: { scheduleId, unless, days },
  });

  /** Lets so many days pass for a mail that was sent, and makes its follow-up due. */
  async function daysPass(first: string, then: string, days: number) {
    await world.database.query(`update schedule set sent_at = sent_at - make_interval(days => $2) where id = $1`, [
      first,
      days,
    ]);
    await world.database.query('update schedule set send_at = now(), late_from = now(), due_at = now() where id = $1', [
      then,
    ]);
    await dispatch();
  }

  it('is planned days after the other mail, at the same time on the clock', async () => {
    const first = await sentMail();
    const made = await schedule((await draftIn(first.threadId)).id, followUp(first.id, 'replied'));
    const onClock = (instant: string | null) =>
      new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' }).format(new Date(instant ?? ''));
    expect(onClock(made.sendAt)).toBe(onClock(first.sentAt));
    expect(Date.parse(made.sendAt) - Date.parse(first.sentAt ?? '')).toBeGreaterThan(2.9 * 86_400_000);
    expect(made.followUpOf).toEqual({ scheduleId: first.id, messageId: null, unless: 'replied', days: 3 });
  });

  it('goes out when nobody has replied by then', async () => {
    const first = await sentMail();
    const made = await schedule((await draftIn(first.threadId)).id, followUp(first.id, 'replied', 1));
    await daysPass(first.id, made.id, 1);
    expect((await look(made.id)).status).toBe('sent');
  });

  it('does not when somebody has', async () => {
    const first = await sentMail();
    const made = await schedule((await draftIn(first.threadId)).id, followUp(first.id, 'replied', 1));
    await reply(first);
    await daysPass(first.id, made.id, 1);
    expect(await look(made.id)).toMatchObject({ status: 'cancelled', code: 'replied' });
    // The reply also shows that a person has read the first mail.
    const [confirmed] = await world.database.query<{ confirmed_by: string }>(
      'select confirmed_by from message join schedule on schedule.message_id = message.id where schedule.id = $1',
      [first.id],
    );
    expect(confirmed?.confirmed_by).toBe('reply');
  });

  it('does not when the mail was opened, if it is asked for only unopened', async () => {
    const first = await sentMail();
    const [opened, unopened] = [await draftIn(first.threadId), await draftIn(first.threadId)];
    const message = { followUpOf: { messageId: first.messageId, unless: 'opened' }, when: 'tomorrow' };
    const [one, other] = [await schedule(opened.id, message), await schedule(unopened.id, message)];
    await sendNow(other.id);
    expect((await whenIt(other.id, 'sent')).code).toBeNull();
    await world.database.query('update message set open_count = 1 where id = $1', [first.messageId]);
    await sendNow(one.id);
    expect(await whenIt(one.id, 'cancelled')).toMatchObject({ code: 'opened' });
  });

  it('waits for a mail that is late itself', async () => {
    const draft = await buildDraft({ to: COLLEAGUE });
    const first = await schedule(draft.id, { when: 'tomorrow 8am' });
    const made = await schedule((await buildDraft({ to: COLLEAGUE })).id, followUp(first.id, 'replied', 1));
    expect(Date.parse(made.sendAt) - Date.parse(first.sendAt)).toBeGreaterThan(0.9 * 86_400_000);
    await world.database.query('update schedule set send_at = now(), late_from = now(), due_at = now() where id = $1', [
      made.id,
    ]);
    await dispatch();
    const waiting = await look(made.id);
    expect(waiting).toMatchObject({ status: 'scheduled', code: 'following' });
    expect(Date.parse(waiting.expectedAt ?? '')).toBeGreaterThan(Date.now() + 30_000);
  });

  it('waits for nothing once it is sent off', async () => {
    const first = await schedule((await buildDraft({ to: COLLEAGUE })).id, { when: 'tomorrow 8am' });
    const made = await schedule((await buildDraft({ to: COLLEAGUE })).id, followUp(first.id, 'replied', 1));
    await sendNow(made.id);
    await whenIt(made.id, 'sent');
  });

  it('keeps the time its sender chooses instead', async () => {
    const first = await sentMail();
    const made = await schedule((await draftIn(first.threadId)).id, followUp(first.id, 'replied', 9));
    const moved = await sender.call('PATCH', `/v1/schedules/${made.id}`, { when: 'tomorrow 8am' });
    expect(moved.body.followUpOf).toMatchObject({ days: null, unless: 'replied' });
    await world.database.query('update schedule set send_at = now(), late_from = now(), due_at = now() where id = $1', [
      made.id,
    ]);
    await dispatch();
    expect((await look(made.id)).status).toBe('sent');
  });

  it('asks when the mail it follows was cancelled', async () => {
    const first = await schedule((await buildDraft()).id);
    const made = await schedule((await buildDraft()).id, followUp(first.id, 'replied', 1));
    await sender.call('DELETE', `/v1/schedules/${first.id}`);
    await world.database.query('update schedule set due_at = now() where id = $1', [made.id]);
    await dispatch();
    expect(await look(made.id)).toMatchObject({ status: 'needs_decision', code: 'followed_mail_not_sent' });
  });

  it.each([
    [
      'of a mail nobody knows',
      () => ({ scheduleId: randomUUID(), unless: 'replied', days: 2 }),
      'followed_mail_not_found',
    ],
    [
      'of a message nobody knows',
      () => ({ messageId: randomUUID(), unless: 'opened', days: 2 }),
      'followed_mail_not_found',
    ],
    [
      'unless opened, of an untracked mail',
      async () => {
        const first = await sentMail({ when: 'tomorrow', tracking: false });
        return { scheduleId: first.id, unless: 'opened', days: 2 };
      },
      'followed_mail_untracked',
    ],
  ])('%s is refused', async (_, followUpOf, code) => {
    const body = { gmailDraftId: (await buildDraft()).id, timeZone: zone, followUpOf: await followUpOf() };
    expect(await sender.call('POST', '/v1/schedules', body)).toMatchObject({ status: 422, body: { code } });
  });

  it("of a colleague's mail is refused", async () => {
    const first = await schedule((await buildDraft()).id);
    const colleague = await world.signIn(COLLEAGUE);
    const body = { gmailDraftId: 'r-1', timeZone: zone, ...followUp(first.id, 'replied') };
    expect(await colleague.call('POST', '/v1/schedules', body)).toMatchObject({
      status: 422,
      body: { code: 'followed_mail_not_found' },
    });
  });

  it.each([
    [{ when: 'tomorrow', followUpOf: { scheduleId: randomUUID(), unless: 'replied', days: 2 } }],
    [{ followUpOf: { scheduleId: randomUUID(), unless: 'replied' } }],
    [{ followUpOf: { scheduleId: randomUUID(), messageId: randomUUID(), unless: 'replied', days: 1 } }],
    [{ followUpOf: { scheduleId: randomUUID(), unless: 'forwarded', days: 1 } }],
  ])('%j is not a request', async (body) => {
    const answer = await sender.call('POST', '/v1/schedules', { gmailDraftId: 'r-1', timeZone: zone, ...body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});
