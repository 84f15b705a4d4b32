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
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { IdempotencyService } from '../scheduling/idempotency.service.js';
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
  @Needs({ scope: 'schedules:write' })
  create(
    @CurrentCaller() caller: Caller,
    @Body({ schema: createSeries }) body: CreateSeries,
    @Headers('idempotency-key') key?: string,
  ): Promise<Series> {
    return this.creation.create(caller, body, IdempotencyService.keyOf(key));
  }

  @Get()
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
  @Needs({ scope: 'schedules:read' })
  get(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<Series> {
    return this.series.get(caller, id);
  }

  @Patch(':id')
  @Needs({ scope: 'schedules:write' })
  change(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: changeSeries }) body: ChangeSeries,
  ): Promise<Series> {
    return this.changes.change(caller, id, body);
  }

  @Delete(':id')
  @Needs({ scope: 'schedules:write' })
  @HttpCode(204)
  end(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<void> {
    return this.series.end(caller, id);
  }
}
