import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EventLog, type NewLiveEvent } from './event-log.js';

/** What other modules tell the sender's open browser. */
@Injectable()
export class LiveService {
  constructor(private readonly log: EventLog) {}

  /**
   * Records one event inside the caller's transaction, of team or of system scope, and announces it with the commit;
   * nothing remains to be done afterwards. Call it late in the transaction, and once: the account's other events
   * wait until it ends.
   */
  append(manager: EntityManager, event: NewLiveEvent): Promise<void> {
    return this.log.append(manager, [event]);
  }

  /** `append` for many events of any accounts in one statement; an account's events keep the order given. */
  appendAll(manager: EntityManager, events: readonly NewLiveEvent[]): Promise<void> {
    return this.log.append(manager, events);
  }

  /** Closes the account's sockets on every process, with the commit of the caller's transaction that deletes it. */
  end(manager: EntityManager, accountId: string): Promise<void> {
    return this.log.announceGone(manager, accountId);
  }

  /** Housekeeping: deletes events older than seven days. May run twice, or at the same time elsewhere. */
  maintain(): Promise<void> {
    return this.log.deleteOld();
  }
}
