import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { noticeLanguage } from '@openly/contracts';
import { PAGE_HEADERS } from './page-style.js';
import { aPage, aReceipt, aSignal, forOne, forSeveral, type Given, stopped } from './reader-view.fixture.js';
import type { ProofStep } from './reader-view.js';

/** What can be decided on a page: the scopes with the one that is chosen first, and the buttons. */
function offered(html: string): { scopes: string[]; decisions: string[] } {
  const form = /<form[^>]*\/decision[\s\S]*?<\/form>/.exec(html)?.[0] ?? '';
  const inputs = [...form.matchAll(/<input[^>]*name="scope"[^>]*>/g)].map(([input]) => input);
  const chosen = inputs.filter((input) => /checked|hidden/.test(input));
  const scopeOf = (input: string) => /value="(\w+)"/.exec(input)?.[1] ?? '';
  return {
    scopes: [...chosen, ...inputs.filter((input) => !chosen.includes(input))].map(scopeOf),
    decisions: [...form.matchAll(/name="decision" value="(\w+)"/g)].map((match) => match[1] ?? ''),
  };
}

const asks = { asks: true, state: 'untracked' as const, noticeVersion: '1.ask.en' };
const both = ['allow', 'refuse'];

describe("the reader's page offers to allow and to refuse", () => {
  it('to one reader, for the sender first, for less and for more', () => {
    expect(offered(aPage())).toEqual({ scopes: ['sender', 'message', 'server'], decisions: both });
  });

  it('to several readers, for this message first', () => {
    expect(offered(aPage({ recorded: forSeveral }))).toEqual({
      scopes: ['message', 'sender', 'server'],
      decisions: both,
    });
  });

  it('what is wider first, where this mail is stopped already', () => {
    const all = { scopes: ['sender', 'message', 'server'], decisions: both };
    expect(offered(aPage({ mail: stopped }))).toEqual(all);
    expect(offered(aPage({ mail: stopped, recorded: forSeveral }))).toEqual(all);
    const server = { sendsMail: false };
    expect(offered(aPage({ mail: stopped, server }))).toEqual({ scopes: ['sender', 'server'], decisions: ['refuse'] });
    expect(offered(aPage({ mail: stopped, server, recorded: forSeveral })).scopes).toEqual([]);
    expect(offered(aPage({ mail: stopped, recorded: { readers: 'none', openings: 0 } })).scopes).toEqual([]);
  });

  it('what is wider alone, where this mail only asks', () => {
    for (const recorded of [forOne(), forSeveral]) {
      expect(offered(aPage({ mail: asks, recorded }))).toEqual({ scopes: ['sender', 'server'], decisions: both });
    }
  });

  it('nothing where nothing is recorded and nothing was asked', () => {
    expect(offered(aPage({ mail: { state: 'untracked' } })).scopes).toEqual([]);
    expect(offered(aPage({ mail: { state: 'deleted' } })).scopes).toEqual([]);
    expect(offered(aPage({ mail: { ...asks, state: 'deleted' } })).scopes).toEqual([]);
  });

  it('with two buttons that differ in nothing but their word', () => {
    const buttons = aPage().match(/<button[^>]*name="decision"[\s\S]*?<\/button>/g) ?? [];
    const alike = buttons.map((button) => button.replace(/allow|refuse/gi, 'decide'));
    expect(alike).toHaveLength(2);
    expect(alike[0]).toBe(alike[1]);
  });

  it('no more than the link may do, where no code can be mailed', () => {
    const server = { sendsMail: false };
    const one = aPage({ server });
    expect(offered(one)).toEqual({ scopes: ['sender', 'message', 'server'], decisions: ['refuse'] });
    expect(one).toContain('This server sends no mail');
    expect(one).toContain('href="mailto:privacy@example.com"');
    expect(one).not.toContain('/r/token/proof');
    expect(offered(aPage({ server, recorded: forSeveral }))).toEqual({ scopes: ['message'], decisions: ['refuse'] });
    const asked = aPage({ server: { ...server, operator: { name: null, contact: null } }, mail: asks });
    expect(asked).toContain('href="mailto:sam@example.com"');
  });

  it('to allow by the link where the operator lets that count', () => {
    const html = aPage({ server: { sendsMail: false, allowsByLink: true } });
    expect(offered(html).decisions).toEqual(both);
    expect(html).toContain('Your choice takes effect at once.');
  });

  it('this message alone where its readers are not known any more', () => {
    const html = aPage({ recorded: { readers: 'none', openings: 3 } });
    expect(offered(html)).toEqual({ scopes: ['message'], decisions: ['refuse'] });
    expect(html).toContain('are no longer kept');
  });
});

