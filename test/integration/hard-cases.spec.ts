import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { AccountsService } from '../../apps/api/src/accounts/accounts.service.js';
import { BudgetService } from '../../apps/api/src/scheduling/budget.service.js';
import { LeasesService } from '../../apps/api/src/scheduling/leases.service.js';
import { SchedulesService } from '../../apps/api/src/scheduling/schedules.service.js';
import { SendService } from '../../apps/api/src/scheduling/send.service.js';
import { schedulingIn } from '../support/scheduled-mail.js';
import { until } from '../support/until.js';
import { SENDER, type User, type World, withSender } from '../support/world.js';

const SEND = /drafts\/send$/;

let world: World;
let sender: User;
withSender((its) => {
  ({ world, sender } = its);
});

const { buildDraft, schedule, look, dispatch, withoutWorker, whenIt, sentMails, historyOf } = schedulingIn(() => ({
  world,
  sender,
}));

const set = (id: string, columns: string, ...values: unknown[]) =>
  world.database.query(`update schedule set ${columns} where id = $1`, [id, ...values]);

/** How long it is until somebody looks at a mail again. */
async function secondsUntil(id: string): Promise<number> {
  const [row] = await world.database.query<{ wait: number }>(
    'select extract(epoch from due_at - now())::float8 as wait from schedule where id = $1',
    [id],
  );
  return row?.wait ?? Number.NaN;
}

/** A mail Gmail was asked to send so long ago, by a worker that died; its draft is still there. */
const askedAgo = (id: string, ago: string, attempts = 1) =>
  set(
    id,
    `status = 'sending', lease_id = null, attempts = $2, tracked = true, due_at = now(),
     send_at = now() - $3::interval, late_from = now() - $3::interval, first_attempt_at = now() - $3::interval,
     asked_at = now() - $3::interval`,
    attempts,
    ago,
  );

describe('a mail that Gmail was asked to send before everything went down', () => {
  it('is not sent hours late without a question', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    await askedAgo(made.id, '20 hours');
    await dispatch();
    expect(await look(made.id)).toMatchObject({ status: 'needs_decision', code: 'missed' });
    expect(await sentMails(draft.subject)).toHaveLength(0);
  });

  it('is looked for often before it is called unverified', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    await askedAgo(made.id, '25 hours');
    world.sandbox.faults.failNextApiCall({ match: /^GET .*drafts\//, status: 503 });
    await dispatch();
    expect(await look(made.id)).toMatchObject({ status: 'sending' });

    await askedAgo(made.id, '25 hours', 30);
    world.sandbox.faults.failNextApiCall({ match: /^GET .*drafts\//, status: 503 });
    await dispatch();
    expect(await look(made.id)).toMatchObject({
      status: 'needs_decision',
      code: 'unverified',
      actions: ['send_now', 'cancel'],
    });
  });

  it('is never called missing while more was sent since than anybody can look through', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    await askedAgo(made.id, '30 minutes');
    await set(made.id, `missing_looks = 10, gmail_thread_id = 'abc'`);
    const raw = Buffer.from('To: ann@example.net\r\nSubject: Other\r\n\r\nHi').toString('base64url');
    for (let n = 0; n < 101; n++) {
      await world.sandbox.google.call(SENDER, 'POST', '/messages/send', { message: { raw } });
    }
    await world.sandbox.google.call(SENDER, 'DELETE', `/drafts/${draft.id}`);
    await dispatch();
    expect(await look(made.id)).toMatchObject({ status: 'sending', code: 'checking' });
  });

  it('is not called sending any more once it surely was not sent', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    world.sandbox.faults.failNextApiCall({ match: SEND, status: 429, reason: 'userRateLimitExceeded' });
    await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    await until(async () => (await look(made.id)).code === 'gmail_busy', 15_000, 'a refused call');
    await set(made.id, `late_from = now() - interval '3 hours', due_at = now(), turn_at = null`);
    await world.database.query('delete from gmail_budget');
    await dispatch();
    expect(await look(made.id)).toMatchObject({ status: 'needs_decision', code: 'missed' });
    const again = await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    expect(again.body.status).toBe('scheduled');
    await whenIt(made.id, 'sent');
    expect(await sentMails(draft.subject)).toHaveLength(1);
  });

  it('fails soon after a clear refusal, though its worker died at the first one', async () => {
    const made = await schedule((await buildDraft()).id);
    await askedAgo(made.id, '60 seconds', 8);
    const refusal = { match: SEND, status: 403, reason: 'domainPolicy' };
    world.sandbox.faults.failNextApiCall(refusal);
    await dispatch();
    expect(await look(made.id)).toMatchObject({ status: 'sending', code: 'checking' });
    expect(await secondsUntil(made.id)).toBeLessThan(66);
    // What is not settled is the first call, not this one: two minutes after it there is no doubt.
    await set(made.id, `asked_at = asked_at - interval '65 seconds', due_at = now()`);
    world.sandbox.faults.failNextApiCall(refusal);
    await dispatch();
    expect(await look(made.id)).toMatchObject({ status: 'failed', code: 'gmail_refused' });
  });

  it('waits for Gmail’s next day within its sender’s reach, though its worker died at the first refusal', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    await askedAgo(made.id, '60 seconds');
    const refusal = { match: SEND, status: 403, reason: 'dailyLimitExceeded' };
    world.sandbox.faults.failNextApiCall(refusal);
    await dispatch();
    expect(await look(made.id)).toMatchObject({ status: 'sending', code: 'daily_limit' });
    expect(await secondsUntil(made.id)).toBeLessThan(66);

    await set(made.id, `asked_at = asked_at - interval '65 seconds', due_at = now()`);
    world.sandbox.faults.failNextApiCall(refusal);
    await dispatch();
    expect(await look(made.id)).toMatchObject({
      status: 'scheduled',
      code: 'daily_limit',
      actions: expect.arrayContaining(['send_now']),
    });
    expect((await sender.call('POST', `/v1/schedules/${made.id}/send-now`)).status).toBe(200);
    await whenIt(made.id, 'sent');
    expect(await sentMails(draft.subject)).toHaveLength(1);
  });
});

