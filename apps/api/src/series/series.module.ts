import { Module } from '@nestjs/common';
import { ConsentModule } from '../consent/consent.module.js';
import { GmailModule } from '../gmail/gmail.module.js';
import { SchedulingModule } from '../scheduling/scheduling.module.js';
import { ChangeSeriesService } from './change-series.service.js';
import { CreateSeriesService } from './create-series.service.js';
import { ErasedSeriesReaders } from './erased-series-readers.js';
import { HandOverService } from './hand-over.service.js';
import { SeriesHandOver } from './hand-over-series.service.js';
import { OccurrencesService } from './occurrences.service.js';
import { SeriesController } from './series.controller.js';
import { SeriesService } from './series.service.js';
import { SeriesLeases } from './series-leases.service.js';
import { SeriesSchedules } from './series-schedules.js';
import { SeriesWorker } from './series-worker.service.js';
import { TemplatesService } from './templates.service.js';

/** Repeats: a draft of which a copy goes out again and again. Each occurrence is a schedule with a draft of its own. */
@Module({
  imports: [ConsentModule, GmailModule, SchedulingModule],
  controllers: [SeriesController],
  providers: [
    ChangeSeriesService,
    CreateSeriesService,
    ErasedSeriesReaders,
    HandOverService,
    OccurrencesService,
    SeriesHandOver,
    SeriesLeases,
    SeriesSchedules,
    SeriesService,
    SeriesWorker,
    TemplatesService,
  ],
  exports: [HandOverService, SeriesService],
})
export class SeriesModule {}
