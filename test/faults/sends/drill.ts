import { setTimeout as sleep } from 'node:timers/promises';
import type { Schedule } from '@openly/contracts';
import { kindOf } from './kinds.js';
import { type DrillMail, subjectOf } from './mails.js';
import { historyOf, judge, type Stands, type Verdict } from './oracle.js';
import { HOUR_MS, type Plan, planOf } from './plan.js';
import type { QueueBackend } from './queue.js';
import { eachOf, emailOf, type Stage, setStage } from './stage.js';

export interface DrillOptions {
  seed: string;
  mails: number;
  backend: QueueBackend;
  /** Ends the drill early, by Ctrl-C. */
  signal: AbortSignal;
  say(line: string): void;
}

/** Time to write and schedule a mail, with room to spare on a slow machine. */
const SCHEDULING_MS_PER_MAIL = 90;
/** After the last mail is due: silences, back-offs and leases end within this. */
const PATIENCE_MS = 200_000;

/** One run with one queue backend: everything planned happens, then the mailbox is asked. */
export async function drill(options: DrillOptions): Promise<Verdict[]> {
  const { seed, backend, signal, say } = options;
  const plan = planOf(`${seed} ${backend}`, options.mails);
  const stage = await setStage(plan, backend);
  try {
    signal.throwIfAborted();
    say(
      `${backend}: ${plan.mails.length} mails of ${plan.accounts} accounts, 1 API and 3 workers, ` +
        `worker ${plan.wrongClock.worker + 1}'s clock off by ${plan.wrongClock.seconds} s`,
    );
    const { mails, hour } = await scheduleAll(stage, plan, signal);
    arm(stage, plan, mails);
    await sleep(Math.max(0, hour - Date.now()), undefined, { signal });
    stage.faults.startClocks(hour, plan.disturbances);
    const waited = await untilSettled(stage, mails, hour, options);
    const verdicts = await verdictsOf(stage, mails, waited);
    await tellWrong(stage, verdicts, say);
    return verdicts;
  } finally {
    await stage.close();
  }
}

/** Writes every draft and schedules it through the API, before anything goes wrong. */
async function scheduleAll(
  stage: Stage,
  plan: Plan,
  signal: AbortSignal,
): Promise<{ mails: DrillMail[]; hour: number }> {
  const hour = Date.now() + 10_000 + plan.mails.length * SCHEDULING_MS_PER_MAIL;
  const mails: DrillMail[] = [];
  await eachOf(plan.mails, 4, async (planned) => {
    signal.throwIfAborted();
    const email = emailOf(planned.account);
    const draft = await stage.mailboxes.write(planned, email);
    const sendAt = hour + planned.dueMs;
    const { id: scheduleId } = await userOf(stage, email).schedule(draft.draftId, sendAt);
    const subject = subjectOf(planned.number);
    mails.push({
      plan: planned,
      email,
      subject,
      ...draft,
      scheduleId,
      sendAt,
      faults: [...planned.faults],
      with: null,
      askedAt: 0,
      readAt: 0,
      interrupted: false,
      hits: 0,
      history: [],
    });
  });
  // Mails are touched up to four seconds before their time.
  if (Date.now() > hour - 5_000)
    throw new Error('scheduling the mails took longer than planned: the machine is too busy');
  return { mails, hour };
}

function arm({ faults, postgres, ...scene }: Stage, plan: Plan, mails: readonly DrillMail[]): void {
  const restartPostgres = (how: 'fast' | 'immediate') => postgres.restart(how);
  faults.arm({ ...scene, restartPostgres, wrongClock: plan.wrongClock.worker }, mails);
}

/**
 * Waits until every mail stands where it stays. Those that a daily limit holds are told to send now once nothing else
 * moves. @returns where each of these stood before
 */
