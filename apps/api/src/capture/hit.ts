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

let [moment, momentInWords] = [0, ''];

/** Now, as `Hit` has it. Hits of one millisecond share the text: made for each it took a hundredth of a request. */
export function arrivalTime(): string {
  const now = Date.now();
  if (now !== moment) [moment, momentInWords] = [now, new Date(now).toISOString()];
  return momentInWords;
}
