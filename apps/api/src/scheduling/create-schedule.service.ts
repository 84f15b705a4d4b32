import { Injectable } from '@nestjs/common';
import type { CreateSchedule, Schedule } from '@openly/contracts';
import { daysLater } from '@openly/scheduling';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AccountsService } from '../accounts/accounts.service.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { DraftsService } from './drafts.service.js';
import { FollowUpsService } from './follow-ups.service.js';
import { CameSecond, IdempotencyService } from './idempotency.service.js';
import { type AccountRef, type NewSchedule, ScheduleStore, type TimeOfSchedule } from './schedule-store.js';
import { asDuplicate, SchedulesService } from './schedules.service.js';
import { refuseOutsideWindow } from './send-window.js';
import { refuseUnlessSender } from './sender-role.js';
import { WhenService } from './when.service.js';

/** Schedules a draft: when, of whom, on which conditions, and whether Gmail would send it. */
@Injectable()
export class CreateScheduleService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly drafts: DraftsService,
    private readonly followUps: FollowUpsService,
    private readonly idempotency: IdempotencyService,
    private readonly schedules: SchedulesService,
    private readonly store: ScheduleStore,
    private readonly when: WhenService,
  ) {}

  /**
   * @param key `Idempotency-Key`, or null
   * @throws DomainError with a code of the time, the draft, Gmail, the mail to follow up, `outside_send_window`,
   * `duplicate_schedule` or `idempotency_conflict`, `forbidden` where the account's person may not send any more
   */
  async create(account: AccountRef, body: CreateSchedule, key: string | null): Promise<Schedule> {
    const request = { key, body };
    const given = await this.idempotency.before<Schedule>(account, request);
    if (given) return given;
    const made = await this.plan(account, body);

    const created = await this.database
      .inTeam(account.teamId, async (manager) => {
        await refuseTemplate(manager, account, body.gmailDraftId);
        await refuseOutsideWindow(manager, account.teamId, made.time);
        await refuseUnlessSender(manager, account);
        const inserted = await this.store.insert(manager, account, made);
        await this.idempotency.keep(manager, account, request, this.schedules.view(inserted));
        return inserted;
      })
      .catch((error: unknown) => {
        if (error instanceof CameSecond || isDuplicateOfOwnKey(error, key)) return null;
        return asDuplicate(error);
      });
    if (!created) return (await this.idempotency.before<Schedule>(account, request)) ?? asDuplicate(DUPLICATE);
    this.schedules.wake(created);
    return this.schedules.view(created);
  }

  private async plan(account: AccountRef, body: CreateSchedule): Promise<NewSchedule> {
    const { followUpOf } = body;
    const followed = followUpOf && (await this.followUps.target(account, followUpOf));
    const { gmailThreadId, subject, recipients, draftBytes } = await this.drafts.read(account, body.gmailDraftId);
    const time: TimeOfSchedule =
      followed && followUpOf?.days !== undefined
        ? await this.after(followed.at, followUpOf.days, body.timeZone)
        : await this.when.resolve(account, body, recipients);
    const { scheduleTolerance, trackedByDefault } = await this.accounts.me(account);
    return {
      id: uuidv7(),
      gmailDraftId: body.gmailDraftId,
      gmailThreadId,
      ...time,
      toleranceMinutes: body.tolerance ?? scheduleTolerance,
      tracking: body.tracking ?? trackedByDefault,
      consentMode: body.consentMode ?? null,
      unlessReplied: body.unlessReplied,
      ...(followUpOf && {
        followUp: {
          messageId: followUpOf.messageId ?? null,
          scheduleId: followUpOf.scheduleId ?? null,
          unless: followUpOf.unless,
          days: followUpOf.days ?? null,
        },
      }),
      subject,
      recipients,
      draftBytes,
    };
  }

  /** @throws DomainError `time_in_past` when that day has passed already */
  private async after(followed: Date, days: number, timeZone: string): Promise<TimeOfSchedule> {
    const time = daysLater(followed, days, timeZone);
    const [clock] = await this.database.systemQuery<{ now: Date }>('select now()');
    if (clock && time.sendAt <= clock.now) throw new DomainError('time_in_past');
    return { time, senderZone: timeZone, deliverIn: 'sender', reader: null };
  }
}

/** The draft of a series stays in Drafts: sent itself, the series would have nothing left to copy. */
async function refuseTemplate(
  manager: EntityManager,
  { teamId, accountId }: AccountRef,
  gmailDraftId: string,
): Promise<void> {
  const [template]: unknown[] = await manager.query(
    `select from series where team_id = $1 and account_id = $2 and gmail_draft_id = $3 and status <> 'ended'`,
    [teamId, accountId, gmailDraftId],
  );
  if (template) throw new DomainError('duplicate_schedule');
}

const DUPLICATE = { code: '23505', constraint: 'schedule_one_per_draft' };

/** Of two equal requests at one moment the second may meet the first one's schedule before it meets its key. */
const isDuplicateOfOwnKey = (error: unknown, key: string | null) =>
  key !== null && (error as { constraint?: string }).constraint === DUPLICATE.constraint;
