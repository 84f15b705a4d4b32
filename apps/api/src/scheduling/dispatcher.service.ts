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
import { type LeasedSchedule, LeasesService } from './leases.service.js';
import { SendService } from './send.service.js';

/** Mails one process sends at a time. */
export const SENDS_AT_ONCE = 48;
/** Bytes of mail one process has in its memory at a time, each some times over; a single mail may be larger. */
const BYTES_AT_ONCE = 32 * 1024 * 1024;
/** Fewer are not fetched at a time while there are more than the process can take. */
const FETCHED_AT_LEAST = SENDS_AT_ONCE / 2;
/** Looks for what is due at least this often, whatever became of the queue and its alarms. */
const SWEEP_MS = 5_000;
const WAKE_EVERY_MS = 1_000;

/**
 * Takes what is due and has it sent, a handful at a time. Alarms from the queue wake it on the second; its own sweep,
 * which needs nothing but the database, finds what an alarm missed and keeps the time by the database's clock.
 */
@Injectable()
export class Dispatcher implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('Schedules');
  private readonly running = new Set<Promise<void>>();
  private bytes = 0;
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
    await Promise.all(this.running);
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
    while (this.running.size > 0) await Promise.all(this.running);
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
    for (;;) {
      const room = SENDS_AT_ONCE - this.running.size;
      if (room <= 0 || this.bytes >= BYTES_AT_ONCE || this.ending) {
        this.moreIsDue = true;
        return;
      }
      const claimed = await this.leases.claim(room, BYTES_AT_ONCE - this.bytes);
      for (const schedule of claimed) this.start(schedule);
      this.moreIsDue = claimed.length === room || this.bytes >= BYTES_AT_ONCE / 2;
      if (this.moreIsDue) {
        this.wakeAnother();
        return;
      }
      const { unplanned, nextInMs } = await this.leases.outlook();
      if (unplanned) {
        await this.budget.plan();
        if (this.wanted) return;
        const planned = await this.leases.outlook();
        if (!planned.unplanned) continue;
        // Another process is planning at this moment.
        this.lookAgainIn(100);
        return;
      }
      if (nextInMs !== null && nextInMs < SWEEP_MS) this.lookAgainIn(nextInMs + 1);
      return;
    }
  }

  /** There may be more than this process takes at once: one that has room takes it. */
  private wakeAnother(): void {
    const now = Date.now();
    if (now - this.wokeAt < WAKE_EVERY_MS) return;
    this.wokeAt = now;
    void this.alarms.ring(0);
  }

  private lookAgainIn(ms: number): void {
    clearTimeout(this.next);
    this.next = setTimeout(() => void this.fill(), ms);
  }

  private start(schedule: LeasedSchedule): void {
    this.bytes += schedule.draft_bytes;
    const ended = this.sender
      .send(schedule)
      // Its lease runs out, and it is taken up again.
      .catch((error: Error) => this.log.error(`a send ended early: ${error.name}`))
      .finally(() => {
        this.bytes -= schedule.draft_bytes;
        this.running.delete(ended);
        const room = SENDS_AT_ONCE - this.running.size;
        if (this.moreIsDue && room >= FETCHED_AT_LEAST && !this.ending) void this.fill();
      });
    this.running.add(ended);
  }
}
