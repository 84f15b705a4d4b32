import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type ErasedReader, ReaderErasureService } from '../consent/reader-erasure.service.js';
import { Encryption } from '../secrets/encryption.js';
import { namesAddress, withoutAddress } from '../secrets/named-address.js';

interface NamingRow {
  team_id: string;
  id: string;
  recipients_sealed: Buffer | null;
  reader_sealed: Buffer | null;
}

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
    await this.forgetInSchedules(manager, erased);
    await this.forgetInAnswers(manager, erased);
  }

  private async forgetInSchedules(manager: EntityManager, erased: ErasedReader): Promise<void> {
    const [covered, values] = coveredBy(erased, 'message_id = any($1::uuid[])');
    const rows: NamingRow[] = await manager.query(
      `select team_id, id, recipients_sealed, reader_sealed from schedule
       where status in ('sent', 'cancelled', 'failed') and ${covered} for update`,
      values,
    );
    for (const row of rows) {
      const isZoneOf =
        row.reader_sealed && namesAddress(this.encryption.open('schedule', row.reader_sealed), erased.email);
      const rest = row.recipients_sealed && this.without(row.recipients_sealed, erased.email);
      if (!isZoneOf && !rest) continue;
      await manager.query(
        `update schedule set recipients_sealed = coalesce($3, recipients_sealed),
                reader_sealed = case when $4 then null else reader_sealed end
         where team_id = $1 and id = $2`,
        [row.team_id, row.id, rest, isZoneOf ?? false],
      );
    }
  }

  /** Answers that would be given again to a repeated request show the schedule's readers. */
  private async forgetInAnswers(manager: EntityManager, erased: ErasedReader): Promise<void> {
    const [covered, values] = coveredBy(
      erased,
      `(team_id, account_id) in (select team_id, account_id from message where id = any($1::uuid[]))`,
    );
    const rows: { team_id: string; account_id: string; key: string; response_sealed: Buffer }[] = await manager.query(
      `select team_id, account_id, key, response_sealed from idempotency_key where ${covered} for update`,
      values,
    );
    for (const { team_id, account_id, key, response_sealed } of rows) {
      const rest = this.without(response_sealed, erased.email);
      if (!rest) continue;
      await manager.query(
        'update idempotency_key set response_sealed = $4 where team_id = $1 and account_id = $2 and key = $3',
        [team_id, account_id, key, rest],
      );
    }
  }

  /** A sealed JSON text without this address; null where it does not name it. */
  private without(sealed: Buffer, email: string): Buffer | null {
    const text = this.encryption.open('schedule', sealed);
    const rest = JSON.stringify(withoutAddress(JSON.parse(text), email));
    return rest === text ? null : this.encryption.seal('schedule', rest);
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
