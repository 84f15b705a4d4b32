import { z } from 'zod';
import { instant, uuid } from './common.js';
import { liveData } from './live.js';

/** The events a webhook can be told of. */
export const webhookEventType = z.enum([
  'open.recorded',
  'click.recorded',
  'schedule.sent',
  'schedule.failed',
  'decision.recorded',
]);
export type WebhookEventType = z.infer<typeof webhookEventType>;

/** Whose events: those of the account that makes the webhook, or of every account of its team. */
export const webhookScope = z.enum(['own', 'team']);
export type WebhookScope = z.infer<typeof webhookScope>;

const url = z.string().trim().min(1).max(2000);
const events = z
  .array(webhookEventType)
  .min(1)
  .max(webhookEventType.options.length)
  .transform((types) => [...new Set(types)]);
const description = z.string().trim().max(200);

/** Body of `POST /v1/webhooks`. */
export const createWebhook = z.strictObject({
  /** Public and https, unless the operator allows others; without user name, password or fragment. */
  url,
  events,
  description: description.optional(),
  scope: webhookScope.default('own'),
});
export type CreateWebhook = z.infer<typeof createWebhook>;

/** Body of `PATCH /v1/webhooks/{id}`: what is left out stays as it is. */
export const changeWebhook = z.strictObject({
  url: url.optional(),
  events: events.optional(),
  description: description.nullable().optional(),
  /** `true` lets it go on where it stopped, also after the server has paused it; at most seven days back. */
  enabled: z.boolean().optional(),
});
export type ChangeWebhook = z.infer<typeof changeWebhook>;

/** `paused`: by the server, because nobody has taken anything for a day. `disabled`: by the user, or by a 410. */
export const webhookStatus = z.enum(['active', 'paused', 'disabled']);

/** Why a webhook does not go on: nothing was taken for a day, or the receiver answered 410. Null: by the user. */
export const webhookCode = z.enum(['failing', 'gone']);
export type WebhookCode = z.infer<typeof webhookCode>;

export const webhook = z.object({
  id: uuid,
  url: z.string(),
  events: z.array(webhookEventType),
  description: z.string().nullable(),
  scope: webhookScope,
  status: webhookStatus,
  code: webhookCode.nullable(),
  /** What `code` says, in words. */
  explanation: z.string().nullable(),
  /** Since when `status` is so. */
  statusAt: instant,
  /** Since when no attempt has succeeded; null after one that did. */
  failingSince: instant.nullable(),
  createdAt: instant,
});
export type Webhook = z.infer<typeof webhook>;

/** Answer of `POST /v1/webhooks` and of `POST /v1/webhooks/{id}/secret`: the only ones that show the secret. */
export const webhookWithSecret = webhook.extend({
  /** `whsec_` and 32 bytes in base64, as Standard Webhooks has it. */
  secret: z.string(),
});
export type WebhookWithSecret = z.infer<typeof webhookWithSecret>;

/**
 * Why an attempt got no answer. `no_address`: the name has none, or one that this server does not post to; which of them
 * is not told, as it would tell what names there are in the server's own network.
 */
export const deliveryError = z.enum(['timeout', 'no_address', 'unreachable', 'tls', 'broken_answer']);
export type DeliveryError = z.infer<typeof deliveryError>;

/** One event for one webhook. */
export const webhookDelivery = z.object({
  /** The event's, also `webhook-id` of every attempt. */
  id: uuid,
  /** One of the events, or `webhook.test`. */
  type: z.string(),
  /** When the event happened. */
  at: instant,
  data: liveData.extend({ accountId: uuid }),
  /** `failed`: a day of attempts was in vain. */
  status: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.number().int(),
  attemptedAt: instant.nullable(),
  /** Null while it is not pending. */
  nextAttemptAt: instant.nullable(),
  /** Of the last attempt; null where there was no answer. */
  httpStatus: z.number().int().nullable(),
  error: deliveryError.nullable(),
});
export type WebhookDelivery = z.infer<typeof webhookDelivery>;

/** Answer of `GET /v1/webhooks/{id}`: its newest deliveries stand with it, at most 50. */
export const webhookWithDeliveries = webhook.extend({ deliveries: z.array(webhookDelivery) });
export type WebhookWithDeliveries = z.infer<typeof webhookWithDeliveries>;

/** The body of every post: ids to look up with, never a person's data. */
export const webhookBody = z.object({
  type: z.union([webhookEventType, z.literal('webhook.test')]),
  timestamp: instant,
  data: liveData.extend({ accountId: uuid }),
});
export type WebhookBody = z.infer<typeof webhookBody>;
