import { describe, expect, it } from '@jest/globals';
import { UNITS_A_MINUTE } from '../../apps/api/src/gmail/units.js';
import { UNITS_A_SEND } from '../../apps/api/src/scheduling/budget.service.js';
import { schedulingIn } from '../support/scheduled-mail.js';
import { until } from '../support/until.js';
import { COLLEAGUE, type User, type World, withSender } from '../support/world.js';

let world: World;
let sender: User;
withSender((its) => {
  ({ world, sender } = its);
});

const { buildDraft, schedule, look, dispatch, whenIt, sentMails, historyOf } = schedulingIn(() => ({ world, sender }));

/** As if the server had been away since the mail's time, so many minutes ago. */
async function serverWasAway(id: string, minutes: number) {
  await world.database.query(
    `update schedule set send_at = now() - make_interval(mins => $2), due_at = now() - make_interval(mins => $2),
       late_from = now() - make_interval(mins => $2) where id = $1`,
    [id, minutes],
  );
  await dispatch();
}

describe('when the server was down at its time', () => {
  it('a mail within two hours goes out, and says how late', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    expect(made.tolerance).toBe(120);
    await serverWasAway(made.id, 65);
    const sent = await look(made.id);
    expect(sent).toMatchObject({ status: 'sent', code: null });
    expect(sent.lateBy).toBeGreaterThanOrEqual(65 * 60);
    expect(sent.lateBy).toBeLessThan(66 * 60);
    expect(await sentMails(draft.subject)).toHaveLength(1);
  });

  it('a later one asks, and goes out or gets a new time as the sender says', async () => {
    const [one, other] = [await buildDraft(), await buildDraft()];
    const [made, moved] = [await schedule(one.id), await schedule(other.id)];
    await serverWasAway(made.id, 121);
    await serverWasAway(moved.id, 121);
    const asked = await look(made.id);
    expect(asked).toMatchObject({
      status: 'needs_decision',
      code: 'missed',
      actions: ['send_now', 'choose_new_time', 'cancel'],
    });
    expect(await sentMails(one.subject)).toHaveLength(0);
    const [event] = await world.database.query<{ type: string }>(
      `select type from event where data ->> 'scheduleId' = $1 order by seq desc limit 1`,
      [made.id],
    );
    expect(event?.type).toBe('schedule.failed');

    await sender.call('POST', `/v1/schedules/${made.id}/resolve`, { action: 'send_now' });
    expect(await whenIt(made.id, 'sent')).toMatchObject({ lateBy: null });
    const later = await sender.call('PATCH', `/v1/schedules/${moved.id}`, { when: 'tomorrow 8am' });
    expect(later.body).toMatchObject({ status: 'scheduled', code: null });
  });

  it('keeps to what the sender allows for this mail, and for all', async () => {
    const patient = await schedule((await buildDraft()).id, { when: 'tomorrow', tolerance: 600 });
    const strict = await schedule((await buildDraft()).id, { when: 'tomorrow', tolerance: 5 });
    await serverWasAway(patient.id, 500);
    await serverWasAway(strict.id, 6);
    expect([(await look(patient.id)).status, (await look(strict.id)).code]).toEqual(['sent', 'missed']);

    expect((await sender.call('PATCH', '/v1/me', { scheduleTolerance: 15 })).body.scheduleTolerance).toBe(15);
    expect((await schedule((await buildDraft()).id)).tolerance).toBe(15);
    await sender.call('PATCH', '/v1/me', { scheduleTolerance: 120 });
  });

  it('asks too when Gmail was away that long', async () => {
    const made = await schedule((await buildDraft()).id);
    world.sandbox.faults.failNextApiCall({ match: /^GET .*\/drafts\//, status: 503, times: 50 });
    await serverWasAway(made.id, 121);
    expect(await look(made.id)).toMatchObject({ status: 'needs_decision', code: 'missed' });
  });
});

describe("within Gmail's limits", () => {
  /** Copies of a schedule, straight into the table: each with a draft and a delivery of its own. */
  const copies = (id: string, count: number, columns: string) =>
    world.database.query(
      `insert into schedule select (jsonb_populate_record(s, to_jsonb(s) || jsonb_build_object(
         'id', gen_random_uuid(), 'message_id', gen_random_uuid(), 'gmail_draft_id', 'copy-' || gen_random_uuid()) ||
         ${columns})).* from schedule s, generate_series(1, $2) n where id = $1`,
      [id, count],
    );

  it("an account's many mails are spread, the sender sees when, and another account's one does not wait", async () => {
    const colleague = await world.signIn(COLLEAGUE);
    const made = await schedule((await buildDraft()).id);
    await copies(
      made.id,
      199,
      `jsonb_build_object('send_at', now(), 'late_from', now(), 'due_at', now() - interval '1 s')`,
    );
    const { id: theirs } = await world.sandbox.google.call<{ id: string }>(COLLEAGUE, 'POST', '/drafts', {
      message: { raw: Buffer.from('To: ann@example.net\r\nSubject: One\r\n\r\nHi').toString('base64url') },
    });
    const one = await colleague.call('POST', '/v1/schedules', {
      gmailDraftId: theirs,
      timeZone: 'UTC',
      when: 'tomorrow',
    });
    await colleague.call('POST', `/v1/schedules/${one.body.id}/send-now`);
    await until(
      async () => (await colleague.call('GET', `/v1/schedules/${one.body.id}`)).body.status === 'sent',
      15_000,
      "the other account's mail",
    );

    const waiting = await world.database.query<{ id: string; due_at: Date; code: string | null }>(
      `select id, due_at, code from schedule where status = 'scheduled' and turn_at is not null and gmail_draft_id like 'copy-%'
       order by due_at`,
    );
    expect(waiting.length).toBeGreaterThan(150);
    // However one lays a minute over them, what they cost stays under what Gmail gives.
    const times = waiting.map(({ due_at }) => due_at.getTime());
    const inMinuteFrom = (start: number) => times.filter((at) => at >= start && at < start + 60_000).length;
    expect(Math.max(...times.map(inMinuteFrom)) * UNITS_A_SEND).toBeLessThan(UNITS_A_MINUTE - 1_200);
    const last = waiting.at(-1);
    const shown = await look(last?.id ?? '');
    expect(shown).toMatchObject({ code: 'spread', expectedAt: last?.due_at.toISOString() });
    expect((await historyOf(shown.id)).at(-1)).toMatchObject({ what: 'spread', code: 'spread' });
    await world.database.query(`delete from schedule where gmail_draft_id like 'copy-%'`);
  });

  it('a mail over the number of a day waits until the day allows it, and is not called late then', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    const sentAt = `jsonb_build_object('status', 'sent', 'sent_at', now() - interval '23 h' + n * interval '1 s')`;
    await copies(made.id, 2_000, sentAt);
    await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    const waiting = await until(
      async () => ((await look(made.id)).code === 'daily_limit' ? look(made.id) : null),
      10_000,
      'a mail that waits for tomorrow',
    );
    expect(waiting.status).toBe('scheduled');
    const inHours = (Date.parse(waiting.expectedAt ?? '') - Date.now()) / 3_600_000;
    expect(inHours).toBeGreaterThan(0.9);
    expect(inHours).toBeLessThan(1.1);
    await world.database.query(`delete from schedule where gmail_draft_id like 'copy-%'`);
    await world.database.query('update schedule set due_at = now() where id = $1', [made.id]);
    await dispatch();
    expect(await look(made.id)).toMatchObject({ status: 'sent' });
  });

  it('a pause that Gmail asks for holds the account back, and no mail is lost by it', async () => {
    const drafts = [await buildDraft(), await buildDraft()];
    const [first, second] = [await schedule(drafts[0]?.id ?? ''), await schedule(drafts[1]?.id ?? '')];
    world.sandbox.faults.failNextApiCall({ match: /drafts\/send$/, status: 429, reason: 'userRateLimitExceeded' });
    await sender.call('POST', `/v1/schedules/${first.id}/send-now`);
    await whenIt(first.id, 'sent');
    await sender.call('POST', `/v1/schedules/${second.id}/send-now`);
    await whenIt(second.id, 'sent');
    for (const { subject } of drafts) expect(await sentMails(subject)).toHaveLength(1);
  });
});
