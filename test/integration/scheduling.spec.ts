import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type Schedule } from '@openly/contracts';
import { BudgetService } from '../../apps/api/src/scheduling/budget.service.js';
import { LeasesService } from '../../apps/api/src/scheduling/leases.service.js';
import { FINISHED_KEPT_DAYS, SchedulesService } from '../../apps/api/src/scheduling/schedules.service.js';
import { SendService } from '../../apps/api/src/scheduling/send.service.js';
import { inMs, schedulingIn, zone } from '../support/scheduled-mail.js';
import { until } from '../support/until.js';
import { COLLEAGUE, SENDER, type User, type World, withSender } from '../support/world.js';

const SEND = /^POST .*drafts\/send$/;

let world: World;
let sender: User;
withSender((its) => {
  ({ world, sender } = its);
});

const { buildDraft, schedule, look, dispatch, withoutWorker, whenIt, sentMails, historyOf } = schedulingIn(() => ({
  world,
  sender,
}));

describe('scheduling a draft', () => {
  it('tells when it goes out, to whom, and on which clock', async () => {
    const draft = await buildDraft({ to: 'Ann <ann@example.net>, bob@example.org' });
    const made = await schedule(draft.id, { sendAt: '2030-01-15T07:00:00Z' });
    expect(made).toMatchObject({
      gmailDraftId: draft.id,
      gmailThreadId: draft.threadId,
      status: 'scheduled',
      sendAt: '2030-01-15T07:00:00.000Z',
      wallTime: '2030-01-15T08:00',
      timeZone: zone,
      subject: draft.subject,
      recipients: ['ann@example.net', 'bob@example.org'],
      tracking: true,
      messageId: null,
      code: null,
      actions: ['send_now', 'choose_new_time', 'cancel'],
    });
  });

  it('understands a phrase', async () => {
    const made = await schedule((await buildDraft()).id, { when: 'tomorrow 8am' });
    expect(made.wallTime).toMatch(/T08:00$/);
  });

  it('keeps subject and readers sealed', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    const [row] = await world.database.query<{ subject_sealed: Buffer; recipients_sealed: Buffer }>(
      'select * from schedule where id = $1',
      [made.id],
    );
    expect(row?.subject_sealed.includes('Offer')).toBe(false);
    expect(row?.recipients_sealed.includes('example.net')).toBe(false);
  });

  it.each([
    [{ when: 'whenever' }, 422, 'time_not_understood'],
    [{ sendAt: '2020-01-01T00:00:00Z' }, 422, 'time_in_past'],
    [{ sendAt: '2040-01-01T00:00:00Z' }, 422, 'time_too_far'],
    [{}, 400, 'invalid_request'],
    [{ when: 'tomorrow', sendAt: '2030-01-01T00:00:00Z' }, 400, 'invalid_request'],
    [{ when: 'tomorrow', timeZone: 'Mars/Olympus' }, 400, 'invalid_request'],
  ])('refuses %j with %i %s', async (body, status, code) => {
    const answer = await sender.call('POST', '/v1/schedules', {
      gmailDraftId: (await buildDraft()).id,
      timeZone: zone,
      ...body,
    });
    expect(answer).toMatchObject({ status, body: { code } });
  });

  it.each([
    ['that Gmail does not have', async () => 'r-404', 'draft_not_found'],
    ['to nobody', async () => (await buildDraft({ to: '' })).id, 'draft_without_recipients'],
    [
      'to 101 people',
      async () => (await buildDraft({ to: Array.from({ length: 101 }, (_, n) => `p${n}@example.org`).join(', ') })).id,
      'too_many_recipients',
    ],
  ])('refuses a draft %s', async (_, draft, code) => {
    const answer = await sender.call('POST', '/v1/schedules', {
      gmailDraftId: await draft(),
      timeZone: zone,
      when: 'tomorrow',
    });
    expect(answer).toMatchObject({ status: 422, body: { code } });
  });

  it('refuses a draft that is scheduled already, and takes it once that is cancelled', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    const again = await sender.call('POST', '/v1/schedules', {
      gmailDraftId: draft.id,
      timeZone: zone,
      when: 'tomorrow',
    });
    expect(again).toMatchObject({ status: 409, body: { code: 'duplicate_schedule' } });
    expect((await sender.call('DELETE', `/v1/schedules/${made.id}`)).status).toBe(204);
    await schedule(draft.id);
  });

  it('answers the same request the same, and another one under its key not at all', async () => {
    const draft = await buildDraft();
    const key = { 'idempotency-key': randomUUID() };
    const body = { gmailDraftId: draft.id, timeZone: zone, when: 'tomorrow 9am' };
    const answers = await Promise.all([1, 2, 3].map(() => sender.call('POST', '/v1/schedules', body, key)));
    const later = await sender.call('POST', '/v1/schedules', body, key);
    for (const answer of [...answers, later]) {
      expect(answer.status).toBe(201);
      expect(answer.body).toEqual(later.body);
    }
    const other = await sender.call('POST', '/v1/schedules', { ...body, when: 'tomorrow 10am' }, key);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_conflict' } });
  });

  it("shows and changes nobody else's", async () => {
    const made = await schedule((await buildDraft()).id);
    const colleague = await world.signIn(COLLEAGUE);
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { when: 'tomorrow' }],
      ['DELETE', '', undefined],
      ['POST', '/send-now', undefined],
      ['POST', '/resolve', { action: 'cancel' }],
      ['GET', '/history', undefined],
    ] as const) {
      const answer = await colleague.call(method, `/v1/schedules/${made.id}${path}`, body);
      expect(answer).toMatchObject({ status: 404, body: { code: 'schedule_not_found' } });
    }
    expect((await colleague.call('GET', '/v1/schedules')).body.items).toEqual([]);
  });

  it('lists by time, a page at a time', async () => {
    for (const hours of [3, 1, 2]) await schedule((await buildDraft()).id, { sendAt: inMs(hours * 3_600_000) });
    const seen: Schedule[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await sender.call(
        'GET',
        `/v1/schedules?limit=2&status=scheduled${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(seen.map((found) => found.sendAt)).toEqual(seen.map((found) => found.sendAt).sort());
    expect(new Set(seen.map((found) => found.id)).size).toBe(seen.length);
  });
});

describe('at its hour', () => {
  it('goes out as plain text without marks, and says why', async () => {
    const draft = await buildDraft({ html: null });
    const made = await schedule(draft.id);
    await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    expect(await whenIt(made.id, 'sent')).toMatchObject({ code: 'untracked_text_only', messageId: null });
    expect((await sentMails(draft.subject))[0]?.raw.toString()).not.toContain('data-openly');
  });

  it('goes out without marks where tracking was left out', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id, { when: 'tomorrow', tracking: false });
    await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    expect(await whenIt(made.id, 'sent')).toMatchObject({ code: null, messageId: null });
    expect((await sentMails(draft.subject))[0]?.raw.toString()).not.toContain('data-openly');
  });

  it('goes out without marks where a reader has refused meanwhile', async () => {
    const to = `reader-${randomUUID()}@example.net`;
    const first = await schedule((await buildDraft({ to })).id);
    const second = await buildDraft({ to });
    const planned = await schedule(second.id);
    await sender.call('POST', `/v1/schedules/${first.id}/send-now`);
    const tracked = await whenIt(first.id, 'sent');
    const mail = (await world.sandbox.mailbox(SENDER).get(tracked.gmailMessageId ?? '')).html;
    const [, link = ''] = /href="[^"]*(\/r\/[A-Za-z0-9_-]+)"/.exec(mail) ?? [];
    expect((await sender.call('POST', `${link}/decision`, { decision: 'refuse', scope: 'sender' })).status).toBe(200);

    await sender.call('POST', `/v1/schedules/${planned.id}/send-now`);
    expect(await whenIt(planned.id, 'sent')).toMatchObject({ code: 'untracked_reader_refused', messageId: null });
    expect((await sentMails(second.subject))[0]?.raw.toString()).not.toContain('data-openly');
  });

  it('goes out without the marks of the mail it quotes where a reader has refused', async () => {
    const to = `reader-${randomUUID()}@example.net`;
    const first = await schedule((await buildDraft({ to })).id);
    await sender.call('POST', `/v1/schedules/${first.id}/send-now`);
    const tracked = await whenIt(first.id, 'sent');
    const mail = await world.sandbox.mailbox(SENDER).get(tracked.gmailMessageId ?? '');
    const [notice = ''] = /Read receipt requested[^<\r\n]*: https?:\S+/.exec(mail.raw.toString()) ?? [];
    expect(notice).toContain('/r/');
    const [, link = ''] = /href="[^"]*(\/r\/[A-Za-z0-9_-]+)"/.exec(mail.html) ?? [];
    expect((await sender.call('POST', `${link}/decision`, { decision: 'refuse', scope: 'sender' })).status).toBe(200);

    const reply = await buildDraft({
      to,
      html: `<div>Once more</div><div class="gmail_quote"><blockquote>${mail.html}</blockquote></div>`,
      text: `Once more\r\n\r\nOn Monday, Sam wrote:\r\n> Hello Ann\r\n> ${notice}`,
    });
    const made = await schedule(reply.id);
    await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    expect(await whenIt(made.id, 'sent')).toMatchObject({ code: 'untracked_reader_refused' });
    const raw = (await sentMails(reply.subject))[0]?.raw.toString() ?? '';
    expect(raw).toContain('Once more');
    expect(raw).toContain('> Hello Ann');
    expect(raw).toContain('<p>Hello Ann</p>');
    expect(raw).not.toMatch(/data-openly|\/o\/|\/r\/|Read receipt/);
  });

  it('takes what stands in the draft then, not what stood there before', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    const raw = `To: bob@example.org\r\nSubject: ${draft.subject}\r\nContent-Type: text/html\r\n\r\n<p>Changed</p>`;
    await world.sandbox.google.call(SENDER, 'PUT', `/drafts/${draft.id}`, {
      message: { raw: Buffer.from(raw).toString('base64url'), threadId: draft.threadId },
    });
    await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    await whenIt(made.id, 'sent');
    expect((await sentMails(draft.subject))[0]?.raw.toString()).toContain('<p>Changed</p>');
  });

  it('is sent once when many workers want to', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    const [leases, sends] = [world.api.app.get(LeasesService), world.api.app.get(SendService)];
    const claimed = await withoutWorker(async () => {
      await world.database.query('update schedule set due_at = now() where id = $1', [made.id]);
      await world.api.app.get(BudgetService).plan();
      return Promise.all(Array.from({ length: 10 }, () => leases.claim({ mails: 1, largeMails: 0, without: [] })));
    });
    expect(claimed.flat().map(({ id }) => id)).toEqual([made.id]);
    await Promise.all(claimed.flat().map((leased) => sends.send(leased)));
    expect(await sentMails(draft.subject)).toHaveLength(1);
    expect((await look(made.id)).status).toBe('sent');
  });
});

describe('when Gmail fails', () => {
  async function sendNow(): Promise<{ id: string; subject: string; draftId: string }> {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    return { id: made.id, subject: draft.subject, draftId: draft.id };
  }
  const go = (id: string) => sender.call('POST', `/v1/schedules/${id}/send-now`);

  it.each([
    ['500 after it was carried out', { status: 500, carriedOut: true }],
    ['500 before it was carried out', { status: 500 }],
    ['503 five times', { status: 503, times: 5 }],
    ['a connection cut after it was carried out', { status: 0, carriedOut: true }],
    ['a connection cut before it was carried out', { status: 0 }],
    ['a rate limit', { status: 429, reason: 'userRateLimitExceeded', times: 2 }],
    ['a rate limit of the project', { status: 403, reason: 'rateLimitExceeded' }],
  ])('the mail goes out once in spite of %s', async (_, fault) => {
    const { id, subject } = await sendNow();
    world.sandbox.faults.failNextApiCall({ match: SEND, ...fault });
    await go(id);
    const sent = await whenIt(id, 'sent');
    const mails = await sentMails(subject);
    expect(mails.map((mail) => mail.id)).toEqual([sent.gmailMessageId]);
    expect(mails[0]?.raw.toString()).toContain('data-openly="pixel"');
    expect((await sender.call('GET', `/v1/messages/${sent.messageId}`)).body.state).toBe('sent');
  });

  it('nobody can cancel a mail that may have gone out', async () => {
    const { id, subject } = await sendNow();
    world.sandbox.faults.failNextApiCall({ match: SEND, status: 500, carriedOut: true });
    world.sandbox.faults.failNextApiCall({ match: /^GET .*(threads|messages)/, status: 503, times: 3 });
    await go(id);
    await until(async () => (await look(id)).code === 'checking', 15_000, 'an unclear answer');
    expect(await look(id)).toMatchObject({ status: 'sending', actions: [] });
    expect((await sender.call('DELETE', `/v1/schedules/${id}`)).body.code).toBe('cancel_too_late');
    expect((await sender.call('PATCH', `/v1/schedules/${id}`, { when: 'tomorrow' })).body.code).toBe(
      'schedule_not_open',
    );
    await whenIt(id, 'sent');
    expect(await sentMails(subject)).toHaveLength(1);
  });

  it('fails with a reason when Gmail refuses the mail, and goes out on a second try', async () => {
    const { id, subject } = await sendNow();
    world.sandbox.faults.failNextApiCall({ match: SEND, status: 400, reason: 'failedPrecondition' });
    await go(id);
    const failed = await whenIt(id, 'failed');
    expect(failed).toMatchObject({ code: 'gmail_refused', actions: ['send_now', 'choose_new_time', 'cancel'] });
    expect(failed.explanation).toContain('Gmail refused');
    expect(await sentMails(subject)).toHaveLength(0);
    expect((await sender.call('POST', `/v1/schedules/${id}/resolve`, { action: 'send_now' })).status).toBe(200);
    await whenIt(id, 'sent');
    expect(await sentMails(subject)).toHaveLength(1);
  });

  it('asks when the draft was deleted', async () => {
    const { id, draftId } = await sendNow();
    await world.sandbox.google.call(SENDER, 'DELETE', `/drafts/${draftId}`);
    await go(id);
    expect(await whenIt(id, 'needs_decision')).toMatchObject({
      code: 'draft_missing',
      actions: ['restore_draft', 'cancel'],
    });
    expect((await sender.call('POST', `/v1/schedules/${id}/resolve`, { action: 'send_now' })).body.code).toBe(
      'schedule_not_open',
    );
    expect((await sender.call('POST', `/v1/schedules/${id}/resolve`, { action: 'cancel' })).body.status).toBe(
      'cancelled',
    );
  });

  it('does not send a mail that was sent by hand', async () => {
    const { id, subject, draftId } = await sendNow();
    await world.sandbox.google.call(SENDER, 'POST', '/drafts/send', { id: draftId });
    await go(id);
    expect(await whenIt(id, 'sent')).toMatchObject({ code: 'sent_by_hand', messageId: null, lateBy: null });
    expect(await sentMails(subject)).toHaveLength(1);
  });

  it('renews an access token that ended early', async () => {
    const { id, subject } = await sendNow();
    world.sandbox.google.expireAccessTokens(SENDER);
    await go(id);
    await whenIt(id, 'sent');
    expect(await sentMails(subject)).toHaveLength(1);
  });
});

describe('when a worker is killed', () => {
  /** A worker that took the schedule and was never heard of again. */
  async function died(id: string, asked: boolean) {
    await world.database.query(
      `update schedule set status = 'sending', lease_id = $2, attempts = 1, first_attempt_at = now(),
            asked_at = case when $3 then now() end, tracked = $3, due_at = now() - interval '3 seconds' where id = $1`,
      [id, randomUUID(), asked],
    );
  }

  it('before it asked Gmail, the mail goes out once', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    await died(made.id, false);
    await until(async () => (await look(made.id)).status === 'sent', 15_000, 'another worker');
    expect(await sentMails(draft.subject)).toHaveLength(1);
  });

  it('after it noted that it asks, and before it did, the mail goes out once', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    await died(made.id, true);
    await until(async () => (await look(made.id)).status === 'sent', 15_000, 'another worker');
    expect(await sentMails(draft.subject)).toHaveLength(1);
  });

  it('after Gmail sent and before it wrote that down, the sent mail is found', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    const [row] = await world.database.query<{ message_id: string }>('select message_id from schedule where id = $1', [
      made.id,
    ]);
    await sender.call('PUT', `/v1/messages/${row?.message_id}`, {
      recipients: [{ email: 'ann@example.net', field: 'to' }],
    });
    const raw = `X-Openly-Delivery: ${row?.message_id}\r\nTo: ann@example.net\r\nSubject: ${draft.subject}\r\n\r\nHi`;
    const sent = await world.sandbox.google.call<{ id: string }>(SENDER, 'POST', '/drafts/send', {
      id: draft.id,
      message: { raw: Buffer.from(raw).toString('base64url'), threadId: draft.threadId },
    });
    await died(made.id, true);
    await until(async () => (await look(made.id)).status === 'sent', 15_000, 'the sent mail to be found');
    expect(await look(made.id)).toMatchObject({ gmailMessageId: sent.id, messageId: row?.message_id });
    expect(await sentMails(draft.subject)).toHaveLength(1);
    expect((await historyOf(made.id)).at(-1)).toMatchObject({ to: 'sent', what: 'found_sent' });
    expect((await sender.call('GET', `/v1/messages/${row?.message_id}`)).body).toMatchObject({
      state: 'sent',
      gmailMessageId: sent.id,
    });
  });

  it('and its lease was taken over, it writes nothing any more', async () => {
    const draft = await buildDraft();
    const made = await schedule(draft.id);
    await world.database.query('update schedule set due_at = now() where id = $1', [made.id]);
    world.sandbox.faults.apiDelayMs = 400;
    const slow = dispatch();
    await until(async () => (await look(made.id)).status === 'sending', 15_000, 'the slow worker to have taken it');
    await world.database.query(`update schedule set lease_id = $2, due_at = now() + interval '1 hour' where id = $1`, [
      made.id,
      randomUUID(),
    ]);
    await slow;
    world.sandbox.faults.apiDelayMs = 0;
    expect((await look(made.id)).status).toBe('sending');
    expect(await sentMails(draft.subject)).toHaveLength(0);
  });
});

describe("changing one's mind", () => {
  it('shows the same instant on another clock', async () => {
    const made = await schedule((await buildDraft()).id, { sendAt: '2030-01-15T07:00:00Z' });
    const { body } = await sender.call('PATCH', `/v1/schedules/${made.id}`, { timeZone: 'Asia/Kolkata' });
    expect(body).toMatchObject({ sendAt: made.sendAt, timeZone: 'Asia/Kolkata', wallTime: '2030-01-15T12:30' });
  });

  it('either cancels or sends, never both', async () => {
    for (let round = 0; round < 8; round++) {
      const draft = await buildDraft();
      const made = await schedule(draft.id);
      await world.database.query('update schedule set due_at = now() where id = $1', [made.id]);
      const [answer] = await Promise.all([sender.call('DELETE', `/v1/schedules/${made.id}`), dispatch()]);
      const sent = await sentMails(draft.subject);
      expect([answer.status, sent.length]).toEqual(answer.status === 204 ? [204, 0] : [409, 1]);
    }
  });
});

describe('what is kept of a schedule', () => {
  const sealed = async (id: string) => {
    const [row] = await world.database.query<{ subject_sealed: Buffer | null; recipients_sealed: Buffer | null }>(
      'select subject_sealed, recipients_sealed from schedule where id = $1',
      [id],
    );
    return [row?.subject_sealed, row?.recipients_sealed];
  };

  it('is neither subject nor readers once its message is deleted', async () => {
    const [made, other] = [await schedule((await buildDraft()).id), await schedule((await buildDraft()).id)];
    await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    const { messageId } = await whenIt(made.id, 'sent');
    expect((await sender.call('DELETE', `/v1/messages/${messageId}`)).status).toBe(204);
    expect(await sealed(made.id)).toEqual([null, null]);
    expect(await look(made.id)).toMatchObject({ status: 'sent', subject: null, recipients: [] });
    expect(await sealed(other.id)).toEqual([expect.any(Buffer), expect.any(Buffer)]);
  });

  it('is nothing 90 days after it ended; one that waits is kept', async () => {
    const made = await Promise.all(Array.from({ length: 4 }, async () => schedule((await buildDraft()).id)));
    const [waiting, cancelled, failed, young] = made.map(({ id }) => id);
    for (const [id, status, days] of [
      [waiting, 'scheduled', FINISHED_KEPT_DAYS + 1],
      [cancelled, 'cancelled', FINISHED_KEPT_DAYS + 1],
      [failed, 'failed', FINISHED_KEPT_DAYS + 1],
      [young, 'cancelled', FINISHED_KEPT_DAYS - 1],
    ]) {
      await world.database.query(
        `update schedule set status = $2, updated_at = now() - make_interval(days => $3) where id = $1`,
        [id, status, days],
      );
    }
    await world.api.app.get(SchedulesService).maintain();
    const ids = made.map(({ id }) => id);
    const left = await world.database.query<{ id: string }>('select id from schedule where id = any($1)', [ids]);
    expect(left.map(({ id }) => id).sort()).toEqual([waiting, young].sort());
    const events = await world.database.query('select from schedule_event where schedule_id = any($1)', [
      [cancelled, failed],
    ]);
    expect(events).toEqual([]);
  });
});

// Last: the emulated mailbox is slow once it holds this.
describe('a large mail', () => {
  it('carries attachments of several megabytes to the byte', async () => {
    const attachment = randomBytes(4 * 1024 * 1024)
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n');
    const subject = `Large ${randomUUID()}`;
    const raw = [
      `To: ann@example.net`,
      `Subject: ${subject}`,
      'Content-Type: multipart/mixed; boundary=m',
      '',
      '--m',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      '<p>Grüße</p>',
      '--m',
      'Content-Type: application/pdf; name=a.pdf',
      'Content-Transfer-Encoding: base64',
      '',
      attachment,
      '--m--',
      '',
    ].join('\r\n');
    const draft = await world.sandbox.google.call<{ id: string }>(SENDER, 'POST', '/drafts', {
      message: { raw: Buffer.from(raw).toString('base64url') },
    });
    const made = await schedule(draft.id);
    await sender.call('POST', `/v1/schedules/${made.id}/send-now`);
    await whenIt(made.id, 'sent');
    const [mail] = await sentMails(subject);
    expect(mail?.raw.includes(attachment)).toBe(true);
    expect(mail?.raw.includes('<p>Grüße</p>')).toBe(true);
    expect(mail?.raw.includes('data-openly="pixel"')).toBe(true);
  });
});
