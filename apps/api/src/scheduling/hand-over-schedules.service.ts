import { Injectable } from '@nestjs/common';
import type { ScheduleCode } from '@openly/scheduling';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AuditService } from '../audit/audit.service.js';
import { Database } from '../database/database.js';
import type { CopiedDraft } from '../gmail/gmail.service.js';
import { LiveService } from '../live/live.service.js';
import { Encryption } from '../secrets/encryption.js';
import { AlarmService } from './alarm.service.js';
import { BudgetService, unitsOf } from './budget.service.js';
import {
  CANNOT_TAKE,
  copyIdOf,
  DraftCopies,
  orStaying,
  type Staying,
  Stays,
  type Taker,
} from './draft-copies.service.js';
import { DraftsService, type SendableDraft } from './drafts.service.js';
import { SCHEDULE_COLUMNS, type ScheduleRow } from './schedule-row.js';
import { type AccountRef, type NewSchedule, ScheduleStore } from './schedule-store.js';
import { holdSender } from './sender-role.js';

const COPIES_AT_ONCE = 4;

/**
 * Hands the mail that waits for one member to another: a copy is made in the other's Drafts and scheduled there.
 *
 * The copy gets its schedule in the transaction that cancels the first one, if that still waits then: a mail never has
 * two schedules, and a copy without one goes nowhere by itself. So each step can be repeated after a crash.
 *
 * What waits for an answer, or for another mail to be opened, goes on waiting where that other mail is handed over too:
 * its answers come to the same mailbox again. Where they come to the mailbox of whoever goes, nobody would see them; then
 * the mail is not sent unasked, and asks who takes it over.
 */
@Injectable()
export class ScheduleHandOver {
  constructor(
    private readonly database: Database,
    private readonly copies: DraftCopies,
    private readonly drafts: DraftsService,
    private readonly store: ScheduleStore,
    private readonly budget: BudgetService,
    private readonly alarms: AlarmService,
    private readonly live: LiveService,
    private readonly audit: AuditService,
    private readonly encryption: Encryption,
  ) {}

  /** Everything of `from` that waits. @returns what stays, and why */
  async all(from: AccountRef, taker: Taker): Promise<Staying[]> {
    const rows = await this.database.systemQuery<ScheduleRow>(
      `select ${SCHEDULE_COLUMNS} from schedule where team_id = $1 and account_id = $2
         and status in ('scheduled', 'paused', 'sending', 'needs_decision') order by send_at, id`,
      [from.teamId, from.accountId],
    );
    const stay: Staying[] = [];
    for (const wave of followedFirst(rows)) {
      for (let at = 0; at < wave.length; at += COPIES_AT_ONCE) {
        const told = await Promise.all(
          wave
            .slice(at, at + COPIES_AT_ONCE)
            .map((row) => orStaying(`schedules.${row.id}`, () => this.handOver(row, taker))),
        );
        stay.push(...told.flatMap((reason) => reason ?? []));
      }
    }
    return stay;
  }

  private async handOver(row: ScheduleRow, taker: Taker): Promise<void> {
    if (row.status === 'sending' || row.asked_at) throw new Stays('it is being sent, or may have been');
    const draft = await this.drafts.read({ teamId: row.team_id, accountId: row.account_id }, row.gmail_draft_id);
    const copy = await this.copies.copy({ table: 'schedule', team_id: row.team_id, id: row.id }, draft.raw, taker);
    const scheduled = await this.record(row, draft, copy, taker).catch(async (error: unknown) => {
      if (error instanceof Stays) await this.copies.remove(copy, taker);
      throw error;
    });
    void this.alarms.ring(scheduled.send_at.getTime() - Date.now());
  }

