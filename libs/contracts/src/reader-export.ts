import { z } from 'zod';
import { instant, uuid } from './common.js';
import { decisionReceipt, decisionScope } from './consent.js';
import { click, confirmation, open } from './messages.js';

/** What is kept of one mail to a reader, as it is told to that reader. */
export const exportedMail = z.object({
  messageId: uuid,
  sender: z.object({ email: z.string(), name: z.string().nullable(), team: z.string() }),
  subject: z.string().nullable(),
  sentAt: instant.nullable(),
  state: z.enum(['recording', 'stopped', 'untracked', 'deleted']),
  stoppedAt: instant.nullable(),
  /** How this mail names the reader: once for each line it stands in. */
  you: z.array(z.object({ email: z.string(), name: z.string().nullable(), field: z.enum(['to', 'cc', 'bcc']) })),
  /** Who else reads it is told to nobody; of mail to several nobody can tell whose an open was. */
  recorded: z.discriminatedUnion('readers', [
    z.object({
      readers: z.literal('one'),
      opens: z.array(open),
      clicks: z.array(click),
      /** What showed that a person has read it. */
      confirmation: confirmation.nullable(),
    }),
    z.object({ readers: z.literal('several'), openings: z.number().int(), why: z.string() }),
  ]),
  /** Days after which opens and clicks, and addresses and names, are deleted. */
  keptDays: z.object({ opens: z.number().int(), addresses: z.number().int() }),
});
export type ExportedMail = z.infer<typeof exportedMail>;

/** Answer of `GET /r/{token}/export`: what is kept of the reader whose code it was, at that scope. */
export const readerExport = z.object({
  email: z.string(),
  scope: decisionScope,
  exportedAt: instant,
  mails: z.array(exportedMail),
  decisions: z.array(decisionReceipt),
  /** When senders last asked whether their mail may be tracked; null: one whose account is deleted. */
  questions: z.array(z.object({ sender: z.string().nullable(), askedAt: instant })),
  /** Time zones that senders set for the reader by hand. */
  timeZones: z.array(z.object({ sender: z.string(), timeZone: z.string(), setAt: instant })),
  /** Codes on their way to the mailbox, this one among them: when they were made and end. */
  codes: z.array(z.object({ madeAt: instant, endsAt: instant })),
});
export type ReaderExport = z.infer<typeof readerExport>;
