import type { Schedule } from '@openly/contracts';
import type { SpokenSeries, Understood } from '../../protocol';

/** A schedule for tests: one mail that goes out on a Monday morning. */
export const buildSchedule = (change: Partial<Schedule> = {}): Schedule => ({
  id: '00000000-0000-4000-8000-000000000007',
  gmailDraftId: 'r7',
  gmailThreadId: null,
  status: 'scheduled',
  sendAt: '2026-11-23T07:00:00Z',
  timeZone: 'Europe/Amsterdam',
  wallTime: '2026-11-23T08:00',
  deliverIn: 'sender',
  reader: null,
  expectedAt: null,
  tolerance: 120,
  unlessReplied: false,
  followUpOf: null,
  seriesId: null,
  tracking: true,
  consentMode: null,
  subject: 'Contract to sign',
  recipients: ['rita@example.net'],
  messageId: null,
  gmailMessageId: null,
  sentAt: null,
  lateBy: null,
  code: null,
  explanation: null,
  actions: ['send_now', 'choose_new_time', 'cancel'],
  createdAt: '2026-11-22T12:00:00Z',
  ...change,
});

/** A mail that is repeated every Monday morning. */
export const buildSeries = (change: Partial<SpokenSeries> = {}): SpokenSeries => ({
  id: '00000000-0000-4000-8000-000000000008',
  gmailDraftId: 'r8',
  status: 'active',
  code: null,
  explanation: null,
  rule: 'FREQ=WEEKLY;BYDAY=MO',
  words: 'every Monday',
  timeZone: 'Europe/Amsterdam',
  wallTime: '2026-11-23T08:00',
  skip: [],
  tracking: true,
  consentMode: null,
  tolerance: 120,
  subject: 'Week plan',
  recipients: ['rita@example.net'],
  next: [
    { date: '2026-11-23', wallTime: '2026-11-23T08:00', sendAt: '2026-11-23T07:00:00Z' },
    { date: '2026-11-30', wallTime: '2026-11-30T08:00', sendAt: '2026-11-30T07:00:00Z' },
  ],
  scheduleId: null,
  createdAt: '2026-11-22T12:00:00Z',
  ...change,
});

/** That Monday morning, as a time that was asked for. */
export const buildUnderstood = (change: Partial<Understood> = {}): Understood => ({
  sendAt: '2026-11-23T07:00:00Z',
  wallTime: '2026-11-23T08:00',
  timeZone: 'Europe/Amsterdam',
  fixed: 'wall',
  reader: null,
  readers: [],
  repeats: {
    weekdays: { rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', words: 'every weekday' },
    weekly: { rule: 'FREQ=WEEKLY;BYDAY=MO', words: 'every Monday' },
    monthly: { rule: 'FREQ=MONTHLY;BYDAY=4MO', words: 'monthly on the fourth Monday' },
  },
  ...change,
});
