import { randomFillSync } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Origin } from '../origins/origin.js';

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

/** A hit as it arrives: who fetched is sealed before it leaves the memory of this process. */
export type Arrival = Omit<Hit, 'origin'> & { origin: Origin };

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

let [moment, momentInWords] = [0, ''];

/** Now, as `Hit` has it. Hits of one millisecond share the text: made for each it took a hundredth of a request. */
export function arrivalTime(): string {
  const now = Date.now();
  if (now !== moment) [moment, momentInWords] = [now, new Date(now).toISOString()];
  return momentInWords;
}
