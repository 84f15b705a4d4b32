import { messagesReport, reportSummary } from '../reports.js';
import { body, ids } from './body.js';

const figures = {
  sent: 40,
  opened: 25,
  openedRate: 0.625,
  medianSecondsToFirstOpen: 3600,
  machineOnly: 5,
  machineShare: 0.16666666666666666,
  clicks: 12,
  replies: 9,
  scheduled: { onTime: 30, late: 1, failed: 0 },
};

export const reportBodies = {
  ReportSummary: body(reportSummary, {
    from: '2026-10-01',
    to: '2026-10-31',
    timeZone: 'Europe/Amsterdam',
    groupBy: 'member',
    scope: 'team',
    totals: figures,
    rows: [{ key: ids.colleague, label: 'Cleo Colleague', ...figures, medianSecondsToFirstOpen: null }],
    other: null,
    suppressed: false,
    placeCredit: null,
  }),
  MessagesReport: body(messagesReport, {
    items: [
      {
        accountId: ids.colleague,
        member: 'cleo@example.com',
        sentAt: '2026-10-20T11:00:00.456Z',
        opened: true,
        own: null,
      },
      {
        accountId: ids.account,
        member: 'sam@example.com',
        sentAt: '2026-10-20T10:00:00.123Z',
        opened: true,
        own: {
          id: ids.message,
          subject: 'Offer',
          recipients: [{ email: 'ann@example.net', name: 'Ann', field: 'to' }],
          state: 'opened',
          openCount: 2,
          machineOpenCount: 1,
          clickCount: 1,
          firstOpenedAt: '2026-10-20T12:00:00.000Z',
          lastOpenedAt: '2026-10-21T09:30:00.000Z',
        },
      },
    ],
    nextCursor: null,
  }),
};
