import { describe, expect, it } from '@jest/globals';
import { type ThreadMessage, thread as threadSchema } from '@openly/contracts';
import { makeToken, readerPath } from '@openly/tracking';
import { Database } from '../../apps/api/src/database/database.js';
import { ThreadsService } from '../../apps/api/src/messages/threads.service.js';
import { Confirmations } from '../../apps/api/src/opens/confirmations.js';
import { Enricher } from '../../apps/api/src/opens/enricher.js';
import { OpensService } from '../../apps/api/src/opens/opens.service.js';
import { Encryption } from '../../apps/api/src/secrets/encryption.js';
import { LookupHash } from '../../apps/api/src/secrets/lookup-hash.js';
import { type TestApi, withApi } from '../support/api.js';
import type { TestDatabase } from '../support/database.js';
import { CHROME, DUTCH, IPHONE } from '../support/mail-programs.js';
import { aTrackedMail, type TrackedMail } from '../support/tracked-mail.js';

const GERMAN = '91.0.10.20';

let database: TestDatabase;
let api: TestApi;
withApi({ env: { OPENLY_ROLE: 'api' } }, (its) => {
  ({ api, database } = its);
});

const URLS = ['https://example.com/a', 'https://example.com/b', 'https://example.com/c'];

/** A mail with three links to these readers. */
async function aMail(readers = ['reader@example.net']): Promise<TrackedMail> {
  const mail = await aTrackedMail(database, api.config.keys.token, { urls: URLS });
  for (const [position, email] of readers.entries()) {
    await database.query(
      `insert into recipient (team_id, message_id, position, field, email_sealed, email_hash)
       values ($1, $2, $3, 'to', $4, $5)`,
      [
        mail.teamId,
        mail.messageId,
        position,
        api.app.get(Encryption).seal('recipient.email', email),
        api.app.get(LookupHash).ofAddress(email),
      ],
    );
  }
  return mail;
}

const fetched = async (path: string | undefined, userAgent = CHROME, address = DUTCH) => {
  await fetch(`${api.url}${path}`, {
    redirect: 'manual',
    headers: { 'user-agent': userAgent, 'x-forwarded-for': address },
  });
};
const enrich = () => api.app.get(Enricher).enrichAll();

async function shown(mail: TrackedMail): Promise<ThreadMessage> {
  const thread = threadSchema.parse(await api.app.get(ThreadsService).thread(mail, mail.gmailThreadId));
  return thread.messages[0] as ThreadMessage;
}
const receiptOf = async (mail: TrackedMail) =>
  (await api.app.get(ThreadsService).receipts(mail, [mail.gmailThreadId]))[0];

describe('that a person has read a mail', () => {
  it('is confirmed by a link followed, with the look before it', async () => {
    const mail = await aMail();
    await fetched(mail.pixel, CHROME);
    await enrich();
    expect(await shown(mail)).toMatchObject({ confirmation: null, opens: [{ confidence: 'likely' }] });
    await fetched(mail.links[0]);
    await enrich();
    expect(await shown(mail)).toMatchObject({
      confirmation: { by: 'click', reason: expect.stringMatching(/followed a link/) },
      opens: [{ confidence: 'confirmed', reason: expect.stringMatching(/followed afterwards/) }],
    });
    expect(await receiptOf(mail)).toMatchObject({ state: 'opened', confirmation: { by: 'click' } });
  });

  it('is confirmed by a link also where no image was loaded', async () => {
    const mail = await aMail();
    await fetched(mail.links[0]);
    await enrich();
    expect(await receiptOf(mail)).toMatchObject({ state: 'opened', openCount: 0, confirmation: { by: 'click' } });
  });

  it('is not confirmed by what checks links, also where its first was taken for a person', async () => {
    const mail = await aMail();
    await fetched(mail.links[0], CHROME, '88.99.1.2');
    await enrich();
    expect((await shown(mail)).confirmation).toBeNull();
    await fetched(mail.links[0]);
    await enrich();
    expect((await shown(mail)).confirmation?.by).toBe('click');
    await fetched(mail.links[1]);
    await fetched(mail.links[2]);
    await enrich();
    const { confirmation, clicks } = await shown(mail);
    expect(confirmation).toBeNull();
    expect(clicks.map(({ kind }) => kind)).toEqual(['scanner', 'scanner', 'scanner', 'scanner']);
    expect((await receiptOf(mail))?.state).toBe('no_signal');
  });

  it('is not confirmed by the sender, told before or after', async () => {
    const mail = await aMail();
    await fetched(mail.links[0]);
    await enrich();
    await api.app
      .get(Database)
      .asSystem((manager) =>
        api.app
          .get(OpensService)
          .recordOwnView(manager, mail.teamId, mail.messageId, new Date(Date.now() - 60_000), new Date()),
      );
    expect((await shown(mail)).confirmation).toBeNull();
  });

  it('stays confirmed by a click that is deleted for its age, whatever scanners come later', async () => {
    const mail = await aMail();
    await fetched(mail.links[0]);
    await enrich();
    await database.query('delete from click where message_id = $1', [mail.messageId]);
    await fetched(mail.links[0], CHROME, '88.99.1.2');
    await enrich();
    expect((await shown(mail)).confirmation?.by).toBe('click');
  });

  it("is confirmed by a decision on the reader's page, and not taken back with a click", async () => {
    const mail = await aMail();
    await fetched(mail.pixel);
    await fetched(mail.links[0]);
    await enrich();
    const page = readerPath(
      makeToken(api.config.keys.token, 'reader', '', { teamId: mail.teamId, id: mail.messageId }),
    );
    const answer = await fetch(`${api.url}${page}/decision`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ decision: 'refuse', scope: 'message' }),
    });
    expect(answer.ok).toBe(true);
    await database.query(`update click set kind = 'scanner', confidence = 'machine' where message_id = $1`, [
      mail.messageId,
    ]);
    expect(await shown(mail)).toMatchObject({
      state: 'withdrawn',
      confirmation: { by: 'decision' },
      opens: [{ confidence: 'confirmed', reason: expect.stringMatching(/reader's page/) }],
    });
  });

  it('is confirmed by a reply once it is noticed, and the first to be noticed stays', async () => {
    const mail = await aMail();
    await fetched(mail.pixel);
    await enrich();
    const confirmations = api.app.get(Confirmations);
    await confirmations.reply(mail);
    await api.app.get(Database).asSystem((manager) => confirmations.decision(manager, mail));
    expect(await shown(mail)).toMatchObject({ confirmation: { by: 'reply' }, opens: [{ confidence: 'likely' }] });
    await fetched(mail.links[0]);
    await enrich();
    expect((await receiptOf(mail))?.confirmation?.by).toBe('reply');
  });
});

describe('a look from another place', () => {
  const hints = async (mail: TrackedMail) => (await shown(mail)).opens.map(({ hint }) => hint ?? null);

  it('is possibly of somebody the mail was forwarded to, where it went to one reader', async () => {
    const mail = await aMail();
    await fetched(mail.pixel, IPHONE, DUTCH);
    await enrich();
    await fetched(mail.pixel, IPHONE, GERMAN);
    await enrich();
    expect(await hints(mail)).toEqual(['possibly_forwarded', null]);
  });

  it('says nothing in a mail to several', async () => {
    const mail = await aMail(['one@example.net', 'two@example.net']);
    await fetched(mail.pixel, IPHONE, DUTCH);
    await enrich();
    await fetched(mail.pixel, IPHONE, GERMAN);
    await enrich();
    expect(await hints(mail)).toEqual([null, null]);
  });
});
