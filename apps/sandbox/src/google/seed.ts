import type { GoogleSeedMessage } from '@emulators/google';

/** Somebody with a mailbox here. */
export interface Person {
  email: string;
  name: string;
  /** The Google Workspace they belong to; absent: none, as with a personal account. */
  hostedDomain?: string;
}

/** The people who can sign in, unless more are asked for. Nobody else receives mail here. */
export const accounts = [
  { email: 'sender@example.com', name: 'Sam Sender' },
  { email: 'colleague@example.com', name: 'Cleo Colleague' },
] as const;

/** The OAuth client that the API uses when it has no Google credentials. It opens nothing but this emulator. */
export const oauthClient = { id: 'openly-sandbox', secret: 'openly-sandbox-secret' } as const;

/** Another one, with which the API does as with the real Google: who signs in gets a team of their own. */
export const ownTeamsClient = { id: 'openly-own-teams', secret: 'openly-own-teams-secret' } as const;

const HOUR = 3_600_000;

interface SeedMail {
  owner: string;
  labels: string[];
  hoursAgo: number;
  from: string;
  to: string;
  cc?: string;
  subject: string;
  messageId: string;
  text: string;
  html: string;
}

/** A few mails, so that a first look does not find an empty mailbox. `now` in milliseconds. */
export function seedMail(now: number): GoogleSeedMessage[] {
  const [sender, colleague] = accounts;
  const to = `${sender.name} <${sender.email}>`;
  const boat = {
    hoursAgo: 3,
    from: 'Ann Lee <ann@example.net>',
    to,
    cc: `${colleague.name} <${colleague.email}>`,
    subject: 'Boat for the team day',
    messageId: '<boat-1@mail.example.net>',
    text: 'Hi both,\r\n\r\nThe boat on the Vecht is free on the 14th. Shall I book it? They hold it until Friday.\r\n\r\nAnn',
    html: '<div>Hi both,</div><div><br></div><div>The boat on the <b>Vecht</b> is free on the 14th. Shall I book it? They hold it until Friday.</div><div><br></div><div>Ann</div>',
  };
  const mails: SeedMail[] = [
    {
      owner: sender.email,
      labels: ['SENT'],
      hoursAgo: 30,
      from: to,
      to: 'Bob Ray <bob@example.net>',
      subject: 'Lunch on Thursday?',
      messageId: '<lunch@mail.gmail.com>',
      text: 'Hi Bob,\r\n\r\nLunch on Thursday? The place by the canal has a table at half past twelve.\r\n\r\nSam',
      html: '<div dir="ltr">Hi Bob,<div><br></div><div>Lunch on Thursday? The place by the canal has a table at half past twelve.</div><div><br></div><div>Sam</div></div>',
    },
    {
      owner: sender.email,
      labels: ['INBOX'],
      hoursAgo: 26,
      from: 'Stand-in Mail <hello@example.org>',
      to,
      subject: 'Welcome: this mailbox is a stand-in',
      messageId: '<welcome@example.org>',
      text: 'Everything here stays on this computer. Write to colleague@example.com to see mail arrive.',
      html: '<div>Everything here stays on this computer: no mail leaves it.</div><div><br></div><div>Two people live here, <b>Sam Sender</b> and <b>Cleo Colleague</b>; change between them at the top right. Mail to anybody else is sent and goes nowhere.</div><div><br></div><div>Open something you have sent and choose <i>View as the reader</i> to see it as its reader would.</div>',
    },
    {
      owner: sender.email,
      labels: ['INBOX'],
      hoursAgo: 8,
      from: 'Northwind Prints <shop@example.net>',
      to,
      subject: 'Your posters are on their way',
      messageId: '<posters@shop.example.net>',
      text: 'Your posters left our workshop this morning.',
      html: '<table width="100%"><tr><td><img src="https://cdn.example.net/logo.png" width="96" height="32" alt="Northwind Prints"></td></tr><tr><td><p>Your posters left our workshop this morning.</p><p><a href="https://example.net/parcel">Follow the parcel</a></p></td></tr></table>',
    },
    { ...boat, owner: sender.email, labels: ['INBOX', 'UNREAD'] },
    { ...boat, owner: colleague.email, labels: ['INBOX'] },
  ];
  return mails.map(({ owner, labels, ...mail }) => ({
    user_email: owner,
    label_ids: labels,
    internal_date: String(now - mail.hoursAgo * HOUR),
    raw: Buffer.from(rawMail(mail, now)).toString('base64url'),
  }));
}

/** The emulator can build a mail from fields, but not one with both text and HTML that other programs can read. */
function rawMail(
  { from, to, cc, subject, messageId, text, html, hoursAgo }: Omit<SeedMail, 'owner' | 'labels'>,
  now: number,
): string {
  const part = (type: string, content: string) => ['--seed', `Content-Type: text/${type}; charset=utf-8`, '', content];
  return [
    `From: ${from}`,
    `To: ${to}`,
    ...(cc ? [`Cc: ${cc}`] : []),
    `Subject: ${subject}`,
    `Message-ID: ${messageId}`,
    `Date: ${new Date(now - hoursAgo * HOUR).toUTCString()}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary="seed"',
    '',
    ...part('plain', text),
    ...part('html', html),
    '--seed--',
    '',
  ].join('\r\n');
}
