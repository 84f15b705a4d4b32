import { z } from 'zod';
import { instant, uuid } from './common.js';

/** The client's first frame on `/v1/live`; `since` is the last `seq` it has seen, or null for "from now". */
export const liveHello = z.strictObject({
  accessToken: z.string().min(1).max(4096),
  since: z.number().int().nonnegative().nullable(),
});
export type LiveHello = z.infer<typeof liveHello>;

export const liveEventType = z.enum([
  'open.recorded',
  'click.recorded',
  'reply.recorded',
  'schedule.sent',
  'schedule.failed',
  'schedule.changed',
  'series.failed',
  'decision.recorded',
]);
export type LiveEventType = z.infer<typeof liveEventType>;

/** What each event tells: ids to look up with, never a person's data. */
export const liveData = z.object({
  messageId: uuid.optional(),
  gmailThreadId: z.string().nullable().optional(),
  scheduleId: uuid.optional(),
  seriesId: uuid.optional(),
  openId: uuid.optional(),
  code: z.string().optional(),
});
export type LiveData = z.infer<typeof liveData>;

export const liveEvent = z.object({
  seq: z.number().int(),
  id: uuid,
  type: liveEventType,
  at: instant,
  data: liveData,
});
export type LiveEvent = z.infer<typeof liveEvent>;

/** Frames the server sends: where it stands, an event, "read everything again", or why it hangs up. */
export const liveFrame = z.union([
  z.object({ hello: z.object({ seq: z.number().int() }) }),
  z.object({ event: liveEvent }),
  z.object({ resync: z.object({ seq: z.number().int() }) }),
  z.object({ error: z.object({ code: z.string() }) }),
]);
export type LiveFrame = z.infer<typeof liveFrame>;
