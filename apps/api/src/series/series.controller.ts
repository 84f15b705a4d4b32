import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  type ChangeSeries,
  type CreateSeries,
  changeSeries,
  createSeries,
  type Series,
  seriesQuery,
  uuid,
} from '@openly/contracts';
import { z } from 'zod';
import { cursorInstant, decodeCursor, encodeCursor } from '../http/cursor.js';
import { Describe } from '../http/describe.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { DRAFT_PROBLEMS } from '../scheduling/drafts.service.js';
import { IdempotencyService } from '../scheduling/idempotency.service.js';
import { TIME_PROBLEMS } from '../scheduling/when.service.js';
import { ChangeSeriesService } from './change-series.service.js';
import { CreateSeriesService } from './create-series.service.js';
import { SeriesService } from './series.service.js';

const position = z.strictObject({ createdAt: cursorInstant, id: uuid });

@Controller('v1/series')
export class SeriesController {
  constructor(
    private readonly creation: CreateSeriesService,
    private readonly changes: ChangeSeriesService,
    private readonly series: SeriesService,
  ) {}

  @Post()
  @Describe({
    summary: 'Send copies of a draft again and again',
    answer: 'Series',
    problems: [...TIME_PROBLEMS, 'outside_send_window', ...DRAFT_PROBLEMS, 'invalid_rule', 'duplicate_schedule'],
  })
  @Needs({ scope: 'schedules:write' })
  create(
    @CurrentCaller() caller: Caller,
    @Body({ schema: createSeries }) body: CreateSeries,
    @Headers('idempotency-key') key?: string,
  ): Promise<Series> {
    return this.creation.create(caller, body, IdempotencyService.keyOf(key));
  }

  @Get()
  @Describe({ summary: 'List series', answer: 'SeriesPage' })
  @Needs({ scope: 'schedules:read' })
  async list(
    @CurrentCaller() caller: Caller,
    @Query({ schema: seriesQuery }) query: z.infer<typeof seriesQuery>,
  ): Promise<{ items: Series[]; nextCursor: string | null }> {
    const after = query.cursor ? decodeCursor(position, query.cursor) : null;
    const { items, next } = await this.series.list(caller, query.limit, query.status ?? null, after);
    return { items, nextCursor: next && encodeCursor(next) };
  }

  @Get(':id')
  @Describe({ summary: 'Read one series', answer: 'Series', problems: ['series_not_found'] })
  @Needs({ scope: 'schedules:read' })
  get(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<Series> {
    return this.series.get(caller, id);
  }

  @Patch(':id')
  @Describe({
    summary: 'Change a series',
    description: 'It counts from the next occurrence on.',
    answer: 'Series',
    problems: [
      ...TIME_PROBLEMS,
      'outside_send_window',
      ...DRAFT_PROBLEMS,
      'series_not_found',
      'series_ended',
      'invalid_rule',
      'cancel_too_late',
      'duplicate_schedule',
    ],
  })
  @Needs({ scope: 'schedules:write' })
  change(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: changeSeries }) body: ChangeSeries,
  ): Promise<Series> {
    return this.changes.change(caller, id, body);
  }

  @Delete(':id')
  @Describe({ summary: 'End a series', problems: ['series_not_found', 'google_unavailable'] })
  @Needs({ scope: 'schedules:write' })
  @HttpCode(204)
  end(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<void> {
    return this.series.end(caller, id);
  }
}
