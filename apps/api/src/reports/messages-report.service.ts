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
import { CSV_HEADER, mailsIn, ownLines, PACKED_MAIL, piecesOf, TeamLines } from './messages-csv.js';
import { type MailPosition, OwnMails, type OwnRow } from './own-mails.js';
import { type Days, ReportReading, type Span, spanOf, type Viewer, zoneInDatabase } from './report-reading.js';

/** Mails of a CSV, what is stored of the viewer's own among them, and the place of the last where more may follow. */
interface CsvPage {
  /** As `PACKED_MAIL` packs them. */
  packed: Buffer;
  own: (OwnRow | undefined)[];
  last: MailPosition | null;
}

/** Null where there is nothing; the id also where the page is not full. */
type PackedRow = Record<'at' | 'id' | 'own', string | null> & { packed: Buffer | null };

const PAGE = 100;
/** The most mails of one read of a CSV. */
const CSV_PAGE = 10_000;
/** As many of them are to be the viewer's own, of which all is read that is stored. */
const OWN_A_PAGE = 500;
/** Mails of which the lines are made before others get their turn. */
const CSV_PIECE = 250;

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
const IN_ORDER = 'order by at desc, id desc';
/**
 * A page in one value. All aggregates ask for the order in which the index gives the mails, so nothing is sorted. $7 the
 * viewer.
 */
const PACKED = `
  select ${TO_MICROSECONDS} as at, id, own, packed from (
    select min(at) as at, (array_agg(id ${IN_ORDER}))[$6::integer] as id,
           string_agg(id::text, ' ' ${IN_ORDER}) filter (where account_id = $7::uuid) as own,
           string_agg(${PACKED_MAIL}, '' ${IN_ORDER}) as packed
    from (MAILS) mail) page`;
const packedOf = (member: string | undefined) => PACKED.replace('MAILS', () => mailsOf(member));
const NOTHING = Buffer.alloc(0);
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
    const frame = await this.reading.read(viewer.teamId, async (manager) => ({
      members: await membersOf(manager, viewer.teamId, query.member),
      span: await spanOf(manager, daysOf(query)),
    }));
    const pageAfter = (before: CsvPage | null) => {
      const page = this.csvPage(viewer, query, frame.span, before);
      // Whether it failed is asked when its turn has come, which it never does once the download is broken off.
      page.catch(() => undefined);
      return page;
    };
    const sender = { accountId: viewer.accountId ?? '', member: frame.members.get(viewer.accountId ?? '') ?? '' };
    const team = new TeamLines(frame.members, viewer.accountId);
    const lines = (page: CsvPage) => this.lines(page, team, sender);
    const first = await pageAfter(null);
    const all = async function* () {
      yield CSV_HEADER;
      for (let page: CsvPage | null = first; page; ) {
        // PostgreSQL works on it while this one is written.
        const next: Promise<CsvPage> | null = page.last && pageAfter(page);
        yield* lines(page);
        page = await next;
      }
    };
    return Readable.from(all(), { objectMode: false, highWaterMark: 64 * 1_024 });
  }

  /**
   * PostgreSQL tells of others' mail, which is nearly all, as little as a line needs.
   * @param before the page after which this one comes; null: it is the first
   */
  private async csvPage(
    viewer: Viewer,
    query: MessagesReportQuery,
    span: Span,
    before: CsvPage | null,
  ): Promise<CsvPage> {
    const limit = before ? limitAfter(before) : OWN_A_PAGE;
    const read = async (manager: EntityManager): Promise<CsvPage> => {
      const [page]: PackedRow[] = await manager.query(packedOf(query.member), [
        ...pageValues(viewer, span, before?.last ?? null, query.member, limit),
        viewer.accountId,
      ]);
      if (!page?.at || !page.packed) return { packed: NOTHING, own: [], last: null };
      const ids = page.own?.split(' ') ?? [];
      const stored = await this.ownMails.stored(manager, viewer.teamId, ids);
      const own = ids.map((id) => stored.get(id));
      return { packed: page.packed, own, last: page.id === null ? null : { at: page.at, id: page.id } };
    };
    return this.reading.read(viewer.teamId, read, { inOrder: true });
  }

  /** The page's lines, in pieces. */
  private async *lines(
    { packed, own }: CsvPage,
    team: TeamLines,
    sender: Pick<ReportMessage, 'accountId' | 'member'>,
  ): AsyncGenerator<string> {
    let told = 0;
    const nextOwn = (mails: number) => {
      const rows = own.slice(told, told + mails);
      told += mails;
      return ownLines(
        sender,
        rows.flatMap((row) => (row ? [this.ownMails.open(row)] : [])),
      );
    };
    for (const piece of piecesOf(packed, CSV_PIECE)) {
      const lines = team.of(piece, nextOwn);
      if (lines) yield lines;
      await aTurn();
    }
  }
}

const daysOf = ({ from, to, timeZone }: MessagesReportQuery): Days => ({
  from,
  to,
  timeZone: zoneInDatabase(timeZone),
});

/** Mails of the next page, if the viewer's own are as frequent as in this one. */
const limitAfter = ({ packed, own }: CsvPage) =>
  Math.min(CSV_PAGE, Math.ceil((OWN_A_PAGE * mailsIn(packed)) / Math.max(1, own.length)));

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
