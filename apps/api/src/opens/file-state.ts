import { stat } from 'node:fs/promises';

/** Changes whenever the file does; null where there is none. */
export async function stateOf(file: string): Promise<string | null> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return null;
  }
}
