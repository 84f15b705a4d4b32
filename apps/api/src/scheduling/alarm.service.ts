import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import { QueueService } from '../queue/queue.service.js';

/** The sweeper leaves a schedule to its own alarm for this long. */
const ALARM_SECONDS = 2;
/** How many overdue schedules one sweep wakes. */
const MOST_AT_ONCE = 1_000;

/** The alarm clocks of schedules. Losing one harms nothing: the row is the truth, and the sweeper reads rows. */
@Injectable()
export class AlarmService {
  private readonly log = new Logger('Schedules');

  constructor(
    private readonly database: Database,
    private readonly queue: QueueService,
  ) {}

  /** Wakes a schedule after so many milliseconds. The job id is derived: the same alarm set twice rings once. */
  async set({ teamId, id }: { teamId: string; id: string }, delayMs: number): Promise<void> {
    const delay = Math.max(0, Math.ceil(delayMs));
    await this.wake(teamId, id, `${id}-${Date.now() + delay}`, delay);
  }

  /**
   * Wakes every schedule whose alarm was missed, and those a worker left behind: their lease has run out.
   * Due times are compared with the database's clock.
   */
  async sweep(): Promise<void> {
    const overdue = await this.database.systemQuery<{ team_id: string; id: string }>(
      `select team_id, id from schedule
       where status in ('scheduled', 'sending') and due_at <= now() - make_interval(secs => $1)
       order by due_at limit $2`,
      [ALARM_SECONDS, MOST_AT_ONCE],
    );
    // A job that hangs with a dead worker keeps its id; with the minute in it the next sweep gets through.
    const minute = Math.floor(Date.now() / 60_000);
    for (const { team_id, id } of overdue) await this.wake(team_id, id, `${id}-swept-${minute}`, 0);
  }

  private async wake(teamId: string, scheduleId: string, jobId: string, delay: number): Promise<void> {
    try {
      await this.queue.add('send-schedule', { teamId, scheduleId }, { delay, jobId });
    } catch (error) {
      this.log.warn(`no alarm for ${scheduleId}: ${(error as Error).name}; the sweeper finds it`);
    }
  }
}