describe('a mail whose worker died again and again', () => {
  it('is tried again as soon as after one attempt', async () => {
    const made = await schedule((await buildDraft()).id);
    const kill = `status = 'sending', lease_id = gen_random_uuid(), due_at = now(), send_at = now(), late_from = now()`;
    await withoutWorker(async () => {
      const claim = () => world.api.app.get(LeasesService).claim({ mails: 1, largeMails: 0, without: [] });
      await set(made.id, 'due_at = now(), turn_at = now()');
      for (let death = 0; death < 6; death++) {
        expect(await claim()).toMatchObject([{ id: made.id, attempts: 1 }]);
        await set(made.id, kill);
      }
    });
    world.sandbox.faults.failNextApiCall({ match: /^GET .*drafts\//, status: 503 });
    await dispatch();
    expect(await secondsUntil(made.id)).toBeLessThan(6);
    await whenIt(made.id, 'sent');
  });
});

describe('an answer of Gmail that comes when the schedule is another worker’s, or decided', () => {
  it('is believed: the mail is out', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    await set(made.id, 'due_at = now()');
    world.sandbox.faults.apiDelayMs = 300;
    const slow = dispatch();
    await until(
      async () =>
        (await world.database.query('select from schedule where asked_at is not null and id = $1', [made.id])).length >
        0,
      15_000,
      'Gmail to be asked',
    );
    await set(made.id, `status = 'failed', lease_id = null, code = 'draft_without_recipients'`);
    await slow;
    const sent = await until(async () => ((await look(made.id)).status === 'sent' ? look(made.id) : null), 15_000);
    expect(sent.code).toBeNull();
    expect((await historyOf(made.id)).at(-1)).toMatchObject({ from: 'failed', to: 'sent', what: 'answered_late' });
    expect(await sentMails(draft.subject)).toHaveLength(1);
  });
});

describe('a holiday', () => {
  it('holds a mail too that comes back unsent from Gmail', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    world.sandbox.faults.apiDelayMs = 300;
    world.sandbox.faults.failNextApiCall({ match: SEND, status: 429, reason: 'userRateLimitExceeded' });
    await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    await until(async () => (await look(made.id)).status === 'sending', 15_000, 'the mail to be under way');
    await sender.call('POST', '/v1/schedules/pause');
    await until(async () => (await look(made.id)).status === 'paused', 15_000, 'the mail to be held');
    world.sandbox.faults.clear();
    await dispatch();
    expect(await sentMails(draft.subject)).toHaveLength(0);
    await sender.call('POST', '/v1/schedules/resume');
    expect(await look(made.id)).toMatchObject({ status: 'needs_decision', code: 'missed_while_paused' });
  });
});

describe('a sign-in', () => {
  it('is not undone by the late refusal of the one before', async () => {
    const accounts = world.api.app.get(AccountsService);
    const made = await schedule((await buildDraft()).id);
    await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    await whenIt(made.id, 'sent');
    await world.signIn(SENDER);
    // The grant that was used last is the one before this sign-in.
    await accounts.markGmailRevoked(sender.me.teamId, sender.me.accountId);
    expect((await sender.call('GET', '/v1/me')).body.gmailConnected).toBe(true);
  });
});

