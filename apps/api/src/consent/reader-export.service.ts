import { Injectable } from '@nestjs/common';
import type { Confirmation, DecisionScope, ExportedMail, ReaderExport } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { confirmationOf, type MessageRef } from '../opens/confirmations.js';
import { OpensService, type Signals } from '../opens/opens.service.js';
import { Encryption } from '../secrets/encryption.js';
import { type DecidedMail, DecisionLog, type ReaderHashes } from './decision-log.js';
import { MailboxProofs, type ProvenReader } from './mailbox-proofs.js';
import { type FoundMail, ReaderMail, stateOf } from './reader-mail.js';
import { reachOf } from './withdrawal.js';

const WHY_A_TOTAL =
  'This mail has several readers who share one image: nobody can tell whose an opening was, and a time or a place might be that of another.';

interface MailRow {
  team_id: string;
  id: string;
  sender_email: string;
  sender_name: string | null;
  team_name: string;
  subject_sealed: Buffer | null;
  sent_at: Date | null;
  state: string;
  tracked: boolean;
  withdrawn_at: Date | null;
  readers_forgotten_at: Date | null;
  confirmed_by: Confirmation['by'] | null;
  confirmed_at: Date | null;
  openings: number;
  is_only_reader: boolean;
  records_kept_days: number;
  addresses_kept_days: number;
}

interface LineRow {
  message_id: string;
  field: 'to' | 'cc' | 'bcc';
  email_sealed: Buffer;
  name_sealed: Buffer | null;
}

/** Tells a reader everything that is kept of them. */
@Injectable()
export class ReaderExportService {
  constructor(
    private readonly database: Database,
    private readonly decisions: DecisionLog,
    private readonly mails: ReaderMail,
    private readonly proofs: MailboxProofs,
    private readonly opens: OpensService,
    private readonly encryption: Encryption,
  ) {}

  /**
   * What is kept of the reader whose code this is: of this mail, of all mail of its sender, or on this server.
   * @throws DomainError `proof_required`, `wrong_proof`, or `link_token_not_found` when the mail is no longer kept
   */
  of(linked: MessageRef, scope: DecisionScope, proof: string | undefined, now = new Date()): Promise<ReaderExport> {
    const work = (manager: EntityManager) => this.collect(manager, linked, scope, proof, now);
    return scope === 'server' ? this.database.asSystem(work) : this.database.inTeam(linked.teamId, work);
  }

  private async collect(
    manager: EntityManager,
    linked: MessageRef,
    scope: DecisionScope,
    proof: string | undefined,
    now: Date,
  ): Promise<ReaderExport> {
    const found: FoundMail | null = await this.mails.find(manager, linked.teamId, linked.messageId);
    if (!found) throw new DomainError('link_token_not_found');
    if (proof === undefined) throw new DomainError('proof_required');
    const reader = await this.proofs.provenBy(manager, linked, proof);
    const mail: DecidedMail = { ...linked, accountId: found.accountId };
    return {
      email: reader.email,
      scope,
      exportedAt: now.toISOString(),
      mails: await this.mailsTo(manager, mail, reader, scope),
      decisions: await this.decisions.allOf(manager, mail, reader.hashes, scope),
      ...(await this.settings(manager, mail, reader, scope)),
    };
  }

  private async mailsTo(
    manager: EntityManager,
    mail: DecidedMail,
    { hashes }: ProvenReader,
    scope: DecisionScope,
  ): Promise<ExportedMail[]> {
    const [reached, values] = reachOf(mail, hashes, scope);
    const rows: MailRow[] = await manager.query(
      `select message.team_id, message.id, account.email as sender_email, account.name as sender_name,
              team.name as team_name, message.subject_sealed, message.sent_at, message.state, message.tracked,
              message.withdrawn_at, message.readers_forgotten_at, message.confirmed_by, message.confirmed_at,
              message.open_count + message.machine_open_count as openings,
              -- Of a mail that was called back and sent to somebody else, who had it first may still have a code.
              message.erased_readers = 0 and coalesce(
                (select bool_and(email_hash = any($${values.length + 1}::bytea[])) from recipient
                 where recipient.team_id = message.team_id and recipient.message_id = message.id), false) as is_only_reader,
              team.records_kept_days, team.addresses_kept_days
       from (select * from message where ${reached}) message
       join account on account.team_id = message.team_id and account.id = message.account_id
       join team on team.id = message.team_id
       order by message.created_at desc, message.id desc`,
      [...values, hashes],
    );
    const lines = await this.linesOf(manager, rows, hashes);
    const signals = await this.signalsOf(manager, rows);
    return rows.map((row) => ({
      messageId: row.id,
      sender: { email: row.sender_email, name: row.sender_name, team: row.team_name },
      subject: row.subject_sealed && this.encryption.open('message.subject', row.subject_sealed),
      sentAt: row.sent_at?.toISOString() ?? null,
      state: stateOf(row),
      stoppedAt: row.withdrawn_at?.toISOString() ?? null,
      you: (lines.get(row.id) ?? []).map((line) => this.lineOf(line)),
      recorded: recordedOf(row, signals.get(row.id)),
      keptDays: { opens: row.records_kept_days, addresses: row.addresses_kept_days },
    }));
  }

