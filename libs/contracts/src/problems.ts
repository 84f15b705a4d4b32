import { z } from 'zod';
import { MOST_API_KEYS } from './api-keys.js';
import { instant } from './common.js';
import { INVITATIONS_A_DAY } from './members.js';

/**
 * Every code an error of this API can carry, with the sentence a person reads.
 * The sentences say what to do next; clients branch on the code alone.
 */
export const problemTitles = {
  invalid_request: 'The request does not have the expected form.',
  invalid_json: 'The body is not valid JSON.',
  payload_too_large: 'The body is larger than this server takes (1 MiB).',
  unsupported_media_type: 'Send JSON with Content-Type: application/json.',
  not_found: 'There is nothing here.',
  method_not_allowed: 'This address does not take that method.',
  unauthenticated: 'Sign in again: the access token is missing, malformed or has expired.',
  forbidden: 'This account may not do that.',
  scope_missing: 'This API key is not allowed that. Make one with the scope it needs.',
  account_not_found: 'There is no such account for this API key.',
  api_key_not_found: 'There is no such API key.',
  too_many_api_keys: `This team has ${MOST_API_KEYS} API keys. Revoke one that is not used any more.`,
  member_not_found: 'There is no such member in this team.',
  last_owner: 'This team would be without an owner. Make somebody else an owner first, then try again.',
  invitation_not_found: 'This invitation is not good any more, or is for somebody else. Ask for a new one.',
  already_member: 'You are in this team already.',
  has_own_records:
    'This account has mail, receipts or settings of its own here, which do not move to another team. Save what you need, then join and start afresh: that erases them.',
  too_many_invitations: `A team can make ${INVITATIONS_A_DAY} invitations a day. Try again tomorrow.`,
  domain_not_found: 'This team has no such domain.',
  domain_not_yours:
    'Google does not say of your sign-in that it belongs to that domain. Sign in with an account of its Google Workspace, then try again.',
  domain_taken:
    'People of that domain join another team already. Ask an admin there to give the domain up, or to invite you.',
  schedules_undecided: 'This member has mail that waits to be sent. It has to be cancelled or handed over first.',
  handover_incomplete:
    'Not all of the scheduled mail could be handed over, so nobody was removed. Try again, or remove them and have the rest cancelled.',
  handover_impossible: 'That member cannot take over mail: choose another, who sends mail and is signed in to Gmail.',
  already_created: 'This was made already, and is shown once. Delete it and make another if the answer was lost.',
  rate_limited: 'Too many requests. Wait a moment and try again.',
  origin_not_allowed: 'This address may not sign in here. Check OPENLY_EXTENSION_IDS on the server.',
  invalid_code: 'The sign-in code is wrong, used or older than 60 seconds. Sign in again.',
  invalid_refresh_token: 'This device has been signed out. Sign in again.',
  sign_in_cancelled: 'The sign-in was cancelled. Nothing was changed.',
  google_unavailable: 'Google did not answer. Try again in a moment.',
  google_scope_missing: 'Gmail access was not granted. Sign in again and leave every box ticked.',
  reauthorise: 'Gmail access was withdrawn or has expired. Sign in again to go on.',
  message_not_found: 'There is no such tracked message.',
  message_discarded: 'This message was deleted and is no longer tracked.',
  schedule_not_found: 'There is no such scheduled mail.',
  schedule_not_open: 'This mail is being sent or has been decided already; it cannot be changed any more.',
  duplicate_schedule: 'This draft is already scheduled.',
  draft_not_found: 'Gmail has no such draft. It may have been sent or deleted.',
  draft_without_recipients: 'The draft has nobody in To, Cc or Bcc.',
  too_many_recipients: 'Gmail sends to at most 100 recipients this way.',
  draft_too_large: 'The mail is larger than the 25 MB Gmail sends.',
  time_not_understood: 'That time was not understood. Try "tomorrow 8am" or pick a date.',
  time_ambiguous: 'That can mean more than one time. Write the month as a word, or pick a date.',
  time_in_past: 'That time has passed. Choose a later one.',
  time_too_far: 'That is more than five years ahead. Choose an earlier time.',
  invalid_time_zone: 'That is not an IANA time zone such as Europe/Amsterdam.',
  invalid_rule: 'That is not a repetition Openly knows, such as FREQ=WEEKLY;BYDAY=MO (RFC 5545), or it never happens.',
  series_not_found: 'There is no such series.',
  series_ended: 'This series has ended; it cannot be changed any more.',
  followed_mail_not_found: 'The mail to follow up is not one of yours, or it is no longer kept.',
  followed_mail_untracked:
    'That mail is not tracked, so nobody can tell whether it was opened. Follow up on a reply instead.',
  cancel_too_late: 'Too late to cancel: the mail is being sent or has been sent.',
  idempotency_conflict: 'This Idempotency-Key was used before with another request.',
  link_token_not_found: 'This link is not one of ours, or it is no longer kept.',
  proof_required: 'This needs proof that the mailbox is yours.',
  wrong_proof: 'That code is wrong or too old. Ask for a new one.',
  not_confirmed: 'That is not the address of this account. Nothing was deleted.',
  account_busy: 'A mail is being sent this very moment. Try again in a minute.',
  no_mail_here: 'This server sends no mail, so a mailbox cannot be proven here. Write to its operator.',
  outside_send_window: 'Your team sends scheduled mail at other hours. Choose the next time it allows.',
  policy_changed: 'Somebody has changed the policy meanwhile. Read it again, then change it.',
  export_target_unknown: 'The operator of this server has not allowed exports to that server.',
  below_floor: 'The operator of this server asks for more care with readers than that.',
  report_timeout: 'This report takes too long. Ask for a shorter time.',
  report_too_fine: 'Reports about readers are of whole calendar months that have ended and are still kept.',
  webhook_not_found: 'There is no such webhook.',
  webhook_not_active: 'This webhook is switched off or paused. Enable it first.',
  webhook_delivery_not_found: 'There is no such delivery, or it is no longer kept.',
  webhook_target_refused: 'This server posts to public https addresses alone, on port 443 or from 1024 up.',
  too_many_webhooks: 'An account can have 20 webhooks. Delete one first.',
  internal: 'Something went wrong here. It has been noted; try again.',
  unavailable: 'The server cannot reach its database. Try again in a moment.',
} as const;

export type ProblemCode = keyof typeof problemTitles;

/** The next time at which a team's policy lets a scheduled mail go out. */
const nextAllowed = z.object({
  sendAt: instant,
  /** The same on the clock in `timeZone`, for example `2026-11-23T08:00`: good for `when`. */
  wallTime: z.string(),
  timeZone: z.string(),
});
export type NextAllowed = z.infer<typeof nextAllowed>;

/** An error as RFC 9457 describes it (`application/problem+json`). */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  /** One entry for each field that was refused: where, and why. */
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** With `outside_send_window`: the next time that is inside. */
  nextAllowed: nextAllowed.optional(),
});
export type Problem = z.infer<typeof problem>;
