import { Module } from '@nestjs/common';
import { ConsentModule } from '../consent/consent.module.js';
import { GmailModule } from '../gmail/gmail.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { OpensModule } from '../opens/opens.module.js';
import { ReaderZonesModule } from '../reader-zones/reader-zones.module.js';
import { AlarmService } from './alarm.service.js';
import { AskingService } from './asking.service.js';
import { AttemptService } from './attempt.service.js';
import { BudgetService } from './budget.service.js';
import { CreateScheduleService } from './create-schedule.service.js';
import { Dispatcher } from './dispatcher.service.js';
import { DraftCopies } from './draft-copies.service.js';
import { DraftsService } from './drafts.service.js';
import { ErasedReadersService } from './erased-readers.service.js';
import { FollowUpsService } from './follow-ups.service.js';
import { ScheduleHandOver } from './hand-over-schedules.service.js';
import { HeldMailService } from './held-mail.service.js';
import { IdempotencyService } from './idempotency.service.js';
import { LeasesService } from './leases.service.js';
import { PauseService } from './pause.service.js';
import { PreviewController } from './preview.controller.js';
import { ScheduleStore } from './schedule-store.js';
import { SchedulesController } from './schedules.controller.js';
import { SchedulesService } from './schedules.service.js';
import { SendService } from './send.service.js';
import { SentService } from './sent.service.js';
import { WhenService } from './when.service.js';
import { ZoneRulesService } from './zone-rules.service.js';

/** Scheduled mail: a row is the truth, an alarm wakes a worker, and Gmail is asked to send each draft once. */
@Module({
  imports: [ConsentModule, GmailModule, MessagesModule, OpensModule, ReaderZonesModule],
  controllers: [PreviewController, SchedulesController],
  providers: [
    AlarmService,
    AskingService,
    AttemptService,
    BudgetService,
    CreateScheduleService,
    Dispatcher,
    DraftsService,
    ErasedReadersService,
    DraftCopies,
    FollowUpsService,
    HeldMailService,
    IdempotencyService,
    LeasesService,
    PauseService,
    ScheduleHandOver,
    ScheduleStore,
    SchedulesService,
    SendService,
    SentService,
    WhenService,
    ZoneRulesService,
  ],
  exports: [
    AlarmService,
    BudgetService,
    DraftCopies,
    DraftsService,
    HeldMailService,
    IdempotencyService,
    PauseService,
    ScheduleHandOver,
    ScheduleStore,
    SchedulesService,
    WhenService,
    ZoneRulesService,
  ],
})
export class SchedulingModule {}
