import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOTHING_PERSONAL, ROW_IDS } from '../../libs/contracts/src/nothing-personal.js';
import { ABOUT_READERS, ABOUT_USERS, type Columns } from '../../libs/contracts/src/personal-data.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
/** Every `table.column` there is; of a partitioned table its parent's alone. */
let columns: string[];

beforeAll(async () => {
  database = await createDatabase();
  const rows = await database.query<{ column: string }>(
    `select table_name || '.' || column_name as column from information_schema.columns
     join pg_class on pg_class.oid = format('%I.%I', table_schema, table_name)::regclass
     where table_schema = 'public' and relkind in ('r', 'p') and not relispartition`,
  );
  columns = rows.map(({ column }) => column);
});

afterAll(() => database.close());

const namesIn = (lists: readonly { columns: Columns }[]) =>
  lists.flatMap((list) =>
    Object.entries(list.columns).flatMap(([table, names]) => names.map((name) => `${table}.${name}`)),
  );
const personal = namesIn([...ABOUT_READERS, ...ABOUT_USERS]);
const others = namesIn(NOTHING_PERSONAL);
const tableOf = (column: string) => column.slice(0, column.indexOf('.'));
const isRowId = (column: string) => ROW_IDS.includes(column.slice(column.indexOf('.') + 1));

describe('the list of what is kept about people', () => {
  it('names every column that is not an id, as personal or as nothing of anybody’s', () => {
    expect(columns.length).toBeGreaterThan(200);
    expect(columns.filter((column) => !isRowId(column) && !personal.concat(others).includes(column))).toEqual([]);
  });

  it('names something of every table', () => {
    const tables = new Set(personal.concat(others).map(tableOf));
    expect([...new Set(columns.map(tableOf))].filter((table) => !tables.has(table))).toEqual([]);
  });

  it('names no column that is not there, and none as both', () => {
    expect(personal.concat(others).filter((column) => !columns.includes(column))).toEqual([]);
    // Where a table has nothing but ids it is the row that says something.
    const saysMore = (table: string) => columns.some((column) => tableOf(column) === table && !isRowId(column));
    expect(
      personal.filter((column) => others.includes(column) || (isRowId(column) && saysMore(tableOf(column)))),
    ).toEqual([]);
  });

  it('says that every sealed or hashed column is personal', () => {
    // An address and a secret are never stored in the clear: these names are where they are.
    const sealed = columns.filter((column) => /_sealed$|\.email|_hash(es)?$/.test(column));
    expect(sealed.length).toBeGreaterThan(10);
    expect(sealed.filter((column) => !personal.includes(column))).toEqual([
      'consent_decision.team_hash',
      'consent_decision.instance_hash',
      'consent_decision.former_instance_hashes',
    ]);
  });
});
