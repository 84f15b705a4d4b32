import { z } from 'zod';
import { calendarDate, gmailDraftId, instant, language, timeZone, uuid } from './common.js';
import { consentMode } from './consent.js';
import { tolerance } from './schedules.js';

/**
 * A recurrence rule (RFC 5545, section 3.3.10) without its name, for example `FREQ=MONTHLY;BYDAY=2TU;COUNT=6`: by days
 * or longer; the time of day is the first one's. Its end stands in it as COUNT or UNTIL.
 */
export const recurrenceRule = z.string().trim().min(1).max(300);

/** Dates on the sender's clock that are left out. */
const skip = z.array(calendarDate).max(366);

/** Body of `POST /v1/series`: a draft of which a copy goes out again and again. */
export const createSeries = z.strictObject({
  /** Stays a draft; each occurrence is a copy of what stands in it a while before its time. */
  gmailDraftId,
  rule: recurrenceRule,
  /** From when on, and at what time of day: a phrase, a time on the clock or a preset, understood in `timeZone`. */
  when: z.string().trim().min(1).max(200),
  language: language.optional(),
  timeZone,
  skip: skip.default([]),
  /** Absent: as the team has it (`trackedByDefault`). */
  tracking: z.boolean().optional(),
  /** Absent: as the team asks its readers at the time of each occurrence. */
  consentMode: consentMode.optional(),
  tolerance: tolerance.optional(),
});
export type CreateSeries = z.infer<typeof createSeries>;

/** Body of `PATCH /v1/series/{id}`. What it says counts from the next occurrence on. */
export const changeSeries = z.strictObject({
  /** Another draft to send copies of. */
  gmailDraftId: gmailDraftId.optional(),
  rule: recurrenceRule.optional(),
  /** The series begins anew with this time; COUNT counts from it. */
  when: z.string().trim().min(1).max(200).optional(),
  language: language.optional(),
  timeZone: timeZone.optional(),
  /** The whole set. */
  skip: skip.optional(),
  tracking: z.boolean().optional(),
  /** Null: as the team has it. */
  consentMode: consentMode.nullable().optional(),
  tolerance: tolerance.optional(),
  /** `paused` holds the whole series, `active` lets it go on, also after what it asked for was put right. */
  status: z.enum(['active', 'paused']).optional(),
});
export type ChangeSeries = z.infer<typeof changeSeries>;

export const seriesStatus = z.enum(['active', 'paused', 'ended', 'needs_decision']);
export type SeriesStatus = z.infer<typeof seriesStatus>;

export const series = z.object({
  id: uuid,
  gmailDraftId: z.string(),
  status: seriesStatus,
  /** Why it ended, is paused or does not go on, or what is asked. */
  code: z.string().nullable(),
  explanation: z.string().nullable(),
  rule: z.string(),
  timeZone: z.string(),
  /** Of the first one, for example `2026-11-23T08:00`. */
  wallTime: z.string(),
  skip: z.array(calendarDate),
  tracking: z.boolean(),
  consentMode: consentMode.nullable(),
  tolerance: z.number().int(),
  subject: z.string().nullable(),
  recipients: z.array(z.string()),
  /** The next occurrences, at most five; the first of them is scheduled as `scheduleId`, null until it is. */
  next: z.array(z.object({ date: calendarDate, wallTime: z.string(), sendAt: instant })),
  scheduleId: uuid.nullable(),
  createdAt: instant,
});
export type Series = z.infer<typeof series>;

export const seriesQuery = z.strictObject({
  status: seriesStatus.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
