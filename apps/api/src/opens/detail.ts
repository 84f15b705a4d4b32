import type { DetailLevel, Place } from '@openly/contracts';
import { type Client, NO_CLIENT } from './client.js';

/** What may be told of who looked, besides the time and the kind of fetch. */
export interface Traces {
  client: Client;
  place: Place | null;
}

/**
 * Leaves of these traces what the level allows. To be called before anything is compared or stored: what is finer
 * than the level reaches no table and no log.
 */
export function atDetail(level: DetailLevel, { client, place }: Traces): Traces {
  switch (level) {
    case 'count':
      return { client: NO_CLIENT, place: null };
    case 'device':
      return { client, place: null };
    case 'country':
      return { client, place: place && { country: place.country } };
    case 'city':
      return { client, place };
  }
}
