import { z } from 'zod';
import { calendarDate, instant, timeZone, uuid } from './common.js';
import { placeCredit, receiptState, recipientField } from './messages.js';

/** A report covers at most three years. */
export const LONGEST_REPORT_DAYS = 1_098;
/** A breakdown about readers shows a cell of a team's only with so many distinct readers. */
export const LEAST_READERS = 5;

const reportDate = calendarDate.refine((date) => date >= '2000' && date < '2200', 'lies outside 2000 to 2199');

/** Days from the first to the last, both of them of the caller's calendar and both included. */
const range = {
  from: reportDate.describe('The first day, on the calendar of `timeZone`.'),
  to: reportDate.describe('The last day; it is included.'),
  timeZone: timeZone.default('UTC').describe('IANA zone whose days, weekdays and hours are meant.'),
};
const inOrder = ({ from, to }: { from: string; to: string }) => from <= to;
const notTooLong = ({ from, to }: { from: string; to: string }) =>
  Date.parse(to) - Date.parse(from) < LONGEST_REPORT_DAYS * 86_400_000;

export const reportGrouping = z.enum(['day', 'weekday', 'hour', 'member', 'country', 'client', 'recipient_domain']);
export type ReportGrouping = z.infer<typeof reportGrouping>;

/** Query of `GET /v1/reports/summary`. */
export const summaryQuery = z
  .strictObject({
    ...range,
    groupBy: reportGrouping.default('day').describe('What the rows are of.'),
    scope: z
      .enum(['team', 'mine'])
      .default('team')
      .describe(
        "`mine`: of the caller's own mail alone, of which nothing is hidden. Not with an API key, which has none.",
      ),
  })
  .refine(inOrder, { path: ['to'], message: 'is before from' })
  .refine(notTooLong, { path: ['to'], message: 'is more than three years after from' });
export type SummaryQuery = z.infer<typeof summaryQuery>;

const count = z.number().int();
const share = z.number().min(0).max(1).nullable();

/** What a report counts, each by when its mail was sent. The words are explained in docs/reports.md. */
export const reportFigures = z.object({
  sent: count.describe('Tracked mails sent. Deleted ones are out; those a reader has stopped stay in.'),
  opened: count.describe(
    'Of these, mails a person has looked at, clicked in, decided on or replied to. Never one that a reader has stopped.',
  ),
  openedRate: share.describe('opened / sent; null without a mail.'),
  medianSecondsToFirstOpen: z
    .number()
    .int()
    .nullable()
    .describe(
      'The shortest of the steps of docs/reports.md within which at least half of the mails that were looked at had ' +
        'been looked at first. Null where that is more than 60 days, without a look, of a member, and of a team with ' +
        'fewer than 5 such mails of others than who asks, unless nobody else has sent any.',
    ),
  machineOnly: count.describe('Mails that machines have fetched and no person has opened.'),
  machineShare: share.describe('machineOnly / (opened + machineOnly); null where nothing was fetched or opened.'),
  clicks: count.describe("People's clicks on links of these mails."),
  replies: count.describe('Mails that somebody replied to, as far as Openly has noticed.'),
  scheduled: z
    .object({ onTime: count, late: count, failed: count })
    .describe(
      'Scheduled mails by the time they were meant for: sent within a minute of it, sent later, and failed. Tracked or not.',
    ),
});
export type ReportFigures = z.infer<typeof reportFigures>;

/** One row of a series or of a breakdown. What does not apply to it or would tell of one reader is null. */
export const reportRow = z.object({
  key: z
    .string()
    .nullable()
    .describe(
      'Of a day `2026-11-22`, of a weekday 1 (Monday) to 7, of an hour 0 to 23, of a member the account id, of a country ' +
        'ISO 3166-1 alpha-2, else the name. Null: not known.',
    ),
  label: z.string().nullable().describe("A member's name, or address where there is none; else null."),
  sent: count.nullable(),
  opened: count,
  openedRate: share,
  medianSecondsToFirstOpen: z.number().int().nullable(),
  machineOnly: count.nullable(),
  machineShare: share,
  clicks: count.nullable(),
  replies: count.nullable(),
  scheduled: reportFigures.shape.scheduled.nullable(),
});
export type ReportRow = z.infer<typeof reportRow>;

/** Answer of `GET /v1/reports/summary`. */
export const reportSummary = z.object({
  from: calendarDate,
  to: calendarDate,
  timeZone: z.string(),
  groupBy: reportGrouping,
  scope: z.enum(['team', 'mine']),
  totals: reportFigures,
  rows: z.array(reportRow),
  /** Of the breakdowns about readers: cells put together, so that each has enough readers; null where there are none. */
  other: z.object({ sent: count.nullable(), opened: count }).nullable(),
  /** True where cells with fewer than 5 readers are in `other`, or left out. */
  suppressed: z.boolean(),
  placeCredit: placeCredit
    .nullable()
    .describe('Of countries: who is to be named where they are shown. Null where nobody asks for it.'),
});
export type ReportSummary = z.infer<typeof reportSummary>;

/** Query of `GET /v1/reports/messages`; CSV streams the whole range and takes neither `cursor` nor `limit`. */
export const messagesReportQuery = z
  .strictObject({
    ...range,
    format: z
      .enum(['json', 'csv'])
      .default('json')
      .describe('`csv` streams the whole time and takes no `cursor` or `limit`.'),
    member: uuid.optional().describe('Account id of a member: its mail alone.'),
    cursor: z.string().max(400).optional(),
    limit: z.coerce.number().int().min(1).max(1_000).optional().describe('Rows of a page, 100 if not given.'),
  })
  .refine(inOrder, { path: ['to'], message: 'is before from' })
  .refine(notTooLong, { path: ['to'], message: 'is more than three years after from' })
  .refine(({ format, cursor }) => format === 'json' || cursor === undefined, {
    path: ['cursor'],
    message: 'is of JSON alone: CSV streams everything',
  })
  .refine(({ format, limit }) => format === 'json' || limit === undefined, {
    path: ['limit'],
    message: 'is of JSON alone: CSV streams everything',
  });
export type MessagesReportQuery = z.infer<typeof messagesReportQuery>;

/** What the sender alone sees of a mail. */
export const ownReportMessage = z.object({
  id: uuid,
  subject: z.string().nullable(),
  recipients: z.array(z.object({ email: z.string(), name: z.string().nullable(), field: recipientField })),
  state: receiptState,
  openCount: count.describe('Looks by people that are still kept.'),
  machineOpenCount: count.describe("Machines' fetches that are still kept."),
  clickCount: count.describe("People's clicks."),
  firstOpenedAt: instant.nullable(),
  lastOpenedAt: instant.nullable(),
});

/** One tracked mail: the caller's own in full, of others when it was sent and whether it was opened. */
export const reportMessage = z.object({
  accountId: uuid,
  member: z.string().describe('Mail address of the member who sent it.'),
  sentAt: instant,
  opened: z.boolean(),
  own: ownReportMessage.nullable().describe("Null for others' mail."),
});
export type ReportMessage = z.infer<typeof reportMessage>;

export const messagesReport = z.object({ items: z.array(reportMessage), nextCursor: z.string().nullable() });
export type MessagesReport = z.infer<typeof messagesReport>;
