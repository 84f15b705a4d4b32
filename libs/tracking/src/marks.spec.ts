import { describe, expect, it } from '@jest/globals';
import { type NoticeLanguage, noticeAddition, noticeLanguage } from '@openly/contracts';
import fc from 'fast-check';
import {
  additionIn,
  addMarks,
  addNoticeText,
  noticeHtml,
  noticeText,
  noticeVersion,
  pixelHtml,
  questionVersion,
  removeMarks,
  removeNoticeText,
} from './marks.js';
import { ALL_WORDINGS } from './wordings.js';

const TOKEN = 'AbCdEfGhIjKlMnOpQrStUv-_12';
const LANGUAGES = noticeLanguage.options;
const buildMarks = (
  token = TOKEN,
  host = 'https://mail.example.org',
  senderName = 'Sam Sender',
  language?: NoticeLanguage,
) => ({
  pixelHtml: pixelHtml(`${host}/o/sender-id_1/${token}.gif`),
  noticeHtml: noticeHtml({ readerUrl: `${host}/r/${token}`, senderName, language }),
});
/** What a mail can carry: pixel and notice, or the question alone. */
const PLAIN_KINDS = LANGUAGES.flatMap((language) => [false, true].map((asks) => ({ language, asks, addition: null })));
/** The same with words of the team's own: with what has to be escaped, and with words that stand in every notice. */
const ADDITION = 'Agreed with the works council (§ 87); "R&D" > 1. Read receipt requested by';
const KINDS = [...PLAIN_KINDS, ...PLAIN_KINDS.map((kind) => ({ ...kind, addition: ADDITION }))];
type Kind = (typeof KINDS)[number];
const marksOf = ({ language, asks, addition }: Kind) => {
  const host = 'https://mail.example.org';
  const { pixelHtml } = buildMarks(TOKEN, host);
  const notice = { readerUrl: `${host}/r/${TOKEN}`, senderName: 'Zoë Łuk', language, asks, addition };
  return { pixelHtml: asks ? null : pixelHtml, noticeHtml: noticeHtml(notice) };
};
/** As Openly's worker and mail programs write what a charset may not have. */
const inReferences = (html: string) => html.replace(/\P{ASCII}/gu, (character) => `&#${character.codePointAt(0)};`);
const marks = buildMarks();
const both = marks.noticeHtml + marks.pixelHtml;

