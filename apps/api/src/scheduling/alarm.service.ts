import { Injectable, Logger } from '@nestjs/common';
import { QueueService } from '../queue/queue.service.js';

/** Alarm clocks for what is due. Losing one harms nothing: the rows are the truth, and every worker looks at them anyway. */
@Injectable()
export class AlarmService {
  private readonly log = new Logger('Schedules');

  constructor(private readonly queue: QueueService) {}

  /** Wakes a worker after so many milliseconds, to the second; one alarm serves all that is due in it. */
  async ring(inMs: number): Promise<void> {
    const delay = Math.max(0, Math.ceil(inMs));
    try {
      await this.queue.add('send-due', {}, { delay, jobId: `due-${Math.ceil((Date.now() + delay) / 1_000)}` });
    } catch (error) {
      this.log.warn(`no alarm: ${(error as Error).name}; the next sweep finds what is due`);
    }
  }
}
