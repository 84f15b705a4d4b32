import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CreateSchedule, Schedule } from '@openly/contracts';
import type { ResolvedTime } from '@openly/scheduling';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { DraftMail } from '../gmail/draft-mail.js';
import { type Draft, GmailService } from '../gmail/gmail.service.js';
import { GmailError } from '../gmail/gmail-error.js';
import { Encryption } from '../secrets/encryption.js';
import { draftProblem } from './draft-rules.js';
import { IdempotencyService } from './idempotency.service.js';
import { SCHEDULE_COLUMNS, type ScheduleRow } from './schedule-row.js';
import { type AccountRef, ScheduleStore } from './schedule-store.js';
import { asDuplicate, SchedulesService } from './schedules.service.js';

/** Schedules a draft: when, of whom, and whether Gmail would send it. */
@Injectable()
export class CreateScheduleService {
  constructor(
    private readonly database: Database,
    private readonly gmail: GmailService,
    private readonly idempotency: IdempotencyService,
    private readonly schedules: SchedulesService,
    private readonly store: ScheduleStore,
    private readonly encryption: Encryption,
  ) {}

  /**
   * @param key `Idempotency-Key`, or null
   * @throws DomainError with a code of the time, the draft, Gmail, `duplicate_schedule` or `idempotency_conflict`
   */
  async create(account: AccountRef, body: CreateSchedule, key: string | null): Promise<Schedule> {
    const request = { key, body };
    const given = await this.idempotency.before(account, request);
    if (given) return given;
    const time = await this.schedules.resolve(body);
    const draft = await this.draft(account, body.gmailDraftId);
    const mail = await DraftMail.read(draft.raw);
    const problem = draftProblem(draft.raw, mail);
    if (problem) throw new DomainError(problem);

    const created = await this.database
      .inTeam(account.teamId, async (manager) => {
        const id = uuidv7();
        const row = rowOf(account, id, body, time, draft, {
          subject: mail.subject ? this.encryption.seal('schedule', mail.subject) : null,
          recipients: this.encryption.seal('schedule', JSON.stringify(mail.recipients.map(({ email }) => email))),
        });
        const [inserted]: ScheduleRow[] = await manager.query(
          `insert into schedule (${Object.keys(row).join(', ')}, due_at)
           values (${Object.keys(row)
             .map((_, index) => `$${index + 1}`)
             .join(', ')}, $${COLUMN_OF_SEND_AT})
           returning ${SCHEDULE_COLUMNS}`,
          Object.values(row),
        );
        if (!inserted) throw new Error('insert returned nothing');
        await this.store.note(manager, inserted, null, 'scheduled', 'created', null);
        if (await this.idempotency.keep(manager, account, request, this.schedules.view(inserted))) return inserted;
        // The same request came first by a moment: undo this one, and answer as that one was.
        throw new CameSecond();
      })
      .catch((error: unknown) => {
        if (error instanceof CameSecond || isDuplicateOfOwnKey(error, key)) return null;
        return asDuplicate(error);
      });
    if (!created) return (await this.idempotency.before(account, request)) ?? asDuplicate(DUPLICATE);
    await this.schedules.wake(created);
    return this.schedules.view(created);
  }

  private async draft(account: AccountRef, draftId: string): Promise<Draft> {
    try {
      return await this.gmail.getDraft(account, draftId);
    } catch (error) {
      if (!(error instanceof GmailError)) throw error;
      if (error.kind === 'reauthorise') throw new DomainError('reauthorise');
      throw new DomainError(error.kind === 'retry' ? 'google_unavailable' : 'draft_not_found');
    }
  }
}

/** Thrown to undo a transaction. */
class CameSecond extends Error {}

const DUPLICATE = { code: '23505', constraint: 'schedule_one_per_draft' };

/** Of two equal requests at one moment the second may meet the first one's schedule before it meets its key. */
const isDuplicateOfOwnKey = (error: unknown, key: string | null) =>
  key !== null && (error as { constraint?: string }).constraint === DUPLICATE.constraint;

const COLUMN_OF_SEND_AT = 7;

function rowOf(
  { teamId, accountId }: AccountRef,
  id: string,
  { gmailDraftId, tracking }: CreateSchedule,
  time: ResolvedTime,
  draft: Draft,
  sealed: { subject: Buffer | null; recipients: Buffer },
) {
  return {
    team_id: teamId,
    id,
    account_id: accountId,
    gmail_draft_id: gmailDraftId,
    gmail_thread_id: draft.gmailThreadId,
    status: 'scheduled',
    send_at: time.sendAt,
    time_zone: time.timeZone,
    wall_time: time.wallTime,
    tracking,
    // Readers see it in a header, so it tells nothing: neither when it was made nor which schedule it is.
    message_id: randomUUID(),
    subject_sealed: sealed.subject,
    recipients_sealed: sealed.recipients,
  };
}