describe("the reader's page tells", () => {
  it('who asks, for whom, who runs the server and where to complain', () => {
    const html = aPage();
    for (const words of [
      '<bdi>Sam Sender</bdi>, for <bdi>Example</bdi>',
      '<bdi>sam@example.com</bdi>',
      '<bdi>Example Ltd</bdi>',
      'mail.example.com',
      'To the operator of the server: <a href="mailto:privacy@example.com"',
      'data protection authority of your country',
    ]) {
      expect(html).toContain(words);
    }
  });

  it('a server without a named operator by its host, and the sender as who to write to', () => {
    const html = aPage({ server: { operator: { name: null, contact: null } } });
    expect(html).toContain('<b>mail.example.com</b>');
    expect(html).toContain('has not given an address; write to the sender: <a href="mailto:sam@example.com"');
    const website = { name: null, contact: 'https://example.com/privacy' };
    expect(aPage({ server: { operator: website } })).toContain('href="https://example.com/privacy"');
  });

  it('since when it is stopped, and how widely', () => {
    const html = aPage({ mail: stopped });
    expect(html).toContain('22 November 2026 at 08:00 UTC</time> (1 hour ago)');
    expect(html).not.toContain('in all mail');
    const refused = (sender: boolean, server: boolean) =>
      aPage({ mail: stopped, recorded: forOne({ refused: { sender, server } }) });
    expect(refused(true, false)).toContain('in all mail from <bdi>Sam Sender</bdi>');
    expect(refused(true, true)).toContain('by anybody.</p>');
    expect(aPage({ mail: stopped, recorded: forSeveral })).toContain('That holds for every reader of this mail.');
  });

  it('whether links are tracked', () => {
    expect(aPage()).toContain('Links in this mail are not recorded.');
    expect(aPage({ mail: { hasTrackedLinks: true } })).toContain('which links were followed');
  });

  it('how much is recorded, and for how long', () => {
    const html = aPage();
    expect(html).toContain('The time, the kind of mail program and a place no finer than a city.');
    expect(html).toContain('The records: 90 days');
    expect(html).toContain('Your mail address: 180 days after the send.');
    const strict = aPage({ mail: { detail: 'count', recordsKeptDays: 1, hasTrackedLinks: true } });
    expect(strict).toContain(
      'The time, whether a person or a machine fetched the image and which links were followed.',
    );
    expect(strict).not.toMatch(/city|kind of mail program/);
    expect(strict).toContain('The records: 1 day, then');
  });

  it('what was recorded and how it was judged', () => {
    const records = [
      aSignal(),
      aSignal({ kind: 'gmail_proxy', signals: 'GET gmail_proxy internet in:google:Google', client: null, place: null }),
      aSignal({ kind: 'scanner', confidence: 'machine', signals: 'GET browser internet in:data_centre:<Hetzner>' }),
      aSignal({ url: 'https://shop.example.org/a?secret=1', confidence: 'confirmed', place: null }),
    ];
    const html = aPage({ recorded: forOne({ records }) });
    for (const words of [
      '22 November 2026 at 08:05 UTC</time>, 55 minutes ago',
      'Thunderbird 140 on Linux, computer · Utrecht, Netherlands',
      'Likely you',
      'it hides where and with what',
      'a data centre (&lt;Hetzner>)',
      'Followed a link to <bdi>shop.example.org</bdi>',
      'href="https://db-ip.com"',
    ]) {
      expect(html).toContain(words);
    }
    expect(html).not.toContain('secret');
  });

  it('an older version’s judgement by its kind alone, where the facts are not kept', () => {
    const html = aPage({ recorded: forOne({ records: [aSignal({ signals: null, kind: 'yahoo_proxy' })] }) });
    expect(html).toContain('Opened in Yahoo Mail');
    expect(html).not.toContain('fetched the image when somebody looked');
  });

  it.each([
    ['reply', 'An answer to this mail was noticed'],
    ['click', 'A link in this mail was followed'],
    ['decision', 'A decision was made on this page'],
  ] as const)('what shows that a person has read it: a %s, and when to one reader alone', (by, words) => {
    const confirmed = { by, at: new Date('2026-11-20T08:00:00Z') };
    expect(aPage({ mail: { confirmed } })).toMatch(new RegExp(`${words}.*20 November 2026`));
    const several = aPage({ mail: { confirmed }, recorded: forSeveral });
    expect(several).toContain(words);
    expect(several).not.toContain('20 November');
  });

  it('several readers a total alone', () => {
    const html = aPage({ recorded: { readers: 'several', openings: 1_234 } });
    expect(html).toContain('1,234 openings');
    expect(aPage({ recorded: forSeveral })).toContain('1 opening<');
  });

  it('the older records in a line each, and which are not shown', () => {
    const html = aPage({ recorded: forOne({ records: Array.from({ length: 101 }, () => aSignal()) }) });
    expect(html).toContain('<summary>92 older records, in short</summary>');
    expect(html).toContain('These are the newest 100.');
  });

  it('of a mail that only asks: that nothing is recorded, and how it was answered', () => {
    const html = aPage({ mail: asks });
    expect(html).toContain('Nothing is recorded');
    expect(html).toContain('you are not asked again for 180 days');
    expect(html).not.toContain('Recorded so far');
    expect(html).toContain('Question, version 1, in English');
    const allowed = (assurance: 'link' | 'mailbox') =>
      aPage({ mail: asks, receipts: [aReceipt({ decision: 'allow', assurance })] });
    expect(allowed('mailbox')).toContain('You have allowed it.');
    // It counts for nothing here without proof of the mailbox.
    expect(allowed('link')).not.toContain('You have allowed it.');
    const refused = forOne({ refused: { sender: true, server: false } });
    expect(aPage({ mail: { ...asks, ...stopped }, recorded: refused })).toContain('You have refused it.');
    expect(aPage({ mail: asks, recorded: forSeveral, receipts: [aReceipt({ decision: 'allow' })] })).not.toContain(
      'You have allowed it.',
    );
  });

  it('the notice’s version and language', () => {
    expect(aPage({ mail: { noticeVersion: '1.pt' } })).toContain('Notice, version 1, in Portuguese');
  });

  it('a sender without a name by the address', () => {
    expect(aPage({ mail: { senderName: ' ' } })).toContain('<bdi>sam@example.com</bdi> sees when you open this mail');
  });

  it('why something was not done, to screen readers too', () => {
    expect(aPage({ alert: 'limited' })).toContain('<p class="alert" role="alert">That was asked too often.');
  });
});

