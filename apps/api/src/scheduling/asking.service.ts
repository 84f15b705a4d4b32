import { Injectable } from '@nestjs/common';
import type { ScheduleCode } from '@openly/scheduling';
import { languageOf } from '@openly/tracking/language';
import type { EntityManager } from 'typeorm';
import type { Treatment } from '../consent/mode.js';
import { Database } from '../database/database.js';
import { Groups } from '../database/groups.js';
import { DomainError } from '../errors.js';
import type { DraftMail, MailMarks } from '../gmail/draft-mail.js';
import { FirstPreparations } from '../messages/first-preparations.js';
import { MessagesService } from '../messages/messages.service.js';
import { LEASE_SECONDS, type LeasedSchedule } from './leases.service.js';

/** A mail about to be sent. */
export interface Asking {
  schedule: LeasedSchedule;
  mail: DraftMail;
  gmailThreadId: string;
}

/** The marks to send it with, or why there are none; null where the lease is another's, and nothing may be asked. */
export type Permission = { marks: MailMarks | null; note: ScheduleCode | null } | null;

/** With a pixel, not with the question alone. */
export const isTracked = (marks: MailMarks | null) => marks !== null && marks.pixelHtml !== null;

/**
 * The last step before Gmail is asked: the marks by the consent of now, and the note that it is asked, by which whoever
 * takes the schedule over after a crash knows to look in Gmail first. Both are of one transaction, and mails of one
 * moment share it.
 */
@Injectable()
export class AskingService {
  private readonly groups = new Groups<Asking, Permission | 'known'>((askings) => this.permitAll(askings));

  constructor(
    private readonly database: Database,
    private readonly first: FirstPreparations,
    private readonly messages: MessagesService,
  ) {}

  async permission(asking: Asking): Promise<Permission> {
    const permission = await this.groups.add(asking);
    return permission === 'known' ? this.permitAgain(asking) : permission;
  }

  private permitAll(askings: readonly Asking[]): Promise<(Permission | 'known')[]> {
    // Reading the mails takes a while, for which no transaction is kept open.
    const preparations = askings.filter(asksForMarks).map(preparationOf);
    return this.database.asSystem(async (manager) => {
      const prepared = await this.first.prepare(manager, preparations);
      const permissions = askings.map((asking) => {
        const made = prepared.get(asking.schedule.message_id);
        if (made === 'known') return { asking, known: true, marks: null, note: null };
        const note = made ? NOTES[made.treatment] : asking.schedule.tracking ? asking.mail.unmarkable : null;
        return { asking, known: false, marks: made?.marks ?? null, note };
      });
      const leased = await noteAsked(
        manager,
        permissions.filter(({ known }) => !known),
      );
      return permissions.map(({ asking, known, marks, note }) => {
        if (known) return 'known';
        return leased.has(asking.schedule.id) ? { marks, note } : null;
      });
    });
  }

  /** A message that exists already: an earlier attempt prepared it, or its sender has deleted it. */
  private async permitAgain(asking: Asking): Promise<Permission> {
    const { account, messageId, recipients, subject, language, consentMode } = preparationOf(asking);
    const { gmail_thread_id: gmailThreadId } = asking.schedule;
    let marks: MailMarks | null = null;
    let note: ScheduleCode | null = null;
    try {
      const { pixelHtml, noticeHtml, noticeText, reason } = await this.messages.prepare(account, messageId, {
        recipients,
        ...(subject && { subject }),
        ...(gmailThreadId && { gmailThreadId }),
        ...(language && { language }),
        ...(consentMode && { consentMode }),
      });
      if (noticeHtml && noticeText) marks = { pixelHtml, noticeHtml, noticeText };
      note = NOTES[reason ?? 'tracked'];
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'message_discarded')) throw error;
      note = 'untracked_stopped';
    }
    const leased = await this.database.asSystem((manager) => noteAsked(manager, [{ asking, marks }]));
    return leased.has(asking.schedule.id) ? { marks, note } : null;
  }
}

const asksForMarks = ({ schedule, mail }: Asking) => schedule.tracking && !mail.unmarkable;

/** What the sender is told of how it went out. Gmail sends nothing without readers. */
const NOTES: Readonly<Record<Treatment, ScheduleCode | null>> = {
  tracked: null,
  reader_refused: 'untracked_reader_refused',
  no_recipients: null,
  tracking_off: 'untracked_off',
  domain_not_tracked: 'untracked_domain',
  reader_asked: 'untracked_reader_asked',
  awaiting_reader: 'untracked_awaiting_reader',
};

function preparationOf({ schedule, mail }: Asking) {
  return {
    account: { teamId: schedule.team_id, accountId: schedule.account_id },
    messageId: schedule.message_id,
    subject: mail.subject,
    gmailThreadId: schedule.gmail_thread_id,
    recipients: mail.recipients,
    language: languageOf(mail.writtenText),
    consentMode: schedule.consent_mode,
  };
}

/** @returns the ids of the schedules that are still the worker's own */
async function noteAsked(
  manager: EntityManager,
  asked: readonly { asking: Asking; marks: MailMarks | null }[],
): Promise<Set<string>> {
  const [rows]: [{ id: string }[], number] = await manager.query(
    `update schedule s set asked_at = now(), tracked = given.tracked, gmail_thread_id = thread,
            due_at = now() + make_interval(secs => $6)
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::boolean[], $5::text[])
       as given (team_id, id, lease_id, tracked, thread)
     where s.team_id = given.team_id and s.id = given.id and s.lease_id = given.lease_id and s.status = 'sending'
     returning s.id`,
    [
      asked.map(({ asking }) => asking.schedule.team_id),
      asked.map(({ asking }) => asking.schedule.id),
      asked.map(({ asking }) => asking.schedule.lease_id),
      asked.map(({ marks }) => isTracked(marks)),
      asked.map(({ asking }) => asking.gmailThreadId),
      LEASE_SECONDS,
    ],
  );
  return new Set(rows.map(({ id }) => id));
}
