import { ASK_AGAIN_DAYS } from './consent.js';
import { CODES_ALIVE, KEPT } from './kept-times.js';
import { DEFAULT_POLICY, team } from './teams.js';

/**
 * Which personal data Openly keeps: the one list behind PRIVACY.md and the papers in docs/ (`npm run privacy`). A test
 * compares it with the tables there are: a column that is named neither here nor in `nothing-personal.ts` fails.
 */

/** Columns by table. */
export type Columns = Readonly<Record<string, readonly string[]>>;

/** One kind of personal data, in words for whoever it is about. */
export interface PersonalData {
  what: string;
  why: string;
  columns: Columns;
  /** Where else it is, besides those columns. */
  elsewhere?: string;
  protection: string;
  /** How long, and what ends it earlier. */
  kept: string;
}

const SEALED = 'encrypted (AES-256-GCM)';
const BY_HASH = 'under a keyed hash of the address (HMAC-SHA-256)';
/** Columns of sums, see docs/reports.md. */
const COUNTED = ['sent', 'opened', 'machine_only', 'clicks', 'replies'];
const TOOK = Array.from({ length: 32 }, (_, step) => `took_${step}`);
const WITH_RECORDS = 'as long as the time of the fetch';

const limits = team.shape.policy.shape;
const teamSets = (days: number, { minValue, maxValue }: { minValue: number | null; maxValue: number | null }) =>
  `${days} days, or what the team sets, ${minValue} to ${maxValue}`;

/** Days that each kind is kept which a team sets for itself. */
export const TEAM_TIMES = {
  records: teamSets(DEFAULT_POLICY.recordsKeptDays, limits.recordsKeptDays),
  addresses: teamSets(DEFAULT_POLICY.addressesKeptDays, limits.addressesKeptDays),
  audit: teamSets(DEFAULT_POLICY.auditKeptDays, limits.auditKeptDays),
};

