import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConsentModule } from '../../apps/api/src/consent/consent.module.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { buildLinkedMail, buildSender, type LinkedMail } from '../support/linked-mail.js';
import { type PartOfApi, startPart } from '../support/modules.js';

let database: TestDatabase;
let api: PartOfApi;

beforeAll(async () => {
  database = await createDatabase();
  api = await startPart(database, [ConsentModule]);
}, 60_000);

afterAll(async () => {
  await api.close();
  await database.close();
});

const someReader = () => `${randomUUID()}@example.net`;

/** A mail of Sam's whose row was changed as SQL says. */
async function aMail(change = `notice_version = '1.nl'`, readers = [someReader()]): Promise<LinkedMail> {
  const mail = await buildLinkedMail(database, api, await buildSender(database), readers);
  await database.query(`update message set ${change} where id = $1`, [mail.id]);
  return mail;
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(api.url + path, { headers: { accept: 'text/html', ...headers } });
const page = async (path: string) => (await get(path)).text();

describe('the language of the reader’s page', () => {
  it('is that of the notice, whatever the browser prefers', async () => {
    const mail = await aMail();
    const html = await (await get(mail.path, { 'accept-language': 'de' })).text();
    expect(html).toContain('<html lang="nl" dir="ltr">');
    expect(html).toContain('ziet wanneer u deze e-mail opent');
    expect(await page((await aMail(`notice_version = '1'`)).path)).toContain('<html lang="en"');
  });

  it('is another where that is chosen, and stays so in the answer of a form', async () => {
    const mail = await aMail();
    expect(await page(`${mail.path}?lang=pt`)).toContain(`action="${mail.path}/decision?lang=pt"`);
    for (const none of ['xx', '', 'de&lang=fr', '%22%3E%3Cscript%3E']) {
      expect(await page(`${mail.path}?lang=${none}`)).toContain('<html lang="nl"');
    }
    const answer = await fetch(`${api.url}${mail.path}/decision?lang=pt`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ decision: 'refuse', scope: 'message' }),
    });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`${mail.path}?lang=pt`);
    expect(await page(`${mail.path}?lang=pt`)).toContain('Nada mais é guardado');
  });

  it('is the browser’s where the mail is not known', async () => {
    const answer = await get('/r/forged', { 'accept-language': 'it-CH,it;q=0.9,en;q=0.5' });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('Questo link non porta da nessuna parte');
    expect(await page('/r/forged?lang=es')).toContain('Este enlace no lleva a ninguna parte');
    expect(await page('/r/forged')).toContain('This link leads nowhere');
  });
});

describe('the reader’s page', () => {
  it('says of a mail that carried the question alone that nothing is recorded in it', async () => {
    const html = await page((await aMail(`notice_version = '1.ask.en', asks = true, tracked = false`)).path);
    expect(html).toContain('In this mail nothing is recorded');
    expect(html).toContain('Question, version 1, in English');
    expect(html).toContain('name="decision" value="refuse"');
  });

  it('says that an answer was noticed, and how long things are kept', async () => {
    const mail = await aMail(`notice_version = '1.en', confirmed_by = 'reply', confirmed_at = '2026-11-20T08:05Z'`);
    await database.query('update team set records_kept_days = 1, addresses_kept_days = 30 where id = $1', [
      mail.teamId,
    ]);
    const html = await page(mail.path);
    expect(html).toContain('An answer to this mail was noticed');
    expect(html).toContain('20 November 2026 at 08:05 UTC');
    expect(html).toContain('The records: 1 day,');
    expect(html).toContain('30 days after the send');
  });

  it('lists opens and clicks together, newest first, without the sender’s own', async () => {
    const mail = await aMail(`notice_version = '1.en', sent_at = '2026-11-20T08:00Z'`);
    const link = randomUUID();
    await database.query('insert into link (team_id, id, message_id, url) values ($1, $2, $3, $4)', [
      mail.teamId,
      link,
      mail.id,
      'https://shop.example.org/spring',
    ]);
    for (const [kind, at, signals] of [
      ['gmail_proxy', '2026-11-20T09:00Z', 'GET gmail_proxy internet in:google:Google'],
      ['self', '2026-11-20T10:00Z', 'GET browser'],
      ['scanner', '2026-11-20T08:00:01Z', 'GET browser internet'],
    ]) {
      await database.query(
        `insert into open (team_id, id, message_id, opened_at, kind, confidence, reason, signals, rules_version)
         values ($1, $2, $3, $4, $5, 'likely', 'In words for the sender.', $6, 3)`,
        [mail.teamId, randomUUID(), mail.id, at, kind, signals],
      );
    }
    await database.query(
      `insert into click (team_id, id, message_id, link_id, clicked_at, kind, confidence, reason, signals, rules_version)
       values ($1, $2, $3, $4, '2026-11-20T09:30Z', 'direct', 'confirmed', 'For the sender.', 'GET browser internet', 3)`,
      [mail.teamId, randomUUID(), mail.id, link],
    );
    const html = await page(mail.path);
    const told = [
      'Followed a link to <bdi>shop.example.org</bdi>',
      'Gmail fetched the image when somebody looked',
      'Fetched 1.0 seconds after the send',
    ];
    expect(told.map((words) => html.indexOf(words))).toEqual(
      told.map((words) => html.indexOf(words)).sort((a, b) => a - b),
    );
    for (const words of told) expect(html).toContain(words);
    expect(html.match(/<li>/g)).toHaveLength(3);
    expect(html).not.toMatch(/for the sender\.|Opened by the sender/i);
    expect(await page(`${mail.path}?lang=fr`)).toContain('Gmail a chargé l’image quand quelqu’un a regardé');
  });

  it('offers no more than to refuse this mail where its readers are not kept any more', async () => {
    const html = await page((await aMail(`notice_version = '1.en'`, [])).path);
    expect(html).toContain('are no longer kept');
    expect(html).not.toContain('value="sender"');
  });
});
