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
import { Describe } from '../http/describe.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { CreateScheduleService } from './create-schedule.service.js';
import { DRAFT_PROBLEMS } from './drafts.service.js';
import { IdempotencyService } from './idempotency.service.js';
import { PauseService } from './pause.service.js';
import { SchedulesService } from './schedules.service.js';
import { TIME_PROBLEMS } from './when.service.js';

const position = z.strictObject({ sendAt: cursorInstant, id: uuid });

@Controller('v1/schedules')
export class SchedulesController {
  constructor(
    private readonly creation: CreateScheduleService,
    private readonly schedules: SchedulesService,
    private readonly pauses: PauseService,
  ) {}

  @Post()
  @Describe({
    summary: 'Schedule a draft',
    answer: 'Schedule',
    problems: [
      ...TIME_PROBLEMS,
      'outside_send_window',
      ...DRAFT_PROBLEMS,
      'duplicate_schedule',
      'followed_mail_not_found',
      'followed_mail_untracked',
    ],
  })
  @Needs({ scope: 'schedules:write' })
  create(
    @CurrentCaller() caller: Caller,
    @Body({ schema: createSchedule }) body: CreateSchedule,
    @Headers('idempotency-key') key?: string,
  ): Promise<Schedule> {
    return this.creation.create(caller, body, IdempotencyService.keyOf(key));
  }

  @Get()
  @Describe({ summary: 'List scheduled mail', description: 'By when it goes out.', answer: 'SchedulePage' })
  @Needs({ scope: 'schedules:read' })
  async list(
    @CurrentCaller() caller: Caller,
    @Query({ schema: schedulesQuery }) query: z.infer<typeof schedulesQuery>,
  ): Promise<{ items: Schedule[]; nextCursor: string | null }> {
    const after = query.cursor ? decodeCursor(position, query.cursor) : null;
    const { items, next } = await this.schedules.list(caller, query.limit, query.status ?? null, after);
    return { items, nextCursor: next && encodeCursor(next) };
  }

  @Post('pause')
  @Describe({ summary: 'Hold all scheduled mail of the account', answer: 'ScheduleCount' })
  @Needs({ scope: 'schedules:write' })
  @HttpCode(200)
  async pause(@CurrentCaller() caller: Caller): Promise<{ count: number }> {
    return { count: await this.pauses.pause(caller) };
  }

  @Post('resume')
  @Describe({ summary: 'Let held mail go on', answer: 'ScheduleCount' })
  @Needs({ scope: 'schedules:write' })
  @HttpCode(200)
  async resume(@CurrentCaller() caller: Caller): Promise<{ count: number }> {
    return { count: await this.pauses.resume(caller) };
  }

  @Get(':id')
  @Describe({ summary: 'Read one scheduled mail', answer: 'Schedule', problems: ['schedule_not_found'] })
  @Needs({ scope: 'schedules:read' })
  get(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<Schedule> {
    return this.schedules.get(caller, id);
  }

  @Patch(':id')
  @Describe({
    summary: 'Change a scheduled mail',
    answer: 'Schedule',
    problems: ['schedule_not_found', ...TIME_PROBLEMS, 'outside_send_window', 'schedule_not_open'],
  })
  @Needs({ scope: 'schedules:write' })
  change(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: changeSchedule }) body: ChangeSchedule,
  ): Promise<Schedule> {
    return this.schedules.change(caller, id, body);
  }

  @Delete(':id')
  @Describe({
    summary: 'Cancel a scheduled mail',
    description: 'The draft stays in Gmail.',
    problems: ['schedule_not_found', 'cancel_too_late'],
  })
  @Needs({ scope: 'schedules:write' })
  @HttpCode(204)
  cancel(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<void> {
    return this.schedules.cancel(caller, id);
  }

  @Post(':id/send-now')
  @Describe({
    summary: 'Send a scheduled mail now',
    answer: 'Schedule',
    problems: ['schedule_not_found', 'schedule_not_open', 'outside_send_window'],
  })
  @Needs({ scope: 'schedules:write' })
  @HttpCode(200)
  sendNow(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<Schedule> {
    return this.schedules.sendNow(caller, id);
  }

  @Post(':id/resolve')
  @Describe({
    summary: 'Decide what becomes of a mail that asks',
    answer: 'Schedule',
    problems: [
      'schedule_not_found',
      ...DRAFT_PROBLEMS,
      'schedule_not_open',
      'outside_send_window',
      'duplicate_schedule',
      'cancel_too_late',
    ],
  })
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
  @Describe({
    summary: 'What happened to a scheduled mail',
    answer: 'ScheduleHistory',
    problems: ['schedule_not_found'],
  })
  @Needs({ scope: 'schedules:read' })
  async history(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<{ items: ScheduleEvent[]; nextCursor: null }> {
    return { items: await this.schedules.history(caller, id), nextCursor: null };
  }
}
