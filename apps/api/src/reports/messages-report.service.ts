import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setImmediate as aTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type MessagesReport, type MessagesReportQuery, type ReportMessage, uuid } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { cursorMicrosecond, decodeCursor, encodeCursor } from '../http/cursor.js';
import { MAIL_COUNTED, MAIL_OPENED, MAIL_SENT_AT } from './figures.js';
import { CSV_HEADER, csvTails, OWN_LINE, ownLines } from './messages-csv.js';
import { type MailPosition, type OwnMail, OwnMails, type OwnRow } from './own-mails.js';
import { type Days, ReportReading, type Span, spanOf, type Viewer, zoneInDatabase } from './report-reading.js';

/** Lines of a CSV, those of the viewer's own mail still to be put in, and the place of the last where more may follow. */
interface CsvPage {
  text: string;
  own: (OwnRow | undefined)[];
  last: MailPosition | null;
}

/** Null where there is nothing; the id where the page is full. */
type LinesRow = Record<'at' | 'id' | 'own' | 'text', string | null>;

/** What a whole CSV has in common. */
interface CsvFrame {
  span: Span;
  /** Addresses by account. */
  members: Map<string, string>;
  /** In JSON: what follows the time in a line of a colleague's mail, by account. */
  opened: string;
  unopened: string;
}

const PAGE = 100;
/** Mails of one read of a CSV: a megabyte of text. */
const CSV_PAGE = 10_000;

const cursorOf = z.strictObject({ at: cursorMicrosecond, id: uuid, of: z.string() });

/**
 * $1 team, $2 the beginning, $3 and $4 the place after which it goes on, $5 a member, $6 how many. One bound alone stands at
 * the end: with two an index is read from the first, and each page would walk over all pages before it.
 */
const MAILS = `
  select m.id, m.account_id, ${MAIL_SENT_AT} as at, ${MAIL_OPENED} as opened from message m
  where m.team_id = $1 and ${MAIL_COUNTED} and ${MAIL_SENT_AT} >= $2::timestamptz
    and (${MAIL_SENT_AT}, m.id) < ($3::timestamptz, $4::uuid) MEMBER
  order by ${MAIL_SENT_AT} desc, m.id desc limit $6`;
const mailsOf = (member: string | undefined) =>
  MAILS.replace('MEMBER', member ? 'and m.account_id = $5::uuid' : 'and $5::uuid is null');

const TO_MICROSECONDS = `to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const TO_MILLISECONDS = `to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
/**
 * A page of lines in one value. All aggregates ask for the order in which the index gives the mails, so nothing is sorted;
 * what is said of a member is looked up, as a join could lose that order. $7 the viewer, $8 and $9 what follows the time in
 * a line, by account, of an opened mail and of another.
 */
const LINES = `
  select ${TO_MICROSECONDS} as at, id, own, text from (
    select min(at) as at, (array_agg(id order by at desc, id desc))[$6::integer] as id,
           string_agg(id::text, ' ' order by at desc, id desc) filter (where account_id = $7::uuid) as own,
           string_agg(case when account_id = $7::uuid then '${OWN_LINE}' else ${TO_MILLISECONDS}
             || (case when opened then $8::jsonb else $9::jsonb end ->> account_id::text) end,
             '' order by at desc, id desc) as text
    from (MAILS) mail) page`;
const linesOf = (member: string | undefined) => LINES.replace('MAILS', () => mailsOf(member));
/** Own mails opened before others get their turn. */
const OPENED_AT_ONCE = 200;
/** Before every id. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Every tracked mail of a time, newest first: the viewer's own in full, of others when it was sent and whether opened. */
@Injectable()
export class MessagesReportService {
  constructor(
    private readonly reading: ReportReading,
    private readonly ownMails: OwnMails,
  ) {}

  /**
   * A page. Stable under writes: a mail is neither missed nor told twice, whatever is sent meanwhile.
   * @throws DomainError `invalid_request` for a cursor of another list, `member_not_found` for a member of no or another team,
   *   `report_timeout`, `invalid_time_zone`
   */
  page(viewer: Viewer, query: MessagesReportQuery): Promise<MessagesReport> {
    const after = query.cursor === undefined ? null : positionIn(query.cursor, query);
    const limit = query.limit ?? PAGE;
    return this.reading.read(viewer.teamId, async (manager) => {
      const members = await membersOf(manager, viewer.teamId, query.member);
      const span = await spanOf(manager, daysOf(query));
      const found: { id: string; account_id: string; at: string; sent_at: string; opened: boolean }[] =
        await manager.query(
          `select id, account_id, opened, ${TO_MICROSECONDS} as at, ${TO_MILLISECONDS} as sent_at
           from (${mailsOf(query.member)}) mail order by mail.at desc, id desc`,
          pageValues(viewer, span, after, query.member, limit + 1),
        );
      const page = found.slice(0, limit);
      const mine = page.filter(({ account_id }) => account_id === viewer.accountId).map(({ id }) => id);
      const own = await this.ownMails.stored(manager, viewer.teamId, mine);
      const items = page.map(({ id, account_id, sent_at, opened }): ReportMessage => {
        const row = own.get(id);
        const member = members.get(account_id) ?? '';
        return {
          accountId: account_id,
          member,
          sentAt: sent_at,
          opened,
          own: row ? this.ownMails.open(row).own : null,
        };
      });
      const last = found.length > limit ? page.at(-1) : undefined;
      return { items, nextCursor: last ? encodeCursor({ at: last.at, id: last.id, of: listOf(query) }) : null };
    });
  }

