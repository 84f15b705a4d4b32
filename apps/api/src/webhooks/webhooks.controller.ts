import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  type ChangeWebhook,
  type CreateWebhook,
  changeWebhook,
  createWebhook,
  mayAs,
  pageQuery,
  uuid,
  type Webhook,
  type WebhookDelivery,
  type WebhookWithDeliveries,
  type WebhookWithSecret,
} from '@openly/contracts';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { cursorInstant, decodeCursor, encodeCursor } from '../http/cursor.js';
import { Describe } from '../http/describe.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { IdempotencyService } from '../scheduling/idempotency.service.js';
import { CreateWebhookService } from './create-webhook.service.js';
import { WebhooksService } from './webhooks.service.js';

const position = z.strictObject({ createdAt: cursorInstant, id: uuid });

@Controller('v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly creation: CreateWebhookService,
    private readonly webhooks: WebhooksService,
  ) {}

  @Post()
  @Describe({
    summary: 'Make a webhook',
    description: 'The only time that the secret is shown.',
    answer: 'WebhookWithSecret',
    problems: ['webhook_target_refused', 'too_many_webhooks', 'already_created'],
  })
  @Needs({})
  create(
    @CurrentCaller() caller: Caller,
    @Body({ schema: createWebhook }) body: CreateWebhook,
    @Headers('idempotency-key') key?: string,
  ): Promise<WebhookWithSecret> {
    // Of colleagues' mail it tells that and when something happened, by ids.
    if (body.scope === 'team' && !mayAs(caller.role, 'admin')) throw new DomainError('forbidden');
    return this.creation.create(caller, body, IdempotencyService.keyOf(key));
  }

  @Get()
  @Describe({ summary: 'List webhooks', answer: 'WebhookPage' })
  @Needs({})
  async list(
    @CurrentCaller() caller: Caller,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ): Promise<{ items: Webhook[]; nextCursor: string | null }> {
    const after = query.cursor ? decodeCursor(position, query.cursor) : null;
    const { items, next } = await this.webhooks.list(caller, query.limit, after);
    return { items, nextCursor: next && encodeCursor(next) };
  }

  @Get(':id')
  @Describe({
    summary: 'Read a webhook and its newest deliveries',
    answer: 'WebhookWithDeliveries',
    problems: ['webhook_not_found'],
  })
  @Needs({})
  get(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<WebhookWithDeliveries> {
    return this.webhooks.get(caller, id);
  }

  @Patch(':id')
  @Describe({
    summary: 'Change a webhook',
    answer: 'Webhook',
    problems: ['webhook_not_found', 'webhook_target_refused'],
  })
  @Needs({})
  change(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: changeWebhook }) body: ChangeWebhook,
  ): Promise<Webhook> {
    return this.webhooks.change(caller, id, body);
  }

  @Delete(':id')
  @Describe({ summary: 'Delete a webhook', problems: ['webhook_not_found'] })
  @Needs({})
  @HttpCode(204)
  remove(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<void> {
    return this.webhooks.remove(caller, id);
  }

  @Post(':id/test')
  @Describe({
    summary: 'Post a test event',
    description: 'The outcome stands among the deliveries of `GET /v1/webhooks/{id}`.',
    answer: 'WebhookDelivery',
    problems: ['webhook_not_found', 'webhook_not_active'],
  })
  @Needs({})
  @HttpCode(202)
  test(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<WebhookDelivery> {
    return this.webhooks.test(caller, id);
  }

  @Post(':id/secret')
  @Describe({
    summary: 'Make a new secret',
    description: 'For a day posts are signed with both.',
    answer: 'WebhookWithSecret',
    problems: ['webhook_not_found'],
  })
  @Needs({})
  renewSecret(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<WebhookWithSecret> {
    return this.creation.renewSecret(caller, id);
  }

  @Post(':id/deliveries/:deliveryId/replay')
  @Describe({
    summary: 'Post an event again',
    answer: 'WebhookDelivery',
    problems: ['webhook_not_found', 'webhook_delivery_not_found', 'webhook_not_active'],
  })
  @Needs({})
  @HttpCode(202)
  replay(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: uuid }) id: string,
    @Param('deliveryId', { schema: uuid }) deliveryId: string,
  ): Promise<WebhookDelivery> {
    return this.webhooks.replay(caller, id, deliveryId);
  }
}
