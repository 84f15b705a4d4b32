import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { wallTimeOf } from '@openly/scheduling';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../database/database.js';
import { CALL_OVER_MS, type CopiedDraft, GmailService, type Mailbox } from '../gmail/gmail.service.js';
import { GmailError } from '../gmail/gmail-error.js';
import { LiveService } from '../live/live.service.js';
import { AlarmService } from '../scheduling/alarm.service.js';
import { ScheduleStore } from '../scheduling/schedule-store.js';
import { LEASE_SECONDS, type LeasedSeries } from './series-leases.service.js';
import { type DroppedCopy, SERIES_COLUMNS, timingOf } from './series-row.js';
import { TemplatesService } from './templates.service.js';
import { nextTime } from './timing.js';

/** Gmail may still be making a copy; it is looked for again after a while. */
export class CopyUnclear extends Error {}

type PlannedSeries = LeasedSeries & {
  next_date: string;
  next_at: Date;
  next_schedule_id: string;
  next_delivery_id: string;
};

interface Contents {
  subject: string | null;
  recipients: readonly string[];
  draftBytes: number;
}

/**
 * Makes the one occurrence of a series that waits: a draft of its own and a schedule for it. Each step can be repeated
 * after a crash: ids are written before Gmail is asked, a copy that Gmail may have made is looked for before another
 * is, and the schedule begins in the transaction that moves the series on.
 */
@Injectable()
export class OccurrencesService {
  constructor(
    private readonly database: Database,
    private readonly gmail: GmailService,
    private readonly templates: TemplatesService,
    private readonly store: ScheduleStore,
    private readonly alarms: AlarmService,
    private readonly live: LiveService,
  ) {}

  /**
   * Whatever there is to do for a leased series, in order. Does nothing that was done before.
   * @param mailbox the series' own
   * @throws GmailError, TemplateUnusable; CopyUnclear
   */
  async advance(series: LeasedSeries, mailbox: Mailbox): Promise<void> {
    await this.takeOutDropped(series, mailbox);
    const planned = await this.plan(series);
    if (planned && planned.copy_draft_id === null) await this.make(planned, mailbox);
  }

  /** Copies of occurrences that were left out go from Drafts, unless somebody has edited them. */
  private async takeOutDropped(series: LeasedSeries, mailbox: Mailbox): Promise<void> {
    const kept: DroppedCopy[] = [];
    for (const copy of series.dropped_copies) if (!(await this.takeOut(series, mailbox, copy))) kept.push(copy);
    if (kept.length === series.dropped_copies.length) return;
    await this.database.systemQuery(
      'update series set dropped_copies = $4 where team_id = $1 and id = $2 and lease_id = $3',
      [series.team_id, series.id, series.lease_id, JSON.stringify(kept)],
    );
  }

  /** @returns false where Gmail may still be making it */
  private async takeOut(series: LeasedSeries, mailbox: Mailbox, copy: DroppedCopy): Promise<boolean> {
    try {
      if ('draftId' in copy) {
        await this.gmail.deleteDraft(mailbox, copy.draftId, copy.messageId);
        return true;
      }
      const made = await this.gmail.findDraft(mailbox, copy.deliveryId);
      if (made) await this.gmail.deleteDraft(mailbox, made.draftId, made.gmailMessageId);
      return made !== null || series.now.getTime() - Date.parse(copy.askedAt) >= CALL_OVER_MS;
    } catch (error) {
      // What Gmail refuses to delete stays in Drafts; the series does not wait for it.
      if (error instanceof GmailError && (error.kind === 'final' || error.kind === 'not_found')) return true;
      throw error;
    }
  }

  /**
   * The occurrence that is next. When the time of the one before has come, the first after now follows it: what passed
   * while nobody was there is not made up for. Where there is none the series ends.
   * @returns null where there is nothing to make
   */
  private async plan(series: LeasedSeries): Promise<PlannedSeries | null> {
    if (series.status !== 'active') return null;
    if (isPlanned(series) && series.next_at > series.now) return series;
    const made = series.copy_draft_id !== null;
    const done = made ? series.next_date : series.done_date;
    const next = nextTime(timingOf(series), series.now, done);
    // A copy that Gmail may have made for a time that has passed is as good for the next.
    const asked = !made && series.asked_at !== null;
    const [row] = await this.database.systemQuery<LeasedSeries>(
      next
        ? `update series set done_date = $4, next_date = $5, next_at = $6, next_schedule_id = $7,
                  next_delivery_id = $8, copy_draft_id = null, copy_message_id = null, attempts = 0, code = null
           where team_id = $1 and id = $2 and lease_id = $3 and status = 'active'
           returning ${SERIES_COLUMNS}, series.lease_id`
        : `update series set done_date = $4, status = 'ended', code = 'finished', updated_at = now(), next_date = null,
                  next_at = null, next_schedule_id = null, next_delivery_id = null, copy_draft_id = null,
                  copy_message_id = null
           where team_id = $1 and id = $2 and lease_id = $3 and status = 'active'
           returning ${SERIES_COLUMNS}, series.lease_id`,
      [
        series.team_id,
        series.id,
        series.lease_id,
        done,
        ...(next
          ? [
              next.date,
              next.sendAt,
              asked ? series.next_schedule_id : uuidv7(),
              // Readers see it in a header, so it tells nothing.
              asked ? series.next_delivery_id : randomUUID(),
            ]
          : []),
      ],
    );
    return row && isPlanned(row) ? row : null;
  }

