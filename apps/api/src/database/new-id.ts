import { randomFillSync } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

const RANDOM_PER_ID = 16;
const pool = new Uint8Array(RANDOM_PER_ID * 512);
let used = pool.length;

/**
 * A new UUIDv7, for rows that come in crowds: random bytes are fetched for 512 at a time.
 * @param lastByte what it ends with; absent: random as well
 */
export function newId(lastByte?: number): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += RANDOM_PER_ID;
  if (lastByte !== undefined) pool[used - 1] = lastByte;
  return uuidv7({ random: pool.subarray(used - RANDOM_PER_ID, used) });
}
