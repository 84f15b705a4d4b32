import { Injectable } from '@nestjs/common';
import type { ConsentMode, Policy } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { strictestMode, treatmentOf } from '../consent/mode.js';
import { ModeFactsService } from '../consent/mode-facts.js';
import { waitForPreparations } from '../consent/policy-lock.js';
import { isWithin } from '../consent/untracked-domains.js';
import { Encryption } from '../secrets/encryption.js';

interface UnsentRow {
  id: string;
  account_id: string;
  consent_mode: ConsentMode;
  emails_sealed: Buffer[];
}

/** Mail that was prepared and of which nobody has told yet that it is out. */
@Injectable()
export class UnsentMail {
  constructor(
    private readonly modes: ModeFactsService,
    private readonly encryption: Encryption,
  ) {}

  /**
   * Stops the recording of what a new policy would not have tracked, in the transaction that makes it so. A compose
   * window may have a pixel and a notice of before and send them all the same: its readers are then told of more than
   * is recorded, never of less. Prepared again, the mail gets what is right now. To be called before messages are locked.
   */
  async obey(
    manager: EntityManager,
    teamId: string,
    { consentMode, untrackedDomains }: Pick<Policy, 'consentMode' | 'untrackedDomains'>,
  ): Promise<void> {
    await waitForPreparations(manager, teamId);
    const rows: UnsentRow[] = await manager.query(
      `with held as (
         select id, account_id, consent_mode from message
         where team_id = $1 and state = 'prepared' and tracked order by team_id, id for no key update
       )
       select id, account_id, consent_mode,
              array(select email_sealed from recipient where team_id = $1 and message_id = held.id order by position)
                as emails_sealed
       from held`,
      [teamId],
    );
    if (rows.length === 0) return;
    const mails = rows.map(({ id, account_id, consent_mode, emails_sealed }) => ({
      teamId,
      accountId: account_id,
      messageId: id,
      emails: emails_sealed.map((sealed) => this.encryption.open('recipient.email', sealed)),
      consentMode: strictestMode(consent_mode, consentMode),
    }));
    const facts = await this.modes.standing(mails);
    const stopped = facts.filter(({ mail, readers }) => {
      const standings = readers.map((reader, place) => ({
        ...reader,
        domainNotTracked: isWithin(mail.emails[place] ?? '', untrackedDomains),
      }));
      return treatmentOf(mail.consentMode, standings) !== 'tracked';
    });
    await manager.query('update message set tracked = false where team_id = $1 and id = any($2::uuid[])', [
      teamId,
      stopped.map(({ mail }) => mail.messageId),
    ]);
  }
}
