import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type ErasedReader, ReaderErasureService } from '../consent/reader-erasure.service.js';
import { changeSealed } from '../consent/sealed-texts.js';
import { Encryption } from '../secrets/encryption.js';
import { jsonWithoutAddress } from '../secrets/named-address.js';

/** Takes readers who had themselves erased out of series that have ended. One that goes on is its sender's draft. */
@Injectable()
export class ErasedSeriesReaders implements OnModuleInit {
  constructor(
    private readonly erasure: ReaderErasureService,
    private readonly encryption: Encryption,
  ) {}

  onModuleInit(): void {
    this.erasure.onErased((manager, erased) => this.forget(manager, erased));
  }

  private async forget(manager: EntityManager, { scope, teamId, accountId, email }: ErasedReader): Promise<void> {
    // A series is of more than one mail.
    if (scope === 'message') return;
    await changeSealed(manager, this.encryption, {
      table: 'series',
      key: { team_id: 'uuid', id: 'uuid' },
      purpose: 'schedule',
      changes: { recipients_sealed: (text) => jsonWithoutAddress(text, email) },
      where: `status = 'ended' and ($1 = 'server' or (team_id = $2 and account_id = $3))`,
      values: [scope, teamId, accountId],
    });
  }
}
