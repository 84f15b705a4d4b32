import { Injectable } from '@nestjs/common';
import type { DeliverIn, Language, ProblemCode, ReaderZone } from '@openly/contracts';
import { resolveForReaders, resolveTime } from '@openly/scheduling';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { ReaderZonesService } from '../reader-zones/reader-zones.service.js';
import type { AccountRef, TimeOfSchedule } from './schedule-store.js';

/** What a person asked for: one of `sendAt` (an ISO 8601 instant) and `when` (a phrase, a time on the clock). */
export interface WhenRequest {
  sendAt?: string;
  when?: string;
  /** Of `when`; without it each is tried. */
  language?: Language;
  /** The sender's, IANA. */
  timeZone: string;
  deliverIn: DeliverIn;
}

/** A time as a schedule keeps it, and the zones of all readers it was asked of; none where the sender's clock counts. */
export interface When extends TimeOfSchedule {
  readers: ReaderZone[];
}

/** What can be wrong with a time that a person asks for. */
export const TIME_PROBLEMS = [
  'time_not_understood',
  'time_ambiguous',
  'time_in_past',
  'time_too_far',
  'invalid_time_zone',
] as const satisfies readonly ProblemCode[];

/** From what a person asked for to an instant on somebody's clock. */
@Injectable()
export class WhenService {
  constructor(
    private readonly database: Database,
    private readonly readerZones: ReaderZonesService,
  ) {}

  /**
   * What this time means now, by the database's clock. An instant is the same on every clock, so with `sendAt` it is
   * the sender's that shows it, whatever `deliverIn` says.
   * @param recipients whose clocks count where `deliverIn` is `recipient`
   * @throws DomainError with the code of the time's problem
   */
  async resolve(account: AccountRef, request: WhenRequest, recipients: readonly string[]): Promise<When> {
    const { sendAt, when, language, timeZone, deliverIn } = request;
    const now = await this.now();
    if (deliverIn === 'sender' || when === undefined) {
      const { time, problem } = resolveTime({ sendAt, when, timeZone, now, language });
      if (!time) throw new DomainError(problem);
      return { time, senderZone: timeZone, deliverIn: 'sender', reader: null, readers: [] };
    }
    const readers = await this.readerZones.zonesOf(account, recipients);
    const resolved = resolveForReaders({ when, senderZone: timeZone, readers, now, language });
    if (!resolved.time) throw new DomainError(resolved.problem);
    return { time: resolved.time, senderZone: timeZone, deliverIn, reader: resolved.reader, readers };
  }

  private async now(): Promise<Date> {
    const [clock] = await this.database.systemQuery<{ now: Date }>('select now()');
    return clock?.now ?? new Date();
  }
}