describe('marks in HTML mail', () => {
  it('puts notice and pixel behind the text of a new mail', () => {
    expect(addMarks('<div dir="ltr">Hello Ann</div>', marks)).toBe(`<div dir="ltr">Hello Ann</div>${both}`);
  });

  it('puts the question where the notice would stand, and no pixel', () => {
    const asking = marksOf({ language: 'en', asks: true, addition: null });
    const quote = '<div class="gmail_quote">Theirs</div>';
    expect(addMarks(`<div>Mine</div>${quote}`, asking)).toBe(`<div>Mine</div>${asking.noticeHtml}${quote}`);
    const long = `<body><p>${'word '.repeat(20_000)}</p></body>`;
    expect(addMarks(long, asking).startsWith(`<body>${asking.noticeHtml}<p>`)).toBe(true);
    expect(addMarks(addMarks('<p>Hi</p>', asking), marks)).toBe(`<p>Hi</p>${both}`);
    expect(addMarks(addMarks('<p>Hi</p>', marks), asking)).toBe(`<p>Hi</p>${asking.noticeHtml}`);
  });

  it('puts them inside the body of a whole document', () => {
    expect(addMarks('<html><head><title>x</title></head><body><p>Hi</p></body></html>', marks)).toBe(
      `<html><head><title>x</title></head><body><p>Hi</p>${both}</body></html>`,
    );
  });

  it.each([
    ['<div class="gmail_quote gmail_quote_container">'],
    ['<div class="m_-123gmail_quote">'.replace('m_-123gmail', 'm_-123_gmail')],
    ['<blockquote type="cite">'],
    ['<div id="divRplyFwdMsg">'],
    ['<div id="x_appendonsend">'],
    ['<div id="ydp1yahoo_quoted_123" class="yahoo_quoted">'],
    ['<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0">'],
  ])('puts them before a quote that begins with %s', (quote) => {
    expect(addMarks(`<div>Mine<br>${quote}Theirs</div></div>`, marks)).toBe(
      `<div>Mine<br>${both}${quote}Theirs</div></div>`,
    );
  });

  it('puts them first in a mail so long that Gmail would clip its end', () => {
    const long = `<body><p>${'word '.repeat(20_000)}</p></body>`;
    expect(addMarks(long, marks).startsWith(`<body>${both}<p>`)).toBe(true);
  });

  it('keeps a mail byte for byte when it has no marks', () => {
    const odd = '<P CLASS=a>1 < 2 &amp 3<BR/><img src=x.gif><a href="https://a.example/r/short">r</a><!-- c -->';
    expect(removeMarks(odd)).toBe(odd);
  });

  it('removes the pixel in the form Gmail gives it', () => {
    const proxied = `<img src="https://ci3.googleusercontent.com/meips/AB=s0-d-e1-ft#https://other.example/o/sender-id_1/${TOKEN}.gif" width="1" class="CToWUd">`;
    expect(removeMarks(`a${proxied}b`)).toBe('ab');
  });

  it.each([
    ['Yahoo', 'https://ecp.yusercontent.com/mail?url=PIXEL&amp;t=1700000000&amp;ymreqid=ab-12&amp;sig=x~D'],
    ['Outlook', 'https://outlook.example/owa/proxy.ashx?v=1&amp;bad=%E0%A4%A&amp;url=PIXEL#fragment'],
    ['Yahoo inside Gmail', 'https://ci3.googleusercontent.com/meips/AB=s0#https://ecp.yusercontent.com/mail?url=PIXEL'],
  ])('removes the pixel in the form %s gives it', (_, proxy) => {
    const pixel = encodeURIComponent(`https://other.example/base/o/sender-id_1/${TOKEN}.gif`);
    for (const value of [pixel, pixel.replace(/%../g, (encoded) => encoded.toLowerCase())]) {
      expect(removeMarks(`a<img src="${proxy.replace('PIXEL', value)}" width="1">b`)).toBe('ab');
    }
  });

  it("keeps a person's picture that went through a proxy, and one that only speaks of a pixel", () => {
    for (const src of [
      'https://ecp.yusercontent.com/mail?url=https%3A%2F%2Fphotos.example%2Fo%2Falbum%2Fcat.gif',
      `https://photos.example/cat.png?text=see%20https%3A%2F%2Fo.example%2Fo%2Fsender-id_1%2F${TOKEN}.gif`,
      `cid:cat?url=https%3A%2F%2Fo.example%2Fo%2Fsender-id_1%2F${TOKEN}.gif`,
    ]) {
      expect(removeMarks(`<img src="${src}">`)).toBe(`<img src="${src}">`);
    }
  });

  it('removes the notice after Gmail dropped its attributes and wrapped its link', () => {
    const wrapped = `<div class="m_1x" style="margin:0"><font color="#000">Read receipt requested by  O&#39;Brien:\n opening this mail is recorded.</font> <a href="https://www.google.com/url?q=https%3A%2F%2Fo.example%2Fr%2F${TOKEN}&amp;source=gmail" target="_blank">See what, or\nstop it.</a></div>`;
    expect(removeMarks(`<div>x</div>${wrapped}<div>y</div>`)).toBe('<div>x</div><div>y</div>');
  });

  it('keeps what a person wrote into the block or the line of a notice', () => {
    const inner = marks.noticeHtml.slice(0, -'</div>'.length);
    const left = removeMarks(`${inner} and I say no</div>`);
    expect(left).toContain('and I say no');
    expect(left).not.toContain('/r/');
    const flat = `Dear Ann. I like it. Read receipt requested by Sam: opening this mail is recorded. <a href="https://x.example/r/${TOKEN}">See what, or stop it.</a>`;
    expect(removeMarks(`<p>${flat}</p>`)).toBe('<p>Dear Ann. I like it. </p>');
  });

  it("keeps a person's own link to a page like a reader's page", () => {
    const own = `<p>My notes: <a href="https://x.example/r/${TOKEN}">notes</a></p>`;
    expect(removeMarks(own)).toBe(own);
  });

  it('tracks links and restores them to the same bytes, through generations', () => {
    const url = 'https://shop.example/a?b=1&c=2#d';
    const html = '<div><a title=" href=\'x\'" href="https://shop.example/a?b=1&amp;c=2#d">shop</a></div>';
    const trackedUrl = `https://o.example/l/sender-id_1/${TOKEN}?to=${encodeURIComponent(url)}`;
    const tracked = addMarks(html, { ...marks, links: [{ url, trackedUrl }] });
    expect(tracked).toContain(`href="${trackedUrl}"`);
    expect(removeMarks(tracked)).toBe(html);
    const twice = `<a href="https://p.example/l/sender-id_2/${TOKEN}?to=${encodeURIComponent(trackedUrl)}">s</a>`;
    expect(removeMarks(twice)).toBe('<a href="https://shop.example/a?b=1&amp;c=2#d">s</a>');
  });

  it('never restores a link to a script', () => {
    const forged = `<a href="https://o.example/l/sender-id_1/${TOKEN}?to=javascript%3Aalert(1)">x</a>`;
    expect(removeMarks(forged)).toBe(forged);
  });

  it('escapes a hostile sender name and address', () => {
    const hostile = noticeHtml({ readerUrl: `https://o.example/r/${TOKEN}?"><script>`, senderName: '<b>"x"\n</b>' });
    expect(hostile).not.toMatch(/<script|<b>/);
  });

  it('handles a megabyte in under 200 ms', () => {
    const quoted = `<div class="gmail_quote"><p>Some &amp; text</p>${both}</div>`;
    const html = `<div>Mine</div>${quoted.repeat(Math.ceil(1_000_000 / quoted.length))}`;
    addMarks(html, marks);
    const start = performance.now();
    const out = addMarks(html, marks);
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(out.split('data-openly="pixel"')).toHaveLength(2);
    const flat = `<p>${'Read receipt requested by x<a href="https://x.example/r/'.repeat(18_000)}${TOKEN}</p>`;
    const again = performance.now();
    addMarks(flat, marks);
    expect(performance.now() - again).toBeLessThan(5_000);
    const pairs = `<img src="https://ecp.yusercontent.com/mail?${'url=https%3A%2F%2Fx%2Fo%2Fsender-id_1%2F&'.repeat(25_000)}">`;
    const proxied = performance.now();
    removeMarks(pairs);
    expect(performance.now() - proxied).toBeLessThan(5_000);
  });
});