  /**
   * All of it as CSV (RFC 4180, UTF-8 with a byte order mark), a page a transaction, one page ahead of what is taken: a
   * slow download keeps nothing open in the database. What goes wrong before the first row is thrown, later it breaks off.
   * @throws DomainError as `page` does
   */
  async csv(viewer: Viewer, query: MessagesReportQuery): Promise<Readable> {
    const frame = await this.reading.read(viewer.teamId, async (manager): Promise<CsvFrame> => {
      const members = await membersOf(manager, viewer.teamId, query.member);
      const tails = [...members].map(([id, member]) => ({ id, ...csvTails(id, member) }));
      return {
        members,
        span: await spanOf(manager, daysOf(query)),
        opened: JSON.stringify(Object.fromEntries(tails.map(({ id, opened }) => [id, opened]))),
        unopened: JSON.stringify(Object.fromEntries(tails.map(({ id, unopened }) => [id, unopened]))),
      };
    });
    const pageAfter = (after: MailPosition | null) => {
      let asked = () => {};
      const isAsked = new Promise<void>((resolve) => {
        asked = resolve;
      });
      const page = this.csvPage(viewer, query, frame, after, asked).finally(asked);
      // Whether it failed is asked when its turn has come, which it never does once the download is broken off.
      page.catch(() => undefined);
      return { page, isAsked };
    };
    const sender = { accountId: viewer.accountId ?? '', member: frame.members.get(viewer.accountId ?? '') ?? '' };
    const lines = (page: CsvPage) => this.lines(page, sender);
    const first = await pageAfter(null).page;
    const all = async function* () {
      yield CSV_HEADER;
      for (let page: CsvPage | null = first; page; ) {
        const next: ReturnType<typeof pageAfter> | null = page.last && pageAfter(page.last);
        // PostgreSQL works on it while this one is written.
        await next?.isAsked;
        yield* lines(page);
        page = next && (await next.page);
      }
    };
    return Readable.from(all(), { objectMode: false, highWaterMark: 64 * 1_024 });
  }

  /** PostgreSQL writes the lines of others' mail, which are nearly all; the viewer's own are put in here. */
  private async csvPage(
    viewer: Viewer,
    query: MessagesReportQuery,
    { span, opened, unopened }: CsvFrame,
    after: MailPosition | null,
    asked: () => void,
  ): Promise<CsvPage> {
    const read = async (manager: EntityManager): Promise<CsvPage> => {
      const found: Promise<LinesRow[]> = manager.query(linesOf(query.member), [
        ...pageValues(viewer, span, after, query.member, CSV_PAGE),
        viewer.accountId,
        opened,
        unopened,
      ]);
      asked();
      const [page] = await found;
      if (!page?.at) return { text: '', own: [], last: null };
      const ids = page.own?.split(' ') ?? [];
      const stored = await this.ownMails.stored(manager, viewer.teamId, ids);
      const own = ids.map((id) => stored.get(id));
      return { text: page.text ?? '', own, last: page.id === null ? null : { at: page.at, id: page.id } };
    };
    return this.reading.read(viewer.teamId, read, { inOrder: true });
  }

  /** The page's text in pieces, the viewer's own lines put in. */
  private async *lines({ text, own }: CsvPage, sender: Pick<ReportMessage, 'accountId' | 'member'>) {
    const [before = '', ...after] = text.split(OWN_LINE);
    if (before) yield before;
    let mails: OwnMail[] = [];
    for (const [place, colleagues] of after.entries()) {
      const row = own[place];
      if (row) mails.push(this.ownMails.open(row));
      const isFull = (place + 1) % OPENED_AT_ONCE === 0;
      if (!colleagues && !isFull && place + 1 < after.length) continue;
      const lines = ownLines(sender, mails) + colleagues;
      if (lines) yield lines;
      mails = [];
      if (isFull) await aTurn();
    }
  }
}

const daysOf = ({ from, to, timeZone }: MessagesReportQuery): Days => ({
  from,
  to,
  timeZone: zoneInDatabase(timeZone),
});

/** @param after null: from the newest on, as with a place that lies behind the end */
function pageValues(
  viewer: Viewer,
  { begins, ends }: Span,
  after: MailPosition | null,
  member: string | undefined,
  limit: number,
): unknown[] {
  const place = after && Date.parse(after.at) < Date.parse(ends) ? after : { at: ends, id: NO_ID };
  return [viewer.teamId, begins, place.at, place.id, member ?? null, limit];
}

/** Addresses of the team's members by account. @throws DomainError `member_not_found` where the one asked for is not there */
async function membersOf(
  manager: EntityManager,
  teamId: string,
  only: string | undefined,
): Promise<Map<string, string>> {
  const rows: { id: string; email: string }[] = await manager.query(
    'select id, email from account where team_id = $1 and ($2::uuid is null or id = $2)',
    [teamId, only ?? null],
  );
  if (only && rows.length === 0) throw new DomainError('member_not_found');
  return new Map(rows.map(({ id, email }) => [id, email]));
}

/** A cursor goes on in the list it was given out with, and in no other. */
const listOf = ({ from, to, timeZone, member }: MessagesReportQuery) =>
  createHash('sha256')
    .update(JSON.stringify([from, to, timeZone, member ?? null]))
    .digest('base64url')
    .slice(0, 12);

function positionIn(cursor: string, query: MessagesReportQuery): MailPosition {
  const { at, id, of } = decodeCursor(cursorOf, cursor);
  if (of !== listOf(query)) {
    throw new DomainError('invalid_request', undefined, [{ path: 'cursor', message: 'is not a cursor of this list' }]);
  }
  return { at, id };
}
