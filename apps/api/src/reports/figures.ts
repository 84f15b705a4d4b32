import type { ReportFigures } from '@openly/contracts';
import { figuresOf, TOOK_COLUMNS, TOOK_STEPS } from '../database/migrations/report-totals.js';

/** What is added up of a mail, and how many mails took how long, as columns of every source below. */
export interface Sums {
  sent: number;
  opened: number;
  machine_only: number;
  clicks: number;
  replies: number;
  /** Mails by class of the time to their first look; absent where times are not told. */
  took?: number[];
}

export const COUNTS = ['sent', 'opened', 'machine_only', 'clicks', 'replies'] as const;

/** Scheduled mails by what became of them. */
export type ScheduledSums = ReportFigures['scheduled'];
export const NOTHING_SCHEDULED: ScheduledSums = { onTime: 0, late: 0, failed: 0 };

/** In SQL: all of a source's columns added up, the classes of time as an array. */
export const SUMS = [
  ...COUNTS.map((name) => `coalesce(sum(${name}), 0)::integer as ${name}`),
  `array[${TOOK_COLUMNS.map((name) => `coalesce(sum(${name}), 0)::integer`).join(', ')}] as took`,
].join(', ');

const CLASSES = TOOK_COLUMNS.map((name, step) => `case when took = ${step} then 1 else 0 end as ${name}`).join(', ');
const CLASS_CHANGES = TOOK_COLUMNS.map(
  (name, step) =>
    `case when took = ${step} then 1 else 0 end - case when took_before = ${step} then 1 else 0 end as ${name}`,
).join(', ');

/** A team's totals by the quarter of an hour, those noted and not yet added besides. $1 team, $2 and $3 the span. */
export const TEAM_QUARTERS = `
  select at, ${[...COUNTS, ...TOOK_COLUMNS].join(', ')} from report_quarter
  where team_id = $1 and at >= $2::timestamptz and at < $3::timestamptz
  union all
  select at, ${COUNTS.join(', ')}, ${CLASS_CHANGES} from report_change
  where team_id = $1 and at >= $2::timestamptz and at < $3::timestamptz`;

const figures = figuresOf('m');
/** One mail's figures by its row in \`message m\`. */
export const MAIL_COUNTS = `1 as sent, ${figures.opened}::integer as opened, ${figures.machineOnly}::integer as machine_only,
  ${figures.clicks} as clicks, ${figures.replied}::integer as replies`;
export const MAIL_SENT_AT = figures.sentAt;
export const MAIL_OPENED = figures.opened;
/** It is in reports at all, in the words of the index it is found by. */
export const MAIL_COUNTED = `m.state = 'sent' and m.tracked`;

/** A member's mails, each for itself. $1 team, $2 and $3 the span, $4 account. */
export const MEMBER_MAILS = `
  select at, ${COUNTS.join(', ')}, ${CLASSES} from (
    select ${MAIL_SENT_AT} as at, ${MAIL_COUNTS}, ${figures.took} as took from message m
    where m.team_id = $1 and m.account_id = $4 and ${MAIL_COUNTED}
      and ${MAIL_SENT_AT} >= $2::timestamptz and ${MAIL_SENT_AT} < $3::timestamptz
  ) mail`;

/**
 * The figures of these sums.
 * @param leastTimed mails that were looked at which it takes for a median to be told
 */
export function figuresFrom(sums: Sums, scheduled: ScheduledSums, leastTimed: number): ReportFigures {
  const { sent, opened, machine_only: machineOnly, clicks, replies, took } = sums;
  return {
    sent,
    opened,
    openedRate: shareOf(opened, sent),
    medianSecondsToFirstOpen: took ? medianOf(took, leastTimed) : null,
    machineOnly,
    machineShare: shareOf(machineOnly, opened + machineOnly),
    clicks,
    replies,
    scheduled,
  };
}

/** To four digits; null of nothing. */
export const shareOf = (part: number, whole: number) =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;

function medianOf(took: readonly number[], leastTimed: number): number | null {
  const timed = took.reduce((sum, mails) => sum + mails, 0);
  if (timed < Math.max(1, leastTimed)) return null;
  let within = 0;
  for (const [step, mails] of took.entries()) {
    within += mails;
    if (within * 2 >= timed) return TOOK_STEPS[step] ?? null;
  }
  return null;
}

/** Sums of many, added up. */
export function addSums(many: readonly Sums[]): Sums {
  const total: Sums = { sent: 0, opened: 0, machine_only: 0, clicks: 0, replies: 0 };
  for (const sums of many) {
    for (const name of COUNTS) total[name] += sums[name];
    if (sums.took) total.took = sums.took.map((mails, step) => mails + (total.took?.[step] ?? 0));
  }
  return total;
}

export function addScheduled(many: readonly ScheduledSums[]): ScheduledSums {
  return many.reduce(
    (total, one) => ({
      onTime: total.onTime + one.onTime,
      late: total.late + one.late,
      failed: total.failed + one.failed,
    }),
    NOTHING_SCHEDULED,
  );
}
