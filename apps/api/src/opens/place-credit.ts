import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { PlaceCredit } from '@openly/contracts';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { stateOf } from './file-state.js';

/** The words its licence asks for (CC BY 4.0). */
const DB_IP: PlaceCredit = { text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com' };
/** The words its licence asks for (GeoLite End User License Agreement, "Attribution"). */
const MAXMIND: PlaceCredit = {
  text: 'This product includes GeoLite Data created by MaxMind, available from https://www.maxmind.com',
  url: 'https://www.maxmind.com',
};

/** https://maxmind.github.io/MaxMind-DB/: the metadata, which names the kind of database, is at the very end. */
const METADATA_LONGEST = 128 * 1024;

/** Who is to be named wherever a place is shown: the maker of the city data in use. */
@Injectable()
export class PlaceCredits {
  private known: { state: string | null; credit: PlaceCredit | null } | undefined;

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'geoipCityDb'>) {}

  /** Null where the operator's file is of a maker who asks for no line, or cannot be read. */
  async now(): Promise<PlaceCredit | null> {
    const file = this.config.geoipCityDb;
    if (!file) return DB_IP;
    const state = await stateOf(file);
    if (this.known?.state !== state) this.known = { state, credit: state === null ? null : await creditOf(file) };
    return this.known?.credit ?? null;
  }
}

/** Reads the end of the file alone: whoever shows places need not hold the data itself. */
async function creditOf(path: string): Promise<PlaceCredit | null> {
  const file = await open(path).catch(() => null);
  if (!file) return null;
  try {
    const { size } = await file.stat();
    const length = Math.min(size, METADATA_LONGEST);
    const { buffer } = await file.read({ buffer: Buffer.alloc(length), position: size - length });
    // Files that others make of the makers' data name no maker inside, but in their name.
    const kind = `${/database_type.([\x20-\x7e]+)/s.exec(buffer.toString('latin1'))?.[1]} ${basename(path)}`;
    if (/db-?ip/i.test(kind)) return DB_IP;
    return /geolite/i.test(kind) ? MAXMIND : null;
  } finally {
    await file.close();
  }
}
