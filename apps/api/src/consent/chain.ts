import { createHash } from 'node:crypto';

/**
 * The two hash chains of decisions. Each decision is hashed with the link before it: with that of its team, and then,
 * as that team's new link, with that of the server. So one link vouches for everything before it.
 *
 * Links are made where decisions are inserted, by `chain_decision` in the database; this says them again, to check.
 * The texts are UTF-8, one value a line. Ids, enumerations, hashes and instants hold no line break, and only one value
 * is free text, so different decisions never have the same text. A changed form gets a new first line.
 */

/** What a link before the first one would be. */
export const BEFORE_FIRST: Buffer = Buffer.alloc(32);

/** What is proved of a decision. Which address a hash stands for is kept elsewhere, and can be erased. */
export interface ProvenDecision {
  teamId: string;
  id: string;
  accountId: string;
  messageId: string;
  emailHash: Buffer | null;
  decision: string;
  scope: string;
  assurance: string;
  noticeVersion: string;
  /** ISO 8601 in UTC, to the millisecond. */
  decidedAt: string;
}

/** The link a decision adds to its team's chain. */
export function teamLink(decision: ProvenDecision, previous: Buffer): Buffer {
  return sha256([
    'openly decision 1',
    decision.teamId,
    decision.id,
    decision.accountId,
    decision.messageId,
    decision.emailHash?.toString('hex') ?? '-',
    decision.decision,
    decision.scope,
    decision.assurance,
    decision.noticeVersion,
    decision.decidedAt,
    previous.toString('hex'),
  ]);
}

/** The link that a new link of some team's chain adds to the server's. */
export function instanceLink(teamLink: Buffer, previous: Buffer): Buffer {
  return sha256(['openly instance 1', teamLink.toString('hex'), previous.toString('hex')]);
}

function sha256(lines: readonly string[]): Buffer {
  return createHash('sha256').update(lines.join('\n')).digest();
}
