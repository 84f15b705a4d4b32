import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { loadConfig, repositoryRoot } from '../../apps/api/src/config.js';
import { TOOK_COLUMNS } from '../../apps/api/src/database/migrations/report-totals.js';
import { Encryption } from '../../apps/api/src/secrets/encryption.js';
import { exportedColumns } from '../../apps/api/src/transfer/columns.js';
import { importKey } from '../../apps/api/src/transfer/server-key.js';
import { EXPORTED, LEFT_OUT } from '../../apps/api/src/transfer/tables.js';
import { callsWith, giveRole, plantSession } from '../support/credentials.js';
import {
  asOwner,
  type ExportedTeam,
  inNewDatabase,
  keysOf,
  newKeys,
  withExportedTeam,
} from '../support/exported-team.js';
import { buildLinkedMail, buildSender } from '../support/linked-mail.js';
import { linesOf } from '../support/transfer-stage.js';
import { until } from '../support/until.js';

jest.setTimeout(120_000);

let { world, sam, cleo, one, target, exported, lines, stage } = {} as ExportedTeam;
withExportedTeam((built) => {
  ({ world, sam, cleo, one, target, exported, lines, stage } = built);
});

describe('the list of what is exported', () => {
  it('names every table there is, as exported or as left out with a reason', async () => {
    const tables = await world.database.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       and not relispartition and relname <> 'migration'`,
    );
    const named = [...EXPORTED.map(({ name }) => name), ...Object.keys(LEFT_OUT)];
    expect(tables.map(({ name }) => name).sort()).toEqual(named.sort());
    expect(Object.values(LEFT_OUT)).not.toContain('');
  });

  it('says of every sealed column as what it is opened, and names none that is not there', async () => {
    for (const { name, sealed = {}, leftOut = {} } of EXPORTED) {
      const columns = await world.database.query<{ name: string }>(
        'select column_name as name from information_schema.columns where table_name = $1',
        [name],
      );
      const names = columns.map((column) => column.name);
      const told = [...Object.keys(sealed), ...Object.keys(leftOut)];
      expect([name, told.filter((column) => !names.includes(column))]).toEqual([name, []]);
      const untold = names.filter((column) => column.endsWith('_sealed') && !told.includes(column));
      expect([name, untold]).toEqual([name, []]);
    }
  });

  it('is in docs/export.md with every type and field, and with what is left out', async () => {
    const text = readFileSync(join(repositoryRoot, 'docs/export.md'), 'utf8');
    const columns = await asOwner(world.database, exportedColumns);
    for (const [table, ofTable] of columns) {
      const [, section = ''] = new RegExp(`^\\| \`${table}\` \\|(.*)$`, 'm').exec(text) ?? [];
      const told = section.replace(
        `\`${TOOK_COLUMNS[0]}\` to`,
        TOOK_COLUMNS.map((column) => `\`${column}\``).join(' '),
      );
      const missing = ofTable.filter(({ field }) => !told.includes(`\`${field}\``)).map(({ field }) => field);
      expect([table, missing]).toEqual([table, []]);
    }
    const leftOut = Object.entries(LEFT_OUT).map(([table, why]) => `| \`${table}\` | ${why} |`);
    expect(leftOut.filter((row) => !text.includes(row))).toEqual([]);
  });
});

