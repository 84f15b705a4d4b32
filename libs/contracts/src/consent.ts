import { z } from 'zod';

export const decisionScope = z.enum(['message', 'sender', 'server']);
export type DecisionScope = z.infer<typeof decisionScope>;

/** Body of `POST /r/{token}/decision`, as JSON or as a plain HTML form. */
export const readerDecision = z.strictObject({
  decision: z.enum(['allow', 'refuse']),
  scope: decisionScope,
  proof: z.string().max(200).optional(),
});
export type ReaderDecision = z.infer<typeof readerDecision>;

export const decisionReceipt = z.object({
  decision: z.enum(['allow', 'refuse']),
  scope: decisionScope,
  assurance: z.enum(['link', 'mailbox']),
  decidedAt: z.string(),
});
export type DecisionReceipt = z.infer<typeof decisionReceipt>;
