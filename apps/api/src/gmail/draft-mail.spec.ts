import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { noticeHtml, noticeText, pixelHtml, removeMarks, removeNoticeText } from '@openly/tracking';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { DraftMail } from './draft-mail.js';
import { decodeTransfer } from './mime-text.js';
import { type MimePart, readMimeTree } from './mime-tree.js';
import { decodeQuotedPrintable, encodeQuotedPrintable } from './quoted-printable.js';

const token = 'T'.repeat(60);
const readerUrl = `https://openly.example/r/${token}`;
const notice = { readerUrl, senderName: 'Zoë Łuk' };
const marks = {
  pixelHtml: pixelHtml(`https://openly.example/o/sender_01/${token}.gif`),
  noticeHtml: noticeHtml(notice),
  noticeText: noticeText(notice),
};
const deliveryId = '018f0000-0000-4000-8000-000000000001';
const sentAt = new Date('2026-11-23T07:00:00Z');
/** What every mail begins with that is sent. */
const header = `X-Openly-Delivery: ${deliveryId}\r\nDate: Mon, 23 Nov 2026 07:00:00 +0000\r\n`;

/** Joins the lines of a mail as mail has them. */
const mail = (...lines: string[]) => Buffer.from(lines.join('\r\n'), 'latin1');
const envelope = ['From: Sam <sam@example.com>', 'To: Ann <ann@example.net>', 'Subject: Hello', 'MIME-Version: 1.0'];

async function send(raw: Buffer): Promise<Buffer> {
  return (await DraftMail.read(raw)).toSend(deliveryId, marks, sentAt);
}

async function partsOf(raw: Buffer): Promise<Map<string, { part: MimePart; bytes: Buffer }>> {
  const found = new Map<string, { part: MimePart; bytes: Buffer }>();
  const walk = (part: MimePart, path: string) => {
    found.set(`${path}${part.node.contentType}`, { part, bytes: decodeTransfer(raw, part) });
    for (const [index, child] of part.children.entries()) walk(child, `${path}${index}.`);
  };
  const root = await readMimeTree(raw);
  if (root) walk(root, '');
  return found;
}

async function textOf(raw: Buffer, path: string): Promise<string> {
  const found = (await partsOf(raw)).get(path);
  return iconv.decode(found?.bytes ?? Buffer.alloc(0), found?.part.node.charset || 'utf-8');
}

const html = '<div dir="ltr">Grüße an alle</div>';

describe('what the writer of a draft wrote', () => {
  const quote = '<div class="gmail_quote"><blockquote>Dear Sam, as agreed I send you the figures.</blockquote></div>';

  it('is read out of its HTML, without the mail it answers', async () => {
    const content = Buffer.from(`<div dir="ltr">Gr&uuml;&szlig;e an alle</div>${quote}`).toString('base64');
    const type = 'Content-Type: text/html; charset=utf-8';
    const raw = mail(...envelope, type, 'Content-Transfer-Encoding: base64', '', content);
    expect((await DraftMail.read(raw)).writtenText).toBe('Grüße an alle');
  });

  it('is nothing where there is no HTML to be marked', async () => {
    const raw = mail(...envelope, 'Content-Type: text/plain', '', 'Only text');
    expect((await DraftMail.read(raw)).writtenText).toBe('');
  });
});

