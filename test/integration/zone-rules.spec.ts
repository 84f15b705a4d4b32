import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Schedule, ScheduleEvent } from '@openly/contracts';
import { Database } from '../../apps/api/src/database/database.js';
import { ScheduleStore, ZONE_RULES } from '../../apps/api/src/scheduling/schedule-store.js';
import { ZoneRulesService } from '../../apps/api/src/scheduling/zone-rules.service.js';
import { until } from '../support/until.js';
import { type User, type World, withSender } from '../support/world.js';

const ZONE = 'Europe/Amsterdam';
/** 08:00 in Amsterdam. */
const EIGHT = '2030-01-15T07:00:00.000Z';

let world: World;
let sender: User;
withSender((its) => {
  ({ world, sender } = its);
});
beforeEach(() => world.database.query('delete from schedule'));

interface Waiting {
  sendAt?: string;
  wallTime?: string;
  fixed?: 'wall' | 'instant';
  gmailDraftId?: string;
  /** Minutes. */
  tolerance?: number;
}

/** A schedule that waits, as this platform's zone rules resolve it. @returns its id */
async function buildSchedule({
  sendAt = EIGHT,
  wallTime = '2030-01-15T08:00',
  fixed = 'wall',
  gmailDraftId,
  tolerance = 120,
}: Waiting = {}) {
  const id = randomUUID();
  const { teamId } = sender.me;
  await world.api.app.get(Database).inTeam(teamId, (manager) =>
    world.api.app.get(ScheduleStore).insert(manager, sender.me, {
      id,
      gmailDraftId: gmailDraftId ?? `r-${id}`,
      gmailThreadId: null,
      time: { sendAt: new Date(sendAt), wallTime, timeZone: ZONE, fixed },
      senderZone: ZONE,
      deliverIn: 'sender',
      reader: null,
      toleranceMinutes: tolerance,
      tracking: false,
      subject: 'Offer',
      recipients: ['ann@example.net'],
      draftBytes: 1_000,
    }),
  );
  return id;
}

/** As if it had been resolved by rules under which clocks there stood otherwise. */
const resolveByOldRules = (id: string, shift: string) =>
  world.database.query(
    `update schedule set zone_rules = '2019a', send_at = send_at + $2::interval, due_at = due_at + $2::interval,
       late_from = late_from + $2::interval where id = $1`,
    [id, shift],
  );

const refresh = () => world.api.app.get(ZoneRulesService).refresh();

const look = async (id: string): Promise<Schedule> => (await sender.call('GET', `/v1/schedules/${id}`)).body;

const whatHappened = async (id: string): Promise<string[]> => {
  const { body } = await sender.call('GET', `/v1/schedules/${id}/history`);
  return (body.items as ScheduleEvent[]).map(({ what }) => what);
};

async function stored(id: string) {
  const [row] = await world.database.query<{ due_at: Date; late_from: Date; zone_rules: string; turn_at: Date | null }>(
    'select due_at, late_from, zone_rules, turn_at from schedule where id = $1',
    [id],
  );
  if (!row) throw new Error('the schedule is gone');
  return { ...row, due_at: row.due_at.toISOString(), late_from: row.late_from.toISOString() };
}

const toldChanged = async () => {
  const rows = await world.database.query<{ id: string }>(
    `select data->>'scheduleId' as id from event where type = 'schedule.changed' and account_id = $1 order by seq`,
    [sender.me.accountId],
  );
  return rows.map((row) => row.id);
};

