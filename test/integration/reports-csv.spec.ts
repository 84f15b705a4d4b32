import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { get as ask, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { messagesReport, reportSummary } from '@openly/contracts';
import fc from 'fast-check';
import { ReportReading } from '../../apps/api/src/reports/report-reading.js';
import { type ReportStage, withReportStage } from '../support/report-stage.js';
import { until } from '../support/until.js';
import type { User } from '../support/world.js';

jest.setTimeout(120_000);

let { world, sender, cleo, team, write } = {} as ReportStage;
withReportStage((stage) => {
  ({ world, sender, cleo, team, write } = stage);
});

const get = (user: User, path: string) => user.call('GET', path);
const oneMail = (accountId: string, sentAt: Date, subject?: string) =>
  write.mail(team, { accountId, sentAt, readers: ['ann@example.org'], subject });

describe('a report of messages as CSV', () => {
  it('is what spreadsheets open right: quoted, in UTF-8, and no cell is a formula', async () => {
    const subjects = ['=1+1', '+31 20', '-1', '@sum', '\tx', '\rx', 'a "b", c', 'two\nlines', 'Ærø 😀', 'plain'];
    subjects.push('＝1+1', '＋1', '－1', '＠sum');
    for (const [n, subject] of subjects.entries()) {
      await oneMail(sender.me.accountId, new Date(Date.UTC(2024, 4, 1, 10, subjects.length - n)), subject);
    }
    const answer = await fetch(`${world.api.url}/v1/reports/messages?from=2024-05-01&to=2024-05-01&format=csv`, {
      headers: { authorization: `Bearer ${sender.accessToken}` },
    });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const rows = parseCsv(bytes.subarray(3).toString('utf8'));
    const column = rows[0]?.indexOf('subject') ?? -1;
    expect(rows.every((row) => row.length === rows[0]?.length)).toBe(true);
    expect(rows.slice(1).map((row) => row[column])).toEqual(
      subjects.map((subject) => (/^[=+\-@＝＋－＠\t\r]/.test(subject) ? `'${subject}` : subject)),
    );
  });

  it('has no formula either where a spreadsheet takes a semicolon or a tab for the end of a cell', async () => {
    const subject = 'Re: yours;=HYPERLINK(A1);\t @sum\t+1; ＝1; a-b=c';
    await write.mail(team, {
      accountId: sender.me.accountId,
      sentAt: new Date('2024-05-03T10:00:00Z'),
      readers: ['ann@example.org', '=1+1@example.org', '-1@example.org'],
      subject,
    });
    const { body } = await get(sender, '/v1/reports/messages?from=2024-05-03&to=2024-05-03&format=csv');
    const cells = body.replace(/^\ufeff/, '').split(/[;\t,\r\n]/) as string[];
    expect(cells.filter((cell) => /^[\s"]*[=+\-@＝＋－＠]/.test(cell))).toEqual([]);
    // Where both commas and semicolons are taken for separators, a quoted cell is one.
    const [, row] = parseCsv(body.replace(/^\ufeff/, ''));
    expect(row?.slice(5, 7)).toEqual([
      "Re: yours;'=HYPERLINK(A1);\t '@sum\t'+1; '＝1; a-b=c",
      "ann@example.org; '=1+1@example.org; '-1@example.org",
    ]);
    expect(body).toContain('"ann@example.org; ');
  });

  it('streams more than fits one read, each mail once, in order', async () => {
    await world.database.query(
      `insert into message (team_id, id, account_id, state, notice_version, tracked, sent_at)
       select $1, gen_random_uuid(), case when n % 50 = 0 then $2::uuid else $3::uuid end, 'sent', '1', true,
              '2024-06-01T00:00:00Z'::timestamptz + (n / 3) * interval '1 minute' from generate_series(1, 21000) n`,
      [team.teamId, sender.me.accountId, cleo.me.accountId],
    );
    const { body } = await get(sender, '/v1/reports/messages?from=2024-06-01&to=2024-06-30&format=csv');
    const rows = parseCsv(body.replace(/^\ufeff/, '')).slice(1);
    expect(rows).toHaveLength(21_000);
    const times = rows.map(([at]) => at ?? '');
    expect(times).toEqual([...times].sort().reverse());
    const own = rows.filter(([, account]) => account === sender.me.accountId);
    expect(own).toHaveLength(420);
    expect(new Set(own.map((row) => row[4])).size).toBe(420);
    expect(rows.filter(([, account]) => account === cleo.me.accountId).every((row) => row[4] === '')).toBe(true);
  });
});

/** Somebody of the team who has such an address, and so many mails of one day. */
async function aColleague(email: string, sentAt: string, mails: number): Promise<string> {
  const id = randomUUID();
  await world.database.query(
    `insert into account (id, team_id, google_subject, email, sender_id) values ($1, $2, $3, $4, $3)`,
    [id, team.teamId, id, email],
  );
  await world.database.query(
    `insert into message (team_id, id, account_id, state, notice_version, tracked, sent_at)
     select $1, gen_random_uuid(), $2, 'sent', '1', true, $3::timestamptz + n * interval '1 millisecond'
     from generate_series(1, $4::int) n`,
    [team.teamId, id, sentAt, mails],
  );
  return id;
}

it("says a colleague's address as one cell that is no formula, whatever it is", async () => {
  const emails = ['=1+1@example.com', '@sum', 'a"b, c@example.com', 'a\u0001@example.com', '<b>\\n$1@example.com'];
  for (const [hour, email] of emails.entries()) await aColleague(email, `2024-10-01T0${9 - hour}:00:00Z`, 1);
  const { body } = await get(sender, '/v1/reports/messages?from=2024-10-01&to=2024-10-01&format=csv');
  const rows = parseCsv(body.replace(/^\ufeff/, '')).slice(1);
  expect(rows.map((row) => row.length)).toEqual(emails.map(() => 13));
  expect(rows.map(([, , member]) => member)).toEqual([
    "'=1+1@example.com",
    "'@sum",
    'a"b, c@example.com',
    'a\u0001@example.com',
    '<b>\\n$1@example.com',
  ]);
});

/** What somebody may be called, and what a spreadsheet or a line of CSV could take amiss. */
const name = fc
  .tuple(fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', '\n', '"', ',', '＝'), fc.string({ unit: 'grapheme' }))
  .map((parts) => parts.join('').replaceAll('\0', ''));
/** The instant from which PostgreSQL counts, and a day of which ten hours come after it, as the zone is 14 ahead. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const AROUND_EPOCH = 'from=2000-01-01&to=2000-01-01&timeZone=Pacific/Kiritimati';
const microseconds = fc.integer({ min: -14 * 3_600_000_000, max: 10 * 3_600_000_000 - 1 });
const safe = (cell: string | null) => {
  const inside = (cell ?? '').replace(/([;\t]\s*)(?=[=+\-@＝＋－＠])/g, "$1'");
  return /^[=+\-@＝＋－＠\t\r]/.test(inside) ? `'${inside}` : inside;
};

it('says of each mail what the list says of it, whoever sent it, whenever', async () => {
  const colleagueMails = fc.array(fc.record({ at: microseconds, isOpened: fc.boolean() }), { maxLength: 6 });
  const ownMails = fc.array(fc.record({ at: microseconds, subject: name, reader: name }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ email: name, mails: colleagueMails }), { maxLength: 4 }),
      ownMails,
      async (others, own) => {
        const accounts: string[] = [];
        for (const { email, mails } of others) {
          const id = await aColleague(email, '1990-01-01', 0);
          accounts.push(id);
          await world.database.query(
            `insert into message (team_id, id, account_id, state, notice_version, tracked, sent_at, open_count)
           select $1, gen_random_uuid(), $2, 'sent', '1', true, '2000-01-01Z'::timestamptz + at * interval '1 microsecond',
                  opened::integer from unnest($3::bigint[], $4::boolean[]) mail (at, opened)`,
            [team.teamId, id, mails.map(({ at }) => at), mails.map(({ isOpened }) => isOpened)],
          );
        }
        for (const { at, subject, reader } of own) {
          const sentAt = new Date(EPOCH_MS + Math.floor(at / 1_000));
          await write.mail(team, { accountId: sender.me.accountId, sentAt, readers: [reader], subject });
        }
        const list = messagesReport.parse((await get(sender, `/v1/reports/messages?${AROUND_EPOCH}`)).body);
        const { body } = await get(sender, `/v1/reports/messages?${AROUND_EPOCH}&format=csv`);
        await world.database.query(
          `with mail as (delete from message where team_id = $1 and sent_at < '2001-01-01')
         delete from account where id = any($2::uuid[])`,
          [team.teamId, accounts],
        );
        expect(list.items).toHaveLength(own.length + others.reduce((sum, { mails }) => sum + mails.length, 0));
        expect(parseCsv(body.replace(/^\ufeff/, '')).slice(1)).toEqual(
          list.items.map(({ sentAt, accountId, member, opened, own }) => [
            sentAt,
            accountId,
            safe(member),
            opened ? 'yes' : 'no',
            own?.id ?? '',
            safe(own?.subject ?? null),
            safe(own?.recipients.map(({ email }) => email).join('; ') ?? null),
            ...[
              own?.state,
              own?.openCount,
              own?.machineOpenCount,
              own?.clickCount,
              own?.firstOpenedAt,
              own?.lastOpenedAt,
            ].map((cell) => `${cell ?? ''}`),
          ]),
        );
      },
    ),
    { numRuns: 30 },
  );
});

describe('a CSV that is taken slowly', () => {
  const MAILS = 31_000;
  /** One read of what all pages have in common, one of the short first page, and of each other. */
  const READS = 1 + 1 + 4;
  let reads: jest.SpiedFunction<ReportReading['read']>;
  let colleague: string;
  beforeAll(async () => {
    // Long lines: more than the sockets between hold.
    colleague = await aColleague(`${'x'.repeat(1_000)}@example.com`, '2024-09-10T00:00:00Z', MAILS);
    reads = jest.spyOn(world.api.app.get(ReportReading), 'read');
  });
  beforeEach(() => {
    reads.mockClear();
  });
  afterAll(async () => {
    reads.mockRestore();
    await world.database.query('delete from account where id = $1', [colleague]);
  });

  /** The answer, of which nothing is taken after its first bytes, when the server has come to rest. */
  async function begun(): Promise<IncomingMessage> {
    const asked = ask(
      `${world.api.url}/v1/reports/messages?from=2024-09-10&to=2024-09-10&format=csv&member=${colleague}`,
      { agent: false, headers: { authorization: `Bearer ${sender.accessToken}` } },
    );
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.pause();
    await atRest();
    return answer;
  }
  const open = () =>
    world.database.query(
      `select from pg_stat_activity where datname = current_database() and application_name = 'openly' and xact_start is not null`,
    );
  /** No further page is read, and no transaction is open. */
  async function atRest(): Promise<void> {
    await until(async () => {
      const before = reads.mock.calls.length;
      await new Promise((resolve) => setTimeout(resolve, 500));
      return reads.mock.calls.length === before && (await open()).length === 0;
    });
  }

  it('keeps no transaction open meanwhile, and comes whole', async () => {
    const answer = await begun();
    expect(reads.mock.calls.length).toBeLessThan(READS);
    let lines = -1;
    for await (const part of answer as AsyncIterable<Buffer>) {
      for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) lines++;
    }
    expect([lines, reads.mock.calls.length]).toEqual([MAILS, READS]);
  });

  it('is read no further once its client is gone', async () => {
    const answer = await begun();
    const before = reads.mock.calls.length;
    answer.destroy();
    await atRest();
    expect(before).toBeLessThan(READS);
    expect(reads.mock.calls.length).toBe(before);
    // And the next one has its turn.
    const summary = await get(sender, '/v1/reports/summary?from=2024-09-10&to=2024-09-10');
    expect(reportSummary.parse(summary.body).totals.sent).toBe(MAILS);
  });
});

it('makes reports one after the other, in the order in which they are asked for, also after one that failed', async () => {
  const reading = world.api.app.get(ReportReading);
  let [running, most] = [0, 0];
  const order: number[] = [];
  const asked = Array.from({ length: 6 }, (_, turn) =>
    reading.read(team.teamId, async (manager) => {
      most = Math.max(most, ++running);
      order.push(turn);
      await manager.query('select pg_sleep(0.02)');
      running--;
      if (turn % 2) throw new Error('failed');
    }),
  );
  const ends = await Promise.allSettled(asked);
  expect(ends.map(({ status }) => status)).toEqual(asked.map((_, turn) => (turn % 2 ? 'rejected' : 'fulfilled')));
  expect([most, order]).toEqual([1, [0, 1, 2, 3, 4, 5]]);
});

/** As RFC 4180 has it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
