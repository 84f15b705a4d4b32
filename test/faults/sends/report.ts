import { kindNames, kindOf } from './kinds.js';
import { standing, type Verdict } from './oracle.js';

/** The keys of the drill's last line. */
export interface Totals {
  schedules: number;
  sent: number;
  failed_with_reason: number;
  lost: number;
  doubled: number;
  wrong: number;
  early: number;
  untold: number;
}

export function totalsOf(verdicts: readonly Verdict[]): Totals {
  const count = (is: (verdict: Verdict) => boolean) => verdicts.filter(is).length;
  return {
    schedules: verdicts.length,
    sent: count(({ shown }) => shown?.status === 'sent'),
    failed_with_reason: count(
      ({ shown }) => (shown?.status === 'failed' || shown?.status === 'needs_decision') && shown.code !== null,
    ),
    lost: count(({ lost }) => lost),
    doubled: count(({ doubled }) => doubled),
    wrong: count(({ wrong }) => wrong !== null),
    early: count(({ early }) => early),
    untold: count(({ untold }) => untold),
  };
}

export function isFlawless({ lost, doubled, wrong, early, untold }: Totals): boolean {
  return lost + doubled + wrong + early + untold === 0;
}

/** `schedules=500 sent=460 …` */
export const lineOf = (totals: Totals): string =>
  Object.entries(totals)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');

/** A line a kind of fault: how many mails it was meant for and how many it met, how they ended, how late they went out. */
export function tableOf(verdicts: readonly Verdict[]): string {
  const rows = kindNames.map((kind) => {
    const own = verdicts.filter(({ mail }) => mail.plan.kind === kind);
    const endings = new Map<string, number>();
    for (const { shown } of own) endings.set(standing(shown), (endings.get(standing(shown)) ?? 0) + 1);
    return [
      kindOf(kind).name,
      String(own.length),
      String(own.filter(({ mail }) => mail.hits > 0).length),
      seconds(own.flatMap(({ lateMs }) => lateMs ?? [])),
      [...endings].map(([ending, count]) => `${count} ${ending}`).join(', '),
    ];
  });
  const head = ['fault', 'mails', 'met', 'median late', 'ended as'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function seconds(times: number[]): string {
  const middle = times.sort((one, other) => one - other)[Math.floor(times.length / 2)];
  return middle === undefined ? '-' : `${(middle / 1000).toFixed(1)} s`;
}
