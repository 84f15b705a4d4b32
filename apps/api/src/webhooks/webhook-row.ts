import {
  type DeliveryError,
  type LiveData,
  liveData,
  type Webhook,
  type WebhookCode,
  type WebhookDelivery,
  type WebhookEventType,
  type WebhookScope,
} from '@openly/contracts';
import type { Encryption } from '../secrets/encryption.js';

/** A webhook as its table holds it, without what its workers keep there. */
export interface WebhookRow {
  team_id: string;
  id: string;
  account_id: string;
  scope: WebhookScope;
  url_sealed: Buffer;
  secret_sealed: Buffer;
  events: WebhookEventType[];
  description: string | null;
  status: Webhook['status'];
  code: WebhookCode | null;
  status_at: Date;
  failing_since: Date | null;
  created_at: Date;
}

export const WEBHOOK_COLUMNS = [
  ...['team_id', 'id', 'account_id', 'scope', 'url_sealed', 'secret_sealed', 'events', 'description'],
  ...['status', 'code', 'status_at', 'failing_since', 'created_at'],
]
  .map((column) => `webhook.${column}`)
  .join(', ');

/** What is told of a delivery. */
export interface DeliveryRow {
  id: string;
  account_id: string;
  type: string;
  at: Date;
  data: LiveData;
  status: WebhookDelivery['status'];
  attempts: number;
  due_at: Date;
  attempted_at: Date | null;
  http_status: number | null;
  error: DeliveryError | null;
}

export const DELIVERY_COLUMNS =
  'id, account_id, type, at, data, status, attempts, due_at, attempted_at, http_status, error';

/** What a code says, in words. */
export const EXPLANATIONS: Readonly<Record<WebhookCode, string>> = {
  failing:
    'The receiver has taken nothing for a day. Put it right and enable the webhook: it goes on where it stopped.',
  gone: 'The receiver answered 410, which asks for no more posts.',
};

/** A webhook as its maker sees it. */
export function webhookOf(row: WebhookRow, encryption: Encryption): Webhook {
  return {
    id: row.id,
    url: encryption.open('webhook.url', row.url_sealed),
    events: row.events,
    description: row.description,
    scope: row.scope,
    status: row.status,
    code: row.code,
    explanation: row.code && EXPLANATIONS[row.code],
    statusAt: row.status_at.toISOString(),
    failingSince: row.failing_since?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}

/** A delivery as the webhook's maker sees it. */
export function deliveryOf(row: DeliveryRow): WebhookDelivery {
  return {
    id: row.id,
    type: row.type,
    at: row.at.toISOString(),
    data: { ...liveData.parse(row.data), accountId: row.account_id },
    status: row.status,
    attempts: row.attempts,
    attemptedAt: row.attempted_at?.toISOString() ?? null,
    nextAttemptAt: row.status === 'pending' ? row.due_at.toISOString() : null,
    httpStatus: row.http_status,
    error: row.error,
  };
}
