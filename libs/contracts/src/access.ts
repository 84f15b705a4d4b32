import { z } from 'zod';

/** What somebody is in their team, the one who may least first. A reporter sees figures, and sends nothing. */
export const role = z.enum(['reporter', 'member', 'admin', 'owner']);
export type Role = z.infer<typeof role>;

/** Whether somebody of this role may do what needs that one. */
export const mayAs = (has: Role, needed: Role): boolean => role.options.indexOf(has) >= role.options.indexOf(needed);

/**
 * What an API key can be allowed. `of`: whether it reaches the whole team, or one account at a time, which each request
 * names as `accountId`. `role`: what its maker, or who is signed in, must be for it.
 */
export const scopes = {
  'reports:read': { allows: 'read the figures of the team', of: 'team', role: 'reporter' },
  'messages:read': { allows: 'read tracked mail, its receipts and decisions', of: 'account', role: 'member' },
  'messages:write': { allows: 'prepare and delete tracked mail', of: 'account', role: 'member' },
  'schedules:read': { allows: 'read scheduled mail, series and readers’ time zones', of: 'account', role: 'member' },
  'schedules:write': { allows: 'schedule, change and cancel mail', of: 'account', role: 'member' },
  'team:read': { allows: 'read the team, who is in it and its policy', of: 'team', role: 'member' },
  'audit:read': { allows: 'read the audit log', of: 'team', role: 'admin' },
} as const satisfies Record<string, { allows: string; of: 'team' | 'account'; role: Role }>;

export const scope = z.enum(Object.keys(scopes) as [keyof typeof scopes]);
export type Scope = z.infer<typeof scope>;
