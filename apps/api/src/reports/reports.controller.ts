import { Controller, Get, Header, Query, StreamableFile } from '@nestjs/common';
import {
  type MessagesReport,
  type MessagesReportQuery,
  messagesReportQuery,
  type ReportSummary,
  type SummaryQuery,
  summaryQuery,
} from '@openly/contracts';
import { Describe } from '../http/describe.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { CSV_HEADER } from './messages-csv.js';
import { MessagesReportService } from './messages-report.service.js';
import type { Viewer } from './report-reading.js';
import { SummaryService } from './summary.service.js';

const CSV_EXAMPLE = `${CSV_HEADER}2026-10-20T11:00:00.456Z,0198f2a0-0000-7000-8000-0000000000ab,cleo@example.com,yes,,,,,,,,,\r\n`;

/** What the team's mail came to. docs/reports.md explains the figures. */
@Controller('v1/reports')
export class ReportsController {
  constructor(
    private readonly summaries: SummaryService,
    private readonly messages: MessagesReportService,
  ) {}

  @Get('summary')
  @Describe({
    summary: 'Figures of a time, and their series or breakdown',
    description: 'Rows about readers are told with 5 distinct readers or more, and of whole calendar months alone.',
    answer: 'ReportSummary',
    problems: ['invalid_time_zone', 'report_timeout', 'report_too_fine'],
  })
  @Needs({ scope: 'reports:read' })
  @Header('cache-control', 'no-store')
  summary(
    @CurrentCaller() caller: Caller,
    @Query({ schema: summaryQuery }) query: SummaryQuery,
  ): Promise<ReportSummary> {
    return this.summaries.summary(viewerOf(caller), query);
  }

  @Get('messages')
  @Describe({
    summary: 'The mail of a time, a row each',
    description:
      'The newest first; JSON in pages, CSV in one stream. Of colleagues’ mail when it was sent and whether it was opened.',
    answer: { 'application/json': 'MessagesReport', 'text/csv': CSV_EXAMPLE },
    problems: ['invalid_time_zone', 'member_not_found', 'report_timeout'],
  })
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
