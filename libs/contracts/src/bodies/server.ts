import { z } from 'zod';
import { pageOf } from '../common.js';
import { problem, problemTitles } from '../problems.js';
import {
  changeWebhook,
  createWebhook,
  webhook,
  webhookDelivery,
  webhookWithDeliveries,
  webhookWithSecret,
} from '../webhooks.js';
import { serverDeclaration } from '../well-known.js';
import { body, ids } from './body.js';

const aWebhook = {
  id: ids.webhook,
  url: 'https://crm.example.com/openly',
  events: ['open.recorded', 'schedule.failed'],
  description: null,
  scope: 'own',
  status: 'active',
  code: null,
  explanation: null,
  statusAt: '2026-11-22T08:00:00.000Z',
  failingSince: null,
  createdAt: '2026-11-22T08:00:00.000Z',
} satisfies z.input<typeof webhook>;

const aDelivery = {
  id: ids.event,
  type: 'open.recorded',
  at: '2026-11-22T09:12:31.000Z',
  data: { messageId: ids.message, gmailThreadId: ids.gmailThread, openId: ids.open, accountId: ids.account },
  status: 'delivered',
  attempts: 1,
  attemptedAt: '2026-11-22T09:12:32.000Z',
  nextAttemptAt: null,
  httpStatus: 204,
  error: null,
} satisfies z.input<typeof webhookDelivery>;

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwvXJ0hZ8fQb4=';

export const serverBodies = {
  CreateWebhook: body(createWebhook, {
    url: 'https://crm.example.com/openly',
    events: ['open.recorded', 'schedule.failed'],
  }),
  ChangeWebhook: body(changeWebhook, { enabled: true }),
  Webhook: body(webhook, aWebhook),
  WebhookWithSecret: body(webhookWithSecret, { ...aWebhook, secret }),
  WebhookPage: body(pageOf(webhook), { items: [aWebhook], nextCursor: null }),
  WebhookDelivery: body(webhookDelivery, aDelivery),
  WebhookWithDeliveries: body(webhookWithDeliveries, { ...aWebhook, deliveries: [aDelivery] }),
  ServerDeclaration: body(serverDeclaration, {
    name: 'Openly',
    version: '0.1.0',
    purpose: 'Schedules mail and shows read receipts, with the reader’s knowledge.',
    paths: {
      pixel: {
        purpose: 'An image that tells of an open.',
        prefix: 'https://openly.example.com/o/',
        pattern: '/o/[a-z0-9]+/.+\\.gif$',
      },
      link: {
        purpose: 'A link that tells of a click.',
        prefix: 'https://openly.example.com/l/',
        pattern: '/l/[a-z0-9]+/.+$',
      },
      readerPage: { purpose: 'The reader’s page.', prefix: 'https://openly.example.com/r/', pattern: '/r/.+$' },
    },
    marks: { pixel: 'img[src*="/o/"]', notice: '[data-openly=notice]' },
    consentFloor: 'notice',
    licence: 'MIT',
  }),
  Alive: body(z.object({ status: z.literal('ok'), service: z.literal('openly') }), { status: 'ok', service: 'openly' }),
  Ready: body(z.object({ status: z.literal('ok') }), { status: 'ok' }),
  Problem: body(problem, {
    type: 'https://openly.invalid/problems/invalid_request',
    title: problemTitles.invalid_request,
    status: 400,
    code: 'invalid_request',
    errors: [{ path: 'limit', message: 'Too big: expected number to be <=200' }],
  }),
};
