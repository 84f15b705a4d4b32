import { Injectable } from '@nestjs/common';
import type { Confirmation, DetailLevel } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { Encryption } from '../secrets/encryption.js';

/** What a reader's page and a decision need to know of one mail. */
export interface FoundMail {
  accountId: string;
  senderEmail: string;
  senderName: string | null;
  teamName: string;
  subject: string | null;
  gmailThreadId: string | null;
  /** `deleted`: the sender erased it. `untracked`: it carries no pixel. */
  state: 'recording' | 'stopped' | 'untracked' | 'deleted';
  sentAt: Date | null;
  stoppedAt: Date | null;
  hasTrackedLinks: boolean;
  /** How much is kept of an open from now on, and for how many days. */
  detail: DetailLevel;
  recordsKeptDays: number;
  /** Days after the send on which the addresses of its readers are deleted. */
  addressesKeptDays: number;
  /** Of the notice or the question it carried, for example `1.nl`: see `noticeVersion` in libs/tracking. */
  noticeVersion: string;
  /** What the sender's team told in it besides; null where that was nothing. */
  noticeAddition: string | null;
  /** It carries no pixel, only the question whether a later mail may. */
  asks: boolean;
  /** What showed that a person has read it, and when; null while nothing has. */
  confirmed: { by: Confirmation['by']; at: Date } | null;
  /** How many mailboxes it went to, as far as that is still known. */
  readers: number;
  /** Openings recorded of all its readers, by people and by machines. */
  openings: number;
  /**
   * The address of its reader where there is exactly one mailbox in To, Cc and Bcc together; else null. Somebody who
   * had themselves erased stays counted: the one who is left is not the only reader.
   */
  onlyReader: string | null;
}

interface MailRow {
  account_id: string;
  sender_email: string;
  sender_name: string | null;
  team_name: string;
  subject_sealed: Buffer | null;
  gmail_thread_id: string | null;
  state: string;
  tracked: boolean;
  sent_at: Date | null;
  withdrawn_at: Date | null;
  readers_forgotten_at: Date | null;
  has_links: boolean;
  detail: DetailLevel;
  records_kept_days: number;
  addresses_kept_days: number;
  notice_version: string;
  notice_addition: string | null;
  asks: boolean;
  confirmed_by: Confirmation['by'] | null;
  confirmed_at: Date | null;
  readers: number;
  openings: number;
  only_reader_sealed: Buffer | null;
}

/** Reads one mail with its sender, team and number of readers in one statement: the page is to be quick. */
@Injectable()
export class ReaderMail {
  constructor(private readonly encryption: Encryption) {}

  /** @returns null where nothing is kept of this message any more */
  async find(manager: EntityManager, teamId: string, messageId: string): Promise<FoundMail | null> {
    const [row] = await manager.query<MailRow[]>(
      `select message.account_id, account.email as sender_email, account.name as sender_name, team.name as team_name,
              message.subject_sealed, message.gmail_thread_id, message.state, message.tracked, message.sent_at,
              message.withdrawn_at, message.readers_forgotten_at, least(message.detail, team.detail) as detail, team.records_kept_days,
              team.addresses_kept_days, message.notice_version, message.asks, message.confirmed_by, message.confirmed_at,
              (select policy ->> 'noticeAddition' from policy_version version
               where message.notice_version like '%.add-%' and version.team_id = $1
                 and encode(sha256(convert_to(policy ->> 'noticeAddition', 'UTF8')), 'hex')
                   = substring(message.notice_version from '[.]add-([0-9a-f]{64})[.]')
               limit 1) as notice_addition,
              message.open_count + message.machine_open_count as openings,
              exists (select from link where link.team_id = $1 and link.message_id = $2) as has_links,
              mailbox.readers + message.erased_readers as readers,
              case when mailbox.readers = 1 and message.erased_readers = 0 then mailbox.some_sealed end
                as only_reader_sealed
       from message
       cross join lateral (
         select count(distinct email_hash)::int as readers, (array_agg(email_sealed))[1] as some_sealed
         from recipient where team_id = $1 and message_id = $2) mailbox
       join account on account.team_id = message.team_id and account.id = message.account_id
       join team on team.id = message.team_id
       where message.team_id = $1 and message.id = $2`,
      [teamId, messageId],
    );
    if (!row) return null;
    return {
      accountId: row.account_id,
      senderEmail: row.sender_email,
      senderName: row.sender_name,
      teamName: row.team_name,
      subject: row.subject_sealed && this.encryption.open('message.subject', row.subject_sealed),
      gmailThreadId: row.gmail_thread_id,
      state: stateOf(row),
      sentAt: row.sent_at,
      stoppedAt: row.withdrawn_at ?? row.readers_forgotten_at,
      hasTrackedLinks: row.has_links,
      detail: row.detail,
      recordsKeptDays: row.records_kept_days,
      addressesKeptDays: row.addresses_kept_days,
      noticeVersion: row.notice_version,
      noticeAddition: row.notice_addition,
      asks: row.asks,
      confirmed: row.confirmed_by && row.confirmed_at && { by: row.confirmed_by, at: row.confirmed_at },
      readers: row.readers,
      openings: row.openings,
      onlyReader: row.only_reader_sealed && this.encryption.open('recipient.email', row.only_reader_sealed),
    };
  }
}

/** Whether opens of a message are recorded now. */
export function stateOf(
  row: Pick<MailRow, 'state' | 'tracked' | 'withdrawn_at' | 'readers_forgotten_at'>,
): FoundMail['state'] {
  if (row.state === 'discarded') return 'deleted';
  if (row.withdrawn_at ?? row.readers_forgotten_at) return 'stopped';
  return row.tracked ? 'recording' : 'untracked';
}
