import { randomFillSync } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/** One fetch of a pixel or of a tracked link whose token is ours. */
export interface Hit {
  teamId: string;
  /** UUIDv7. The open it becomes has the same id, so that it counts once however often it is written. */
  id: string;
  messageId: string;
  /** Null for a pixel. */
  linkId: string | null;
  method: 'GET' | 'HEAD';
  /** ISO 8601 in UTC. */
  arrivedAt: string;
  /** Who fetched, sealed (see origins/); null where it is not kept. Of letters, digits, `-` and `_`. */
  origin: string | null;
}

const RANDOM_PER_ID = 16;
const pool = new Uint8Array(RANDOM_PER_ID * 512);
let used = pool.length;

/** A new UUIDv7. Random bytes are fetched for 512 at a time: asking the system for each took a tenth of a request. */
export function newHitId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += RANDOM_PER_ID;
  return uuidv7({ random: pool.subarray(used - RANDOM_PER_ID, used) });
}
