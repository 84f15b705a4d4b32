import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { NETWORKS, ownerOfAsn, type RangeLookup, rangeLookup } from '@openly/tracking';
import { z } from 'zod';
import { type Config, repositoryRoot } from '../config.js';
import { CONFIG } from '../config.token.js';
import { openAutonomousSystems } from './geoip.js';

/** Ranges as their publishers give them; `npm run refresh-ranges` writes the file anew. */
export const RANGES_FILE = join(repositoryRoot, 'apps/api/data/address-ranges.json');

const rangesFile = z.object({
  /** Where two overlap the first wins. */
  sets: z.array(z.object({ network: z.enum(NETWORKS), name: z.string(), ranges: z.array(z.string()) })),
});

/** Whose network an address is in, as far as that says who fetched: by published ranges, then by autonomous system. */
@Injectable()
export class Networks {
  private readonly log = new Logger('Networks');
  private lookup: Promise<RangeLookup> | null = null;

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'geoipAsnDb'>) {}

  /**
   * Reads the files at the first call; later calls answer at once. Without a file of autonomous systems that can be
   * read the ranges tell alone: opens are judged all the same.
   * @throws Error when the ranges that come with the product are missing; the next call tries again
   */
  ready(): Promise<RangeLookup> {
    this.lookup ??= this.open().catch((error) => {
      this.lookup = null;
      throw error;
    });
    return this.lookup;
  }

  private async open(): Promise<RangeLookup> {
    const byRange = rangeLookup(rangesFile.parse(JSON.parse(await readFile(RANGES_FILE, 'utf8'))).sets);
    const asnOf = this.config.geoipAsnDb && (await this.openSystems(this.config.geoipAsnDb));
    if (!asnOf) return byRange;
    return (address) => {
      const owner = byRange(address);
      if (owner || address === null) return owner;
      const asn = asnOf(address);
      return asn === null ? null : ownerOfAsn(asn);
    };
  }

  private async openSystems(file: string): Promise<((address: string) => number | null) | null> {
    try {
      return await openAutonomousSystems(file);
    } catch (error) {
      this.log.warn(`GEOIP_ASN_DB cannot be read, so networks are told by ranges alone: ${(error as Error).message}`);
      return null;
    }
  }
}