describe('a follow-up', () => {
  it('of a mail that went out without tracking asks, where it depends on its being opened', async () => {
    const first = await schedule((await buildDraft({ html: null })).id);
    const made = await schedule((await buildDraft()).id, {
      when: 'tomorrow',
      followUpOf: { scheduleId: first.id, unless: 'opened' },
    });
    await sender.call('POST', `/v1/schedules/${first.id}/send-now`);
    await whenIt(first.id, 'sent');
    await set(made.id, 'due_at = now(), send_at = now(), late_from = now()');
    await dispatch();
    expect(await look(made.id)).toMatchObject({ status: 'needs_decision', code: 'opening_unknown' });
  });

  it('finds the mail it follows after months', async () => {
    const [first, other] = [await schedule((await buildDraft()).id), await schedule((await buildDraft()).id)];
    const followUpOf = { scheduleId: first.id, unless: 'replied', days: 120 };
    await schedule((await buildDraft()).id, { followUpOf });
    for (const { id } of [first, other]) {
      await set(id, `status = 'sent', sent_at = now() - interval '100 days', updated_at = now() - interval '100 days'`);
    }
    await world.api.app.get(SchedulesService).maintain();
    expect((await sender.call('GET', `/v1/schedules/${first.id}`)).status).toBe(200);
    expect((await sender.call('GET', `/v1/schedules/${other.id}`)).status).toBe(404);
  });
});

describe("Gmail's limits", () => {
  /** So many mails of the sender, straight into the table. */
  const many = async (count: number, columns: string) => {
    const made = await schedule((await buildDraft()).id, { when: 'in 400 days' });
    await world.database.query(
      `insert into schedule select (jsonb_populate_record(s, to_jsonb(s) || jsonb_build_object(
         'id', gen_random_uuid(), 'message_id', gen_random_uuid(), 'gmail_draft_id', 'copy-' || gen_random_uuid()) ||
         ${columns})).* from schedule s, generate_series(1, $2) n where id = $1`,
      [made.id, count],
    );
  };
  const forget = () => world.database.query(`delete from schedule where gmail_draft_id like 'copy-%'`);

  it('hold after an outage too: turns that passed are given anew', async () => {
    await withoutWorker(async () => {
      await many(60, `jsonb_build_object('due_at', now() - interval '1 h', 'turn_at', now() - interval '1 h')`);
      const claimed = await world.api.app.get(LeasesService).claim({ mails: 48, largeMails: 2, without: [] });
      expect(claimed).toEqual([]);
      await forget();
    });
  });

  it('of a day hold the account’s other mail too, and let one go that its sender insists on', async () => {
    const [draft, other] = [await buildDraft(), await buildDraft()];
    const [made, waiting] = [await schedule(draft.id), await schedule(other.id)];
    world.sandbox.faults.failNextApiCall({ match: SEND, status: 403, reason: 'dailyLimitExceeded' });
    await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    const told = (id: string) =>
      until(async () => ((await look(id)).code === 'daily_limit' ? look(id) : null), 15_000, 'a mail held for the day');
    expect(await told(made.id)).toMatchObject({ status: 'scheduled', actions: expect.arrayContaining(['send_now']) });
    await sender.call('POST', `/v1/schedules/${waiting.id}/send-now`);
    expect(Date.parse((await told(waiting.id)).expectedAt ?? '') - Date.now()).toBeGreaterThan(50 * 60_000);

    const again = await sender.call('POST', `/v1/schedules/${waiting.id}/send-now`);
    expect(again).toMatchObject({ status: 200, body: { status: 'scheduled' } });
    await until(async () => (await look(waiting.id)).status === 'sent', 10_000, 'the mail its sender insists on');
    expect(await sentMails(other.subject)).toHaveLength(1);
    expect(await sentMails(draft.subject)).toHaveLength(0);
  });

  it('give every mail over the number of a day a time of its own', async () => {
    await many(2_000, `jsonb_build_object('status', 'sent', 'sent_at', now() - interval '23 h' + n * interval '1 s')`);
    await many(1_200, `jsonb_build_object('due_at', now(), 'send_at', now(), 'late_from', now())`);
    const budget = world.api.app.get(BudgetService);
    for (let round = 0; (await budget.plan()) !== 'done' && round < 20; round++);
    const [times] = await world.database.query<{ mails: number; turns: number }>(
      `select count(*)::integer as mails, count(distinct due_at)::integer as turns from schedule
       where code = 'daily_limit' and gmail_draft_id like 'copy-%'`,
    );
    expect(times).toEqual({ mails: 1_200, turns: 1_200 });
    await forget();
  });

  it('are not used up by mails that were cancelled', async () => {
    const made = await Promise.all(Array.from({ length: 10 }, async () => schedule((await buildDraft()).id)));
    const spent = async () => {
      const [budget] = await world.database.query<{ ahead: number }>(
        'select extract(epoch from spent_until - now())::float8 as ahead from gmail_budget',
      );
      return budget?.ahead ?? 0;
    };
    world.sandbox.faults.apiDelayMs = 2_000;
    await world.database.query(`update schedule set due_at = now() where id = any($1)`, [made.map(({ id }) => id)]);
    await world.api.app.get(BudgetService).plan();
    const before = await spent();
    let cancelled = 0;
    for (const { id } of made) if ((await sender.call('DELETE', `/v1/schedules/${id}`)).status === 204) cancelled++;
    world.sandbox.faults.apiDelayMs = 0;
    // 120 units a mail at 3,800 a minute.
    expect(before - (await spent())).toBeGreaterThan(cancelled * 1.8);
  });

  it("let no mail of many megabytes keep another account's small one waiting", async () => {
    const large = await schedule((await buildDraft()).id);
    const more = await schedule((await buildDraft()).id);
    const small = await schedule((await buildDraft()).id);
    const third = await schedule((await buildDraft()).id);
    const claimed = await withoutWorker(async () => {
      for (const { id } of [large, more, third])
        await set(id, `draft_bytes = 30000000, due_at = now() - interval '1 s'`);
      await set(small.id, 'due_at = now()');
      await world.api.app.get(BudgetService).plan();
      return world.api.app.get(LeasesService).claim({ mails: 48, largeMails: 2, without: [] });
    });
    const ids = claimed.map(({ id }) => id);
    expect(ids).toContain(small.id);
    expect(ids.filter((id) => id !== small.id)).toHaveLength(2);
    await Promise.all(claimed.map((leased) => world.api.app.get(SendService).send(leased)));
    await whenIt(third.id, 'sent');
  });

  it('let one account hold only some of the places', async () => {
    await withoutWorker(async () => {
      await many(30, `jsonb_build_object('due_at', now() - interval '1 s', 'turn_at', now())`);
      const claimed = await world.api.app.get(LeasesService).claim({ mails: 48, largeMails: 2, without: [] });
      expect(claimed).toHaveLength(12);
      const without = [sender.me.accountId];
      expect(await world.api.app.get(LeasesService).claim({ mails: 48, largeMails: 2, without })).toEqual([]);
      await forget();
    });
  });
});

