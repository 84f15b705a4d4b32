import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        const handle = openSync(file, 'wx', 0o644);
        writeFileSync(handle, JSON.stringify({ pid: process.pid, startedAt: startTimeOf(process.pid) }));
        closeSync(handle);
        return new ProcessLock(file);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const owner = readOwner(file);
        if (owner && startTimeOf(owner.pid) === owner.startedAt) {
          throw new AlreadyRunningError(`Openly (process ${owner.pid}) is already using ${dataDir}`);
        }
        rmSync(file, { force: true });
      }
    }
    throw new AlreadyRunningError(`somebody else is starting in ${dataDir} at this moment`);
  }

  release(): void {
    rmSync(this.file, { force: true });
  }
}

function readOwner(file: string): { pid: number; startedAt: string } | null {
  try {
    const owner = JSON.parse(readFileSync(file, 'utf8')) as { pid?: unknown; startedAt?: unknown };
    if (typeof owner.pid === 'number' && typeof owner.startedAt === 'string') {
      return { pid: owner.pid, startedAt: owner.startedAt };
    }
  } catch {
    // Half-written by an owner that died: nobody's.
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
