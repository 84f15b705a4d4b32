import { z } from 'zod';
import { gmailDraftId, instant, timeZone, uuid } from './common.js';

export const scheduleStatus = z.enum([
  'scheduled',
  'paused',
  'sending',
  'sent',
  'cancelled',
  'needs_decision',
  'failed',
]);
export type ScheduleStatus = z.infer<typeof scheduleStatus>;

export const scheduleAction = z.enum(['send_now', 'choose_new_time', 'cancel', 'sign_in', 'restore_draft']);
export type ScheduleAction = z.infer<typeof scheduleAction>;

const when = {
  /** An instant, or … */
  sendAt: instant.optional(),
  /** … a phrase such as "tomorrow 8am", understood in `timeZone`. */
  when: z.string().trim().min(1).max(200).optional(),
};
const exactlyOneTime = (body: { sendAt?: string; when?: string }) =>
  (body.sendAt === undefined) !== (body.when === undefined);

/** Body of `POST /v1/schedules`: one draft, one mail, one time. */
export const createSchedule = z
  .strictObject({
    gmailDraftId,
    ...when,
    timeZone,
    /** Pixel and notice at the hour, by the consent of then. */
    tracking: z.boolean().default(true),
  })
  .refine(exactlyOneTime, 'give either sendAt or when');
export type CreateSchedule = z.infer<typeof createSchedule>;

/** Body of `PATCH /v1/schedules/{id}`. */
export const changeSchedule = z
  .strictObject({ ...when, timeZone: timeZone.optional(), tracking: z.boolean().optional() })
  .refine((body) => body.sendAt === undefined || body.when === undefined, 'give either sendAt or when');
export type ChangeSchedule = z.infer<typeof changeSchedule>;

export const schedule = z.object({
  id: uuid,
  gmailDraftId: z.string(),
  gmailThreadId: z.string().nullable(),
  status: scheduleStatus,
  sendAt: instant,
  timeZone: z.string(),
  /** The time on the clock in `timeZone`, for example `2026-11-23T08:00`. */
  wallTime: z.string(),
  tracking: z.boolean(),
  subject: z.string().nullable(),
  recipients: z.array(z.string()),
  messageId: uuid.nullable(),
  gmailMessageId: z.string().nullable(),
  sentAt: instant.nullable(),
  /** What went wrong or what is asked, for `failed` and `needs_decision`; also a note on `sent`. */
  code: z.string().nullable(),
  explanation: z.string().nullable(),
  actions: z.array(scheduleAction),
  createdAt: instant,
});
export type Schedule = z.infer<typeof schedule>;

export const schedulesQuery = z.strictObject({
  status: scheduleStatus.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Body of `POST /v1/schedules/{id}/resolve`. */
export const resolveSchedule = z.strictObject({ action: z.enum(['send_now', 'cancel']) });

export const scheduleEvent = z.object({
  at: instant,
  from: scheduleStatus.nullable(),
  to: scheduleStatus,
  what: z.string(),
  code: z.string().nullable(),
});
export type ScheduleEvent = z.infer<typeof scheduleEvent>;
