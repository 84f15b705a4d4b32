import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type ErasedReader, ReaderErasureService } from '../consent/reader-erasure.service.js';
import { Encryption } from '../secrets/encryption.js';
import { withoutAddress } from '../secrets/named-address.js';

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
    const rows: { team_id: string; id: string; recipients_sealed: Buffer }[] = await manager.query(
      `select team_id, id, recipients_sealed from series
       where status = 'ended' and recipients_sealed is not null
         and ($1 = 'server' or (team_id = $2 and account_id = $3)) for update`,
      [scope, teamId, accountId],
    );
    for (const { team_id, id, recipients_sealed } of rows) {
      const text = this.encryption.open('schedule', recipients_sealed);
      const rest = JSON.stringify(withoutAddress(JSON.parse(text), email));
      if (rest === text) continue;
      await manager.query('update series set recipients_sealed = $3 where team_id = $1 and id = $2', [
        team_id,
        id,
        this.encryption.seal('schedule', rest),
      ]);
    }
  }
}
