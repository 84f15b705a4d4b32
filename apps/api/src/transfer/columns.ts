import type { ClientBase } from 'pg';
import { z } from 'zod';
import { EXPORTED, type ExportedTable } from './tables.js';

/** A column of an exported table. */
export interface ExportedColumn {
  name: string;
  /** Its name in an export. */
  field: string;
  /** What a value of it is in JSON. */
  schema: z.ZodType;
}

const text = z.string();
const hex = z.string().regex(/^\\x([0-9a-f]{2})*$/, 'must be bytes in hexadecimal, as \\x00ff');
const instant = z.iso.datetime({ offset: true });

/** Values as PostgreSQL's `to_json` writes them, by type. */
const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  uuid: z.guid(),
  text,
  int2: z.int(),
  int4: z.int(),
  int8: z.int(),
  float4: z.number(),
  bool: z.boolean(),
  timestamptz: instant,
  timestamp: z.iso.datetime({ local: true }),
  date: z.iso.date(),
  bytea: hex,
  jsonb: z.json(),
  _text: z.array(text),
  _date: z.array(z.iso.date()),
  _bytea: z.array(hex),
  detail_level: text,
  consent_mode: text,
};

/** The columns that are exported, by table, as the database has them. */
export async function exportedColumns(client: ClientBase): Promise<Map<string, ExportedColumn[]>> {
  const { rows } = await client.query<{ table: string; name: string; type: string; nullable: boolean }>(
    `select table_name as table, column_name as name, udt_name as type, is_nullable = 'YES' as nullable
     from information_schema.columns where table_schema = 'public' and table_name = any($1) order by ordinal_position`,
    [EXPORTED.map(({ name }) => name)],
  );
  return new Map(
    EXPORTED.map((table) => [
      table.name,
      rows.filter((row) => row.table === table.name && isExported(table, row.name)).map((row) => columnOf(table, row)),
    ]),
  );
}

/** Its team is told once, in the first line. */
const isExported = ({ leftOut = {} }: ExportedTable, name: string) => name !== 'team_id' && !(name in leftOut);

function columnOf(
  { sealed = {} }: ExportedTable,
  { table, name, type, nullable }: { table: string; name: string; type: string; nullable: boolean },
): ExportedColumn {
  const isSealed = name in sealed;
  const schema = isSealed ? text : SCHEMAS[type];
  if (!schema) throw new Error(`${table}.${name} is of a type that an export does not know: ${type}`);
  return {
    name,
    field: isSealed ? name.replace(/_sealed$/, '') : name,
    schema: nullable ? schema.nullable() : schema,
  };
}
