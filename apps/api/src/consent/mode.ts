import { type ConsentMode, consentMode, type UntrackedReason } from '@openly/contracts';

/** What one reader of a mail has decided about its sender, and whether this sender has asked before. */
export interface ReaderStanding {
  /** A refusal of this sender or of this whole server stands. */
  refuses: boolean;
  /** An allowance that covers this mail stands: for it alone, for its sender or for this whole server. */
  allows: boolean;
  /** The latest this reader has said about this sender's mail, at any scope and also of a single mail, was no. */
  saidNo: boolean;
  /** This sender has asked, with another mail, less than `ASK_AGAIN_DAYS` ago. */
  askedLately: boolean;
  /** They read in a domain that the sender's team does not track. */
  domainNotTracked: boolean;
}

/** What a mail goes out with: pixel, notice and links; or for this reason nothing but, with `reader_asked`, a question. */
export type Treatment = 'tracked' | UntrackedReason;

/** The mode in force: the strictest of those that are given. */
export function strictestMode(...modes: readonly (ConsentMode | null | undefined)[]): ConsentMode {
  return consentMode.options.find((mode) => modes.includes(mode)) ?? 'off';
}

/**
 * What becomes of a mail by its team's policy and its readers' decisions. All its readers get the same copy, so the
 * strictest of them rules it. A question goes to all of them too: one who has once said no, or kept silent lately, keeps
 * it out, for they are not to be asked again.
 */
export function treatmentOf(mode: ConsentMode, readers: readonly ReaderStanding[]): Treatment {
  if (mode === 'off') return 'tracking_off';
  // Said before anything that a reader has decided: of that nothing needs to be told then.
  if (readers.some(({ domainNotTracked }) => domainNotTracked)) return 'domain_not_tracked';
  if (readers.some(({ refuses }) => refuses)) return 'reader_refused';
  if (readers.length === 0) return 'no_recipients';
  if (mode === 'notice' || readers.every(({ allows }) => allows)) return 'tracked';
  const mayBeAsked = ({ allows, saidNo, askedLately }: ReaderStanding) => allows || !(saidNo || askedLately);
  return readers.every(mayBeAsked) ? 'reader_asked' : 'awaiting_reader';
}

/** What a mail went out with. */
export interface WentOut {
  tracked: boolean;
  asks: boolean;
}

/** What may still be said of a mail that is out: no pixel and no question can be put into it any more. */
export function keptAsItWentOut(treatment: Treatment, mode: ConsentMode, went: WentOut): Treatment {
  if (treatment === 'tracked' && !went.tracked) {
    if (went.asks) return 'reader_asked';
    return mode === 'ask' ? 'awaiting_reader' : 'reader_refused';
  }
  return treatment === 'reader_asked' && !went.asks ? 'awaiting_reader' : treatment;
}

/** One decision of a reader, the latest at its reach. */
export interface LatestDecision {
  /** `message`: about this very mail; `other_message`: about another one of its sender's. */
  reach: 'message' | 'other_message' | 'sender' | 'server';
  decision: 'allow' | 'refuse';
  /** Its place in the server's chain. */
  place: number;
}

/** @param latest at most one decision for each reach, and none that does not count */
export function standingOf(
  latest: readonly LatestDecision[],
  askedLately: boolean,
  domainNotTracked = false,
): ReaderStanding {
  const says = (decision: LatestDecision['decision'], ...reaches: LatestDecision['reach'][]) =>
    latest.some((one) => one.decision === decision && reaches.includes(one.reach));
  const last = latest.reduce<LatestDecision | null>(
    (later, one) => (later && later.place > one.place ? later : one),
    null,
  );
  return {
    refuses: says('refuse', 'sender', 'server'),
    allows: says('allow', 'message', 'sender', 'server'),
    saidNo: last?.decision === 'refuse',
    askedLately,
    domainNotTracked,
  };
}
