import { Injectable } from '@nestjs/common';
import { mayAs, type ProblemCode, problemTitles } from '@openly/contracts';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import { AccountsService } from '../accounts/accounts.service.js';
import { AuditService } from '../audit/audit.service.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { DraftMail } from '../gmail/draft-mail.js';
import { CALL_OVER_MS, type CopiedDraft, GmailService, type Mailbox } from '../gmail/gmail.service.js';
import { GmailError } from '../gmail/gmail-error.js';
import { LiveService } from '../live/live.service.js';
import { Encryption } from '../secrets/encryption.js';
import { AlarmService } from './alarm.service.js';
import { BudgetService, unitsOf } from './budget.service.js';
import { DraftsService, type SendableDraft } from './drafts.service.js';
import { SCHEDULE_COLUMNS, type ScheduleRow } from './schedule-row.js';
import { type AccountRef, type NewSchedule, ScheduleStore } from './schedule-store.js';

/** Who takes over, and who has them do that. */
interface Taker extends Mailbox {
  email: string;
  by: string;
}

type WaitingSchedule = ScheduleRow & { copy_asked_at: Date | null; copy_asked_ms_ago: number | null };

const COPIES_AT_ONCE = 4;
/** Reasons told in one answer; the others are told when those are settled. */
const MOST_TOLD = 50;

/** One mail stays where it is, and why. */
class Stays extends Error {}

/**
 * Hands the mail that waits for one member to another: a draft can be sent by nobody but the mailbox it stands in, so
 * that a copy is made in the other's Drafts and scheduled there.
 *
 * The copy gets its schedule in the transaction that cancels the first one, if that still waits then: a mail never has
 * two schedules, and a copy without one goes nowhere by itself. So each step can be repeated after a crash. A copy that
 * Gmail may have made is looked for, by its delivery header, before another is.
 */
