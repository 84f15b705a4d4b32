import { z } from 'zod';
import { emailAddress, gmailId, instant, noticeLanguage, uuid } from './common.js';
import { consentMode } from './consent.js';
import { detailLevel } from './detail.js';

export const recipientField = z.enum(['to', 'cc', 'bcc']);

export const recipient = z.strictObject({
  email: emailAddress,
  name: z.string().max(200).optional(),
  field: recipientField,
});
export type Recipient = z.infer<typeof recipient>;

/** What stands for a host in an address, in UTF-16 units; DNS has no name of more than 253. */
const LONGEST_HOST = 512;

/**
 * The address of a page. Its lengths are looked at first: a host in another script is turned into ASCII in a time that
 * grows with the square of its length.
 */
const pageAddress = z
  .string()
  .max(4000)
  .refine((url) => (/^[^:]*:[/\\\s]*([^/\\?#]*)/.exec(url)?.[1] ?? '').length <= LONGEST_HOST, 'has too long a host')
  .pipe(z.url({ protocol: /^https?$/ }));

/** Body of `PUT /v1/messages/{id}`: always the whole set, so that a repeat is harmless. */
export const prepareMessage = z.strictObject({
  subject: z.string().max(2000).optional(),
  recipients: z.array(recipient).max(500),
  gmailThreadId: gmailId.optional(),
  links: z.array(pageAddress).max(500).optional(),
  /** Absent: as much as the team keeps. Finer than that is kept as the team keeps it. */
  detail: detailLevel.optional(),
  /** Absent: as the team asks its readers. Looser than that is taken as the team's. */
  consentMode: consentMode.optional(),
  /** What the mail is written in, and so its notice. Absent: the language the sender has chosen. */
  language: noticeLanguage.optional(),
});
export type PrepareMessage = z.infer<typeof prepareMessage>;

export const messageState = z.enum(['prepared', 'sent', 'discarded']);

/**
 * Why a message carries no pixel. `reader_asked`: it carries the question instead, as `noticeHtml` and `noticeText`;
 * `awaiting_reader`: a reader was asked less than 180 days ago and has not allowed it; `tracking_off`: by the mode `off`;
 * `domain_not_tracked`: a reader is in a domain that the team does not track.
 */
export const untrackedReason = z.enum([
  'reader_refused',
  'no_recipients',
  'tracking_off',
  'domain_not_tracked',
  'reader_asked',
  'awaiting_reader',
]);
export type UntrackedReason = z.infer<typeof untrackedReason>;

export const preparedMessage = z.object({
  id: uuid,
  senderId: z.string(),
  state: messageState,
  pixelHtml: z.string().nullable(),
  noticeHtml: z.string().nullable(),
  noticeText: z.string().nullable(),
  /** What the notice is written in. */
  language: noticeLanguage,
  links: z.array(z.object({ url: z.string(), trackedUrl: z.string() })),
  /** The level in force, which is never finer than what was asked for. */
  detail: detailLevel,
  /** The mode in force, never looser than the team's. */
  consentMode,
  reason: untrackedReason.optional(),
});
export type PreparedMessage = z.infer<typeof preparedMessage>;

/** Body of `POST /v1/messages/{id}/sent`. */
export const messageSent = z.strictObject({ gmailMessageId: gmailId, gmailThreadId: gmailId, sentAt: instant });
export type MessageSent = z.infer<typeof messageSent>;

/** Body of `POST /v1/messages/{id}/own-views`: the sender had the mail on screen from then to then. */
export const ownView = z
  .strictObject({ from: instant, to: instant })
  .refine(({ from, to }) => Date.parse(from) <= Date.parse(to), 'from is after to');
export type OwnView = z.infer<typeof ownView>;

export const openKind = z.enum([
  'direct',
  'gmail_proxy',
  'yahoo_proxy',
  'outlook_proxy',
  'other_proxy',
  'apple_privacy',
  'prefetch',
  'scanner',
  'self',
  'duplicate',
]);
export type OpenKind = z.infer<typeof openKind>;

export const confidence = z.enum(['confirmed', 'likely', 'machine']);
export type Confidence = z.infer<typeof confidence>;

/** A city at the finest, at the city's own centre; `country` is ISO 3166-1 alpha-2. */
export const place = z.object({
  country: z.string(),
  region: z.string().optional(),
  city: z.string().optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
});
export type Place = z.infer<typeof place>;

export const open = z.object({
  id: uuid,
  openedAt: instant,
  kind: openKind,
  confidence,
  /** Why it was judged so, in words for the sender. */
  reason: z.string(),
  client: z.string().nullable(),
  os: z.string().nullable(),
  device: z.string().nullable(),
  place: place.nullable(),
  /** Of a mail to one reader: a look from a place or with a client unlike that reader's others. */
  hint: z.literal('possibly_forwarded').optional(),
});
export type Open = z.infer<typeof open>;

/** A link followed, by a person or by a machine: `kind` and `confidence` say which, as of an open. */
export const click = z.object({
  id: uuid,
  clickedAt: instant,
  url: z.string(),
  kind: openKind,
  confidence,
  /** Why it was judged so, in words for the sender. */
  reason: z.string(),
});
export type Click = z.infer<typeof click>;

/** What shows that a person has read a mail. */
export const confirmation = z.object({
  by: z.enum(['click', 'decision', 'reply']),
  /** When it happened; of a reply when it was noticed. */
  at: instant,
  /** In words for the sender. */
  reason: z.string(),
});
export type Confirmation = z.infer<typeof confirmation>;

/** "no_signal" is never called "unread": readers may block images. */
export const receiptState = z.enum(['untracked', 'no_signal', 'machine_only', 'opened', 'withdrawn']);
export type ReceiptState = z.infer<typeof receiptState>;

const totals = {
  /** Looks that are neither machine, self nor duplicate. */
  openCount: z.number().int(),
  machineOpenCount: z.number().int(),
  firstOpenedAt: instant.nullable(),
  lastOpenedAt: instant.nullable(),
  /** Null while nothing shows that a person has read it; of a thread the latest of its mails. */
  confirmation: confirmation.nullable(),
};

export const message = z.object({
  id: uuid,
  subject: z.string().nullable(),
  state: messageState,
  receiptState,
  recipients: z.array(z.object({ email: z.string(), name: z.string().nullable(), field: recipientField })),
  gmailMessageId: z.string().nullable(),
  gmailThreadId: z.string().nullable(),
  createdAt: instant,
  sentAt: instant.nullable(),
  ...totals,
});
export type Message = z.infer<typeof message>;

export const threadMessage = z.object({
  id: uuid,
  gmailMessageId: z.string().nullable(),
  subject: z.string().nullable(),
  sentAt: instant.nullable(),
  recipients: z.array(z.object({ email: z.string(), name: z.string().nullable(), field: recipientField })),
  state: receiptState,
  /** It carried the question whether later mail may be tracked, in place of a pixel. */
  asked: z.boolean(),
  confirmation: confirmation.nullable(),
  opens: z.array(open),
  clicks: z.array(click),
});
export type ThreadMessage = z.infer<typeof threadMessage>;

/** Who made the data that places come from, to be linked wherever a place is shown. */
export const placeCredit = z.object({ text: z.string(), url: z.string() });
export type PlaceCredit = z.infer<typeof placeCredit>;

/** Answer of `GET /v1/threads/{gmailThreadId}`. */
export const thread = z.object({
  gmailThreadId: z.string(),
  messages: z.array(threadMessage),
  placeCredit: placeCredit.nullable(),
});
export type Thread = z.infer<typeof thread>;

/** Body of `POST /v1/threads/receipts`: the threads on screen. */
export const receiptsRequest = z.strictObject({ gmailThreadIds: z.array(gmailId).max(200) });

export const receipt = z.object({
  gmailThreadId: z.string(),
  messageCount: z.number().int(),
  ...totals,
  state: receiptState,
});
export type Receipt = z.infer<typeof receipt>;

export const receiptsResponse = z.object({ receipts: z.array(receipt) });