async function untilSettled(
  stage: Stage,
  mails: readonly DrillMail[],
  hour: number,
  { signal, say, backend }: DrillOptions,
): Promise<Map<DrillMail, Stands>> {
  const end = hour + HOUR_MS + PATIENCE_MS;
  const waiting = mails.filter(({ plan }) => kindOf(plan.kind).waits);
  const waited = new Map<DrillMail, Stands>();
  let told = hour;
  for (;;) {
    await sleep(500, undefined, { signal });
    const stands = await standsOf(stage);
    if (stands === null) continue;
    const open = mails.filter((mail) => !isOver(stands.get(mail.scheduleId)) && !isInterrupted(mail, stands));
    const onlyWaiting = open.every(
      (mail) => kindOf(mail.plan.kind).waits && !waited.has(mail) && mustWait(mail, stands),
    );
    const quiet = !stage.faults.busy() && stage.proxy.underWay() === 0;
    const late = Date.now() > end - 45_000;
    if (waited.size === 0 && Date.now() > hour + HOUR_MS && ((onlyWaiting && quiet) || late)) {
      stage.faults.liftDailyLimits();
      for (const mail of waiting) {
        waited.set(mail, stands.get(mail.scheduleId) ?? null);
        await userOf(stage, mail.email)
          .sendNow(mail.scheduleId)
          .catch(() => undefined);
      }
    } else if (waited.size > 0 && open.length === 0 && quiet) {
      return waited;
    }
    if (Date.now() > end) {
      say(
        `${backend}: ${open.length} mails were not settled ${PATIENCE_MS / 1000} s after the last was due; judged as they stand`,
      );
      return waited;
    }
    if (Date.now() - told > 15_000) {
      told = Date.now();
      say(
        `${backend}: ${Math.round((told - hour) / 1000)} s into the hour, ${mails.length - open.length} settled, ${stage.workers.kills} workers killed`,
      );
    }
  }
}

const isOver = (stands: Stands | undefined) =>
  stands !== undefined && stands !== null && stands.status !== 'scheduled' && stands.status !== 'sending';

const isInterrupted = (mail: DrillMail, stands: ReadonlyMap<string, Stands>) => {
  const [allowed, now] = [kindOf(mail.plan.kind).interrupted, stands.get(mail.scheduleId)];
  return mail.interrupted && now?.status === allowed?.status && now?.code === allowed?.code;
};

const mustWait = (mail: DrillMail, stands: ReadonlyMap<string, Stands>) => {
  const [waits, now] = [kindOf(mail.plan.kind).waits, stands.get(mail.scheduleId)];
  return now?.status === waits?.status && now?.code === waits?.code;
};

/** For the drill's own patience alone, so in one statement. Null: PostgreSQL is just starting. */
async function standsOf({ database }: Stage): Promise<Map<string, Stands> | null> {
  const rows = await database
    .query<{ id: string; status: Schedule['status']; code: string | null }>('select id, status, code from schedule')
    .catch(() => null);
  return rows && new Map(rows.map(({ id, ...stands }) => [id, stands]));
}

async function verdictsOf(
  stage: Stage,
  mails: readonly DrillMail[],
  waited: ReadonlyMap<DrillMail, Stands>,
): Promise<Verdict[]> {
  const shown = new Map<string, Schedule>();
  for (const user of stage.users.values())
    for (const schedule of await user.schedules()) shown.set(schedule.id, schedule);
  const sent = await stage.mailboxes.sent([...stage.users.keys()]);
  return mails.map((mail) =>
    judge(mail, shown.get(mail.scheduleId) ?? null, sent.get(mail.subject) ?? [], waited.get(mail) ?? null),
  );
}

/** What went wrong, each with everything that happened to it. */
async function tellWrong(stage: Stage, verdicts: readonly Verdict[], say: (line: string) => void): Promise<void> {
  for (const verdict of verdicts) {
    if (!verdict.wrong && !verdict.lost && !verdict.doubled && !verdict.early && !verdict.untold) continue;
    const events = await userOf(stage, verdict.mail.email)
      .historyOf(verdict.mail.scheduleId)
      .catch(() => []);
    for (const line of historyOf(verdict, events)) say(line);
  }
  for (const trouble of stage.faults.troubles) say(`the drill could not: ${trouble}`);
  if (verdicts.some(({ shown }) => !isOver(shown ?? undefined))) {
    for (const { name, log } of [{ name: 'the API', log: stage.api.log() }, ...stage.workers.logs()]) {
      say(`${name} said last:\n${log.trim().split('\n').slice(-6).join('\n')}`);
    }
  }
  for (const [why, times] of stage.workers.failedStarts) say(`a worker was started again (${times} times): ${why}`);
  for (const end of stage.workers.ownEnds) say(`a worker ended without being killed:\n${end}`);
}

function userOf({ users }: Stage, email: string) {
  const user = users.get(email);
  if (!user) throw new Error('an account of the plan has not signed in');
  return user;
}
