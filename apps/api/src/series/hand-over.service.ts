import { Injectable } from '@nestjs/common';
import { mayAs, type WaitingMail } from '@openly/contracts';
import { AccountsService } from '../accounts/accounts.service.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import type { Taker } from '../scheduling/draft-copies.service.js';
import { ScheduleHandOver } from '../scheduling/hand-over-schedules.service.js';
import type { AccountRef } from '../scheduling/schedule-store.js';
import { SeriesHandOver } from './hand-over-series.service.js';

/** Reasons told in one answer; the others are told when those are settled. */
const MOST_TOLD = 50;

/** Hands all that waits for one member, or is repeated, to another. */
@Injectable()
export class HandOverService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly series: SeriesHandOver,
    private readonly schedules: ScheduleHandOver,
  ) {}

  /**
   * Hands over everything of `from` that waits. What was handed over stays so, also where something else could not be.
   * @throws DomainError `member_not_found`, `handover_impossible` where `to` cannot send mail, `handover_incomplete`,
   * which names each mail and series that stays, and why
   */
  async everything(by: AccountRef, from: string, to: string): Promise<void> {
    const taker = await this.taker(by, from, to);
    const leaving = { teamId: by.teamId, accountId: from };
    // The series first: a mail of one that was handed over belongs to it again.
    const stay = [...(await this.series.all(leaving, taker)), ...(await this.schedules.all(leaving, taker))];
    if (stay.length > 0) throw new DomainError('handover_incomplete', undefined, stay.slice(0, MOST_TOLD));
  }

  /** What of an account waits, by what would become of it. */
  async waiting({ teamId, accountId }: AccountRef): Promise<WaitingMail> {
    const [counts] = await this.database.inTeam(
      teamId,
      (manager): Promise<WaitingMail[]> =>
        manager.query(
          `with waiting as (
             select *, status <> 'sending' and asked_at is null as may_go from schedule
             where team_id = $1 and account_id = $2 and status in ('scheduled', 'paused', 'sending', 'needs_decision')
           ), judged as (
             select may_go, status = 'needs_decision' or unless_replied or (follow_unless is not null and not exists
               (select from waiting followed where followed.may_go and followed.id = waiting.followed_schedule_id)) as asks
             from waiting
           )
           select (count(*) filter (where may_go and not asks))::integer as mails,
                  (select count(*)::integer from series
                   where team_id = $1 and account_id = $2 and status <> 'ended') as series,
                  (count(*) filter (where may_go and asks))::integer as asking,
                  (count(*) filter (where not may_go))::integer as "beingSent"
           from judged`,
          [teamId, accountId],
        ),
    );
    if (!counts) throw new Error('counting returned nothing');
    return counts;
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
}
