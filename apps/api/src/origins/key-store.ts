import { KEPT } from '@openly/contracts';
import type pg from 'pg';
import type { Database } from '../database/database.js';
import { OPENS_MS } from './origin-keys.js';

/** Milliseconds within which the database answers; what is late is asked for again. */
const PATIENCE_MS = 5_000;

/** A sealing key for one reader alone. */
export interface WrappedKey {
  keyId: string;
  wrapped: Buffer;
  /** Milliseconds since the key was made. */
  age: number;
}

/**
 * The tables `origin_reader`, public keys of the processes that judge, and `origin_key`, sealing keys wrapped for each
 * of them. Nothing in them can be read without a private key that never leaves its process. Times are by the database's
 * clock, which all processes share.
 */
export class KeyStore {
  constructor(private readonly database: Pick<Database, 'systemPool'>) {}

  /** Says that a reader is there, in place of another or again. */
  async register(id: string, publicKey: Buffer, inPlaceOf: string | null): Promise<void> {
    await this.ask(
      `with replaced as (delete from origin_reader where id = $3)
       insert into origin_reader (id, public_key) values ($1, $2) on conflict (id) do update set seen_at = now()`,
      [id, publicKey, inPlaceOf],
    );
  }

  /** The readers there are; the public keys of those that are not known yet. */
  async readers(known: readonly string[]): Promise<{ id: string; publicKey: Buffer | null }[]> {
    return this.ask(
      `select id, case when id = any($1::uuid[]) then null else public_key end as "publicKey" from origin_reader
       where seen_at > now() - interval '2 minutes'`,
      [known],
    );
  }

  async give(keys: readonly (WrappedKey & { readerId: string })[]): Promise<void> {
    await this.ask(
      `insert into origin_key (key_id, reader_id, wrapped, made_at)
       select key_id, reader_id, wrapped, now() - make_interval(secs => age / 1000)
       from unnest($1::text[], $2::uuid[], $3::bytea[], $4::double precision[]) as given (key_id, reader_id, wrapped, age)
       on conflict do nothing`,
      [
        keys.map((key) => key.keyId),
        keys.map((key) => key.readerId),
        keys.map((key) => key.wrapped),
        keys.map((key) => key.age),
      ],
    );
  }

  /** The keys that are there for this reader and still open, without those it has. */
  async keysFor(readerId: string, known: readonly string[]): Promise<WrappedKey[]> {
    return this.ask(
      `select key_id as "keyId", wrapped, greatest(0, extract(epoch from now() - made_at) * 1000)::double precision as age
       from origin_key where reader_id = $1 and key_id <> all($2::text[]) and made_at > now() - make_interval(secs => $3)`,
      [readerId, known, OPENS_MS / 1000],
    );
  }

  /** Deletes keys that nobody may use any more, and readers that have been silent. */
  async forgetOld(): Promise<void> {
    await this.ask('delete from origin_key where made_at < now() - make_interval(mins => $1)', [
      KEPT.wrappedKeyMinutes,
    ]);
    await this.ask(`delete from origin_reader where seen_at < now() - interval '2 minutes'`, []);
  }

  private async ask<Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> {
    const question = { text, values, query_timeout: PATIENCE_MS };
    return (await this.database.systemPool.query<Row>(question)).rows;
  }
}
