import { type KindName, mailsPerKind } from './kinds.js';
import { faultsOf, type PlannedFault, type Touch, touchesOf } from './planned-faults.js';
import { type Dice, diceFrom } from './random.js';

/** A mail of the drill: when it is due and what will happen to it. Times in milliseconds after the drill's hour. */
export interface PlannedMail {
  /** From 1. */
  number: number;
  kind: KindName;
  /** Index of its account. */
  account: number;
  dueMs: number;
  /** What happens to its calls, each once, in this order. */
  faults: PlannedFault[];
  /** What happens to it beside its calls. */
  touches: Touch[];
}

/** What happens to everybody at once. */
export interface Disturbance {
  atMs: number;
  what: 'wipe_queue' | 'restart_fast' | 'restart_immediate' | 'leave_to_wrong_clock';
}

export interface Plan {
  accounts: number;
  mails: PlannedMail[];
  disturbances: Disturbance[];
  /** Index of the worker whose clock is off, and by how much. */
  wrongClock: { worker: number; seconds: 90 | -90 };
}

export const WORKERS = 3;
/** All mails are due within this time. */
export const HOUR_MS = 100_000;
/** How long the true clocks stand still: longer than a worker waits between two looks of its own. */
export const STILL_MS = 6_500;
/** Mails of an account: fewer than Gmail's budget lets out at once. */
const PER_ACCOUNT = 9;
/** Faults that change an account as a whole keep to accounts of their own, each for so many mails. */
const ALONE: Partial<Record<KindName, number>> = { revoked_grant: 4, daily_limit: 1 };

/** Everything that will happen, from the seed alone. */
export function planOf(seed: string, mails: number): Plan {
  const dice = diceFrom(seed);
  const counts = mailsPerKind(mails);
  const disturbances = disturbancesOf(dice, counts);
  const kinds = dice.shuffled([...counts].flatMap(([kind, count]) => Array<KindName>(count).fill(kind)));
  const shared = Math.ceil(kinds.filter((kind) => !ALONE[kind]).length / PER_ACCOUNT);
  const alone = new Map<KindName, { first: number; perAccount: number; used: number; from: number }>();
  let accounts = shared;
  for (const [kind, perAccount] of Object.entries(ALONE) as [KindName, number][]) {
    alone.set(kind, { first: accounts, perAccount, used: 0, from: 0 });
    accounts += Math.ceil((counts.get(kind) ?? 0) / perAccount);
  }
  let next = 0;
  const planned = kinds.map((kind, index): PlannedMail => {
    const own = alone.get(kind);
    let dueMs = dueOf(dice, kind, disturbances);
    let account = next % shared;
    let first = false;
    if (own) {
      first = own.used % own.perAccount === 0;
      // Mails of such an account are due together, so that what hits it hits them.
      if (first) own.from = dice.between(5_000, HOUR_MS / 2);
      dueMs = own.from + (first ? 0 : dice.between(500, 5_000));
      account = own.first + Math.floor(own.used / own.perAccount);
      own.used += 1;
    } else {
      next += 1;
    }
    const touches = touchesOf(kind, dueMs, dice);
    const faults = faultsOf(kind, dice, { first, touched: touches.length > 0 });
    return { number: index + 1, kind, account, dueMs, faults, touches };
  });
  const wrongClock = { worker: dice.between(0, WORKERS - 1), seconds: dice.pick([90, -90] as const) };
  return { accounts, mails: planned, disturbances, wrongClock };
}

const disturbing: Partial<Record<KindName, { what: readonly Disturbance['what'][]; most: number }>> = {
  queue_wiped: { what: ['wipe_queue'], most: 4 },
  postgres_restarted: { what: ['restart_fast', 'restart_immediate'], most: 4 },
  clock_off: { what: ['leave_to_wrong_clock'], most: 2 },
};

/** Openly looks several times, a minute apart, before it says so: due early, they are settled when the drill ends. */
const SLOW: readonly KindName[] = ['draft_deleted', 'policy'];
const KILLING: readonly KindName[] = ['worker_killed', 'trouble_checking'];
/** A worker that is killed needs about so long to be back on a busy machine. */
const BACK_MS = 9_000;

const leavesAlone = ({ what, atMs }: Disturbance, dueMs: number) =>
  what === 'leave_to_wrong_clock' && dueMs > atMs - BACK_MS && dueMs < atMs + STILL_MS;

/** Disturbances at moments apart from each other, so that each can be told by what it hits. */
function disturbancesOf(dice: Dice, counts: Map<KindName, number>): Disturbance[] {
  const wanted = Object.entries(disturbing).flatMap(([kind, { what, most }]) =>
    Array.from({ length: Math.min(most, counts.get(kind as KindName) ?? 0) }, (_, at) => what[at % what.length]),
  );
  const room = HOUR_MS / wanted.length;
  return dice.shuffled(wanted).map((what, slot) => ({
    what: what as Disturbance['what'],
    atMs: Math.round(slot * room) + dice.between(1_500, 2_500),
  }));
}

/** Any moment of the hour, but for mails that a disturbance shall hit: around one of these. */
function dueOf(dice: Dice, kind: KindName, disturbances: readonly Disturbance[]): number {
  const kindOf = disturbing[kind];
  if (!kindOf) {
    const dueMs = dice.between(0, SLOW.includes(kind) ? HOUR_MS / 2 : HOUR_MS);
    // The worker with the wrong clock shall live while the others stand still.
    const spoils = KILLING.includes(kind) && disturbances.some((disturbance) => leavesAlone(disturbance, dueMs));
    return spoils ? dueOf(dice, kind, disturbances) : dueMs;
  }
  const { atMs, what } = dice.pick(disturbances.filter((disturbance) => kindOf.what.includes(disturbance.what)));
  return atMs + (what === 'leave_to_wrong_clock' ? dice.between(200, 1_200) : dice.between(-1_200, 1_200));
}
