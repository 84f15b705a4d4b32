import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A reader of a message. The address is sealed; it is found by its keyed hash. */
@Entity('recipient')
export class RecipientEntity {
  @PrimaryColumn('uuid', { name: 'team_id' })
  teamId!: string;

  @PrimaryColumn('uuid', { name: 'message_id' })
  messageId!: string;

  /** Counts from 0 in the order the mail names them. */
  @PrimaryColumn('integer')
  position!: number;

  @Column('text')
  field!: 'to' | 'cc' | 'bcc';

  @Column('bytea', { name: 'email_sealed' })
  emailSealed!: Buffer;

  @Column('bytea', { name: 'email_hash' })
  emailHash!: Buffer;

  @Column('bytea', { name: 'name_sealed', nullable: true })
  nameSealed!: Buffer | null;
}
