import { describe, expect, it } from '@jest/globals';
import { type Schedule, type Series, series as seriesSchema } from '@openly/contracts';
import { SeriesService } from '../../apps/api/src/series/series.service.js';
import { handOverStage } from '../support/hand-over-stage.js';
import { inMs, zone } from '../support/scheduled-mail.js';
import { until } from '../support/until.js';
import { COLLEAGUE, SENDER, type User } from '../support/world.js';

const stage = handOverStage();
const DAY_MS = 86_400_000;

const seriesOf = async (who: User): Promise<Series[]> => {
  const { body } = await who.call('GET', '/v1/series?limit=200');
  return (body.items as unknown[]).map((one) => seriesSchema.parse(one));
};

/** Every Monday at 8:00, from 22 March 2027 on. */
async function beginSeries(body: object = {}) {
  const draft = await stage.buildDraft({ headers: ['Reply-To: sam@elsewhere.example'] });
  const answer = await stage.sam.call('POST', '/v1/series', {
    ...{ gmailDraftId: draft.id, timeZone: zone, rule: 'FREQ=WEEKLY;BYDAY=MO', when: '2027-03-22T08:00' },
    ...body,
  });
  expect(answer.status).toBe(201);
  return { draft, series: seriesSchema.parse(answer.body) };
}

/** Has a worker make what is next of each series, until this holds of the only one. */
const worked = (who: User, holds: (series: Series) => boolean) =>
  until(
    async () => {
      await stage.world.database.query('update series set due_at = now() where lease_id is null');
      await stage.world.api.app.get(SeriesService).makeDue();
      const [series] = await seriesOf(who);
      return series && holds(series) && series;
    },
    10_000,
    'the next mail of the series',
  );

const only = <T>(items: T[]): T => {
  const [one] = items;
  if (one === undefined || items.length > 1) throw new Error(`${items.length} where one is expected`);
  return one;
};

