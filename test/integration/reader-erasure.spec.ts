import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { erasure, readerExport } from '@openly/contracts';
import { ConsentService } from '../../apps/api/src/consent/consent.service.js';
import { ReaderMail } from '../../apps/api/src/consent/reader-mail.js';
import { Database } from '../../apps/api/src/database/database.js';
import { Encryption } from '../../apps/api/src/secrets/encryption.js';
import { LookupHash } from '../../apps/api/src/secrets/lookup-hash.js';
import { buildLinkedMail, decideAt, type LinkedMail, type Sender } from '../support/linked-mail.js';
import { codeFor, postJson } from '../support/mailbox-proof.js';
import { buildTeam } from '../support/modules.js';
import { type User, type World, withSender } from '../support/world.js';

let world: World;
let user: User;
withSender((its) => {
  ({ world, sender: user } = its);
});

const someReader = () => `${randomUUID()}@example.net`;

async function buildSender(): Promise<Sender> {
  const { teamId, accountIds } = await buildTeam(world.database, [`${randomUUID()}@example.com`]);
  return { teamId, accountId: accountIds[0] ?? '' };
}

/** Mail that its reader has opened, with a name, a tracked link that was followed, and a look that nobody has judged. */
async function openedMail(sender: Sender, readers: string[], subject = 'An offer'): Promise<LinkedMail> {
  const mail = await buildLinkedMail(world.database, world.api, sender, readers, subject);
  const { teamId, id } = mail;
  const { database } = world;
  const seal = world.api.app.get(Encryption);
  await database.query('update recipient set name_sealed = $2 where message_id = $1 and position = 0', [
    id,
    seal.seal('recipient.name', 'Ann <b>Other</b>'),
  ]);
  await database.query(
    `insert into open (team_id, id, message_id, opened_at, kind, confidence, reason, client, country, city, rules_version)
     values ($1, $2, $3, now(), 'direct', 'confirmed', 'because', 'Thunderbird', 'NL', 'Utrecht', 1)`,
    [teamId, randomUUID(), id],
  );
  const links = ['https://example.org/offer', `https://example.org/for?who=${encodeURIComponent(readers[0] ?? '')}`];
  for (const url of links) {
    const link = randomUUID();
    await database.query('insert into link (team_id, id, message_id, url) values ($1, $2, $3, $4)', [
      teamId,
      link,
      id,
      url,
    ]);
    await database.query(
      `insert into click (team_id, id, message_id, link_id, clicked_at, kind, confidence, reason, rules_version)
       values ($1, $2, $3, $4, now(), 'direct', 'confirmed', 'because', 1)`,
      [teamId, randomUUID(), id, link],
    );
  }
  await database.query(
    `update message set open_count = 1, first_opened_at = now(), last_opened_at = now(), confirmed_by = 'click',
            confirmed_at = now(), earlier_signal = 'opened' where id = $1`,
    [id],
  );
  return mail;
}

/** Beside any one mail: a zone set by hand, and that the sender asked. */
async function addSettings({ teamId, accountId }: Sender, reader: string, messageId: string) {
  const hash = world.api.app.get(LookupHash).ofAddress(reader);
  await world.database.query(
    `insert into reader_zone (team_id, account_id, email_hash, time_zone) values ($1, $2, $3, 'Asia/Tokyo')`,
    [teamId, accountId, hash],
  );
  await world.database.query(
    'insert into reader_question (team_id, account_id, email_hash, message_id) values ($1, $2, $3, $4)',
    [teamId, accountId, hash, messageId],
  );
}