/** About those who get mail. */
export const ABOUT_READERS: readonly PersonalData[] = [
  {
    what: 'address and name, as written in To, Cc and Bcc',
    why: 'so that the sender sees to whom a receipt belongs, and so that a refusal is honoured',
    columns: {
      recipient: ['field', 'email_sealed', 'email_hash', 'name_sealed'],
      message: ['readers_forgotten_at', 'erased_readers'],
    },
    protection: `${SEALED}, found by a keyed hash`,
    kept: `${TEAM_TIMES.addresses}, from when the mail was sent; until the sender deletes the message or the reader erases, also where it stands in another’s name, if that is earlier. From then on nothing more is recorded of that mail: a refusal could not reach it`,
  },
  {
    what: 'the mail’s subject',
    why: 'so that the sender and the reader know which mail is meant',
    columns: { message: ['subject_sealed'] },
    protection: `${SEALED}; not stored at all where the team has switched it off`,
    kept: 'until the sender deletes the message or the team switches subjects off',
  },
  {
    what: 'to whom and about what a mail is scheduled or repeated, and whose clock it keeps',
    why: 'to show the sender what will go out, and to send it at the reader’s hour',
    columns: {
      schedule: ['subject_sealed', 'recipients_sealed', 'reader_sealed'],
      series: ['subject_sealed', 'recipients_sealed'],
    },
    elsewhere: 'the mail itself, as a draft in the sender’s Gmail',
    protection: SEALED,
    kept: `${KEPT.finishedScheduleDays} days after it was sent, cancelled or failed, or the series ended, the readers no longer than addresses are; once it is out also until the sender deletes its message or the reader erases. What waits keeps its readers, also one who erases: it is a draft of the sender’s`,
  },
  {
    what: 'addresses of tracked links',
    why: 'to send the reader there',
    columns: { link: ['url'] },
    protection: 'in the database alone',
    kept: 'until the sender deletes the message; one that holds the reader’s address until the reader erases',
  },
  {
    what: 'time of each fetch of the pixel or click on a tracked link',
    why: 'the receipt itself',
    columns: {
      hit: ['arrived_at'],
      open: ['opened_at', 'recorded_at'],
      click: ['clicked_at', 'recorded_at'],
      message: ['open_count', 'machine_open_count', 'first_opened_at', 'last_opened_at', 'earlier_signal'],
    },
    elsewhere: `while the database is away, files in the data folder; what the database refuses for its contents is set aside there without who fetched, for ${KEPT.refusedHitDays} days`,
    protection: 'for the sender alone; on the reader’s page',
    kept: `${TEAM_TIMES.records}; after that only whether the mail was opened, without when or where, and the surest sign (below)`,
  },
  {
    what: 'what kind of fetch it was (a person’s mail program, a proxy, a machine), how sure that is, and the few facts that say so, such as “from a data centre”',
    why: 'so that nobody is told more than is known',
    columns: {
      hit: ['method'],
      open: ['kind', 'confidence', 'reason', 'signals'],
      click: ['kind', 'confidence', 'reason', 'signals'],
    },
    protection: 'for the sender alone; on the reader’s page',
    kept: WITH_RECORDS,
  },
  {
    what: 'mail program, operating system, kind of device',
    why: 'the receipt’s detail',
    columns: { open: ['client', 'os', 'device'] },
    protection: 'not where a proxy fetched, and not at the level `count`',
    kept: WITH_RECORDS,
  },
  {
    what: 'country, region and city at the finest, at the city’s own centre',
    why: 'the receipt’s detail; and, where a mail is scheduled on its reader’s clock, that clock, worked out when it is asked for',
    columns: { open: ['country', 'region', 'city', 'latitude', 'longitude'] },
    protection: 'never the place of a proxy, and no finer than the level of detail',
    kept: WITH_RECORDS,
  },
  {
    what: 'IP address and user agent',
    why: 'only to tell what kind of fetch it was, with what and where',
    columns: { hit: ['origin'], origin_key: ['wrapped'] },
    elsewhere: 'while the database is away, files in the data folder, sealed in the same way',
    protection: `sealed (AES-256) the moment it arrives, with a key that is only in the memory of running processes; processes hand each other these keys encrypted (RSA-OAEP, 3072 bits) for key pairs that stay in memory and live ${KEPT.originPairMinutes} minutes`,
    kept: `deleted as soon as the fetch is judged; the key is forgotten within ${KEPT.originMinutes} minutes, its encrypted copies are deleted after ${KEPT.wrappedKeyMinutes}. What is left in files, logs of the database and backups is unreadable to everybody from then on, and at once where the processes end`,
  },
  {
    what: 'that a person has read the mail for sure (a link followed, a decision, an answer), and when; of an answer neither who nor what they wrote',
    why: 'the surest sign that it was read',
    columns: { message: ['confirmed_by', 'confirmed_at'] },
    protection: 'for the sender alone',
    kept: `until the sender deletes the message or the reader erases; answers are looked for during ${KEPT.replyWatchDays} days, and not where the reader has said no`,
  },
  {
    what: 'how often people followed links in a mail',
    why: 'the receipt, and the sums of reports',
    columns: { message: ['click_count'] },
    protection: 'for the sender alone; for the team in sums',
    kept: 'until the sender deletes the message or the reader erases',
  },
  {
    what: 'the time zone a sender sets for a reader by hand',
    why: 'to have mail arrive at the reader’s hour',
    columns: { reader_zone: ['email_hash', 'time_zone', 'updated_at'] },
    protection: BY_HASH,
    kept: `${TEAM_TIMES.addresses}, from when it was set; until the sender clears it or the reader erases, if that is earlier`,
  },
  {
    what: 'that a reader was asked whether mail may be tracked, by whom and when',
    why: 'so that who was silent is not asked again and again',
    columns: { reader_question: ['email_hash', 'asked_at'], message: ['asks'] },
    protection: BY_HASH,
    kept: `${ASK_AGAIN_DAYS} days, also where the sender’s account is deleted: who comes back does not ask again; until the reader erases all mail of that sender or server, if that is earlier`,
  },
  {
    what: 'decisions on the reader’s page: what, when, how, for which mail and under which notice',
    why: 'proof of the decision, and that a refusal is kept',
    columns: {
      consent_decision: ['email_hash', 'decision', 'scope', 'assurance', 'notice_version', 'decided_at'],
      message: ['withdrawn_at', 'notice_version', 'consent_mode'],
      unrecorded: ['message_id'],
    },
    protection: `append-only and chained by SHA-256, ${BY_HASH}; nothing in it says which address that is. The sender is named by the account’s id, a keyed hash of Google’s id of the person`,
    kept: 'as long as the server: a refusal has to outlive what it refuses, also an erasure',
  },
  {
    what: 'that a code was mailed to a reader who wants to prove a mailbox',
    why: 'so that nobody can allow, export or erase in a reader’s name',
    columns: { mailbox_proof: ['email_hash', 'email_sealed', 'code_hash', 'created_at', 'expires_at'] },
    protection: 'the address encrypted and under a keyed hash, of the code a keyed hash alone',
    kept: `${KEPT.mailboxProofMinutes} minutes, at most ${CODES_ALIVE.ofMessage} of one reader and mail at a time, ${CODES_ALIVE.ofSender} over all mail of one sender and ${CODES_ALIVE.ofReader} over all there is; until the reader erases, if that is earlier`,
  },
  {
    what: 'mail of the server’s own on its way, such as that code: to whom, and its text',
    why: 'to deliver it, also where the mail server is away for a moment',
    columns: { outgoing_mail: ['mail_sealed'] },
    protection: SEALED,
    kept: `until it is handed to the mail server, and no longer than it is of use: a code ${KEPT.mailboxProofMinutes} minutes`,
  },
  {
    what: 'IP address of who posts or sends a code on the reader’s page; of IPv6 the network alone (/64)',
    why: 'to keep one who posts without end from doing so',
    columns: {},
    elsewhere: 'the memory of the running process',
    protection: 'never written down',
    kept: KEPT.clientAddressMinutes === 1 ? 'at most a minute' : `at most ${KEPT.clientAddressMinutes} minutes`,
  },
];

