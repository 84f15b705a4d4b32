import { Controller, Get, Header, Query, StreamableFile } from '@nestjs/common';
import {
  type MessagesReport,
  type MessagesReportQuery,
  messagesReportQuery,
  type ReportSummary,
  type SummaryQuery,
  summaryQuery,
} from '@openly/contracts';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { MessagesReportService } from './messages-report.service.js';
import type { Viewer } from './report-reading.js';
import { SummaryService } from './summary.service.js';

/** What the team's mail came to. docs/reports.md explains the figures. */
@Controller('v1/reports')
export class ReportsController {
  constructor(
    private readonly summaries: SummaryService,
    private readonly messages: MessagesReportService,
  ) {}

  @Get('summary')
  @Needs({ scope: 'reports:read' })
  @Header('cache-control', 'no-store')
  summary(
    @CurrentCaller() caller: Caller,
    @Query({ schema: summaryQuery }) query: SummaryQuery,
  ): Promise<ReportSummary> {
    return this.summaries.summary(viewerOf(caller), query);
  }

  @Get('messages')
  @Needs({ scope: 'reports:read' })
  @Header('cache-control', 'no-store')
  async list(
    @CurrentCaller() caller: Caller,
    @Query({ schema: messagesReportQuery }) query: MessagesReportQuery,
  ): Promise<MessagesReport | StreamableFile> {
    if (query.format === 'json') return this.messages.page(viewerOf(caller), query);
    return new StreamableFile(await this.messages.csv(viewerOf(caller), query), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="messages-${query.from}-${query.to}.csv"`,
    });
  }
}

/** A key is the team's, whoever made it: no mail is its own. */
const viewerOf = ({ teamId, accountId, apiKeyId }: Caller): Viewer =>
  apiKeyId === undefined ? { teamId, accountId } : { teamId, accountId: null, keyMaker: accountId };
