import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { decisionReceipt } from '@openly/contracts';
import { verifyChains } from '../../apps/api/src/consent/verify-chains.js';
import { verifyGivenOut } from '../../apps/api/src/consent/verify-receipts.js';
import { TotalsService } from '../../apps/api/src/reports/totals.service.js';
import { EXPORTED } from '../../apps/api/src/transfer/tables.js';
import { consentStage } from '../support/consent-stage.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import {
  asOwner,
  counts,
  type ExportedTeam,
  inNewDatabase,
  keysOf,
  look,
  newKeys,
  withExportedTeam,
} from '../support/exported-team.js';
import { buildSender } from '../support/linked-mail.js';
import { asSetting, linesOf, newKey } from '../support/transfer-stage.js';
import { until } from '../support/until.js';
import { SENDER, signInAt, type User } from '../support/world.js';

jest.setTimeout(120_000);

let { world, sam, one, thread, receipts, target, sealed, exported, lines, stage, inServer } = {} as ExportedTeam;
withExportedTeam((built) => {
  ({ world, sam, one, thread, receipts, target, sealed, exported, lines, stage, inServer } = built);
});

describe('a team that was imported', () => {
  let database: TestDatabase;
  let output: string;

  beforeAll(async () => {
    database = await createDatabase();
    // Somebody is there already, whose decisions are in the chain.
    const there = await buildSender(database);
    await database.query(
      `insert into consent_decision (team_id, id, account_id, message_id, decision, scope, assurance, notice_version)
       values ($1, gen_random_uuid(), $2, gen_random_uuid(), 'refuse', 'message', 'link', '1')`,
      [there.teamId, there.accountId],
    );
    const done = await stage.command([stage.file(sealed)], database, target.keys);
    output = done.output;
    expect(done).toEqual({ code: 0, output: expect.stringContaining('ok') });
  });

  afterAll(() => database.close());

  it('says what came, and what is to be known', async () => {
    expect(output).toContain(`team=${sam.me.teamId}`);
    expect(output).toContain(`message=${lines.message?.length} `);
    expect(output).toContain('Allowances of everything on the old server, which allow nothing here: 1.');
    expect(output).toContain(
      `point to ${world.api.config.publicUrl}: they go on only where this server answers there.`,
    );
    const { output: key } = await stage.command(['--key'], database, target.keys);
    expect(key.trim()).toBe(target.key);
  });

  it('is what it was, but for what waits', async () => {
    await inServer(database, async (api) => {
      const there = await signInAt(api, SENDER);
      expect(there.me).toMatchObject({ accountId: sam.me.accountId, role: 'owner', teamId: sam.me.teamId });
      const again = await stage.download({ ...world, api }, there, target.key);
      const arrived = linesOf(await stage.open(again, target.keys));
      for (const { name } of EXPORTED) {
        const [before, after] = [lines[name] ?? [], arrived[name] ?? []];
        const waits = (row: Record<string, unknown>) => {
          if (name === 'schedule') return { ...row, status: 'paused', code: 'imported' };
          if (name === 'series') return { ...row, status: 'paused', code: 'all_paused' };
          if (name === 'consent_decision') {
            return { ...row, instance_hash: expect.any(String), former_instance_hashes: [row.instance_hash] };
          }
          return row;
        };
        const expected = before.map(waits);
        if (name === 'audit') {
          expect(after).toEqual(expect.arrayContaining(expected));
          expect(after.filter(({ action }) => action === 'team.imported')).toHaveLength(1);
        } else if (name === 'schedule_event') {
          expect(after).toEqual(expect.arrayContaining(expected));
          expect(after.filter(({ code }) => code === 'imported')).toHaveLength(lines.schedule?.length ?? 0);
        } else {
          expect([name, after]).toEqual([name, expected]);
        }
      }
    });
  });

  it('shows its people the same mails and receipts', async () => {
    await inServer(database, async (api) => {
      const there = await signInAt(api, SENDER);
      const both = async (method: string, path: string, body?: unknown) => {
        const [was, is] = [await sam.call(method, path, body), await there.call(method, path, body)];
        expect([path, was.status]).toEqual([path, 200]);
        expect([path, is.body]).toEqual([path, was.body]);
        return is.body;
      };
      await both('GET', '/v1/messages');
      const shown = await both('POST', '/v1/threads/receipts', { gmailThreadIds: [thread] });
      expect(JSON.stringify(shown)).toContain(thread);
      await both('GET', `/v1/messages/${one.id}`);
      await both('POST', '/v1/reader-zones/lookup', { emails: ['ann@example.net', 'bob@example.net'] });
      expect(await both('GET', '/v1/team')).toMatchObject({ id: sam.me.teamId });
      expect((await both('GET', '/v1/team/policy/versions')).items.length).toBeGreaterThan(2);
      const webhooks = (await there.call('GET', '/v1/webhooks')).body;
      expect(webhooks.items).toMatchObject([{ status: 'disabled', url: 'https://crm.example.com/openly' }]);
    });
  });

  it('has the same reports, also of what is not kept any more, before and after changes are added to totals', async () => {
    const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
    const range = `from=${day(200)}&to=${day(0)}`;
    const asked = ['groupBy=day', 'groupBy=weekday&timeZone=Asia/Kathmandu', 'groupBy=member', 'scope=mine'];
    const told = (user: User) =>
      Promise.all(
        [...asked.map((query) => `summary?${range}&${query}`), `messages?${range}`].map(async (report) => {
          const { status, body } = await user.call('GET', `/v1/reports/${report}`);
          expect([report, status]).toEqual([report, 200]);
          return body;
        }),
      );
    const was = await told(sam);
    expect(was[0].totals).toMatchObject({ sent: 4, opened: 2, scheduled: { onTime: 1 } });
    await inServer(database, async (api) => {
      const there = await signInAt(api, SENDER);
      expect(await told(there)).toEqual(was);
      await api.app.get(TotalsService).addChanges();
      expect(await told(there)).toEqual(was);
    });
  });

  it('keeps what readers decided: the chains are sound, and receipts of the old server are found in them', async () => {
    await asOwner(database, async (client) => {
      expect(await verifyChains(client)).toMatchObject({ decisions: 5, teams: 2, head: { seq: 5 } });
      const parsed = receipts.map((receipt) => decisionReceipt.parse(receipt));
      expect(parsed.length).toBe(2);
      expect(await verifyGivenOut(client, { receipts: parsed, heads: [] })).toBeNull();
      const [first] = parsed;
      const altered = { ...first, decision: 'allow' } as (typeof parsed)[0];
      expect(await verifyGivenOut(client, { receipts: [altered], heads: [] })).toContain('decision');
    });
  });

  it('sends and tracks nothing that was refused there, also of readers whose address is kept nowhere', async () => {
    await inServer(database, async (api) => {
      const there = await signInAt(api, SENDER);
      const withThem = consentStage(() => ({ world: { ...world, api, database }, sender: there }));
      for (const reader of ['refuser@example.net', 'refuses-all@example.net']) {
        expect((await withThem.prepare([reader])).pixelHtml).toBeNull();
      }
      expect((await withThem.prepare(['new-reader@example.net'])).pixelHtml).not.toBeNull();
      // Said about the whole old server, and so nothing about this one.
      await withThem.setMode('ask');
      expect((await withThem.prepare(['allows-all@example.net'])).pixelHtml).toBeNull();
      expect((await there.call('GET', '/v1/schedules')).body.items).toMatchObject([
        { status: 'paused', code: 'imported', explanation: expect.stringContaining('another Openly server') },
        { status: 'paused', code: 'imported' },
      ]);
      const { body } = await there.call('POST', '/v1/schedules/resume');
      expect(JSON.stringify(body)).toContain('2');
      const resumed = (await there.call('GET', '/v1/schedules')).body.items as { status: string }[];
      expect(resumed.map(({ status }) => status)).toEqual(['scheduled', 'scheduled']);
    });
  });

  it('goes on with the pixels in mail already sent, where host and keys came along', async () => {
    await inServer(database, async (api) => {
      const [row] = await database.query<{ withdrawn_at: Date | null }>(
        'select withdrawn_at from message where id = $1',
        [one.id],
      );
      expect(row?.withdrawn_at).toBeInstanceOf(Date);
      await database.query('update message set withdrawn_at = null where id = $1', [one.id]);
      const opens = async () =>
        (await database.query('select 1 from open where message_id = $1', [one.id])).length +
        (await database.query('select 1 from hit where message_id = $1', [one.id])).length;
      const before = await opens();
      await look(one, api.url);
      await until(async () => (await opens()) > before);
    });
  });

  it('is not imported twice', async () => {
    const before = await counts(database);
    await expect(stage.import(stage.file(sealed), database, target.keys)).rejects.toThrow('is here already');
    expect(await counts(database)).toEqual(before);
  });
});

