import { randomUUID } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { erasure } from '@openly/contracts';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import { Encryption } from '../../apps/api/src/secrets/encryption.js';
import { LookupHash } from '../../apps/api/src/secrets/lookup-hash.js';
import { type TestApi, withApi } from '../support/api.js';
import type { TestDatabase } from '../support/database.js';
import { buildLinkedMail, buildSender, type LinkedMail } from '../support/linked-mail.js';
import { postJson } from '../support/mailbox-proof.js';
import { until } from '../support/until.js';

jest.setTimeout(300_000);

let api: TestApi;
let database: TestDatabase;
withApi({}, (its) => {
  ({ api, database } = its);
});

const CODE = 'ABCDEFGH';
/** Of each kind. `OPENLY_ERASED_MAILS=100000` measures. */
const MANY = Number(process.env.OPENLY_ERASED_MAILS ?? 400);

/**
 * Mails to this reader, each opened and followed, with a link that names them; as many schedules that are over, and a
 * tenth as many series and answers kept for repeated requests, all of which name them; and a code that proves their mailbox.
 */
async function buildMails(reader: string, count: number): Promise<LinkedMail> {
  const sender = await buildSender(database);
  const mail = await buildLinkedMail(database, api, sender, [reader]);
  const { teamId, accountId } = sender;
  const encryption = api.app.get(Encryption);
  const lookup = api.app.get(LookupHash);
  const hash = lookup.ofAddress(reader);
  const sealed = encryption.seal('recipient.email', reader);
  const text = (value: unknown) => encryption.seal('schedule', JSON.stringify(value));
  const ofEach = (seal: () => Buffer) => Array.from({ length: count }, seal);
  const each = [teamId, accountId, count];
  const messages = `select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid as id, n from generate_series(1, $3) n`;
  await database.query(
    `insert into message (team_id, id, account_id, state, gmail_thread_id, notice_version, tracked, sent_at, open_count,
                          first_opened_at, last_opened_at)
     select $1, id, $2, 'sent', 'abc', '1', true, now(), 1, now(), now() from (${messages}) made`,
    each,
  );
  await database.query(
    `insert into recipient (team_id, message_id, position, field, email_sealed, email_hash)
     select $1, id, 0, 'to', $4, $5 from (${messages}) made where $2::uuid is not null`,
    [...each, sealed, hash],
  );
  await database.query(
    `insert into open (team_id, id, message_id, opened_at, kind, confidence, reason, rules_version)
     select $1, gen_random_uuid(), id, now(), 'direct', 'confirmed', 'because', 1 from (${messages}) made
     where $2::uuid is not null`,
    each,
  );
  await database.query(
    `insert into link (team_id, id, message_id, url)
     select $1, id, id, 'https://example.org/for?who=' || $4 from (${messages}) made where $2::uuid is not null`,
    [...each, encodeURIComponent(reader)],
  );
  await database.query(
    `insert into click (team_id, id, message_id, link_id, clicked_at, kind, confidence, reason, rules_version)
     select $1, gen_random_uuid(), id, id, now(), 'direct', 'confirmed', 'because', 1 from (${messages}) made
     where $2::uuid is not null`,
    each,
  );
  await database.query(
    `insert into schedule (team_id, id, account_id, gmail_draft_id, status, send_at, time_zone, wall_time, sender_zone,
       deliver_in, reader_sealed, fixed, zone_rules, tolerance_minutes, late_from, unless_replied, tracking, message_id,
       recipients_sealed, draft_bytes, due_at)
     select $1, gen_random_uuid(), $2, 'r-' || n, 'sent', now(), 'Asia/Tokyo', '2030-01-01 08:00', 'UTC', 'recipient', sealed_reader,
            'wall', '2026a', 120, now(), false, true, id, sealed_readers, 100, now()
     from unnest($4::bytea[], $5::bytea[]) with ordinality as sealed (sealed_reader, sealed_readers, n)
     join (${messages}) made using (n)`,
    [...each, ofEach(() => encryption.seal('schedule', reader)), ofEach(() => text([reader, 'bob@example.net']))],
  );
  await database.query(
    `insert into series (team_id, id, account_id, gmail_draft_id, status, rule, wall_time, time_zone, tracking,
       tolerance_minutes, recipients_sealed)
     select $1, gen_random_uuid(), $2, 'r-' || n, 'ended', 'FREQ=DAILY', '2026-01-01 08:00', 'UTC', true, 120, $4
     from (${messages}) made where n % 10 = 1`,
    [...each, text([reader])],
  );
  await database.query(
    `insert into idempotency_key (team_id, account_id, key, request_hash, response_sealed)
     select $1, $2, id::text, $4, $5 from (${messages}) made where n % 10 = 1`,
    [...each, Buffer.alloc(32), text({ reader, recipients: [reader] })],
  );
  await database.query(
    `insert into mailbox_proof (team_id, id, message_id, email_hash, email_sealed, code_hash, expires_at)
     values ($1, $2, $3, $4, $5, $6, now() + interval '1 hour')`,
    [teamId, randomUUID(), mail.id, hash, sealed, lookup.ofCode(mail.id, CODE)],
  );
  return mail;
}

