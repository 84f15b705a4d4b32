import { Injectable } from '@nestjs/common';
import type { SendWindow } from '@openly/contracts';
import { nextInWindow } from '@openly/scheduling';
import type { EntityManager } from 'typeorm';
import { LiveService } from '../live/live.service.js';

interface HeldRow {
  id: string;
  account_id: string;
  time_zone: string;
  due_at: Date;
  now: Date;
}

/** Mail that waits for its team's hours. */
@Injectable()
export class HeldMailService {
  constructor(private readonly live: LiveService) {}

  /**
   * Has what waits go out as soon as other hours allow, in the transaction that makes them so. What these allow later is
   * left as it is: its turn comes, and it is put off then.
   * @returns how many go earlier
   */
  async release(manager: EntityManager, teamId: string, window: SendWindow | null): Promise<number> {
    const rows: HeldRow[] = await manager.query(
      `select id, account_id, time_zone, due_at, now() as now from schedule
       where team_id = $1 and status = 'scheduled' and code = 'send_window' order by id for update skip locked`,
      [teamId],
    );
    const earlier = rows
      .map((row) => ({ ...row, opens: nextInWindow(row.now, row.time_zone, window) }))
      .filter(({ opens, due_at }) => opens < due_at);
    if (earlier.length === 0) return 0;
    await manager.query(
      `update schedule set due_at = given.opens, late_from = given.opens, turn_at = null, updated_at = now()
       from unnest($2::uuid[], $3::timestamptz[]) as given (id, opens)
       where schedule.team_id = $1 and schedule.id = given.id`,
      [teamId, earlier.map(({ id }) => id), earlier.map(({ opens }) => opens)],
    );
    const accounts = new Set(earlier.map(({ account_id }) => account_id));
    await this.live.appendAll(
      manager,
      [...accounts].map((accountId) => ({ teamId, accountId, type: 'schedule.changed' as const, data: {} })),
    );
    return earlier.length;
  }
}