describe('the notice in the language of the mail', () => {
  it('says which words it is', () => {
    const versions = LANGUAGES.map((language) => noticeVersion(language));
    expect(versions).toEqual(['1.en', '1.nl', '1.de', '1.fr', '1.es', '1.it', '1.pt']);
    expect(LANGUAGES.map((language) => questionVersion(language))).toEqual(
      LANGUAGES.map((language) => `1.ask.${language}`),
    );
    expect(versions.map(additionIn)).toEqual(versions.map(() => null));
  });

  it('says which words the team added, by their SHA-256', () => {
    // printf Größe | sha256sum
    const sha256 = 'aedc3f80989a6546962705852b2f4a481dbd1e490760693525c3724bacab3f50';
    expect(noticeVersion('nl', 'Größe')).toBe(`1.add-${sha256}.nl`);
    expect(questionVersion('nl', 'Größe')).toBe(`1.ask.add-${sha256}.nl`);
    expect(additionIn(questionVersion('nl', 'Größe'))).toBe(sha256);
  });

  it('is English where nothing else is asked for', () => {
    expect(marks.noticeHtml).toBe(buildMarks(TOKEN, undefined, undefined, 'en').noticeHtml);
  });

  it('has words in every language by which it is told from all others', () => {
    expect(ALL_WORDINGS).toHaveLength(PLAIN_KINDS.length);
    expect(new Set(ALL_WORDINGS.map(({ link }) => link)).size).toBe(ALL_WORDINGS.length);
    for (const { told } of ALL_WORDINGS) expect(told).toMatch(/^\p{L}+ .*\{sender\}.+\.$/u);
  });

  it.each(KINDS)('tells screen readers that it is $language, and sets no colour of its own (%j)', (kind) => {
    const { language } = kind;
    const { noticeHtml } = marksOf(kind);
    expect(noticeHtml).toMatch(new RegExp(`^<div data-openly="notice" lang="${language}" dir="ltr" style="[^"]*">`));
    expect(noticeHtml).not.toMatch(/background|[^-]color:(?!inherit)/);
    expect(noticeHtml).toMatch(/<a href="[^"]+"[^>]*>[^<]{15,50}<\/a><\/div>$/);
  });

  it.each(KINDS)('is found after mail programs changed everything but its words (%j)', (kind) => {
    const name = 'Владимир Константинович Рождественский';
    const notice = noticeHtml({ readerUrl: `https://o.example/r/${TOKEN}`, senderName: name, ...kind });
    const [, sentence = '', link = ''] = /^<div[^>]*>(.*) <a[^>]*>(.*)<\/a><\/div>$/.exec(notice) ?? [];
    for (const rewritten of [
      (text: string) => text,
      inReferences,
      (text: string) => text.replace(/\s/g, '\n  '),
      (text: string) => text.replace(/ /g, '&nbsp;'),
      (text: string) => text.replace(/\u00a0/g, ' '),
    ]) {
      const href = `https://www.google.com/url?q=https%3A%2F%2Fo.example%2Fr%2F${TOKEN}&amp;source=gmail`;
      const words = `<font>${rewritten(sentence)}</font> <a href="${href}" target="_blank">${rewritten(link)}</a>`;
      expect(removeMarks(`<p>x</p><div class="m_1x">${words}</div><p>y</p>`)).toBe('<p>x</p><p>y</p>');
      const left = removeMarks(`<p>Grüße, l&#39;été. ${words} Fin.</p>`);
      expect(left.replace(/<\/?font>/g, '')).toMatch(/^<p>Grüße, l&#39;été\. +Fin\.<\/p>$/);
    }
  });
});

const fragment = fc.constantFrom(
  'Hello ',
  'Lesebestätigung angefordert von ',
  'Accusé de lecture demandé par Sam\u00a0: ',
  'Ver quais são, ou interromper.',
  ...KINDS.map((kind) => marksOf(kind).noticeHtml),
  ...KINDS.map((kind) => inReferences(marksOf(kind).noticeHtml)),
  'Read receipts requested by ',
  'Allow or refuse here.',
  'Read receipt requested by ',
  'See what, or stop it.',
  ' 1 < 2 ',
  '&nbsp;',
  '&am',
  '<',
  '</',
  '<d',
  '<div>',
  '</div>',
  '<div dir="ltr">',
  '<br>',
  '<p>',
  '</p>',
  '<b>',
  '</b>',
  '<span style="x">',
  '</span>',
  '<div class="gmail_quote">',
  '<blockquote type="cite">',
  '</blockquote>',
  '<div id="divRplyFwdMsg">',
  '<table>',
  '<tr>',
  '<td>',
  '</td>',
  '</tr>',
  '</table>',
  '<ul><li>',
  '</li></ul>',
  '<!-- note -->',
  '<!--',
  '-->',
  '<style>p{}</style>',
  '<style>',
  '<title>',
  '<textarea>',
  '</textarea>',
  '<html>',
  '<head>',
  '</head>',
  '<body>',
  '</body>',
  '</html>',
  '<img src="cat.png">',
  '<a href="https://a.example/?b=1&amp;c=2">',
  '</a>',
  '<svg>',
  '</svg>',
  `<a href="https://x.example/r/${TOKEN}">`,
  `<a href='https://x.example/l/sender-id_1/${TOKEN}?to=https%3A%2F%2Fa.example%2F'>`,
  `<img src="https://x.example/o/sender-id_1/${TOKEN}.gif">`,
  `<img src="https://ecp.yusercontent.com/mail?url=https%3A%2F%2Fx.example%2Fo%2Fsender-id_1%2F${TOKEN}.gif&amp;t=1">`,
  marks.noticeHtml,
  marks.pixelHtml,
  both,
  '<a href="',
  '<!DOCTYPE html>',
);
const anyHtml = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(fc.oneof(fragment, fc.string({ maxLength: 8 })), { maxLength: 14 })
      .map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 200 }) },
);

