import { describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { buildMail, type MailContent, textOf } from './compose-mail.js';

const content: MailContent = {
  from: { name: 'Sam Sender', email: 'sender@example.com' },
  to: [{ name: 'Ännchen, Lee', email: 'ann@example.net' }],
  cc: [],
  bcc: [{ name: '', email: 'bob@example.net' }],
  subject: 'Grüße aus Utrecht',
  html: '<div dir="ltr">Hi <b>Ann</b></div>',
  attachments: [],
};

describe('a composed mail', () => {
  it('has its text and its HTML as alternatives, readable names and its Bcc', async () => {
    const mail = await PostalMime.parse(await buildMail(content));
    expect(mail.subject).toBe('Grüße aus Utrecht');
    expect(mail.to).toEqual([{ name: 'Ännchen, Lee', address: 'ann@example.net' }]);
    expect(mail.bcc?.[0]?.address).toBe('bob@example.net');
    expect(mail.html?.trim()).toBe(content.html);
    expect(mail.text?.trim()).toBe('Hi Ann');
  });

  it('carries attachments byte for byte', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    const mail = await PostalMime.parse(
      await buildMail({ ...content, attachments: [{ name: 'plän.bin', type: 'application/x-plan', content: bytes }] }),
    );
    expect(mail.attachments[0]?.filename).toBe('plän.bin');
    expect(mail.attachments[0]?.mimeType).toBe('application/x-plan');
    expect(Buffer.from(mail.attachments[0]?.content as ArrayBuffer)).toEqual(bytes);
  });

  it('answers the mail it replies to', async () => {
    const mail = await PostalMime.parse(
      await buildMail({ ...content, inReplyTo: '<b@example.net>', references: '<a@example.net>' }),
    );
    expect(mail.inReplyTo).toBe('<b@example.net>');
    expect(mail.references).toBe('<a@example.net> <b@example.net>');
  });

  it('writes images shown through the proxy back to their own address', async () => {
    const html =
      '<img src="https://ci3.googleusercontent.com/meips/AbC-_9=s0-d-e1-ft#http://127.0.0.1:3000/o/me/t.gif" width="1">';
    const mail = await PostalMime.parse(await buildMail({ ...content, html }));
    expect(mail.html).toContain('src="http://127.0.0.1:3000/o/me/t.gif"');
    expect(mail.html).not.toContain('googleusercontent');
  });
});

describe('the text of an HTML body', () => {
  it('keeps lines, links and quotes', () => {
    const html =
      '<div>Hi<br>there</div><div>see <a href="https://example.net/x">this</a></div><blockquote><div>old &amp; gone</div></blockquote>';
    expect(textOf(html)).toBe('Hi\nthere\n\nsee this (https://example.net/x)\n\n> old & gone');
  });
});
