import { Injectable } from '@nestjs/common';
import { type ProblemCode, problemTitles } from '@openly/contracts';
import { v5 as uuidv5 } from 'uuid';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { DraftMail } from '../gmail/draft-mail.js';
import { CALL_OVER_MS, type CopiedDraft, GmailService, type Mailbox } from '../gmail/gmail.service.js';
import { GmailError } from '../gmail/gmail-error.js';

/** Who takes over, and who has them do that. */
export interface Taker extends Mailbox {
  email: string;
  by: string;
}

/** What could not be handed over: `schedules.{id}` or `series.{id}`, and why. */
export interface Staying {
  path: string;
  message: string;
}

/** One mail or series stays where it is, and why. */
export class Stays extends Error {}

/** A row that says of which draft a copy is made. */
interface Original {
  table: 'schedule' | 'series';
  team_id: string;
  id: string;
}

/** Why what somebody was to take over stays, who has left or become a reporter while it was copied. */
export const CANNOT_TAKE = 'who is to take it over cannot send mail any more';
const STILL_COPYING = 'Gmail may still be copying it; try again in two minutes';

/**
 * Copies drafts into the mailbox of whoever takes them over: a draft can be sent by nobody but the mailbox it stands in.
 * A copy that Gmail may have made is looked for, by its delivery header, before another is.
 */
@Injectable()
export class DraftCopies {
  constructor(
    private readonly database: Database,
    private readonly gmail: GmailService,
  ) {}

  /** The copy in the taker's Drafts, made now or before. @param raw the draft. @throws GmailError, Stays */
  async copy(original: Original, raw: Buffer, taker: Taker): Promise<CopiedDraft> {
    const copyId = copyIdOf(original.id, taker);
    const askedMsAgo = await this.askedMsAgo(original);
    if (askedMsAgo !== null) {
      const made = await this.gmail.findDraft(taker, copyId);
      if (made) return made;
      if (askedMsAgo < CALL_OVER_MS) throw new Stays(STILL_COPYING);
    }
    const mail = await DraftMail.read(raw);
    await this.noteAsking(original, 'now()');
    try {
      return await this.gmail.createDraft(taker, mail.toCopy(copyId, taker.email), null);
    } catch (error) {
      if (!(error instanceof GmailError) || error.kind !== 'verify') {
        await this.noteAsking(original, 'null');
        throw error;
      }
      const made = await this.gmail.findDraft(taker, copyId);
      if (made) return made;
      throw new Stays(STILL_COPYING);
    }
  }

  /** Takes a copy that came to nothing out of the taker's Drafts. */
  async remove({ draftId, gmailMessageId }: CopiedDraft, taker: Taker): Promise<void> {
    await this.gmail.deleteDraft(taker, draftId, gmailMessageId);
  }

  private async askedMsAgo({ table, team_id, id }: Original): Promise<number | null> {
    const [row] = await this.database.systemQuery<{ ms: number | null }>(
      `select (extract(epoch from now() - copy_asked_at) * 1000)::double precision as ms
       from ${table} where team_id = $1 and id = $2`,
      [team_id, id],
    );
    return row?.ms ?? null;
  }

  private async noteAsking({ table, team_id, id }: Original, at: 'now()' | 'null'): Promise<void> {
    await this.database.systemQuery(`update ${table} set copy_asked_at = ${at} where team_id = $1 and id = $2`, [
      team_id,
      id,
    ]);
  }
}

/**
 * What a mail or series is known by where it is handed over: the same each time that one is handed to the same member,
 * so that its copy is known again; as a header it tells readers nothing.
 */
export const copyIdOf = (id: string, { accountId }: Pick<Taker, 'accountId'>): string => uuidv5(id, accountId);

/** Hands one over, or says why it stays. @throws what is neither Gmail's nor the mail's trouble */
export async function orStaying(path: string, handOver: () => Promise<void>): Promise<Staying | null> {
  try {
    await handOver();
    return null;
  } catch (error) {
    const isKnown = error instanceof Stays || error instanceof DomainError;
    if (!isKnown && !(error instanceof GmailError)) throw error;
    return { path, message: isKnown ? error.message : messageOf(error as GmailError) };
  }
}

function messageOf({ kind }: GmailError): string {
  const code: ProblemCode = kind === 'reauthorise' ? 'handover_impossible' : 'google_unavailable';
  return problemTitles[code];
}
