import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { SchedulingModule } from '../scheduling/scheduling.module.js';
import { CreateWebhookService } from './create-webhook.service.js';
import { Deliveries } from './deliveries.js';
import { DeliveryService } from './delivery.service.js';
import { FanOut } from './fan-out.js';
import { WebhookLeases } from './webhook-leases.js';
import { WebhookWorker } from './webhook-worker.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

/** Webhooks: live events posted to programs of the sender's, signed, in order of each message, until they are taken. */
@Module({
  imports: [MailModule, MessagesModule, SchedulingModule],
  controllers: [WebhooksController],
  providers: [CreateWebhookService, Deliveries, DeliveryService, FanOut, WebhookLeases, WebhookWorker, WebhooksService],
  exports: [WebhooksService],
})
export class WebhooksModule {}
