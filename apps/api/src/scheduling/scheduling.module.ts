import { Module } from '@nestjs/common';
import { GmailModule } from '../gmail/gmail.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { AlarmService } from './alarm.service.js';
import { AttemptService } from './attempt.service.js';
import { CreateScheduleService } from './create-schedule.service.js';
import { IdempotencyService } from './idempotency.service.js';
import { LeasesService } from './leases.service.js';
import { ScheduleStore } from './schedule-store.js';
import { SchedulesController } from './schedules.controller.js';
import { SchedulesService } from './schedules.service.js';
import { SendService } from './send.service.js';

/** Scheduled mail: a row is the truth, an alarm wakes a worker, and Gmail is asked to send each draft once. */
@Module({
  imports: [GmailModule, MessagesModule],
  controllers: [SchedulesController],
  providers: [
    AlarmService,
    AttemptService,
    CreateScheduleService,
    IdempotencyService,
    LeasesService,
    ScheduleStore,
    SchedulesService,
    SendService,
  ],
  exports: [SchedulesService],
})
export class SchedulingModule {}
