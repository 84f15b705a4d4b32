import type { z } from 'zod';
import { pageOf } from '../common.js';
import {
  type click,
  message,
  messageSent,
  type open,
  ownView,
  preparedMessage,
  prepareMessage,
  receiptsRequest,
  receiptsResponse,
  thread,
} from '../messages.js';
import { body, ids } from './body.js';

/** As `senderId` and `token` stand in the addresses of a mail. */
const [sender, token] = ['0198f2a00000', 'AZjyoAAAcACAAAAAAAAAASpXn3kqYb0'];

const totals = {
  openCount: 2,
  machineOpenCount: 1,
  firstOpenedAt: '2026-11-22T09:12:31.000Z',
  lastOpenedAt: '2026-11-22T15:40:02.000Z',
  confirmation: { by: 'click', at: '2026-11-22T15:41:10.000Z', reason: 'A link of the mail was followed by a person.' },
} as const;

const aMessage = {
  id: ids.message,
  subject: 'Offer',
  state: 'sent',
  receiptState: 'opened',
  recipients: [{ email: 'ann@example.net', name: 'Ann', field: 'to' }],
  gmailMessageId: ids.gmailMessage,
  gmailThreadId: ids.gmailThread,
  createdAt: '2026-11-22T08:00:00.000Z',
  sentAt: '2026-11-22T08:00:12.000Z',
  ...totals,
} satisfies z.input<typeof message>;

export const anOpen = {
  id: ids.open,
  openedAt: '2026-11-22T09:12:31.000Z',
  kind: 'gmail_proxy',
  confidence: 'likely',
  reason: 'Fetched by Gmail’s image proxy while the mail was looked at.',
  client: 'Gmail',
  os: null,
  device: null,
  place: null,
} satisfies z.input<typeof open>;

export const aClick = {
  id: ids.click,
  clickedAt: '2026-11-22T15:41:10.000Z',
  url: 'https://example.com/offer',
  kind: 'direct',
  confidence: 'confirmed',
  reason: 'Followed with a browser.',
} satisfies z.input<typeof click>;

export const messageBodies = {
  PrepareMessage: body(prepareMessage, {
    subject: 'Offer',
    recipients: [{ email: 'ann@example.net', name: 'Ann', field: 'to' }],
    links: ['https://example.com/offer'],
  }),
  PreparedMessage: body(preparedMessage, {
    id: ids.message,
    senderId: sender,
    state: 'prepared',
    pixelHtml: `<img src="https://openly.example.com/o/${sender}/${token}.gif" width="1" height="1" alt="">`,
    noticeHtml: `<p>This mail tells its sender when it is opened. <a href="https://openly.example.com/r/${token}">See or stop it</a></p>`,
    noticeText: `This mail tells its sender when it is opened. See or stop it: https://openly.example.com/r/${token}`,
    language: 'en',
    links: [{ url: 'https://example.com/offer', trackedUrl: `https://openly.example.com/l/${sender}/${token}` }],
    detail: 'city',
    consentMode: 'notice',
  }),
  MessageSent: body(messageSent, {
    gmailMessageId: ids.gmailMessage,
    gmailThreadId: ids.gmailThread,
    sentAt: '2026-11-22T08:00:12.000Z',
  }),
  OwnView: body(ownView, { from: '2026-11-22T10:00:00.000Z', to: '2026-11-22T10:00:41.000Z' }),
  Message: body(message, aMessage),
  MessagePage: body(pageOf(message), { items: [aMessage], nextCursor: null }),
  ReceiptsRequest: body(receiptsRequest, { gmailThreadIds: [ids.gmailThread] }),
  ReceiptsResponse: body(receiptsResponse, {
    receipts: [{ gmailThreadId: ids.gmailThread, messageCount: 1, ...totals, state: 'opened' }],
  }),
  Thread: body(thread, {
    gmailThreadId: ids.gmailThread,
    messages: [
      {
        id: ids.message,
        gmailMessageId: ids.gmailMessage,
        subject: 'Offer',
        sentAt: '2026-11-22T08:00:12.000Z',
        recipients: [{ email: 'ann@example.net', name: 'Ann', field: 'to' }],
        state: 'opened',
        asked: false,
        confirmation: totals.confirmation,
        opens: [anOpen],
        clicks: [aClick],
      },
    ],
    placeCredit: null,
  }),
};