describe('an export', () => {
  it('has every type, in an order in which what is referred to comes first, between a header and an end', () => {
    const types = exported
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).type as string);
    expect([...new Set(types)]).toEqual(['openly-export', ...EXPORTED.map(({ name }) => name), 'end']);
    expect(types.filter((type) => type === 'end' || type === 'openly-export')).toHaveLength(2);
  });

  it('has nothing of another team', () => {
    for (const foreign of ['other-team', 'Other team']) expect(exported).not.toContain(foreign);
    expect(lines.consent_decision).toHaveLength(4);
  });

  it('has no key, token or session, and no grant of Google’s', async () => {
    const grants = await world.database.query<{ token: string }>(
      `select encode(refresh_token_sealed, 'hex') as token from account where refresh_token_sealed is not null`,
    );
    expect(grants.length).toBeGreaterThan(1);
    for (const { token } of grants) expect(exported).not.toContain(token);
    expect(exported).not.toMatch(/whsec_|refresh_token|key_hash/);
  });

  it('is in the audit log', async () => {
    const { body } = await sam.call('GET', '/v1/team/audit');
    expect(body.items).toContainEqual(
      expect.objectContaining({ action: 'team.exported', accountId: sam.me.accountId, detail: { for: target.key } }),
    );
  });

  it('in the clear has the owner’s mail and nothing of what colleagues’ readers did, and is not to be imported', async () => {
    const clear = (await stage.download(world, sam)).toString();
    const found = linesOf(clear);
    expect(found['openly-export']).toMatchObject([{ complete: false, teamId: sam.me.teamId }]);
    expect(clear).toContain('ann@example.net');
    expect(exported).toContain('secret-reader@example.net');
    expect(clear).not.toContain('secret-reader');
    expect(clear).not.toContain('business');
    const own = (lines.message ?? []).filter(({ account_id }) => account_id === sam.me.accountId);
    expect(found.message).toEqual(own);
    expect(own.length).toBeLessThan(lines.message?.length ?? 0);
    const ids = new Set(own.map(({ id }) => id));
    for (const type of ['recipient', 'open', 'click', 'own_view', 'link']) {
      expect([type, found[type]]).toEqual([type, lines[type]?.filter(({ message_id }) => ids.has(message_id))]);
    }
    expect(found.unrecorded?.filter(({ message_id }) => !ids.has(message_id))).toEqual([]);
    expect(found.report_quarter).toBeUndefined();
    const days = [lines, found].map(({ report_member_day = [] }) => report_member_day.map((day) => day.account_id));
    expect(days.map((accounts) => accounts.includes(cleo.me.accountId))).toEqual([true, false]);
    await inNewDatabase(async (database) => {
      await expect(stage.import(stage.file(clear), database, target.keys)).rejects.toThrow('leaves out');
    });
  });

  it('of one who is alone in a team is whole in the clear, and can be imported', async () => {
    const alone = await buildSender(world.database);
    await giveRole(world.database, alone.accountId, 'owner');
    await buildLinkedMail(world.database, world.api, alone, ['reader-of-one@example.net']);
    const { accessToken } = await plantSession(world.database, alone);
    const clear = await stage.download(world, { accessToken }, undefined);
    expect(linesOf(clear.toString())['openly-export']).toMatchObject([{ complete: true, teamId: alone.teamId }]);
    await inNewDatabase(async (database) => {
      await stage.import(stage.file(clear), database, target.keys);
      const [row] = await database.query<{ email_sealed: Buffer }>('select email_sealed from recipient');
      const opened = new Encryption(target.keys.encryption).open('recipient.email', row?.email_sealed ?? Buffer.of());
      expect(opened).toBe('reader-of-one@example.net');
    });
  });

  it('is sealed only for servers that the operator allows', async () => {
    const own = await importKey(keysOf(newKeys()).encryption);
    const answer = await sam.call('GET', `/v1/team/export?for=${own}`);
    expect([answer.status, answer.body.code]).toEqual([422, 'export_target_unknown']);
    for (const wrong of ['for=age1xyz', 'for=', 'to=x']) {
      expect((await sam.call('GET', `/v1/team/export?${wrong}`)).body.code).toBe('invalid_request');
    }
    expect(() => loadConfig({ OPENLY_DATA_DIR: stage.folder, OPENLY_MOVE_TO: `${target.key.slice(0, -1)}q` })).toThrow(
      'OPENLY_MOVE_TO',
    );
  });

  it('is for the owner alone, and for nobody’s API key', async () => {
    for (const role of ['reporter', 'member', 'admin'] as const) {
      await giveRole(world.database, cleo.me.accountId, role);
      const answer = await cleo.call('GET', '/v1/team/export');
      expect([role, answer.status, answer.body.code]).toEqual([role, 403, 'forbidden']);
    }
    await giveRole(world.database, cleo.me.accountId, 'member');
    const { body } = await sam.call('POST', '/v1/api-keys', { name: 'all', scopes: ['team:read', 'audit:read'] });
    const byKey = await callsWith(world.api.url, body.key)('GET', '/v1/team/export');
    expect([byKey.status, byKey.body.code]).toEqual([403, 'forbidden']);
  });

  it('that nobody fetches on lets its connection go', async () => {
    const running = async () =>
      (
        await world.database.query(`select 1 from pg_stat_activity where application_name = 'openly-export'
         and datname = current_database()`)
      ).length;
    const aborting = new AbortController();
    await world.database.query(
      `insert into own_view (team_id, id, message_id, viewed_from, viewed_to)
       select team_id, gen_random_uuid(), id, now(), now() from message, generate_series(1, 60000) where id = $1`,
      [one.id],
    );
    const answer = await fetch(`${world.api.url}/v1/team/export?for=${target.key}`, {
      headers: { authorization: `Bearer ${sam.accessToken}` },
      signal: aborting.signal,
    });
    expect([answer.status, await running()]).toEqual([200, 1]);
    aborting.abort();
    await until(async () => (await running()) === 0);
    await world.database.query('delete from own_view where viewed_from = viewed_to and message_id = $1', [one.id]);
  });

  it('is given six times an hour', async () => {
    const statuses: number[] = [];
    for (let nth = 0; nth < 7; nth++) statuses.push((await sam.call('GET', '/v1/team/export')).status);
    expect(statuses.at(-1)).toBe(429);
    const refused = await sam.call('GET', '/v1/team/export');
    expect([refused.body.code, Number(refused.headers.get('retry-after')) > 60]).toEqual(['rate_limited', true]);
  });
});
