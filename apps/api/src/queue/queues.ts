import { z } from 'zod';

/** One queue of the table below. */
export interface QueueDefinition {
  /** What a job carries: ids alone, never a person's data. */
  payload: z.ZodType;
  /** How often BullMQ tries a job whose handler threw. */
  attempts: number;
  /** Jobs one worker process runs at a time. */
  concurrency: number;
  /** Milliseconds between two jobs made by the queue itself; absent where jobs are added by code. */
  every?: number;
}

const nothing = z.strictObject({});

/**
 * Every queue there is. A job is only a wake-up (BullMQ is at-least-once): the row in the database is the truth,
 * and each handler may run twice, late or not at all without harm.
 */
export const queues = {
  /** There are hits to judge. Also made every few seconds, for a wake-up that got lost. */
  'enrich-hits': { payload: nothing, attempts: 1, concurrency: 1, every: 5_000 },
  /** An alarm clock: scheduled mail is due about now. */
  'send-due': { payload: nothing, attempts: 1, concurrency: 1 },
  /** Looks for series whose next occurrence is to be made. */
  'make-occurrences': { payload: nothing, attempts: 1, concurrency: 1, every: 5_000 },
  /** Asks mailboxes in turn whether somebody has answered tracked mail. */
  'watch-replies': { payload: nothing, attempts: 1, concurrency: 1, every: 60_000 },
  /** Adds what has changed since to the totals of reports. */
  'add-report-totals': { payload: nothing, attempts: 1, concurrency: 1, every: 60_000 },
  /** There is mail of the server's own to hand on, such as a code for a reader. */
  'send-mail': { payload: nothing, attempts: 1, concurrency: 1, every: 5_000 },
  /** There are events to post to webhooks. Also made every few seconds, for a wake-up that got lost and for retries. */
  'deliver-webhooks': { payload: nothing, attempts: 1, concurrency: 1, every: 5_000 },
  /** Housekeeping: what has passed its time is deleted, partitions are made ahead. */
  maintain: { payload: nothing, attempts: 1, concurrency: 1, every: 60_000 },
} as const satisfies Record<string, QueueDefinition>;

export type QueueName = keyof typeof queues;
export type Payload<Name extends QueueName> = z.infer<(typeof queues)[Name]['payload']>;
