import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueBackend } from '../sends/queue.js';
import { diceFrom } from '../sends/random.js';
import { HITS_PER_SECOND, type Request } from './load.js';
import { type Found, findAll } from './oracle.js';
import { type Phase, type PhaseScene, phases } from './phases.js';
import { type Stage, setStage } from './stage.js';
import { compareTimes, type Times, WITHDRAWN_MAILS } from './times.js';

export interface DrillOptions {
  seed: string;
  backend: QueueBackend;
  /** How long PostgreSQL stays stopped. */
  stoppedSeconds: number;
  /** Only the faults in which waking the enricher takes part. */
  onlyWaking: boolean;
  /** Ends the drill early, by Ctrl-C. */
  signal: AbortSignal;
  say(line: string): void;
}

/** One phase as it went. */
export interface PhaseRun {
  name: string;
  mayOverflow: boolean;
  seconds: number;
  /** From the end of the fault until the spool was empty. */
  caughtUpMs: number;
  overflowed: number;
}

/** One run with one queue backend. */
export interface DrillRun {
  phases: PhaseRun[];
  requests: readonly Request[];
  /** Mails taken back while their hits were in the spool, or withdrawn before. */
  forgotten: ReadonlySet<number>;
  found: Found;
  times: Times;
  troubles: ReadonlyMap<string, number>;
}

const CALM: Phase = { name: 'nothing wrong', seconds: 5, run: () => sleep(5_000) };
/** Catching up and starting again take a while after each fault. */
const SECONDS_BETWEEN = 8;

/** Each fault once, in an order of the seed's, while hits come in; then the database is asked what it has. */
export async function drill({
  seed,
  backend,
  stoppedSeconds,
  onlyWaking,
  signal,
  say,
}: DrillOptions): Promise<DrillRun> {
  const dice = diceFrom(`${seed} ${backend}`);
  const order = [CALM, ...dice.shuffled(phases.filter(({ wakes }) => wakes || !onlyWaking))];
  const seconds = order.reduce(
    (sum, phase) => sum + SECONDS_BETWEEN + (phase.seconds === 'stopped' ? stoppedSeconds : phase.seconds),
    0,
  );
  const stage = await setStage(backend, seconds * HITS_PER_SECOND, WITHDRAWN_MAILS);
  try {
    const { kind } = stage.disk;
    say(
      `${backend}: ${HITS_PER_SECOND} hits a second for about ${seconds} s; the disk that fills up is ` +
        (kind === 'tmpfs' ? 'a tmpfs of its own' : "the spool's bound, for no disk can be mounted here"),
    );
    const forgotten = new Set<number>();
    const times = await compareTimes(stage, forgotten);
    const scene: PhaseScene = { stage, dice, stoppedSeconds, forgotten, signal };
    stage.load.start();
    const runs: PhaseRun[] = [];
    for (const [number, phase] of order.entries()) {
      signal.throwIfAborted();
      runs.push(await runPhase(phase, number, scene));
      say(`${backend}: ${phase.name}, ${runs.at(-1)?.seconds.toFixed(1)} s`);
    }
    await stage.load.stop();
    if (!stage.load.lasted()) throw new Error('the drill took longer than its mails last');
    const found = await findAll(stage);
    const { requests, troubles } = stage.load;
    for (const end of stage.workers.ownEnds) say(`a worker ended without being killed:\n${end}`);
    for (const [why, times] of stage.workers.failedStarts) say(`a worker was started again (${times} times): ${why}`);
    return { phases: runs, requests, forgotten, found, times, troubles };
  } catch (error) {
    if (!signal.aborted) say(`the API said last:\n${stage.apiLog().trim().split('\n').slice(-8).join('\n')}`);
    throw error;
  } finally {
    await stage.close();
  }
}

async function runPhase(phase: Phase, number: number, scene: PhaseScene): Promise<PhaseRun> {
  const { stage } = scene;
  const before = await stage.overflowed();
  const begin = Date.now();
  stage.load.enter(number);
  await phase.run(scene);
  const seconds = (Date.now() - begin) / 1000;
  const caughtUpMs = await stage.caughtUp();
  // Whatever of this phase is still under way is not the next one's.
  await sleep(500);
  return {
    name: phase.name,
    mayOverflow: phase.mayOverflow ?? false,
    seconds,
    caughtUpMs,
    overflowed: (await overflowedOnceItAnswers(stage)) - before,
  };
}

/** The page of metrics asks the database too, which may have come back just now. */
async function overflowedOnceItAnswers(stage: Stage): Promise<number> {
  for (let tries = 0; tries < 20; tries++) {
    const count = await stage.overflowed().catch(() => Number.NaN);
    if (!Number.isNaN(count)) return count;
    await sleep(250);
  }
  throw new Error('the API does not say how many hits it lost');
}
