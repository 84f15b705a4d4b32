import { Injectable, type OnModuleInit } from '@nestjs/common';
import type {
  ChangeSchedule,
  ResolveSchedule,
  Role,
  Schedule,
  ScheduleAction,
  ScheduleEvent,
  ScheduleStatus,
} from '@openly/contracts';
import { KEPT, mayAs } from '@openly/contracts';
import { explainSchedule, mayMove, wallTimeOf } from '@openly/scheduling';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { MessagesService } from '../messages/messages.service.js';
import { Encryption } from '../secrets/encryption.js';
import { AlarmService } from './alarm.service.js';
import { BudgetService, unitsOf } from './budget.service.js';
import { DraftsService } from './drafts.service.js';
import { AT_ONCE } from './follow-ups.service.js';
import { IdempotencyService } from './idempotency.service.js';
import { SCHEDULE_COLUMNS, type ScheduleRow, viewOf } from './schedule-row.js';
import { type AccountRef, type ScheduleChanges, ScheduleStore } from './schedule-store.js';
import { nextAllowed, refuseOutsideWindow } from './send-window.js';
import { WhenService } from './when.service.js';

/** A fresh start: nothing of earlier attempts counts any more. */
const ANEW: ScheduleChanges = { attempts: 0, first_attempt_at: null, missing_looks: 0, turn_at: null };

/** Days a schedule is kept after its mail was sent, or was cancelled, or failed. */
export const FINISHED_KEPT_DAYS = KEPT.finishedScheduleDays;

/** An account, and what its person is in the team. */
type ActingMember = AccountRef & { role: Role };

