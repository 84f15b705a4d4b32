import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readerExport } from '@openly/contracts';
import pg from 'pg';
import { SMTPServer } from 'smtp-server';
import { ConsentService } from '../../apps/api/src/consent/consent.service.js';
import { MailboxProofs } from '../../apps/api/src/consent/mailbox-proofs.js';
import { Database } from '../../apps/api/src/database/database.js';
import { MailSender } from '../../apps/api/src/mail/mail-sender.js';
import { MessagesService } from '../../apps/api/src/messages/messages.service.js';
import { Encryption } from '../../apps/api/src/secrets/encryption.js';
import { LookupHash } from '../../apps/api/src/secrets/lookup-hash.js';
import { startApi, type TestApi, withApi } from '../support/api.js';
import { consentStage, outcomeOf } from '../support/consent-stage.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { buildLinkedMail, buildSender, decideAt, type LinkedMail, type Sender } from '../support/linked-mail.js';
import { codeFor, codeIn, codeMails, postJson } from '../support/mailbox-proof.js';
import { until } from '../support/until.js';
import { type User, type World, withSender } from '../support/world.js';

let world: World;
let user: User;
withSender((its) => {
  ({ world, sender: user } = its);
});

const { someReader, decided, prepare, questions, sent } = consentStage(() => ({ world, sender: user }));

const buildMail = (readers: string[], sender: Sender = user.me) =>
  buildLinkedMail(world.database, world.api, sender, readers);

const anotherSender = (database = world.database): Promise<Sender> => buildSender(database);

const post = (mail: LinkedMail, action: string, body: unknown) => postJson(world.api.url, mail, action, body);
const decide = (mail: LinkedMail, decision: unknown) => decideAt(world.api.url, mail, decision);
/** What was asked about codes has been dealt with. */
const settled = () => world.api.app.get(MailboxProofs).beforeApplicationShutdown();

const readersOf = async ({ id }: Pick<LinkedMail, 'id'>) =>
  (await world.database.query('select from recipient where message_id = $1', [id])).length;

async function openedNow({ teamId, id }: LinkedMail): Promise<void> {
  await world.database.query(
    `insert into open (team_id, id, message_id, opened_at, kind, confidence, reason, city, rules_version)
     values ($1, $2, $3, now(), 'direct', 'confirmed', 'because', 'Utrecht', 1)`,
    [teamId, randomUUID(), id],
  );
  await world.database.query('update message set open_count = open_count + 1 where id = $1', [id]);
}

describe('a reader who was erased', () => {
  it('is not written down again by a client that prepares the old mail once more', async () => {
    const reader = someReader();
    const prepared = await prepare([reader]);
    await world.database.query(`update message set state = 'sent', sent_at = now() - interval '1 day' where id = $1`, [
      prepared.id,
    ]);
    const [, path = ''] = /(\/r\/[\w-]{20,})/.exec(prepared.noticeHtml ?? '') ?? [];
    const mail: LinkedMail = { ...user.me, id: prepared.id, path };
    const proof = await codeFor(world, mail, reader);
    expect((await post(mail, 'erase', { scope: 'message', proof })).status).toBe(200);
    expect(await readersOf(prepared)).toBe(0);

    await prepare([reader], {}, prepared.id);

    expect(await readersOf(prepared)).toBe(0);
  });

  it('is not noted as asked by a mail whose sending was told at the same moment', async () => {
    const reader = someReader();
    const { id } = await prepare([reader]);
    await world.database.query('update message set asks = true, tracked = false where id = $1', [id]);
    // The erasure holds the message, and has not ended yet.
    const erasure = new pg.Client({ connectionString: world.database.connections.ownerUrl });
    await erasure.connect();
    try {
      await erasure.query(`begin; set local openly.scope = 'system'`);
      await erasure.query('select from message where id = $1 for no key update', [id]);
      const told = world.api.app
        .get(Database)
        .asSystem((manager) =>
          world.api.app
            .get(MessagesService)
            .noteSent(manager, [
              { teamId: user.me.teamId, messageId: id, gmailMessageId: 'a1', gmailThreadId: 'a1', sentAt: null },
            ]),
        );
      await until(async () => {
        const waiting = await world.database.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return waiting.length > 0;
      });
      await erasure.query('delete from recipient where message_id = $1', [id]);
      await erasure.query('commit');
      await told;
    } finally {
      await erasure.end();
    }
    expect(await questions([reader])).toEqual([null]);
  });

  it('has no code left for any mail that the erasure covers, also one erased before', async () => {
    const reader = someReader();
    const [first, second] = [await buildMail([reader]), await buildMail([reader])];
    await post(first, 'erase', { scope: 'message', proof: await codeFor(world, first, reader) });
    const left = await codeFor(world, first, reader);
    const proof = await codeFor(world, second, reader);
    expect((await post(second, 'erase', { scope: 'server', proof })).status).toBe(200);
    expect((await post(first, 'proof', { proof: left })).status).toBe(403);
  });
});

