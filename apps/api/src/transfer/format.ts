import { z } from 'zod';

const id = z.guid();
const keyCheck = z.strictObject({ id: z.string(), check: z.string() });

/** First line of an export. */
export const exportHeader = z.strictObject({
  type: z.literal('openly-export'),
  version: z.literal(1),
  teamId: id,
  /** Base address of the server it comes from. */
  from: z.string(),
  exportedAt: z.string(),
  /** Whether everything of the team is in it. Only then it can be imported. */
  complete: z.boolean(),
  /** By which a server knows whether it has the keys behind readers' hashes, and behind pixels and links. */
  lookupKeys: z.array(keyCheck),
  tokenKeys: z.array(keyCheck),
});
export type ExportHeader = z.infer<typeof exportHeader>;

/** Last line of an export. */
export const exportEnd = z.strictObject({
  type: z.literal('end'),
  /** Lines of each type, header and end left out. */
  rows: z.record(z.string(), z.int().min(0)),
  /** Of all bytes before this line, in hexadecimal. */
  sha256: z.string(),
});
export type ExportEnd = z.infer<typeof exportEnd>;
