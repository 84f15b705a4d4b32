import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decrypter } from 'age-encryption';
import pg from 'pg';
import { type KeyRing, type Keys, repositoryRoot } from '../../apps/api/src/config.js';
import { type Imported, importTeam } from '../../apps/api/src/transfer/import.js';
import { importIdentities } from '../../apps/api/src/transfer/server-key.js';
import type { TestDatabase } from './database.js';
import type { User, World } from './world.js';

/** Keys as an operator sets them. */
export const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64url')}`;
export const asSetting = (ring: KeyRing) =>
  ring.map(({ id, secret }) => `${id}:${secret.toString('base64url')}`).join(',');

/** Rows of an export by type, with `team_id` left out as it is there. */
export type Lines = Record<string, Record<string, unknown>[]>;

/** Files of exports, gone at `close`. */
export function transferStage() {
  const folder = mkdtempSync(join(tmpdir(), 'openly-export-'));
  let files = 0;

  const stage = {
    folder,
    close: () => rmSync(folder, { recursive: true, force: true }),

    file(content: string | Buffer): string {
      const path = join(folder, `${++files}.jsonl`);
      writeFileSync(path, content);
      return path;
    },

    /** Downloads an export. @param target a server's key; without, in the clear */
    async download(world: World, user: Pick<User, 'accessToken'>, target?: string): Promise<Buffer> {
      const query = target ? `?for=${target}` : '';
      const answer = await fetch(`${world.api.url}/v1/team/export${query}`, {
        headers: { authorization: `Bearer ${user.accessToken}` },
      });
      if (answer.status !== 200) throw new Error(`no export: ${answer.status} ${await answer.text()}`);
      return Buffer.from(await answer.arrayBuffer());
    },

    /** What is sealed for a server of these keys. */
    async open(sealed: Buffer, keys: Keys): Promise<string> {
      const decrypter = new Decrypter();
      for (const identity of importIdentities(keys.encryption)) decrypter.addIdentity(identity);
      return Buffer.from(await decrypter.decrypt(sealed)).toString();
    },

    async import(path: string, database: TestDatabase, keys: Keys, withoutOldKeys = false): Promise<Imported> {
      const client = new pg.Client({
        connectionString: database.connections.ownerUrl,
        options: '-c openly.scope=system',
      });
      await client.connect();
      try {
        return await importTeam(client, path, { keys }, { withoutOldKeys });
      } finally {
        await client.end();
      }
    },

    /** `npm run import`, as far as it is built. */
    command(args: string[], database: TestDatabase, keys: Keys): Promise<{ code: number; output: string }> {
      const env = {
        PATH: process.env.PATH,
        DATABASE_URL: database.connections.ownerUrl,
        OPENLY_DATA_DIR: folder,
        OPENLY_ENCRYPTION_KEYS: asSetting(keys.encryption),
        OPENLY_TOKEN_KEYS: asSetting(keys.token),
        OPENLY_LOOKUP_KEYS: asSetting(keys.lookup),
      };
      const program = join(repositoryRoot, 'apps/api/dist/transfer/import-command.js');
      return new Promise((done) =>
        execFile(process.execPath, [program, ...args], { env, cwd: folder }, (error, output, errors) =>
          done({ code: error ? 1 : 0, output: output + errors }),
        ),
      );
    },
  };
  return stage;
}

export function linesOf(text: string): Lines {
  const lines: Lines = {};
  for (const line of text.trimEnd().split('\n')) {
    const { type, ...row } = JSON.parse(line) as { type: string };
    lines[type] ??= [];
    lines[type].push(row);
  }
  return lines;
}