  /** The copy is scheduled and the first one is not any more, both or neither. @throws Stays: neither */
  private record(row: ScheduleRow, draft: SendableDraft, copy: CopiedDraft, taker: Taker): Promise<ScheduleRow> {
    const { teamId, accountId, by } = taker;
    const [from, to] = [
      { teamId, accountId: row.account_id },
      { teamId, accountId },
    ];
    return this.database.inTeam(teamId, async (manager) => {
      if (!(await holdSender(manager, to))) throw new Stays(CANNOT_TAKE);
      const now = await this.store.lock(manager, from, row.id);
      // Sent, cancelled or changed meanwhile: then the copy is of no use.
      if (now.status !== row.status || now.send_at.getTime() !== row.send_at.getTime()) {
        throw new Stays('it was changed or sent just now');
      }
      const followUp = await this.followUpOf(manager, now, taker);
      const question = questionOf(now, followUp !== undefined);
      const seriesId = await this.seriesOf(manager, now, taker);
      const same = this.takenOver(now, draft, copy, taker);
      const made = await this.store.insert(manager, to, { ...same, followUp, seriesId }, 'handed_over');
      if (question !== null) await this.store.move(manager, made, 'needs_decision', 'asked', question);
      else if (now.status === 'paused') await this.store.move(manager, made, 'paused', 'paused', null);
      if (now.turn_at) await this.budget.charge(teamId, row.account_id, -unitsOf(now), manager);
      await this.store.move(manager, now, 'cancelled', 'handed_over', null, { turn_at: null });
      await this.audit.record(manager, {
        teamId,
        accountId: by,
        action: 'schedule.handed_over',
        targetId: made.id,
        detail: { from: row.account_id, to: accountId },
      });
      await this.live.append(manager, {
        ...to,
        type: question === null ? 'schedule.changed' : 'schedule.failed',
        data: {
          scheduleId: made.id,
          gmailThreadId: made.gmail_thread_id,
          ...(question !== null && { code: question }),
        },
      });
      return made;
    });
  }

  /** The same condition of the mail that was handed over too; undefined where there is none to be kept. */
  private async followUpOf(
    manager: EntityManager,
    { team_id, followed_schedule_id, follow_unless, follow_days, unless_replied }: ScheduleRow,
    taker: Taker,
  ): Promise<NewSchedule['followUp']> {
    if (!follow_unless || !followed_schedule_id || unless_replied) return undefined;
    const [followed]: { id: string }[] = await manager.query(
      `select id from schedule where team_id = $1 and account_id = $2 and message_id = $3
         and status not in ('cancelled', 'failed')`,
      [team_id, taker.accountId, copyIdOf(followed_schedule_id, taker)],
    );
    return followed && { messageId: null, scheduleId: followed.id, unless: follow_unless, days: follow_days };
  }

  /** The series it is one of, where that was handed over too. */
  private async seriesOf(
    manager: EntityManager,
    { team_id, series_id }: ScheduleRow,
    taker: Taker,
  ): Promise<string | undefined> {
    if (!series_id) return undefined;
    const [series]: { id: string }[] = await manager.query(
      'select id from series where team_id = $1 and account_id = $2 and id = $3',
      [team_id, taker.accountId, copyIdOf(series_id, taker)],
    );
    return series?.id;
  }

  /** The same mail at the same time, by the same clock. */
  private takenOver(row: ScheduleRow, draft: SendableDraft, copy: CopiedDraft, taker: Taker): NewSchedule {
    return {
      id: uuidv7(),
      gmailDraftId: copy.draftId,
      gmailThreadId: copy.gmailThreadId,
      time: { sendAt: row.send_at, wallTime: row.wall_time, timeZone: row.time_zone, fixed: row.fixed },
      senderZone: row.sender_zone,
      deliverIn: row.deliver_in,
      reader: row.reader_sealed && this.encryption.open('schedule', row.reader_sealed),
      toleranceMinutes: row.tolerance_minutes,
      tracking: row.tracking,
      consentMode: row.consent_mode,
      subject: draft.subject,
      recipients: draft.recipients,
      draftBytes: draft.draftBytes,
      messageId: copyIdOf(row.id, taker),
    };
  }
}

/** What is asked of who takes it over: what its sender was asked, or what its condition has become; null: nothing. */
function questionOf(row: ScheduleRow, keepsCondition: boolean): ScheduleCode | null {
  if ((row.unless_replied || row.follow_unless) && !keepsCondition) return 'answers_elsewhere';
  return row.status === 'needs_decision' ? ((row.code ?? 'missed') as ScheduleCode) : null;
}

/** In groups, one after the other: what another one of them follows goes before that. */
function followedFirst(rows: readonly ScheduleRow[]): ScheduleRow[][] {
  const waves: ScheduleRow[][] = [];
  for (let left = [...rows]; left.length > 0; ) {
    const ids = new Set(left.map(({ id }) => id));
    const ready = left.filter(({ followed_schedule_id }) => !followed_schedule_id || !ids.has(followed_schedule_id));
    // Nothing follows itself by way of others; if it did, in any order.
    const wave = ready.length > 0 ? ready : left;
    waves.push(wave);
    left = left.filter((row) => !wave.includes(row));
  }
  return waves;
}
