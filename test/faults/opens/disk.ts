import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '../../support/children.js';

const MEGABYTES = 64;

/** The API's data folder, on a disk that can be filled. */
export interface Disk {
  folder: string;
  /**
   * `tmpfs`: a disk of its own that is really full. `bound`: this system lets nobody mount one, so a file takes up the
   * spool's bound instead.
   */
  kind: 'tmpfs' | 'bound';
  /** Megabytes for `OPENLY_SPOOL_MB`. */
  spoolMegabytes: number;
  /** Leaves so many bytes of room. */
  fill(room: number): void;
  free(): void;
  /** Files with hits that wait. */
  spooled(): number;
  close(): void;
}

export function makeDisk(): Disk {
  const folder = temporaryFolder('drill-data');
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m`, 'tmpfs', folder]).status === 0;
  const spool = join(folder, 'spool');
  const filler = join(mounted ? folder : spool, 'filler');
  const unmount = () => {
    if (mounted) spawnSync('umount', ['-l', folder]);
  };
  process.once('exit', unmount);
  return {
    folder,
    kind: mounted ? 'tmpfs' : 'bound',
    spoolMegabytes: mounted ? 1_024 : MEGABYTES,
    fill: (room) => {
      if (mounted) {
        const { bavail, bsize } = statfsSync(folder);
        writeFileSync(filler, Buffer.alloc(bavail * bsize - room));
      } else {
        mkdirSync(spool, { recursive: true, mode: 0o700 });
        writeFileSync(filler, '');
        truncateSync(filler, MEGABYTES * 1024 * 1024 - room);
      }
    },
    free: () => rmSync(filler, { force: true }),
    spooled: () => {
      try {
        return readdirSync(spool).filter((name) => /\.(?:open|jsonl)$/.test(name)).length;
      } catch {
        return 0;
      }
    },
    close: () => {
      process.off('exit', unmount);
      unmount();
      removeFolder(folder);
    },
  };
}