describe('a mail with marks', () => {
  it('has pixel and notice in a single HTML part, in ISO-8859-1 and quoted-printable', async () => {
    const raw = mail(
      ...envelope,
      'Content-Type: text/html; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '<div dir=3D"ltr">Gr=FC=DFe an alle</div>',
      '',
    );
    const sent = await send(raw);
    expect(sent.toString('latin1')).toContain('Content-Type: text/html; charset=iso-8859-1');
    const text = await textOf(sent, 'text/html');
    expect(text).toContain(marks.pixelHtml);
    expect(text).toContain('requested by Zo&#235; &#321;uk');
    expect(removeMarks(text)).toBe(`${html}\r\n`);
    for (const line of sent.toString('latin1').split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
  });

  it('has the notice in both twins of UTF-8 in base64, and attachments to the byte', async () => {
    const attachment = randomBytes(5_000);
    const raw = mail(
      ...envelope,
      'Content-Type: multipart/mixed; boundary="outer"',
      '',
      '--outer',
      'Content-Type: multipart/alternative; boundary="inner"',
      '',
      '--inner',
      'Content-Type: text/plain; charset="UTF-8"',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('Grüße an alle\r\n').toString('base64'),
      '--inner',
      'Content-Type: text/html; charset="UTF-8"',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from(html).toString('base64'),
      '--inner--',
      '--outer',
      'Content-Type: application/octet-stream; name="a.bin"',
      'Content-Disposition: attachment; filename="a.bin"',
      'Content-Transfer-Encoding: base64',
      '',
      ...(attachment.toString('base64').match(/.{1,76}/g) ?? []),
      '--outer--',
    );
    const sent = await send(raw);
    const parts = await partsOf(sent);
    expect(removeMarks(await textOf(sent, '0.1.text/html'))).toBe(html);
    const plain = await textOf(sent, '0.0.text/plain');
    expect(plain).toContain(marks.noticeText);
    expect(removeNoticeText(plain).trim()).toBe('Grüße an alle');
    expect(parts.get('1.application/octet-stream')?.bytes.equals(attachment)).toBe(true);
    const tail = raw.subarray(raw.indexOf('Content-Type: application/octet-stream'));
    expect(sent.subarray(sent.length - tail.length).equals(tail)).toBe(true);
  });

  it('keeps pictures that stand in the text', async () => {
    const picture = [
      'Content-Type: image/png',
      'Content-ID: <pic@openly>',
      'Content-Transfer-Encoding: base64',
      '',
      'iVBORw0KGgo=',
    ];
    const raw = mail(
      ...envelope,
      'Content-Type: multipart/related; boundary=rel',
      '',
      '--rel',
      'Content-Type: multipart/alternative; boundary=alt',
      '',
      '--alt',
      'Content-Type: text/plain; charset=windows-1252',
      'Content-Transfer-Encoding: 8bit',
      '',
      'Costs 5 \x80',
      '--alt',
      'Content-Type: text/html; charset=windows-1252',
      'Content-Transfer-Encoding: 8bit',
      '',
      '<p>Costs 5 \x80 <img src="cid:pic@openly"></p>',
      '--alt--',
      '--rel',
      ...picture,
      '--rel--',
      '',
    );
    const sent = await send(raw);
    expect(await textOf(sent, '0.1.text/html')).toContain('<p>Costs 5 € <img src="cid:pic@openly"></p>');
    expect(sent.includes(picture.join('\r\n'))).toBe(true);
    // Windows-1252 has no Ł, which the notice needs: the twin becomes UTF-8 and says so.
    const plain = (await partsOf(sent)).get('0.0.text/plain');
    expect(plain?.part.node.charset).toBe('utf-8');
    expect(plain?.bytes.toString('utf8')).toContain('Costs 5 €');
    expect(plain?.bytes.toString('utf8')).toContain('Zoë Łuk');
  });

  it('finds HTML that stands with attachments inside an alternative', async () => {
    const raw = mail(
      ...envelope,
      'Content-Type: multipart/alternative; boundary=a',
      '',
      '--a',
      'Content-Type: text/plain',
      '',
      'Hi',
      '--a',
      'Content-Type: multipart/mixed; boundary=m',
      '',
      '--m',
      'Content-Type: text/html; charset=us-ascii',
      '',
      '<p>Hi</p>',
      '--m',
      'Content-Type: text/html; name="page.html"',
      'Content-Disposition: attachment; filename="page.html"',
      '',
      '<p>attached</p>',
      '--m--',
      '--a--',
      '',
    );
    const sent = await send(raw);
    expect(await textOf(sent, '1.0.text/html')).toContain('data-openly="pixel"');
    expect(await textOf(sent, '1.1.text/html')).toBe('<p>attached</p>');
  });

  it('leaves an attached mail closed', async () => {
    const attached = ['Content-Type: text/html', '', '<p>the attached mail</p>'];
    const raw = mail(
      ...envelope,
      'Content-Type: multipart/mixed; boundary=m',
      '',
      '--m',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>my own</p>',
      '--m',
      'Content-Type: message/rfc822',
      'Content-Disposition: inline',
      '',
      'Subject: inner',
      ...attached,
      '--m--',
    );
    const sent = (await send(raw)).toString('latin1');
    expect(sent).toContain(attached.join('\r\n'));
    expect(sent.match(/data-openly="pixel"/g)).toHaveLength(1);
    expect(sent.indexOf('data-openly="pixel"')).toBeLessThan(sent.indexOf('the attached mail'));
  });

  it('flows the notice where the text flows', async () => {
    const raw = mail(
      ...envelope,
      'Content-Type: multipart/alternative; boundary=a',
      '',
      '--a',
      'Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes',
      '',
      'A line that flows  ',
      'on here.',
      '--a',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>A line that flows on here.</p>',
      '--a--',
    );
    const sent = await send(raw);
    const plain = await textOf(sent, '0.text/plain');
    expect(sent.toString('latin1')).toMatch(/format=flowed; delsp=yes/);
    expect(plain).toContain('A line that flows  \r\non here.');
    expect(plain.replace(/ {2}\r\n/g, ' ')).toContain(marks.noticeText);
    expect(removeNoticeText(plain).trim()).toBe('A line that flows  \r\non here.');
  });

  it('is prepared twice with the result of once', async () => {
    const raw = mail(...envelope, 'Content-Type: text/html; charset=utf-8', '', '<p>Hi</p>', '');
    const once = await send(raw);
    expect((await send(once)).toString('latin1')).toBe(once.toString('latin1'));
  });
});

describe('what is left as it is', () => {
  it.each([
    ['plain text', 'untracked_text_only', [...envelope, 'Content-Type: text/plain; charset=utf-8', '', 'Hi', '']],
    ['a mail without any type', 'untracked_text_only', ['To: ann@example.net', '', 'Hi']],
    [
      'signed mail',
      'untracked_protected',
      [
        ...envelope,
        'Content-Type: multipart/signed; boundary=s; protocol="application/pgp-signature"',
        '',
        '--s',
        'Content-Type: text/html',
        '',
        '<p>signed</p>',
        '--s',
        'Content-Type: application/pgp-signature',
        '',
        'AAAA',
        '--s--',
      ],
    ],
    [
      'Japanese in ISO-2022-JP',
      'untracked_protected',
      [...envelope, 'Content-Type: text/html; charset=ISO-2022-JP', '', '<p>\x1b$B$3$s\x1b(B</p>'],
    ],
    [
      'a broken multipart',
      'untracked_text_only',
      [...envelope, 'Content-Type: multipart/mixed; boundary=x', '', 'nothing'],
    ],
  ])('%s goes out with the delivery header and its date alone', async (_, unmarkable, lines) => {
    const raw = mail(...lines);
    const draft = await DraftMail.read(raw);
    expect(draft.unmarkable).toBe(unmarkable);
    expect(draft.toSend(deliveryId, marks, sentAt).toString('latin1')).toBe(header + raw.toString('latin1'));
  });

  it('not the date on which the draft was written: a reader would find the mail among those of that day', async () => {
    const raw = mail('Date: Mon, 2 Nov 2026 10:00:00\r\n +0100', ...envelope, '', 'Date: of a meeting', '');
    const sent = (await DraftMail.read(raw)).toSend(deliveryId, null, sentAt).toString('latin1');
    expect(sent).toBe(header + mail(...envelope, '', 'Date: of a meeting', '').toString('latin1'));
  });

  it('every header but our own from an earlier send', async () => {
    const threading = [
      'In-Reply-To: <a@b>',
      'References: <a@b>\r\n <c@d>',
      'Bcc: =?utf-8?Q?Zo=C3=AB?= <z@example.org>',
    ];
    const raw = mail('X-Openly-Delivery: old\r\n folded', ...envelope, ...threading, '', 'Hi');
    const sent = (await DraftMail.read(raw)).toSend(deliveryId, null, sentAt).toString('latin1');
    expect(sent).toBe(header + mail(...envelope, ...threading, '', 'Hi').toString('latin1'));
  });

  it('bytes that are not of the declared charset', async () => {
    const raw = Buffer.concat([
      mail(...envelope, 'Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', ''),
      Buffer.from([0x3c, 0x70, 0x3e, 0xff, 0xc3, 0xbc, 0x3c, 0x2f, 0x70, 0x3e]),
    ]);
    const sent = await send(raw);
    expect(sent.includes(Buffer.from([0x3c, 0x70, 0x3e, 0xff, 0xc3, 0xbc, 0x3c, 0x2f, 0x70, 0x3e]))).toBe(true);
    expect(sent.includes('data-openly="pixel"')).toBe(true);
  });
});

describe('a mail without marks that quotes one with marks', () => {
  const quotedHtml = `<div>Fine</div><div class="gmail_quote"><div>Gr=FC=DFe</div>${marks.noticeHtml}${marks.pixelHtml}</div>`;
  const quotedText = `Fine\r\n\r\nOn Monday, Zoe wrote:\r\n> Hello\r\n> ${marks.noticeText}\r\n> End\r\n`;
  const reply = (html: string[], plain: string[]) =>
    mail(
      ...envelope,
      'Content-Type: multipart/alternative; boundary=a',
      '',
      '--a',
      ...plain,
      '--a',
      ...html,
      '--a--',
      '',
    );
  const base64 = (text: string) =>
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  const utf8 = (type: string, text: string) => [
    `Content-Type: ${type}; charset=UTF-8`,
    'Content-Transfer-Encoding: base64',
    '',
    ...base64(text),
  ];
  const sendUntracked = async (raw: Buffer) => (await DraftMail.read(raw)).toSend(deliveryId, null, sentAt);

  it('goes out without pixel and notice, in HTML and in plain text', async () => {
    const trackedUrl = `https://openly.example/l/sender_01/${token}?to=${encodeURIComponent('https://shop.example/')}`;
    const link = (href: string) => `<p><a href="${href}">shop</a></p>`;
    const sent = await sendUntracked(
      reply(utf8('text/html', quotedHtml + link(trackedUrl)), utf8('text/plain', quotedText)),
    );
    expect(await textOf(sent, '1.text/html')).toBe(
      `<div>Fine</div><div class="gmail_quote"><div>Gr=FC=DFe</div></div>${link('https://shop.example/')}`,
    );
    const plain = await textOf(sent, '0.text/plain');
    expect(plain).toMatch(/^Fine\r\n\r\nOn Monday, Zoe wrote:\r\n> Hello\r\n> End\r\n$/);
    expect(sent.toString('latin1')).not.toMatch(/data-openly|openly\.example/);
  });

  it('keeps the bytes of the text that has none', async () => {
    const written = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable', ''];
    const plain = [...written, 'Odd=2C but mine=', '=20  ', '> a quote'];
    const sent = await sendUntracked(reply(utf8('text/html', quotedHtml), plain));
    expect(sent.toString('latin1')).toContain(plain.join('\r\n'));
    expect(await textOf(sent, '1.text/html')).not.toContain('data-openly');
    const clean = reply(utf8('text/html', '<p>No mark</p>'), plain);
    expect((await sendUntracked(clean)).toString('latin1')).toBe(header + clean.toString('latin1'));
  });

  it('is cleaned where it is plain text alone, whoever asked for marks', async () => {
    const raw = mail(...envelope, ...utf8('text/plain', quotedText), '');
    for (const given of [null, marks]) {
      const sent = (await DraftMail.read(raw)).toSend(deliveryId, given, sentAt);
      expect(await textOf(sent, 'text/plain')).not.toContain('Read receipt');
    }
  });

  it('keeps bytes that are not of the declared charset', async () => {
    const head = mail(...envelope, 'Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', '');
    const odd = Buffer.from([0x3c, 0x70, 0x3e, 0xff, 0xc3, 0xbc, 0x3c, 0x2f, 0x70, 0x3e]);
    const sent = await sendUntracked(Buffer.concat([head, Buffer.from(marks.pixelHtml), odd]));
    expect(sent.toString('latin1')).toBe(header + Buffer.concat([head, odd]).toString('latin1'));
  });

  it('restores a link whose characters the charset has not', async () => {
    const trackedUrl = `https://openly.example/l/sender_01/${token}?to=${encodeURIComponent('https://shop.example/Łuk/ü')}`;
    const raw = mail(
      ...envelope,
      'Content-Type: text/html; charset=iso-8859-1',
      'Content-Transfer-Encoding: 8bit',
      '',
      `<a href="${trackedUrl}">\xfc</a>`,
    );
    expect(await textOf(await sendUntracked(raw), 'text/html')).toBe('<a href="https://shop.example/&#321;uk/ü">ü</a>');
  });

  it('stays as it is where it is signed, or in a charset that is not touched', async () => {
    const content = ['Content-Type: text/html', '', `<p>x</p>${marks.pixelHtml}`];
    const japanese = ['Content-Type: text/html; charset=ISO-2022-JP', '', `<p>\x1b$B$3$s\x1b(B</p>${marks.pixelHtml}`];
    for (const raw of [
      mail(
        ...envelope,
        'Content-Type: multipart/signed; boundary=s; protocol="application/pgp-signature"',
        '',
        '--s',
        ...content,
        '--s',
        'Content-Type: application/pgp-signature',
        '',
        'AAAA',
        '--s--',
      ),
      reply(japanese, utf8('text/plain', quotedText)),
    ]) {
      expect((await sendUntracked(raw)).toString('latin1')).toBe(header + raw.toString('latin1'));
    }
  });
});

describe('who and what a draft is', () => {
  it('is read out of folded, encoded and grouped headers', async () => {
    const raw = mail(
      'To: "Lee, Ann" <ann@example.net>,\r\n =?iso-8859-1?Q?J=FCrgen?= <j@example.de>, bare@example.org',
      'Cc: Team: one@example.org, "two" <two@example.org>;, (a comment) Bob <bob@example.org>',
      'Bcc: hidden@example.org',
      'Subject: =?utf-8?B?R3LDvMOfZQ==?=\r\n =?utf-8?Q?_an_alle?=',
      '',
      'Hi',
    );
    const draft = await DraftMail.read(raw);
    expect(draft.subject).toBe('Grüße an alle');
    expect(draft.recipients).toEqual([
      { email: 'ann@example.net', name: 'Lee, Ann', field: 'to' },
      { email: 'j@example.de', name: 'Jürgen', field: 'to' },
      { email: 'bare@example.org', field: 'to' },
      { email: 'one@example.org', field: 'cc' },
      { email: 'two@example.org', name: 'two', field: 'cc' },
      { email: 'bob@example.org', name: 'Bob', field: 'cc' },
      { email: 'hidden@example.org', field: 'bcc' },
    ]);
  });
});

describe('any mail', () => {
  const charsets = ['utf-8', 'iso-8859-1', 'windows-1252', 'koi8-r', 'us-ascii'];
  const encodings = ['7bit', '8bit', 'quoted-printable', 'base64'];

  it('keeps its text and its attachments whatever the charset and encoding', async () => {
    const content = fc.record({
      charset: fc.constantFrom(...charsets),
      encoding: fc.constantFrom(...encodings),
      text: fc.string({ unit: 'binary', maxLength: 400 }),
      attachment: fc.uint8Array({ maxLength: 300 }),
      closed: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(content, async ({ charset, encoding, text, attachment, closed }) => {
        const written = iconv.encode(
          `<p>${text.replace(/[<>&\r\n-]/g, '')}</p>`,
          charset === 'us-ascii' ? 'utf-8' : charset,
        );
        const encoded =
          encoding === 'base64'
            ? (written.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n')
            : encoding === 'quoted-printable'
              ? encodeQuotedPrintable(written).toString('latin1')
              : written.toString('latin1');
        const file = Buffer.from(attachment);
        const raw = mail(
          ...envelope,
          'Content-Type: multipart/mixed; boundary="=_b 1"',
          '',
          'preamble',
          '--=_b 1',
          `Content-Type: text/html; charset=${charset}`,
          `Content-Transfer-Encoding: ${encoding}`,
          '',
          encoded,
          '--=_b 1',
          'Content-Type: application/pdf; name="f.pdf"',
          'Content-Transfer-Encoding: base64',
          '',
          file.toString('base64'),
          ...(closed ? ['--=_b 1--', ''] : []),
        );
        const sent = await send(raw);
        const parts = await partsOf(sent);
        expect(parts.get('1.application/pdf')?.bytes.equals(file)).toBe(true);
        const html = parts.get('0.text/html')?.bytes.toString('latin1') ?? '';
        expect(html).toContain('data-openly="pixel"');
        expect(removeMarks(html)).toBe(written.toString('latin1'));
      }),
      { numRuns: 300 },
    );
  });

  it('is never lost or changed for being no mail at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
        const raw = Buffer.from(bytes);
        const draft = await DraftMail.read(raw);
        const sent = draft.toSend(deliveryId, null, sentAt);
        expect(sent.subarray(sent.length - raw.length).equals(raw)).toBe(true);
        expect(draft.recipients).toBeInstanceOf(Array);
      }),
    );
  });
});

