import type { gmail_v1 } from 'googleapis/build/src/apis/gmail/index.js';
import { DELIVERY_HEADER } from './draft-mail.js';
import { readAddresses } from './mail-addresses.js';

export interface Delivery {
  gmailMessageId: string;
  gmailThreadId: string;
}

/** A mail in Sent that came from a schedule's draft: by us, which its header shows, or by hand. */
export interface SentMail extends Delivery {
  byHand: boolean;
  sentAt: Date;
}

/** What to look for in Sent. */
export interface SentSearch {
  gmailThreadId: string | null;
  deliveryId: string;
  /** The draft as it was last seen; a mail sent by hand since then is told by its thread, or subject, and readers. */
  since: Date;
  /** When Gmail was asked to send it; null: it was not, and only a mail sent by hand can be there. */
  askedAt: Date | null;
  subject: string | null;
  recipients: readonly string[];
}

type Message = gmail_v1.Schema$Message;

/** The headers by which sent mail is known again and replies are told from machines' answers; no others are read. */
export const someHeaders: { format: string; metadataHeaders: string[] } = {
  format: 'metadata',
  metadataHeaders: [
    DELIVERY_HEADER,
    'Subject',
    'From',
    'To',
    'Cc',
    'Bcc',
    'Auto-Submitted',
    'X-Autoreply',
    'Precedence',
  ],
};

export function headerOf({ payload }: Message, name: string): string {
  return payload?.headers?.find((header) => header.name?.toLowerCase() === name.toLowerCase())?.value ?? '';
}

export function deliveryOf({ id, threadId, internalDate }: Message): Delivery & { sentAt: Date } {
  return { gmailMessageId: id ?? '', gmailThreadId: threadId ?? '', sentAt: new Date(Number(internalDate)) };
}

/** Ours, by the header that Gmail keeps; a draft may carry it too. */
export function isDelivery(message: Message, deliveryId: string): boolean {
  return headerOf(message, DELIVERY_HEADER).trim() === deliveryId && !message.labelIds?.includes('DRAFT');
}

/** Sent by the account's owner since then, without our header, to at least one of these readers. */
export function isByHand(message: Message, { since, recipients }: SentSearch): boolean {
  if (!isSent(message) || !isAfter(message, since) || headerOf(message, DELIVERY_HEADER) !== '') return false;
  const readers = ['To', 'Cc', 'Bcc'].flatMap((field) => readAddresses(headerOf(message, field)));
  const wanted = new Set(recipients.map((email) => email.toLowerCase()));
  return readers.some(({ email }) => wanted.has(email.toLowerCase()));
}

/**
 * From somebody else, since then, and written by a person: not what machines answer (RFC 3834, and the headers of
 * before it), nor a report that the mail could not be delivered.
 */
export function isReply(message: Message, since: Date): boolean {
  if (isSent(message) || message.labelIds?.includes('DRAFT') || !isAfter(message, since)) return false;
  const automatic = headerOf(message, 'Auto-Submitted').trim().toLowerCase();
  if (automatic !== '' && automatic !== 'no') return false;
  if (headerOf(message, 'X-Autoreply') !== '' || /^\s*auto_reply/i.test(headerOf(message, 'Precedence'))) return false;
  return !/\b(?:mailer-daemon|postmaster)@/i.test(headerOf(message, 'From'));
}

const isSent = ({ labelIds }: Message) => !!labelIds?.includes('SENT') && !labelIds.includes('DRAFT');

/** Gmail tells the time of mail from elsewhere in whole seconds, so one of the same second counts as later. */
const isAfter = ({ internalDate }: Message, instant: Date) =>
  Number(internalDate) >= Math.floor(instant.getTime() / 1_000) * 1_000;
