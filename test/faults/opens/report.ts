import { median, percentile } from '../../bench/statistics.js';
import type { DrillRun } from './drill.js';
import type { Request } from './load.js';

/** The keys of the drill's last line. */
export interface Totals {
  /** Requests that got the image, of mails that nobody took back. */
  answered: number;
  /** Of these, the ones the database has. */
  stored: number;
  /** What the product itself counted as lost. */
  overflowed: number;
  lost: number;
  /** Hits that are there twice, and totals and live events that say something else than the opens. */
  doubled: number;
  p99_ms: number;
}

/** What else must not be, each in words. */
export interface Faults {
  /** Requests that reached a living process and got anything but the image. */
  wrong: number;
  /** Opens of mails that were taken back while their hits waited. */
  kept: number;
  /** Hits counted as lost where the database or the disk was well. */
  overflowedElsewhere: number;
  unjudged: number;
}

export function totalsOf(runs: readonly DrillRun[]): Totals {
  const sum = (of: (run: DrillRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  const answered = sum((run) => answeredOf(run).length);
  const stored = sum((run) => storedOf(run, answeredOf(run)));
  const overflowed = sum(({ phases }) => phases.reduce((total, phase) => total + phase.overflowed, 0));
  const times = runs.flatMap(({ requests }) => requests.filter(isAnswered).map(({ ms }) => ms));
  return {
    answered,
    stored,
    overflowed,
    lost: answered - stored - overflowed,
    doubled: sum(({ found }) => found.rows.reduce((more, rows) => more + Math.max(rows - 1, 0), 0) + found.miscounted),
    p99_ms: Math.round(percentile(times, 0.99)),
  };
}

export function faultsOf(runs: readonly DrillRun[]): Faults {
  const sum = (of: (run: DrillRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  return {
    wrong: sum(({ requests }) => requests.filter(({ outcome }) => outcome === 'wrong').length),
    kept: sum(({ forgotten, found }) => [...forgotten].filter((mail) => found.rows[mail]).length),
    overflowedElsewhere: sum(({ phases }) =>
      phases.reduce((total, phase) => total + (phase.mayOverflow ? 0 : phase.overflowed), 0),
    ),
    unjudged: sum(({ found }) => found.unjudged),
  };
}

export function isFlawless({ lost, doubled }: Totals, { wrong, kept, overflowedElsewhere, unjudged }: Faults): boolean {
  return lost === 0 && doubled === 0 && wrong + kept + overflowedElsewhere + unjudged === 0;
}

/** `answered=150000 stored=149000 …` */
export const lineOf = (totals: Totals): string =>
  Object.entries(totals)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');

/** A line a phase. `dead` are requests that met no living process, or one that was killed under them. */
export function tableOf(run: DrillRun): string {
  const rows = run.phases.map((phase, number) => {
    const own = run.requests.filter((request) => request.phase === number);
    const answered = own.filter((request) => isAnswered(request) && !run.forgotten.has(request.mail));
    const stored = storedOf(run, answered);
    const times = own.filter(isAnswered).map(({ ms }) => ms);
    return [
      phase.name,
      phase.seconds.toFixed(1),
      (phase.caughtUpMs / 1000).toFixed(1),
      String(own.length),
      String(own.filter(({ outcome }) => outcome === 'dead').length),
      String(own.filter(({ outcome }) => outcome === 'wrong').length),
      String(answered.length),
      String(stored),
      String(phase.overflowed),
      String(answered.length - stored - phase.overflowed),
      times.length > 0 ? median(times).toFixed(1) : '-',
      times.length > 0 ? percentile(times, 0.99).toFixed(0) : '-',
    ];
  });
  const head = ['fault', 's', 'caught up s', 'requests', 'dead', 'wrong', 'answered', 'stored', 'overflowed', 'lost'];
  return columns([[...head, 'median ms', 'p99 ms'], ...rows]);
}

/** How long a withdrawn and a forged token take, as a share of a valid one. */
export function timesOf({ times: { valid, withdrawn, forged } }: DrillRun): string {
  const share = (ms: number) => (ms / valid).toFixed(2);
  return (
    `one at a time, a valid token was answered in ${valid.toFixed(2)} ms (median), ` +
    `a withdrawn one in ${share(withdrawn)} of that, a forged one in ${share(forged)}`
  );
}

const isAnswered = ({ outcome }: Request) => outcome === 'image';
const answeredOf = ({ requests, forgotten }: DrillRun) =>
  requests.filter((request) => isAnswered(request) && !forgotten.has(request.mail));
const storedOf = ({ found }: DrillRun, requests: readonly Request[]) =>
  requests.filter(({ mail }) => found.rows[mail]).length;

function columns(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
