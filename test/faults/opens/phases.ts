import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../support/until.js';
import type { Dice } from '../sends/random.js';
import type { Stage } from './stage.js';
import type { WayMode } from './way-to-database.js';

export interface PhaseScene {
  stage: Stage;
  dice: Dice;
  /** How long PostgreSQL stays stopped. */
  stoppedSeconds: number;
  /** Mails whose reader or sender took them back while their hits waited in the spool. */
  forgotten: Set<number>;
  /** Ends the longest wait. */
  signal: AbortSignal;
}

export interface Phase {
  name: string;
  /** Seconds it takes, about: for how many mails there must be. `stopped` more where that is its length. */
  seconds: number | 'stopped';
  /** Database and disk fail together here, so hits may be lost, and must be counted. */
  mayOverflow?: true;
  /** Waking the enricher takes part in it: worth a second run with the other queue. */
  wakes?: true;
  run(scene: PhaseScene): Promise<void>;
}

/** A minute of every hit in the spool is 20 MB; this is room for a second or two. */
const LITTLE_ROOM = 500_000;

/** What the database answers comes to nothing for a while. */
function withAnswers(mode: WayMode): Phase['run'] {
  return async ({ stage, dice }) => {
    await stage.way(mode);
    await sleep(dice.between(4_000, 6_000));
    await stage.way('open');
  };
}

/** Every fault that the drill makes, each while 500 hits a second come in. */
export const phases: readonly Phase[] = [
  {
    name: 'PostgreSQL stopped',
    seconds: 'stopped',
    wakes: true,
    async run({ stage, stoppedSeconds, signal }) {
      await stage.postgres.stop('fast');
      await sleep(stoppedSeconds * 1000, undefined, { signal });
      await stage.postgres.start();
    },
  },
  {
    name: 'PostgreSQL killed',
    seconds: 8,
    async run({ stage, dice }) {
      for (let times = 0; times < 2; times++) {
        await stage.postgres.restart('immediate');
        await sleep(dice.between(1_000, 2_500));
      }
    },
  },
  {
    name: 'cut after the commit, before the answer',
    seconds: 5,
    run: withAnswers('cut_answers'),
  },
  {
    name: 'silent after the commit',
    seconds: 6,
    run: withAnswers('swallow_answers'),
  },
  {
    name: 'withdrawn and deleted while in the spool',
    seconds: 6,
    async run({ stage, dice, forgotten }) {
      const first = stage.load.requests.length;
      await stage.way('closed');
      // What was under way when the way was closed may have arrived.
      await sleep(1_000);
      const from = stage.load.requests.length;
      await sleep(dice.between(3_000, 4_000));
      const waiting = stage.load.requests
        .slice(from)
        .filter(({ outcome, mail }) => outcome === 'image' && mail >= first)
        .map(({ mail }) => mail);
      const some = dice.shuffled(waiting).slice(0, 400);
      const ids = (mails: number[]) => mails.map((mail) => stage.mails.ids[mail]);
      const { database } = stage;
      await database.query('update message set withdrawn_at = now() where id = any($1)', [ids(some.slice(0, 200))]);
      await database.query(`update message set state = 'discarded' where id = any($1)`, [ids(some.slice(200))]);
      for (const mail of some) forgotten.add(mail);
      await stage.way('open');
    },
  },
  {
    name: 'API killed',
    seconds: 8,
    wakes: true,
    async run({ stage, dice }) {
      await sleep(dice.between(500, 1_500));
      // Hits are on their way to PostgreSQL and not there: whoever is answered now would be lost.
      await stage.way('hold_statements');
      await sleep(500);
      await stage.killApi();
      await stage.way('open');
      await stage.startApi();
      await sleep(dice.between(500, 1_500));
    },
  },
  {
    name: 'API killed with hits in the spool',
    seconds: 10,
    async run({ stage, dice }) {
      await stage.way('closed');
      await sleep(dice.between(2_000, 4_000));
      await stage.killApi();
      if (stage.disk.spooled() === 0) throw new Error('there was nothing in the spool of the API that was killed');
      await stage.way('open');
      await stage.startApi();
    },
  },
  {
    name: 'queue wiped',
    seconds: 6,
    wakes: true,
    async run({ stage, dice }) {
      for (let times = 0; times < 4; times++) {
        await sleep(dice.between(500, 1_500));
        await wipe(stage);
      }
    },
  },
  {
    name: 'enricher killed in the middle of a batch',
    seconds: 12,
    wakes: true,
    async run({ stage }) {
      for (let times = 0; times < 2; times++) await killInMidBatch(stage);
    },
  },
  {
    name: 'disk full, PostgreSQL up',
    seconds: 5,
    async run({ stage, dice }) {
      stage.disk.fill(0);
      await sleep(dice.between(3_000, 5_000));
      stage.disk.free();
    },
  },
  {
    name: 'disk full, PostgreSQL stopped',
    seconds: 12,
    mayOverflow: true,
    async run({ stage, dice }) {
      stage.disk.fill(LITTLE_ROOM);
      await stage.postgres.stop('fast');
      await sleep(dice.between(5_000, 8_000));
      await stage.postgres.start();
      await stage.caughtUp();
      stage.disk.free();
    },
  },
];

/** The tables of a queue that works are hard to empty: PostgreSQL may end the wish as a deadlock (SQLSTATE 40P01). */
async function wipe({ queue }: Stage): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await queue.wipe();
    } catch (error) {
      if ((error as { code?: string }).code !== '40P01' || tries === 10) throw error;
    }
  }
}

/**
 * Kills the worker when it has taken hits out of the inbox and has not committed what they became: mails that are
 * fetched now are locked, so that it waits for one of them.
 */
async function killInMidBatch({ connect, database, mails, load, workers }: Stage): Promise<void> {
  const holder = await connect();
  try {
    const from = load.requests.length;
    await holder.query('begin');
    await holder.query('select from message where id = any($1) for update', [mails.ids.slice(from, from + 2_000)]);
    await until(
      async () => {
        const [row] = await database.query<{ waits: boolean }>(
          `select exists (select from pg_stat_activity where wait_event_type = 'Lock'
             and query like '%for no key update%' and datname = current_database()) as waits`,
        );
        return row?.waits;
      },
      15_000,
      'the enricher to be in the middle of a batch',
    );
    await workers.kill(0);
    await holder.query('rollback');
  } finally {
    await holder.end();
  }
}
