import { Body, Controller, HttpCode, Post, Put } from '@nestjs/common';
import { lookUpReaderZones, type ReaderZone, type SetReaderZone, setReaderZone } from '@openly/contracts';
import type { z } from 'zod';
import { Describe } from '../http/describe.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { ReaderZonesService } from './reader-zones.service.js';

@Controller('v1/reader-zones')
export class ReaderZonesController {
  constructor(private readonly zones: ReaderZonesService) {}

  @Put()
  @Describe({ summary: 'Set a reader’s time zone' })
  @Needs({ scope: 'schedules:write' })
  @HttpCode(204)
  set(@CurrentCaller() caller: Caller, @Body({ schema: setReaderZone }) body: SetReaderZone): Promise<void> {
    return this.zones.set(caller, body);
  }

  @Post('lookup')
  @Describe({ summary: 'Look up readers’ time zones', answer: 'ReaderZones' })
  @Needs({ scope: 'schedules:read' })
  @HttpCode(200)
  async lookUp(
    @CurrentCaller() caller: Caller,
    @Body({ schema: lookUpReaderZones }) body: z.infer<typeof lookUpReaderZones>,
  ): Promise<{ zones: ReaderZone[] }> {
    return { zones: await this.zones.zonesOf(caller, body.emails) };
  }
}
