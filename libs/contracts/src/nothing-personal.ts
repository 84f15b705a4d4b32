import type { Columns } from './personal-data.js';

/** Columns that say nothing about anybody by themselves, and why. */
export interface NothingPersonal {
  why: string;
  columns: Columns;
}

/** Names of columns, in any table, by which rows hang together: random ids, kept and deleted with their row. */
export const ROW_IDS: readonly string[] = [
  'team_id',
  'id',
  'account_id',
  'session_id',
  'message_id',
  'link_id',
  'schedule_id',
  'series_id',
  'target_id',
  'followed_message_id',
  'followed_schedule_id',
  'next_schedule_id',
  'next_delivery_id',
  'lease_id',
  'webhook_id',
  'about_id',
  'proof_id',
];

/** Everything else that is in the tables. */
export const NOTHING_PERSONAL: readonly NothingPersonal[] = [
  {
    why: 'what a team has decided for all of its mail',
    columns: {
      team: [
        'detail',
        'records_kept_days',
        'consent_mode',
        'subjects_kept',
        'addresses_kept_days',
        'audit_kept_days',
        'send_window',
        'tracked_by_default',
        'policy_version',
        'created_at',
      ],
      policy_version: ['version'],
    },
  },
  {
    why: 'whose people may join a team by themselves, by the domain of their organization',
    columns: { team_domain: ['domain', 'role', 'created_at'] },
  },
  {
    why: 'the order of things: places in a list or a chain, and the links that hold a chain together',
    columns: {
      recipient: ['position'],
      event: ['seq'],
      open: ['event_seq'],
      click: ['event_seq'],
      event_sequence: ['last_seq'],
      webhook_cursor: ['seq'],
      webhook_delivery: ['seq'],
      consent_decision: ['team_seq', 'team_hash', 'instance_seq', 'instance_hash', 'former_instance_hashes'],
      consent_head: ['seq', 'hash'],
    },
  },
  {
    why: 'when a worker looks again, how often it has tried, and by which rules it worked',
    columns: {
      schedule: ['zone_rules', 'due_at', 'turn_at', 'pause_wanted', 'attempts', 'missing_looks'],
      series: ['due_at', 'attempts'],
      reply_watch: ['due_at'],
      webhook: ['troubled', 'served_at', 'leased_until'],
      webhook_delivery: ['due_at', 'attempts'],
      outgoing_mail: ['due_at', 'attempts', 'expires_at'],
      grant_to_revoke: ['due_at', 'attempts'],
      open: ['rules_version'],
      click: ['rules_version'],
    },
  },
  {
    why: 'processes of the server and their keys for one another',
    columns: {
      origin_reader: ['public_key', 'seen_at'],
      origin_key: ['key_id', 'reader_id', 'made_at'],
    },
  },
  {
    why: 'which migrations have run',
    columns: { migration: ['timestamp', 'name'] },
  },
];
