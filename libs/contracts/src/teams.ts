import { z } from 'zod';
import { instant, uuid } from './common.js';
import { consentMode } from './consent.js';
import { detailLevel } from './detail.js';
import { noticeAddition, sendWindow, untrackedDomains } from './policy-fields.js';

/** What a team sets for itself, and how long each kind of data is kept, in days. */
const fields = {
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
  /** When scheduled mail may go out, on the clock of its own wall time; null: at any time. */
  sendWindow: sendWindow.nullable(),
  /** Whether mail is tracked where its sender has not said. */
  trackedByDefault: z.boolean(),
  /** Mail with a reader in one of these domains, or below one, is not tracked. */
  untrackedDomains,
  /** What the team tells its readers besides, in every notice. */
  noticeAddition: noticeAddition.nullable(),
};

/** A policy as it is where nobody has changed it. A new team's own domain stands among those that are not tracked. */
export const DEFAULT_POLICY = {
  detail: 'city',
  consentMode: 'notice',
  subjectsKept: true,
  recordsKeptDays: 90,
  addressesKeptDays: 180,
  auditKeptDays: 365,
  sendWindow: null,
  trackedByDefault: true,
  untrackedDomains: [],
  noticeAddition: null,
} as const;

/** Counted from 1, one more with each change. */
const policyVersion = z.number().int().min(1);

/** A team's policy at one version. */
export const policy = z.object({ version: policyVersion, ...fields });
export type Policy = z.infer<typeof policy>;

/**
 * Body of `PATCH /v1/team/policy`: what is left out stays as it is. With `version` it is refused where that is not the
 * present one, so that nobody undoes what another admin has just changed.
 */
export const changePolicy = z.strictObject({ ...fields, version: policyVersion }).partial();
export type ChangePolicy = z.infer<typeof changePolicy>;

/** Answer of `GET /v1/team` and of `PATCH /v1/team/policy`. */
export const team = z.object({
  id: uuid,
  name: z.string(),
  policy,
  /** What the server's operator allows at most: `consentMode` cannot be looser. */
  consentFloor: consentMode,
});
export type Team = z.infer<typeof team>;

/** One line of `GET /v1/team/policy/versions`: what the policy became, when and by whom. */
export const policyChange = z.object({
  version: policyVersion,
  at: instant,
  /** Null where that account is deleted. */
  accountId: uuid.nullable(),
  policy,
});
export type PolicyChange = z.infer<typeof policyChange>;
