import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { Config } from '../config.js';
import type { Encryption, Purpose } from '../secrets/encryption.js';
import { type ExportedColumn, exportedColumns } from './columns.js';
import type { ExportEnd, ExportHeader } from './format.js';
import { keyChecks } from './server-key.js';
import { EXPORTED, type ExportedTable, OWN } from './tables.js';

/** Rows in memory at once. */
const BATCH = 500;

interface Wanted {
  teamId: string;
  /** The owner who asks. */
  accountId: string;
  /** For another server, and so with all there is. */
  isSealed: boolean;
  config: Pick<Config, 'publicUrl' | 'keys'>;
  encryption: Encryption;
}

/**
 * The lines of an export, some hundreds at a time: header, rows, end.
 * @param client in a transaction of its own, repeatable read, of this team's scope, with UTC as its time zone
 */
export async function* exportLines(client: ClientBase, wanted: Wanted): AsyncGenerator<Buffer> {
  const { teamId, accountId, isSealed, config, encryption } = wanted;
  const { rows: now } = await client.query<{ at: Date; accounts: number }>(
    'select now() as at, (select count(*)::int from account where team_id = $1) as accounts',
    [teamId],
  );
  // Who is alone in a team has no colleagues whose readers could be kept from them.
  const complete = isSealed || now[0]?.accounts === 1;
  const header: ExportHeader = {
    type: 'openly-export',
    version: 1,
    teamId,
    from: config.publicUrl,
    exportedAt: (now[0]?.at ?? new Date()).toISOString(),
    complete,
    lookupKeys: keyChecks(config.keys.lookup),
    tokenKeys: keyChecks(config.keys.token),
  };
  const digest = createHash('sha256');
  const hashed = (lines: string[]) => {
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    digest.update(bytes);
    return bytes;
  };
  yield hashed([JSON.stringify(header)]);
  const columns = await exportedColumns(client);
  const counted: ExportEnd['rows'] = {};
  for (const table of EXPORTED) {
    counted[table.name] = 0;
    for await (const lines of linesOf(client, table, columns.get(table.name) ?? [], {
      encryption,
      values: complete ? [teamId] : [teamId, accountId],
    })) {
      counted[table.name] = (counted[table.name] ?? 0) + lines.length;
      yield hashed(lines);
    }
  }
  const end: ExportEnd = { type: 'end', rows: counted, sha256: digest.digest('hex') };
  yield Buffer.from(`${JSON.stringify(end)}\n`);
}

/** @param how.values the team, and with it the one account whose rows are wanted where not all are */
async function* linesOf(
  client: ClientBase,
  { name, own, order, sealed = {} }: ExportedTable,
  columns: readonly ExportedColumn[],
  { encryption, values }: { encryption: Encryption; values: string[] },
): AsyncGenerator<string[]> {
  const team = name === 'team' ? 'id' : 'team_id';
  const isPart = values.length > 1 && own !== 'team';
  await client.query(
    `declare exported no scroll cursor for
     select row_to_json(exported)::text as line from (
       select '${name}' as type, ${columns.map((column) => `${column.name} as ${column.field}`).join(', ')}
       from ${name} where ${team} = $1 ${isPart ? `and ${OWN[own]}` : ''} order by ${order}
     ) exported`,
    isPart ? values : values.slice(0, 1),
  );
  const purposes = columns.flatMap(({ name, field }) => (sealed[name] ? [[field, sealed[name]] as const] : []));
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`fetch ${BATCH} from exported`);
    if (rows.length > 0) {
      yield purposes.length > 0
        ? rows.map(({ line }) => opened(line, purposes, encryption))
        : rows.map(({ line }) => line);
    }
    if (rows.length < BATCH) break;
  }
  await client.query('close exported');
}

function opened(line: string, purposes: (readonly [string, Purpose])[], encryption: Encryption): string {
  const row = JSON.parse(line) as Record<string, unknown>;
  for (const [field, purpose] of purposes) {
    const hex = row[field];
    if (typeof hex === 'string') row[field] = encryption.open(purpose, Buffer.from(hex.slice(2), 'hex'));
  }
  return JSON.stringify(row);
}
