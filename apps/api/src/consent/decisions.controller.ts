import { Controller, Get, Header, Query } from '@nestjs/common';
import { type DecisionPage, pageQuery } from '@openly/contracts';
import { z } from 'zod';
import { AuditService } from '../audit/audit.service.js';
import { Database } from '../database/database.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { Describe } from '../http/describe.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { DecisionLog } from './decision-log.js';

const position = z.strictObject({ seq: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });

/** The sender's side of the proof: what readers decided about the caller's own mail. */
@Controller('v1/consent/decisions')
export class DecisionsController {
  constructor(
    private readonly database: Database,
    private readonly decisions: DecisionLog,
    private readonly audit: AuditService,
  ) {}

  @Get()
  @Describe({
    summary: 'List what readers decided',
    description: 'About the account’s own mail, the newest first, with the ends of the chains that prove them.',
    answer: 'DecisionPage',
  })
  @Needs({ scope: 'messages:read' })
  @Header('cache-control', 'no-store')
  async list(
    @CurrentCaller() { teamId, accountId }: Caller,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ): Promise<DecisionPage> {
    const before = query.cursor ? decodeCursor(position, query.cursor).seq : null;
    // An export is noted once, at its first page.
    if (before === null) {
      await this.database.inTeam(teamId, (manager) =>
        this.audit.record(manager, { teamId, accountId, action: 'decisions.exported' }),
      );
    }
    const { next, ...page } = await this.decisions.list({ teamId, accountId }, query.limit, before);
    return { teamId, accountId, ...page, nextCursor: next === null ? null : encodeCursor({ seq: next }) };
  }
}
