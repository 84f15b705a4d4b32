import type { ConsentMode } from '@openly/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A tracked mail, from the moment it is prepared. Its totals are kept by the enricher's transaction. */
@Entity('message')
export class MessageEntity {
  @PrimaryColumn('uuid', { name: 'team_id' })
  teamId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'account_id' })
  accountId!: string;

  @Column('text')
  state!: 'prepared' | 'sent' | 'discarded';

  @Column('bytea', { name: 'subject_sealed', nullable: true })
  subjectSealed!: Buffer | null;

  @Column('text', { name: 'gmail_thread_id', nullable: true })
  gmailThreadId!: string | null;

  @Column('text', { name: 'gmail_message_id', nullable: true })
  gmailMessageId!: string | null;

  /** Version and language of the words that the reader was shown, `1.nl` of a notice, `1.ask.nl` of a question. */
  @Column('text', { name: 'notice_version' })
  noticeVersion!: string;

  /** False where it was prepared without a pixel. */
  @Column('boolean')
  tracked!: boolean;

  /** The mode it was prepared in. */
  @Column('text', { name: 'consent_mode' })
  consentMode!: ConsentMode;

  /** Carries the question whether later mail may be tracked, in place of pixel and notice. */
  @Column('boolean')
  asks!: boolean;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  /** Last time it was prepared; one that is never sent is forgotten a day later. */
  @Column('timestamptz', { name: 'prepared_at', default: () => 'now()' })
  preparedAt!: Date;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt!: Date | null;

  /** Since when a reader has stopped it; from then on nothing is recorded. */
  @Column('timestamptz', { name: 'withdrawn_at', nullable: true })
  withdrawnAt!: Date | null;

  /** Since when it is not known any more whom it went to; from then on nothing is recorded. */
  @Column('timestamptz', { name: 'readers_forgotten_at', nullable: true })
  readersForgottenAt!: Date | null;

  /** Readers who had themselves erased. */
  @Column('integer', { name: 'erased_readers', default: 0 })
  erasedReaders!: number;

  @Column('integer', { name: 'open_count', default: 0 })
  openCount!: number;

  @Column('integer', { name: 'machine_open_count', default: 0 })
  machineOpenCount!: number;

  @Column('integer', { name: 'click_count', default: 0 })
  clickCount!: number;

  @Column('timestamptz', { name: 'first_opened_at', nullable: true })
  firstOpenedAt!: Date | null;

  @Column('timestamptz', { name: 'last_opened_at', nullable: true })
  lastOpenedAt!: Date | null;

  /** The strongest sign among opens deleted for their age: that there was one stays known, not when or by whom. */
  @Column('text', { name: 'earlier_signal', nullable: true })
  earlierSignal!: 'machine_only' | 'opened' | null;

  /** What shows that a person has read it. */
  @Column('text', { name: 'confirmed_by', nullable: true })
  confirmedBy!: 'click' | 'decision' | 'reply' | null;

  @Column('timestamptz', { name: 'confirmed_at', nullable: true })
  confirmedAt!: Date | null;
}
