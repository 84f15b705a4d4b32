import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { type MessagesReport, type MessagesReportQuery, type ReportMessage, uuid } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { MAIL_COUNTED, MAIL_OPENED, MAIL_SENT_AT } from './figures.js';
import { CSV_HEADER, csvTails, ownLine } from './messages-csv.js';
import { type MailPosition, OwnMails } from './own-mails.js';
import { ReportReading, type Span, spanOf, type Viewer } from './report-reading.js';

/** Lines of a CSV, how many, and the place of the last. */
interface CsvPage {
  text: string;
  count: number;
  last: MailPosition | null;
}

const PAGE = 100;
/** Mails of one read of a CSV: some megabyte of text. */
const CSV_PAGE = 10_000;

const cursorOf = z.strictObject({ at: z.iso.datetime({ precision: 6 }).regex(/^[12]/), id: uuid, of: z.string() });

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
/** Where a line of the viewer's own mail is to be put in: what no line of others' mail begins with. */
const OWN_BEGINS = '<own ';
const OWN = new RegExp(`${OWN_BEGINS}([0-9a-f-]{36})>`, 'g');
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
      const span = await spanOf(manager, query);
      const found: { id: string; account_id: string; at: string; sent_at: string; opened: boolean }[] =
        await manager.query(
          `select id, account_id, opened, ${TO_MICROSECONDS} as at, ${TO_MILLISECONDS} as sent_at
           from (${mailsOf(query.member)}) mail order by mail.at desc, id desc`,
          pageValues(viewer, span, after, query.member, limit + 1),
        );
      const page = found.slice(0, limit);
      const mine = page.filter(({ account_id }) => account_id === viewer.accountId).map(({ id }) => id);
      const own = await this.ownMails.of(manager, viewer.teamId, mine);
      const items = page.map(
        ({ id, account_id, sent_at, opened }): ReportMessage => ({
          accountId: account_id,
          member: members.get(account_id) ?? '',
          sentAt: sent_at,
          opened,
          own: own.get(id)?.own ?? null,
        }),
      );
      const last = found.length > limit ? page.at(-1) : undefined;
      return { items, nextCursor: last ? encodeCursor({ at: last.at, id: last.id, of: listOf(query) }) : null };
    });
  }

  /**
   * All of it as CSV (RFC 4180, UTF-8 with a byte order mark), read as fast as it is taken, a page a transaction: a slow
   * download keeps nothing open in the database. What goes wrong before the first row is thrown, later it breaks off.
   * @throws DomainError as `page` does
   */
  async csv(viewer: Viewer, query: MessagesReportQuery): Promise<Readable> {
    const pages = this.csvPages(viewer, query);
    const first = await pages.next();
    const all = async function* () {
      yield CSV_HEADER;
      if (!first.done) yield first.value;
      yield* pages;
    };
    return Readable.from(all(), { objectMode: false, highWaterMark: 64 * 1_024 });
  }

  private async *csvPages(viewer: Viewer, query: MessagesReportQuery): AsyncGenerator<string, void> {
    let after: MailPosition | null = null;
    for (let isFull = true; isFull; ) {
      const from: MailPosition | null = after;
      const page: CsvPage = await this.reading.read(viewer.teamId, (manager) =>
        this.csvPage(manager, viewer, query, from),
      );
      if (page.text) yield page.text;
      after = page.last;
      isFull = page.count === CSV_PAGE;
    }
  }

  /** PostgreSQL writes the lines of others' mail, which are nearly all; the viewer's own are put in here. */
  private async csvPage(
    manager: EntityManager,
    viewer: Viewer,
    query: MessagesReportQuery,
    after: MailPosition | null,
  ) {
    const members = await membersOf(manager, viewer.teamId, query.member);
    const span = await spanOf(manager, query);
    const tails = [...members].map(([id, member]) => ({ id, ...csvTails(id, member) }));
    const [page]: { count: number; text: string | null; own: string[] | null; at: string; id: string }[] =
      await manager.query(
        `select count, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, id, own, text from (
         select count(*)::integer as count, (array_agg(at order by at desc, mail.id desc))[count(*)] as at,
                (array_agg(mail.id order by at desc, mail.id desc))[count(*)] as id,
                array_agg(mail.id) filter (where account_id = $7::uuid) as own,
                string_agg(case when account_id = $7::uuid then '${OWN_BEGINS}' || mail.id || '>' else
                  ${TO_MILLISECONDS} || case when mail.opened then tail.opened else tail.closed end end, ''
                  order by at desc, mail.id desc) as text
         from (${mailsOf(query.member)}) mail
         join unnest($8::uuid[], $9::text[], $10::text[]) tail (id, opened, closed) on tail.id = account_id) page`,
        [
          ...pageValues(viewer, span, after, query.member, CSV_PAGE),
          viewer.accountId,
          tails.map(({ id }) => id),
          tails.map(({ opened }) => opened),
          tails.map(({ unopened }) => unopened),
        ],
      );
    if (!page?.text) return { text: '', count: 0, last: after };
    const own = await this.ownMails.of(manager, viewer.teamId, page.own ?? []);
    const sender = { accountId: viewer.accountId ?? '', member: members.get(viewer.accountId ?? '') ?? '' };
    const text = page.own
      ? page.text.replaceAll(OWN, (_, id: string) => {
          const mail = own.get(id);
          return mail ? ownLine({ ...sender, ...mail }) : '';
        })
      : page.text;
    return { text, count: page.count, last: { at: page.at, id: page.id } };
  }
}

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
