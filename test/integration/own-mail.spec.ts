import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { Database } from '../../apps/api/src/database/database.js';
import { MailService } from '../../apps/api/src/mail/mail.service.js';
import { MailSender } from '../../apps/api/src/mail/mail-sender.js';
import { startApi, type TestApi } from '../support/api.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

/** What the SMTP server says to the next mails, one after the other: null takes it. */
const answers: (number | null)[] = [];
const taken: string[] = [];
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  onRcptTo({ address }, _session, done) {
    const code = answers.shift() ?? null;
    if (code !== null) return done(Object.assign(new Error('no'), { responseCode: code }));
    taken.push(address);
    done();
  },
});

let database: TestDatabase;
/** One process takes requests, the other works: both on the same database. */
let front: TestApi;
let worker: TestApi;

beforeAll(async () => {
  await new Promise<void>((listening) => smtp.listen(0, '127.0.0.1', () => listening()));
  const env = { SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}` };
  database = await createDatabase();
  // The worker first: both seal with the keys it makes.
  worker = await startApi({ database, env });
  const keyed = {
    OPENLY_ENCRYPTION_KEYS: worker.config.keys.encryption
      .map(({ id, secret }) => `${id}:${secret.toString('base64url')}`)
      .join(','),
  };
  front = await startApi({ database, env: { ...env, ...keyed, OPENLY_ROLE: 'api' } });
});
beforeEach(async () => {
  answers.length = 0;
  taken.length = 0;
  await database.query('delete from outgoing_mail');
});
afterAll(async () => {
  await front.close();
  await worker.close();
  await database.close();
  await new Promise<void>((closed) => smtp.close(() => closed()));
});

const write = (to: string, expiresAt = new Date(Date.now() + 600_000)) =>
  front.app
    .get(Database)
    .asSystem((manager) =>
      front.app.get(MailService).enqueue(manager, { to, subject: 'Your code', text: 'ABCD-EFGH' }, expiresAt),
    );

const waiting = () =>
  database.query<{ attempts: number; is_put_off: boolean }>(
    'select attempts, due_at > now() as is_put_off from outgoing_mail',
  );

describe('mail of the server’s own', () => {
  it('is written by one process and sent by another, and nothing stays', async () => {
    await write('ann@example.net');
    front.app.get(MailService).wake();
    await until(() => taken.includes('ann@example.net'), 15_000);
    await until(async () => (await waiting()).length === 0);
  });

  it('is sent without anybody waking the worker', async () => {
    await write('bob@example.net');
    await until(() => taken.includes('bob@example.net'), 20_000);
  });

  it('is not sent where what it belongs to came to nothing', async () => {
    const failed = front.app.get(Database).asSystem(async (manager) => {
      await front.app
        .get(MailService)
        .enqueue(manager, { to: 'eve@example.net', subject: 's', text: 't' }, new Date(Date.now() + 600_000));
      throw new Error('undone');
    });
    await expect(failed).rejects.toThrow('undone');
    expect(await waiting()).toEqual([]);
  });

  it('is tried again later where the mail server is busy', async () => {
    answers.push(451);
    await write('cas@example.net');
    front.app.get(MailService).wake();
    const [row] = await until(async () => {
      const rows = await waiting();
      return rows[0]?.attempts === 1 && rows[0].is_put_off && answers.length === 0 && rows;
    }, 15_000);
    expect(row?.attempts).toBe(1);
    await database.query('update outgoing_mail set due_at = now()');
    await until(() => taken.includes('cas@example.net'), 20_000);
  });

  it('is given up where the mail server will never take it', async () => {
    answers.push(550);
    await write('gone@example.net');
    await worker.app.get(MailSender).run();
    await until(async () => (await waiting()).length === 0);
    expect(taken).toEqual([]);
  });

  it('is given up once it helps nobody', async () => {
    await write('late@example.net', new Date(Date.now() - 1));
    await worker.app.get(MailSender).run();
    await until(async () => (await waiting()).length === 0);
    expect(taken).toEqual([]);
  });

  it('shows nothing to whoever reads the table or the queue', async () => {
    answers.push(451);
    await write('dan@example.net');
    front.app.get(MailService).wake();
    const tables = await database.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    for (const { name } of tables) {
      const rows = await database.query<{ row: string }>(`select t::text as row from ${name} t`);
      for (const { row } of rows) expect(row).not.toMatch(/dan@example|ABCD-EFGH/);
    }
  });
});
