import { Injectable } from '@nestjs/common';
import type { ScheduleStatus } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { AlarmService } from './alarm.service.js';
import { BudgetService, unitsOf } from './budget.service.js';
import { SCHEDULE_COLUMNS, type ScheduleRow } from './schedule-row.js';
import { type AccountRef, ScheduleStore } from './schedule-store.js';

/** Holds, or lets go on, what another module would send for an account; within the same transaction. */
export type PauseListener = (manager: EntityManager, account: AccountRef, paused: boolean) => Promise<void>;

/** A holiday: everything of an account that waits is held, and later goes on. */
@Injectable()
export class PauseService {
  private readonly listeners: PauseListener[] = [];

  constructor(
    private readonly database: Database,
    private readonly store: ScheduleStore,
    private readonly alarms: AlarmService,
    private readonly budget: BudgetService,
  ) {}

  /** Calls back whenever an account is paused or goes on. */
  onPaused(listener: PauseListener): void {
    this.listeners.push(listener);
  }

  /** Holds everything of the account that waits. @returns how many mails */
  async pause(account: AccountRef): Promise<number> {
    return this.database.inTeam(account.teamId, async (manager) => {
      const rows = await this.lockAll(manager, account, 'scheduled');
      for (const row of rows) await this.store.move(manager, row, 'paused', 'paused', row.code, { turn_at: null });
      const unspent = rows.filter(({ turn_at }) => turn_at).reduce((units, row) => units + unitsOf(row), 0);
      await this.budget.charge(account.teamId, account.accountId, -unspent, manager);
      // What is being sent at this moment may go out; what comes back from it unsent is held too.
      await this.wantPause(manager, account, true);
      for (const listener of this.listeners) await listener(manager, account, true);
      return rows.length;
    });
  }

  /** Lets go on what was held; a mail whose time passed meanwhile is asked about, not sent. @returns how many mails */
  async resume(account: AccountRef): Promise<number> {
    const resumed = await this.database.inTeam(account.teamId, async (manager) => {
      const [clock]: { now: Date }[] = await manager.query('select now()');
      const now = clock?.now ?? new Date();
      const moved: ScheduleRow[] = [];
      for (const row of await this.lockAll(manager, account, 'paused')) moved.push(await this.goOn(manager, row, now));
      await this.wantPause(manager, account, false);
      for (const listener of this.listeners) await listener(manager, account, false);
      return moved;
    });
    for (const { status, send_at } of resumed) {
      if (status === 'scheduled') void this.alarms.ring(send_at.getTime() - Date.now());
    }
    return resumed.length;
  }

  private goOn(manager: EntityManager, row: ScheduleRow, now: Date): Promise<ScheduleRow> {
    if (row.send_at <= now) {
      return this.store.move(manager, row, 'needs_decision', 'missed_while_paused', 'missed_while_paused');
    }
    const inMs = row.send_at.getTime() - now.getTime();
    return this.store.move(manager, row, 'scheduled', 'resumed', null, {
      dueInMs: inMs,
      lateFromInMs: inMs,
      turn_at: null,
    });
  }

  private async wantPause(manager: EntityManager, { teamId, accountId }: AccountRef, wanted: boolean): Promise<void> {
    await manager.query(
      `update schedule set pause_wanted = $3 where team_id = $1 and account_id = $2 and status = 'sending'`,
      [teamId, accountId, wanted],
    );
  }

  private lockAll(
    manager: EntityManager,
    { teamId, accountId }: AccountRef,
    status: ScheduleStatus,
  ): Promise<ScheduleRow[]> {
    return manager.query(
      `select ${SCHEDULE_COLUMNS} from schedule where team_id = $1 and account_id = $2 and status = $3
       order by id for update`,
      [teamId, accountId, status],
    );
  }
}
