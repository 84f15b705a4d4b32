import type { ReportFigures } from '@openly/contracts';
import { TOOK_STEPS } from '../../apps/api/src/database/migrations/report-totals.js';
import type { RawMessage, RawRows } from './report-history.js';

export const LOOKS = [
  { kind: 'direct', confidence: 'likely' },
  { kind: 'gmail_proxy', confidence: 'likely' },
  { kind: 'direct', confidence: 'confirmed' },
  { kind: 'scanner', confidence: 'machine' },
  { kind: 'apple_privacy', confidence: 'machine' },
  { kind: 'self', confidence: 'confirmed' },
  { kind: 'duplicate', confidence: 'likely' },
] as const;

/** What a recount cannot see any more, because it was deleted for its age. */
export interface Forgotten {
  looked: Set<string>;
  fetched: Set<string>;
  clicks: Map<string, number>;
  /** First looks that were in the team's times, by when their mail was sent. */
  took: { at: Date; seconds: number }[];
}

/** Of an instant what a clock and a calendar of the zone show. */
export function onTheWall(at: Date, timeZone: string) {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
    weekday: 'short',
  }).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return {
    day: `${part('year')}-${part('month')}-${part('day')}`,
    weekday: String(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(part('weekday')) + 1),
    hour: String(Number(part('hour'))),
  };
}

export const isPerson = ({ kind, confidence }: { kind: string; confidence: string }) =>
  confidence !== 'machine' && kind !== 'self' && kind !== 'duplicate';
export const sentAtOf = (mail: RawMessage) => mail.sent_at ?? mail.prepared_at;

/** @returns the class of a time, in seconds */
const stepOf = (seconds: number) => TOOK_STEPS.find((step) => seconds <= step) ?? Number.POSITIVE_INFINITY;

/**
 * The figures of some mails and schedules, counted one by one.
 * @param forgottenTook first looks that went for their age and are still in the times
 */
export function recount(
  raw: RawRows,
  forgotten: Forgotten,
  mails: readonly RawMessage[],
  schedules: RawRows['schedules'],
  leastTimed: number | null,
  forgottenTook: Forgotten['took'],
): ReportFigures {
  let [opened, machineOnly, clicks, replies] = [0, 0, 0, 0];
  const took = forgottenTook.map(({ seconds }) => stepOf(seconds));
  for (const mail of mails) {
    if (mail.withdrawn_at) continue;
    const opens = raw.opens.filter((open) => open.message_id === mail.id);
    const looks = opens.filter(isPerson).map((open) => open.opened_at.getTime());
    const isForgotten = forgotten.looked.has(mail.id);
    const isOpened = looks.length > 0 || mail.confirmed_by !== null || isForgotten;
    if (isOpened) opened += 1;
    else if (opens.some(({ confidence }) => confidence === 'machine') || forgotten.fetched.has(mail.id))
      machineOnly += 1;
    clicks += forgotten.clicks.get(mail.id) ?? 0;
    clicks += raw.clicks.filter((click) => click.message_id === mail.id && isPerson(click)).length;
    if (mail.confirmed_by === 'reply') replies += 1;
    if (looks.length > 0 && !isForgotten) {
      took.push(stepOf((Math.min(...looks) - sentAtOf(mail).getTime()) / 1_000));
    }
  }
  took.sort((a, b) => a - b);
  const middle = took[Math.ceil(took.length / 2) - 1];
  const isTold = leastTimed !== null && took.length >= leastTimed && middle !== undefined && Number.isFinite(middle);
  const rate = (part: number, whole: number) => (whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000);
  const ended = schedules.filter(({ status }) => status === 'sent' || status === 'failed');
  const isLate = ({ send_at, sent_at }: (typeof ended)[number]) =>
    (sent_at?.getTime() ?? 0) > send_at.getTime() + 60_000;
  const sentOnes = ended.filter(({ status }) => status === 'sent');
  return {
    sent: mails.length,
    opened,
    openedRate: rate(opened, mails.length),
    medianSecondsToFirstOpen: isTold ? (middle ?? null) : null,
    machineOnly,
    machineShare: rate(machineOnly, opened + machineOnly),
    clicks,
    replies,
    scheduled: {
      onTime: sentOnes.filter((each) => !isLate(each)).length,
      late: sentOnes.filter(isLate).length,
      failed: ended.length - sentOnes.length,
    },
  };
}

export const dayAfter = (day: string, days: number) =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
