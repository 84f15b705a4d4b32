import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ipaddr from 'ipaddr.js';

/** Who fetches, planted to be looked for afterwards. */
export interface Planted {
  addresses: string[];
  userAgent: string;
}

/** As text, and as PostgreSQL's `inet` stands in a table and in the write-ahead log: family, bits, bytes. */
function marksOf({ addresses, userAgent }: Planted): { name: string; bytes: Buffer }[] {
  return [
    { name: 'user agent', bytes: Buffer.from(userAgent) },
    ...addresses.flatMap((address) => {
      const bytes = ipaddr.parse(address).toByteArray();
      const head = bytes.length === 4 ? [2, 32] : [3, 128];
      return [
        { name: `${address} in text`, bytes: Buffer.from(address) },
        { name: `${address} as inet`, bytes: Buffer.from([...head, ...bytes]) },
      ];
    }),
  ];
}

/** Which of the planted stand in a text. */
export function tracesInText(planted: Planted, text: string): string[] {
  const bytes = Buffer.from(text);
  return marksOf(planted).flatMap((mark) => (bytes.includes(mark.bytes) ? [mark.name] : []));
}

/** Looks through every file below these folders. @returns `file: what` for each that was found */
export function tracesOnDisk(planted: Planted, ...folders: string[]): string[] {
  const marks = marksOf(planted);
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
      if (!entry.isFile()) return [];
      const path = join(entry.parentPath, entry.name);
      const bytes = contentOf(path);
      return marks.flatMap(({ name, bytes: mark }) =>
        bytes.includes(mark) ? [`${relative(folder, path)}: ${name}`] : [],
      );
    }),
  );
}

/** PostgreSQL takes files away while they are looked for. */
function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