describe('marks in any HTML', () => {
  const anyKind = fc.constantFrom(...KINDS);

  it('come out exactly as they went in', () => {
    fc.assert(
      fc.property(anyHtml, anyKind, (html, kind) => {
        expect(removeMarks(addMarks(html, marksOf(kind)))).toBe(removeMarks(html));
      }),
      { numRuns: 1000 },
    );
  });

  it('are the same added once or twice', () => {
    const later = buildMarks('ZZZZZZZZZZZZZZZZZZZZZZZZ', 'https://elsewhere.example/openly', 'Dr. Ü <b>', 'de');
    fc.assert(
      fc.property(anyHtml, anyKind, (html, kind) => {
        expect(addMarks(addMarks(html, marksOf(kind)), later)).toBe(addMarks(html, later));
      }),
      { numRuns: 1000 },
    );
  });

  it('leave every word a person wrote', () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9]{3,8}$/);
    const text = fc.array(word, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, anyKind), { minLength: 1, maxLength: 6 }), (generations) => {
        let html = '';
        for (const [words, kind] of generations) {
          html = addMarks(
            `<div>${words.join(' ')}</div>${html && `<div class="gmail_quote"><blockquote>${html}</blockquote></div>`}`,
            marksOf(kind),
          );
        }
        const plain = removeMarks(html);
        expect(plain).not.toMatch(/\/o\/|\/r\//);
        expect(plain.match(/[a-zA-Z0-9]+(?: [a-zA-Z0-9]+)*(?=<\/div>)/g)).toEqual(
          generations.map(([words]) => words.join(' ')).reverse(),
        );
      }),
    );
  });
});

