import { z } from 'zod';
import { instant, uuid } from './common.js';

/** What the audit log records: each act, and what it means. */
export const auditActions = {
  'account.joined': 'Somebody signed in for the first time, and became a member of the team.',
  'account.deleted': 'An account and everything of it was deleted. The target is the account.',
  'policy.changed':
    'The team’s policy was changed. The detail names its version and each changed field, from what and to what.',
  'api_key.created': 'An API key was made. The target is the key; the detail says what it may do and until when.',
  'api_key.revoked': 'An API key was revoked. The target is the key.',
  'message.deleted': 'A sender deleted a tracked mail and what was recorded of it. The target is the message.',
  'decisions.exported': 'A sender read the proof of what readers decided about their mail.',
  'reader.erased': 'A reader had what is kept of them erased.',
} as const;

export const auditAction = z.enum(Object.keys(auditActions) as [keyof typeof auditActions]);
export type AuditAction = z.infer<typeof auditAction>;

/** One act. It names ids, never addresses, subjects or texts of anybody. */
export const auditEntry = z.object({
  id: uuid,
  at: instant,
  /** Who did it; null for a reader, or for the server itself. */
  accountId: uuid.nullable(),
  action: auditAction,
  /** What it was done to. */
  targetId: uuid.nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof auditEntry>;
