import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { LiveService } from '../live/live.service.js';
import { MessagesService } from '../messages/messages.service.js';
import { QueueService } from '../queue/queue.service.js';
import { AlarmService } from './alarm.service.js';
import { AttemptService, type Outcome } from './attempt.service.js';
import { backOff } from './back-off.js';
import { type LeasedSchedule, LeasesService } from './leases.service.js';
import { type ScheduleChanges, ScheduleStore } from './schedule-store.js';

/** An alarm may ring early by the difference of two clocks; for longer it is not waited. */
const EARLY_MS = 10_000;

/**
 * Sends scheduled mail: claim, attempt, settle. Killed between any two steps, nothing is lost and nothing doubled:
 * the lease runs out, the sweeper wakes another worker, and that one looks in Gmail before it asks again.
 */
@Injectable()
export class SendService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly queue: QueueService,
    private readonly accounts: AccountsService,
    private readonly messages: MessagesService,
    private readonly live: LiveService,
    private readonly alarms: AlarmService,
    private readonly leases: LeasesService,
    private readonly attempts: AttemptService,
    private readonly store: ScheduleStore,
  ) {}

  onModuleInit(): void {
    this.queue.handle('send-schedule', ({ teamId, scheduleId }) => this.send(teamId, scheduleId));
    this.queue.handle('sweep-schedules', () => this.alarms.sweep());
    this.accounts.onGmailConnected((teamId, accountId) => this.goOnAfterSignIn(teamId, accountId));
  }

  /** Sends one schedule, if it is due and nobody else is sending it. */
  async send(teamId: string, id: string): Promise<void> {
    const schedule = (await this.leases.claim(teamId, id)) ?? (await this.claimWhenDue(teamId, id));
    if (!schedule) return;
    await this.leases.whileLeased(schedule, async () => {
      const outcome = await this.attempts.attempt(schedule);
      if (outcome.kind === 'lost') return;
      if (outcome.kind === 'sent' && outcome.tracked) await this.bindMessage(schedule, outcome);
      await this.settle(schedule, outcome);
    });
  }

  private async claimWhenDue(teamId: string, id: string): Promise<LeasedSchedule | null> {
    const early = await this.leases.dueInMs(teamId, id);
    if (early === null || early <= 0 || early > EARLY_MS) return null;
    await new Promise((resolve) => setTimeout(resolve, early + 1));
    return this.leases.claim(teamId, id);
  }

  /**
   * Before the schedule is settled: a crash in between repeats both, while the other order could leave a sent message
   * looking unsent.
   */
  private async bindMessage(schedule: LeasedSchedule, { delivery, found }: Outcome & { kind: 'sent' }): Promise<void> {
    const account = { teamId: schedule.team_id, accountId: schedule.account_id };
    const sentAt = (found && schedule.asked_at ? schedule.asked_at : new Date()).toISOString();
    try {
      await this.messages.markSent(account, schedule.message_id, { ...delivery, sentAt });
    } catch (error) {
      // Deleted meanwhile: its readers are no longer tracked, and the mail is sent all the same.
      if (!(error instanceof DomainError)) throw error;
    }
  }

  /** Writes down how an attempt ended, unless the schedule is another worker's by now. */
  private async settle(schedule: LeasedSchedule, outcome: Exclude<Outcome, { kind: 'lost' }>): Promise<void> {
    const account = { teamId: schedule.team_id, accountId: schedule.account_id };
    const wait = outcome.kind === 'wait' ? backOff(schedule.attempts, Math.random(), outcome.retryAfterMs) : undefined;
    const settled = await this.database.asSystem(async (manager) => {
      const held: unknown[] = await manager.query(
        `select from schedule where team_id = $1 and id = $2 and lease_id = $3 and status = 'sending' for update`,
        [schedule.team_id, schedule.id, schedule.lease_id],
      );
      if (held.length === 0) return false;
      const row = { ...schedule, status: 'sending' as const };
      const released: ScheduleChanges = { lease_id: null };
      const tell = (type: 'schedule.sent' | 'schedule.failed', code: string | null) =>
        this.live.append(manager, {
          ...account,
          type,
          data: {
            scheduleId: schedule.id,
            gmailThreadId: outcome.kind === 'sent' ? outcome.delivery.gmailThreadId : schedule.gmail_thread_id,
            ...(outcome.kind === 'sent' && outcome.tracked && { messageId: schedule.message_id }),
            ...(code && { code }),
          },
        });
      switch (outcome.kind) {
        case 'sent': {
          await this.store.move(manager, row, 'sent', outcome.found ? 'found_sent' : 'sent', outcome.note, {
            ...released,
            gmail_message_id: outcome.delivery.gmailMessageId,
            gmail_thread_id: outcome.delivery.gmailThreadId,
            tracked: outcome.tracked,
            // Found later, it went out when Gmail was asked.
            ...(outcome.found && schedule.asked_at && { sent_at: schedule.asked_at }),
          });
          await tell('schedule.sent', outcome.note);
          break;
        }
        case 'wait': {
          const changes: ScheduleChanges = {
            ...released,
            dueInMs: wait,
            missing_looks: outcome.missing ? schedule.missing_looks + 1 : 0,
          };
          if (outcome.unclear) await this.store.move(manager, row, 'sending', 'unclear', outcome.code, changes);
          else
            await this.store.move(manager, row, 'scheduled', 'postponed', outcome.code, { ...changes, asked_at: null });
          if (outcome.code === 'reauthorise' && schedule.code !== 'reauthorise')
            await tell('schedule.failed', outcome.code);
          break;
        }
        case 'ask':
          await this.store.move(manager, row, 'needs_decision', 'asked', outcome.code, released);
          await tell('schedule.failed', outcome.code);
          break;
        case 'fail':
          await this.store.move(manager, row, 'failed', 'failed', outcome.code, { ...released, asked_at: null });
          await tell('schedule.failed', outcome.code);
          break;
      }
      return true;
    });
    if (settled && wait !== undefined) await this.alarms.set({ teamId: schedule.team_id, id: schedule.id }, wait);
  }

  /** What waited for a sign-in goes on at once. */
  private async goOnAfterSignIn(teamId: string, accountId: string): Promise<void> {
    const woken = await this.database.systemQuery<{ id: string }>(
      `update schedule set due_at = now(), attempts = 0, first_attempt_at = null
       where team_id = $1 and account_id = $2 and code = 'reauthorise' and status in ('scheduled', 'sending')
         and lease_id is null
       returning id`,
      [teamId, accountId],
    );
    for (const { id } of woken) await this.alarms.set({ teamId, id }, 0);
  }
}
