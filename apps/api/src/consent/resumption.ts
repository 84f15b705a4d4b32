import { Inject, Injectable } from '@nestjs/common';
import type { DecisionScope } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Encryption } from '../secrets/encryption.js';
import { LookupHash } from '../secrets/lookup-hash.js';
import { type DecidedMail, decisionCounts, hashesOf, type ReaderHashes } from './decision-log.js';
import { type ChangedMessage, reachOf } from './withdrawal.js';

/** The way back from a refusal. */
@Injectable()
export class Resumption {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly encryption: Encryption,
    private readonly lookup: LookupHash,
  ) {}

  /**
   * Records again, from now on, what this reader's own refusal at this scope had stopped. A message stays stopped where a
   * refusal of another scope or of another of its readers covers it, or where readers were erased, whose refusals nobody
   * can look up any more. One that went out without a pixel stays untracked.
   *
   * To be called in system scope and before the decision is written: a refusal that is being made waits for the lock on
   * the message, or has been written by the time it is had.
   */
  async resume(
    manager: EntityManager,
    mail: DecidedMail,
    reader: ReaderHashes,
    scope: DecisionScope,
  ): Promise<ChangedMessage[]> {
    const [reached, values] = reachOf(mail, reader, scope);
    const stopped: ChangedMessage[] = await manager.query(
      `select team_id as "teamId", account_id as "accountId", id as "messageId", gmail_thread_id as "gmailThreadId"
       from message
       where ${reached} and withdrawn_at is not null and tracked and state <> 'discarded' and erased_readers = 0
       order by team_id, id for no key update`,
      values,
    );
    if (stopped.length === 0) return [];
    const keys = [stopped.map(({ teamId }) => teamId), stopped.map(({ messageId }) => messageId)];
    const readers: { message_id: string; email_sealed: Buffer }[] = await manager.query(
      `select message_id, email_sealed from recipient
       join unnest($1::uuid[], $2::uuid[]) as stopped (team_id, message_id) using (team_id, message_id)`,
      keys,
    );
    const byMessage = new Map<string, ReaderHashes[]>(stopped.map(({ messageId }) => [messageId, []]));
    for (const { message_id, email_sealed } of readers) {
      byMessage.get(message_id)?.push(hashesOf(this.lookup, this.encryption.open('recipient.email', email_sealed)));
    }
    const stays = await this.stoppedAmong(
      manager,
      stopped.map((message) => ({ mail: message, readers: byMessage.get(message.messageId) ?? [] })),
      { reader, scope },
    );
    const resumed = stopped.filter(
      ({ messageId }, place) => !stays.has(place) && (byMessage.get(messageId)?.length ?? 0) > 0,
    );
    await manager.query(
      `update message set withdrawn_at = null from unnest($1::uuid[], $2::uuid[]) as resumed (team_id, id)
       where message.team_id = resumed.team_id and message.id = resumed.id`,
      [resumed.map(({ teamId }) => teamId), resumed.map(({ messageId }) => messageId)],
    );
    return resumed;
  }

  /**
   * Which of these mails have to stay stopped: a reader's latest decision at some scope that covers it is a refusal, or
   * somebody who held its link alone, and may be any of its readers, has refused.
   * @param but what this reader decided at this scope does not count: it is being taken back
   * @returns the mails' places in the list
   */
  private async stoppedAmong(
    manager: EntityManager,
    mails: readonly { mail: DecidedMail; readers: readonly ReaderHashes[] }[],
    but: { reader: ReaderHashes; scope: DecisionScope },
  ): Promise<Set<number>> {
    if (mails.length === 0) return new Set();
    const isOwn = (hash: Buffer) => but.reader.some((own) => own.equals(hash));
    const given = mails.flatMap(({ mail, readers }, place) =>
      readers.flatMap((hashes, reader) =>
        hashes.map((hash) => ({ ...mail, place, reader, hash, isOwn: hashes.some(isOwn) })),
      ),
    );
    const stopped: { place: number }[] = await manager.query(
      `select distinct place from (
         select distinct on (place, reader, decision.scope) place, decision.decision,
                given.is_own and decision.scope = $8 as is_taken_back
         from unnest($1::bytea[], $2::int[], $3::int[], $4::uuid[], $5::uuid[], $6::uuid[], $7::boolean[])
           as given (email_hash, place, reader, team_id, account_id, message_id, is_own)
         join consent_decision decision using (email_hash)
         where (decision.scope = 'server'
            or (decision.scope = 'sender' and decision.account_id = given.account_id)
            or (decision.scope = 'message' and decision.team_id = given.team_id
                and decision.message_id = given.message_id))
           and ${decisionCounts(this.config.consentAssurance)}
         order by place, reader, decision.scope, decision.instance_seq desc
       ) latest where decision = 'refuse' and not is_taken_back
       union
       select place from unnest($9::int[], $10::uuid[], $11::uuid[]) as wanted (place, team_id, message_id)
       join consent_decision decision using (team_id, message_id)
       where decision.email_hash is null and decision.decision = 'refuse'`,
      [
        given.map(({ hash }) => hash),
        given.map(({ place }) => place),
        given.map(({ reader }) => reader),
        given.map(({ teamId }) => teamId),
        given.map(({ accountId }) => accountId),
        given.map(({ messageId }) => messageId),
        given.map((one) => one.isOwn),
        but.scope,
        mails.map((_, place) => place),
        mails.map(({ mail }) => mail.teamId),
        mails.map(({ mail }) => mail.messageId),
      ],
    );
    return new Set(stopped.map(({ place }) => place));
  }
}
