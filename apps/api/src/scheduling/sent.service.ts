import { Injectable } from '@nestjs/common';
import type { MoveReason } from '@openly/scheduling';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../database/database.js';
import { Groups } from '../database/groups.js';
import { LiveService } from '../live/live.service.js';
import { MessagesService } from '../messages/messages.service.js';
import type { LeasedSchedule } from './leases.service.js';
import type { Sent } from './outcome.js';

/** A mail that is out. */
interface SentMail {
  schedule: LeasedSchedule;
  outcome: Sent;
}

const reasons = { answered: 'sent', found: 'found_sent', by_hand: 'sent_by_hand' } as const satisfies Record<
  Sent['how'],
  MoveReason
>;

/** Records mail that is out: its message, its schedule, its history, the live event. Mails of one moment share a commit. */
@Injectable()
export class SentService {
  private readonly groups = new Groups<SentMail, undefined>((mails) => this.record(mails));

  constructor(
    private readonly database: Database,
    private readonly messages: MessagesService,
    private readonly live: LiveService,
  ) {}

  /** Resolves when it is recorded. */
  add(mail: SentMail): Promise<void> {
    return this.groups.add(mail);
  }

  private async record(mails: readonly SentMail[]): Promise<undefined[]> {
    await this.database.asSystem(async (manager) => {
      const marked = await this.marked(manager, mails);
      // The message first, as wherever both are locked; that it was sent is true whoever holds the schedule.
      await this.messages.noteSent(
        manager,
        mails
          .filter(({ schedule }) => marked.has(schedule.message_id))
          .map(({ schedule, outcome }) => ({
            teamId: schedule.team_id,
            messageId: schedule.message_id,
            ...outcome.delivery,
            sentAt: sentAtOf(schedule, outcome)?.toISOString() ?? null,
          })),
      );
      const moved = await move(manager, mails);
      await this.live.appendAll(
        manager,
        mails
          .filter(({ schedule }) => moved.has(schedule.id))
          .map(({ schedule, outcome }) => ({
            teamId: schedule.team_id,
            accountId: schedule.account_id,
            type: 'schedule.sent' as const,
            data: {
              scheduleId: schedule.id,
              gmailThreadId: outcome.delivery.gmailThreadId,
              ...(outcome.tracked && { messageId: schedule.message_id }),
              ...(outcome.note && { code: outcome.note }),
            },
          })),
      );
    });
    return mails.map(() => undefined);
  }

  /** Ids of the messages that went out with marks: tracked, or with the question alone. */
  private async marked(manager: EntityManager, mails: readonly SentMail[]): Promise<Set<string>> {
    const marked = new Set(mails.filter(({ outcome }) => outcome.tracked).map(({ schedule }) => schedule.message_id));
    const perhapsAsking = mails.filter(
      ({ schedule, outcome }) => schedule.tracking && !outcome.tracked && outcome.how !== 'by_hand',
    );
    if (perhapsAsking.length === 0) return marked;
    const asking = await this.messages.askingAmong(
      manager,
      perhapsAsking.map(({ schedule }) => ({ teamId: schedule.team_id, messageId: schedule.message_id })),
    );
    return new Set([...marked, ...asking]);
  }
}

/**
 * The move to `sent` of the table of moves, with its line of history. What Gmail itself has answered is true also where
 * the schedule has meanwhile been taken over, or moved on; what was found is written by whoever holds the lease.
 * @returns the ids of those that were moved
 */
async function move(manager: EntityManager, mails: readonly SentMail[]): Promise<Set<string>> {
  const rows: { id: string }[] = await manager.query(
    `with given as (
       select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::boolean[],
                            $8::timestamptz[], $9::text[], $10::uuid[])
         as given (team_id, id, lease_id, note, mail, thread, tracked, sent_at, reason, event_id)
     ), held as (
       select s.team_id, s.id, s.status, s.status = 'sending' and s.lease_id = given.lease_id as leased
       from schedule s join given using (team_id, id) where s.status <> 'sent' order by s.team_id, s.id for update of s
     ), moved as (
       update schedule s set status = 'sent', code = note, gmail_message_id = mail, gmail_thread_id = thread,
         tracked = given.tracked, sent_at = coalesce(given.sent_at, now()), updated_at = now(),
         lease_id = null, turn_at = null
       from given join held using (team_id, id)
       where s.team_id = given.team_id and s.id = given.id and (held.leased or given.reason = 'sent')
       returning s.team_id, s.id, held.status as was, given.event_id, given.note,
                 case when held.leased then given.reason else 'answered_late' end as reason
     ), noted as (
       insert into schedule_event (team_id, id, schedule_id, from_status, to_status, what, code)
       select team_id, event_id, id, was, 'sent', reason, note from moved
     )
     select id from moved`,
    [
      mails.map(({ schedule }) => schedule.team_id),
      mails.map(({ schedule }) => schedule.id),
      mails.map(({ schedule }) => schedule.lease_id),
      mails.map(({ outcome }) => outcome.note),
      mails.map(({ outcome }) => outcome.delivery.gmailMessageId),
      mails.map(({ outcome }) => outcome.delivery.gmailThreadId),
      mails.map(({ outcome }) => outcome.tracked),
      mails.map(({ schedule, outcome }) => sentAtOf(schedule, outcome)),
      mails.map(({ outcome }) => reasons[outcome.how]),
      mails.map(() => uuidv7()),
    ],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Found later, it went out when Gmail was asked. Null: now. */
const sentAtOf = (schedule: LeasedSchedule, { how, sentAt }: Sent): Date | null =>
  (how === 'found' ? (schedule.asked_at ?? sentAt) : sentAt) ?? null;