describe('a series that is handed over', () => {
  it('goes on from the mailbox of who took it, on the same dates, each once', async () => {
    const { draft, series } = await beginSeries({ skip: ['2027-04-05'], tolerance: 33, tracking: false });
    expect(await stage.toldBefore()).toEqual({ mails: 1, series: 1, asking: 0, beingSent: 0 });
    expect((await stage.handOver()).status).toBe(200);

    const taken = await worked(stage.cleo, ({ scheduleId }) => scheduleId !== null);
    expect(taken).toMatchObject({
      ...{ status: 'active', rule: series.rule, wallTime: series.wallTime, timeZone: zone, skip: ['2027-04-05'] },
      ...{ tolerance: 33, tracking: false, subject: draft.subject, recipients: ['ann@example.net'] },
    });
    // The mail of the 22nd was made before, and is handed over as it was.
    expect(taken.next.map(({ date }) => date).slice(0, 2)).toEqual(['2027-03-29', '2027-04-12']);
    const mails = await stage.waitingOf(stage.cleo);
    expect(mails.map(({ wallTime, seriesId }) => [wallTime, seriesId])).toEqual([
      ['2027-03-22T08:00', taken.id],
      ['2027-03-29T08:00', taken.id],
    ]);
    // The series' own draft, and one for each of both mails.
    const drafts = await stage.draftsOf(COLLEAGUE, draft.subject);
    expect(drafts.map(({ id }) => id).sort()).toEqual(
      [taken.gmailDraftId, ...mails.map(({ gmailDraftId }) => gmailDraftId)].sort(),
    );
    for (const { message } of drafts) {
      expect(message.raw.toString()).toMatch(/^From: colleague@example\.com$/m);
      expect(message.raw.toString()).not.toMatch(/sender@example|sam@elsewhere/);
    }

    await stage.sendNow(stage.cleo, mails[0] as Schedule);
    await stage.sendNow(stage.cleo, mails[1] as Schedule);
    expect(await stage.sentBy(COLLEAGUE, draft.subject)).toHaveLength(2);
    expect(await stage.sentBy(SENDER, draft.subject)).toEqual([]);
    const { body: log } = await stage.cleo.call('GET', '/v1/team/audit?limit=3');
    expect(log.items).toMatchObject([
      { action: 'member.removed' },
      { action: 'schedule.handed_over' },
      { action: 'series.handed_over', targetId: taken.id, detail: { to: stage.cleo.me.accountId } },
    ]);
  });

  it('ends, with the mail of it that waits, when who took it ends it', async () => {
    await beginSeries();
    expect((await stage.handOver()).status).toBe(200);
    const { id } = only(await seriesOf(stage.cleo));
    expect((await stage.cleo.call('DELETE', `/v1/series/${id}`)).status).toBe(204);
    expect(await stage.waitingOf(stage.cleo)).toEqual([]);
  });

  it.each(['by itself', 'with all other mail'])('that was paused %s stays so until it is resumed', async (how) => {
    const { series } = await beginSeries();
    const alone = how === 'by itself';
    if (alone) await stage.sam.call('PATCH', `/v1/series/${series.id}`, { status: 'paused' });
    else await stage.sam.call('POST', '/v1/schedules/pause');
    expect((await stage.handOver(stage.mia)).status).toBe(200);
    const taken = only(await seriesOf(stage.mia));
    expect([taken.status, taken.code]).toEqual(['paused', alone ? null : 'all_paused']);
    expect(only(await stage.waitingOf(stage.mia)).status).toBe('paused');
    if (alone) await stage.mia.call('PATCH', `/v1/series/${taken.id}`, { status: 'active' });
    else await stage.mia.call('POST', '/v1/schedules/resume');
    await worked(stage.mia, ({ scheduleId }) => scheduleId !== null);
    expect((await stage.waitingOf(stage.mia)).map(({ wallTime, status }) => [wallTime, status])).toEqual([
      ['2027-03-22T08:00', 'scheduled'],
      ['2027-03-29T08:00', 'scheduled'],
    ]);
  });

  it('has one draft there, also where Gmail’s answer was lost and the first try was given up', async () => {
    const { draft } = await beginSeries();
    const { faults } = stage.world.sandbox;
    faults.failNextApiCall({ match: /^POST \/gmail\/v1\/users\/me\/drafts$/, status: 0, carriedOut: true });
    faults.failNextApiCall({ match: /^GET \/gmail\/v1\/users\/me\/drafts$/, status: 503 });
    const { body } = await stage.handOver();
    expect(body).toMatchObject({ code: 'handover_incomplete', errors: [{ path: expect.stringMatching(/^series\./) }] });
    expect([(await seriesOf(stage.cleo)).length, only(await seriesOf(stage.sam)).status]).toEqual([0, 'active']);
    expect((await stage.handOver()).status).toBe(200);
    const taken = only(await seriesOf(stage.cleo));
    const mail = only(await stage.waitingOf(stage.cleo));
    expect((await stage.draftsOf(COLLEAGUE, draft.subject)).map(({ id }) => id).sort()).toEqual(
      [taken.gmailDraftId, mail.gmailDraftId].sort(),
    );
  });
});

