import { describe, expect, it } from '@jest/globals';
import { onEachQueue } from '../support/api.js';
import { inMs, schedulingIn, zone } from '../support/scheduled-mail.js';
import { seriesStage } from '../support/series-stage.js';
import { until } from '../support/until.js';
import { SENDER, type User, type World, withSender } from '../support/world.js';

let world: World;
let sender: User;

const { buildDraft, schedule, look, sentMails, historyOf } = schedulingIn(() => ({ world, sender }));
const stage = seriesStage(() => ({ world, sender }));

/** Waits until half a second after an instant, when whatever was to happen then would have. */
const afterwards = (instant: string) =>
  new Promise((resolve) => setTimeout(resolve, Date.parse(instant) - Date.now() + 500));

// What a worker does by itself, because an alarm rings, a queue makes a job or it sweeps: nothing here hurries it.
onEachQueue((queue) => {
  withSender(
    (its) => {
      ({ world, sender } = its);
    },
    { queue },
  );

  describe('a scheduled mail', () => {
    it('goes out once, with pixel and notice, and the extension is told', async () => {
      const draft = await buildDraft({ headers: ['Bcc: hidden@example.org'] });
      const made = await schedule(draft.id, { sendAt: inMs(1_200) });
      const sent = await until(async () => ((await look(made.id)).status === 'sent' ? look(made.id) : null), 15_000);
      expect(new Date(sent.sentAt ?? '').getTime()).toBeGreaterThanOrEqual(new Date(made.sendAt).getTime());
      const [mail, ...more] = await sentMails(draft.subject);
      expect(more).toEqual([]);
      expect(mail).toMatchObject({ id: sent.gmailMessageId, threadId: draft.threadId });
      expect(mail?.raw.toString()).toContain('data-openly="pixel"');
      expect(mail?.raw.toString()).toContain('Read receipt requested by Sam Sender');
      expect(mail?.raw.toString()).toContain('Bcc: hidden@example.org');
      expect(await world.sandbox.mailbox(SENDER).drafts()).not.toContainEqual(
        expect.objectContaining({ id: draft.id }),
      );

      const { body: message } = await sender.call('GET', `/v1/messages/${sent.messageId}`);
      expect(message).toMatchObject({ state: 'sent', gmailMessageId: sent.gmailMessageId, subject: draft.subject });
      const events = await world.database.query<{ type: string; data: unknown }>(
        `select type, data from event where data ->> 'scheduleId' = $1`,
        [made.id],
      );
      expect(events).toEqual([
        {
          type: 'schedule.sent',
          data: { scheduleId: made.id, gmailThreadId: draft.threadId, messageId: sent.messageId },
        },
      ]);
      expect((await historyOf(made.id)).map(({ from, to, what }) => [from, to, what])).toEqual([
        [null, 'scheduled', 'created'],
        ['sending', 'sent', 'sent'],
      ]);
    });

    it('is found by the sweeper when its alarm is lost', async () => {
      const draft = await buildDraft();
      const made = await schedule(draft.id);
      await world.database.query(`update schedule set due_at = now() - interval '3 seconds' where id = $1`, [made.id]);
      await until(async () => (await look(made.id)).status === 'sent', 15_000, 'the sweeper');
    });

    it('moves the time, and only the new one counts', async () => {
      const draft = await buildDraft();
      const made = await schedule(draft.id, { sendAt: inMs(2_000) });
      const later = await sender.call('PATCH', `/v1/schedules/${made.id}`, {
        sendAt: inMs(3_600_000),
        tracking: false,
      });
      expect(later.body).toMatchObject({ status: 'scheduled', tracking: false });
      await afterwards(made.sendAt);
      expect((await look(made.id)).status).toBe('scheduled');
      expect(await sentMails(draft.subject)).toHaveLength(0);
      await sender.call('PATCH', `/v1/schedules/${made.id}`, { sendAt: inMs(600) });
      await until(async () => (await look(made.id)).status === 'sent', 15_000, 'the earlier time');
    });

    it('cancels, once and for good, and leaves the draft', async () => {
      const draft = await buildDraft();
      const made = await schedule(draft.id, { sendAt: inMs(2_000) });
      expect((await sender.call('DELETE', `/v1/schedules/${made.id}`)).status).toBe(204);
      expect((await sender.call('DELETE', `/v1/schedules/${made.id}`)).status).toBe(204);
      await afterwards(made.sendAt);
      expect(await look(made.id)).toMatchObject({ status: 'cancelled', actions: [] });
      expect(await sentMails(draft.subject)).toHaveLength(0);
      for (const path of ['/send-now', '/resolve']) {
        const answer = await sender.call(
          'POST',
          `/v1/schedules/${made.id}${path}`,
          path === '/resolve' ? { action: 'send_now' } : undefined,
        );
        expect(answer).toMatchObject({ status: 409, body: { code: 'schedule_not_open' } });
      }
    });

    it('pauses everything, and on going on asks about what was missed', async () => {
      const [soon, later] = [await buildDraft(), await buildDraft()];
      const missed = await schedule(soon.id, { sendAt: inMs(2_000) });
      const kept = await schedule(later.id, { sendAt: inMs(6_000) });
      expect((await sender.call('POST', '/v1/schedules/pause')).body.count).toBeGreaterThanOrEqual(2);
      await afterwards(missed.sendAt);
      expect((await look(missed.id)).status).toBe('paused');
      await sender.call('POST', '/v1/schedules/resume');
      expect(await look(missed.id)).toMatchObject({ status: 'needs_decision', code: 'missed_while_paused' });
      expect(await sentMails(soon.subject)).toHaveLength(0);
      await until(async () => (await look(kept.id)).status === 'sent', 15_000, 'the mail that was held');
      const chosen = await sender.call('PATCH', `/v1/schedules/${missed.id}`, { sendAt: inMs(500) });
      expect(chosen.body).toMatchObject({ status: 'scheduled', code: null });
      await until(async () => (await look(missed.id)).status === 'sent', 15_000, 'the new time');
    });

    it('waits for a new sign-in when access was withdrawn, and then goes out', async () => {
      const { id: draftId, subject } = await buildDraft();
      const { id } = await schedule(draftId);
      world.sandbox.google.revokeAccess(SENDER);
      await sender.call('POST', `/v1/schedules/${id}/send-now`);
      const waiting = await until(async () => ((await look(id)).code === 'reauthorise' ? look(id) : null), 15_000);
      expect(waiting).toMatchObject({ status: 'scheduled', actions: ['sign_in', 'cancel'] });
      expect((await sender.call('GET', '/v1/me')).body.gmailConnected).toBe(false);
      const refused = await sender.call('POST', '/v1/schedules', {
        gmailDraftId: 'r-1',
        timeZone: zone,
        when: 'tomorrow',
      });
      expect(refused).toMatchObject({ status: 403, body: { code: 'reauthorise' } });
      await world.signIn(SENDER);
      await until(async () => (await look(id)).status === 'sent', 15_000, 'the mail after signing in');
      expect(await sentMails(subject)).toHaveLength(1);
      expect((await sender.call('GET', '/v1/me')).body.gmailConnected).toBe(true);
    });
  });

  describe('a series', () => {
    it('sends the occurrence once at its time and has the next one waiting, by itself', async () => {
      const template = await stage.buildDraft();
      const made = await stage.begin(template.id, { rule: 'FREQ=DAILY' });
      const first = await stage.scheduleOf(made.scheduleId);
      await world.database.query(
        `update schedule set send_at = now(), due_at = now(), late_from = now() where id = $1`,
        [first.id],
      );
      await stage.letTimeCome(made);
      const second = await until(
        async () => {
          const { scheduleId } = await stage.look(made.id);
          return scheduleId !== null && scheduleId !== first.id && stage.scheduleOf(scheduleId);
        },
        15_000,
        'the next occurrence',
      );
      await until(async () => (await stage.scheduleOf(first.id)).status === 'sent', 15_000, 'the mail');
      const [mail, ...more] = await stage.sentAbout(template.subject);
      expect(more).toEqual([]);
      expect(mail?.raw.toString()).toContain('data-openly="pixel"');
      expect(second).toMatchObject({ status: 'scheduled', wallTime: '2027-03-23T08:00' });
      expect((await stage.draftsAbout(template.subject)).sort()).toEqual([template.id, second.gmailDraftId].sort());
    });
  });
});
