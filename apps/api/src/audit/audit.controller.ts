import { Controller, Get, Header, Query } from '@nestjs/common';
import { type AuditEntry, pageQuery, uuid } from '@openly/contracts';
import { z } from 'zod';
import { cursorInstant, decodeCursor, encodeCursor } from '../http/cursor.js';
import { Describe } from '../http/describe.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { AuditService } from './audit.service.js';

const position = z.strictObject({ at: cursorInstant, id: uuid });

@Controller('v1/team/audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @Describe({ summary: 'Read the audit log', description: 'The newest entry first.', answer: 'AuditPage' })
  @Needs({ scope: 'audit:read' })
  @Header('cache-control', 'no-store')
  async list(
    @CurrentCaller() { teamId }: Caller,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ): Promise<{ items: AuditEntry[]; nextCursor: string | null }> {
    const before = query.cursor ? decodeCursor(position, query.cursor) : null;
    const { items, next } = await this.audit.list(teamId, query.limit, before);
    return { items, nextCursor: next && encodeCursor(next) };
  }
}