/** A schedule that sent this mail, or waits to send another, and the answer kept for a repeated request. */
async function addSchedule(mail: LinkedMail, status: 'sent' | 'scheduled', readers: string[]): Promise<string> {
  const id = randomUUID();
  const seal = (value: unknown) => world.api.app.get(Encryption).seal('schedule', JSON.stringify(value));
  await world.database.query(
    `insert into schedule (team_id, id, account_id, gmail_draft_id, status, send_at, time_zone, wall_time, sender_zone,
       deliver_in, reader_sealed, fixed, zone_rules, tolerance_minutes, late_from, unless_replied, tracking, message_id,
       recipients_sealed, draft_bytes, due_at)
     values ($1, $2, $3, $4, $5, now() + interval '1 day', 'Asia/Tokyo', '2030-01-01 08:00', 'UTC', 'recipient', $6, 'wall', '2026a',
       120, now() + interval '1 day', false, true, $7, $8, 100, now() + interval '1 day')`,
    [
      mail.teamId,
      id,
      mail.accountId,
      `r-${id}`,
      status,
      world.api.app.get(Encryption).seal('schedule', readers[0] ?? ''),
      status === 'sent' ? mail.id : randomUUID(),
      seal(readers),
    ],
  );
  await world.database.query(
    `insert into idempotency_key (team_id, account_id, key, request_hash, response_sealed) values ($1, $2, $3, $4, $5)`,
    [mail.teamId, mail.accountId, id, Buffer.alloc(32), seal({ id, reader: readers[0], recipients: readers })],
  );
  return id;
}

/** A series that is over. */
async function addEndedSeries({ teamId, accountId }: Sender, readers: string[]): Promise<string> {
  const id = randomUUID();
  await world.database.query(
    `insert into series (team_id, id, account_id, gmail_draft_id, status, rule, wall_time, time_zone, tracking,
       tolerance_minutes, recipients_sealed)
     values ($1, $2, $3, $4, 'ended', 'FREQ=DAILY', '2026-01-01 08:00', 'UTC', true, 120, $5)`,
    [teamId, id, accountId, `r-${id}`, world.api.app.get(Encryption).seal('schedule', JSON.stringify(readers))],
  );
  return id;
}

const sealedOf = async (table: string, column: string, where: string, value: string) => {
  const [row] = await world.database.query<{ sealed: Buffer | null }>(
    `select ${column} as sealed from ${table} where ${where} = $1`,
    [value],
  );
  return row?.sealed ? world.api.app.get(Encryption).open('schedule', row.sealed) : null;
};

const post = (mail: LinkedMail, action: string, body: unknown) => postJson(world.api.url, mail, action, body);

async function erase(mail: LinkedMail, scope: string, proof: string) {
  const answer = await post(mail, 'erase', { scope, proof });
  expect(answer.status).toBe(200);
  return erasure.parse(await answer.json());
}

/** Every row of every table as text, by table: what a dump of the database would hold. */
async function dump(): Promise<Map<string, string>> {
  const tables = await world.database.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const texts = new Map<string, string>();
  for (const { name } of tables) {
    const rows = await world.database.query<{ row: string }>(`select t::text as row from ${name} t`);
    texts.set(name, rows.map(({ row }) => row).join('\n'));
  }
  return texts;
}

/** Tables in whose rows one of these stands, as text or as bytes. */
async function tablesWith(secrets: readonly (string | Buffer)[]): Promise<string[]> {
  const needles = secrets.flatMap((secret) =>
    typeof secret === 'string'
      ? [secret, encodeURIComponent(secret), Buffer.from(secret).toString('hex')]
      : [secret.toString('hex')],
  );
  return [...(await dump())]
    .filter(([, text]) => needles.some((needle) => text.includes(needle)))
    .map(([name]) => name);
}

