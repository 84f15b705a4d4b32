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

type Cells = readonly (string | number | null)[];

/** Lines as RFC 4180 has them; what a spreadsheet would take for a formula begins with an apostrophe. */
const linesOf = (rows: readonly Cells[]) =>
  stringify(
    rows.map((cells) => [...cells]),
    { record_delimiter: '\r\n', escape_formulas: true, quoted_match: /[\r\n]/ },
  );

/** With the byte order mark by which spreadsheets know that what follows is UTF-8. */
export const CSV_HEADER = `\ufeff${linesOf([COLUMNS])}`;

/** Stands for a line of the viewer's own mail until that is put in; in no colleague's line. */
export const OWN_LINE = '\u0001';

/** What follows the time in a line of a colleague's mail: opened, and not. */
export function csvTails(accountId: string, member: string): { opened: string; unopened: string } {
  const nothing = COLUMNS.slice(4).map(() => null);
  const tail = (opened: string) => linesOf([[null, accountId, member.replaceAll(OWN_LINE, ''), opened, ...nothing]]);
  return { opened: tail('yes'), unopened: tail('no') };
}

/** Lines of one sender's own mails. */
export const ownLines = (
  { accountId, member }: Pick<ReportMessage, 'accountId' | 'member'>,
  mails: readonly OwnMail[],
): string =>
  linesOf(
    mails.map(({ sentAt, opened, own }) => [
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
    ]),
  );
