import type { Place } from '@openly/contracts';

/** A record as DB-IP has it (flat), or as GeoLite2 and GeoIP2 have it (nested, names by language). */
export interface CityRecord {
  country_code?: unknown;
  state1?: unknown;
  city?: unknown;
  postcode?: unknown;
  latitude?: unknown;
  longitude?: unknown;
  country?: { iso_code?: unknown };
  subdivisions?: { names?: { en?: unknown } }[];
  postal?: { code?: unknown };
  location?: { latitude?: unknown; longitude?: unknown };
}

/** Decimals of a degree: 10 metres are finer than any city's centre, and the same after PostgreSQL's `real`. */
const OF_A_CITY = 4;
/** A tenth of a degree, some 10 km: one point for the quarters of a city. */
const OF_A_QUARTER = 1;

/** The place in a record of either shape; null without a country. Coordinates are the city's, in degrees. */
export function placeOf(record: CityRecord | null): Place | null {
  if (!record) return null;
  const country = text(record.country?.iso_code) ?? text(record.country_code);
  if (!country) return null;
  const { latitude, longitude } = record.location ?? record;
  const place: Place = { country };
  const region = text(record.subdivisions?.[0]?.names?.en) ?? text(record.state1);
  const city = text(record.city) ?? text((record.city as { names?: { en?: unknown } } | undefined)?.names?.en);
  if (region) place.region = region;
  if (city) place.city = city;
  // Without a city the coordinates would be the middle of a country: a point on the map that means nothing.
  if (city && typeof latitude === 'number' && typeof longitude === 'number') {
    // Where a record knows the postal code, its point is that quarter's and not the city's.
    const decimals = text(record.postal?.code) || text(record.postcode) ? OF_A_QUARTER : OF_A_CITY;
    place.latitude = rounded(latitude, decimals);
    place.longitude = rounded(longitude, decimals);
  }
  return place;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const rounded = (degrees: number, decimals: number) => Math.round(degrees * 10 ** decimals) / 10 ** decimals;
