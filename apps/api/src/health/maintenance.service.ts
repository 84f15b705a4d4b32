import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service.js';
import { LiveService } from '../live/live.service.js';
import { MessagesService } from '../messages/messages.service.js';
import { OpensService } from '../opens/opens.service.js';
import { QueueService } from '../queue/queue.service.js';
import { SchedulesService } from '../scheduling/schedules.service.js';

/** Runs what has to be done now and then, from the queue, so that one process at a time does it. */
@Injectable()
export class MaintenanceService implements OnModuleInit {
  constructor(
    private readonly queue: QueueService,
    private readonly opens: OpensService,
    private readonly messages: MessagesService,
    private readonly live: LiveService,
    private readonly accounts: AccountsService,
    private readonly schedules: SchedulesService,
  ) {}

  onModuleInit(): void {
    this.queue.handle('maintain', async () => {
      await this.opens.maintain();
      await this.messages.forgetUnsent();
      await this.live.maintain();
      await this.accounts.maintain();
      await this.schedules.maintain();
    });
  }
}
