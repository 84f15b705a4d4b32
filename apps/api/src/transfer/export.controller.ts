import { Controller, Get, Header, Query, Res, StreamableFile } from '@nestjs/common';
import { type ExportQuery, exportQuery } from '@openly/contracts';
import type { FastifyReply } from 'fastify';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { ExportService } from './export.service.js';

@Controller('v1/team/export')
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  /** The team's data as JSON lines; sealed for one server where that is named. docs/export.md tells the format. */
  @Get()
  @Needs({ role: 'owner' })
  @Header('cache-control', 'no-store')
  async export(
    @CurrentCaller() caller: Caller,
    @Query({ schema: exportQuery }) query: ExportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const target = query.for ?? null;
    const name = `openly-${new Date().toISOString().slice(0, 10)}.jsonl`;
    return new StreamableFile(await this.exports.export(caller, target, reply), {
      type: target ? 'application/octet-stream' : 'application/jsonl; charset=utf-8',
      disposition: `attachment; filename="${target ? `${name}.age` : name}"`,
    });
  }
}