describe('mail with a condition that is handed over', () => {
  it('goes on waiting for the answer to a mail that was handed over too', async () => {
    const [first, second] = [await stage.buildDraft({ to: SENDER }), await stage.buildDraft({ to: SENDER })];
    const before = await stage.schedule(first.id, { sendAt: inMs(DAY_MS) });
    await stage.schedule(second.id, { followUpOf: { scheduleId: before.id, unless: 'replied', days: 3 } });
    expect(await stage.toldBefore()).toEqual({ mails: 2, series: 0, asking: 0, beingSent: 0 });
    expect((await stage.handOver()).status).toBe(200);

    const [mail, followUp] = await stage.waitingOf(stage.cleo);
    if (!mail || !followUp) throw new Error('not both were handed over');
    expect([mail.subject, followUp.subject]).toEqual([first.subject, second.subject]);
    expect(followUp).toMatchObject({
      status: 'scheduled',
      followUpOf: { scheduleId: mail.id, messageId: null, unless: 'replied', days: 3 },
    });
    await stage.sendNow(stage.cleo, mail);
    const sent = only(await stage.sentBy(COLLEAGUE, first.subject));
    const [, messageId = ''] = /^Message-ID: (<[^>]+>)/im.exec(sent.raw.toString()) ?? [];
    const answer = [
      ...[`To: ${COLLEAGUE}`, `Subject: Re: ${first.subject}`, `In-Reply-To: ${messageId}`],
      ...['Content-Type: text/plain', '', 'Thanks'],
    ];
    await stage.world.sandbox.google.call(SENDER, 'POST', '/messages/send', {
      message: { raw: Buffer.from(answer.join('\r\n')).toString('base64url') },
    });
    expect((await stage.cleo.call('POST', `/v1/schedules/${followUp.id}/send-now`)).status).toBe(200);
    await until(
      async () => {
        await stage.dispatch();
        return (await stage.cleo.call('GET', `/v1/schedules/${followUp.id}`)).body.status === 'cancelled';
      },
      20_000,
      'the answer to be seen',
    );
    expect(await stage.sentBy(COLLEAGUE, second.subject)).toEqual([]);
  });

  it('asks who takes it over where the answers come to the mailbox of who goes, and is not sent unasked', async () => {
    const [inThread, after] = [await stage.buildDraft(), await stage.buildDraft()];
    await stage.schedule(inThread.id, { sendAt: inMs(3_600_000), unlessReplied: true });
    const out = await stage.sentMail();
    await stage.schedule(after.id, {
      sendAt: inMs(7_200_000),
      followUpOf: { scheduleId: out.id, unless: 'replied' },
    });
    expect(await stage.toldBefore()).toEqual({ mails: 0, series: 0, asking: 2, beingSent: 0 });
    expect((await stage.handOver()).status).toBe(200);

    const taken = await stage.waitingOf(stage.cleo);
    expect(taken.map(({ subject }) => subject)).toEqual([inThread.subject, after.subject]);
    for (const mail of taken) {
      expect(mail).toMatchObject({
        ...{ status: 'needs_decision', code: 'answers_elsewhere', unlessReplied: false, followUpOf: null },
        actions: ['send_now', 'choose_new_time', 'cancel'],
      });
    }
    const [asked, other] = taken as [Schedule, Schedule];
    expect(await stage.movesOf(stage.cleo, asked)).toEqual(['handed_over', 'asked']);
    await stage.world.database.query('update schedule set send_at = now(), due_at = now(), late_from = now()');
    await stage.dispatch();
    expect(await stage.sentBy(COLLEAGUE, inThread.subject)).toEqual([]);
    // Whoever decides that it is to go out has it go out, now or later.
    await stage.sendNow(stage.cleo, asked);
    expect(await stage.sentBy(COLLEAGUE, inThread.subject)).toHaveLength(1);
    const later = await stage.cleo.call('PATCH', `/v1/schedules/${other.id}`, { sendAt: inMs(DAY_MS) });
    expect(later.body).toMatchObject({ status: 'scheduled', code: null });
  });

  it('asks who takes it over what it asked its sender', async () => {
    const draft = await stage.buildDraft();
    const { id } = await stage.schedule(draft.id);
    await stage.sam.call('POST', '/v1/schedules/pause');
    await stage.world.database.query(`update schedule set send_at = now() - interval '1 minute' where id = $1`, [id]);
    await stage.sam.call('POST', '/v1/schedules/resume');
    expect((await stage.look(id)).code).toBe('missed_while_paused');
    expect((await stage.toldBefore()).asking).toBe(1);
    expect((await stage.handOver()).status).toBe(200);
    expect(only(await stage.waitingOf(stage.cleo))).toMatchObject({
      ...{ status: 'needs_decision', code: 'missed_while_paused', subject: draft.subject },
    });
  });
});
