import { Injectable } from '@nestjs/common';
import { DraftMail } from '../gmail/draft-mail.js';
import { GmailService, type Mailbox } from '../gmail/gmail.service.js';
import { type DraftProblem, draftProblem } from '../scheduling/draft-rules.js';

/** What a series sends copies of, as it stands in Drafts now. */
export interface Template {
  subject: string | null;
  recipients: string[];
  /** Of the whole mail. */
  draftBytes: number;
  /** The thread it answers in; null where it begins one. */
  replyThreadId: string | null;
  /** A mail of its own with the same content, known again by its delivery header. */
  copy(deliveryId: string): Buffer;
}

/** Gmail would not send this draft. */
export class TemplateUnusable extends Error {
  constructor(readonly code: DraftProblem) {
    super(`template: ${code}`);
  }
}

/** Reads drafts of which copies are sent. */
@Injectable()
export class TemplatesService {
  constructor(private readonly gmail: GmailService) {}

  /** @throws GmailError; TemplateUnusable */
  async read(mailbox: Mailbox, draftId: string): Promise<Template> {
    const { raw, gmailThreadId } = await this.gmail.getDraft(mailbox, draftId);
    const mail = await DraftMail.read(raw);
    const problem = draftProblem(raw, mail);
    if (problem) throw new TemplateUnusable(problem);
    return {
      subject: mail.subject,
      recipients: mail.recipients.map(({ email }) => email),
      draftBytes: raw.length,
      replyThreadId: mail.isReply ? gmailThreadId : null,
      copy: (deliveryId) => mail.toCopy(deliveryId),
    };
  }
}
