import type { Schedule } from '@openly/contracts';

/** A schedule for tests: one mail that goes out on a Monday morning. */
export const buildSchedule = (change: Partial<Schedule> = {}): Schedule => ({
  id: '00000000-0000-4000-8000-000000000007',
  gmailDraftId: 'r7',
  gmailThreadId: null,
  status: 'scheduled',
  sendAt: '2026-11-23T07:00:00Z',
  timeZone: 'Europe/Amsterdam',
  wallTime: '2026-11-23T08:00',
  tracking: true,
  subject: 'Contract to sign',
  recipients: ['rita@example.net'],
  messageId: null,
  gmailMessageId: null,
  sentAt: null,
  code: null,
  explanation: null,
  actions: ['send_now', 'choose_new_time', 'cancel'],
  createdAt: '2026-11-22T12:00:00Z',
  ...change,
});
