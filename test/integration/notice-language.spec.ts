import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { me, type PreparedMessage, preparedMessage } from '@openly/contracts';
import { inMs, schedulingIn } from '../support/scheduled-mail.js';
import { type User, type World, withSender } from '../support/world.js';

let world: World;
let sender: User;
const { buildDraft, schedule, dispatch, whenIt, sentMails } = schedulingIn(() => ({ world, sender }));

withSender((its) => {
  ({ world, sender } = its);
});
beforeEach(() => choose(null));

const GERMAN =
  '<p>Guten Tag Ann,</p><p>im Anhang finden Sie unser Angebot. Wir freuen uns auf Ihre Antwort bis Freitag.</p>';
const ENGLISH_QUOTE =
  '<div class="gmail_quote"><blockquote>Dear Sam, please send us your best offer for all of the boats that we have seen.</blockquote></div>';

const choose = async (noticeLanguage: unknown) => sender.call('PATCH', '/v1/me', { noticeLanguage });

async function prepare(body: object = {}, id: string = randomUUID()): Promise<PreparedMessage> {
  const recipients = [{ email: 'ann@example.net', field: 'to' }];
  const answer = await sender.call('PUT', `/v1/messages/${id}`, { recipients, ...body });
  expect(answer).toMatchObject({ status: 200 });
  return preparedMessage.parse(answer.body);
}

async function proofOf(messageId: string | null): Promise<string | undefined> {
  const [row] = await world.database.query<{ notice_version: string }>(
    'select notice_version from message where id = $1',
    [messageId],
  );
  return row?.notice_version;
}

describe('the language a person chooses for the notice', () => {
  it('is none at first, and changes nothing else', async () => {
    const known = await sender.call('GET', '/v1/me');
    expect(known.body.noticeLanguage).toBeNull();
    const changed = await choose('nl');
    expect(me.parse(changed.body)).toEqual({ ...known.body, noticeLanguage: 'nl' });
    const later = await sender.call('PATCH', '/v1/me', { scheduleTolerance: 60 });
    expect(later.body).toMatchObject({ noticeLanguage: 'nl', scheduleTolerance: 60 });
    expect((await choose(null)).body).toMatchObject({ noticeLanguage: null, scheduleTolerance: 60 });
  });

  it.each([[{ noticeLanguage: 'tlh' }], [{ noticeLanguage: 1 }], [{}]])('cannot be changed by %j', async (body) => {
    expect(await sender.call('PATCH', '/v1/me', body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });
});

describe('the notice of a mail', () => {
  it.each([
    ['the mail’s', 'nl', 'fr', 'nl'],
    ['the sender’s where the mail does not say', undefined, 'fr', 'fr'],
    ['English where nobody says', undefined, null, 'en'],
  ])('speaks %s language, and that is what is kept as proof', async (_, language, chosen, spoken) => {
    await choose(chosen);
    const prepared = await prepare({ language });
    expect(prepared.language).toBe(spoken);
    expect(prepared.noticeHtml).toContain(`lang="${spoken}"`);
    expect(await proofOf(prepared.id)).toBe(`1.${spoken}`);
  });

  it('follows its writer until the mail is out, and then stays what its reader was shown', async () => {
    const { id } = await prepare({ language: 'nl' });
    expect((await prepare({ language: 'de' }, id)).noticeText).toContain('Lesebestätigung angefordert von');
    expect(await proofOf(id)).toBe('1.de');
    const sent = { gmailMessageId: 'abcdef0123456789', gmailThreadId: 'abcdef0123456789' };
    const sentAt = new Date(Date.now() - 3_600_000).toISOString();
    expect((await sender.call('POST', `/v1/messages/${id}/sent`, { ...sent, sentAt })).status).toBe(204);
    await prepare({ language: 'it' }, id);
    expect(await proofOf(id)).toBe('1.de');
  });

  it('is in none that Openly does not speak', async () => {
    const body = { recipients: [], language: 'sv' };
    expect(await sender.call('PUT', `/v1/messages/${randomUUID()}`, body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });
});

describe('the notice of a scheduled mail', () => {
  async function sendScheduled(html: string, text?: string) {
    const draft = await buildDraft({ html, ...(text && { text }) });
    const made = await schedule(draft.id, { sendAt: inMs(1_000) });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await dispatch();
    const { messageId } = await whenIt(made.id, 'sent');
    const [mail] = await sentMails(draft.subject);
    return { mail, proof: await proofOf(messageId) };
  }

  it('speaks the language of the draft, whatever the mail it answers is in', async () => {
    await choose('es');
    const { mail, proof } = await sendScheduled(GERMAN + ENGLISH_QUOTE);
    expect(mail?.html).toContain('Lesebest&#228;tigung angefordert von');
    expect(proof).toBe('1.de');
  });

  it('speaks the sender’s where the draft is too short to tell', async () => {
    await choose('pt');
    const { mail, proof } = await sendScheduled('<p>OK!</p>');
    expect(mail?.html).toContain('lang="pt"');
    expect(proof).toBe('1.pt');
  });
});
