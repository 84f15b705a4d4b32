import { runMigrations } from 'bullmq';
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Initial1764000000000 } from './migrations/1764000000000-initial.js';

/** Where the database is: the owner migrates, the application works. */
export interface DatabaseConnections {
  ownerUrl: string;
  appUrl: string;
  /** True where the application's login is not `openly_app` itself and must step down to it. */
  stepDown: boolean;
}

const MIGRATION_LOCK = 0x0be71e;
export const QUEUE_SCHEMA = 'bullmq';

/** A process that froze, or whose network went away, keeps its locks no longer than about half a minute. */
const LOCKS_END = [
  '-c idle_in_transaction_session_timeout=30s',
  '-c tcp_keepalives_idle=15',
  '-c tcp_keepalives_interval=5',
  '-c tcp_keepalives_count=3',
];
/** And one that waits for a database that went away without a word stops waiting, in milliseconds. */
export const LONGEST_ANSWER_MS = 5 * 60_000;

/** libpq options with which every connection of the application starts. */
export function startupOptions(connections: DatabaseConnections, extra: string[] = []): string {
  return [...(connections.stepDown ? ['-c role=openly_app'] : []), ...LOCKS_END, ...extra].join(' ');
}

/** Options of TypeORM for the application's own connections. */
export function appDataSourceOptions(connections: DatabaseConnections): DataSourceOptions {
  return {
    type: 'postgres',
    url: connections.appUrl,
    applicationName: 'openly',
    poolSize: 20,
    extra: { options: startupOptions(connections), keepAlive: true, query_timeout: LONGEST_ANSWER_MS },
  };
}

/** The owner's data source, for migrations alone. */
export function ownerDataSource(ownerUrl: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url: ownerUrl,
    applicationName: 'openly-migrations',
    migrations: [Initial1764000000000],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    poolSize: 2,
  });
}

/**
 * Brings the tables and the queue's own schema up to date, as the owner. Processes that start together wait for
 * each other at an advisory lock.
 */
export async function migrate(connections: DatabaseConnections): Promise<void> {
  const { ownerUrl, appUrl } = connections;
  const lock = new pg.Client({ connectionString: ownerUrl, application_name: 'openly-migrations' });
  // A connection that is lost says so at the next statement too; unheard, the event would end the process without a word.
  lock.on('error', () => undefined);
  await lock.connect();
  const source = ownerDataSource(ownerUrl);
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await source.initialize();
    await source.runMigrations();
    await source.query('select make_open_partitions(3)');
    await runMigrations(lock, QUEUE_SCHEMA);
    await lock.query(`
      grant usage on schema ${QUEUE_SCHEMA} to openly_app;
      grant select, insert, update, delete on all tables in schema ${QUEUE_SCHEMA} to openly_app;
      grant usage on all sequences in schema ${QUEUE_SCHEMA} to openly_app;
      grant execute on all functions in schema ${QUEUE_SCHEMA} to openly_app;
    `);
    if (connections.stepDown) await lock.query(mayStepDown(new URL(appUrl)));
  } finally {
    if (source.isInitialized) await source.destroy();
    await lock.end();
  }
  await checkRole(connections);
}

/** Lets the application's login act as its role, unless it may already. */
function mayStepDown({ username }: URL): string {
  const login = decodeURIComponent(username);
  const [literal, name] = [pg.escapeLiteral(login), pg.escapeIdentifier(login)];
  return `do $$ begin
    if not pg_has_role(${literal}, 'openly_app', 'set') then grant openly_app to ${name}; end if;
  end $$`;
}

/** Row-level security is a wall only for a role that cannot step over it. */
async function checkRole(connections: DatabaseConnections): Promise<void> {
  const client = new pg.Client({ connectionString: connections.appUrl, options: startupOptions(connections) });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('select current_user as name');
    if (rows[0]?.name !== 'openly_app') throw new Error(`the login acts as ${rows[0]?.name}, not as openly_app`);
  } finally {
    await client.end();
  }
}
