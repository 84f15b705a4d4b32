import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Hit } from './hit.js';
import { OriginSeal } from './origin-seal.js';

/** A file that its process did not finish is taken over after this time, where that process cannot be asked for. */
const ABANDONED_MS = 60_000;
const OPEN_FILE = /^([0-9a-f-]{36})\.(\d+)\.([^/]*)\.open$/;
const FINISHED_FILE = /^[0-9a-f-]{36}\.jsonl$/;

const line = z.object({
  teamId: z.uuid(),
  id: z.uuid(),
  messageId: z.uuid(),
  linkId: z.uuid().nullable(),
  method: z.enum(['GET', 'HEAD']),
  arrivedAt: z.iso.datetime(),
  sealed: z.string().nullable(),
});

/**
 * Where hits wait while the database is away: files of JSON lines, only ever appended to and flushed to the disk
 * before an image is answered. A file is written by one process (`.open`), then finished (`.jsonl`), read back and
 * deleted. Addresses and user agents are in it sealed.
 */
export class Spool {
  private readonly seal = new OriginSeal();
  private current: { file: FileHandle; path: string; id: string } | null = null;
  /** One thing at a time: an append must not meet the finishing of its file. */
  private turn: Promise<unknown> = Promise.resolve();

  /** @param folder made when first needed, readable by this user alone */
  constructor(private readonly folder: string) {}

  /** Appends a group and flushes it. @throws Error when the disk refuses; the group is then not kept. */
  append(hits: readonly Hit[]): Promise<void> {
    return this.inTurn(async () => {
      const now = Date.now();
      const lines = hits.map(({ origin, ...hit }) =>
        JSON.stringify({ ...hit, sealed: origin && this.seal.seal(origin, now) }),
      );
      this.current ??= await this.begin();
      try {
        // The newline before stands for one that an earlier append may have lost on a full disk.
        await this.current.file.appendFile(`\n${lines.join('\n')}\n`);
        await this.current.file.datasync();
      } catch (error) {
        await this.finish().catch(() => undefined);
        throw error;
      }
    });
  }

  /** Paths of the files that can be read back, oldest first: this process's own, finished now, and abandoned ones. */
  finished(): Promise<string[]> {
    return this.inTurn(async () => {
      await this.finish();
      const names = await readdir(this.folder).catch(() => []);
      for (const name of names) if (OPEN_FILE.test(name)) await this.takeOver(name);
      const files = (await readdir(this.folder).catch(() => [])).filter((name) => FINISHED_FILE.test(name));
      return files.sort().map((name) => join(this.folder, name));
    });
  }

  /** The hits of a finished file. A line that a crash cut short was never answered for, and is left out. */
  async read(path: string): Promise<Hit[]> {
    const now = Date.now();
    const hits: Hit[] = [];
    for (const text of (await readFile(path, 'utf8')).split('\n')) {
      if (text === '') continue;
      const parsed = line.safeParse(parseJson(text));
      if (!parsed.success) continue;
      const { sealed, ...hit } = parsed.data;
      hits.push({ ...hit, origin: sealed === null ? null : this.seal.open(sealed, now) });
    }
    return hits;
  }

  /** Deletes a file whose hits are in the database. */
  async remove(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  /** Sets a file aside that the database refuses for what is in it, so that it does not hold up the others. */
  async setAside(path: string): Promise<void> {
    await rename(path, path.replace(/\.jsonl$/, '.refused'));
  }

  /** Finishes the file being written; the next start, or the next `finished`, finds it. */
  close(): Promise<void> {
    return this.inTurn(() => this.finish());
  }

  private async begin() {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const id = uuidv7();
    const path = join(this.folder, `${id}.${process.pid}.${hostname()}.open`);
    const file = await open(path, 'ax', 0o600);
    await this.syncFolder();
    return { file, path, id };
  }

  private async finish(): Promise<void> {
    const current = this.current;
    if (!current) return;
    this.current = null;
    await current.file.close();
    await rename(current.path, join(this.folder, `${current.id}.jsonl`));
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