/** Every sealed column, opened: addresses that a dump hides from others, but not from this server. */
async function sealedWith(address: string): Promise<string[]> {
  const encryption = world.api.app.get(Encryption);
  const columns = await world.database.query<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns
     where table_schema = 'public' and column_name like '%\\_sealed'`,
  );
  const found: string[] = [];
  for (const { table, column } of columns) {
    const rows = await world.database.query<{ sealed: Buffer }>(
      `select ${column} as sealed from ${table} where ${column} is not null`,
    );
    const opened = rows.map(({ sealed }) => {
      for (const purpose of [
        'recipient.email',
        'recipient.name',
        'schedule',
        'message.subject',
        'outgoing_mail',
        'google.refresh_token',
      ] as const) {
        try {
          return encryption.open(purpose, sealed);
        } catch {
          // Sealed as something else.
        }
      }
      throw new Error(`${table}.${column} was sealed as something this test does not know`);
    });
    if (opened.some((text) => text.includes(address))) found.push(`${table}.${column}`);
  }
  return found;
}

describe('an export', () => {
  it('holds everything that is kept of a reader at that scope', async () => {
    const sender = await buildSender();
    const reader = someReader();
    const other = someReader();
    const mail = await openedMail(sender, [reader], '<script>alert(1)</script>');
    const shared = await openedMail(sender, [reader, other]);
    const foreign = await openedMail(await buildSender(), [reader]);
    await openedMail(sender, [other]);
    await addSettings(sender, reader, mail.id);
    const code = await codeFor(world, mail, reader);
    await decideAt(world.api.url, mail, { decision: 'allow', scope: 'sender', proof: code });

    const exported = async (scope: string) => {
      const answer = await fetch(`${world.api.url}${mail.path}/export?scope=${scope}&proof=${code}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-disposition')).toContain('attachment');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      const text = await answer.text();
      expect(text).not.toContain(other);
      return readerExport.parse(JSON.parse(text));
    };

    const one = await exported('message');
    expect(one).toMatchObject({ email: reader, scope: 'message', decisions: [{ scope: 'sender' }], timeZones: [] });
    expect(one.mails).toMatchObject([
      {
        messageId: mail.id,
        subject: '<script>alert(1)</script>',
        state: 'recording',
        you: [{ email: reader, name: 'Ann <b>Other</b>', field: 'to' }],
        recorded: { readers: 'one', opens: [{ place: { city: 'Utrecht' }, client: 'Thunderbird' }] },
        keptDays: { opens: 90, addresses: 180 },
      },
    ]);
    expect(one.mails[0]?.recorded).toMatchObject({ clicks: [expect.anything(), expect.anything()] });
    expect(one.questions).toHaveLength(1);
    expect(one.codes).toHaveLength(1);

    const ofSender = await exported('sender');
    expect(ofSender.mails.map(({ messageId }) => messageId).sort()).toEqual([mail.id, shared.id].sort());
    expect(ofSender.mails.find(({ messageId }) => messageId === shared.id)?.recorded).toEqual({
      readers: 'several',
      openings: 1,
      why: expect.stringContaining('several readers'),
    });
    expect(ofSender.decisions).toMatchObject([{ decision: 'allow', scope: 'sender', assurance: 'mailbox' }]);
    expect(ofSender.timeZones).toMatchObject([{ timeZone: 'Asia/Tokyo' }]);

    const ofServer = await exported('server');
    expect(ofServer.mails.map(({ messageId }) => messageId).sort()).toEqual([mail.id, shared.id, foreign.id].sort());
  });

  it('comes as JSON to a program that posts, so that the code stands in no address', async () => {
    const reader = someReader();
    const mail = await openedMail(await buildSender(), [reader]);
    const proof = await codeFor(world, mail, reader);
    const answer = await post(mail, 'export', { scope: 'message', proof });
    expect(readerExport.parse(await answer.json()).email).toBe(reader);
  });
});