/** What a person does with their scheduled mail, besides creating it. Each change locks the row: one of two wins. */
@Injectable()
export class SchedulesService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: ScheduleStore,
    private readonly alarms: AlarmService,
    private readonly when: WhenService,
    private readonly drafts: DraftsService,
    private readonly budget: BudgetService,
    private readonly idempotency: IdempotencyService,
    private readonly encryption: Encryption,
    private readonly messages: MessagesService,
  ) {}

  onModuleInit(): void {
    this.messages.onDiscarded((manager, { teamId }, messageId) => this.forgetContents(manager, teamId, messageId));
  }

  /** Housekeeping: forgets old idempotency keys, and schedules that ended long ago. May run twice. */
  async maintain(): Promise<void> {
    await this.idempotency.forgetOld();
    await this.forgetFinished();
  }

  /**
   * Deletes schedules 90 days after their end, with their history; one that another mail follows up, when that is out.
   * The move that ended one was its last change.
   */
  private async forgetFinished(): Promise<void> {
    await this.database.systemQuery(
      `delete from schedule where status in ('sent', 'cancelled', 'failed') and lease_id is null
         and updated_at < now() - make_interval(days => $1)
         and not exists (select from schedule f where f.team_id = schedule.team_id
           and f.followed_schedule_id = schedule.id and f.status in ('scheduled', 'paused', 'sending', 'needs_decision'))`,
      [FINISHED_KEPT_DAYS],
    );
  }

  /**
   * Erases to whom and about what a schedule wrote, when its tracked message is deleted. One that still waits goes out
   * all the same, by the clock of the reader that was named for that: its mail is the draft in Gmail.
   */
  async forgetContents(manager: EntityManager, teamId: string, messageId: string): Promise<void> {
    await manager.query(
      `update schedule set subject_sealed = null, recipients_sealed = null,
              reader_sealed = case when status not in ('sent', 'cancelled', 'failed') then reader_sealed end
       where team_id = $1 and message_id = $2`,
      [teamId, messageId],
    );
  }

  async get(account: AccountRef, id: string): Promise<Schedule> {
    return this.database.inTeam(account.teamId, async (manager) => this.view(await this.own(manager, account, id)));
  }

  /** By time to send, the earliest first. `after` is the last one of the page before. */
  async list(
    { teamId, accountId }: AccountRef,
    limit: number,
    status: ScheduleStatus | null,
    after: { sendAt: string; id: string } | null,
  ): Promise<{ items: Schedule[]; next: { sendAt: string; id: string } | null }> {
    const rows = await this.database.inTeam(
      teamId,
      (manager): Promise<ScheduleRow[]> =>
        manager.query(
          `select ${SCHEDULE_COLUMNS} from schedule
           where team_id = $1 and account_id = $2 and ($3::text is null or status = $3)
             and ($4::timestamptz is null or (send_at, id) > ($4, $5::uuid))
           order by send_at, id limit $6`,
          [teamId, accountId, status, after?.sendAt ?? null, after?.id ?? null, limit + 1],
        ),
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map((row) => this.view(row)),
      next: rows.length > limit && last ? { sendAt: last.send_at.toISOString(), id: last.id } : null,
    };
  }

  /**
   * Another time, zone, condition, tracking or mode. One that stays at a time which its team allows no longer does so.
   * @throws DomainError `schedule_not_open`, `outside_send_window` and the codes of a time's problems
   */
  async change(account: AccountRef, id: string, body: ChangeSchedule): Promise<Schedule> {
    const before = await this.get(account, id);
    const timeZone = body.timeZone ?? before.timeZone;
    const { sendAt, when, language, deliverIn = 'sender' } = body;
    const asksTime = sendAt !== undefined || when !== undefined;
    const time = asksTime
      ? await this.when.resolve(account, { sendAt, when, language, timeZone, deliverIn }, before.recipients)
      : null;
    const changed = await this.database
      .inTeam(account.teamId, async (manager) => {
        const row = await this.store.lock(manager, account, id);
        if (time) await this.giveTurnBack(manager, row);
        const paused = row.status === 'paused';
        const waits = paused || row.status === 'scheduled';
        // A mail that is not waiting any more starts anew, and needs a time for it.
        if (!waits && (!time || !offers(row, 'choose_new_time'))) throw new DomainError('schedule_not_open');
        if (time ?? body.timeZone) {
          const meant = time?.time ?? { sendAt: row.send_at, timeZone };
          await refuseOutsideWindow(manager, account.teamId, meant);
        }
        return this.store.move(manager, row, paused ? 'paused' : 'scheduled', 'changed', time ? null : row.code, {
          ...(body.tracking !== undefined && { tracking: body.tracking }),
          ...(body.consentMode !== undefined && { consent_mode: body.consentMode }),
          ...(body.unlessReplied !== undefined && { unless_replied: body.unlessReplied }),
          ...(body.tolerance !== undefined && { tolerance_minutes: body.tolerance }),
          ...(time && {
            ...ANEW,
            ...this.store.timeColumns(time),
            late_from: time.time.sendAt,
            follow_days: null,
            at_any_hour: false,
            asked_at: null,
            dueInMs: await msUntil(manager, time.time.sendAt),
          }),
          ...(!time && body.timeZone !== undefined && onClockOf(row, body.timeZone)),
        });
      })
      .catch(asDuplicate);
    if (time) this.wake(changed);
    return this.view(changed);
  }

  /**
   * The draft stays in Gmail. A schedule that was cancelled before stays so.
   * @throws DomainError `cancel_too_late` when the mail is being sent or has been
   */
  async cancel(account: AccountRef, id: string): Promise<void> {
    await this.database.inTeam(account.teamId, async (manager) => {
      const row = await this.store.lock(manager, account, id);
      if (row.status === 'sending' || row.status === 'sent') throw new DomainError('cancel_too_late');
      if (row.status === 'cancelled') return;
      await this.giveTurnBack(manager, row);
      await this.store.move(manager, row, 'cancelled', 'cancelled', null, { turn_at: null });
    });
  }

  /**
   * At once: neither a later time nor another mail is waited for; a reply it was not to be sent after still counts. For
   * whoever may change the team's hours these do not count.
   * @throws DomainError `schedule_not_open`, `outside_send_window`
   */
  async sendNow(account: ActingMember, id: string): Promise<Schedule> {
    const woken = await this.database
      .inTeam(account.teamId, async (manager) => {
        const row = await this.store.lock(manager, account, id);
        if (!offers(row, 'send_now')) throw new DomainError('schedule_not_open');
        // Where Gmail was asked and the answer is not known, the mail is looked for first and cannot be cancelled.
        const to = row.asked_at && mayMove(row.status, 'sending', 'send_now') ? 'sending' : 'scheduled';
        const now = await databaseNow(manager);
        const time = { sendAt: now, timeZone: row.time_zone };
        if (!mayAs(account.role, 'admin')) await refuseOutsideWindow(manager, account.teamId, time);
        const isOutside = (await nextAllowed(manager, account.teamId, time)) > now;
        await this.giveTurnBack(manager, row);
        return this.store.move(manager, row, to, 'send_now', null, {
          ...ANEW,
          send_at: now,
          at_any_hour: isOutside,
          fixed: 'instant',
          wall_time: wallTimeOf(now, row.time_zone),
          ...(row.follow_unless && { follow_days: AT_ONCE }),
          lateFromInMs: 0,
          dueInMs: 0,
          // Whoever insists in spite of a full day is let through: Gmail may think otherwise by now.
          turnIsNow: row.code === 'daily_limit',
        });
      })
      .catch(asDuplicate);
    void this.alarms.ring(0);
    return this.view(woken);
  }

  /** Goes on as planned with a draft that is back in Gmail, or with another one in its place. */
  async restoreDraft(account: AccountRef, id: string, gmailDraftId: string | null): Promise<Schedule> {
    const before = await this.get(account, id);
    const draft = await this.drafts.read(account, gmailDraftId ?? before.gmailDraftId);
    const restored = await this.database
      .inTeam(account.teamId, async (manager) => {
        const row = await this.store.lock(manager, account, id);
        if (!offers(row, 'restore_draft')) throw new DomainError('schedule_not_open');
        return this.store.move(manager, row, 'scheduled', 'draft_restored', null, {
          ...ANEW,
          ...this.store.contentColumns(draft),
          dueInMs: Math.max(0, await msUntil(manager, row.send_at)),
        });
      })
      .catch(asDuplicate);
    this.wake(restored);
    return this.view(restored);
  }

  /** Does what was offered with a schedule that asks for a decision or has failed. */
  async decide(account: ActingMember, id: string, { action, gmailDraftId }: ResolveSchedule): Promise<Schedule> {
    const { status, actions } = await this.get(account, id);
    if ((status !== 'needs_decision' && status !== 'failed') || !actions.includes(action)) {
      throw new DomainError('schedule_not_open');
    }
    if (action === 'send_now') return this.sendNow(account, id);
    if (action === 'restore_draft') return this.restoreDraft(account, id, gmailDraftId ?? null);
    await this.cancel(account, id);
    return this.get(account, id);
  }

  /** What happened to a schedule, oldest first. */
  async history(account: AccountRef, id: string): Promise<ScheduleEvent[]> {
    return this.database.inTeam(account.teamId, async (manager) => {
      await this.own(manager, account, id);
      const events: { at: Date; from: ScheduleStatus | null; to: ScheduleStatus; what: string; code: string | null }[] =
        await manager.query(
          `select at, from_status as from, to_status as to, what, code from schedule_event
           where team_id = $1 and schedule_id = $2 order by at, id`,
          [account.teamId, id],
        );
      return events.map((event) => ({ ...event, at: event.at.toISOString() }));
    });
  }

  view(row: ScheduleRow): Schedule {
    return viewOf(row, this.encryption);
  }

  /** Sets the alarm of a schedule for its time to send. */
  wake({ send_at }: ScheduleRow): void {
    void this.alarms.ring(send_at.getTime() - Date.now());
  }

  /** What its turn took of the account's budget is others' again. */
  private async giveTurnBack(manager: EntityManager, row: ScheduleRow): Promise<void> {
    if (row.turn_at) await this.budget.charge(row.team_id, row.account_id, -unitsOf(row), manager);
  }

  private async own(manager: EntityManager, { teamId, accountId }: AccountRef, id: string): Promise<ScheduleRow> {
    const [row]: ScheduleRow[] = await manager.query(
      `select ${SCHEDULE_COLUMNS} from schedule where team_id = $1 and id = $2 and account_id = $3`,
      [teamId, id, accountId],
    );
    if (!row) throw new DomainError('schedule_not_found');
    return row;
  }
}

const offers = (row: ScheduleRow, action: ScheduleAction) =>
  (row.status === 'scheduled' && action !== 'restore_draft') ||
  explainSchedule(row.status, row.code).actions.includes(action);

/** The same instant as another zone's clocks show it. */
const onClockOf = (row: ScheduleRow, timeZone: string): ScheduleChanges => ({
  time_zone: timeZone,
  sender_zone: timeZone,
  deliver_in: 'sender',
  reader_sealed: null,
  wall_time: wallTimeOf(row.send_at, timeZone),
});

async function databaseNow(manager: EntityManager): Promise<Date> {
  const [clock]: { now: Date }[] = await manager.query('select now()');
  return clock?.now ?? new Date();
}

async function msUntil(manager: EntityManager, instant: Date): Promise<number> {
  return instant.getTime() - (await databaseNow(manager)).getTime();
}

/** A failed mail comes back to life only while nobody has scheduled its draft anew. */
export function asDuplicate(error: unknown): never {
  const { code, constraint } = error as { code?: string; constraint?: string };
  if (code === '23505' && constraint === 'schedule_one_per_draft') throw new DomainError('duplicate_schedule');
  throw error;
}
