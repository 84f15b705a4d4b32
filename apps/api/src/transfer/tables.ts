import type { Purpose } from '../secrets/encryption.js';

/** A table whose rows are in an export, each as a line of this type. */
export interface ExportedTable {
  name: string;
  /** By whom a row may be seen in the clear: any owner of the team, only the account whose it is, or nobody. */
  own: keyof typeof OWN;
  /** Columns by which the rows are ordered, in SQL. */
  order: string;
  /** Texts that are sealed at rest, by what they are; in an export they stand opened, without `_sealed`. */
  sealed?: Readonly<Record<string, Purpose>>;
  /** Columns that are not in it, and why. All others are. */
  leftOut?: Readonly<Record<string, string>>;
}

/** SQL that holds for the rows of account $2 in team $1. */
export const OWN = {
  team: 'true',
  account: 'account_id = $2',
  message: 'message_id in (select id from message where team_id = $1 and account_id = $2)',
  schedule: 'schedule_id in (select id from schedule where team_id = $1 and account_id = $2)',
  nobody: '$2::uuid is null',
} as const;

const GRANT = 'Google’s grant is this server’s: people sign in again';
const TOLD = 'news for devices that were away, which read everything anew here';
const NEWS = { account_id: TOLD, event_seq: TOLD, recorded_at: TOLD };
const AT_WORK = 'of a worker that is at it';
const SWITCHED_OFF = 'an imported webhook is switched off until its user switches it on';

/**
 * All that is exported, in an order in which what a row refers to stands before it. A table that stands neither here nor
 * in `LEFT_OUT` fails a test.
 */
export const EXPORTED: readonly ExportedTable[] = [
  { name: 'team', own: 'team', order: 'id' },
  {
    name: 'account',
    own: 'team',
    order: 'id',
    leftOut: { refresh_token_sealed: GRANT, granted_scopes: GRANT, gmail_revoked_at: GRANT },
  },
  { name: 'policy_version', own: 'team', order: 'version' },
  { name: 'removed_member', own: 'team', order: 'subject_hash' },
  // Also of mail that is deleted. What stands here already, the trigger that a message comes by leaves as it is.
  { name: 'unrecorded', own: 'message', order: 'message_id' },
  { name: 'message', own: 'account', order: 'id', sealed: { subject_sealed: 'message.subject' } },
  {
    name: 'recipient',
    own: 'message',
    order: 'message_id, position',
    sealed: { email_sealed: 'recipient.email', name_sealed: 'recipient.name' },
  },
  { name: 'link', own: 'message', order: 'id' },
  { name: 'open', own: 'message', order: 'id, opened_at', leftOut: NEWS },
  { name: 'click', own: 'message', order: 'id', leftOut: NEWS },
  { name: 'own_view', own: 'message', order: 'id' },
  { name: 'reader_zone', own: 'account', order: 'account_id, email_hash' },
  { name: 'reader_question', own: 'account', order: 'account_id, email_hash' },
  {
    name: 'series',
    own: 'account',
    order: 'id',
    sealed: { subject_sealed: 'schedule', recipients_sealed: 'schedule' },
    leftOut: { lease_id: AT_WORK },
  },
  {
    name: 'schedule',
    own: 'account',
    order: 'id',
    sealed: { subject_sealed: 'schedule', recipients_sealed: 'schedule', reader_sealed: 'schedule' },
    leftOut: { lease_id: AT_WORK, turn_at: AT_WORK, pause_wanted: AT_WORK },
  },
  { name: 'schedule_event', own: 'schedule', order: 'id' },
  { name: 'event_sequence', own: 'account', order: 'account_id' },
  {
    name: 'webhook',
    own: 'account',
    order: 'id',
    sealed: { url_sealed: 'webhook.url' },
    leftOut: {
      secret_sealed: 'a secret is told once: the imported webhook gets another',
      old_secret_sealed: 'as the secret',
      old_secret_until: 'as the secret',
      status: SWITCHED_OFF,
      code: SWITCHED_OFF,
      status_at: SWITCHED_OFF,
      failing_since: SWITCHED_OFF,
      troubled: AT_WORK,
      served_at: AT_WORK,
      lease_id: AT_WORK,
      leased_until: AT_WORK,
    },
  },
  { name: 'audit', own: 'team', order: 'at, id' },
  // One quarter may have one mail, and tells then when it was first looked at: of a colleague's, nobody is told that.
  { name: 'report_quarter', own: 'nobody', order: 'at' },
  { name: 'report_member_day', own: 'account', order: 'day, account_id' },
  { name: 'report_schedule', own: 'account', order: 'account_id, at' },
  {
    name: 'report_change',
    own: 'account',
    order: 'at, account_id, sent, opened, machine_only, clicks, replies, took_before, took',
  },
  {
    name: 'consent_decision',
    own: 'account',
    order: 'team_seq',
    leftOut: { instance_seq: 'a place in the chain of the old server; the importing one has a chain of its own' },
  },
];

/** Tables that are not exported, and why; the last ones are not a team's. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  session: 'people sign in again',
  sign_in_code: 'a sign-in on its way, good for a minute',
  access_token: 'people sign in again',
  api_key: 'only hashes of keys are kept: new ones are made',
  hit: 'the inbox of the last seconds, sealed by keys in the memory of the old server',
  gmail_budget: 'counts of the last minute; of the day Gmail tells again',
  reply_watch: 'looked up again in Gmail',
  event: TOLD,
  webhook_cursor: 'goes by the events',
  webhook_delivery: 'what was posted or is to be posted by the old server',
  consent_head: 'the end of the chain is made of the decisions',
  idempotency_key: 'answers to requests to the old server, kept a day',
  invitation: 'links to the old server',
  team_domain: 'who may join by their domain is said anew, by somebody whom Google vouches for',
  mailbox_proof: 'codes mailed by the old server, good for minutes',
  sign_in: 'as the codes of sign-ins',
  outgoing_mail: 'mail of the old server’s own, which it still sends',
  grant_to_revoke: 'grants of deleted accounts, which the old server gives back to Google',
  origin_reader: 'processes of the old server',
  origin_key: 'as the processes',
};
