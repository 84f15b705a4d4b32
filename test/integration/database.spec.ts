import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { migrate, ownerDataSource, startupOptions } from '../../apps/api/src/database/data-source.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let app: pg.Client;

beforeAll(async () => {
  database = await createDatabase();
  app = new pg.Client({ connectionString: database.connections.appUrl });
  await app.connect();
  await database.query(`
    insert into team (id, name) values ('${team(1)}', 'One'), ('${team(2)}', 'Two');
    insert into account (team_id, id, google_subject, email, sender_id)
      values ('${team(1)}', '${account(1)}', 's1', 'a@example.com', 'sender1'),
             ('${team(2)}', '${account(2)}', 's2', 'b@example.com', 'sender2');`);
});

afterAll(async () => {
  await app.end();
  await database.close();
});

const team = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
const account = (n: number) => `00000000-0000-7000-8000-0000000000a${n}`;

async function asTeam<T extends pg.QueryResultRow>(id: string, text: string): Promise<T[]> {
  await app.query('begin');
  try {
    await app.query(`select set_config('openly.team_id', $1, true)`, [id]);
    return (await app.query<T>(text)).rows;
  } finally {
    await app.query('rollback');
  }
}

describe('migrations', () => {
  it('run up, down and up again, and again without effect', async () => {
    const scratch = await createDatabase();
    const source = ownerDataSource(scratch.connections.ownerUrl);
    try {
      await source.initialize();
      await source.undoLastMigration();
      const left = await source.query(
        `select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'public' and relkind in ('r', 'p') and relname not in ('migration')`,
      );
      expect(left).toEqual([]);
      await migrate(scratch.connections);
      await migrate(scratch.connections);
      const tables = await source.query(`select to_regclass('message') as message`);
      expect(tables[0].message).toBe('message');
    } finally {
      await source.destroy();
      await scratch.close();
    }
  });
});

