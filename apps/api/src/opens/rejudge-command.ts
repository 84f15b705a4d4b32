import { DataSource } from 'typeorm';
import { ConfigError, loadConfig, loadEnvFile } from '../config.js';
import { connectionsForCommand } from '../database/connections.js';
import { appDataSourceOptions, migrate } from '../database/data-source.js';
import { Database } from '../database/database.js';
import { rejudge } from './rejudge.js';

/**
 * `npm run rejudge`: brings stored opens up to the present rules, and says in one line how many. The embedded database
 * belongs to one process, so there the server is stopped first; with DATABASE_URL it may go on.
 */
async function run(): Promise<void> {
  loadEnvFile();
  const config = loadConfig();
  const undo: (() => Promise<void> | void)[] = [];
  try {
    const connections = await connectionsForCommand(config, undo);
    await migrate(connections);
    const source = await new DataSource(appDataSourceOptions(connections)).initialize();
    undo.push(() => source.destroy());
    const database = new Database(source, connections);
    undo.push(() => database.onApplicationShutdown());
    const { opens, clicks, changed, left } = await rejudge(database, config);
    console.log(`rejudge: opens=${opens} clicks=${clicks} changed=${changed} left=${left}`);
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

run().catch((error: Error) => {
  // A database's message may quote what stands in a row.
  const isOurs = error instanceof ConfigError || !('severity' in error);
  console.error(`openly: ${isOurs ? error.message : error.name}`);
  process.exitCode = 1;
});
