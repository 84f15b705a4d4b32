import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { type PreviewTime, previewTime, type TimePreview } from '@openly/contracts';
import { Describe } from '../http/describe.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { TIME_PROBLEMS, WhenService } from './when.service.js';

/** What a time means, before anything is scheduled. Stores nothing. */
@Controller('v1/schedules')
export class PreviewController {
  constructor(private readonly when: WhenService) {}

  @Post('preview')
  @Describe({
    summary: 'Say what a time means',
    description: 'Stores nothing.',
    answer: 'TimePreview',
    problems: TIME_PROBLEMS,
  })
  @Needs({ scope: 'schedules:read' })
  @HttpCode(200)
  async preview(
    @CurrentCaller() caller: Caller,
    @Body({ schema: previewTime }) body: PreviewTime,
  ): Promise<TimePreview> {
    const { time, reader, readers } = await this.when.resolve(caller, body, body.recipients);
    return {
      sendAt: time.sendAt.toISOString(),
      timeZone: time.timeZone,
      wallTime: time.wallTime,
      reader,
      readers,
    };
  }
}
