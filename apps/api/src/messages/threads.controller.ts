import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { gmailId, type Receipt, receiptsRequest, type Thread } from '@openly/contracts';
import type { z } from 'zod';
import { Describe } from '../http/describe.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { ThreadsService } from './threads.service.js';

@Controller('v1/threads')
export class ThreadsController {
  constructor(private readonly threads: ThreadsService) {}

  @Post('receipts')
  @Describe({ summary: 'Read the receipts of threads', answer: 'ReceiptsResponse' })
  @Needs({ scope: 'messages:read' })
  @HttpCode(200)
  async receipts(
    @CurrentCaller() caller: Caller,
    @Body({ schema: receiptsRequest }) body: z.infer<typeof receiptsRequest>,
  ): Promise<{ receipts: Receipt[] }> {
    return { receipts: await this.threads.receipts(caller, body.gmailThreadIds) };
  }

  @Get(':gmailThreadId')
  @Describe({ summary: 'Read a thread’s mails, opens and clicks', answer: 'Thread' })
  @Needs({ scope: 'messages:read' })
  thread(
    @CurrentCaller() caller: Caller,
    @Param('gmailThreadId', { schema: gmailId }) gmailThreadId: string,
  ): Promise<Thread> {
    return this.threads.thread(caller, gmailThreadId);
  }
}
