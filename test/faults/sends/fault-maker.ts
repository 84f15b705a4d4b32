import type { ProductDatabase } from '../../support/product.js';
import type { DrillMail, Mailboxes } from './mails.js';
import type { Disturbance } from './plan.js';
import { STILL_MS } from './plan.js';
import type { Step, Touch } from './planned-faults.js';
import type { Call, Decider } from './proxy.js';
import type { QueueOfProduct } from './queue.js';
import type { User } from './users.js';
import type { Workers } from './workers.js';

/** What the faults work on. */
export interface Scene {
  mailboxes: Mailboxes;
  workers: Workers;
  queue: QueueOfProduct;
  database: ProductDatabase;
  users: ReadonlyMap<string, User>;
  restartPostgres(how: 'fast' | 'immediate'): Promise<void>;
  wrongClock: number;
}

/** Makes happen what the plan says: to calls as the proxy meets them, to drafts and to everybody as time passes. */
export class FaultMaker implements Decider {
  private readonly byDraft = new Map<string, DrillMail>();
  private readonly byThread = new Map<string, DrillMail>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private underWay = 0;
  /** Being killed at this moment. */
  private readonly dying = new Set<Call['from']>();
  private scene: Scene | null = null;
  /** From then on a mail's daily limit is lifted. */
  private nextDay = false;
  /** What could not be done, for the report; empty in a sound drill. */
  readonly troubles: string[] = [];

  /** Nothing happens to any call before. */
  arm(scene: Scene, mails: readonly DrillMail[]): void {
    this.scene = scene;
    for (const mail of mails) {
      this.byDraft.set(mail.draftId, mail);
      this.byThread.set(mail.threadId, mail);
    }
  }

  /** Sets the clocks of all that happens by itself. `hour` in milliseconds since 1970. */
  startClocks(hour: number, disturbances: readonly Disturbance[]): void {
    for (const mail of this.byDraft.values()) {
      for (const touch of mail.plan.touches) this.at(hour + touch.atMs, () => this.touch(mail, touch));
    }
    for (const disturbance of disturbances) this.at(hour + disturbance.atMs, () => this.disturb(disturbance));
  }

  liftDailyLimits(): void {
    this.nextDay = true;
  }

