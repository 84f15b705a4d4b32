import { beforeEach, describe, expect, it } from '@jest/globals';
import { consentStage } from '../support/consent-stage.js';
import { marksIn, noMarks } from '../support/marks.js';
import { inMs, schedulingIn } from '../support/scheduled-mail.js';
import { seriesStage } from '../support/series-stage.js';
import { type User, type World, withSender } from '../support/world.js';

let world: World;
let sender: User;
withSender((its) => {
  ({ world, sender } = its);
});
const its = () => ({ world, sender });
const { someReader, setMode, decided, questions, prepare, stored } = consentStage(its);
const { buildDraft, schedule, dispatch, whenIt, withoutWorker, sentMails, look } = schedulingIn(its);
const series = seriesStage(its);

beforeEach(() => setMode('ask'));

const SEND = /^POST .*drafts\/send$/;
const ASKED = 'Read receipts requested by';
const sendNow = (id: string) => sender.call('POST', `/v1/schedules/${id}/send-now`);

/** A mail to these readers that goes out at its hour. @returns its schedule then, and the mail as Gmail has it */
async function sendScheduled(readers: readonly string[], body: object = {}, draft: object = {}) {
  const { id, subject } = await buildDraft({ to: readers.join(', '), ...draft });
  const made = await schedule(id, { when: 'tomorrow', ...body });
  await sendNow(made.id);
  const sent = await whenIt(made.id, 'sent');
  const [mail] = await sentMails(subject);
  return { sent, html: mail?.html ?? '', raw: mail?.raw.toString() ?? '' };
}

async function messageOf(scheduleId: string) {
  const [row] = await world.database.query<{ message_id: string }>('select message_id from schedule where id = $1', [
    scheduleId,
  ]);
  return row?.message_id ?? '';
}

