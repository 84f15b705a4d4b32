import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  type Message,
  type MessageSent,
  messageSent,
  type OwnView,
  ownView,
  type PreparedMessage,
  type PrepareMessage,
  pageQuery,
  prepareMessage,
  uuid,
} from '@openly/contracts';
import { z } from 'zod';
import { cursorInstant, decodeCursor, encodeCursor } from '../http/cursor.js';
import { Describe } from '../http/describe.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { MessagesService } from './messages.service.js';

const position = z.strictObject({ createdAt: cursorInstant, id: uuid });

@Controller('v1/messages')
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  @Put(':id')
  @Describe({
    summary: 'Prepare a mail to be tracked',
    description: 'The id is a UUID of your choice, so that a repeat is harmless.',
    answer: 'PreparedMessage',
    problems: ['message_not_found', 'message_discarded'],
  })
  @Needs({ scope: 'messages:write' })
  prepare(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: prepareMessage }) body: PrepareMessage,
  ): Promise<PreparedMessage> {
    return this.messages.prepare(caller, id, body);
  }

  @Post(':id/sent')
  @Describe({ summary: 'Tell that a mail was sent', problems: ['message_not_found', 'message_discarded'] })
  @Needs({ scope: 'messages:write' })
  @HttpCode(204)
  sent(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: messageSent }) body: MessageSent,
  ): Promise<void> {
    return this.messages.markSent(caller, id, body);
  }

  @Get()
  @Describe({ summary: 'List tracked mail', description: 'The newest first.', answer: 'MessagePage' })
  @Needs({ scope: 'messages:read' })
  async list(
    @CurrentCaller() caller: Caller,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ): Promise<{ items: Message[]; nextCursor: string | null }> {
    const before = query.cursor ? decodeCursor(position, query.cursor) : null;
    const { items, next } = await this.messages.list(caller, query.limit, before);
    return { items, nextCursor: next && encodeCursor(next) };
  }

  @Get(':id')
  @Describe({
    summary: 'Read one tracked mail',
    answer: 'Message',
    problems: ['message_not_found', 'message_discarded'],
  })
  @Needs({ scope: 'messages:read' })
  get(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<Message> {
    return this.messages.get(caller, id);
  }

  @Delete(':id')
  @Describe({
    summary: 'Stop tracking a mail',
    description: 'And delete what was recorded of it.',
    problems: ['message_not_found', 'message_discarded'],
  })
  @Needs({ scope: 'messages:write' })
  @HttpCode(204)
  discard(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<void> {
    return this.messages.discard(caller, id);
  }

  @Post(':id/own-views')
  @Describe({
    summary: 'Tell that the sender looked',
    description: 'Hits in that time are the sender’s own.',
    problems: ['message_not_found', 'message_discarded'],
  })
  @Needs({ scope: 'messages:write' })
  @HttpCode(204)
  ownView(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: ownView }) body: OwnView,
  ): Promise<void> {
    return this.messages.recordOwnView(caller, id, body);
  }
}