describe('a draft that is gone', () => {
  it('is looked for longer than Gmail’s Undo lasts', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    await world.sandbox.google.call(SENDER, 'DELETE', `/drafts/${draft.id}`);
    await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    const looking = await until(
      async () => ((await look(made.id)).code === 'checking' ? look(made.id) : null),
      15_000,
      'a first look',
    );
    expect(Date.parse(looking.expectedAt ?? '') - Date.now()).toBeGreaterThan(50_000);
    expect(await whenIt(made.id, 'needs_decision')).toMatchObject({ code: 'draft_missing' });

    const other = await buildDraft();
    const restored = await sender.call('POST', `/v1/schedules/${made.id}/resolve`, {
      action: 'restore_draft',
      gmailDraftId: other.id,
    });
    expect(restored.body).toMatchObject({ status: 'scheduled', gmailDraftId: other.id, subject: other.subject });
    await whenIt(made.id, 'sent');
    expect(await sentMails(other.subject)).toHaveLength(1);
  });

  it('cannot be restored by one that is not there, or is scheduled already', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    const taken = await buildDraft();
    await schedule(taken.id);
    await world.sandbox.google.call(SENDER, 'DELETE', `/drafts/${draft.id}`);
    await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    await whenIt(made.id, 'needs_decision');
    const restore = (gmailDraftId?: string) =>
      sender.call('POST', `/v1/schedules/${made.id}/resolve`, { action: 'restore_draft', gmailDraftId });
    expect(await restore()).toMatchObject({ status: 422, body: { code: 'draft_not_found' } });
    expect(await restore(`r-${randomUUID()}`)).toMatchObject({ status: 422, body: { code: 'draft_not_found' } });
    expect(await restore(taken.id)).toMatchObject({ status: 409, body: { code: 'duplicate_schedule' } });
  });
});
