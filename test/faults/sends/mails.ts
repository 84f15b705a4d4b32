import type { Sandbox, StoredMessage } from '../../../apps/sandbox/src/index.js';
import type { PlannedMail } from './plan.js';
import type { PlannedFault } from './planned-faults.js';

/** A planned mail that has a draft and a schedule, and what has happened to it. */
export interface DrillMail {
  plan: PlannedMail;
  email: string;
  subject: string;
  draftId: string;
  threadId: string;
  /** Id of the draft's message, and its `Message-ID`: Gmail gives the sent mail others. */
  draftMessageId: string;
  scheduleId: string;
  /** Milliseconds since 1970. */
  sendAt: number;
  /** Faults still to come. */
  faults: PlannedFault[];
  /** Who asked Gmail last about it. */
  with: number | 'api' | null;
  /** When Gmail was last asked to send it; milliseconds since 1970, 0 for never. */
  askedAt: number;
  /** When Gmail last gave its draft; the same. */
  readAt: number;
  /** Its worker was killed or PostgreSQL restarted while Gmail was asked to send it, or about to be. */
  interrupted: boolean;
  /** How many faults and touches have happened. */
  hits: number;
  /** Milliseconds since 1970. */
  history: { at: number; what: string }[];
}

const DRAFTS_MESSAGE_ID = '@drafts.drill.example';

/** The mailboxes behind the proxy, where the drill writes drafts, works by hand and counts what went out. */
export class Mailboxes {
  constructor(private readonly sandbox: Sandbox) {}

  /** Writes the draft of a planned mail. */
  async write(plan: PlannedMail, email: string): Promise<Pick<DrillMail, 'draftId' | 'threadId' | 'draftMessageId'>> {
    const draft = await this.sandbox.google.call<{ id: string; message: { id: string; threadId: string } }>(
      email,
      'POST',
      '/drafts',
      { message: { raw: rawOf(plan.number, email, 1) } },
    );
    return { draftId: draft.id, threadId: draft.message.threadId, draftMessageId: draft.message.id };
  }

  /** The user writes something else into the draft. */
  async edit({ plan, email, draftId, threadId }: DrillMail): Promise<void> {
    const message = { raw: rawOf(plan.number, email, 2), threadId };
    await this.sandbox.google.call(email, 'PUT', `/drafts/${draftId}`, { message });
  }

  async delete({ email, draftId }: DrillMail): Promise<void> {
    await this.sandbox.google.call(email, 'DELETE', `/drafts/${draftId}`);
  }

  /** The user presses Send in Gmail. */
  async sendByHand({ email, draftId }: DrillMail): Promise<void> {
    await this.sandbox.google.call(email, 'POST', '/drafts/send', { id: draftId });
  }

  expireAccessTokens(email: string): void {
    this.sandbox.google.expireAccessTokens(email);
  }

  revokeAccess(email: string): void {
    this.sandbox.google.revokeAccess(email);
  }

  /** Every mail in Sent of these accounts, by its subject. */
  async sent(emails: readonly string[]): Promise<Map<string, StoredMessage[]>> {
    const bySubject = new Map<string, StoredMessage[]>();
    for (const email of emails) {
      for (const mail of await this.sandbox.mailbox(email).list('SENT')) {
        bySubject.set(mail.subject, [...(bySubject.get(mail.subject) ?? []), mail]);
      }
    }
    return bySubject;
  }
}

export const subjectOf = (number: number): string => `Drill mail ${number}`;

/** Which writing of the draft this mail carries; null when it is not that mail's text. */
export function writingOf(html: string, number: number): number | null {
  const [, writing] = new RegExp(`Writing (\\d) of mail ${number}\\.`).exec(html) ?? [];
  return writing === undefined ? null : Number(writing);
}

/** Whether Gmail has given the mail an id and a `Message-ID` of its own. */
export function isRenamed(mail: StoredMessage, { draftMessageId }: DrillMail): boolean {
  return mail.id !== draftMessageId && !headerOf(mail.raw).includes(DRAFTS_MESSAGE_ID);
}

/** The delivery header's values: one in a mail of ours, none in one sent by hand. */
export function deliveryHeaders(raw: Buffer): string[] {
  return [...headerOf(raw).matchAll(/^X-Openly-Delivery: *(\S+)/gim)].map(([, value]) => value ?? '');
}

const headerOf = (raw: Buffer) => raw.toString('latin1').split(/\r?\n\r?\n/)[0] ?? '';

function rawOf(number: number, email: string, writing: 1 | 2): string {
  const lines = [
    `From: ${email}`,
    `To: reader-${number}@example.net`,
    `Subject: ${subjectOf(number)}`,
    `Message-ID: <${number}-${writing}${DRAFTS_MESSAGE_ID}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    '',
    `<html><body><p>Writing ${writing} of mail ${number}.</p></body></html>`,
    '',
  ];
  return Buffer.from(lines.join('\r\n')).toString('base64url');
}
