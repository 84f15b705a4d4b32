import { z } from 'zod';
import { instant, uuid } from './common.js';

/** What the audit log records: each act, and what it means. */
export const auditActions = {
  'account.joined':
    'Somebody became a member of the team: signed in for the first time, or took an invitation. The detail says how, and as what.',
  'account.left': 'Somebody took another team’s invitation, and with that left. The target is the account.',
  'member.removed': 'A member was removed, and their account with everything of it deleted. The target is the account.',
  'member.role_changed': 'A member’s role was changed. The target is the account; the detail says from what to what.',
  'schedule.handed_over':
    'A scheduled mail of a member who was to be removed was handed to another. The target is its schedule there; the detail says from whom to whom.',
  'series.handed_over':
    'A series of a member who was to be removed was handed to another. The target is the series there; the detail says from whom to whom.',
  'team.renamed': 'The team got another name.',
  'invitation.created': 'An invitation was made. The target is the invitation; the detail says as what and until when.',
  'invitation.revoked': 'An invitation was taken back. The target is the invitation.',
  'domain.set': 'People of a domain join the team from then on. The detail says which, and as what.',
  'domain.removed': 'People of a domain do not join the team any more. The detail says which.',
  'account.deleted': 'An account and everything of it was deleted. The target is the account.',
  'policy.changed':
    'The team’s policy was changed. The detail names its version and each changed field, from what and to what.',
  'api_key.created': 'An API key was made. The target is the key; the detail says what it may do and until when.',
  'api_key.revoked': 'An API key was revoked. The target is the key.',
  'webhook.created':
    'A webhook was made that is told of everybody’s mail. The target is the webhook; the detail says of which events.',
  'webhook.changed':
    'A webhook that is told of everybody’s mail was changed, or got another secret. The target is the webhook; the detail says what is another.',
  'webhook.removed':
    'A webhook that is told of everybody’s mail was deleted, or ended as its maker is no admin any more. The target is the webhook.',
  'message.deleted': 'A sender deleted a tracked mail and what was recorded of it. The target is the message.',
  'decisions.exported': 'A sender read the proof of what readers decided about their mail.',
  'team.exported':
    'The owner exported the team’s data. The detail says for which server, or null where it was in the clear.',
  'team.imported': 'The team came here from another server. The detail says from where, and of when its data is.',
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
