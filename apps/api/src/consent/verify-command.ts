import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { ConfigError, loadConfig, loadEnvFile } from '../config.js';
import { connectionsForCommand } from '../database/connections.js';
import { startupOptions } from '../database/data-source.js';
import { verifyChains } from './verify-chains.js';
import { type GivenOut, readGivenOut, verifyGivenOut } from './verify-receipts.js';

/** The chains, or what was given out of them, are not as they were. */
class Refuted extends Error {}

/**
 * `npm run consent:verify`: checks the chains of decisions, with `--receipt FILE` also that they hold what was given
 * out. It only reads. The embedded database belongs to one process, so there the server is stopped first; with
 * DATABASE_URL it may go on.
 */
async function run(): Promise<void> {
  const { receipt } = parseArgs({ options: { receipt: { type: 'string' } } }).values;
  const given = receipt === undefined ? null : givenOutIn(receipt);
  loadEnvFile();
  const config = loadConfig();
  const undo: (() => Promise<void> | void)[] = [];
  try {
    const connections = await connectionsForCommand(config, undo);
    const client = new pg.Client({
      connectionString: connections.appUrl,
      application_name: 'openly-verify',
      options: startupOptions(connections, ['-c openly.scope=system']),
    });
    await client.connect();
    undo.push(() => client.end());
    await client.query('begin isolation level repeatable read, read only');
    console.log(await verify(client, given));
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

function givenOutIn(file: string): GivenOut {
  try {
    return readGivenOut(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}

async function verify(client: pg.Client, given: GivenOut | null): Promise<string> {
  const found = await verifyChains(client);
  if ('what' in found) {
    const chain = found.teamId === null ? 'instance' : `team=${found.teamId}`;
    throw new Refuted(`consent: ${chain} seq=${found.seq} ${found.what}: ${found.why}`);
  }
  const fault = given && (await verifyGivenOut(client, given));
  if (fault) throw new Refuted(`consent: ${fault}`);
  const { decisions, teams, head } = found;
  const receipts = given ? ` receipts=${given.receipts.length}` : '';
  return `consent: decisions=${decisions} teams=${teams} head=${head.seq}:${head.hash.toString('hex')}${receipts} ok`;
}

run().catch((error: Error & { code?: string }) => {
  if (error instanceof Refuted) console.log(error.message);
  else if (error.code === '42P01') console.error('openly: there are no decisions yet: start Openly once');
  // A database's message may quote what stands in a row.
  else console.error(`openly: ${error instanceof ConfigError || !('severity' in error) ? error.message : error.name}`);
  process.exitCode = 1;
});
