import { MAYBE_MARKED, TOKEN } from './mark-urls.js';
import { escapeAttribute, escapeText, squeeze } from './markup.js';

/** The words a reader is told with, as HTML and as plain text, and how they are found again. */

/** Version of the notice texts below; a new wording gets a new version and the old one stays, to be removable. */
export const NOTICE_VERSION = 1;

export interface NoticeWording {
  /**
   * What happens, `{sender}` standing for the sender's name. No HTML. It begins with
   * fixed words, so that its beginning is found again whatever stands before it.
   */
  readonly told: string;
  /** Text of the link to the reader's page. */
  readonly link: string;
}

const WORDINGS: Readonly<Record<string, Readonly<Record<number, NoticeWording>>>> = {
  en: {
    1: {
      told: 'Read receipt requested by {sender}: opening this mail is recorded.',
      link: 'See what, or stop it.',
    },
  },
};

export const ALL_WORDINGS = Object.values(WORDINGS).flatMap((versions) => Object.values(versions));

/** Longest name in a notice, in UTF-16 units; `plainName` keeps to 100 characters. */
const LONGEST_NAME = 220;

/**
 * The notice a reader sees, as one block. It sets no colours of its own: the
 * mail client's text colour has the contrast its light or dark theme needs.
 */
export function noticeHtml(notice: { readerUrl: string; senderName: string; language?: string }): string {
  const { told, link } = wording(notice.language);
  const block =
    'margin:16px 0 0;padding:8px 0 0;border-top:1px solid #8a8f98;font-family:Arial,Helvetica,sans-serif;font-size:12px;line-height:1.5';
  const sentence = escapeText(told.replace('{sender}', () => plainName(notice.senderName)));
  const href = escapeAttribute(notice.readerUrl, '"');
  return `<div data-openly="notice" style="${block}">${sentence} <a href="${href}" style="color:inherit;text-decoration:underline;white-space:nowrap">${escapeText(link)}</a></div>`;
}

/** The same notice for text/plain: one line with the bare address at its end. */
export function noticeText(notice: { readerUrl: string; senderName: string; language?: string }): string {
  const { told, link } = wording(notice.language);
  return `${told.replace('{sender}', () => plainName(notice.senderName))} ${link.replace(/\.$/, '')}: ${notice.readerUrl}`;
}

/** The words a notice begins with. */
export const opening = ({ told }: NoticeWording) => (told.split('{sender}')[0] ?? '').trim();

/** The notice's sentence that a text ends with, or undefined. */
export function noticeBefore(text: string, { told }: NoticeWording): string | undefined {
  const [before = '', after = ''] = told.split('{sender}');
  const begins = text.lastIndexOf(before);
  const name = text.length - after.length - begins - before.length;
  return begins >= 0 && text.endsWith(after) && name >= 1 && name <= LONGEST_NAME ? text.slice(begins) : undefined;
}

/** `addMarks` for text/plain: the notice stands before "On … wrote:" or the first `>` line. */
export function addNoticeText(text: string, notice: string): string {
  const clean = removeNoticeText(text);
  const quote = QUOTE_IN_TEXT.exec(clean);
  const at = quote ? quote.index : clean.length;
  return `${clean.slice(0, at)}\n\n${notice}\n\n${clean.slice(at)}`;
}

/** Takes our notices out of text/plain, in quotes and re-wrapped lines too. */
export function removeNoticeText(text: string): string {
  if (!MAYBE_MARKED.test(text)) return text;
  return NOTICES_IN_TEXT.reduce((rest, pattern) => rest.replace(pattern, lineBreaksLeft), text);
}

/**
 * What stays where a notice stood. As `addNoticeText` put it in, it goes with all its line breaks; where a mail
 * program has quoted or wrapped it, the lines before and after it stay apart.
 */
function lineBreaksLeft(
  notice: string,
  before: string | undefined,
  quoting: string | undefined,
  after: string | undefined,
  offset: number,
  text: string,
): string {
  if (before === undefined || after === undefined) return '';
  const isLast = offset + notice.length === text.length;
  const beginsLine = offset === 0 || /[\r\n\u2028\u2029]/.test(text.charAt(offset - 1));
  const twoEach = before.split('\n').length === 3 && after.split('\n').length === 3;
  if (quoting === '' && twoEach && (isLast || beginsLine)) return '';
  return isLast ? after : before;
}

const QUOTE_IN_TEXT =
  /^(?:On [^\r\n]{1,300}(?:\r?\n[^\r\n]{1,200})?wrote:[ \t]*$|>|-{2,} ?(?:Original Message|Forwarded message) ?-{2,}|_{20,}\r?\nFrom:)/im;

const NOTICES_IN_TEXT = ALL_WORDINGS.map(({ told, link }) => {
  const gap = '(?:[ \\t]|\\r?\\n[> \\t]*)+';
  const words = (sentence: string) => sentence.trim().split(' ').map(escapePattern).join(gap);
  const [before = '', after = ''] = told.split('{sender}');
  const name = `(?:[^\\r\\n]|\\r?\\n[> \\t]*(?![> \\t])){1,${LONGEST_NAME}}?`;
  const url = `<?https?://[^\\s>]*/r/${TOKEN}/?>?`;
  const notice = `${words(before)}${gap}${name}${words(`${after} ${link.replace(/\.$/, ':')}`)}${gap}${url}`;
  return new RegExp(`((?:\\r?\\n){0,2})^([> \\t]*)${notice}((?:\\r?\\n){0,2})|${notice}`, 'gim');
});

function wording(language: string | undefined): NoticeWording {
  const versions = WORDINGS[(language ?? 'en').toLowerCase().split('-')[0] ?? 'en'] ?? WORDINGS.en;
  return versions?.[NOTICE_VERSION] as NoticeWording;
}

/** A sender's name in one line: no line breaks, no control or direction characters, at most 100 long. */
function plainName(name: string): string {
  const clean = squeeze(name.replace(/[\p{Cc}\p{Cf}]+/gu, ' '));
  return [...clean].slice(0, 100).join('').trim() || 'The sender';
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
