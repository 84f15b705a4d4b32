import type { Config } from '../config.js';
import type { DatabaseConnections } from './data-source.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { ProcessLock } from './process-lock.js';

/** The database that `DATABASE_URL` names. */
export function externalConnections(
  databaseUrl: string,
  { databaseOwnerUrl }: Pick<Config, 'databaseOwnerUrl'>,
): DatabaseConnections {
  return { ownerUrl: databaseOwnerUrl ?? databaseUrl, appUrl: databaseUrl, stepDown: true };
}

/**
 * The database as a command of its own reaches it: the external one beside the server, or else the embedded one, which
 * belongs to one process.
 * @param undo gets what is to be done at the end, last one first
 * @throws Error when a server holds the embedded database
 */
export async function connectionsForCommand(
  config: Config,
  undo: (() => Promise<void> | void)[],
): Promise<DatabaseConnections> {
  if (config.databaseUrl) return externalConnections(config.databaseUrl, config);
  const lock = ProcessLock.acquire(config.dataDir);
  undo.push(() => lock.release());
  const postgres = await EmbeddedPostgres.start(config.dataDir);
  undo.push(() => postgres.stop());
  return postgres.connections();
}
