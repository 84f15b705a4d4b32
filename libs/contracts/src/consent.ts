import { z } from 'zod';
import { instant, uuid } from './common.js';

export const decisionScope = z.enum(['message', 'sender', 'server']);
export type DecisionScope = z.infer<typeof decisionScope>;

/**
 * How readers are asked, strictest first: no tracking at all; a pixel only once the reader has allowed it, until then a
 * question; a pixel with a visible notice.
 */
export const consentMode = z.enum(['off', 'ask', 'notice']);
export type ConsentMode = z.infer<typeof consentMode>;

/** Days after which a reader who did not answer may be asked again (CNIL 2026-042: six months). */
export const ASK_AGAIN_DAYS = 180;

/** A code that was mailed to a reader, as typed: in any case, with or without spaces and hyphens. */
const mailedCode = z.string().max(200);

/** Body of `POST /r/{token}/decision`, as JSON or as a plain HTML form. */
export const readerDecision = z.strictObject({
  decision: z.enum(['allow', 'refuse']),
  scope: decisionScope,
  proof: mailedCode.optional(),
});
export type ReaderDecision = z.infer<typeof readerDecision>;

/**
 * Body of `POST /r/{token}/proof`. With `email` a code is mailed there, if it is one of the mail's readers; with `proof`
 * that code is tried. `do` and `scope` say what for, and come from the page's forms.
 */
export const readerProof = z.strictObject({
  email: z.string().max(400).optional(),
  proof: mailedCode.optional(),
  do: z.enum(['allow', 'refuse', 'export', 'erase']).optional(),
  scope: decisionScope.optional(),
});
export type ReaderProof = z.infer<typeof readerProof>;

/** Query of `GET /r/{token}/export`, and body of `POST /r/{token}/export` and `POST /r/{token}/erase`. */
export const readerClaim = z.strictObject({
  scope: decisionScope.default('message'),
  proof: mailedCode.optional(),
  /** Of the page that answers a form. */
  lang: z.string().max(20).optional(),
});
export type ReaderClaim = z.infer<typeof readerClaim>;

/** One link of a chain of decisions: its place, counted from 1, and its SHA-256 in hexadecimal. */
export const chainLink = z.object({
  seq: z.number().int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in hexadecimal'),
});
export type ChainLink = z.infer<typeof chainLink>;

/** What was decided, and the links it added. Everything before those links can be proved by them. */
export const decisionReceipt = z.object({
  /** Of the decision. */
  id: uuid,
  decision: z.enum(['allow', 'refuse']),
  scope: decisionScope,
  assurance: z.enum(['link', 'mailbox']),
  decidedAt: instant,
  /** Of the notice the mail carried. */
  noticeVersion: z.string(),
  /** The end of the chain of the sender's team, and of the server's, right after this decision. */
  teamHead: chainLink,
  instanceHead: chainLink,
});
export type DecisionReceipt = z.infer<typeof decisionReceipt>;

/** Answer of `GET /r/{token}/receipt`: what was decided with this mail and stands, at most one for each scope. */
export const decisionReceipts = z.object({ receipts: z.array(decisionReceipt) });
export type DecisionReceipts = z.infer<typeof decisionReceipts>;

/** A decision about the caller's own mail, as its sender may export it. */
export const decisionRecord = decisionReceipt.extend({
  messageId: uuid,
  /** Keyed hash of the reader's address, in hexadecimal; null where only the link of a mail to several was held. */
  reader: z.string().nullable(),
});
export type DecisionRecord = z.infer<typeof decisionRecord>;

/** Answer of `POST /r/{token}/erase`: how much is gone, and the refusal that stays, by a keyed hash alone. */
export const erasure = z.object({
  erased: z.object({
    messages: z.number().int(),
    addresses: z.number().int(),
    opens: z.number().int(),
    clicks: z.number().int(),
    links: z.number().int(),
    questions: z.number().int(),
    timeZones: z.number().int(),
    codes: z.number().int(),
  }),
  receipt: decisionReceipt,
});
export type Erasure = z.infer<typeof erasure>;

/** Answer of `GET /v1/consent/decisions`: the newest first, and where the chains end now. */
export const decisionPage = z.object({
  teamId: uuid,
  accountId: uuid,
  items: z.array(decisionRecord),
  nextCursor: z.string().nullable(),
  /** Null where nothing has been decided yet. */
  teamHead: chainLink.nullable(),
  instanceHead: chainLink.nullable(),
});
export type DecisionPage = z.infer<typeof decisionPage>;
