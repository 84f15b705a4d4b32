import { escapeHtml, fullDate, nameOf } from './dom.js';

const withoutPrefix = (subject) => subject.replace(/^\s*((re|fwd?)\s*:\s*)+/i, '');
export const replySubject = (subject) => (/^\s*re\s*:/i.test(subject) ? subject : `Re: ${withoutPrefix(subject)}`);
export const forwardSubject = (subject) => (/^\s*fwd?\s*:/i.test(subject) ? subject : `Fwd: ${withoutPrefix(subject)}`);

const link = ({ email }) => `&lt;<a href="mailto:${escapeHtml(email)}">${escapeHtml(email)}</a>&gt;`;
const list = (people) => people.map((person) => `${escapeHtml(nameOf(person))} ${link(person)}`).join(', ');

/** The quote below a reply, in Gmail's own markup. */
export function quoted(message) {
  return `<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On ${fullDate(message.date)} ${escapeHtml(nameOf(message.from))} ${link(message.from)} wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${message.html}</blockquote></div>`;
}

/** A forwarded mail, in Gmail's own markup. */
export function forwarded(message) {
  const cc = message.cc.length > 0 ? `Cc: ${list(message.cc)}<br>` : '';
  return `<br><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <strong class="gmail_sendername" dir="auto">${escapeHtml(nameOf(message.from))}</strong> <span dir="auto">${link(message.from)}</span><br>Date: ${fullDate(message.date)}<br>Subject: ${escapeHtml(message.subject)}<br>To: ${list(message.to)}<br>${cc}</div><br><br>${message.html}</div>`;
}
