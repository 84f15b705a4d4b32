import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import { plainArray } from '../database/array-literals.js';
import { binaryInstants, binaryTexts, binaryUuids } from '../database/binary-arrays.js';
import { Database } from '../database/database.js';
import type { Arrival, Hit } from './hit.js';

/** Milliseconds an image waits for the database before its hits go to the spool. */
export const PATIENCE_MS = 2_000;

/** New hits that one statement writes, as it is given them. */
export class Group {
  readonly size: number;
  readonly values: Buffer[];

  /** @param origins of each, sealed */
  constructor(
    private readonly arrivals: readonly Arrival[],
    private readonly origins: readonly (string | null)[],
  ) {
    // Those of one millisecond share the text.
    let [text, instant] = ['', 0];
    this.size = arrivals.length;
    this.values = [
      binaryUuids(arrivals, (hit) => hit.teamId),
      binaryUuids(arrivals, (hit) => hit.id),
      binaryUuids(arrivals, (hit) => hit.messageId),
      binaryUuids(arrivals, (hit) => hit.linkId),
      binaryTexts(arrivals, (hit) => hit.method),
      binaryInstants(arrivals, ({ arrivedAt }) => {
        if (arrivedAt !== text) [text, instant] = [arrivedAt, Date.parse(arrivedAt)];
        return instant;
      }),
      binaryTexts(origins, (origin) => origin),
    ];
  }

  /** For the spool: made for every group they were a hundredth of each request. */
  get hits(): Hit[] {
    return this.arrivals.map((hit, nth) => ({ ...hit, origin: this.origins[nth] ?? null }));
  }
}

/** The table `hit`, as the capturing side uses it. */
@Injectable()
export class HitInbox {
  constructor(private readonly database: Database) {}

  /**
   * Writes a group of new hits in one statement: all but those of mail that was withdrawn, deleted, or is not tracked any
   * more.
   * @throws Error when the answer did not come within `PATIENCE_MS`; the group may then be written or not, and can be
   *   written with `putAgain` without harm.
   */
  async put({ values }: Group): Promise<void> {
    await this.ask(PUT, 'put-hits', values);
  }

  /**
   * The same for hits from the spool, which may be there already: looking for them first takes PostgreSQL a third more
   * time. As text, for a disk may have spoiled them, and then PostgreSQL is to refuse them.
   */
  async putAgain(hits: readonly Hit[]): Promise<void> {
    await this.ask(PUT_AGAIN, 'put-hits-again', [
      plainArray(hits, (hit) => hit.teamId),
      plainArray(hits, (hit) => hit.id),
      plainArray(hits, (hit) => hit.messageId),
      plainArray(hits, (hit) => hit.linkId),
      plainArray(hits, (hit) => hit.method),
      plainArray(hits, (hit) => hit.arrivedAt),
      plainArray(hits, (hit) => hit.origin),
    ]);
  }

  /**
   * Where a tracked link leads and whose it is; null when it is not kept (any more).
   * @throws Error when the database does not answer within `PATIENCE_MS`
   */
  async linkOf(teamId: string, linkId: string): Promise<{ messageId: string; url: string } | null> {
    const { rows } = await this.ask<{ message_id: string; url: string }>(
      'select message_id, url from link where team_id = $1 and id = $2',
      'find-link',
      [teamId, linkId],
    );
    return rows[0] ? { messageId: rows[0].message_id, url: rows[0].url } : null;
  }

  private async ask<Row extends pg.QueryResultRow>(
    text: string,
    name: string,
    values: (string | Buffer)[],
  ): Promise<pg.QueryResult<Row>> {
    // The driver's own time limit closes the connection, so that a statement that hangs does not keep it.
    const question = { name, text, values, query_timeout: PATIENCE_MS };
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the database did not answer in time')), PATIENCE_MS);
    });
    const answer = this.database.systemPool.query<Row>(question);
    // It may still fail after the deadline has won.
    answer.catch(() => undefined);
    try {
      return await Promise.race([answer, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }
}

// Of the whole group one look finds the mail of which nothing is recorded, which is mostly none; only a hit whose message's
// id is among those is looked up by its team too, since ids are the clients' own. A message that is unknown is the
// enricher's to find out, who reads each message anyway.
// The message to the write-ahead log, empty, makes the commit of a group that was withdrawn wait for the disk like any
// other, so that time does not tell that a reader has said no.
const put = (onConflict: string) => `
  insert into hit (team_id, id, message_id, link_id, method, arrived_at, origin)
  select arrived.* from pg_logical_emit_message(true, 'openly', '')
  cross join unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::timestamptz[], $7::text[])
    as arrived (team_id, id, message_id, link_id, method, arrived_at, origin)
  where arrived.message_id <> all (array(select message_id from unrecorded where message_id = any ($3::uuid[])))
     or not exists (
       select from unrecorded u where u.message_id = arrived.message_id and u.team_id = arrived.team_id)
  ${onConflict}`;
const PUT = put('');
const PUT_AGAIN = put('on conflict do nothing');
