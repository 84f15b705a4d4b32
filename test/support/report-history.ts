import { randomUUID } from 'node:crypto';
import type { Encryption } from '../../apps/api/src/secrets/encryption.js';
import type { LookupHash } from '../../apps/api/src/secrets/lookup-hash.js';
import type { TestDatabase } from './database.js';

/** A team whose mail a report is about, written straight into the tables. */
export interface ReportTeam {
  teamId: string;
  accounts: readonly string[];
}

export interface WrittenMail {
  accountId: string;
  /** Null: it was never told when it was sent, only prepared. */
  sentAt: Date | null;
  preparedAt?: Date;
  readers: readonly string[];
  tracked?: boolean;
  state?: 'prepared' | 'sent' | 'discarded';
  subject?: string;
}

export interface WrittenOpen {
  at: Date;
  kind?: string;
  confidence?: string;
  country?: string | null;
  client?: string | null;
}

export async function aReportTeam(database: TestDatabase, members: number): Promise<ReportTeam> {
  const teamId = randomUUID();
  const accounts = Array.from({ length: members }, () => randomUUID());
  await database.query(
    `insert into team (id, name, records_kept_days, addresses_kept_days) values ($1, 'A team', 365, 365)`,
    [teamId],
  );
  for (const id of accounts) {
    await database.query(
      `insert into account (team_id, id, google_subject, email, sender_id) values ($1, $2, $3, $4, $3)`,
      [teamId, id, id, `${id.slice(0, 8)}@example.com`],
    );
  }
  return { teamId, accounts };
}

/** Writes what the product would: rows and the totals its transactions keep. */
export function writerOf(database: TestDatabase, secrets: { encryption: Encryption; lookup: LookupHash }) {
  return {
    async mail({ teamId }: ReportTeam, mail: WrittenMail): Promise<string> {
      const id = randomUUID();
      const { accountId, sentAt, readers, tracked = true, state = 'sent', subject } = mail;
      await database.query(
        `insert into message (team_id, id, account_id, state, notice_version, tracked, sent_at, prepared_at, subject_sealed)
         values ($1, $2, $3, $4, '1', $5, $6, $7, $8)`,
        [
          teamId,
          id,
          accountId,
          state,
          tracked,
          sentAt,
          mail.preparedAt ?? sentAt ?? new Date(),
          subject === undefined ? null : secrets.encryption.seal('message.subject', subject),
        ],
      );
      await database.query(
        `insert into recipient (team_id, message_id, position, field, email_sealed, email_hash)
         select $1, $2, n - 1, 'to', sealed, hash from unnest($3::bytea[], $4::bytea[]) with ordinality as r (sealed, hash, n)`,
        [
          teamId,
          id,
          readers.map((email) => secrets.encryption.seal('recipient.email', email)),
          readers.map((email) => secrets.lookup.ofAddress(email)),
        ],
      );
      return id;
    },
    async open({ teamId }: ReportTeam, messageId: string, open: WrittenOpen): Promise<void> {
      const { at, kind = 'direct', confidence = 'likely', country = null, client = null } = open;
      await database.query('select make_open_partitions(0, $1)', [at]);
      await database.query(
        `insert into open (team_id, id, message_id, opened_at, kind, confidence, reason, country, client, rules_version)
         values ($1, $2, $3, $4, $5, $6, '', $7, $8, 1)`,
        [teamId, randomUUID(), messageId, at, kind, confidence, country, client],
      );
      await database.query(
        `update message m set open_count = looks, machine_open_count = machines, first_opened_at = first, last_opened_at = last
         from (select count(*) filter (where look) as looks, count(*) filter (where confidence = 'machine') as machines,
                      min(opened_at) filter (where look) as first, max(opened_at) filter (where look) as last
               from (select *, confidence <> 'machine' and kind not in ('self', 'duplicate') as look
                     from open where team_id = $1 and message_id = $2) judged) counted
         where m.team_id = $1 and m.id = $2`,
        [teamId, messageId],
      );
    },
    async click({ teamId }: ReportTeam, messageId: string, click: WrittenOpen): Promise<void> {
      const { at, kind = 'direct', confidence = 'confirmed' } = click;
      await database.query(
        `with target as (
           insert into link (team_id, id, message_id, url) values ($1, gen_random_uuid(), $2, 'https://example.com/' || $3)
           returning id)
         insert into click (team_id, id, message_id, link_id, clicked_at, kind, confidence, reason, rules_version)
         select $1, $3::uuid, $2, target.id, $4, $5, $6, '', 1 from target`,
        [teamId, messageId, randomUUID(), at, kind, confidence],
      );
    },
    async schedule(
      { teamId }: ReportTeam,
      { accountId, sendAt, sentAt, status }: { accountId: string; sendAt: Date; sentAt: Date | null; status: string },
    ): Promise<void> {
      await database.query(
        `insert into schedule (team_id, id, account_id, gmail_draft_id, status, send_at, time_zone, wall_time, sender_zone,
           deliver_in, fixed, zone_rules, tolerance_minutes, late_from, unless_replied, tracking, message_id, draft_bytes,
           due_at, sent_at)
         values ($1, $2, $3, $4, $5, $6, 'UTC', '2026-01-01', 'UTC', 'sender', 'wall', '2025b', 120, $6, false, true, $2, 1,
                 $6, $7)`,
        [teamId, randomUUID(), accountId, `r-${randomUUID()}`, status, sendAt, sentAt],
      );
    },
  };
}

/** Rows of a team as they lie in the tables, for recounts. */
export async function rawRows(database: TestDatabase, { teamId }: ReportTeam) {
  const rows = <Row extends object>(table: string) =>
    database.query(`select * from ${table} where team_id = $1`, [teamId]) as Promise<unknown> as Promise<Row[]>;
  return {
    messages: await rows<RawMessage>('message'),
    opens: await rows<RawSignal & { opened_at: Date; country: string | null; client: string | null }>('open'),
    clicks: await rows<RawSignal>('click'),
    recipients: await rows<{ message_id: string; position: number; email_hash: Buffer }>('recipient'),
    schedules: await rows<{ account_id: string; send_at: Date; sent_at: Date | null; status: string }>('schedule'),
  };
}
export type RawRows = Awaited<ReturnType<typeof rawRows>>;

export interface RawMessage {
  id: string;
  account_id: string;
  state: string;
  tracked: boolean;
  sent_at: Date | null;
  prepared_at: Date;
  withdrawn_at: Date | null;
  confirmed_by: string | null;
  click_count: number;
}

export interface RawSignal {
  id: string;
  message_id: string;
  kind: string;
  confidence: string;
}
