import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { QueueService } from '../queue/queue.service.js';
import { AlarmService } from './alarm.service.js';
import { BudgetService } from './budget.service.js';
import { LARGE_BYTES, type LeasedSchedule, LeasesService, MOST_OF_ACCOUNT, type Room } from './leases.service.js';
import { SendService } from './send.service.js';

/** Mails one process sends at a time. */
export const SENDS_AT_ONCE = 96;
/** Besides them, mails of many megabytes, each of which stands in memory some times over. */
const LARGE_SENDS_AT_ONCE = 2;
/** Fewer are not fetched at a time while there are more than the process can take. */
const FETCHED_AT_LEAST = SENDS_AT_ONCE / 2;
/** Looks for what is due at least this often, whatever became of the queue and its alarms. */
const SWEEP_MS = 5_000;
const WAKE_EVERY_MS = 1_000;
/** How soon to look whether another process has given the due mails their turn. */
const OTHER_PLANS_MS = 100;

/**
 * Takes what is due and has it sent, a handful at a time. Alarms from the queue wake it on the second; its own sweep,
 * which needs nothing but the database, finds what an alarm missed and keeps the time by the database's clock.
 */
@Injectable()
export class Dispatcher implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('Schedules');
  private readonly running = new Map<LeasedSchedule, Promise<void>>();
  private sweep: NodeJS.Timeout | undefined;
  private next: NodeJS.Timeout | undefined;
  private filling: Promise<void> | null = null;
  private wanted = false;
  private moreIsDue = false;
  private wokeAt = 0;
  private ending = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly queue: QueueService,
    private readonly alarms: AlarmService,
    private readonly budget: BudgetService,
    private readonly leases: LeasesService,
    private readonly sender: SendService,
  ) {}

  onModuleInit(): void {
    this.queue.handle('send-due', () => this.fill());
  }

  onApplicationBootstrap(): void {
    if (this.config.role === 'api') return;
    this.sweep = setInterval(() => void this.fill(), SWEEP_MS);
    void this.fill();
  }

  /** Lets what is being sent come to its end before anything it uses is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.ending = true;
    clearInterval(this.sweep);
    clearTimeout(this.next);
    await this.filling;
    await Promise.all(this.running.values());
  }

  /** Takes as much of what is due as there is room for. A call while another is at it makes that one look once more. */
  fill(): Promise<void> {
    this.wanted = true;
    this.filling ??= this.takeWhileWanted().finally(() => {
      this.filling = null;
      // Asked for at the very moment the look ended.
      if (this.wanted && !this.ending) void this.fill();
    });
    return this.filling;
  }

  /** Resolves when everything that was taken has been sent or put back. */
  async idle(): Promise<void> {
    await this.filling;
    while (this.running.size > 0) await Promise.all(this.running.values());
  }

  private async takeWhileWanted(): Promise<void> {
    while (this.wanted && !this.ending) {
      this.wanted = false;
      try {
        await this.take();
      } catch (error) {
        this.log.warn(`cannot look for due mail: ${(error as Error).name}; trying again`);
      }
    }
  }

  private async take(): Promise<void> {
    clearTimeout(this.next);
    while (!this.ending) {
      const room = this.room();
      this.moreIsDue = room.mails <= 0;
      if (this.moreIsDue) return this.wakeAnother();
      const claimed = await this.leases.claim(room);
      for (const schedule of claimed) this.start(schedule);
      if (claimed.length > 0) continue;

      const { unplanned, nextInMs } = await this.leases.outlook();
      if (!unplanned) return this.lookAgainIn(nextInMs ?? SWEEP_MS);
      if ((await this.budget.plan()) === 'busy') return this.lookAgainIn(OTHER_PLANS_MS);
    }
  }

  private room(): Room {
    const mails = [...this.running.keys()];
    const large = mails.filter(({ draft_bytes }) => draft_bytes > LARGE_BYTES).length;
    const ofAccount = new Map<string, number>();
    for (const { account_id } of mails) ofAccount.set(account_id, (ofAccount.get(account_id) ?? 0) + 1);
    return {
      mails: SENDS_AT_ONCE - (mails.length - large),
      largeMails: LARGE_SENDS_AT_ONCE - large,
      without: [...ofAccount].filter(([, count]) => count >= MOST_OF_ACCOUNT).map(([account]) => account),
    };
  }

  /** There may be more than this process takes at once: one that has room takes it. */
  private wakeAnother(): void {
    const now = Date.now();
    if (now - this.wokeAt < WAKE_EVERY_MS) return;
    this.wokeAt = now;
    void this.alarms.ring(0);
  }

  /** What is due later than the next sweep is the sweep's matter. */
  private lookAgainIn(ms: number): void {
    if (ms < SWEEP_MS) this.next = setTimeout(() => void this.fill(), ms + 1);
  }

  private start(schedule: LeasedSchedule): void {
    const sending = this.sender
      .send(schedule)
      // Its lease runs out, and it is taken up again.
      .catch((error: Error) => this.log.error(`a send ended early: ${error.name}`))
      .finally(() => {
        const { without, largeMails } = this.room();
        this.running.delete(schedule);
        const isAwaited = largeMails <= 0 || without.length > 0;
        const hasRoom = this.running.size <= SENDS_AT_ONCE - FETCHED_AT_LEAST;
        if (isAwaited || (this.moreIsDue && hasRoom)) void this.fill();
      });
    this.running.set(schedule, sending);
  }
}