  /** Whether something is still to happen by itself. */
  busy(): boolean {
    return this.timers.size > 0 || this.underWay > 0;
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  decide(call: Call): readonly Step[] | null {
    const mail = this.mailOf(call);
    const fault = mail?.faults[0];
    if (!mail || !fault || fault.on !== call.name) return null;
    if (fault.always) {
      if (mail.plan.kind === 'daily_limit' && this.nextDay) return null;
      mail.hits = Math.max(mail.hits, 1);
      return fault.steps;
    }
    mail.faults.shift();
    mail.hits += 1;
    return fault.steps;
  }

  saw(call: Call, what: string): void {
    const mail = this.mailOf(call);
    const who = call.from === 'api' ? 'the API' : `worker ${call.from + 1}`;
    if (!mail) return;
    mail.with = call.from;
    if (what === 'asks drafts.send') {
      mail.askedAt = Date.now();
      // On its way already when its worker was killed.
      if (this.dying.has(call.from)) mail.interrupted = true;
    }
    // With the draft in hand it notes that it asks, and asks.
    if (what === 'Gmail answers drafts.get with 200') mail.readAt = Date.now();
    mail.history.push({ at: Date.now(), what: `${who}: ${what}` });
    const meetsWrongClock = call.from === this.scene?.wrongClock && call.name === 'drafts.send';
    if (mail.plan.kind === 'clock_off' && meetsWrongClock) mail.hits = 1;
  }

  async act(step: Step, call: Call): Promise<void> {
    const mail = this.mailOf(call);
    const scene = this.scene;
    if (!mail || !scene) return;
    switch (step.do) {
      case 'kill':
        if (call.from === 'api') break;
        for (const other of this.byDraft.values()) {
          if (other.with !== call.from) continue;
          other.history.push({ at: Date.now(), what: `worker ${call.from + 1} is killed` });
          other.with = null;
          interrupt(other);
        }
        this.dying.add(call.from);
        await scene.workers.kill(call.from);
        this.at(Date.now() + UNDER_WAY_MS, async () => void this.dying.delete(call.from));
        break;
      case 'edit':
        return this.attempt(() => scene.mailboxes.edit(mail));
      case 'delete':
        return this.attempt(() => scene.mailboxes.delete(mail));
      case 'send_by_hand':
        return this.attempt(() => scene.mailboxes.sendByHand(mail));
      case 'expire_token':
        scene.mailboxes.expireAccessTokens(mail.email);
        break;
      case 'revoke':
        scene.mailboxes.revokeAccess(mail.email);
        for (const other of this.byDraft.values()) if (other.email === mail.email) other.hits = 1;
        this.at(Date.now() + step.backAfterMs, () => this.signInAgain(mail));
        break;
      case 'lose_lease':
        await this.attempt(async () => {
          await scene.database.query('update schedule set due_at = now() where id = $1', [mail.scheduleId]);
          await scene.queue.wakeAll();
        });
        break;
    }
  }

  private async touch(mail: DrillMail, { do: what }: Touch): Promise<void> {
    const scene = this.scene as Scene;
    mail.hits = Math.max(mail.hits, 1);
    mail.history.push({ at: Date.now(), what });
    if (what === 'edit') await scene.mailboxes.edit(mail);
    else if (what === 'delete') await scene.mailboxes.delete(mail);
    else if (what === 'send_by_hand') await scene.mailboxes.sendByHand(mail);
    else await scene.queue.wakeAll();
  }

  private async disturb({ what }: Disturbance): Promise<void> {
    const { queue, workers, wrongClock, restartPostgres } = this.scene as Scene;
    for (const mail of this.byDraft.values()) {
      mail.history.push({ at: Date.now(), what });
      if (what.startsWith('restart')) interrupt(mail);
      if (isMeantFor(what, mail) && Math.abs(mail.sendAt - Date.now()) < 2_000) mail.hits = 1;
    }
    if (what === 'wipe_queue') await queue.wipe();
    else if (what === 'restart_fast') await restartPostgres('fast');
    else if (what === 'restart_immediate') await restartPostgres('immediate');
    else {
      workers.freezeAllBut(wrongClock);
      this.at(Date.now() + STILL_MS, async () => workers.thawAllBut(wrongClock));
    }
  }

  /** The sign-in page may meet a PostgreSQL that is starting: the user tries again. */
  private async signInAgain(mail: DrillMail): Promise<void> {
    const user = this.scene?.users.get(mail.email);
    for (let tries = 1; ; tries++) {
      try {
        await user?.signInAgain();
        mail.history.push({ at: Date.now(), what: 'the user signs in again' });
        return;
      } catch (error) {
        if (tries === 5) throw error;
        await new Promise((later) => setTimeout(later, 1_000));
      }
    }
  }

  private at(time: number, work: () => Promise<void>): void {
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        this.underWay += 1;
        void this.attempt(work).finally(() => {
          this.underWay -= 1;
        });
      },
      Math.max(0, time - Date.now()),
    );
    this.timers.add(timer);
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.troubles.push((error as Error).message);
    }
  }

  private mailOf({ draftId, threadId }: Call): DrillMail | undefined {
    if (draftId !== null) return this.byDraft.get(draftId);
    return threadId === null ? undefined : this.byThread.get(threadId);
  }
}

/** After the end of a process, the last of what it has asked is seen. */
const UNDER_WAY_MS = 500;

/** An answer is noted within moments of the question, on a busy machine within seconds. */
const NOTED_MS = 5_000;

function interrupt(mail: DrillMail): void {
  if (Date.now() - Math.max(mail.askedAt, mail.readAt) < NOTED_MS) mail.interrupted = true;
}

const isMeantFor = (what: Disturbance['what'], { plan }: DrillMail) =>
  (plan.kind === 'queue_wiped' && what === 'wipe_queue') ||
  (plan.kind === 'postgres_restarted' && what.startsWith('restart'));
