import pg from 'pg';
import type { DatabaseConnections } from '../../apps/api/src/database/data-source.js';

export interface TestDatabase {
  connections: DatabaseConnections;
  /** As superuser: sees every team's rows. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** A database of this test's own, migrated, dropped at `close`. */
export async function createDatabase(): Promise<TestDatabase> {
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  const admin = new pg.Client({ connectionString: process.env.OPENLY_TEST_SUPERUSER_URL });
  await admin.connect();
  await admin.query(`create database ${name} owner openly_owner template template_openly`);
  const at = (url: string | undefined) => (url ?? '').replace(/\/DATABASE$/, `/${name}`);
  const inside = new pg.Pool({
    connectionString: (process.env.OPENLY_TEST_SUPERUSER_URL ?? '').replace(/\/postgres$/, `/${name}`),
    max: 2,
  });
  inside.on('error', () => undefined);
  return {
    connections: {
      ownerUrl: at(process.env.OPENLY_TEST_OWNER_URL),
      appUrl: at(process.env.OPENLY_TEST_APP_URL),
      stepDown: false,
    },
    query: async (text, values) => (await inside.query(text, values)).rows as never,
    close: async () => {
      await inside.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
