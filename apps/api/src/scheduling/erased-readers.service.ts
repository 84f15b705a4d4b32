import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type ErasedReader, ReaderErasureService } from '../consent/reader-erasure.service.js';
import { changeSealed } from '../consent/sealed-texts.js';
import { Encryption } from '../secrets/encryption.js';
import { jsonWithoutAddress, namesAddress } from '../secrets/named-address.js';

/**
 * Takes readers who had themselves erased out of what schedules keep of their mail. One that waits keeps its readers:
 * it is a draft of its sender's, and goes out untracked to whoever refused.
 */
@Injectable()
export class ErasedReadersService implements OnModuleInit {
  constructor(
    private readonly erasure: ReaderErasureService,
    private readonly encryption: Encryption,
  ) {}

  onModuleInit(): void {
    this.erasure.onErased((manager, erased) => this.forget(manager, erased));
  }

  private async forget(manager: EntityManager, erased: ErasedReader): Promise<void> {
    const without = (text: string) => jsonWithoutAddress(text, erased.email);
    const [ofSchedules, values] = coveredBy(erased, 'message_id = any($1::uuid[])');
    await changeSealed(manager, this.encryption, {
      table: 'schedule',
      key: { team_id: 'uuid', id: 'uuid' },
      purpose: 'schedule',
      changes: {
        recipients_sealed: without,
        reader_sealed: (address) => (namesAddress(address, erased.email) ? null : address),
      },
      where: `status in ('sent', 'cancelled', 'failed') and ${ofSchedules}`,
      values,
    });
    // Answers that would be given again to a repeated request show the schedule's readers.
    const [ofAnswers, answerValues] = coveredBy(
      erased,
      `(team_id, account_id) in (select team_id, account_id from message where id = any($1::uuid[]))`,
    );
    await changeSealed(manager, this.encryption, {
      table: 'idempotency_key',
      key: { team_id: 'uuid', account_id: 'uuid', key: 'text' },
      purpose: 'schedule',
      changes: { response_sealed: without },
      where: ofAnswers,
      values: answerValues,
    });
  }
}

/** Which rows of an account an erasure covers, as a condition and its values. */
function coveredBy(
  { scope, teamId, accountId, messages }: ErasedReader,
  ofMessages: string,
): [condition: string, values: unknown[]] {
  if (scope === 'server') return ['true', []];
  if (scope === 'sender') return ['team_id = $1 and account_id = $2', [teamId, accountId]];
  return [`team_id = $2 and ${ofMessages}`, [messages.map(({ messageId }) => messageId), teamId]];
}
