import { parseArgs } from 'node:util';
import pg from 'pg';
import { ConfigError, loadConfig, loadEnvFile } from '../config.js';
import { connectionsForCommand } from '../database/connections.js';
import { migrate } from '../database/data-source.js';
import { type Imported, importTeam } from './import.js';
import { importKey } from './server-key.js';

/**
 * `npm run import -- FILE`: brings a team here from an export of another server, all of it or nothing. With `--key` it
 * tells the public key that the other server needs. The embedded database belongs to one process, so there the server
 * is stopped first; with DATABASE_URL it may go on.
 */
async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'boolean' }, 'without-old-keys': { type: 'boolean' } },
  });
  loadEnvFile();
  const config = loadConfig();
  if (values.key) return console.log(await importKey(config.keys.encryption));
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new ConfigError('name one file: npm run import -- FILE');
  const undo: (() => Promise<void> | void)[] = [];
  try {
    const connections = await connectionsForCommand(config, undo);
    await migrate(connections);
    const client = new pg.Client({
      connectionString: connections.ownerUrl,
      application_name: 'openly-import',
      options: '-c openly.scope=system',
    });
    await client.connect();
    undo.push(() => client.end());
    const done = await importTeam(client, path, config, { withoutOldKeys: values['without-old-keys'] ?? false });
    for (const line of report(done, config.publicUrl)) console.log(line);
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

function report(done: Imported, publicUrl: string): string[] {
  const { teamId, rows, paused, renewed, lost, foreignAllowances, from, missingTokenKeys } = done;
  const counted = [...rows].map(([type, count]) => `${type}=${count}`).join(' ');
  const losses = Object.entries(lost).filter(([, count]) => count > 0);
  return [
    `import: team=${teamId} ${counted} paused=${paused} ok`,
    ...(renewed > 0 ? [`Refusals written down anew under a key of this server: ${renewed}.`] : []),
    ...(losses.length > 0
      ? [`Lost without the old keys: ${losses.map((loss) => loss.reverse().join(' ')).join(', ')}.`]
      : []),
    ...(foreignAllowances > 0
      ? [`Allowances of everything on the old server, which allow nothing here: ${foreignAllowances}.`]
      : []),
    ...(from !== publicUrl || missingTokenKeys.length > 0
      ? [
          `Pixels and links in mail already sent point to ${from}: they go on only where this server answers there` +
            (missingTokenKeys.length > 0
              ? `, with that server’s OPENLY_TOKEN_KEYS (there named ${missingTokenKeys.join(', ')}) behind its own.`
              : '.'),
        ]
      : []),
  ];
}

run().catch((error: Error) => {
  // A database's message may quote what stands in a row.
  const isOurs = error instanceof ConfigError || !('severity' in error);
  console.error(`openly: ${isOurs ? error.message : error.name}`);
  process.exitCode = 1;
});
