import { Injectable } from '@nestjs/common';
import type { ReportMessage } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { type ReceiptFacts, receiptStateOf } from '../messages/receipt-state.js';
import { Encryption } from '../secrets/encryption.js';
import { MAIL_OPENED, MAIL_SENT_AT } from './figures.js';

/** Where a mail stands in the list of all: newest first, then by id. */
export interface MailPosition {
  /** In UTC, to the microsecond. */
  at: string;
  id: string;
}

/** What its sender sees of a mail. */
export type OwnMail = Pick<ReportMessage, 'sentAt' | 'opened'> & { own: NonNullable<ReportMessage['own']> };

/** What is stored of a mail, sealed. */
export type OwnRow = ReceiptFacts & {
  id: string;
  sent_at: Date;
  opened: boolean;
  subject_sealed: Buffer | null;
  clickCount: number;
  first_opened_at: Date | null;
  last_opened_at: Date | null;
  readers: ReaderRow[];
};

interface ReaderRow {
  message_id: string;
  email_sealed: Buffer;
  name_sealed: Buffer | null;
  field: 'to' | 'cc' | 'bcc';
}

/** Reads mails for their own sender. */
@Injectable()
export class OwnMails {
  constructor(private readonly encryption: Encryption) {}

  /** These mails by id, to be opened when the transaction has ended. */
  async stored(manager: EntityManager, teamId: string, ids: readonly string[]): Promise<Map<string, OwnRow>> {
    if (ids.length === 0) return new Map();
    const rows: Omit<OwnRow, 'readers'>[] = await manager.query(
      `select m.id, ${MAIL_SENT_AT} as sent_at, ${MAIL_OPENED} as opened, subject_sealed, tracked,
              withdrawn_at is not null as withdrawn, open_count as "openCount", machine_open_count as "machineOpenCount",
              click_count as "clickCount", earlier_signal as "earlierSignal", confirmed_by as "confirmedBy",
              first_opened_at, last_opened_at
       from message m where m.team_id = $1 and m.id = any($2::uuid[])`,
      [teamId, ids],
    );
    const readers: ReaderRow[] = await manager.query(
      `select message_id, email_sealed, name_sealed, field from recipient
       where team_id = $1 and message_id = any($2::uuid[]) order by message_id, position`,
      [teamId, ids],
    );
    const byId = new Map(rows.map((row): [string, OwnRow] => [row.id, { ...row, readers: [] }]));
    for (const reader of readers) byId.get(reader.message_id)?.readers.push(reader);
    return byId;
  }

  /** A mail in full. */
  open(row: OwnRow): OwnMail {
    const { id } = row;
    return {
      sentAt: row.sent_at.toISOString(),
      opened: row.opened,
      own: {
        id,
        subject: row.subject_sealed && this.encryption.open('message.subject', row.subject_sealed),
        recipients: row.readers.map(({ email_sealed, name_sealed, field }) => ({
          email: this.encryption.open('recipient.email', email_sealed),
          name: name_sealed && this.encryption.open('recipient.name', name_sealed),
          field,
        })),
        state: receiptStateOf(row),
        openCount: row.openCount,
        machineOpenCount: row.machineOpenCount,
        clickCount: row.clickCount,
        firstOpenedAt: row.first_opened_at?.toISOString() ?? null,
        lastOpenedAt: row.last_opened_at?.toISOString() ?? null,
      },
    };
  }
}
