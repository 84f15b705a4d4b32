import { z } from 'zod';
import { emailAddress, gmailDraftId, instant, language, timeZone, uuid } from './common.js';
import { consentMode } from './consent.js';

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
  /**
   * … a phrase such as "tomorrow 8am" or "in 2 Stunden", a time on the clock such as `2026-11-23T08:00`, or a preset
   * such as `monday_morning`; understood in `timeZone`.
   */
  when: z.string().trim().min(1).max(200).optional(),
  /** The language of `when`; without it each is tried, and readings that differ are refused. */
  language: language.optional(),
};
const timesGiven = (body: { sendAt?: string; when?: string; followUpOf?: { days?: number | undefined } | undefined }) =>
  [body.sendAt, body.when, body.followUpOf?.days].filter((given) => given !== undefined).length;

/** On whose clock a time is meant. */
export const deliverIn = z.enum(['sender', 'recipient']);
export type DeliverIn = z.infer<typeof deliverIn>;

/** Minutes a mail may be late and still go out by itself; beyond it the sender is asked. */
export const tolerance = z.number().int().min(0).max(10_080);

/** Another mail of the same account, tracked or scheduled, after which this one goes out, unless … */
export const followUpOf = z
  .strictObject({
    messageId: uuid.optional(),
    scheduleId: uuid.optional(),
    /** … it was replied to, or opened, by then. */
    unless: z.enum(['replied', 'opened']),
    /** Days after that mail went out, at the time on the clock it went out at; in place of `sendAt` and `when`. */
    days: z.number().int().min(1).max(365).optional(),
  })
  .refine((body) => (body.messageId === undefined) !== (body.scheduleId === undefined), {
    message: 'give either messageId or scheduleId',
  });
export type FollowUpOf = z.infer<typeof followUpOf>;

/** Body of `POST /v1/schedules`: one draft, one mail, one time. */
export const createSchedule = z
  .strictObject({
    gmailDraftId,
    ...when,
    /** The sender's. */
    timeZone,
    /** `recipient`: the phrase is meant on the readers' clocks; of several, the one that shows it last decides. */
    deliverIn: deliverIn.default('sender'),
    /** Pixel and notice at the hour, by the consent of then. Absent: as the team has it (`trackedByDefault`). */
    tracking: z.boolean().optional(),
    /** Absent: as the team asks its readers at the hour. Looser than that is taken as the team's. */
    consentMode: consentMode.optional(),
    /** Only if by then nobody has replied in the draft's thread. */
    unlessReplied: z.boolean().default(false),
    followUpOf: followUpOf.optional(),
    /** Absent: as the account has it. */
    tolerance: tolerance.optional(),
  })
  .refine((body) => timesGiven(body) === 1, 'give one of sendAt, when and followUpOf.days')
  .refine((body) => body.deliverIn === 'sender' || body.when !== undefined, {
    path: ['deliverIn'],
    message: 'recipient needs a time on the clock in `when`',
  });
export type CreateSchedule = z.infer<typeof createSchedule>;

/** Body of `PATCH /v1/schedules/{id}`. */
export const changeSchedule = z
  .strictObject({
    ...when,
    timeZone: timeZone.optional(),
    deliverIn: deliverIn.optional(),
    tracking: z.boolean().optional(),
    /** Null: as the team has it. */
    consentMode: consentMode.nullable().optional(),
    unlessReplied: z.boolean().optional(),
    tolerance: tolerance.optional(),
  })
  .refine((body) => timesGiven(body) <= 1, 'give either sendAt or when')
  .refine((body) => body.deliverIn === undefined || body.when !== undefined, {
    path: ['deliverIn'],
    message: 'give it with a time on the clock in `when`',
  });
export type ChangeSchedule = z.infer<typeof changeSchedule>;