describe('a scheduled mail of a team that asks', () => {
  it('carries the question in both its texts and no pixel, once', async () => {
    const ann = someReader();
    const first = await sendScheduled([ann]);
    expect(first.sent).toMatchObject({ code: 'untracked_reader_asked', messageId: null, consentMode: null });
    expect(marksIn(first.html)).toEqual({ pixels: [], notices: 0, readerLinks: 1 });
    expect(first.raw.split(ASKED)).toHaveLength(3);
    const messageId = await messageOf(first.sent.id);
    expect(await questions([ann])).toMatchObject([{ message_id: messageId }]);
    expect(await stored(messageId)).toEqual({
      tracked: false,
      asks: true,
      consent_mode: 'ask',
      notice_version: '1.ask.en',
    });

    const second = await sendScheduled([ann]);
    expect(second.sent).toMatchObject({ code: 'untracked_awaiting_reader', messageId: null });
    expect(second.raw).not.toContain('data-openly');
    expect(await questions([ann])).toMatchObject([{ message_id: messageId }]);
  });

  it('is tracked once its reader has allowed it', async () => {
    const ann = someReader();
    await decided(ann, { decision: 'allow', scope: 'sender' });
    const { sent, html } = await sendScheduled([ann]);
    expect(sent).toMatchObject({ code: null, messageId: expect.any(String) });
    expect(marksIn(html)).toMatchObject({ notices: 1, pixels: [expect.any(String)] });
  });

  it('takes the strictest of its readers, in any field', async () => {
    const [ann, bob] = [someReader(), someReader()];
    await decided(ann, { decision: 'allow', scope: 'server' });
    await decided(bob, { decision: 'refuse', scope: 'sender' });
    const { sent, raw } = await sendScheduled([ann], {}, { headers: [`Bcc: ${bob}`] });
    expect(sent.code).toBe('untracked_reader_refused');
    expect(raw).not.toContain('data-openly');
  });

  it('asks each reader in one mail only where several go out at the same moment', async () => {
    const [ann, bob] = [someReader(), someReader()];
    const drafts = await Promise.all([buildDraft({ to: ann }), buildDraft({ to: ann }), buildDraft({ to: bob })]);
    const sendAt = inMs(1_500);
    const made = await withoutWorker(async () => {
      const waiting = await Promise.all(drafts.map(({ id }) => schedule(id, { sendAt })));
      await new Promise((resolve) => setTimeout(resolve, 1_600));
      return waiting;
    });
    await dispatch();
    const codes = await Promise.all(made.map(async ({ id }) => (await whenIt(id, 'sent')).code));
    expect(codes.slice(0, 2).sort()).toEqual(['untracked_awaiting_reader', 'untracked_reader_asked']);
    expect(codes[2]).toBe('untracked_reader_asked');
  });

  it('has asked nobody where Gmail did not take it, and asks when it does', async () => {
    const ann = someReader();
    const draft = await buildDraft({ to: ann });
    const made = await schedule(draft.id, { when: 'tomorrow' });
    world.sandbox.faults.failNextApiCall({ match: SEND, status: 429, reason: 'userRateLimitExceeded' });
    await sendNow(made.id);
    await dispatch();
    expect(await questions([ann])).toEqual([null]);
    expect(await whenIt(made.id, 'sent')).toMatchObject({ code: 'untracked_reader_asked' });
    expect((await sentMails(draft.subject))[0]?.html).toContain(ASKED);
    expect(await questions([ann])).toMatchObject([{ message_id: await messageOf(made.id) }]);
  });

  it('has asked where Gmail’s answer was lost and the mail was found in Sent', async () => {
    const ann = someReader();
    const made = await schedule((await buildDraft({ to: ann })).id, { when: 'tomorrow' });
    world.sandbox.faults.failNextApiCall({ match: SEND, status: 503, carriedOut: true });
    await sendNow(made.id);
    expect(await whenIt(made.id, 'sent')).toMatchObject({ messageId: null });
    expect(await questions([ann])).toMatchObject([{ message_id: await messageOf(made.id) }]);
  });

  it('keeps other mail from asking while Gmail may have sent it', async () => {
    const ann = someReader();
    const made = await schedule((await buildDraft({ to: ann })).id, { when: 'tomorrow' });
    world.sandbox.faults.failNextApiCall({ match: SEND, status: 503, carriedOut: true });
    world.sandbox.faults.failNextApiCall({ match: /^GET .*\/messages/, status: 503, times: 1_000 });
    await sendNow(made.id);
    await dispatch();
    expect((await look(made.id)).status).toBe('sending');
    expect(await questions([ann])).toEqual([null]);
    expect(await prepare([ann])).toMatchObject({ reason: 'awaiting_reader' });
    world.sandbox.faults.clear();
    await whenIt(made.id, 'sent');
    expect(await questions([ann])).toMatchObject([{ message_id: await messageOf(made.id) }]);
  });

  it('takes the question out of the mail it quotes', async () => {
    const ann = someReader();
    const first = await sendScheduled([ann]);
    const [asked = ''] = /Read receipts requested by[^<\r\n]*: https?:\S+/.exec(first.raw) ?? [];
    expect(asked).toContain('/r/');
    const { raw } = await sendScheduled(
      [ann],
      {},
      {
        html: `<div>Once more</div><div class="gmail_quote"><blockquote>${first.html}</blockquote></div>`,
        text: `Once more\r\n\r\nOn Monday, Sam wrote:\r\n> Hello Ann\r\n> ${asked}`,
      },
    );
    expect(raw).toContain('> Hello Ann');
    expect(raw).not.toMatch(/data-openly|\/r\/|Read receipt/);
  });
});

