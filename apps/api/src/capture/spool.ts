import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { KEPT } from '@openly/contracts';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Hit } from './hit.js';

/** A file that its process did not finish is taken over after this time, where that process cannot be asked for. */
const ABANDONED_MS = 60_000;
/** A file is finished at this size, so that it can be read back whole, and at this age, long before it looks abandoned. */
const LARGEST_FILE = 8 * 1024 * 1024;
const OLDEST_FILE_MS = 10_000;
/** So long a person may look at hits that the database refused. */
const REFUSED_KEPT_MS = KEPT.refusedHitDays * 86_400_000;
const OPEN_FILE = /^([0-9a-f-]{36})\.(\d+)\.([^/]*)\.open$/;
const FINISHED_FILE = /^[0-9a-f-]{36}\.jsonl$/;

const line = z.object({
  teamId: z.uuid(),
  id: z.uuid(),
  messageId: z.uuid(),
  linkId: z.uuid().nullable(),
  method: z.enum(['GET', 'HEAD']),
  arrivedAt: z.iso.datetime(),
  origin: z.base64url().min(1).nullable(),
});

/** The spool has as many bytes as it may have. */
export class SpoolFull extends Error {
  readonly code = 'spool full';
}

interface OpenFile {
  file: FileHandle;
  path: string;
  id: string;
  /** Bytes of the groups that are in it. */
  size: number;
  begunAt: number;
}

/**
 * Where hits wait while the database is away: files of JSON lines, only ever appended to and flushed to the disk
 * before an image is answered. A file is written by one process (`.open`), then finished (`.jsonl`), read back and
 * deleted. Who fetched is in it as sealed as in the database.
 */
export class Spool {
  private current: OpenFile | null = null;
  /** Bytes in the folder, of other processes too; null: to be counted anew. */
  private used: number | null = null;
  /** One thing at a time: an append must not meet the finishing of its file. */
  private turn: Promise<unknown> = Promise.resolve();

  /**
   * @param folder made when first needed, readable by this user alone
   * @param mostBytes that its files may have together
   */
  constructor(
    private readonly folder: string,
    private readonly mostBytes: number,
  ) {}

  /**
   * Appends a group and flushes it.
   * @throws SpoolFull when it would pass the bound, Error when the disk refuses; nothing of the group is then kept
   */
  append(hits: readonly Hit[]): Promise<void> {
    return this.inTurn(async () => {
      const now = Date.now();
      // The newline before ends a line that a crash may have cut short.
      const group = Buffer.from(`\n${hits.map((hit) => JSON.stringify(hit)).join('\n')}\n`);
      const { current } = this;
      if (current && (current.size > LARGEST_FILE || now - current.begunAt > OLDEST_FILE_MS)) await this.finish();
      this.used ??= await this.countBytes();
      if (this.used + group.length > this.mostBytes) throw new SpoolFull();
      this.current ??= await this.begin(now);
      await this.write(this.current, group);
      this.used += group.length;
    });
  }

  /** Paths of the files that can be read back, oldest first: this process's own, finished now, and abandoned ones. */
  finished(): Promise<string[]> {
    return this.inTurn(async () => {
      await this.finish();
      this.used = null;
      const names = await readdir(this.folder).catch(() => []);
      for (const name of names) {
        if (OPEN_FILE.test(name)) await this.takeOver(name);
        if (name.endsWith('.refused')) await this.forgetOld(join(this.folder, name));
      }
      const files = (await readdir(this.folder).catch(() => [])).filter((name) => FINISHED_FILE.test(name));
      return files.sort().map((name) => join(this.folder, name));
    });
  }

  /** The hits of a finished file. A line that a crash cut short was never answered for, and is left out. */
  async read(path: string): Promise<Hit[]> {
    const hits: Hit[] = [];
    for (const text of (await readFile(path, 'utf8')).split('\n')) {
      if (text === '') continue;
      const parsed = line.safeParse(parseJson(text));
      if (parsed.success) hits.push(parsed.data);
    }
    return hits;
  }

  /** Deletes a file whose hits are in the database. */
  async remove(path: string): Promise<void> {
    await rm(path, { force: true });
    this.used = null;
  }

  /** Sets hits of a finished file aside that the database refuses for what is in them: a person may look at them. */
  async setAside(path: string, hits: readonly Hit[]): Promise<void> {
    // Without who fetched: nobody can read that any more.
    const lines = hits.map(({ origin, ...hit }) => JSON.stringify(hit));
    await writeFile(path.replace(/\.jsonl$/, '.refused'), `${lines.join('\n')}\n`, { mode: 0o600 });
  }

  /** Finishes the file being written; the next start, or the next `finished`, finds it. */
  close(): Promise<void> {
    return this.inTurn(() => this.finish());
  }

  /** All of the group, or nothing of it: what is counted as lost must not come back later. */
  private async write(current: OpenFile, group: Buffer): Promise<void> {
    try {
      await current.file.appendFile(group);
      await current.file.datasync();
      current.size += group.length;
    } catch (error) {
      await current.file.truncate(current.size).catch(() => this.finish());
      throw error;
    }
  }

  private async countBytes(): Promise<number> {
    const names = await readdir(this.folder).catch(() => []);
    // A file may go while it is counted.
    const sizes = names.map(async (name) => (await stat(join(this.folder, name)).catch(() => null))?.size ?? 0);
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  private async begin(now: number): Promise<OpenFile> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const id = uuidv7();
    const path = join(this.folder, `${id}.${process.pid}.${hostname()}.open`);
    const file = await open(path, 'ax', 0o600);
    await this.syncFolder();
    return { file, path, id, size: 0, begunAt: now };
  }

  private async finish(): Promise<void> {
    const current = this.current;
    if (!current) return;
    this.current = null;
    this.used = null;
    await current.file.close();
    try {
      await rename(current.path, join(this.folder, `${current.id}.jsonl`));
    } catch (error) {
      // Another process took it for abandoned: nothing had come for a while.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  /** A file left by a process that has ended, here or elsewhere, is finished in its place. */
  private async takeOver(name: string): Promise<void> {
    const [, id, pid, host] = OPEN_FILE.exec(name) ?? [];
    const path = join(this.folder, name);
    const ended = host === hostname() && (Number(pid) === process.pid || !isRunning(Number(pid)));
    try {
      // Writers finish their file every few seconds, so an old one has no writer any more.
      if (ended || Date.now() - (await stat(path)).mtimeMs > ABANDONED_MS) {
        await rename(path, join(this.folder, `${id}.jsonl`));
      }
    } catch {
      // Its writer was quicker.
    }
  }

  private async forgetOld(path: string): Promise<void> {
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > REFUSED_KEPT_MS) await rm(path, { force: true });
  }

  /** A new name survives a power cut only once its folder is flushed. */
  private async syncFolder(): Promise<void> {
    const folder = await open(this.folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