/** About those who send mail with Openly. */
export const ABOUT_USERS: readonly PersonalData[] = [
  {
    what: 'Google account id, address, name and organization (of Google Workspace); an id of ours, made from Google’s by a keyed hash (HMAC-SHA-256); the role in the team; what the user has set; the name of the team',
    why: 'to know the account again, and to name the sender to readers; the id of ours so that who deletes the account and comes back is the same sender to readers who refused them',
    columns: {
      account: [
        'google_subject',
        'email',
        'name',
        'hosted_domain',
        'role',
        'sender_id',
        'schedule_tolerance',
        'notice_language',
        'created_at',
      ],
      team: ['name'],
    },
    protection: 'visible to the own team alone (row-level security), and the name to the readers of the user’s mail',
    kept: 'until the account is deleted; the name of the team until its last account is; the id of ours as long as decisions of readers, questions to them and the audit log name it',
  },
  {
    what: 'Google’s refresh token, and what it may do',
    why: 'to read a scheduled draft at its hour and send it',
    columns: {
      account: ['refresh_token_sealed', 'granted_scopes', 'gmail_revoked_at'],
      grant_to_revoke: ['refresh_token_sealed', 'subject_hash', 'created_at'],
    },
    protection: `${SEALED}; of a deleted account besides a keyed hash of Google’s id, and nothing else`,
    kept: `until the account is deleted; then until Google has taken it back, at most ${KEPT.grantDays} days`,
  },
  {
    what: 'invitations to a team: who made them, as what, and for which address where it is for one alone',
    why: 'so that somebody can join, once, and nobody else',
    columns: { invitation: ['role', 'token_hash', 'email_sealed', 'created_at', 'expires_at'] },
    protection: `a hash of the link, never the link; the address ${SEALED}`,
    kept: 'until it is taken or revoked, or its time is over, at most 30 days',
  },
  {
    what: 'that somebody was removed from a team',
    why: 'so that who was removed does not come back by the domain of their organization',
    columns: { removed_member: ['subject_hash', 'removed_at'] },
    protection: 'a keyed hash of Google’s id (HMAC-SHA-256), and nothing else',
    kept: 'until the team invites them again, or the team is deleted',
  },
  {
    what: 'devices signed in: when they came, when they were used last',
    why: 'to keep a device signed in, and to sign it out',
    columns: {
      session: [
        'handle_hash',
        'refresh_hashes',
        'previous_refresh_hashes',
        'previous_valid_until',
        'created_at',
        'last_used_at',
        'expires_at',
      ],
      access_token: ['hash', 'expires_at'],
    },
    protection: 'hashes of the tokens, never the tokens',
    kept: `until signed out, or ${KEPT.unusedDeviceDays} days unused; access tokens ${KEPT.accessTokenMinutes} minutes`,
  },
  {
    what: 'API keys: who made them, their names, what they may do, when they were used last',
    why: 'so that programs of the team can ask for what they are allowed, and a team sees which of them do',
    columns: {
      api_key: ['name', 'key_hash', 'key_prefix', 'scopes', 'created_at', 'expires_at', 'last_used_at'],
    },
    protection: 'a hash of the key and its first letters, never the key',
    kept: 'until revoked, or the account of whoever made it is deleted',
  },
  {
    what: 'a sign-in on its way',
    why: 'to lead the browser back from Google to the right device',
    columns: {
      sign_in: ['google_state_hash', 'google_verifier', 'client_state', 'code_challenge', 'redirect_uri', 'expires_at'],
      sign_in_code: ['code_hash', 'code_challenge', 'expires_at'],
    },
    protection: 'state and code as hashes, used once',
    kept: `until used, at most ${KEPT.signInMinutes} minutes; the code for the extension ${KEPT.signInCodeSeconds} seconds`,
  },
  {
    what: 'tracked mails: when they were prepared and sent, Gmail’s ids of mail and conversation, the settings they went out with',
    why: 'to show the receipt beside the right mail',
    columns: {
      message: [
        'state',
        'gmail_thread_id',
        'gmail_message_id',
        'tracked',
        'detail',
        'created_at',
        'prepared_at',
        'sent_at',
      ],
    },
    protection: 'for the sender alone; the mail itself stays in Gmail',
    kept: `until the account is deleted; one that was prepared and never sent ${KEPT.unsentMessageHours} hours. Of a message that its sender deletes this bare row stays without Gmail’s ids, so that its pixel finds nothing to write to`,
  },
  {
    what: 'scheduled mails: when, on which clock, under which conditions, what happened to them and why',
    why: 'to send them once, at their hour, and to say what became of them',
    columns: {
      schedule: [
        'gmail_draft_id',
        'gmail_thread_id',
        'status',
        'send_at',
        'time_zone',
        'wall_time',
        'sender_zone',
        'deliver_in',
        'fixed',
        'tolerance_minutes',
        'late_from',
        'unless_replied',
        'at_any_hour',
        'follow_unless',
        'follow_days',
        'tracking',
        'consent_mode',
        'tracked',
        'draft_bytes',
        'asked_at',
        'first_attempt_at',
        'copy_asked_at',
        'code',
        'gmail_message_id',
        'sent_at',
        'created_at',
        'updated_at',
      ],
      schedule_event: ['at', 'from_status', 'to_status', 'what', 'code'],
    },
    protection: 'for the sender alone',
    kept: `${KEPT.finishedScheduleDays} days after it was sent, cancelled or failed, and as long as a mail waits that follows it`,
  },
  {
    what: 'series: rule, clock, dates left out, the draft and its copies',
    why: 'to make the next mail of a series',
    columns: {
      series: [
        'gmail_draft_id',
        'status',
        'code',
        'rule',
        'wall_time',
        'time_zone',
        'skip',
        'tracking',
        'consent_mode',
        'tolerance_minutes',
        'done_date',
        'next_date',
        'next_at',
        'asked_at',
        'copy_asked_at',
        'copy_draft_id',
        'copy_message_id',
        'dropped_copies',
        'created_at',
        'updated_at',
      ],
    },
    elsewhere: 'a draft in Gmail for each next mail',
    protection: 'for the sender alone',
    kept: `${KEPT.finishedScheduleDays} days after the series ended`,
  },
  {
    what: 'when the sender had the own mail on screen',
    why: 'so that the sender’s own look counts as nobody else’s',
    columns: { own_view: ['viewed_from', 'viewed_to'] },
    protection: 'for the sender alone',
    kept: TEAM_TIMES.records,
  },
  {
    what: 'up to where Gmail has said what is new in the mailbox, and how much of its limits is used',
    why: 'to notice answers, and to stay within Gmail’s limits',
    columns: { reply_watch: ['history_id'], gmail_budget: ['spent_until', 'day_spent_until'] },
    protection: 'no mail stands in it',
    kept: 'until the account is deleted',
  },
  {
    what: 'live events: that something happened to which mail',
    why: 'so that a receipt comes up by itself, also on a device that was away',
    columns: { event: ['type', 'at', 'data'] },
    elsewhere: 'of a fetch or a click it is its own record, from which it is read for these days',
    protection: 'ids alone',
    kept: `${KEPT.liveEventDays} days`,
  },
  {
    what: 'webhooks: the address where the user wants to be told of events, under which secret, of which, and since when it answers or does not',
    why: 'to tell a program of the user’s what a live event tells a device',
    columns: {
      webhook: [
        'scope',
        'url_sealed',
        'secret_sealed',
        'old_secret_sealed',
        'old_secret_until',
        'events',
        'description',
        'status',
        'code',
        'status_at',
        'failing_since',
        'created_at',
      ],
    },
    protection: `address and secrets ${SEALED}`,
    kept: 'until the user deletes it, or the account is deleted',
  },
  {
    what: 'what was posted to a webhook or is to be, and whether it was taken; of the answer its status alone',
    why: 'so that no event is missed where the receiver is away, and can be posted again',
    columns: {
      webhook_delivery: ['type', 'at', 'data', 'status', 'attempted_at', 'http_status', 'error', 'created_at'],
    },
    protection: 'ids alone; signed, and posted by https to public addresses alone',
    kept: `${KEPT.webhookDeliveryDays} days, or until the message is deleted; what the receiver does with it is the user’s to answer for`,
  },
  {
    what: 'answers to requests that created something, such as a scheduled mail with its subject and readers',
    why: 'so that a request that comes twice does its work once',
    columns: { idempotency_key: ['key', 'request_hash', 'response_sealed', 'created_at'] },
    protection: SEALED,
    kept: `${KEPT.idempotencyHours} hours; what names a reader until the reader erases, a subject until the team switches subjects off`,
  },
  {
    what: 'the team’s policy, as far as its words can name somebody: domains to whose people mail is not tracked, and what every notice tells besides; each version of the policy, when it was made and by which account',
    why: 'to keep to it, and to prove which words a reader was told with',
    columns: {
      team: ['untracked_domains', 'notice_addition'],
      policy_version: ['at', 'policy'],
    },
    protection:
      'visible to the own team alone (row-level security); the words to the readers of its mail. A version is never changed',
    kept: 'as long as the team; which account made a version, until that account is deleted',
  },
  {
    what: 'the audit log: who did what to the team and in its name',
    why: 'so that a team can see what was done',
    columns: { audit: ['at', 'action', 'detail'] },
    protection: 'ids, numbers and settings alone, never addresses or subjects',
    kept: `${TEAM_TIMES.audit}, also where the account is deleted and its team is not`,
  },
  {
    what: 'what a team’s mail came to, in sums: sent, opened, fetched by machines, clicks, answers and steps of the time to the first look by quarter of an hour of sending; the first five by member and day; scheduled mail on time, late and failed by member and quarter of an hour. Until it is added to them, about a minute, what changed of one mail, without saying which',
    why: 'reports that compare this year with the last',
    columns: {
      report_change: ['at', ...COUNTED, 'took_before', 'took'],
      report_quarter: ['at', ...COUNTED, ...TOOK],
      report_member_day: ['day', ...COUNTED],
      report_schedule: ['at', 'on_time', 'late', 'failed'],
    },
    protection:
      'names no reader and no mail; for the own team (row-level security) and its API keys, and for whom the operator gives the role `openly_reports`',
    kept: 'by member until the account is deleted; the team’s until its last account is',
  },
  {
    what: 'the sign-in, the settings, and receipts’ ids until the server has them',
    why: 'so that the extension works',
    columns: {},
    elsewhere: 'the storage of the extension in the user’s own browser',
    protection: 'by the browser: no page can read it',
    kept: 'until signed out, the account is deleted, or the extension is removed',
  },
];
