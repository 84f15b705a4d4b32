import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What still runs, and what still stands on disk, when this process ends goes with it, however it ends. */
const children = new Set<ChildProcess>();
const folders = new Set<string>();
process.on('exit', () => {
  for (const child of children) child.kill(child.spawnargs[0]?.endsWith('postgres') ? 'SIGQUIT' : 'SIGKILL');
  // PostgreSQL ends its own processes first. Nothing but this thread runs any more, so it may stand still.
  if (children.size > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** A folder of this process's own that others may enter, so that PostgreSQL can run in it as its own account. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `openly-${name}-`));
  chmodSync(folder, 0o755);
  folders.add(folder);
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

/** Ends this child with this process. */
export function adopt(child: ChildProcess): ChildProcess {
  children.add(child);
  child.once('exit', () => children.delete(child));
  child.once('error', () => children.delete(child));
  return child;
}

/** Sends the signal and waits until the child has ended. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  child.kill(signal);
  await gone;
}

/** Waits until the child prints `mark`. @throws Error with its last lines when it ends before or takes over a minute */
export function printed(child: ChildProcess, mark: string, text: () => string): Promise<void> {
  return new Promise((ready, failed) => {
    const settle = (settled: () => void) => {
      clearTimeout(timer);
      child.off('exit', onExit);
      for (const stream of [child.stdout, child.stderr]) stream?.off('data', look);
      settled();
    };
    const lastLines = () => text().trim().split('\n').slice(-15).join('\n');
    const onExit = () => settle(() => failed(new Error(`${child.spawnfile} did not start: ${lastLines()}`)));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      settle(() => failed(new Error(`${child.spawnfile} was not ready in a minute: ${lastLines()}`)));
    }, 60_000);
    const look = () => {
      if (text().includes(mark)) settle(ready);
    };
    child.once('exit', onExit);
    child.once('error', (error) => settle(() => failed(error)));
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', look);
  });
}

/** Keeps the end of what a child prints, and its pipes empty. */
export function listenTo(child: ChildProcess): () => string {
  let text = '';
  const keep = (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-200_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => text;
}
