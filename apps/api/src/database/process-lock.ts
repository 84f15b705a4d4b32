import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another Openly lives in this data folder. */
export class AlreadyRunningError extends Error {}

/**
 * One process a data folder. The lock file names its owner by process id and start time, because ids are used again
 * after a crash.
 */
export class ProcessLock {
  private constructor(private readonly file: string) {}

  /** @throws AlreadyRunningError when the owner is alive; a dead owner's lock is taken over. */
  static acquire(dataDir: string): ProcessLock {
    mkdirSync(dataDir, { recursive: true, mode: 0o755 });
    const file = join(dataDir, 'owner.json');
    const lock = new ProcessLock(file);
    if (lock.claim()) return lock;
    // Of several that find the same dead owner one takes over; the others would delete its fresh lock.
    const takeover = `${file}.takeover`;
    if (!makeFolder(takeover)) throw new AlreadyRunningError(`another start is under way in ${dataDir}`);
    try {
      const owner = readOwner(file);
      if (owner && startTimeOf(owner.pid) === owner.startedAt) {
        throw new AlreadyRunningError(`Openly (process ${owner.pid}) is already using ${dataDir}`);
      }
      rmSync(file, { force: true });
      if (lock.claim()) return lock;
      throw new AlreadyRunningError(`another start is under way in ${dataDir}`);
    } finally {
      rmSync(takeover, { recursive: true, force: true });
    }
  }

  /** Puts our name into the file, whole or not at all. @returns false where somebody's stands there */
  private claim(): boolean {
    const draft = `${this.file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify({ pid: process.pid, startedAt: startTimeOf(process.pid) }));
    try {
      linkSync(draft, this.file);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return false;
    } finally {
      rmSync(draft, { force: true });
    }
  }

  release(): void {
    rmSync(this.file, { force: true });
  }
}

/** A takeover takes milliseconds; one that is older was cut off. */
const TAKEOVER_ENDS_MS = 10_000;

/** Makes a folder that was not there. */
function makeFolder(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // Gone again by now: whoever had it is done.
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && Date.now() - found.mtimeMs < TAKEOVER_ENDS_MS) return false;
    rmSync(path, { recursive: true, force: true });
    return makeFolder(path);
  }
}

function readOwner(file: string): { pid: number; startedAt: string } | null {
  try {
    const owner = JSON.parse(readFileSync(file, 'utf8')) as { pid?: unknown; startedAt?: unknown };
    if (typeof owner.pid === 'number' && typeof owner.startedAt === 'string') {
      return { pid: owner.pid, startedAt: owner.startedAt };
    }
  } catch {
    // Gone in this moment, or not of our making: nobody's.
  }
  return null;
}

/** When a process began, in whatever form this platform gives it; null when there is no such process. */
export function startTimeOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      // Field 22 of proc(5) stat; the command in parentheses may hold spaces, so count from its end.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? null : (fields[19] ?? null);
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}