describe('the notice in plain text', () => {
  const notice = noticeText({ readerUrl: `https://o.example/r/${TOKEN}`, senderName: 'Sam Sender' });

  it('stands before the quote', () => {
    const reply = 'Fine with me.\n\nOn Fri, 20 Nov 2026 at 10:00, Ann <ann@example.net> wrote:\n> Shall we?\n';
    expect(addNoticeText(reply, notice)).toBe(
      `Fine with me.\n\n\n\n${notice}\n\nOn Fri, 20 Nov 2026 at 10:00, Ann <ann@example.net> wrote:\n> Shall we?\n`,
    );
  });

  it('is taken out of quotes, however their lines were wrapped', () => {
    const quoted = `> Text\n>\n> Read receipt requested by Sam\n> Sender: opening this mail is\n> recorded. See what, or stop it:\n> https://o.example/r/${TOKEN}\n> End`;
    expect(removeNoticeText(quoted)).toBe('> Text\n>\n> End');
    for (const end of ['\n', '\r\n']) {
      const lines = (...texts: string[]) => texts.join(end);
      expect(removeNoticeText(lines('> Text', `> ${notice}`, '> End'))).toBe(lines('> Text', '> End'));
      expect(removeNoticeText(lines('Text', '', notice, '', 'End'))).toBe(lines('Text', '', 'End'));
      expect(removeNoticeText(lines('> Text', `> ${notice}`, ''))).toBe(lines('> Text', ''));
    }
  });

  const notices = KINDS.map((kind) =>
    noticeText({ readerUrl: `https://o.example/r/${TOKEN}`, senderName: 'Zoë Łuk', ...kind }),
  );

  it.each([
    ['On Fri, 20 Nov 2026 at 10:00, Ann <ann@example.net> wrote:'],
    ['Op vr 20 nov 2026 om 10:00 schreef Ann <ann@example.net>:'],
    ['Am Fr., 20. Nov. 2026 um 10:00\u202fUhr schrieb Ann <ann@example.net>:'],
    ['Le ven. 20 nov. 2026 à 10:00, Ann <ann@example.net> a écrit\u00a0:'],
    ['El vie, 20 nov 2026 a las 10:00, Ann (<ann@example.net>) escribió:'],
    ['Il giorno ven 20 nov 2026 alle ore 10:00 Ann <ann@example.net> ha scritto:'],
    ['Em sex., 20 de nov. de 2026 às 10:00, Ann <ann@example.net> escreveu:'],
    ['Ann <ann@example.net> escreveu no dia sexta, 20/11/2026 à(s) 10:00:'],
    ['-----Ursprüngliche Nachricht-----'],
    ["-----Message d'origine-----"],
    ['-----Oorspronkelijk bericht-----'],
    ['________________________________\nVan: Ann'],
  ])('stands before a quote that begins with %s', (begins) => {
    const mayBreak = begins.includes('@');
    const broken = [begins.replace(/ (?=\S+ \S+$)/, '\n'), begins.replace(/ (?=\S+$)/, '\n')];
    for (const line of [begins, ...(mayBreak ? broken : [])]) {
      for (const one of notices) {
        const reply = (notice: string) => `Mine.\n\n${notice}${line}\n\nTheirs\n`;
        expect(addNoticeText(reply(''), one)).toBe(reply(`\n\n${one}\n\n`));
      }
    }
  });

  it('is taken out of quotes in every language, wherever its lines were broken', () => {
    const lines = fc.array(fc.tuple(fc.constantFrom(...notices), fc.integer({ min: 12, max: 78 })), { maxLength: 3 });
    fc.assert(
      fc.property(
        lines,
        fc.constantFrom('> ', '>> ', '> > ', ''),
        fc.boolean(),
        (generations, quoting, plainSpaces) => {
          const wrapped = generations.flatMap(([notice, width]) => [
            'Text',
            ...wrap(plainSpaces ? notice.replace(/\u00a0/g, ' ') : notice, width),
          ]);
          const quoted = [...wrapped, 'End'].map((line) => quoting + line).join('\n');
          const left = [...generations.map(() => 'Text'), 'End'].map((line) => quoting + line).join('\n');
          expect(removeNoticeText(quoted)).toBe(left);
        },
      ),
    );
  });

  it('does not hold a mail up that was made to be hard to look through', () => {
    const hard = [
      ...ALL_WORDINGS.map(({ told }) => `${told.split(' ')[0]}${'\n     '.repeat(2_000)}x`),
      ...ALL_WORDINGS.map(({ told }) => `${told.replace(/\{sender\}.*/, '')}${'\n> > '.repeat(2_000)}x`),
      ...['On ', 'Op ', 'Ann <a@b.c> escreveu '].map((begins) => `${begins}${'schreef '.repeat(20)}\n`.repeat(500)),
    ].join('\n');
    const text = `${hard}\nhttps://o.example/r/${TOKEN}\n`;
    const start = performance.now();
    expect(addNoticeText(text, notice)).toContain(notice);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('comes out exactly as it went in', () => {
    const line = fc.constantFrom(
      'Hello',
      '> quoted',
      'On Monday, Ann wrote:',
      '',
      'a/r/b',
      'Op maandag schreef Ann:',
      ...notices,
      ...notices.map((one) => `> ${one}`),
      '\r\n',
      'See what',
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.boolean(),
        fc.constantFrom(...notices),
        (lines, crlf, notice) => {
          const text = lines.join(crlf ? '\r\n' : '\n');
          expect(removeNoticeText(addNoticeText(text, notice))).toBe(removeNoticeText(text));
        },
      ),
    );
  });
});

describe("a team's own words in the notice", () => {
  const readerUrl = `https://o.example/r/${TOKEN}`;
  const additions = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 200 })
    .filter((text) => noticeAddition.safeParse(text).success);
  const hostile = fc.constantFrom(
    '<b>free</b> & <script>alert(1)</script>',
    '"><img src=x>',
    ...ALL_WORDINGS.map(({ told }) => told.slice(0, 180)),
    ...ALL_WORDINGS.map(({ link }) => link),
    ` ${'x'.repeat(198)} `,
    '> > >',
    '{sender}',
  );
  const anyAddition = fc.oneof(additions, hostile);
  const kinds = fc.constantFrom(...PLAIN_KINDS);

  it('stand before the link, as text alone', () => {
    fc.assert(
      fc.property(anyAddition, kinds, (addition, kind) => {
        const html = noticeHtml({ readerUrl, senderName: 'Sam', ...kind, addition });
        expect(html.match(/<\w+/g)).toEqual(['<div', '<a']);
        expect(html).toMatch(/\[[^[\]]*\] <a href="[^"]*"[^>]*>[^<]*<\/a><\/div>$/);
        expect(noticeText({ readerUrl, senderName: 'Sam', ...kind, addition }).split('\n')).toHaveLength(1);
      }),
    );
  });

  it('go with the notice, out of HTML and out of text', () => {
    fc.assert(
      fc.property(anyAddition, kinds, fc.boolean(), (addition, kind, isQuoted) => {
        const notice = { readerUrl, senderName: 'Zoë Łuk', ...kind, addition };
        const html = noticeHtml(notice);
        const block = isQuoted ? inReferences(html) : html;
        expect(removeMarks(`<p>x</p>${block}<p>y</p>`)).toBe('<p>x</p><p>y</p>');
        const flat = block.replace(/^<div[^>]*>|<\/div>$/g, '');
        expect(removeMarks(`<p>Dear [Ann]. ${flat} Bye.</p>`)).toMatch(/^<p>Dear \[Ann\]\. +Bye\.<\/p>$/);
        const quote = isQuoted ? '> ' : '';
        const text = (lines: string[]) => lines.map((line) => `${quote}${line}`).join('\n');
        expect(removeNoticeText(text(['Text', noticeText(notice), 'End']))).toBe(text(['Text', 'End']));
      }),
    );
  });

  it('are not taken for them where they are a person’s', () => {
    const own = `<p>Read receipt requested by Sam: opening this mail is recorded. [I] say no. <a href="${readerUrl}">See what, or stop it.</a></p>`;
    expect(removeMarks(own)).toContain('[I] say no.');
    const text = `Read receipt requested by Sam: opening this mail is recorded. [I] say no. See what, or stop it: ${readerUrl}`;
    expect(removeNoticeText(text)).toBe(text);
  });

  it.each([
    ['a\nb'],
    ['a\u0007b'],
    ['a\u202eb'],
    ['a\u200bb'],
    ['a\u2028b'],
    ['[a]'],
    ['see https://x.example'],
    ['ftp://x'],
    ['www.x.example'],
    ['x.example/r/abc'],
    ['mailto:a@x.example'],
    [''],
    ['   '],
    ['x'.repeat(201)],
  ])('are refused as %j', (text) => {
    expect(noticeAddition.safeParse(text).success).toBe(false);
  });

  it.each([['Agreed with our works council.'], ['Fragen? datenschutz@firma.example'], ['Zoë & søn <3'], ['日本語で']])(
    'are taken as %j',
    (text) => {
      expect(noticeAddition.parse(text)).toBe(text);
    },
  );
});

/** Breaks a line at spaces as mail programs do. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
