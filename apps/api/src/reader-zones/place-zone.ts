import { isTimeZone } from '@openly/scheduling';
import lookUpZone from '@photostructure/tz-lookup';
import { getCountry } from 'countries-and-timezones';
import type { SeenPlace } from '../opens/opens.service.js';

/**
 * The IANA zone of a place: of its coordinates, else of its country where all of it has one zone.
 * @returns null where that cannot be told
 */
export function zoneOfPlace({ country, latitude, longitude }: SeenPlace): string | null {
  if (latitude !== null && longitude !== null) {
    const zone = zoneAt(latitude, longitude);
    if (zone) return zone;
  }
  const [only, ...others] = getCountry(country)?.timezones ?? [];
  return only && others.length === 0 && isTimeZone(only) ? only : null;
}

function zoneAt(latitude: number, longitude: number): string | null {
  try {
    const zone = lookUpZone(latitude, longitude);
    // At sea: a zone of the longitude (`Etc/GMT+2`) that no town lives by and that knows no daylight saving.
    return isTimeZone(zone) && !zone.startsWith('Etc/') ? zone : null;
  } catch {
    return null;
  }
}
