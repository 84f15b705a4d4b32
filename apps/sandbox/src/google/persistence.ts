import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface StateFile<T> {
  /** What was saved last, or null where there is none or it cannot be read. */
  load(): T | null;
  /** Saves soon; calls in quick succession make one write. */
  touch(): void;
  /** Saves a last time, now, and only then returns. */
  close(): void;
}

/**
 * A JSON file that follows a state in memory. It is written beside itself and renamed, so that a crash leaves the old
 * or the new file, never half of one. Writing takes at most about a tenth of the time: the pause grows with the file.
 */
export function stateFile<T>(path: string, snapshot: () => T): StateFile<T> {
  mkdirSync(dirname(path), { recursive: true });
  let timer: NodeJS.Timeout | null = null;
  let writing = false;
  let dirty = false;
  let closed = false;
  let pause = 100;

  const save = async (): Promise<void> => {
    if (writing) return;
    writing = true;
    dirty = false;
    const started = performance.now();
    try {
      await writeFile(`${path}.new`, JSON.stringify(snapshot()));
      // Closed in between: what stands there is newer.
      if (!closed) await rename(`${path}.new`, path);
    } catch {
      dirty = true;
    }
    pause = Math.max(100, (performance.now() - started) * 10);
    writing = false;
    if (dirty) schedule();
  };
  const schedule = (): void => {
    if (timer !== null || writing || closed) return;
    timer = setTimeout(() => {
      timer = null;
      void save();
    }, pause);
    timer.unref();
  };

  return {
    load() {
      try {
        return JSON.parse(readFileSync(path, 'utf8')) as T;
      } catch {
        return null;
      }
    },
    touch() {
      dirty = true;
      schedule();
    },
    close() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      closed = true;
      writeFileSync(`${path}.last`, JSON.stringify(snapshot()));
      renameSync(`${path}.last`, path);
    },
  };
}
