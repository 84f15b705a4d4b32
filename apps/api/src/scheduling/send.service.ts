import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AccountsService } from '../accounts/accounts.service.js';
import { Database } from '../database/database.js';
import { CALL_OVER_MS } from '../gmail/gmail.service.js';
import { LiveService } from '../live/live.service.js';
import { AlarmService } from './alarm.service.js';
import { AttemptService } from './attempt.service.js';
import { backOff } from './back-off.js';
import { BudgetService, unitsOf } from './budget.service.js';
import { type LeasedSchedule, LeasesService } from './leases.service.js';
import type { Outcome, Waiting } from './outcome.js';
import { type ScheduleChanges, ScheduleStore } from './schedule-store.js';
import { SentService } from './sent.service.js';

/**
 * Sends a scheduled mail that was claimed: attempt, then settle. Killed between any two steps, nothing is lost and
 * nothing doubled: the lease runs out, another worker takes the schedule, and that one looks in Gmail before it asks again.
 */
@Injectable()
export class SendService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly sent: SentService,
    private readonly live: LiveService,
    private readonly alarms: AlarmService,
    private readonly budget: BudgetService,
    private readonly leases: LeasesService,
    private readonly attempts: AttemptService,
    private readonly store: ScheduleStore,
  ) {}

  onModuleInit(): void {
    this.accounts.onGmailConnected((teamId, accountId) => this.goOnAfterSignIn(teamId, accountId));
  }

  async send(schedule: LeasedSchedule): Promise<void> {
    await this.leases.whileLeased(schedule, async () => {
      let spent = 0;
      const spend = (units: number) => {
        spent += units;
      };
      const mailbox = { teamId: schedule.team_id, accountId: schedule.account_id, spend };
      const outcome = await this.attempts.attempt(schedule, mailbox);
      if (outcome.kind === 'sent') await this.sent.add({ schedule, outcome });
      else if (outcome.kind !== 'lost') await this.settle(schedule, outcome);
      await this.account(schedule, outcome, spent);
    });
  }

  /** What was spent besides the plan, and the pauses Gmail asks for, are the account's other mails' to wait for. */
  private async account(schedule: LeasedSchedule, outcome: Outcome, spent: number): Promise<void> {
    const besides = spent - (schedule.was === 'scheduled' ? unitsOf(schedule) : 0);
    await this.budget.charge(schedule.team_id, schedule.account_id, besides);
    if (outcome.kind === 'wait' && outcome.retryAfterMs && /^(?:gmail_busy|daily_limit)$/.test(outcome.code)) {
      const pause = { ofTheDay: outcome.code === 'daily_limit' };
      await this.budget.holdBack(schedule.team_id, schedule.account_id, outcome.retryAfterMs, pause);
    }
  }

  /** Writes down how an attempt ended, unless the schedule is another worker's by now. */
  private async settle(schedule: LeasedSchedule, outcome: Unsent): Promise<void> {
    const wait = await this.database.asSystem(async (manager) => {
      const [held]: Held[] = await manager.query(
        `select s.pause_wanted, a.gmail_revoked_at is null and a.refresh_token_sealed is not null as connected
         from schedule s join account a on a.team_id = s.team_id and a.id = s.account_id
         where s.team_id = $1 and s.id = $2 and s.lease_id = $3 and s.status = 'sending' for update of s`,
        [schedule.team_id, schedule.id, schedule.lease_id],
      );
      if (!held) return null;
      const waitMs = outcome.kind === 'wait' ? waitOf(schedule, outcome, held.connected) : 0;
      await this.write(manager, { ...schedule, status: 'sending', ...held }, outcome, waitMs);
      return outcome.kind === 'wait' ? waitMs : null;
    });
    if (wait !== null) void this.alarms.ring(wait);
  }

  private async write(manager: EntityManager, row: LeasedSchedule, outcome: Unsent, waitMs: number): Promise<void> {
    const released: ScheduleChanges = { lease_id: null, turn_at: null, pause_wanted: false };
    switch (outcome.kind) {
      case 'wait': {
        const changes: ScheduleChanges = {
          ...released,
          dueInMs: waitMs,
          missing_looks: outcome.missing ? row.missing_looks + 1 : 0,
          ...(outcome.notLate && { lateFromInMs: waitMs }),
          ...(outcome.refused && { asked_at: row.asked_at }),
        };
        if (outcome.unclear) {
          await this.store.move(manager, row, 'sending', 'unclear', outcome.code, {
            ...changes,
            pause_wanted: row.pause_wanted,
          });
        } else {
          // Surely not sent: what comes next begins anew.
          const anew = { ...changes, asked_at: null, first_attempt_at: null, ...(outcome.notLate && { attempts: 0 }) };
          if (row.pause_wanted) await this.store.move(manager, row, 'paused', 'paused', null, anew);
          else await this.store.move(manager, row, 'scheduled', 'postponed', outcome.code, anew);
        }
        if (outcome.code === 'reauthorise' && row.code !== 'reauthorise') {
          return this.tell(manager, row, 'schedule.failed', outcome.code);
        }
        return this.tell(manager, row, 'schedule.changed', outcome.code);
      }
      case 'drop':
        await this.store.move(manager, row, 'cancelled', 'condition_not_met', outcome.code, released);
        return this.tell(manager, row, 'schedule.changed', outcome.code);
      case 'ask':
        await this.store.move(manager, row, 'needs_decision', 'asked', outcome.code, {
          ...released,
          // Only there it may still be out; everywhere else it surely is not.
          ...(outcome.code !== 'unverified' && { asked_at: null }),
        });
        return this.tell(manager, row, 'schedule.failed', outcome.code);
      case 'fail':
        await this.store.move(manager, row, 'failed', 'failed', outcome.code, { ...released, asked_at: null });
        return this.tell(manager, row, 'schedule.failed', outcome.code);
    }
  }

  private tell(
    manager: EntityManager,
    row: LeasedSchedule,
    type: 'schedule.failed' | 'schedule.changed',
    code: string,
  ): Promise<void> {
    return this.live.append(manager, {
      teamId: row.team_id,
      accountId: row.account_id,
      type,
      data: { scheduleId: row.id, gmailThreadId: row.gmail_thread_id, code },
    });
  }

  /** What waited for a sign-in goes on at once. */
  private async goOnAfterSignIn(teamId: string, accountId: string): Promise<void> {
    await this.database.systemQuery(
      `update schedule set due_at = now(), attempts = 0, first_attempt_at = null
       where team_id = $1 and account_id = $2 and code = 'reauthorise' and status in ('scheduled', 'sending')
         and lease_id is null`,
      [teamId, accountId],
    );
    void this.alarms.ring(0);
  }
}

