import { randomUUID } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { Database } from '../../apps/api/src/database/database.js';
import { inMs, zone } from '../support/scheduled-mail.js';
import { seriesStage } from '../support/series-stage.js';
import { everythingStored } from '../support/stored.js';
import { until } from '../support/until.js';
import { COLLEAGUE, type User, type World, withSender } from '../support/world.js';

jest.setTimeout(60_000);

let world: World;
let sender: User;
withSender((its) => {
  ({ world, sender } = its);
});
const stage = seriesStage(() => ({ world, sender }));

const keep = async (subjectsKept: boolean) =>
  expect((await sender.call('PATCH', '/v1/team/policy', { subjectsKept })).status).toBe(200);
const prepare = (id: string, subject: string, user = sender) =>
  user.call('PUT', `/v1/messages/${id}`, { subject, recipients: [{ email: 'ann@example.net', field: 'to' }] });
const schedule = (gmailDraftId: string, key: string) => {
  const body = { gmailDraftId, timeZone: zone, sendAt: inMs(86_400_000) };
  return sender.call('POST', '/v1/schedules', body, { 'idempotency-key': key });
};
/** A transaction of the team's that has done this, and is committed when the test says so. */
function inTransaction(teamId: string, work: (manager: EntityManager) => Promise<unknown>) {
  let release = () => undefined as unknown;
  const released = new Promise((resolve) => {
    release = () => resolve(undefined);
  });
  let ended: Promise<unknown> = Promise.resolve();
  const done = new Promise<void>((resolve, reject) => {
    ended = world.api.app.get(Database).inTeam(teamId, async (manager) => {
      await work(manager).then(() => resolve(), reject);
      await released;
    });
  });
  const commit = async () => {
    release();
    await ended;
  };
  return { done, commit };
}

/** Tables in which a text stands, sealed or not. */
const tablesWith = async (...texts: string[]) => [
  ...new Set(
    (await everythingStored(world.database, world.api)).flatMap(({ table, row }) =>
      texts.some((text) => row.includes(text)) ? [table] : [],
    ),
  ),
];

describe('a team that keeps no subjects', () => {
  it('deletes those it has, wherever they are, and stores none from then on', async () => {
    await keep(true);
    const [draft, template] = [await stage.buildDraft(), await stage.buildDraft()];
    const key = randomUUID();
    const message = randomUUID();
    await prepare(message, 'Of a message');
    const body = { gmailDraftId: draft.id, timeZone: zone, sendAt: '2027-03-22T08:00:00.000Z' };
    const made = await sender.call('POST', '/v1/schedules', body, { 'idempotency-key': key });
    expect(made).toMatchObject({ status: 201, body: { subject: draft.subject } });
    const series = await stage.begin(template.id);
    const subjects = ['Of a message', draft.subject, template.subject];
    expect(await tablesWith(...subjects)).toEqual(
      expect.arrayContaining(['idempotency_key', 'message', 'schedule', 'series']),
    );
    expect((await sender.call('GET', '/v1/me')).body).toMatchObject({ subjectsKept: true });

    await keep(false);
    expect(await tablesWith(...subjects)).toEqual([]);
    expect((await sender.call('GET', '/v1/me')).body).toMatchObject({ subjectsKept: false });
    expect((await sender.call('GET', `/v1/messages/${message}`)).body).toMatchObject({ subject: null });
    expect((await sender.call('GET', `/v1/series/${series.id}`)).body).toMatchObject({ subject: null });
    // The same request again is still the same request.
    const again = await sender.call('POST', '/v1/schedules', body, { 'idempotency-key': key });
    expect(again).toMatchObject({ status: 201, body: { id: made.body.id, subject: null } });

    const [later, laterTemplate] = [await stage.buildDraft(), await stage.buildDraft()];
    expect((await prepare(randomUUID(), 'Of a later one')).status).toBe(200);
    expect((await prepare(message, 'Of a message')).status).toBe(200);
    expect((await schedule(later.id, randomUUID())).body).toMatchObject({ subject: null });
    const laterSeries = await stage.begin(laterTemplate.id);
    expect(laterSeries).toMatchObject({ subject: null });
    expect(await tablesWith('Of a later one', 'Of a message', later.subject, laterTemplate.subject)).toEqual([]);

    await keep(true);
    await prepare(randomUUID(), 'Kept again');
    expect(await tablesWith('Kept again')).toEqual(['message']);
  });

  it('stores none of a scheduled mail that is sent tracked, and the mail has its subject', async () => {
    await keep(false);
    const draft = await stage.buildDraft({ to: COLLEAGUE });
    const { body } = await schedule(draft.id, randomUUID());
    await sender.call('POST', `/v1/schedules/${body.id}/send-now`);
    await until(async () => (await sender.call('GET', `/v1/schedules/${body.id}`)).body.status === 'sent', 20_000);
    expect(await tablesWith(draft.subject)).toEqual([]);
    expect(await stage.sentAbout(draft.subject)).toHaveLength(1);
  });

  it('has none left of mail that was being prepared when it was switched off', async () => {
    await keep(true);
    const { teamId, accountId } = sender.me;
    const id = randomUUID();
    const writing = inTransaction(teamId, (manager) =>
      manager.query(
        `insert into message (team_id, id, account_id, state, notice_version, tracked, subject_sealed)
         values ($1, $2, $3, 'prepared', '1', true, 'sealed')`,
        [teamId, id, accountId],
      ),
    );
    await writing.done;
    let isSwitched = false;
    const switching = keep(false).finally(() => {
      isSwitched = true;
    });
    const someoneWaits = async () =>
      (await world.database.query(`select from pg_stat_activity where wait_event_type = 'Lock' and query ~ 'team'`))
        .length > 0;
    await until(async () => isSwitched || (await someoneWaits()));
    await writing.commit();
    await switching;
    const rows = await world.database.query('select subject_sealed from message where id = $1', [id]);
    expect(rows).toEqual([{ subject_sealed: null }]);
  });

  it('holds up no mail while it is being switched off, and keeps no subject of that', async () => {
    await keep(true);
    const switching = inTransaction(sender.me.teamId, (manager) =>
      manager.query('update team set subjects_kept = false where id = $1', [sender.me.teamId]),
    );
    await switching.done;
    const id = randomUUID();
    expect((await prepare(id, 'Meanwhile')).status).toBe(200);
    await switching.commit();
    expect((await sender.call('GET', `/v1/messages/${id}`)).body).toMatchObject({ subject: null });
  });

  it('is one team: others keep theirs', async () => {
    await keep(false);
    const other = randomUUID();
    await world.database.query(`insert into team (id, name) values ($1, 'Other')`, [other]);
    const account = randomUUID();
    await world.database.query(
      `insert into account (team_id, id, google_subject, email, sender_id) values ($1, $2, $3, 'o@example.org', $3)`,
      [other, account, account],
    );
    await world.database.query(
      `insert into message (team_id, id, account_id, state, notice_version, tracked, subject_sealed)
       values ($1, $2, $3, 'prepared', '1', true, 'sealed')`,
      [other, randomUUID(), account],
    );
    const rows = await world.database.query('select from message where team_id = $1 and subject_sealed is not null', [
      other,
    ]);
    expect(rows).toHaveLength(1);
  });
});