describe('a reader whose address is somebody else’s name', () => {
  it('is erased there too, and the other one stays', async () => {
    const [reader, other] = [someReader(), someReader()];
    const mail = await buildMail([reader, other]);
    const encryption = world.api.app.get(Encryption);
    const name = (email: string, text: string) =>
      world.database.query('update recipient set name_sealed = $3 where message_id = $1 and email_hash = $2', [
        mail.id,
        world.api.app.get(LookupHash).ofAddress(email),
        encryption.seal('recipient.name', text),
      ]);
    await name(other, `for ${reader.toUpperCase()}`);
    const proof = await codeFor(world, mail, reader);
    expect((await post(mail, 'erase', { scope: 'message', proof })).status).toBe(200);
    const left = await world.database.query('select email_hash, name_sealed from recipient where message_id = $1', [
      mail.id,
    ]);
    expect(left).toEqual([{ email_hash: world.api.app.get(LookupHash).ofAddress(other), name_sealed: null }]);
  });
});

describe('a mail of which nobody tells that it was sent', () => {
  it('was a question all the same, where its sender deletes it', async () => {
    const reader = someReader();
    const asking = await prepare([reader], { consentMode: 'ask' });
    expect(asking.reason).toBe('reader_asked');
    expect((await user.call('DELETE', `/v1/messages/${asking.id}`)).status).toBe(204);
    expect((await prepare([reader], { consentMode: 'ask' })).reason).toBe('awaiting_reader');
  });

  it('keeps its page for a reader who has decided there', async () => {
    const reader = someReader();
    const asking = await prepare([reader], { consentMode: 'ask' });
    const path = /\/r\/[\w-]{20,}/.exec(asking.noticeHtml ?? '')?.[0] ?? '';
    expect((await decide({ ...user.me, id: asking.id, path }, { decision: 'refuse', scope: 'sender' })).status).toBe(
      200,
    );
    await world.database.query(`update message set prepared_at = now() - interval '2 days' where id = $1`, [asking.id]);
    await world.api.app.get(MessagesService).forgetUnsent();
    expect((await fetch(world.api.url + path)).status).toBe(200);
  });
});

describe('an address with a plus, at a service that may deliver it to the plain one', () => {
  const plus = (email: string, detail = 'news') => email.replace('@', `+${detail}@`);

  it('is refused by who refused at the plain one, until its reader allows it there', async () => {
    const reader = someReader();
    await decided(reader, { decision: 'refuse', scope: 'sender', assurance: 'link' });
    expect((await prepare([plus(reader)])).reason).toBe('reader_refused');
    expect((await prepare([plus(reader)], { consentMode: 'ask' })).reason).toBe('reader_refused');
    await decided(plus(reader), { decision: 'allow', scope: 'sender', assurance: 'mailbox' });
    expect(outcomeOf({ ...(await prepare([plus(reader)])), links: [{ url: '', trackedUrl: '' }] })).toBe('tracked');
    expect((await prepare([reader])).reason).toBe('reader_refused');
  });

  it('is not asked where the plain one was lately, nor allowed by it', async () => {
    const [silent, willing] = [someReader(), someReader()];
    const asking = await prepare([silent], { consentMode: 'ask' });
    await sent(asking);
    expect((await prepare([plus(silent)], { consentMode: 'ask' })).reason).toBe('awaiting_reader');
    await decided(willing, { decision: 'allow', scope: 'sender', assurance: 'mailbox' });
    expect((await prepare([plus(willing)], { consentMode: 'ask' })).reason).toBe('reader_asked');
  });
});

describe('who had a mail first', () => {
  it('learns nothing of the reader to whom it went instead', async () => {
    const [first, second] = [someReader(), someReader()];
    const mail = await buildMail([first]);
    const proof = await codeFor(world, mail, first);
    const other = await buildMail([second]);
    await world.database.query('delete from recipient where message_id = $1', [mail.id]);
    await world.database.query('update recipient set message_id = $1 where message_id = $2', [mail.id, other.id]);
    await openedNow(mail);

    const answer = await post(mail, 'export', { scope: 'message', proof });

    const { mails } = readerExport.parse(await answer.json());
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ you: [], recorded: { readers: 'several', openings: 1 } });
    expect(JSON.stringify(mails)).not.toContain('Utrecht');
  });
});