  private async make(series: PlannedSeries, mailbox: Mailbox): Promise<void> {
    if (series.asked_at) {
      const made = await this.gmail.findDraft(mailbox, series.next_delivery_id);
      if (made) return this.record(series, made, await this.contentsOf(mailbox, made));
      if (series.now.getTime() - series.asked_at.getTime() < CALL_OVER_MS) throw new CopyUnclear();
    }
    const template = await this.templates.read(mailbox, series.gmail_draft_id);
    if (!(await this.noteAsking(series))) return;
    const copy = template.copy(series.next_delivery_id);
    let made: CopiedDraft | null;
    try {
      made = await this.create(mailbox, copy, template.replyThreadId);
    } catch (error) {
      if (!(error instanceof GmailError) || error.kind !== 'verify') {
        await this.noteNotAsked(series);
        throw error;
      }
      made = await this.gmail.findDraft(mailbox, series.next_delivery_id);
      if (!made) throw new CopyUnclear();
    }
    await this.record(series, made, template);
  }

  private async contentsOf(mailbox: Mailbox, { draftId }: CopiedDraft): Promise<Contents> {
    try {
      return await this.templates.read(mailbox, draftId);
    } catch (error) {
      // It was deleted just now: that says nothing about the template.
      if (error instanceof GmailError && error.kind === 'not_found') throw new CopyUnclear();
      throw error;
    }
  }

  private async create(mailbox: Mailbox, copy: Buffer, threadId: string | null): Promise<CopiedDraft> {
    try {
      return await this.gmail.createDraft(mailbox, copy, threadId);
    } catch (error) {
      // The thread it answers in is gone; the mail is not.
      const threadIsGone = threadId !== null && error instanceof GmailError && error.kind === 'not_found';
      if (!threadIsGone) throw error;
      return this.gmail.createDraft(mailbox, copy, null);
    }
  }

  /** @returns false when the lease is another's, and nothing may be asked */
  private async noteAsking(series: PlannedSeries): Promise<boolean> {
    const rows = await this.database.systemQuery(
      `update series set asked_at = now(), due_at = now() + make_interval(secs => $5)
       where team_id = $1 and id = $2 and lease_id = $3 and next_delivery_id = $4 returning id`,
      [series.team_id, series.id, series.lease_id, series.next_delivery_id, LEASE_SECONDS],
    );
    return rows.length === 1;
  }

  private async noteNotAsked(series: PlannedSeries): Promise<void> {
    await this.database.systemQuery(
      'update series set asked_at = null where team_id = $1 and id = $2 and lease_id = $3',
      [series.team_id, series.id, series.lease_id],
    );
  }

  /** The copy is there: its schedule begins, paused where the series was paused meanwhile. */
  private async record(series: PlannedSeries, copy: CopiedDraft, contents: Contents): Promise<void> {
    const account = { teamId: series.team_id, accountId: series.account_id };
    const recorded = await this.database.inTeam(series.team_id, async (manager) => {
      const [held]: { status: string }[] = await manager.query(
        `select status from series where team_id = $1 and id = $2 and lease_id = $3 and next_delivery_id = $4
           and copy_draft_id is null for update`,
        [series.team_id, series.id, series.lease_id, series.next_delivery_id],
      );
      if (!held) return false;
      const schedule = await this.store.insert(manager, account, {
        id: series.next_schedule_id,
        gmailDraftId: copy.draftId,
        gmailThreadId: copy.gmailThreadId,
        time: {
          sendAt: series.next_at,
          wallTime: wallTimeOf(series.next_at, series.time_zone),
          timeZone: series.time_zone,
          fixed: 'wall',
        },
        senderZone: series.time_zone,
        deliverIn: 'sender',
        reader: null,
        toleranceMinutes: series.tolerance_minutes,
        tracking: series.tracking,
        consentMode: series.consent_mode,
        seriesId: series.id,
        subject: contents.subject,
        recipients: contents.recipients,
        draftBytes: contents.draftBytes,
        messageId: series.next_delivery_id,
      });
      if (held.status === 'paused') await this.store.move(manager, schedule, 'paused', 'paused', null);
      const { subject_sealed, recipients_sealed } = this.store.sealedContents(contents);
      await manager.query(
        `update series set copy_draft_id = $3, copy_message_id = $4, asked_at = null, attempts = 0,
                code = case when status = 'active' then null else code end, subject_sealed = $5, recipients_sealed = $6
         where team_id = $1 and id = $2`,
        [series.team_id, series.id, copy.draftId, copy.gmailMessageId, subject_sealed, recipients_sealed],
      );
      await this.live.append(manager, {
        ...account,
        type: 'schedule.changed',
        data: { scheduleId: schedule.id, gmailThreadId: copy.gmailThreadId },
      });
      return true;
    });
    if (recorded) void this.alarms.ring(series.next_at.getTime() - Date.now());
  }
}

function isPlanned(series: LeasedSeries): series is PlannedSeries {
  return series.next_at !== null && series.next_schedule_id !== null;
}