describe('a draft that is hard to look through', () => {
  const html = ['Content-Type: text/html; charset=utf-8', '', '<p>Hello</p>'];
  /** A dozen parts with this header. */
  const parts = (line: string) => [
    'Content-Type: multipart/mixed; boundary=b',
    '',
    ...Array(12).fill(['--b', line, 'Content-Type: text/plain', '', 'x'].join('\r\n')),
    '--b',
    ...html,
    '--b--',
  ];

  it.each([
    ['whose headers have a row of bare CR', parts(`X-A: ${'\r'.repeat(60_000)}x`)],
    ['whose transfer encoding is of brackets', parts(`content-transfer-encoding : ${'('.repeat(60_000)}`)],
    ['with a header in very many lines', [`X-A:${'\n x'.repeat(300_000)}`, ...html]],
    ['with a very long text', [...html, 'x'.repeat(1_100_000)]],
  ])('%s is sent at once, as it stands', async (_what, lines) => {
    const asked = performance.now();
    const raw = mail(...envelope, ...lines);
    const draft = await DraftMail.read(raw);
    expect(draft.unmarkable).toBe('untracked_protected');
    expect(draft.toSend(deliveryId, marks, sentAt).equals(Buffer.concat([Buffer.from(header), raw]))).toBe(true);
    expect(performance.now() - asked).toBeLessThan(8_000);
  });

  it('has no readers beyond the longest head', async () => {
    const draft = await DraftMail.read(mail(`To: ${'a@b.c, '.repeat(400_000)}`));
    expect(draft.recipients.length).toBeLessThan(40_000);
  });

  it.each([
    ['of nested elements and ends of others', `${'<b>'.repeat(100_000)}${'</i>'.repeat(100_000)}`, '8bit'],
    ['with a row of blanks', `${' '.repeat(200_000)}x`, 'quoted-printable'],
  ])('%s gets its marks at once', async (_what, text, encoding) => {
    const asked = performance.now();
    const type = ['Content-Type: text/html; charset=utf-8', `Content-Transfer-Encoding: ${encoding}`];
    const sent = await send(mail(...envelope, ...type, '', text));
    const marked = (await partsOf(sent)).get('text/html')?.bytes.toString() ?? '';
    expect(marked).toContain('data-openly="pixel"');
    expect(removeMarks(marked)).toBe(text);
    expect(performance.now() - asked).toBeLessThan(8_000);
  });
});

describe('quoted-printable', () => {
  it('leaves out the blanks at the ends of lines, and no others', () => {
    const encoded = Buffer.from('a  b \t\r\n c=20 \n\n \t=\r\nd  ', 'latin1');
    expect(decodeQuotedPrintable(encoded).toString('latin1')).toBe('a  b\r\n c \n\n \td');
  });

  it('decodes what it encoded, in lines of at most 76', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        const encoded = encodeQuotedPrintable(Buffer.from(bytes));
        expect(decodeQuotedPrintable(encoded).equals(Buffer.from(bytes))).toBe(true);
        for (const line of encoded.toString('latin1').split(/\r?\n/)) expect(line.length).toBeLessThanOrEqual(76);
      }),
    );
  });
});