describe('when a zone changes its rules', () => {
  it.each(['1 hour', '-1 hour'])(
    'a mail keeps its time on the clock and says so in its history (%s)',
    async (shift) => {
      const id = await buildSchedule();
      await resolveByOldRules(id, shift);
      await refresh();
      expect(await look(id)).toMatchObject({
        status: 'scheduled',
        sendAt: EIGHT,
        wallTime: '2030-01-15T08:00',
        timeZone: ZONE,
        expectedAt: null,
      });
      expect(await stored(id)).toMatchObject({ due_at: EIGHT, late_from: EIGHT, zone_rules: ZONE_RULES });
      expect(await whatHappened(id)).toEqual(['created', 'zone_rules_changed']);
      expect(await toldChanged()).toContain(id);
    },
  );

  it('a held mail is moved too, and stays held', async () => {
    const id = await buildSchedule();
    await sender.call('POST', '/v1/schedules/pause');
    await resolveByOldRules(id, '1 hour');
    await refresh();
    expect(await look(id)).toMatchObject({ status: 'paused', sendAt: EIGHT });
    expect(await whatHappened(id)).toEqual(['created', 'paused', 'zone_rules_changed']);
  });

  it('a mail whose time they do not touch is left alone', async () => {
    const id = await buildSchedule();
    await resolveByOldRules(id, '0 hours');
    await refresh();
    expect(await look(id)).toMatchObject({ sendAt: EIGHT });
    expect((await stored(id)).zone_rules).toBe(ZONE_RULES);
    expect(await whatHappened(id)).toEqual(['created']);
    expect(await toldChanged()).not.toContain(id);
  });

  it('a mail for an instant keeps the instant', async () => {
    const id = await buildSchedule({ fixed: 'instant' });
    await resolveByOldRules(id, '1 hour');
    await refresh();
    expect((await look(id)).sendAt).toBe('2030-01-15T08:00:00.000Z');
    expect(await whatHappened(id)).toEqual(['created']);
  });

  it('what is resolved by today’s rules is not touched', async () => {
    const id = await buildSchedule();
    await world.database.query(`update schedule set send_at = send_at + interval '1 hour' where id = $1`, [id]);
    await refresh();
    expect((await look(id)).sendAt).toBe('2030-01-15T08:00:00.000Z');
  });

  it('what is over stays as it was', async () => {
    const id = await buildSchedule();
    await sender.call('DELETE', `/v1/schedules/${id}`);
    await resolveByOldRules(id, '1 hour');
    await refresh();
    expect(await look(id)).toMatchObject({ status: 'cancelled', sendAt: '2030-01-15T08:00:00.000Z' });
  });

  it('a second run changes nothing more', async () => {
    const id = await buildSchedule();
    await resolveByOldRules(id, '1 hour');
    await Promise.all([refresh(), refresh()]);
    await refresh();
    expect(await whatHappened(id)).toEqual(['created', 'zone_rules_changed']);
    expect((await toldChanged()).filter((told) => told === id)).toHaveLength(1);
  });

  it('many are resolved in batches, all of them', async () => {
    const id = await buildSchedule();
    await world.database.query(
      `insert into schedule (team_id, id, account_id, gmail_draft_id, status, send_at, time_zone, wall_time, sender_zone,
         deliver_in, fixed, zone_rules, tolerance_minutes, late_from, unless_replied, tracking, message_id, draft_bytes, due_at)
       select team_id, gen_random_uuid(), account_id, 'many-' || n, status,
         send_at + case when n % 2 = 0 then interval '1 hour' else interval '0' end, time_zone, wall_time, sender_zone,
         deliver_in, fixed, '2019a', tolerance_minutes, late_from, unless_replied, tracking, gen_random_uuid(), draft_bytes, due_at
       from schedule, generate_series(1, 1200) as n where id = $1`,
      [id],
    );
    await refresh();
    const rows = await world.database.query(
      `select zone_rules, send_at, count(*)::integer as count from schedule group by zone_rules, send_at`,
    );
    expect(rows).toEqual([{ zone_rules: ZONE_RULES, send_at: new Date(EIGHT), count: 1201 }]);
    const [moved] = await world.database.query<{ count: number }>(
      `select count(*)::integer as count from schedule_event where what = 'zone_rules_changed'`,
    );
    expect(moved?.count).toBe(600);
  });

  it('a mail that somebody holds at this moment is left to the next run', async () => {
    const [held, free] = [await buildSchedule(), await buildSchedule()];
    for (const id of [held, free]) await resolveByOldRules(id, '1 hour');
    await world.api.app.get(Database).asSystem(async (manager) => {
      await manager.query('select 1 from schedule where id = $1 for update', [held]);
      await refresh();
    });
    expect(await whatHappened(free)).toContain('zone_rules_changed');
    expect(await whatHappened(held)).toEqual(['created']);
    await refresh();
    expect(await whatHappened(held)).toContain('zone_rules_changed');
  });

  it('a later turn that Gmail’s limits gave stays, an earlier one does not', async () => {
    const [later, earlier] = [await buildSchedule(), await buildSchedule()];
    for (const id of [later, earlier]) await resolveByOldRules(id, '-1 hour');
    const turn = '2030-01-15T09:00:00.000Z';
    await world.database.query(
      `update schedule set turn_at = $2, due_at = $2, late_from = $2, code = 'spread' where id = $1`,
      [later, turn],
    );
    await world.database.query(`update schedule set turn_at = now() where id = $1`, [earlier]);
    await refresh();
    expect(await stored(later)).toMatchObject({ due_at: turn, late_from: turn, turn_at: expect.any(Date) });
    expect(await stored(earlier)).toMatchObject({ due_at: EIGHT, late_from: EIGHT, turn_at: null });
    expect(await look(later)).toMatchObject({ sendAt: EIGHT, expectedAt: turn, code: 'spread' });
  });

  it('a mail whose time has passed by the new ones goes out now, however little it may be late', async () => {
    const halfAnHourAgo = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 1_800_000);
    const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'short' });
    const wallTime = shown.format(halfAnHourAgo).replace(' ', 'T');
    // In an hour by the old rules: nobody takes it before it is moved.
    const inAnHour = new Date(halfAnHourAgo.getTime() + 5_400_000).toISOString();
    const raw = ['From: sender@example.com', 'To: ann@example.net', 'Subject: Offer', '', 'Hello Ann'].join('\r\n');
    const draft = await world.sandbox.google.call<{ id: string }>('sender@example.com', 'POST', '/drafts', {
      message: { raw: Buffer.from(raw).toString('base64url') },
    });
    const id = await buildSchedule({ sendAt: inAnHour, wallTime, gmailDraftId: draft.id, tolerance: 10 });
    await resolveByOldRules(id, '0 hours');
    await refresh();
    const sent = await until(async () => {
      const found = await look(id);
      return found.status === 'scheduled' || found.status === 'sending' ? null : found;
    });
    expect(sent).toMatchObject({ status: 'sent', sendAt: halfAnHourAgo.toISOString() });
    expect(sent.lateBy).toBeGreaterThanOrEqual(1_800);
    expect((await whatHappened(id)).slice(0, 2)).toEqual(['created', 'zone_rules_changed']);
  });
});
