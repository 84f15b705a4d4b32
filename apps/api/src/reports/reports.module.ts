import { Module } from '@nestjs/common';
import { OpensModule } from '../opens/opens.module.js';
import { BreakdownService } from './breakdown.service.js';
import { MessagesReportService } from './messages-report.service.js';
import { OwnMails } from './own-mails.js';
import { ReportReading } from './report-reading.js';
import { ReportsController } from './reports.controller.js';
import { SummaryService } from './summary.service.js';
import { TotalsService } from './totals.service.js';

/** Figures of a team's mail, in SQL across all tables. */
@Module({
  imports: [OpensModule],
  controllers: [ReportsController],
  providers: [ReportReading, SummaryService, BreakdownService, MessagesReportService, OwnMails, TotalsService],
})
export class ReportsModule {}
