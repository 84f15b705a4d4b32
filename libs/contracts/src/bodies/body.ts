import type { z } from 'zod';

/** What a body of the API looks like, and one that does. */
export interface Body<Schema extends z.ZodType = z.ZodType> {
  schema: Schema;
  example: z.input<Schema>;
}

export const body = <Schema extends z.ZodType>(schema: Schema, example: z.input<Schema>): Body<Schema> => ({
  schema,
  example,
});

/** Ids that the examples have in common, so that one leads to the next. */
export const ids = {
  team: '0198f2a0-0000-7000-8000-00000000000a',
  account: '0198f2a0-0000-7000-8000-0000000000aa',
  colleague: '0198f2a0-0000-7000-8000-0000000000ab',
  message: '0198f2a0-0000-7000-8000-000000000001',
  open: '0198f2a0-6f1e-7c3a-9b55-0d7d5f3f79ff',
  click: '0198f2a0-7a40-7c3a-9b55-0d7d5f3f7a00',
  schedule: '0198f2a1-0000-7000-8000-000000000002',
  series: '0198f2a2-0000-7000-8000-000000000003',
  apiKey: '0198f2a3-0000-7000-8000-000000000004',
  webhook: '0198f2a4-0000-7000-8000-000000000005',
  event: '0198f2a0-6f1e-7c3a-9b55-0d7d5f3f7a01',
  decision: '0198f2a5-0000-7000-8000-000000000006',
  auditEntry: '0198f2a6-0000-7000-8000-000000000007',
  invitation: '0198f2a7-0000-7000-8000-000000000008',
  gmailMessage: '18c2f0a1b2c3d4e6',
  gmailThread: '18c2f0a1b2c3d4e5',
  gmailDraft: 'r-8123456789',
} as const;