describe('an import', () => {
  /** Nothing of the file comes, and the message says why. */
  async function refused(content: string | Buffer, why: RegExp | string, keys = target.keys): Promise<void> {
    await inNewDatabase(async (database) => {
      const before = await counts(database);
      await expect(stage.import(stage.file(content), database, keys)).rejects.toThrow(why);
      expect(await counts(database)).toEqual(before);
    });
  }
  const each = () => exported.trimEnd().split('\n');
  /** The file with one line changed, and an end that fits it. */
  async function changed(type: string, change: (row: Record<string, unknown>) => object | null): Promise<string> {
    const { createHash } = await import('node:crypto');
    const rows = each().slice(0, -1);
    const at = rows.findIndex((line) => line.startsWith(`{"type":"${type}"`));
    const put = change(JSON.parse(rows[at] ?? ''));
    rows.splice(at, 1, ...(put ? [JSON.stringify(put)] : []));
    const end = JSON.parse(each().at(-1) ?? '');
    if (!put) end.rows[type]--;
    const sha256 = createHash('sha256')
      .update(`${rows.join('\n')}\n`)
      .digest('hex');
    return `${rows.join('\n')}\n${JSON.stringify({ ...end, sha256 })}\n`;
  }

  it('refuses a file that is cut, wherever', async () => {
    await refused('', 'empty');
    await refused(exported.slice(0, 20), 'cut');
    await refused(exported.slice(0, -30), 'cut');
    await refused(`${each().slice(0, -1).join('\n')}\n`, 'cut');
    await refused(sealed.subarray(0, -20), 'cut or altered');
    await refused(sealed.subarray(0, 100), 'altered');
  });

  it('refuses a file that is altered', async () => {
    await refused(exported.replace('ann@example.net', 'eve@example.net'), 'SHA-256');
    const line = each().findIndex((text) => text.startsWith('{"type":"recipient"'));
    await refused(`${each().toSpliced(line, 1).join('\n')}\n`, 'altered');
    await refused(`${exported}{"type":"link"}\n`, /line \d+: something stands behind the end/);
    const byte = Buffer.from(sealed);
    byte[byte.length - 50] = (byte[byte.length - 50] ?? 0) ^ 1;
    await refused(byte, 'cut or altered');
  });

  it('refuses one that is sealed for another server', async () => {
    await refused(sealed, 'another server', keysOf(newKeys()));
  });

  it('names the line that is not as it should be', async () => {
    await refused(await changed('open', (row) => ({ ...row, opened_at: 'yesterday' })), /^line \d+: opened_at/);
    await refused(
      await changed('open', (row) => ({ ...row, opened_at: '1970-01-01T00:00:00+00:00' })),
      /^line \d+: .*too old/,
    );
    await refused(await changed('message', (row) => ({ ...row, team_id: randomUUID() })), /^line \d+: .*team_id/);
    await refused(await changed('team', (row) => ({ ...row, id: randomUUID() })), 'another team');
    await refused(await changed('account', (row) => ({ ...row, type: 'session' })), /^line \d+: .*knows no "session"/);
    await refused(
      await changed('message', (row) => ({ ...row, state: 'x' })),
      /lines \d+ to \d+: .*message_state_check/,
    );
    await refused(await changed('click', (row) => ({ ...row, link_id: randomUUID() })), /click_team_id_link_id_fkey/);
  });

  it('refuses decisions that are not those that were chained', async () => {
    await refused(
      await changed('consent_decision', (row) => ({ ...row, decision: 'allow' })),
      'not the one that was chained',
    );
    await refused(await changed('consent_decision', () => null), 'decision 1 of the chain is missing');
  });

  it('refuses people who have an account here', async () => {
    await inNewDatabase(async (database) => {
      const { accountId } = await buildSender(database);
      await database.query('update account set google_subject = $2 where id = $1', [
        accountId,
        lines.account?.[0]?.google_subject,
      ]);
      await expect(stage.import(stage.file(sealed), database, target.keys)).rejects.toThrow(accountId);
    });
  });

  it('asks for the old server’s keys, and without them keeps the refusals it can', async () => {
    const strange = keysOf({ ...target.env, OPENLY_LOOKUP_KEYS: newKey('k1') });
    await refused(sealed, 'OPENLY_LOOKUP_KEYS', strange);
    await inNewDatabase(async (database) => {
      const done = await stage.import(stage.file(sealed), database, strange, true);
      // The refusers of the whole server and the silent one stand in no mail.
      expect(done).toMatchObject({
        renewed: 1,
        lost: { refusals: 1, allowances: 1, questions: 1, zones: 0, removals: 1 },
      });
      await asOwner(database, async (client) => {
        expect(await verifyChains(client)).toMatchObject({ decisions: 5, teams: 1 });
      });
      const env = { ...target.env, OPENLY_LOOKUP_KEYS: asSetting(strange.lookup) };
      await inServer(
        database,
        async (api) => {
          const there = await signInAt(api, SENDER);
          const withThem = consentStage(() => ({ world: { ...world, api, database }, sender: there }));
          expect((await withThem.prepare(['refuser@example.net'])).pixelHtml).toBeNull();
          const emails = ['ann@example.net'];
          const { body } = await there.call('POST', '/v1/reader-zones/lookup', { emails });
          expect(body.zones).toMatchObject([{ timeZone: 'Asia/Tokyo', source: 'set' }]);
        },
        env,
      );
    });
  });
});