describe('the way to a proof', () => {
  const wish = { do: 'allow', scope: 'sender' } as const;
  const until = new Date('2026-11-22T09:15:00Z');

  it('asks for the address, and carries what is wanted', () => {
    const html = aPage({ step: { at: 'address', wish } });
    expect(html).toContain('<form method="post" action="/r/token/proof?lang=en">');
    expect(html).toContain('<input type="hidden" name="do" value="allow"/>');
    expect(html).toContain('<input type="hidden" name="scope" value="sender"/>');
    expect(html).toMatch(/<label[^>]*for="email"[\s\S]*<input id="email" name="email" type="email"/);
    expect(html).toContain('All mail from <bdi>Sam Sender</bdi>');
    expect(html).not.toContain('name="decision"');
  });

  it('says what was wrong with the address, where a screen reader reads it', () => {
    const html = aPage({ step: { at: 'address', wish, trouble: 'invalid' } });
    expect(html).toContain('<p class="trouble" id="trouble" role="alert">That is not a mail address.');
    expect(html).toMatch(/aria-describedby="trouble hint" aria-invalid="true"/);
  });

  it('is not there where the server sends no mail, and says whom to write to', () => {
    for (const given of [{ server: { sendsMail: false } }, {}]) {
      const html = aPage({ ...given, step: { at: 'address', wish, trouble: 'unavailable' } });
      expect(html).not.toContain('<form');
      expect(html).toContain('Please write to <a href="mailto:privacy@example.com"');
    }
  });

  it('says the same whether or not a code is on its way, and takes it', () => {
    const html = aPage({ step: { at: 'code', wish } });
    expect(html).toContain('If that address is one of this mail’s readers, a code is on its way');
    expect(html).toContain('name="proof" autocomplete="one-time-code"');
    expect(html).toContain('Ask for a new code');
    expect(aPage({ step: { at: 'code', wish, trouble: 'wrong' } })).toContain('That code is wrong or too old.');
    const erase = aPage({ step: { at: 'code', wish: { do: 'erase', scope: 'server' } } });
    expect(erase).toContain('deleted for good');
  });

  it('lets whoever has proven it decide, fetch and erase, and tells until when and for whom', () => {
    const html = aPage({
      step: { at: 'proven', proof: 'p"roof', until, email: 'rita@example.net', did: wish, receipts: [aReceipt()] },
    });
    const forms = html.match(/<form[\s\S]*?<\/form>/g) ?? [];
    expect(forms).toHaveLength(2);
    for (const form of forms) expect(form).toContain('<input type="hidden" name="proof" value="p&quot;roof"/>');
    expect(html).toContain('<bdi>rita@example.net</bdi> until 22 November 2026 at 09:15 UTC');
    expect(html).toContain('action="/r/token/export?lang=en"');
    expect(html).toContain('formaction="/r/token/erase?lang=en"');
    expect(html).toContain('>Allowed</h1>');
    expect(html).toContain('You refused: All mail from');
    expect(html).not.toContain('?proof=');
  });

  it('offers the copy first to whoever came for it', () => {
    const did = { do: 'export', scope: 'server' } as const;
    const html = aPage({ step: { at: 'proven', proof: 'p', until, email: 'rita@example.net', did } });
    expect(html.indexOf('<h1>Your copy is ready')).toBeLessThan(html.indexOf('This mailbox is yours'));
    expect(html.match(/action="\/r\/token\/export/g)).toHaveLength(2);
  });

  it('ends with what was erased', () => {
    const html = aPage({ step: { at: 'erased', scope: 'server' } });
    expect(html).toContain('Your data is erased');
    expect(html).toContain('href="/r/token?lang=en"');
  });
});

describe('the proof of a decision', () => {
  it('stands on the page in short, to be downloaded in full', () => {
    const html = aPage({ mail: stopped, receipts: [aReceipt()] });
    expect(html).toContain('<summary>Keep this as proof</summary>');
    expect(html).toContain('You refused: All mail from <bdi>Sam Sender</bdi>');
    expect(html).toContain('No. 7 of this team, no. 1234 of this server');
    expect(html).toContain(`<code>${'cd'.repeat(32)}</code>`);
    expect(html).toContain('href="/r/token/receipt"');
  });

  it('says of one who only held the link of a mail to several: somebody', () => {
    const receipts = [aReceipt({ scope: 'message' })];
    expect(aPage({ recorded: forSeveral, mail: stopped, receipts })).toContain('A reader refused: This mail only');
  });

  it('is not there where nothing was decided', () => {
    expect(aPage()).not.toMatch(/as proof|receipt"/);
  });
});

const HOSTILE = '<b onclick=x>\u202e"\'</style><script>alert(1)</script>';
const hostileMail = {
  senderName: HOSTILE,
  subject: HOSTILE,
  teamName: HOSTILE,
  senderEmail: '"<script>"@example.com',
};
const steps: ProofStep[] = [
  { at: 'address', wish: { do: 'export', scope: 'sender' }, trouble: 'limited' },
  { at: 'code', wish: { do: 'erase', scope: 'server' }, trouble: 'wrong' },
  {
    at: 'proven',
    proof: HOSTILE,
    until: new Date('2026-11-22T09:15:00Z'),
    email: HOSTILE,
    did: { do: 'allow', scope: 'sender' },
    receipts: [aReceipt()],
  },
  { at: 'erased', scope: 'message' },
];
const states: Given[] = [
  {},
  { mail: stopped, receipts: [aReceipt()] },
  { mail: asks },
  { mail: { state: 'untracked' } },
  { mail: { state: 'deleted' } },
  { recorded: forSeveral },
  { recorded: { readers: 'none', openings: 0 } },
  { server: { sendsMail: false } },
  ...steps.map((step) => ({ step })),
];

describe.each(noticeLanguage.options)('in %s', (language) => {
  it('says so, and links and forms keep it', () => {
    for (const state of states) {
      const html = aPage({ ...state, language });
      expect(html).toContain(`<html lang="${language}" dir="ltr">`);
      const targets = [...html.matchAll(/(?:action|href)="(\/r\/[^"]*)"/g)].map((match) => match[1] ?? '');
      const ownLanguage = targets.filter((target) => target.endsWith(`?lang=${language}`));
      const others = targets.filter((target) => /^\/r\/token\?lang=/.test(target));
      const receipt = targets.filter((target) => target === '/r/token/receipt');
      expect(new Set([...ownLanguage, ...others, ...receipt])).toEqual(new Set(targets));
      const chooses = !state.step;
      expect(html.match(/<nav/g)?.length ?? 0).toBe(chooses ? 1 : 0);
      if (chooses) expect(others).toHaveLength(6);
    }
  });

  it('leaves nothing unsaid and nothing to fill in', () => {
    for (const state of states) {
      const html = aPage({ ...state, language }).replace(/<style>[\s\S]*?<\/style>/, '');
      expect(html).not.toMatch(/[{}]|undefined|\[object|NaN/);
    }
  });

  it('has one first heading, and a label to everything that can be filled in', () => {
    for (const state of states) {
      const html = aPage({ ...state, language });
      expect(html.match(/<h1/g)).toHaveLength(1);
      for (const [input] of html.matchAll(/<input(?![^>]*type="(?:hidden|radio)")[^>]*>/g)) {
        const id = /id="(\w+)"/.exec(input)?.[1];
        expect(html).toMatch(new RegExp(`<label[^>]*for="${id}"`));
      }
      const ids = [...html.matchAll(/ id="(\w+)"/g)].map((match) => match[1]);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('shows what others wrote as text, in a direction of its own', () => {
    const records = [aSignal({ url: `javascript:${HOSTILE}`, client: HOSTILE, place: { country: HOSTILE } })];
    for (const state of states) {
      const recorded = state.recorded ?? forOne({ records });
      const mail = { ...state.mail, ...hostileMail };
      const html = aPage({ ...state, mail, recorded, language });
      expect(html).not.toMatch(/<script|<b onclick|javascript:[^<]*"/);
      expect(html.match(/<\/style>/g)).toHaveLength(1);
      if (mail.state !== 'deleted' && !state.step) expect(html).toContain('<bdi>&lt;b onclick=x>');
    }
  });

  it('stays under 30 KB with a hundred records', () => {
    const records = Array.from({ length: 101 }, (_, place) =>
      aSignal(
        place % 2 === 0
          ? { client: 'Thunderbird 140', place: { country: 'NL', region: 'Noord-Brabant', city: "'s-Hertogenbosch" } }
          : { kind: 'apple_privacy', confidence: 'machine', signals: 'GET bare internet', client: null, os: null },
      ),
    );
    const html = aPage({
      language,
      recorded: forOne({ records, refused: { sender: true, server: false } }),
      mail: { ...stopped, hasTrackedLinks: true, confirmed: { by: 'reply', at: stopped.stoppedAt } },
      receipts: [aReceipt(), aReceipt({ scope: 'message' }), aReceipt({ scope: 'server' })],
      alert: 'proof_required',
    });
    expect(Buffer.byteLength(html)).toBeLessThan(30_000);
  });
});

it('allows exactly the style that stands in the page', () => {
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(aPage()) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(PAGE_HEADERS['content-security-policy']).toContain(`style-src 'sha256-${hash}'`);
});
