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

type OwnRow = ReceiptFacts & {
  id: string;
  sent_at: Date;
  opened: boolean;
  subject_sealed: Buffer | null;
  clickCount: number;
  first_opened_at: Date | null;
  last_opened_at: Date | null;
  readers: Buffer[] | null;
  names: (Buffer | null)[] | null;
  fields: ('to' | 'cc' | 'bcc')[] | null;
};

/** Reads mails for their own sender. */
@Injectable()
export class OwnMails {
  constructor(private readonly encryption: Encryption) {}

  /** These mails in full, by id. */
  async of(manager: EntityManager, teamId: string, ids: readonly string[]): Promise<Map<string, OwnMail>> {
    if (ids.length === 0) return new Map();
    const rows: OwnRow[] = await manager.query(
      `select m.id, ${MAIL_SENT_AT} as sent_at, ${MAIL_OPENED} as opened, subject_sealed, tracked,
              withdrawn_at is not null as withdrawn, open_count as "openCount", machine_open_count as "machineOpenCount",
              click_count as "clickCount", earlier_signal as "earlierSignal", confirmed_by as "confirmedBy",
              first_opened_at, last_opened_at, readers, names, fields
       from message m
       left join lateral (
         select array_agg(email_sealed order by position) as readers, array_agg(name_sealed order by position) as names,
                array_agg(field order by position) as fields
         from recipient where recipient.team_id = $1 and recipient.message_id = m.id
       ) written on true
       where m.team_id = $1 and m.id = any($2::uuid[])`,
      [teamId, ids],
    );
    return new Map(rows.map((row) => [row.id, this.view(row)]));
  }

  private view(row: OwnRow): OwnMail {
    const { id, readers, names, fields } = row;
    return {
      sentAt: row.sent_at.toISOString(),
      opened: row.opened,
      own: {
        id,
        subject: row.subject_sealed && this.encryption.open('message.subject', row.subject_sealed),
        recipients: (readers ?? []).map((sealed, place) => {
          const name = names?.[place] ?? null;
          return {
            email: this.encryption.open('recipient.email', sealed),
            name: name && this.encryption.open('recipient.name', name),
            field: fields?.[place] ?? 'to',
          };
        }),
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