describe('the mode of one scheduled mail', () => {
  it.each([
    ['notice', 'ask', 'untracked_reader_asked'],
    ['notice', 'off', 'untracked_off'],
    ['ask', 'notice', 'untracked_reader_asked'],
    ['off', 'notice', 'untracked_off'],
    ['notice', 'notice', null],
  ] as const)('of a team in %s, asked for as %s', async (team, consentMode, code) => {
    await setMode(team);
    const { sent, html } = await sendScheduled([someReader()], { consentMode });
    expect(sent).toMatchObject({ code, consentMode });
    if (code === 'untracked_off') expect(marksIn(html)).toEqual(noMarks);
  });

  it('is the team’s of the moment of sending, not of scheduling', async () => {
    await setMode('notice');
    const draft = await buildDraft({ to: someReader() });
    const made = await schedule(draft.id, { when: 'tomorrow' });
    await setMode('off');
    await sendNow(made.id);
    expect(await whenIt(made.id, 'sent')).toMatchObject({
      code: 'untracked_off',
      explanation: expect.stringContaining('switched off'),
    });
  });

  it('can be changed while it waits, and given back to the team', async () => {
    const made = await schedule((await buildDraft()).id, { when: 'tomorrow', consentMode: 'off' });
    const patch = (body: object) => sender.call('PATCH', `/v1/schedules/${made.id}`, body);
    expect((await patch({ consentMode: 'ask' })).body.consentMode).toBe('ask');
    expect((await patch({ unlessReplied: true })).body.consentMode).toBe('ask');
    expect((await patch({ consentMode: null })).body.consentMode).toBeNull();
    expect((await patch({ consentMode: 'silent' })).body.code).toBe('invalid_request');
    expect((await look(made.id)).consentMode).toBeNull();
  });

  it('is stricter also where an earlier attempt was prepared looser', async () => {
    await setMode('notice');
    const draft = await buildDraft({ to: someReader() });
    const made = await schedule(draft.id, { when: 'tomorrow' });
    world.sandbox.faults.failNextApiCall({ match: SEND, status: 429, reason: 'userRateLimitExceeded' });
    await sendNow(made.id);
    await dispatch();
    expect(await stored(await messageOf(made.id))).toMatchObject({ tracked: true });
    await sender.call('PATCH', `/v1/schedules/${made.id}`, { consentMode: 'ask' });
    expect(await whenIt(made.id, 'sent')).toMatchObject({ code: 'untracked_reader_asked' });
    expect((await sentMails(draft.subject))[0]?.raw.toString()).not.toContain('/o/');
  });
});

describe('the mode of a series', () => {
  it('is that of each of its mails, and changes with it', async () => {
    const made = await series.begin((await series.buildDraft()).id, { consentMode: 'ask' });
    expect(made.consentMode).toBe('ask');
    expect((await series.scheduleOf(made.scheduleId)).consentMode).toBe('ask');
    expect((await series.change(made.id, { consentMode: 'off' })).consentMode).toBe('off');
    expect((await series.scheduleOf(made.scheduleId)).consentMode).toBe('off');
    expect((await series.change(made.id, { tolerance: 60 })).consentMode).toBe('off');
    expect((await series.change(made.id, { consentMode: null })).consentMode).toBeNull();
    expect((await series.scheduleOf(made.scheduleId)).consentMode).toBeNull();
  });
});

describe('a follow-up, unless opened, of a mail that only asked', () => {
  it('is not planned: nobody could tell', async () => {
    const asking = await prepare([someReader()]);
    const followUpOf = { messageId: asking.id, unless: 'opened', days: 3 };
    const body = { gmailDraftId: (await buildDraft()).id, timeZone: 'Europe/Amsterdam', followUpOf };
    const answer = await sender.call('POST', '/v1/schedules', body);
    expect(answer.body.code).toBe('followed_mail_untracked');
  });

  it('asks its sender, also where the reader has answered the question', async () => {
    const draft = await buildDraft({ to: someReader() });
    const first = await schedule(draft.id, { when: 'tomorrow' });
    const followUpOf = { scheduleId: first.id, unless: 'opened', days: 1 };
    const then = await schedule((await buildDraft()).id, { followUpOf });
    await sendNow(first.id);
    await whenIt(first.id, 'sent');
    const [mail] = await sentMails(draft.subject);
    const [, page = ''] = /(\/r\/[\w-]{20,})/.exec(mail?.html ?? '') ?? [];
    const decision = { decision: 'refuse', scope: 'message' };
    expect((await sender.call('POST', `${page}/decision`, decision)).status).toBe(200);
    await world.database.query(`update schedule set sent_at = sent_at - interval '1 day' where id = $1`, [first.id]);
    await world.database.query('update schedule set send_at = now(), late_from = now(), due_at = now() where id = $1', [
      then.id,
    ]);
    await dispatch();
    expect(await whenIt(then.id, 'needs_decision')).toMatchObject({ code: 'opening_unknown' });
  });
});
