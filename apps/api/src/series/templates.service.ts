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
      replyThreadId: isReply(raw) ? gmailThreadId : null,
      copy: (deliveryId) => asNewMail(mail.toSend(deliveryId, null, new Date())),
    };
  }
}

/** Headers are looked for no further; a draft has none as long. */
const LONGEST_HEAD = 1024 * 1024;

/** The mail's own headers, each with its line break, and what follows. */
function split(raw: Buffer): { head: string; rest: Buffer } {
  const text = raw.subarray(0, LONGEST_HEAD).toString('latin1');
  const last = /\n(?=\r?\n)/.exec(text);
  const end = last ? last.index + 1 : 0;
  return { head: text.slice(0, end), rest: raw.subarray(end) };
}

function isReply(raw: Buffer): boolean {
  return /^(?:In-Reply-To|References):/im.test(split(raw).head);
}

/** Without the date and the id of the draft it was copied from: Gmail gives it its own. */
function asNewMail(raw: Buffer): Buffer {
  const { head, rest } = split(raw);
  const kept = head.replace(/^(?:Date|Message-ID):[^\n]*\n(?:[ \t][^\n]*\n)*/gim, '');
  return Buffer.concat([Buffer.from(kept, 'latin1'), rest]);
}
