import { Injectable, Logger } from '@nestjs/common';
import { KEPT } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../database/database.js';
import { Encryption } from '../secrets/encryption.js';
import { LookupHash } from '../secrets/lookup-hash.js';
import { GoogleIdentity, GoogleIdentityError } from './google-identity.js';

/** Milliseconds that somebody waits for Google; what comes of it later is noted all the same. */
const PATIENCE_MS = 5_000;
/** Seconds until whoever is asking Google is taken for dead. */
const TAKEN_SECONDS = 120;
/** Seconds until Google is asked again, doubled with every failure, up to the longest. */
const FIRST_PAUSE_SECONDS = 60;
const LONGEST_PAUSE_SECONDS = 6 * 3_600;
const ASKED_AT_ONCE = 20;

interface GrantRow {
  id: string;
  refresh_token_sealed: Buffer;
}

/** Google's grants of deleted accounts, until Google has taken them back. */
@Injectable()
export class Grants {
  private readonly log = new Logger('Accounts');

  constructor(
    private readonly database: Database,
    private readonly google: GoogleIdentity,
    private readonly encryption: Encryption,
    private readonly lookup: LookupHash,
  ) {}

  /**
   * Keeps an account's grant to be revoked, in the transaction of system scope that deletes the account.
   * @returns its id; null where there is none
   */
  async setAside(manager: EntityManager, teamId: string, accountId: string): Promise<string | null> {
    const [account]: { google_subject: string }[] = await manager.query(
      `select google_subject from account
       where team_id = $1 and id = $2 and refresh_token_sealed is not null`,
      [teamId, accountId],
    );
    if (!account) return null;
    const id = uuidv7();
    await manager.query(
      `insert into grant_to_revoke (id, refresh_token_sealed, subject_hash, due_at)
       select $3, refresh_token_sealed, $4, now() + make_interval(secs => $5)
       from account where team_id = $1 and id = $2`,
      [teamId, accountId, id, this.subjectHash(account.google_subject), TAKEN_SECONDS],
    );
    return id;
  }

  /**
   * A person whose account was deleted has come back: their new grant is the old one to Google, and taking that back
   * would end it.
   */
  async keep(manager: EntityManager, googleSubject: string): Promise<void> {
    await manager.query('delete from grant_to_revoke where subject_hash = any($1::bytea[])', [
      this.lookup.allOfAddress(googleSubject),
    ]);
  }

  /** Asks Google for a grant just set aside. @returns whether it is taken back; else it is asked again later */
  async revokeNow(id: string): Promise<boolean> {
    const grants = await this.database.systemQuery<GrantRow>(
      'select id, refresh_token_sealed from grant_to_revoke where id = $1',
      [id],
    );
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS, false);
    });
    const revoked = Promise.all(grants.map((grant) => this.revoke(grant))).then((all) => all.every(Boolean));
    // The account is deleted, whatever becomes of this.
    return Promise.race([revoked.catch(() => false), tooLong]).finally(() => clearTimeout(timer));
  }

  /** Housekeeping: asks Google again for the grants whose time has come. May run twice, or elsewhere at the same time. */
  async revokeDue(): Promise<void> {
    const given = await this.database.systemQuery(
      'delete from grant_to_revoke where created_at < now() - make_interval(days => $1) returning 1',
      [KEPT.grantDays],
    );
    if (given.length > 0) {
      this.log.error(
        `${given.length} grants of deleted accounts were not revoked: Google was away for ${KEPT.grantDays} days`,
      );
    }
    const due = await this.database.systemQuery<GrantRow>(
      `update grant_to_revoke set due_at = now() + make_interval(secs => $1)
       where id in (select id from grant_to_revoke where due_at <= now() order by due_at limit $2 for update skip locked)
       returning id, refresh_token_sealed`,
      [TAKEN_SECONDS, ASKED_AT_ONCE],
    );
    await Promise.all(due.map((grant) => this.revoke(grant)));
  }

  private async revoke({ id, refresh_token_sealed }: GrantRow): Promise<boolean> {
    try {
      await this.google.revoke(this.encryption.open('google.refresh_token', refresh_token_sealed));
    } catch (error) {
      if (!(error instanceof GoogleIdentityError)) throw error;
      await this.database.systemQuery(
        `update grant_to_revoke set attempts = attempts + 1,
           due_at = now() + make_interval(secs => least($3, $2 * power(2, least(attempts, 20))))
         where id = $1`,
        [id, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS],
      );
      return false;
    }
    await this.database.systemQuery('delete from grant_to_revoke where id = $1', [id]);
    return true;
  }

  /** Keyed like an address, so that nobody finds out whose it was. */
  private subjectHash(googleSubject: string): Buffer {
    return this.lookup.ofAddress(googleSubject);
  }
}
