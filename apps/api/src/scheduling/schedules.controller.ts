import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  type ChangeSchedule,
  type CreateSchedule,
  changeSchedule,
  createSchedule,
  type ResolveSchedule,
  resolveSchedule,
  type Schedule,
  type ScheduleEvent,
  schedulesQuery,
  uuid,
} from '@openly/contracts';
import { z } from 'zod';
import { cursorInstant, decodeCursor, encodeCursor } from '../http/cursor.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { CreateScheduleService } from './create-schedule.service.js';
import { IdempotencyService } from './idempotency.service.js';
import { PauseService } from './pause.service.js';
import { SchedulesService } from './schedules.service.js';

const position = z.strictObject({ sendAt: cursorInstant, id: uuid });

@Controller('v1/schedules')
export class SchedulesController {
  constructor(
    private readonly creation: CreateScheduleService,
    private readonly schedules: SchedulesService,
    private readonly pauses: PauseService,
  ) {}

  @Post()
  @Needs({ scope: 'schedules:write' })
  create(
    @CurrentCaller() caller: Caller,
    @Body({ schema: createSchedule }) body: CreateSchedule,
    @Headers('idempotency-key') key?: string,
  ): Promise<Schedule> {
    return this.creation.create(caller, body, IdempotencyService.keyOf(key));
  }

  @Get()
  @Needs({ scope: 'schedules:read' })
  async list(
    @CurrentCaller() caller: Caller,
    @Query({ schema: schedulesQuery }) query: z.infer<typeof schedulesQuery>,
  ): Promise<{ items: Schedule[]; nextCursor: string | null }> {
    const after = query.cursor ? decodeCursor(position, query.cursor) : null;
    const { items, next } = await this.schedules.list(caller, query.limit, query.status ?? null, after);
    return { items, nextCursor: next && encodeCursor(next) };
  }

  /** Everything of the account that waits. */
  @Post('pause')
  @Needs({ scope: 'schedules:write' })
  @HttpCode(200)
  async pause(@CurrentCaller() caller: Caller): Promise<{ count: number }> {
    return { count: await this.pauses.pause(caller) };
  }

  @Post('resume')
  @Needs({ scope: 'schedules:write' })
  @HttpCode(200)
  async resume(@CurrentCaller() caller: Caller): Promise<{ count: number }> {
    return { count: await this.pauses.resume(caller) };
  }

  @Get(':id')
  @Needs({ scope: 'schedules:read' })
  get(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<Schedule> {
    return this.schedules.get(caller, id);
  }

  @Patch(':id')
  @Needs({ scope: 'schedules:write' })
  change(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: changeSchedule }) body: ChangeSchedule,
  ): Promise<Schedule> {
    return this.schedules.change(caller, id, body);
  }

  @Delete(':id')
  @Needs({ scope: 'schedules:write' })
  @HttpCode(204)
  cancel(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<void> {
    return this.schedules.cancel(caller, id);
  }

  @Post(':id/send-now')
  @Needs({ scope: 'schedules:write' })
  @HttpCode(200)
  sendNow(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<Schedule> {
    return this.schedules.sendNow(caller, id);
  }

  @Post(':id/resolve')
  @Needs({ scope: 'schedules:write' })
  @HttpCode(200)
  resolve(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: resolveSchedule }) body: ResolveSchedule,
  ): Promise<Schedule> {
    return this.schedules.decide(caller, id, body);
  }

  @Get(':id/history')
  @Needs({ scope: 'schedules:read' })
  async history(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<{ items: ScheduleEvent[]; nextCursor: null }> {
    return { items: await this.schedules.history(caller, id), nextCursor: null };
  }
}
