import { Encryption, type Purpose } from '../../apps/api/src/secrets/encryption.js';
import type { TestApi } from './api.js';
import type { TestDatabase } from './database.js';

/** A row of any table, as JSON. */
export interface StoredRow {
  table: string;
  row: string;
}

/** Every one there is: the type asks for those that are to come. */
const PURPOSES = Object.keys({
  'google.refresh_token': true,
  'message.subject': true,
  'recipient.email': true,
  'recipient.name': true,
  schedule: true,
  outgoing_mail: true,
  'webhook.url': true,
  'webhook.secret': true,
  'invitation.email': true,
} satisfies Record<Purpose, true>) as Purpose[];

/** Every row of every table, as a dump would hold it, and each sealed text in it once more as it reads opened. */
export async function everythingStored(database: TestDatabase, api: TestApi): Promise<StoredRow[]> {
  const tables = await database.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const rows: StoredRow[] = [];
  for (const { name } of tables) {
    const found = await database.query<{ row: Record<string, unknown> }>(`select to_jsonb(t) as row from ${name} t`);
    for (const { row } of found) {
      const opened = Object.entries(row).flatMap(([column, value]) =>
        column.endsWith('_sealed') && typeof value === 'string' ? [openedBy(api, value)] : [],
      );
      rows.push({ table: name.replace(/^public\./, ''), row: JSON.stringify({ ...row, opened }) });
    }
  }
  return rows;
}

/** What is sealed in a `bytea`. @throws Error where no purpose opens it: an address in it would not be found */
function openedBy(api: TestApi, hex: string): string {
  const sealed = Buffer.from(hex.replace(/^\\x/, ''), 'hex');
  for (const purpose of PURPOSES) {
    try {
      return api.app.get(Encryption).open(purpose, sealed);
    } catch {
      // Sealed as something else.
    }
  }
  throw new Error('something is sealed that no purpose opens');
}
