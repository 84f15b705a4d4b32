import { Injectable } from '@nestjs/common';
import type { ProblemCode } from '@openly/contracts';
import { DomainError } from '../errors.js';
import { DraftMail } from '../gmail/draft-mail.js';
import { GmailService } from '../gmail/gmail.service.js';
import { GmailError } from '../gmail/gmail-error.js';
import { draftProblem } from './draft-rules.js';
import type { AccountRef } from './schedule-store.js';

/** A draft that Gmail would send as it stands. */
export interface SendableDraft {
  gmailDraftId: string;
  gmailMessageId: string;
  gmailThreadId: string;
  /** RFC 5322. */
  raw: Buffer;
  subject: string | null;
  /** Addresses of To, Cc and Bcc. */
  recipients: string[];
  draftBytes: number;
}

/** What can be wrong with a draft, or keep it from being read. */
export const DRAFT_PROBLEMS = [
  'draft_not_found',
  'draft_without_recipients',
  'too_many_recipients',
  'draft_too_large',
  'reauthorise',
  'google_unavailable',
  'google_scope_missing',
] as const satisfies readonly ProblemCode[];

/** Drafts as a person asks for them, not a worker: what is wrong is told at once. */
@Injectable()
export class DraftsService {
  constructor(private readonly gmail: GmailService) {}

  /** @throws DomainError `draft_not_found`, a problem of the draft, `reauthorise` or `google_unavailable` */
  async read(account: AccountRef, gmailDraftId: string): Promise<SendableDraft> {
    try {
      const { raw, gmailMessageId, gmailThreadId } = await this.gmail.getDraft(account, gmailDraftId);
      const mail = await DraftMail.read(raw);
      const problem = draftProblem(raw, mail);
      if (problem) throw new DomainError(problem);
      const recipients = mail.recipients.map(({ email }) => email);
      return {
        gmailDraftId,
        gmailMessageId,
        gmailThreadId,
        raw,
        subject: mail.subject,
        recipients,
        draftBytes: raw.length,
      };
    } catch (error) {
      if (!(error instanceof GmailError)) throw error;
      if (error.kind === 'reauthorise') throw new DomainError('reauthorise');
      throw new DomainError(error.kind === 'retry' ? 'google_unavailable' : 'draft_not_found');
    }
  }
}
