import { z } from 'zod';
import { uuid } from './common.js';
import { consentMode } from './consent.js';
import { detailLevel } from './detail.js';

/** What a team sets for itself, and how long each kind of data is kept, in days. */
const policy = {
  /** The finest that may be kept of any open of the team. */
  detail: detailLevel,
  /** The loosest that any mail of the team may do; never looser than the server's floor. */
  consentMode,
  /** Whether subjects of tracked and scheduled mail are stored. Switched off, those stored already are deleted. */
  subjectsKept: z.boolean(),
  /** Opens, clicks and own views. */
  recordsKeptDays: z.number().int().min(1).max(365),
  /** Addresses and names of a mail's readers, from when it was sent. */
  addressesKeptDays: z.number().int().min(1).max(365),
  /** Entries of the audit log. */
  auditKeptDays: z.number().int().min(30).max(3650),
};

/** A policy as it is where nobody has changed it. */
export const DEFAULT_POLICY = {
  detail: 'city',
  consentMode: 'notice',
  subjectsKept: true,
  recordsKeptDays: 90,
  addressesKeptDays: 180,
  auditKeptDays: 365,
} as const;

/** Body of `PATCH /v1/team/policy`: what is left out stays as it is. */
export const changePolicy = z.strictObject(policy).partial();
export type ChangePolicy = z.infer<typeof changePolicy>;

/** Answer of `GET /v1/team` and of `PATCH /v1/team/policy`. */
export const team = z.object({
  id: uuid,
  name: z.string(),
  policy: z.object(policy),
  /** What the server's operator allows at most: `consentMode` cannot be looser. */
  consentFloor: consentMode,
});
export type Team = z.infer<typeof team>;