type Unsent = Exclude<Outcome, { kind: 'lost' | 'sent' }>;

interface Held {
  pause_wanted: boolean;
  /** The account gives access to Gmail, now. */
  connected: boolean;
}

const SHORTEST_WAIT_MS = 5_000;

/**
 * Milliseconds until the next try. What waits for its own hour, its team's hours or Gmail's next day waits just that long
 * where it surely was not sent; all else backs off, but never past the moment at which the sender is to be asked.
 */
function waitOf(
  { attempts, tolerance_minutes, late_ms, asked_ms_ago }: LeasedSchedule,
  { code, notLate, unclear, retryAfterMs }: Waiting,
  isConnected: boolean,
): number {
  // Signed in again while this attempt ended.
  const asked = code === 'reauthorise' && isConnected ? 0 : retryAfterMs;
  if (unclear) {
    const wait = backOff(attempts, Math.random(), Math.min(asked ?? 0, CALL_OVER_MS));
    // What became of an earlier call is seen when that is over, whatever pause Gmail asks for meanwhile: until then the
    // mail is out of its sender's reach.
    const callIsOverInMs = CALL_OVER_MS - (asked_ms_ago ?? CALL_OVER_MS);
    return callIsOverInMs > 0 ? Math.min(wait, callIsOverInMs + SHORTEST_WAIT_MS) : wait;
  }
  if (notLate && retryAfterMs) return retryAfterMs;
  const wait = backOff(attempts, Math.random(), asked);
  if (code === 'reauthorise') return wait;
  return Math.min(wait, Math.max(tolerance_minutes * 60_000 - late_ms, SHORTEST_WAIT_MS));
}
