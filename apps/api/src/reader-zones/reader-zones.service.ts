import { Injectable } from '@nestjs/common';
import type { ReaderZone, SetReaderZone } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { ConsentService } from '../consent/consent.service.js';
import { Database } from '../database/database.js';
import { OpensService } from '../opens/opens.service.js';
import { LookupHash } from '../secrets/lookup-hash.js';
import { zoneOfPlace } from './place-zone.js';

/** An account within its team. */
export interface AccountRef {
  teamId: string;
  accountId: string;
}

/** A reader with every hash the address may stand under. */
interface SoughtReader {
  email: string;
  hashes: Buffer[];
}

/** On whose clock a reader lives: what the sender has set, else what the places of earlier opens say. */
@Injectable()
export class ReaderZonesService {
  constructor(
    private readonly database: Database,
    private readonly opens: OpensService,
    private readonly consent: ConsentService,
    private readonly lookup: LookupHash,
  ) {}

  /**
   * The zones of these readers, in the order given. A zone is worked out when it is asked for and kept nowhere: with
   * the opens it comes from it is gone, and of a reader who has refused nothing is worked out.
   */
  async zonesOf(account: AccountRef, emails: readonly string[]): Promise<ReaderZone[]> {
    const readers = emails.map((email) => ({ email, hashes: this.lookup.allOfAddress(email) }));
    const { set, seen } = await this.database.inTeam(account.teamId, async (manager) => {
      const byHand = await this.setByHand(manager, account, readers);
      const others = readers.filter(({ email }) => !byHand.has(email));
      return { set: byHand, seen: await this.fromOpens(manager, account, others) };
    });
    const allowed = await this.notRefusing(account, [...seen.keys()]);
    return emails.map((email) => {
      const setZone = set.get(email);
      if (setZone) return { email, timeZone: setZone, source: 'set' };
      const seenZone = allowed.has(email) ? seen.get(email) : undefined;
      if (seenZone) return { email, timeZone: seenZone, source: 'opens' };
      return { email, timeZone: null, source: 'unknown' };
    });
  }

  /** Sets the zone of a reader by hand; null forgets it. A repeat changes nothing. */
  async set(account: AccountRef, { email, timeZone }: SetReaderZone): Promise<void> {
    const { teamId, accountId } = account;
    await this.database.inTeam(teamId, async (manager) => {
      const kept = timeZone === null ? null : this.lookup.ofAddress(email);
      await manager.query(
        `delete from reader_zone where team_id = $1 and account_id = $2 and email_hash = any($3::bytea[])
           and ($4::bytea is null or email_hash <> $4)`,
        [teamId, accountId, this.lookup.allOfAddress(email), kept],
      );
      if (!kept) return;
      await manager.query(
        `insert into reader_zone (team_id, account_id, email_hash, time_zone) values ($1, $2, $3, $4)
         on conflict (team_id, account_id, email_hash)
           do update set time_zone = excluded.time_zone, updated_at = now()`,
        [teamId, accountId, kept, timeZone],
      );
    });
  }

  /** Zones set by hand, by address. */
  private async setByHand(
    manager: EntityManager,
    { teamId, accountId }: AccountRef,
    readers: readonly SoughtReader[],
  ): Promise<Map<string, string>> {
    const rows: { email_hash: Buffer; time_zone: string }[] = await manager.query(
      `select email_hash, time_zone from reader_zone
       where team_id = $1 and account_id = $2 and email_hash = any($3::bytea[]) order by updated_at desc`,
      [teamId, accountId, readers.flatMap(({ hashes }) => hashes)],
    );
    const zones = new Map<string, string>();
    for (const { email, hashes } of readers) {
      const row = rows.find(({ email_hash }) => hashes.some((hash) => hash.equals(email_hash)));
      if (row) zones.set(email, row.time_zone);
    }
    return zones;
  }

  /** Zones of the places these readers last looked from, by address. */
  private async fromOpens(
    manager: EntityManager,
    account: AccountRef,
    readers: readonly SoughtReader[],
  ): Promise<Map<string, string>> {
    const places = await this.opens.lastPlaces(
      manager,
      account,
      readers.map(({ hashes }) => hashes),
    );
    const zones = new Map<string, string>();
    for (const [number, { email }] of readers.entries()) {
      const place = places.get(number);
      const zone = place && zoneOfPlace(place);
      if (zone) zones.set(email, zone);
    }
    return zones;
  }

  /** Those who have not refused; by halves, since hardly ever somebody has. */
  private async notRefusing(account: AccountRef, emails: readonly string[]): Promise<Set<string>> {
    if (emails.length === 0) return new Set();
    if (!(await this.consent.anyRefuses(account, emails))) return new Set(emails);
    if (emails.length === 1) return new Set();
    const half = emails.length >> 1;
    const first = await this.notRefusing(account, emails.slice(0, half));
    const second = await this.notRefusing(account, emails.slice(half));
    return new Set([...first, ...second]);
  }
}