describe('mail that was prepared with a pixel, and then again without', () => {
  it('records nothing, though the pixel that was given out is fetched', async () => {
    const reader = someReader();
    const tracked = await prepare([reader]);
    expect(outcomeOf({ ...tracked, links: [{ url: '', trackedUrl: '' }] })).toBe('tracked');
    const pixel = /\/o\/[^"]+/.exec(tracked.pixelHtml ?? '')?.[0] ?? '';
    expect((await prepare([reader], { consentMode: 'off' }, tracked.id)).reason).toBe('tracking_off');
    const control = await prepare([reader]);
    const controlled = /\/o\/[^"]+/.exec(control.pixelHtml ?? '')?.[0] ?? '';

    for (const path of [pixel, controlled]) expect((await fetch(world.api.url + path)).status).toBe(200);

    const opensOf = async (id: string) =>
      (await world.database.query('select from open where message_id = $1', [id])).length;
    await until(async () => (await opensOf(control.id)) === 1, 20_000, 'the open of the tracked mail');
    expect(await opensOf(tracked.id)).toBe(0);
    const hits = await world.database.query('select from hit where message_id = $1', [tracked.id]);
    expect(hits).toHaveLength(0);
  });
});

describe('an allowance by the link alone', () => {
  it('undoes no refusal where a mailbox is to be proven: not on the page, not for later mail', async () => {
    const reader = someReader();
    const mail = await buildMail([reader]);
    await world.database.query('update message set withdrawn_at = now() where id = $1', [mail.id]);
    await decided(reader, { decision: 'refuse', scope: 'sender', assurance: 'link' });
    await decided(reader, { decision: 'allow', scope: 'sender', assurance: 'link' });

    expect(await world.api.app.get(ConsentService).anyRefuses(user.me, [reader])).toBe(true);
    expect(await prepare([reader])).toMatchObject({ reason: 'reader_refused' });
    const proof = await codeFor(world, mail, reader);
    await decide(mail, { decision: 'allow', scope: 'message', proof });
    const [row] = await world.database.query<{ is_stopped: boolean }>(
      'select withdrawn_at is not null as is_stopped from message where id = $1',
      [mail.id],
    );
    expect(row?.is_stopped).toBe(true);
  });

  describe('where the operator lets it count', () => {
    let api: TestApi;
    let database: TestDatabase;
    withApi({ env: { OPENLY_CONSENT_ASSURANCE: 'link' } }, (its) => {
      ({ api, database } = its);
    });

    it('still undoes no refusal that was made with a code', async () => {
      const sender = await anotherSender(database);
      const reader = someReader();
      const mail = await buildLinkedMail(database, api, sender, [reader]);
      await decideAt(api.url, mail, { decision: 'refuse', scope: 'sender' });
      await database.query(
        `insert into consent_decision
           (team_id, id, account_id, message_id, email_hash, decision, scope, assurance, notice_version)
         select team_id, $2, account_id, message_id, email_hash, 'refuse', 'sender', 'mailbox', '1'
         from consent_decision where message_id = $1`,
        [mail.id, randomUUID()],
      );
      for (const scope of ['message', 'sender', 'server']) {
        const answer = await decideAt(api.url, mail, { decision: 'allow', scope });
        expect([answer.status, (await answer.json()).code]).toEqual([403, 'proof_required']);
      }
      expect(await api.app.get(ConsentService).anyRefuses(sender, [reader])).toBe(true);
    });
  });
});

describe('codes', () => {
  const codesOf = async (reader: string) =>
    world.database.query<{ message_id: string }>('select message_id from mailbox_proof where email_hash = $1', [
      world.api.app.get(LookupHash).ofAddress(reader),
    ]);
  const ask = async (reader: string, mails: readonly LinkedMail[]) => {
    await Promise.all(mails.map((mail) => post(mail, 'proof', { email: reader })));
    await settled();
  };
  /** As if those that there are had been made before the last minute. */
  const laterOn = () =>
    world.database.query(`update mailbox_proof set created_at = created_at - interval '61 seconds'`);
  const buildMails = (count: number, reader: string, sender?: Sender) =>
    Promise.all(Array.from({ length: count }, () => buildMail([reader], sender)));

  it('come to one reader six times in half an hour at all mail of one sender, and once more at that of another', async () => {
    const reader = someReader();
    const hostile = await anotherSender();
    const [first, ...others] = await buildMails(9, reader, hostile);
    const code = await codeFor(world, first as LinkedMail, reader);
    await ask(reader, others);
    expect(await codesOf(reader)).toHaveLength(6);
    await until(async () => (await codeMails(world, reader)).length === 6, 15_000);

    const mail = await buildMail([reader]);
    const proof = await codeFor(world, mail, reader);

    expect((await post(mail, 'proof', { proof })).status).toBe(200);
    // What is in the mailbox already stays good.
    expect((await post(first as LinkedMail, 'proof', { proof: code })).status).toBe(200);
  });

  it('are left for other mail of a sender by whoever asks for all there are at one', async () => {
    const reader = someReader();
    const [used, other] = (await buildMails(2, reader)) as [LinkedMail, LinkedMail];
    for (let times = 0; times < 5; times++) {
      await ask(reader, [used]);
      await laterOn();
    }
    expect(await codesOf(reader)).toHaveLength(3);
    await ask(reader, [other]);
    expect((await codesOf(reader)).map(({ message_id }) => message_id)).toContain(other.id);
    await laterOn();
    await ask(reader, [other]);
    expect(await codesOf(reader)).toHaveLength(4);
  });

  it('come to one reader twenty times in half an hour at most, to as many senders as there may be', async () => {
    const reader = someReader();
    const senders = await Promise.all(Array.from({ length: 24 }, () => anotherSender()));
    const mails = await Promise.all(senders.map((sender) => buildMails(2, reader, sender)));
    await ask(reader, mails.flat());
    const codes = await codesOf(reader);
    expect(codes).toHaveLength(20);
    // The half that is for whoever has none goes to one mail of each sender.
    const havingOne = mails.filter((ofSender) =>
      ofSender.some(({ id }) => codes.some((code) => code.message_id === id)),
    );
    expect(havingOne.length).toBeGreaterThanOrEqual(15);
  });

  describe('handed to a mail server', () => {
    const taken: string[] = [];
    const addressed: string[] = [];
    let isBusy = false;
    /** Its code stands in the subject; other headers have ids that may look like one. */
    const codeOf = (mail: string) => codeIn(/^Subject: .*$/m.exec(mail)?.[0] ?? '');
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      onData(stream, { envelope }, done) {
        let text = '';
        stream.on('data', (piece: Buffer) => {
          text += piece.toString();
        });
        stream.on('end', () => {
          if (isBusy) return done(Object.assign(new Error('later'), { responseCode: 451 }));
          taken.push(text);
          addressed.push(...envelope.rcptTo.map(({ address }) => address));
          done();
        });
      },
    });
    let database: TestDatabase;
    let api: TestApi;
    beforeAll(async () => {
      await new Promise<void>((listening) => smtp.listen(0, '127.0.0.1', () => listening()));
      database = await createDatabase();
      api = await startApi({
        database,
        env: { SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}` },
      });
    });
    afterAll(async () => {
      await api.close();
      await database.close();
      await new Promise<void>((closed) => smtp.close(() => closed()));
    });

    it('that wait there are not sent any more to a reader who was erased meanwhile', async () => {
      const reader = someReader();
      const mail = await buildLinkedMail(database, api, await anotherSender(database), [reader]);
      await postJson(api.url, mail, 'proof', { email: reader });
      await until(() => taken.length === 1, 15_000);
      const proof = codeOf(taken[0] ?? '');
      await database.query(`update mailbox_proof set created_at = created_at - interval '61 seconds'`);
      isBusy = true;
      await postJson(api.url, mail, 'proof', { email: reader });
      const waiting = () => database.query('select from outgoing_mail where attempts > 0');
      await until(async () => (await waiting()).length === 1, 15_000);

      expect((await postJson(api.url, mail, 'erase', { scope: 'message', proof })).status).toBe(200);

      expect(await waiting()).toEqual([]);
      isBusy = false;
      await api.app.get(MailSender).run();
      expect(taken).toHaveLength(1);
    });

    it('go to the one form of the address of a reader who was erased, whatever spelling somebody types', async () => {
      const reader = someReader();
      const mail = await buildLinkedMail(database, api, await anotherSender(database), [reader]);
      await postJson(api.url, mail, 'proof', { email: reader });
      const coded = await until(() => taken[addressed.indexOf(reader)], 15_000);
      const erased = await postJson(api.url, mail, 'erase', { scope: 'message', proof: codeOf(coded) });
      expect(erased.status).toBe(200);
      const before = addressed.length;
      await postJson(api.url, mail, 'proof', { email: reader.toUpperCase() });
      await until(() => addressed.length > before, 15_000);
      expect(addressed.at(-1)).toBe(reader);
    });
  });
});