describe('the application’s role', () => {
  it('owns nothing, is no superuser and cannot bypass row-level security', async () => {
    const [role] = await database.query(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
              (select count(*)::int from pg_class where relowner = r.oid) as owned
       from pg_roles r where rolname = 'openly_app'`,
    );
    expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, owned: 0 });
    expect((await app.query('select current_user')).rows).toEqual([{ current_user: 'openly_app' }]);
  });

  it('stands behind forced row-level security on every table with a team', async () => {
    const open = await database.query(
      `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> 'migration'
         and not (c.relrowsecurity and c.relforcerowsecurity)`,
    );
    expect(open).toEqual([]);
  });

  it('sees nothing without a team', async () => {
    expect((await app.query('select * from account')).rows).toEqual([]);
    expect((await app.query('select * from team')).rows).toEqual([]);
  });

  it('sees one team’s rows with that team set', async () => {
    expect(await asTeam(team(1), 'select email from account')).toEqual([{ email: 'a@example.com' }]);
    expect(await asTeam(team(2), 'select name from team')).toEqual([{ name: 'Two' }]);
  });

  it('cannot write into another team', async () => {
    await expect(
      asTeam(team(1), `insert into own_view values ('${team(2)}', '${team(1)}', '${team(1)}', now(), now())`),
    ).rejects.toThrow(/row-level security/);
    expect(await asTeam(team(1), `update account set name = 'x' where team_id = '${team(2)}' returning id`)).toEqual(
      [],
    );
  });

  it('cannot change or delete a decision', async () => {
    await expect(app.query('update consent_decision set decision = $1', ['allow'])).rejects.toThrow(
      /permission denied/,
    );
    await expect(app.query('delete from consent_decision')).rejects.toThrow(/permission denied/);
  });

  it('cannot read a partition behind its policy', async () => {
    const [partition] = await database.query<{ relname: string }>(
      `select relname from pg_class where relispartition and relkind = 'r' limit 1`,
    );
    await expect(app.query(`select * from ${partition?.relname}`)).rejects.toThrow(/permission denied/);
  });
});

describe('every table, also where the code forgets to ask whose a row is', () => {
  let scratch: TestDatabase;
  let client: pg.Client;
  let tables: Table[];

  beforeAll(async () => {
    scratch = await createDatabase();
    client = new pg.Client({ connectionString: scratch.connections.appUrl });
    await client.connect();
    tables = await scratch.query<Table>(
      `select c.relname as name, a.attname as team, p.policyname = 'by_team' as "isTeams"
       from pg_class c
       left join pg_attribute a on a.attrelid = c.oid
         and a.attname = case when c.relname = 'team' then 'id' else 'team_id' end
       left join pg_policies p on p.schemaname = 'public' and p.tablename = c.relname
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and c.relname <> 'migration'
       order by 1`,
    );
    await plantEverywhere(scratch, tables, team(2));
  });

  afterAll(async () => {
    await client.end();
    await scratch.close();
  });

  /** How many rows this statement met with the rights and the sight of a team, undone; or why it was refused. */
  async function tried(teamId: string, text: string): Promise<number | string> {
    await client.query('begin');
    try {
      await client.query(`select set_config('openly.team_id', $1, true)`, [teamId]);
      return (await client.query(text)).rowCount ?? 0;
    } catch (error) {
      return (error as Error).message;
    } finally {
      await client.query('rollback');
    }
  }
  const REFUSED = /row-level security|permission denied/;

  it('is a team’s, or the server’s own where requests have no business', () => {
    expect(tables.length).toBeGreaterThan(30);
    const serversOwn = tables.filter(({ isTeams }) => !isTeams).map(({ name }) => name);
    expect(serversOwn).toEqual([
      'grant_to_revoke',
      'origin_key',
      'origin_reader',
      'outgoing_mail',
      'sign_in',
      'sign_in_code',
    ]);
  });

  it('shows its team one row, and another team none', async () => {
    for (const { name, isTeams } of tables) {
      expect([name, await tried(team(2), `select * from ${name}`)]).toEqual([name, isTeams ? 1 : 0]);
      expect([name, await tried(team(1), `select * from ${name}`)]).toEqual([name, 0]);
    }
  });

  it('lets another team change and delete nothing', async () => {
    for (const { name } of tables) {
      const [column] = await scratch.query<{ name: string }>(
        `select attname as name from pg_attribute where attrelid = $1::regclass and attnum = 1`,
        [name],
      );
      for (const statement of [`update ${name} set ${column?.name} = ${column?.name}`, `delete from ${name}`]) {
        const done = await tried(team(1), statement);
        expect([statement, done === 0 || /^permission denied/.test(String(done))]).toEqual([statement, true]);
      }
    }
  });

  it('lets another team add nothing, nor be given what is its own', async () => {
    for (const { name, team: column, isTeams } of tables) {
      const [planted] = await scratch.query<{ row: object }>(`select to_jsonb(t) as row from ${name} t`);
      const copy = `insert into ${name}
        select * from jsonb_populate_record(null::${name}, '${JSON.stringify(planted?.row)}'::jsonb)`;
      expect([name, await tried(team(1), copy)]).toEqual([name, expect.stringMatching(REFUSED)]);
      if (!isTeams) continue;
      const given = await tried(team(2), `update ${name} set ${column} = '${team(1)}'`);
      expect([name, given]).toEqual([name, expect.stringMatching(REFUSED)]);
    }
  });
});

interface Table {
  name: string;
  /** The column that holds the team; null where there is none. */
  team: string | null;
  /** Whether the team in it sees its rows. */
  isTeams: boolean;
}

/** One row of this team in each of these tables, whatever else the table asks for. */
async function plantEverywhere(to: TestDatabase, tables: Table[], teamId: string) {
  const columns = await to.query<{ table: string; name: string; type: string; kind: string; label: string | null }>(
    `select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type, t.typcategory as kind,
            (select enumlabel from pg_enum e where e.enumtypid = a.atttypid order by enumsortorder limit 1) as label
     from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid
     where c.relname = any($1) and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
       and a.attnotnull and not a.atthasdef and a.attidentity = ''`,
    [tables.map(({ name }) => name)],
  );
  const checks = await to.query<{ name: string; table: string }>(
    `select conname as name, conrelid::regclass::text as table from pg_constraint
     where contype = 'c' and conislocal and connamespace = 'public'::regnamespace`,
  );
  const statements = checks.map((check) => `alter table ${check.table} drop constraint "${check.name}" cascade`);
  for (const { name, team: column } of tables) {
    const asked = columns.filter((each) => each.table === name);
    const values = asked.map((each) => (each.name === column ? `'${teamId}'` : anyValue(each)));
    const names = asked.map((each) => `"${each.name}"`);
    statements.push(`insert into ${name} (${names.join(', ')}) values (${values.join(', ')})`);
  }
  // Neither foreign keys nor triggers: only what keeps teams apart is looked at.
  await to.query(`set session_replication_role = replica; ${statements.join('; ')}; reset session_replication_role`);
}

/** A value of this type; `kind` is PostgreSQL's category of it. */
function anyValue({ type, kind, label }: { type: string; kind: string; label: string | null }): string {
  if (type === 'uuid') return 'gen_random_uuid()';
  if (type.startsWith('json')) return `'{}'`;
  const byKind: Record<string, string> = { E: `'${label}'`, A: `'{}'`, D: 'now()', N: '1', B: 'true' };
  return byKind[kind] ?? `'x'`;
}

describe('logins of the operator’s', () => {
  it('one for all: it migrates as the owner and works as openly_app', async () => {
    const scratch = await createDatabase();
    const { ownerUrl } = scratch.connections;
    await migrate({ ownerUrl, appUrl: ownerUrl, stepDown: true });
    const client = new pg.Client({
      connectionString: ownerUrl,
      options: startupOptions({ ownerUrl, appUrl: ownerUrl, stepDown: true }),
    });
    await client.connect();
    expect((await client.query('select current_user, session_user')).rows).toEqual([
      { current_user: 'openly_app', session_user: 'openly_owner' },
    ]);
    expect((await client.query('select * from message')).rows).toEqual([]);
    await client.end();
    await scratch.close();
  });

  it('two: an ordinary one is let act as openly_app by an owner who may, else the start is refused', async () => {
    const scratch = await createDatabase();
    const { ownerUrl } = scratch.connections;
    const login = `ordinary_${process.pid}`;
    await scratch.query(`create role ${login} login password 'x'`);
    const appUrl = Object.assign(new URL(ownerUrl), { username: login, password: 'x' }).href;
    await expect(migrate({ ownerUrl, appUrl, stepDown: true })).rejects.toThrow(/permission denied/);
    await scratch.query('grant openly_app to openly_owner with admin option');
    await migrate({ ownerUrl, appUrl, stepDown: true });
    await scratch.query('revoke admin option for openly_app from openly_owner cascade');
    await scratch.query(`drop owned by ${login}; drop role ${login}`);
    await expect(migrate({ ownerUrl, appUrl: ownerUrl, stepDown: false })).rejects.toThrow(/not as openly_app/);
    await scratch.close();
  });
});