  private async linesOf(
    manager: EntityManager,
    rows: readonly MailRow[],
    hashes: ReaderHashes,
  ): Promise<Map<string, LineRow[]>> {
    const lines: LineRow[] = await manager.query(
      `select message_id, field, email_sealed, name_sealed from recipient
       join unnest($1::uuid[], $2::uuid[]) as reached (team_id, message_id) using (team_id, message_id)
       where email_hash = any($3::bytea[]) order by position`,
      [rows.map(({ team_id }) => team_id), rows.map(({ id }) => id), hashes],
    );
    const byMessage = new Map<string, LineRow[]>();
    for (const line of lines) byMessage.set(line.message_id, [...(byMessage.get(line.message_id) ?? []), line]);
    return byMessage;
  }

  private lineOf({ field, email_sealed, name_sealed }: LineRow): ExportedMail['you'][number] {
    return {
      email: this.encryption.open('recipient.email', email_sealed),
      name: name_sealed && this.encryption.open('recipient.name', name_sealed),
      field,
    };
  }

  /** Opens and clicks of the mails with one reader, without the sender's own looks: those say nothing about a reader. */
  private async signalsOf(manager: EntityManager, rows: readonly MailRow[]): Promise<Map<string, Signals>> {
    const found = new Map<string, Signals>();
    const isReaders = ({ kind }: { kind: string }) => kind !== 'self';
    for (const teamId of new Set(rows.map(({ team_id }) => team_id))) {
      const ids = rows.filter((row) => row.team_id === teamId && row.is_only_reader).map(({ id }) => id);
      for (const [id, { opens, clicks }] of await this.opens.opensOf(manager, teamId, ids)) {
        found.set(id, { opens: opens.filter(isReaders), clicks: clicks.filter(isReaders) });
      }
    }
    return found;
  }

  private async settings(
    manager: EntityManager,
    { teamId, accountId, messageId }: DecidedMail,
    { hashes }: ProvenReader,
    scope: DecisionScope,
  ): Promise<Pick<ReaderExport, 'questions' | 'timeZones' | 'codes'>> {
    // What a sender keeps beside any one mail is told with all of that sender's mail; a question was asked by a mail.
    const sender = `($2 = 'server' or (kept.team_id = $3 and kept.account_id = $4))`;
    const values = [hashes, scope, teamId, accountId];
    const questions: { email: string | null; asked_at: Date }[] = await manager.query(
      `select account.email, kept.asked_at from reader_question kept
       left join account on account.team_id = kept.team_id and account.id = kept.account_id
       where kept.email_hash = any($1::bytea[]) and ${sender} and ($2 <> 'message' or kept.message_id = $5)
       order by kept.asked_at desc`,
      [...values, messageId],
    );
    const zones: { email: string; time_zone: string; updated_at: Date }[] = await manager.query(
      `select account.email, kept.time_zone, kept.updated_at from reader_zone kept
       join account on account.team_id = kept.team_id and account.id = kept.account_id
       where kept.email_hash = any($1::bytea[]) and ${sender} and $2 <> 'message' order by kept.updated_at desc`,
      values,
    );
    const codes: { created_at: Date; expires_at: Date }[] = await manager.query(
      `select proof.created_at, proof.expires_at from mailbox_proof proof
       join message kept on kept.team_id = proof.team_id and kept.id = proof.message_id
       where proof.email_hash = any($1::bytea[]) and ${sender} and ($2 <> 'message' or proof.message_id = $5)
         and proof.expires_at > now() order by proof.created_at`,
      [...values, messageId],
    );
    return {
      questions: questions.map(({ email, asked_at }) => ({ sender: email, askedAt: asked_at.toISOString() })),
      timeZones: zones.map(({ email, time_zone, updated_at }) => ({
        sender: email,
        timeZone: time_zone,
        setAt: updated_at.toISOString(),
      })),
      codes: codes.map(({ created_at, expires_at }) => ({
        madeAt: created_at.toISOString(),
        endsAt: expires_at.toISOString(),
      })),
    };
  }
}

function recordedOf(row: MailRow, signals: Signals | undefined): ExportedMail['recorded'] {
  return row.is_only_reader
    ? {
        readers: 'one',
        opens: signals?.opens ?? [],
        clicks: signals?.clicks ?? [],
        confirmation: confirmationOf(row.confirmed_by, row.confirmed_at),
      }
    : { readers: 'several', openings: row.openings, why: WHY_A_TOTAL };
}
