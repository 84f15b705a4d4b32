interface HtmlMail {
  from: string;
  to: string;
  subject: string;
  html: string;
  date?: Date;
}

/** A mail as Gmail's API takes it. */
export function htmlMail({ from, to, subject, html, date = new Date() }: HtmlMail): string {
  const lines = [
    `Date: ${date.toUTCString()}`,
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    '',
    html,
  ];
  return Buffer.from(lines.join('\r\n')).toString('base64url');
}