/** Body of `POST /v1/schedules/preview`: what a time means, before anything is scheduled. */
export const previewTime = z
  .strictObject({
    ...when,
    timeZone,
    deliverIn: deliverIn.default('sender'),
    /** Whose clocks count where `deliverIn` is `recipient`. */
    recipients: z.array(emailAddress).max(100).default([]),
  })
  .refine((body) => timesGiven(body) === 1, 'give either sendAt or when')
  .refine((body) => body.deliverIn === 'sender' || body.when !== undefined, {
    path: ['deliverIn'],
    message: 'recipient needs a time on the clock in `when`',
  });
export type PreviewTime = z.infer<typeof previewTime>;

/** The zone of one reader, and how it is known: set by hand, from the places of earlier opens, or not at all. */
export const readerZone = z.object({
  email: z.string(),
  timeZone: z.string().nullable(),
  source: z.enum(['set', 'opens', 'unknown']),
});
export type ReaderZone = z.infer<typeof readerZone>;

export const timePreview = z.object({
  sendAt: instant,
  /** Whose wall time it is. */
  timeZone: z.string(),
  wallTime: z.string(),
  /** The reader whose clock decided; null: the sender's did. */
  reader: z.string().nullable(),
  readers: z.array(readerZone),
});
export type TimePreview = z.infer<typeof timePreview>;

/** Body of `PUT /v1/reader-zones`: the zone of a reader, set by hand; null forgets it. */
export const setReaderZone = z.strictObject({ email: emailAddress, timeZone: timeZone.nullable() });
export type SetReaderZone = z.infer<typeof setReaderZone>;

/** Body of `POST /v1/reader-zones/lookup`: addresses never stand in a URL. */
export const lookUpReaderZones = z.strictObject({ emails: z.array(emailAddress).min(1).max(100) });

export const schedule = z.object({
  id: uuid,
  gmailDraftId: z.string(),
  gmailThreadId: z.string().nullable(),
  status: scheduleStatus,
  sendAt: instant,
  timeZone: z.string(),
  /** The time on the clock in `timeZone`, for example `2026-11-23T08:00`. */
  wallTime: z.string(),
  deliverIn,
  /** The reader whose clock `timeZone` is; null: the sender's. */
  reader: z.string().nullable(),
  /** When it goes out now that its own time could not be kept (Gmail's limits, another try); null: at `sendAt`. */
  expectedAt: instant.nullable(),
  /** Minutes. */
  tolerance: z.number().int(),
  unlessReplied: z.boolean(),
  followUpOf: z
    .object({
      messageId: uuid.nullable(),
      scheduleId: uuid.nullable(),
      unless: z.enum(['replied', 'opened']),
      days: z.number().int().nullable(),
    })
    .nullable(),
  /** The series this is an occurrence of. */
  seriesId: uuid.nullable(),
  tracking: z.boolean(),
  /** As it was asked for; null: as the team has it. The stricter of both counts. */
  consentMode: consentMode.nullable(),
  subject: z.string().nullable(),
  recipients: z.array(z.string()),
  messageId: uuid.nullable(),
  gmailMessageId: z.string().nullable(),
  sentAt: instant.nullable(),
  /** Seconds by which it went out late, where that was a minute or more. */
  lateBy: z.number().int().nullable(),
  /** What went wrong or what is asked, for `failed` and `needs_decision`; also a note on the others. */
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
export const resolveSchedule = z
  .strictObject({
    action: z.enum(['send_now', 'restore_draft', 'cancel']),
    /** With `restore_draft`: the draft to send instead; absent: the old one is back in Gmail. */
    gmailDraftId: gmailDraftId.optional(),
  })
  .refine((body) => body.gmailDraftId === undefined || body.action === 'restore_draft', {
    path: ['gmailDraftId'],
    message: 'belongs to restore_draft',
  });
export type ResolveSchedule = z.infer<typeof resolveSchedule>;

export const scheduleEvent = z.object({
  at: instant,
  from: scheduleStatus.nullable(),
  to: scheduleStatus,
  what: z.string(),
  code: z.string().nullable(),
});
export type ScheduleEvent = z.infer<typeof scheduleEvent>;