describe('an erasure', () => {
  it('leaves of a reader nothing but the keyed hash in what they decided', async () => {
    const sender = await buildSender();
    const reader = someReader();
    const hash = world.api.app.get(LookupHash).ofAddress(reader);
    const mail = await openedMail(sender, [reader]);
    const shared = await openedMail(sender, [reader, someReader()]);
    const foreign = await openedMail(await buildSender(), [reader]);
    await addSettings(sender, reader, mail.id);
    await addSchedule(mail, 'sent', [reader, 'Bob <bob@example.net>']);
    const series = await addEndedSeries(sender, [reader, 'bob@example.net']);
    const code = await codeFor(world, mail, reader);
    expect(await tablesWith([hash])).toEqual(expect.arrayContaining(['public.recipient', 'public.reader_zone']));
    expect(await sealedWith(reader)).toEqual(
      expect.arrayContaining(['recipient.email_sealed', 'schedule.recipients_sealed', 'schedule.reader_sealed']),
    );

    const { erased, receipt } = await erase(mail, 'server', code);

    expect(erased).toEqual({
      messages: 3,
      addresses: 3,
      opens: 3,
      clicks: 6,
      links: 3,
      questions: 1,
      timeZones: 1,
      codes: 1,
    });
    expect(receipt).toMatchObject({ decision: 'refuse', scope: 'server', assurance: 'mailbox' });
    expect(await tablesWith([reader])).toEqual([]);
    expect(await tablesWith([hash])).toEqual(['public.consent_decision']);
    expect(await sealedWith(reader)).toEqual([]);
    expect(await sealedOf('series', 'recipients_sealed', 'id', series)).toBe('["bob@example.net"]');
    for (const { id } of [mail, shared, foreign]) {
      const [row] = await world.database.query(
        `select open_count, click_count, first_opened_at, last_opened_at, earlier_signal, confirmed_by, confirmed_at,
                withdrawn_at is not null as is_stopped, erased_readers from message where id = $1`,
        [id],
      );
      expect(row).toEqual({
        open_count: 0,
        click_count: 0,
        first_opened_at: null,
        last_opened_at: null,
        earlier_signal: null,
        confirmed_by: null,
        confirmed_at: null,
        is_stopped: true,
        erased_readers: 1,
      });
    }
  });

  it('is outlived by the refusal: mail to come is not tracked', async () => {
    const sender = await buildSender();
    const reader = someReader();
    const mail = await openedMail(sender, [reader]);
    const { receipt } = await erase(mail, 'sender', await codeFor(world, mail, reader));
    expect(receipt).toMatchObject({ decision: 'refuse', scope: 'sender', assurance: 'mailbox' });
    expect(await world.api.app.get(ConsentService).anyRefuses(sender, [reader.toUpperCase()])).toBe(true);
  });

  it('lets a reader come back later with a new code, and nothing old is recorded again', async () => {
    const sender = await buildSender();
    const reader = someReader();
    const mail = await openedMail(sender, [reader]);
    await erase(mail, 'sender', await codeFor(world, mail, reader));
    const code = await codeFor(world, mail, reader);
    const answer = await decideAt(world.api.url, mail, { decision: 'allow', scope: 'sender', proof: code });
    expect(answer.status).toBe(200);
    expect(await world.api.app.get(ConsentService).anyRefuses(sender, [reader])).toBe(false);
    const [row] = await world.database.query<{ withdrawn_at: Date | null }>(
      'select withdrawn_at from message where id = $1',
      [mail.id],
    );
    expect(row?.withdrawn_at).toBeInstanceOf(Date);
  });

  it('covers one mail, one sender or the whole server, as asked', async () => {
    const sender = await buildSender();
    const reader = someReader();
    const mail = await openedMail(sender, [reader]);
    const other = await openedMail(sender, [reader]);
    await openedMail(await buildSender(), [reader]);
    await addSettings(sender, reader, mail.id);
    const codes = [await codeFor(world, mail, reader), await codeFor(world, other, reader)];
    expect((await erase(mail, 'message', codes[0] ?? '')).erased).toMatchObject({
      messages: 1,
      timeZones: 0,
      questions: 0,
    });
    expect((await erase(other, 'sender', codes[1] ?? '')).erased).toMatchObject({
      messages: 1,
      timeZones: 1,
      questions: 1,
    });
    const left = await world.database.query('select from recipient where email_hash = $1', [
      world.api.app.get(LookupHash).ofAddress(reader),
    ]);
    expect(left).toHaveLength(1);
  });

  it('ends the code: a second time needs a new one', async () => {
    const reader = someReader();
    const mail = await openedMail(await buildSender(), [reader]);
    const proof = await codeFor(world, mail, reader);
    await erase(mail, 'message', proof);
    expect(await (await post(mail, 'erase', { scope: 'message', proof })).json()).toMatchObject({
      code: 'wrong_proof',
    });
    expect(await (await post(mail, 'export', { scope: 'message', proof })).json()).toMatchObject({
      code: 'wrong_proof',
    });
  });

  it('does not make the one reader who is left the only reader of a shared mail', async () => {
    const sender = await buildSender();
    const [reader, left] = [someReader(), someReader()];
    const mail = await openedMail(sender, [reader, left]);
    await erase(mail, 'message', await codeFor(world, mail, reader));
    const found = await world.api.app
      .get(Database)
      .inTeam(sender.teamId, (manager) => world.api.app.get(ReaderMail).find(manager, sender.teamId, mail.id));
    expect(found?.onlyReader).toBeNull();
    const wider = await decideAt(world.api.url, mail, { decision: 'refuse', scope: 'server' });
    expect(wider.status).toBe(403);
    // The one who is left proves the mailbox as before, and is told a total.
    const proof = await codeFor(world, mail, left);
    const exported = readerExport.parse(await (await post(mail, 'export', { scope: 'message', proof })).json());
    expect(exported.mails[0]).toMatchObject({ you: [{ email: left }], recorded: { readers: 'several', openings: 0 } });
    await erase(mail, 'message', proof);
    const page = await fetch(world.api.url + mail.path);
    expect(page.status).toBe(200);
    expect((await decideAt(world.api.url, mail, { decision: 'refuse', scope: 'message' })).status).toBe(200);
  });

  it('leaves mail that waits to be sent with its readers', async () => {
    const sender = await buildSender();
    const reader = someReader();
    const mail = await openedMail(sender, [reader]);
    const [sent, waiting] = [
      await addSchedule(mail, 'sent', [reader, 'bob@example.net']),
      await addSchedule(mail, 'scheduled', [reader]),
    ];
    await erase(mail, 'sender', await codeFor(world, mail, reader));
    expect(await sealedOf('schedule', 'recipients_sealed', 'id', sent)).toBe('["bob@example.net"]');
    expect(await sealedOf('schedule', 'reader_sealed', 'id', sent)).toBeNull();
    expect(await sealedOf('schedule', 'recipients_sealed', 'id', waiting)).toBe(JSON.stringify([reader]));
    expect(await sealedOf('idempotency_key', 'response_sealed', 'key', sent)).toBe(
      JSON.stringify({ id: sent, reader: null, recipients: ['bob@example.net'] }),
    );
  });

  it('keeps the links of the mail working, but for those that name the reader', async () => {
    const sender = await buildSender();
    const reader = someReader();
    const mail = await openedMail(sender, [reader, someReader()]);
    await erase(mail, 'message', await codeFor(world, mail, reader));
    const links = await world.database.query('select url from link where message_id = $1', [mail.id]);
    expect(links).toEqual([{ url: 'https://example.org/offer' }]);
  });

  it('shows the sender a mail that was withdrawn, without its reader', async () => {
    const reader = someReader();
    const { teamId, id: accountId } = user.me as unknown as { teamId: string; id: string };
    const [account] = await world.database.query<{ team_id: string; id: string }>(
      'select team_id, id from account where sender_id = $1',
      [user.me.senderId],
    );
    const mail = await openedMail({ teamId: account?.team_id ?? teamId, accountId: account?.id ?? accountId }, [
      reader,
    ]);
    await erase(mail, 'message', await codeFor(world, mail, reader));
    const { body } = await user.call('GET', '/v1/threads/abc123');
    expect(body.messages).toMatchObject([{ id: mail.id, state: 'withdrawn', recipients: [], opens: [], clicks: [] }]);
  });
});
