import type { ScheduleStatus } from '@openly/contracts';

/** How a schedule must end, and what must stand in the mailbox then. */
export interface Ending {
  status: ScheduleStatus;
  code: string | null;
  /** Mails in Sent. */
  mails: 0 | 1;
  /** Which writing of the draft it must be: 2 is the edited one. */
  writing?: 1 | 2;
  /** Whether Openly sent it, which its delivery header shows. */
  byOpenly?: boolean;
}

const sentOnce: Ending = { status: 'sent', code: null, mails: 1, writing: 1, byOpenly: true };

interface FaultKind {
  /** In the drill's table. */
  name: string;
  /** How many of 500 mails it hits. */
  share: number;
  ends: Ending;
  /**
   * Where it may still stand when the drill ends, if its worker was killed or PostgreSQL restarted between its
   * note that it asks Gmail and the note of the answer: Gmail may have sent it for all that Openly knows, and is asked on for longer.
   */
  interrupted?: Pick<Ending, 'status' | 'code'>;
  /** Where it must wait in between, until it is told to send now. */
  waits?: Pick<Ending, 'status' | 'code'>;
}

/**
 * The drill's table: each kind of fault and its one right outcome. What passes by itself ends in `sent`, with one mail
 * of ours in the mailbox; marking such a mail failed is wrong.
 */
export const faultKinds = {
  error_before: { name: 'error before the send took effect', share: 30, ends: sentOnce },
  error_after: { name: 'error after it took effect', share: 30, ends: sentOnce },
  cut_before: { name: 'connection cut before', share: 30, ends: sentOnce },
  cut_after: { name: 'connection cut after', share: 30, ends: sentOnce },
  silence_before: { name: '30 s silence before', share: 18, ends: sentOnce },
  silence_after: { name: '30 s silence after', share: 18, ends: sentOnce },
  late_effect: { name: 'takes effect after the client gave up', share: 34, ends: sentOnce },
  trouble_checking: { name: 'answer lost, then trouble while checking', share: 26, ends: sentOnce },
  too_many_requests: { name: '429 with Retry-After', share: 24, ends: sentOnce },
  rate_limit: { name: '403 by rate', share: 24, ends: sentOnce },
  daily_limit: {
    name: '403 by daily limit, then send now',
    share: 12,
    ends: sentOnce,
    waits: { status: 'scheduled', code: 'daily_limit' },
  },
  policy: {
    name: '403 by policy',
    share: 20,
    ends: { status: 'failed', code: 'gmail_refused', mails: 0 },
  },
  expired_token: { name: 'access token expired', share: 22, ends: sentOnce },
  revoked_grant: { name: 'grant revoked, signed in again', share: 16, ends: sentOnce },
  draft_deleted: {
    name: 'draft deleted',
    share: 20,
    ends: { status: 'needs_decision', code: 'draft_missing', mails: 0 },
    interrupted: { status: 'sending', code: 'checking' },
  },
  draft_edited: { name: 'draft edited in between', share: 24, ends: { ...sentOnce, writing: 2 } },
  sent_by_hand: {
    name: 'draft sent by hand in Gmail',
    share: 20,
    ends: { status: 'sent', code: 'sent_by_hand', mails: 1, writing: 1, byOpenly: false },
  },
  worker_killed: { name: 'worker killed between two steps', share: 24, ends: sentOnce },
  two_workers: { name: 'several workers on the same row', share: 24, ends: sentOnce },
  queue_wiped: { name: 'queue wiped', share: 16, ends: sentOnce },
  postgres_restarted: { name: 'PostgreSQL restarted', share: 16, ends: sentOnce },
  clock_off: { name: 'left to the worker whose clock is 90 s off', share: 12, ends: sentOnce },
} as const satisfies Record<string, FaultKind>;

export type KindName = keyof typeof faultKinds;

export const kindNames = Object.keys(faultKinds) as KindName[];

export function kindOf(name: KindName): FaultKind {
  return faultKinds[name];
}

/** How many mails each kind hits: in proportion to the shares, at least one, `mails` altogether. */
export function mailsPerKind(mails: number): Map<KindName, number> {
  const whole = kindNames.reduce((sum, name) => sum + kindOf(name).share, 0);
  const counts = new Map(
    kindNames.map((name) => [name, Math.max(1, Math.floor((mails * kindOf(name).share) / whole))]),
  );
  const planned = () => [...counts.values()].reduce((sum, count) => sum + count, 0);
  for (let at = 0; planned() < mails; at++) {
    const name = kindNames[at % kindNames.length] as KindName;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
