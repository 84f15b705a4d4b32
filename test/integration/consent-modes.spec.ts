import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { ASK_AGAIN_DAYS, type ConsentMode } from '@openly/contracts';
import { consentStage, outcomeOf, type Said } from '../support/consent-stage.js';
import { marksIn } from '../support/marks.js';
import { type User, type World, withSender } from '../support/world.js';

const allow = (scope: Said['scope'], more: Partial<Said> = {}): Said => ({ decision: 'allow', scope, ...more });
const refuse = (scope: Said['scope'], more: Partial<Said> = {}): Said => ({ decision: 'refuse', scope, ...more });

/** One reader: what was said, the first first, and how many days ago this sender asked. */
interface Reader {
  said?: Said[];
  asked?: number;
}

const links = ['https://shop.example/offer'];

describe('a team that sets its own mode', () => {
  let world: World;
  let sender: User;
  withSender((its) => {
    ({ world, sender } = its);
  });
  const stage = consentStage(() => ({ world, sender }));
  const { someReader, setMode, decided, wasAsked, questions, prepare, sent, decideIn, stored } = stage;

  async function buildReader({ said = [], asked }: Reader = {}): Promise<string> {
    const email = someReader();
    for (const one of said) await decided(email, one);
    if (asked !== undefined) await wasAsked(email, asked);
    return email;
  }

  const another = { teamId: randomUUID() };
  it.each<[ConsentMode, string, Reader[], string, string | undefined]>([
    ['notice', 'one who said nothing', [{}], 'tracked', undefined],
    ['notice', 'one who kept silent when asked', [{ asked: 1 }], 'tracked', undefined],
    ['notice', 'one who allows', [{ said: [allow('sender')] }], 'tracked', undefined],
    ['notice', 'one who refuses the sender', [{ said: [refuse('sender')] }], 'bare', 'reader_refused'],
    ['notice', 'one who refused, then allowed', [{ said: [refuse('sender'), allow('sender')] }], 'tracked', undefined],
    ['notice', 'one who stopped another mail', [{ said: [refuse('message')] }], 'tracked', undefined],
    ['off', 'one who allows', [{ said: [allow('server')] }], 'bare', 'tracking_off'],
    ['off', 'one who refuses', [{ said: [refuse('sender')] }], 'bare', 'tracking_off'],
    ['ask', 'one who said nothing', [{}], 'asks', 'reader_asked'],
    ['ask', 'one asked yesterday', [{ asked: 1 }], 'bare', 'awaiting_reader'],
    ['ask', 'one asked long ago', [{ asked: ASK_AGAIN_DAYS + 1 }], 'asks', 'reader_asked'],
    ['ask', 'one who allows the sender', [{ said: [allow('sender')], asked: 1 }], 'tracked', undefined],
    [
      'ask',
      'one who allows the server, told another team',
      [{ said: [allow('server', another)] }],
      'tracked',
      undefined,
    ],
    ['ask', 'one who allows another sender', [{ said: [allow('sender', another)] }], 'asks', 'reader_asked'],
    ['ask', 'one who allowed another mail alone', [{ said: [allow('message')] }], 'asks', 'reader_asked'],
    [
      'ask',
      'one who allows by the link alone',
      [{ said: [allow('sender', { assurance: 'link' })] }],
      'asks',
      'reader_asked',
    ],
    ['ask', 'one who refuses the sender', [{ said: [refuse('sender')] }], 'bare', 'reader_refused'],
    [
      'ask',
      'one who refuses by the link alone',
      [{ said: [refuse('sender', { assurance: 'link' })] }],
      'bare',
      'reader_refused',
    ],
    [
      'ask',
      'one who refuses the server, told another team',
      [{ said: [refuse('server', another)] }],
      'bare',
      'reader_refused',
    ],
    [
      'ask',
      'one who refuses the server and later allowed the sender',
      [{ said: [refuse('server'), allow('sender')] }],
      'bare',
      'reader_refused',
    ],
    ['ask', 'one who refused and later allowed', [{ said: [refuse('sender'), allow('sender')] }], 'tracked', undefined],
    [
      'ask',
      'one who allowed and later refused',
      [{ said: [allow('sender'), refuse('sender')] }],
      'bare',
      'reader_refused',
    ],
    [
      'ask',
      'one who refused, and a link alone allowed after',
      [{ said: [refuse('sender'), allow('sender', { assurance: 'link' })] }],
      'bare',
      'reader_refused',
    ],
    ['ask', 'one who stopped another mail', [{ said: [refuse('message')] }], 'bare', 'awaiting_reader'],
    [
      'ask',
      'one who stopped another mail long after being asked',
      [{ said: [refuse('message')], asked: 400 }],
      'bare',
      'awaiting_reader',
    ],
    [
      'ask',
      'one who stopped another mail and allowed a third',
      [{ said: [refuse('message'), allow('message')] }],
      'asks',
      'reader_asked',
    ],
    ['ask', 'one who stopped a mail of another team', [{ said: [refuse('message', another)] }], 'asks', 'reader_asked'],
    ['ask', 'two who allow', [{ said: [allow('sender')] }, { said: [allow('server')] }], 'tracked', undefined],
    ['ask', 'one who allows and one who said nothing', [{ said: [allow('sender')] }, {}], 'asks', 'reader_asked'],
    [
      'ask',
      'one who allows and one asked before',
      [{ said: [allow('sender')] }, { asked: 9 }],
      'bare',
      'awaiting_reader',
    ],
    ['ask', 'one asked before and one who was not', [{ asked: 9 }, {}], 'bare', 'awaiting_reader'],
    [
      'ask',
      'two who allow and one who refuses',
      [{ said: [allow('sender')] }, { said: [allow('sender')] }, { said: [refuse('sender')] }],
      'bare',
      'reader_refused',
    ],
    [
      'ask',
      'one who stopped another mail and one never asked',
      [{ said: [refuse('message')] }, {}],
      'bare',
      'awaiting_reader',
    ],
  ])('in mode %s writes to %s', async (mode, _, readers, outcome, reason) => {
    await setMode(mode);
    const prepared = await prepare(await Promise.all(readers.map(buildReader)), { links });
    expect([outcomeOf(prepared), prepared.reason, prepared.consentMode]).toEqual([outcome, reason, mode]);
    expect(await stored(prepared.id)).toMatchObject({
      tracked: outcome === 'tracked',
      asks: outcome === 'asks',
      consent_mode: mode,
      notice_version: outcome === 'asks' ? '1.ask.en' : '1.en',
    });
  });

  describe('asking', () => {
    beforeEach(() => setMode('ask'));

    it('is written down when the mail goes out, not when it is prepared', async () => {
      const ann = someReader();
      const asking = await prepare([ann]);
      expect(await questions([ann])).toEqual([null]);
      expect(outcomeOf(await prepare([ann]))).toBe('asks');
      await sent(asking);
      expect(await questions([ann])).toMatchObject([{ message_id: asking.id }]);
      expect(await prepare([ann])).toMatchObject({ reason: 'awaiting_reader' });
    });

    it('tells the time from the mail’s first sending, however often that is told', async () => {
      const ann = someReader();
      const asking = await prepare([ann]);
      await sent(asking);
      const first = await questions([ann]);
      await sent(asking);
      expect(await questions([ann])).toEqual(first);
    });

    it('stands in a mail that Undo brought back, and may go to somebody else instead', async () => {
      const [ann, bob] = [someReader(), someReader()];
      const asking = await prepare([ann]);
      await sent(asking);
      expect(await prepare([ann], {}, asking.id)).toMatchObject({
        noticeHtml: asking.noticeHtml,
        reason: 'reader_asked',
      });
      expect(outcomeOf(await prepare([bob], {}, asking.id))).toBe('asks');
      await sent(asking);
      expect(await questions([bob])).toMatchObject([{ message_id: asking.id }]);
    });

    it('several counts for all who saw it, also one who was asked long before', async () => {
      const [ann, bob] = [someReader(), someReader()];
      await wasAsked(bob, ASK_AGAIN_DAYS + 1);
      const asking = await prepare([ann, bob]);
      expect(outcomeOf(asking)).toBe('asks');
      await sent(asking);
      expect(await questions([ann, bob])).toMatchObject([{ message_id: asking.id }, { message_id: asking.id }]);
      await stage.daysPassSinceAsked(ann, ASK_AGAIN_DAYS + 1);
      expect(await prepare([bob])).toMatchObject({ reason: 'awaiting_reader' });
    });

    it(`waits ${ASK_AGAIN_DAYS} days after silence`, async () => {
      const ann = someReader();
      await sent(await prepare([ann]));
      await stage.daysPassSinceAsked(ann, ASK_AGAIN_DAYS - 1);
      expect(await prepare([ann])).toMatchObject({ reason: 'awaiting_reader' });
      await stage.daysPassSinceAsked(ann, ASK_AGAIN_DAYS);
      expect(await prepare([ann])).toMatchObject({ reason: 'reader_asked' });
    });

    it('knows one mailbox by any spelling', async () => {
      const name = randomUUID().replaceAll('-', '');
      await sent(await prepare([`${name}@gmail.com`]));
      expect(await prepare([`${name.slice(0, 3)}.${name.slice(3)}+x@gmail.com`])).toMatchObject({
        reason: 'awaiting_reader',
      });
    });

    it('is remembered when the mail is deleted', async () => {
      const ann = someReader();
      const asking = await prepare([ann]);
      await sent(asking);
      expect((await sender.call('DELETE', `/v1/messages/${asking.id}`)).status).toBe(204);
      await world.database.query('delete from message where id = $1', [asking.id]);
      expect(await prepare([ann])).toMatchObject({ reason: 'awaiting_reader' });
    });

    it('is not a colleague’s: each sender asks for themselves', async () => {
      const ann = someReader();
      await sent(await prepare([ann]));
      const colleague = await world.signIn('colleague@example.com');
      const body = { recipients: [{ email: ann, field: 'to' }] };
      const answer = await colleague.call('PUT', `/v1/messages/${randomUUID()}`, body);
      expect(answer.body).toMatchObject({ reason: 'reader_asked' });
    });

    it('is proven with the words it was asked in, at a decision too', async () => {
      const asking = await prepare([someReader()], { language: 'nl' });
      expect(asking.noticeHtml).toContain('lang="nl"');
      expect(asking.noticeText).toContain('Leesbevestigingen gevraagd door');
      await sent(asking);
      const answer = await decideIn(asking.noticeHtml ?? '', 'refuse', 'sender');
      expect(answer).toMatchObject({ status: 200, body: { noticeVersion: '1.ask.nl' } });
    });

    it('carries nothing that records: neither pixel nor a link of ours but the reader’s', async () => {
      const { noticeHtml, noticeText } = await prepare([someReader()], { links });
      expect(marksIn(`${noticeHtml} ${noticeText}`)).toEqual({ pixels: [], notices: 0, readerLinks: 2 });
      expect(`${noticeHtml} ${noticeText}`).not.toMatch(/\/[ol]\//);
    });

    it('shows as an untracked mail among the receipts', async () => {
      const asking = await prepare([someReader()]);
      const gmailThreadId = await sent(asking);
      const { body } = await sender.call('POST', '/v1/threads/receipts', { gmailThreadIds: [gmailThreadId] });
      expect(body.receipts).toMatchObject([{ state: 'untracked', messageCount: 1, openCount: 0 }]);
    });

    it('ends with an answer: who allows is tracked in later mail, who then refuses never more', async () => {
      const ann = someReader();
      await sent(await prepare([ann]));
      await decided(ann, allow('sender'));
      const tracked = await prepare([ann], { links });
      expect(outcomeOf(tracked)).toBe('tracked');
      await sent(tracked);
      expect((await decideIn(tracked.noticeHtml ?? '', 'refuse', 'sender')).status).toBe(200);
      expect(await prepare([ann])).toMatchObject({ reason: 'reader_refused' });
      await stage.daysPassSinceAsked(ann, 3 * ASK_AGAIN_DAYS);
      expect(await prepare([ann])).toMatchObject({ reason: 'reader_refused' });
    });
  });

  describe('a mail that is out', () => {
    it('that asked goes on to ask, whatever its reader has allowed since', async () => {
      await setMode('ask');
      const ann = someReader();
      const asking = await prepare([ann]);
      await sent(asking, 3_600);
      await decided(ann, allow('server'));
      for (const mode of ['ask', 'notice'] as const) {
        await setMode(mode);
        const later = await prepare([ann], { links }, asking.id);
        expect([outcomeOf(later), later.consentMode]).toEqual(['asks', 'ask']);
        expect(await stored(asking.id)).toMatchObject({ tracked: false, asks: true, notice_version: '1.ask.en' });
      }
      expect(outcomeOf(await prepare([ann], { links }))).toBe('tracked');
    });

    it('that went out bare stays so', async () => {
      await setMode('ask');
      const [ann, bob] = [await buildReader({ asked: 1 }), someReader()];
      const bare = await prepare([ann]);
      await sent(bare, 3_600);
      expect(await prepare([bob], {}, bare.id)).toMatchObject({ reason: 'awaiting_reader' });
      await decided(ann, allow('sender'));
      await decided(bob, allow('sender'));
      expect(await prepare([ann], {}, bare.id)).toMatchObject({ reason: 'awaiting_reader', pixelHtml: null });
      expect(await stored(bare.id)).toMatchObject({ tracked: false, asks: false });
      expect(await questions([bob])).toEqual([null]);
    });

    it('with a pixel is still told as such when its team begins to ask', async () => {
      await setMode('notice');
      const ann = someReader();
      const tracked = await prepare([ann]);
      await sent(tracked, 3_600);
      await setMode('ask');
      expect(await prepare([ann], {}, tracked.id)).toMatchObject({ reason: 'awaiting_reader' });
      expect(await stored(tracked.id)).toMatchObject({ tracked: true, asks: false, notice_version: '1.en' });
    });

    it('whose reader stopped it asks no more, and is not noted as asking', async () => {
      await setMode('ask');
      const [ann, bob] = [someReader(), someReader()];
      const asking = await prepare([ann, bob]);
      expect((await decideIn(asking.noticeHtml ?? '', 'refuse', 'message')).status).toBe(200);
      expect(await prepare([ann, bob], {}, asking.id)).toMatchObject({ reason: 'reader_refused', noticeHtml: null });
      await sent(asking);
      expect(await questions([ann, bob])).toEqual([null, null]);
    });
  });

  describe('the mode of one mail', () => {
    it.each<[ConsentMode, ConsentMode, ConsentMode]>([
      ['notice', 'ask', 'ask'],
      ['notice', 'off', 'off'],
      ['notice', 'notice', 'notice'],
      ['ask', 'off', 'off'],
      ['ask', 'notice', 'ask'],
      ['off', 'notice', 'off'],
      ['off', 'ask', 'off'],
    ])('of a team in %s, asked for as %s, is %s', async (team, asked, inForce) => {
      await setMode(team);
      const prepared = await prepare([someReader()], { consentMode: asked, links });
      expect(prepared.consentMode).toBe(inForce);
      expect(outcomeOf(prepared)).toBe({ off: 'bare', ask: 'asks', notice: 'tracked' }[inForce]);
      expect(await stored(prepared.id)).toMatchObject({ consent_mode: inForce });
    });

    it('follows the team’s with the very next request, back too', async () => {
      const ann = someReader();
      const { id } = await prepare([ann]);
      for (const [mode, outcome] of [
        ['off', 'bare'],
        ['notice', 'tracked'],
        ['ask', 'asks'],
      ] as const) {
        await setMode(mode);
        expect(outcomeOf(await prepare([ann], { links }, id))).toBe(outcome);
      }
    });

    it('is none that Openly does not know', async () => {
      const body = { recipients: [], consentMode: 'silent' };
      expect((await sender.call('PUT', `/v1/messages/${randomUUID()}`, body)).body.code).toBe('invalid_request');
    });
  });
});

describe('a server whose operator lets nobody be looser than asking, and takes the link for proof', () => {
  let world: World;
  let sender: User;
  withSender(
    (its) => {
      ({ world, sender } = its);
    },
    { env: { OPENLY_CONSENT_FLOOR: 'ask', OPENLY_CONSENT_ASSURANCE: 'link' } },
  );
  const { someReader, decided, prepare } = consentStage(() => ({ world, sender }));

  it('asks in every team, whatever that team or the mail would rather', async () => {
    const prepared = await prepare([someReader()], { consentMode: 'notice', links });
    expect([outcomeOf(prepared), prepared.consentMode]).toEqual(['asks', 'ask']);
  });

  it('lets a mail be stricter', async () => {
    expect(await prepare([someReader()], { consentMode: 'off' })).toMatchObject({ reason: 'tracking_off' });
  });

  it('takes an allowance by the link alone, after a refusal too', async () => {
    const ann = someReader();
    await decided(ann, allow('sender', { assurance: 'link' }));
    expect(outcomeOf(await prepare([ann], { links }))).toBe('tracked');
    await decided(ann, refuse('sender', { assurance: 'link' }));
    expect(await prepare([ann])).toMatchObject({ reason: 'reader_refused' });
    await decided(ann, allow('sender', { assurance: 'link' }));
    expect(outcomeOf(await prepare([ann], { links }))).toBe('tracked');
  });
});
