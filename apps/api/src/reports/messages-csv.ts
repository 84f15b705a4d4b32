import type { ReportMessage } from '@openly/contracts';
import { stringify } from 'csv-stringify/sync';
import type { OwnMail } from './own-mails.js';

const COLUMNS = [
  'sentAt',
  'accountId',
  'member',
  'opened',
  'id',
  'subject',
  'recipients',
  'state',
  'openCount',
  'machineOpenCount',
  'clickCount',
  'firstOpenedAt',
  'lastOpenedAt',
] as const;

/** One line as RFC 4180 has it; what a spreadsheet would take for a formula begins with an apostrophe. */
const line = (cells: readonly (string | number | null)[]) =>
  stringify([[...cells]], { record_delimiter: '\r\n', escape_formulas: true, quoted_match: /[\r\n]/ });

/** With the byte order mark by which spreadsheets know that what follows is UTF-8. */
export const CSV_HEADER = `\ufeff${line(COLUMNS)}`;

/** What follows the time in a line of a colleague's mail: opened, and not. */
export function csvTails(accountId: string, member: string): { opened: string; unopened: string } {
  const nothing = COLUMNS.slice(4).map(() => null);
  const tail = (opened: string) => `,${line([accountId, member, opened, ...nothing])}`;
  return { opened: tail('yes'), unopened: tail('no') };
}

/** A line of the viewer's own mail. */
export function ownLine({
  accountId,
  member,
  sentAt,
  opened,
  own,
}: OwnMail & Pick<ReportMessage, 'accountId' | 'member'>) {
  return line([
    sentAt,
    accountId,
    member,
    opened ? 'yes' : 'no',
    own.id,
    own.subject,
    own.recipients.map(({ email }) => email).join('; '),
    own.state,
    own.openCount,
    own.machineOpenCount,
    own.clickCount,
    own.firstOpenedAt,
    own.lastOpenedAt,
  ]);
}
