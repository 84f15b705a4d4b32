import { z } from 'zod';
import { pageOf } from '../common.js';
import {
  changeSchedule,
  createSchedule,
  lookUpReaderZones,
  previewTime,
  readerZone,
  resolveSchedule,
  schedule,
  scheduleEvent,
  setReaderZone,
  timePreview,
} from '../schedules.js';
import { changeSeries, createSeries, series } from '../series.js';
import { body, ids } from './body.js';

const aSchedule = {
  id: ids.schedule,
  gmailDraftId: ids.gmailDraft,
  gmailThreadId: ids.gmailThread,
  status: 'scheduled',
  sendAt: '2026-11-23T07:00:00.000Z',
  timeZone: 'Europe/Amsterdam',
  wallTime: '2026-11-23T08:00',
  deliverIn: 'sender',
  reader: null,
  expectedAt: null,
  tolerance: 60,
  unlessReplied: false,
  followUpOf: null,
  seriesId: null,
  tracking: true,
  consentMode: null,
  subject: 'Offer',
  recipients: ['ann@example.net'],
  messageId: null,
  gmailMessageId: null,
  sentAt: null,
  lateBy: null,
  code: null,
  explanation: null,
  actions: ['send_now', 'choose_new_time', 'cancel'],
  createdAt: '2026-11-22T08:00:00.000Z',
} satisfies z.input<typeof schedule>;

const aSeries = {
  id: ids.series,
  gmailDraftId: ids.gmailDraft,
  status: 'active',
  code: null,
  explanation: null,
  rule: 'FREQ=WEEKLY;BYDAY=MO',
  timeZone: 'Europe/Amsterdam',
  wallTime: '2026-11-23T08:00',
  skip: ['2026-12-28'],
  tracking: true,
  consentMode: null,
  tolerance: 60,
  subject: 'Weekly figures',
  recipients: ['ann@example.net'],
  next: [{ date: '2026-11-23', wallTime: '2026-11-23T08:00', sendAt: '2026-11-23T07:00:00.000Z' }],
  scheduleId: ids.schedule,
  createdAt: '2026-11-22T08:00:00.000Z',
} satisfies z.input<typeof series>;

const aReaderZone = {
  email: 'ann@example.net',
  timeZone: 'America/New_York',
  source: 'set',
} satisfies z.input<typeof readerZone>;

export const scheduleBodies = {
  CreateSchedule: body(createSchedule, {
    gmailDraftId: ids.gmailDraft,
    when: 'tomorrow 8am',
    timeZone: 'Europe/Amsterdam',
  }),
  ChangeSchedule: body(changeSchedule, { when: 'monday 9:30', timeZone: 'Europe/Amsterdam' }),
  ResolveSchedule: body(resolveSchedule, { action: 'send_now' }),
  Schedule: body(schedule, aSchedule),
  SchedulePage: body(pageOf(schedule), { items: [aSchedule], nextCursor: null }),
  ScheduleHistory: body(pageOf(scheduleEvent), {
    items: [{ at: '2026-11-22T08:00:00.000Z', from: null, to: 'scheduled', what: 'Scheduled.', code: null }],
    nextCursor: null,
  }),
  /** How many were held or let go. */
  ScheduleCount: body(z.object({ count: z.number().int() }), { count: 3 }),
  PreviewTime: body(previewTime, { when: 'tomorrow 8am', timeZone: 'Europe/Amsterdam' }),
  TimePreview: body(timePreview, {
    sendAt: '2026-11-23T07:00:00.000Z',
    timeZone: 'Europe/Amsterdam',
    wallTime: '2026-11-23T08:00',
    reader: null,
    readers: [],
  }),
  CreateSeries: body(createSeries, {
    gmailDraftId: ids.gmailDraft,
    rule: 'FREQ=WEEKLY;BYDAY=MO',
    when: 'monday 8am',
    timeZone: 'Europe/Amsterdam',
  }),
  ChangeSeries: body(changeSeries, { skip: ['2026-12-28'] }),
  Series: body(series, aSeries),
  SeriesPage: body(pageOf(series), { items: [aSeries], nextCursor: null }),
  SetReaderZone: body(setReaderZone, { email: 'ann@example.net', timeZone: 'America/New_York' }),
  LookUpReaderZones: body(lookUpReaderZones, { emails: ['ann@example.net'] }),
  ReaderZones: body(z.object({ zones: z.array(readerZone) }), { zones: [aReaderZone] }),
};