@Injectable()
export class HandOverService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly gmail: GmailService,
    private readonly drafts: DraftsService,
    private readonly store: ScheduleStore,
    private readonly budget: BudgetService,
    private readonly alarms: AlarmService,
    private readonly live: LiveService,
    private readonly audit: AuditService,
    private readonly encryption: Encryption,
  ) {}

  /**
   * Hands over everything of `from` that waits. What was handed over stays so, also where something else could not be.
   * @throws DomainError `member_not_found`, `handover_impossible` where `to` cannot send mail, `handover_incomplete`,
   * which names each mail and series that stays, and why
   */
  async everything(by: AccountRef, from: string, to: string): Promise<void> {
    const taker = await this.taker(by, from, to);
    const { teamId } = by;
    const rows = await this.database.systemQuery<WaitingSchedule>(
      `select ${SCHEDULE_COLUMNS}, copy_asked_at,
              (extract(epoch from now() - copy_asked_at) * 1000)::double precision as copy_asked_ms_ago
       from schedule where team_id = $1 and account_id = $2
         and status in ('scheduled', 'paused', 'sending', 'needs_decision') order by send_at, id`,
      [teamId, from],
    );
    const series = await this.database.systemQuery<{ id: string }>(
      `select id from series where team_id = $1 and account_id = $2 and status <> 'ended' order by id`,
      [teamId, from],
    );
    const stay = series.map(({ id }) => ({
      path: `series.${id}`,
      message: 'a series goes with its draft; end it first',
    }));
    for (let at = 0; at < rows.length; at += COPIES_AT_ONCE) {
      const told = await Promise.all(rows.slice(at, at + COPIES_AT_ONCE).map((row) => this.handOver(row, taker)));
      stay.push(...told.flatMap((reason) => reason ?? []));
    }
    if (stay.length > 0) throw new DomainError('handover_incomplete', undefined, stay.slice(0, MOST_TOLD));
  }

  private async taker(by: AccountRef, from: string, to: string): Promise<Taker> {
    const { role, email, gmailConnected } = await this.accounts
      .me({ teamId: by.teamId, accountId: to })
      .catch((error: unknown) => {
        const isGone = error instanceof DomainError && error.code === 'unauthenticated';
        throw isGone ? new DomainError('member_not_found') : error;
      });
    if (to === from || !mayAs(role, 'member') || !gmailConnected) throw new DomainError('handover_impossible');
    return { teamId: by.teamId, accountId: to, email, by: by.accountId };
  }

  /** @returns why it stays; null where it has been handed over, or waits no more */
  private async handOver(row: WaitingSchedule, taker: Taker): Promise<{ path: string; message: string } | null> {
    try {
      refuseUntransferable(row);
      const draft = await this.drafts.read({ teamId: row.team_id, accountId: row.account_id }, row.gmail_draft_id);
      const copy = await this.copy(row, draft, taker);
      await this.record(row, draft, copy, taker);
      return null;
    } catch (error) {
      const known = error instanceof Stays || error instanceof DomainError;
      if (!known && !(error instanceof GmailError)) throw error;
      return { path: `schedules.${row.id}`, message: known ? error.message : messageOf(error as GmailError) };
    }
  }

  /** The copy in the taker's Drafts, made now or before. @throws GmailError, Stays */
  private async copy(row: WaitingSchedule, { raw }: SendableDraft, taker: Taker): Promise<CopiedDraft> {
    const deliveryId = deliveryIdOf(row, taker);
    if (row.copy_asked_ms_ago !== null) {
      const made = await this.gmail.findDraft(taker, deliveryId);
      if (made) return made;
      if (row.copy_asked_ms_ago < CALL_OVER_MS)
        throw new Stays('Gmail may still be copying it; try again in two minutes');
    }
    await this.noteAsking(row, 'now()');
    try {
      const mail = await DraftMail.read(raw);
      return await this.gmail.createDraft(taker, mail.toCopy(deliveryId, taker.email), null);
    } catch (error) {
      if (!(error instanceof GmailError) || error.kind !== 'verify') {
        await this.noteAsking(row, 'null');
        throw error;
      }
      const made = await this.gmail.findDraft(taker, deliveryId);
      if (made) return made;
      throw new Stays('Gmail may still be copying it; try again in two minutes');
    }
  }

  private async noteAsking(row: ScheduleRow, at: 'now()' | 'null'): Promise<void> {
    await this.database.systemQuery(`update schedule set copy_asked_at = ${at} where team_id = $1 and id = $2`, [
      row.team_id,
      row.id,
    ]);
  }

  /** The copy is scheduled and the first one is not any more, both or neither. */
  private async record(row: ScheduleRow, draft: SendableDraft, copy: CopiedDraft, taker: Taker): Promise<void> {
    const { teamId, accountId, by } = taker;
    const [from, to] = [
      { teamId, accountId: row.account_id },
      { teamId, accountId },
    ];
    const scheduled = await this.database.inTeam(teamId, async (manager) => {
      const now = await this.store.lock(manager, from, row.id);
      // Sent, cancelled or changed meanwhile: then the copy is of no use.
      if (now.status !== row.status || now.send_at.getTime() !== row.send_at.getTime()) return null;
      const made = await this.store.insert(manager, to, this.takenOver(row, draft, copy, taker), 'handed_over');
      if (now.status === 'paused') await this.store.move(manager, made, 'paused', 'paused', null);
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
        type: 'schedule.changed',
        data: { scheduleId: made.id, gmailThreadId: made.gmail_thread_id },
      });
      return made;
    });
    if (scheduled) {
      void this.alarms.ring(scheduled.send_at.getTime() - Date.now());
      return;
    }
    await this.gmail.deleteDraft(taker, copy.draftId, copy.gmailMessageId);
    throw new Stays('it was changed or sent just now');
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
      messageId: deliveryIdOf(row, taker),
    };
  }
}

/** @throws Stays for what another mailbox cannot do, or nobody may decide but its sender */
function refuseUntransferable(row: ScheduleRow): void {
  if (row.series_id) throw new Stays('it belongs to a series; end that first');
  if (row.follow_unless || row.unless_replied) throw new Stays('it waits for answers in the mailbox it is in');
  if (row.status === 'needs_decision') throw new Stays('it asks its sender for a decision');
  if (row.status === 'sending' || row.asked_at) throw new Stays('it is being sent');
}

/** The same each time that one is handed to the same member, so that a copy is known again; it tells readers nothing. */
const deliveryIdOf = (row: ScheduleRow, { accountId }: Taker): string => uuidv5(row.id, accountId);

function messageOf({ kind }: GmailError): string {
  const code: ProblemCode = kind === 'reauthorise' ? 'handover_impossible' : 'google_unavailable';
  return problemTitles[code];
}
