import { Controller, Get, Header, Query, Res, StreamableFile } from '@nestjs/common';
import { type ExportQuery, exportQuery } from '@openly/contracts';
import type { FastifyReply } from 'fastify';
import { Describe } from '../http/describe.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { ExportService } from './export.service.js';

/** The first line, as in docs/export.md. */
const HEADER = {
  type: 'openly-export',
  version: 1,
  teamId: '0198f2a0-0000-7000-8000-00000000000a',
  from: 'https://openly.example.com',
  exportedAt: '2026-11-22T08:00:00.000Z',
  complete: false,
  lookupKeys: [{ id: 'k1', check: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg' }],
  tokenKeys: [{ id: 'k1', check: 'YDA64iuZiGG847KPM-7BvnWKITyGyTwHbb6fVYwRx1I' }],
};

@Controller('v1/team/export')
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  @Get()
  @Describe({
    summary: 'Export the team',
    description:
      'JSON lines in one stream; with `for`, everything, sealed for that server. docs/export.md tells the format.',
    answer: {
      'application/jsonl': `${JSON.stringify(HEADER)}\n`,
      'application/octet-stream': 'age-encryption.org/v1\n',
    },
    problems: ['export_target_unknown'],
  })
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
