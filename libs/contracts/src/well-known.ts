import { z } from 'zod';
import { consentMode } from './consent.js';

/** Where one kind of address in a mail leads, so that it can be known and blocked. */
export const declaredPath = z.object({
  /** What asks for it, and what for. */
  purpose: z.string(),
  /** Every address of this kind begins with it; nothing else is served below it. */
  prefix: z.url(),
  /** A regular expression (ECMAScript) for addresses of this kind on any Openly server. */
  pattern: z.string(),
  /** The same for addresses as they stand in Gmail's page, which shows images through a proxy of Google's. */
  proxiedPattern: z.string().optional(),
});
export type DeclaredPath = z.infer<typeof declaredPath>;

/** Answer of `GET /.well-known/openly.json`: what this server is, for makers of blockers and for whoever wonders. */
export const serverDeclaration = z.object({
  name: z.literal('Openly'),
  version: z.string(),
  purpose: z.string(),
  paths: z.object({ pixel: declaredPath, link: declaredPath, readerPage: declaredPath }),
  /** CSS selectors of what stands in a mail. */
  marks: z.object({ pixel: z.string(), notice: z.string() }),
  /** The loosest that mail of this server may do: `notice` shows a notice, `ask` tracks only whom it was allowed. */
  consentFloor: consentMode,
  /** Who runs this server, and where to reach them: a mail or web address. Absent where they do not say. */
  operator: z.string().optional(),
  contact: z.string().optional(),
  licence: z.string(),
  /** What is recorded, why and how long. Absent where the server does not have the text. */
  privacy: z.url().optional(),
  /** Where the source is. Absent where package.json does not say. */
  source: z.url().optional(),
});
export type ServerDeclaration = z.infer<typeof serverDeclaration>;
