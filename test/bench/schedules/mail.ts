const paragraph = (number: number) =>
  `Thank you for the talk of last week. Point ${number} of the offer stands as we agreed: delivery in six weeks, ` +
  'billed in two parts, with the first of them at the order. Tell me if the dates do not suit your team.';
const numbers = [1, 2, 3, 4, 5, 6, 7, 8];

const plain = numbers.map(paragraph).join('\r\n\r\n');
const html = numbers
  .map((number) => `<div dir="ltr" style="font-family:arial,sans-serif"><p>${paragraph(number)}</p></div>`)
  .join('\r\n');

const parts = Buffer.from(
  [
    'Content-Type: multipart/alternative; boundary="00000000000092b5ab0642f4f2a1"',
    '',
    '--00000000000092b5ab0642f4f2a1',
    'Content-Type: text/plain; charset="UTF-8"',
    '',
    plain,
    '',
    '--00000000000092b5ab0642f4f2a1',
    'Content-Type: text/html; charset="UTF-8"',
    '',
    html,
    '',
    '--00000000000092b5ab0642f4f2a1--',
    '',
  ].join('\r\n'),
);

/** A draft as Gmail stores it (RFC 5322), about 5 KB: plain text and HTML, to one reader, another for each draft. */
export function draftMail(draftId: string): Buffer {
  const head = [
    'MIME-Version: 1.0',
    'Date: Mon, 16 Nov 2026 09:12:44 +0100',
    `Message-ID: <CAHk${draftId}@mail.gmail.com>`,
    `Subject: Offer ${draftId}, as discussed`,
    'From: Sender <sender@example.com>',
    `To: Reader <reader-${draftId}@example.net>`,
    '',
  ].join('\r\n');
  return Buffer.concat([Buffer.from(head), parts]);
}