/** What is left that names this reader in what schedules, series and answers keep. */
async function naming(reader: string): Promise<string[]> {
  const rows = await database.query<{ name: string; sealed: Buffer | null }>(
    `select 'schedule' as name, recipients_sealed as sealed from schedule
     union all select 'schedule reader', reader_sealed from schedule
     union all select 'series', recipients_sealed from series
     union all select 'answer', response_sealed from idempotency_key`,
  );
  const encryption = api.app.get(Encryption);
  return rows.flatMap(({ name, sealed }) =>
    sealed && encryption.open('schedule', sealed).includes(reader) ? [name] : [],
  );
}

describe('erasing a reader of very much mail', () => {
  it('asks the database as often as for one of little, and forgets all of it', async () => {
    const statements: number[] = [];
    for (const count of [3, MANY]) {
      // What works in the background may hold some of it: then PostgreSQL ends one of the two.
      const emptied = () => database.query('truncate team, consent_decision cascade').then(Boolean, () => false);
      await until(emptied, 10_000, 'empty tables');
      const reader = `${randomUUID()}@example.net`;
      const mail = await buildMails(reader, count);
      await database.query('analyze');
      const asked = jest.spyOn(PostgresQueryRunner.prototype, 'query');
      const from = performance.now();
      const answer = await postJson(api.url, mail, 'erase', { scope: 'server', proof: CODE });
      const seconds = (performance.now() - from) / 1000;
      statements.push(asked.mock.calls.length);
      asked.mockRestore();
      if (process.env.OPENLY_ERASED_MAILS) process.stderr.write(`${count} mails: ${seconds.toFixed(2)} s\n`);
      expect(answer.status).toBe(200);
      const { erased } = erasure.parse(await answer.json());
      expect(erased).toMatchObject({
        messages: count + 1,
        addresses: count + 1,
        opens: count,
        clicks: count,
        links: count,
      });
      expect(await naming(reader)).toEqual([]);
    }
    expect(statements[1]).toBe(statements[0]);
  });

  it.each(['reader_zone', 'reader_question'])(
    'finds what senders keep in %s beside any mail by an index',
    async (table) => {
      const sender = await buildSender(database);
      const more = table === 'reader_zone' ? ['time_zone', `'UTC'`] : ['message_id', 'gen_random_uuid()'];
      await database.query(
        `insert into ${table} (team_id, account_id, email_hash, ${more[0]})
       select $1, $2, sha256(n::text::bytea), ${more[1]} from generate_series(1, 5000) n`,
        [sender.teamId, sender.accountId],
      );
      await database.query(`analyze ${table}`);
      const plan = await database.query<{ 'QUERY PLAN': string }>(
        `explain delete from ${table} where email_hash = any(array[sha256('7'::bytea)])`,
      );
      expect(plan.map((line) => line['QUERY PLAN']).join()).toContain(`${table}_of_reader`);
    },
  );
});
