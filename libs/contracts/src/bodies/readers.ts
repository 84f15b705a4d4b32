import { z } from 'zod';
import { instant } from '../common.js';
import {
  decisionPage,
  decisionReceipt,
  decisionReceipts,
  erasure,
  readerClaim,
  readerDecision,
  readerProof,
} from '../consent.js';
import { readerExport } from '../reader-export.js';
import { body, ids } from './body.js';
import { aClick, anOpen } from './messages.js';

const heads = {
  teamHead: { seq: 5, hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' },
  instanceHead: { seq: 8, hash: '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752' },
};

const aReceipt = {
  id: ids.decision,
  decision: 'refuse',
  scope: 'message',
  assurance: 'link',
  decidedAt: '2026-11-22T10:00:00.000Z',
  noticeVersion: '1',
  ...heads,
} satisfies z.input<typeof decisionReceipt>;

export const readerBodies = {
  ReaderDecision: body(readerDecision, { decision: 'refuse', scope: 'message' }),
  DecisionReceipt: body(decisionReceipt, aReceipt),
  DecisionReceipts: body(decisionReceipts, { receipts: [aReceipt] }),
  ReaderProof: body(readerProof, { email: 'ann@example.net' }),
  /** A code was right: until when it is good. */
  MailboxProven: body(z.object({ until: instant }), { until: '2026-11-22T10:15:00.000Z' }),
  /** A code is on its way, if the address is a reader’s. */
  CodeAskedFor: body(z.object({}), {}),
  ReaderClaim: body(readerClaim, { scope: 'sender', proof: 'ABCD EFGH' }),
  Erasure: body(erasure, {
    erased: { messages: 1, addresses: 1, opens: 2, clicks: 0, links: 1, questions: 0, timeZones: 0, codes: 1 },
    receipt: { ...aReceipt, scope: 'sender', assurance: 'mailbox' },
  }),
  ReaderExport: body(readerExport, {
    email: 'ann@example.net',
    scope: 'message',
    exportedAt: '2026-11-22T10:05:00.000Z',
    mails: [
      {
        messageId: ids.message,
        sender: { email: 'sam@example.com', name: 'Sam Sender', team: 'Example' },
        subject: 'Offer',
        sentAt: '2026-11-22T08:00:12.000Z',
        state: 'recording',
        stoppedAt: null,
        you: [{ email: 'ann@example.net', name: 'Ann', field: 'to' }],
        recorded: { readers: 'one', opens: [anOpen], clicks: [aClick], confirmation: null },
        keptDays: { opens: 90, addresses: 180 },
      },
    ],
    decisions: [],
    questions: [],
    timeZones: [],
    codes: [{ madeAt: '2026-11-22T10:00:00.000Z', endsAt: '2026-11-22T10:15:00.000Z' }],
  }),
  DecisionPage: body(decisionPage, {
    teamId: ids.team,
    accountId: ids.account,
    items: [{ ...aReceipt, messageId: ids.message, reader: null }],
    nextCursor: null,
    ...heads,
  }),
};
