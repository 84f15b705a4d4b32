import type { NoticeLanguage } from '@openly/contracts';
import { MAYBE_MARKED, TOKEN } from './mark-urls.js';
import { escapeAttribute, escapeText, squeeze } from './markup.js';
import { ALL_WORDINGS, type Wording, wordingOf } from './wordings.js';

/** What a reader is told or asked, as HTML and as plain text, and how it is found again. */

/** Longest name in a notice, in UTF-16 units; `plainName` keeps to 100 characters. */
const LONGEST_NAME = 220;
/** Longest addition, in UTF-16 units and with the line breaks and quote signs that mail programs put into it. */
const LONGEST_ADDITION = 300;

export interface Notice {
  readerUrl: string;
  senderName: string;
  /** Default English. */
  language?: NoticeLanguage;
  /** In place of the notice the question whether later mails may be recorded: this one is not. */
  asks?: boolean;
  /**
   * What the sender's team tells besides, in one line. It stands in square brackets before the link, by which it is
   * known as the team's own words and found again; brackets of its own are left out.
   */
  addition?: string | null;
}

/**
 * The notice a reader sees, as one block. It sets no colours of its own: the
 * mail client's text colour has the contrast its light or dark theme needs.
 */
export function noticeHtml(notice: Notice): string {
  const { readerUrl, language = 'en', asks = false } = notice;
  const { link } = wordingOf(language, asks);
  const block =
    'margin:16px 0 0;padding:8px 0 0;border-top:1px solid #8a8f98;font-family:Arial,Helvetica,sans-serif;font-size:12px;line-height:1.5';
  const sentence = escapeText(sentenceOf(notice));
  const href = escapeAttribute(readerUrl, '"');
  return `<div data-openly="notice" lang="${language}" dir="ltr" style="${block}">${sentence} <a href="${href}" style="color:inherit;text-decoration:underline">${escapeText(link)}</a></div>`;
}

/** The same notice for text/plain: one line with the bare address at its end. */
export function noticeText(notice: Notice): string {
  const { link } = wordingOf(notice.language ?? 'en', notice.asks ?? false);
  return `${sentenceOf(notice)} ${link.replace(/\.$/, '')}: ${notice.readerUrl}`;
}

/** All that stands before the link. */
function sentenceOf({ senderName, language = 'en', asks = false, addition }: Notice): string {
  const told = wordingOf(language, asks).told.replace('{sender}', () => plainName(senderName));
  const besides = [...oneLine(addition ?? '').replace(/[[\]]/g, '')].slice(0, 200).join('').trim();
  return besides === '' ? told : `${told} [${besides}]`;
}

/** The notice's sentence that a squeezed text ends with, its addition included, or undefined. */
export function noticeBefore(text: string, { told }: Wording): string | undefined {
  const [before = '', after = ''] = told.replace(/\s/g, ' ').split('{sender}');
  const addition = ADDITION_AT_END.exec(text.slice(-LONGEST_ADDITION))?.[0] ?? '';
  const end = text.length - addition.length;
  const begins = text.lastIndexOf(before, end);
  const name = end - after.length - begins - before.length;
  return begins >= 0 && text.endsWith(after, end) && name >= 1 && name <= LONGEST_NAME ? text.slice(begins) : undefined;
}

const ADDITION_AT_END = / \[[^[\]]+\]$/;

/** `addMarks` for text/plain: the notice stands before "On … wrote:", in any language, or the first `>` line. */
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

/** One line, or two where a mail program broke it. */
const upTo = (most: number) => `[^\\r\\n]{1,${most}}(?:\\r?\\n[^\\r\\n]{0,200})?`;

/** How quoted mail begins: Gmail's own line in each language, the lines of Outlook, or a quoted line. */
const QUOTE_IN_TEXT = new RegExp(
  [
    `^(?:On|Le|El|Il|Em) ${upTo(300)}(?:wrote|a\\sécrit\\s?|escribió|ha\\sscritto|escreveu):[ \\t]*$`,
    `^(?:Op|Am) ${upTo(300)}\\s(?:schreef|schrieb)\\s${upTo(200)}:[ \\t]*$`,
    // As Gmail has it in Portugal.
    `^[^\\r\\n<>]{0,200}<[^\\s<>]{1,254}>\\sescreveu\\s${upTo(100)}:[ \\t]*$`,
    '^>',
    `^-{2,} ?(?:${[
      'Original Message|Forwarded message',
      'Oorspronkelijk bericht|Doorgestuurd bericht',
      'Ursprüngliche Nachricht|Weitergeleitete Nachricht',
      "Message d['’]origine|Message transféré",
      'Mensaje original|Mensaje reenviado',
      'Messaggio originale|Messaggio inoltrato',
      'Mensagem original|Mensagem encaminhada',
    ].join('|')}) ?-{2,}`,
    '^_{20,}\\r?\\n(?:From|Van|Von|De|Da)\\s?:',
  ].join('|'),
  'im',
);

const NOTICES_IN_TEXT = ALL_WORDINGS.map(({ told, link }) => {
  // After a line break all that begins the next line is one piece: there is one way to read a gap, however long.
  const gap = '(?:[ \\t\\u00a0]|\\r?\\n[> \\t]*(?![> \\t])){1,20}';
  const words = (sentence: string) => sentence.trim().split(/\s+/).map(escapePattern).join(gap);
  const [before = '', after = ''] = told.split('{sender}');
  const name = `(?:[^\\r\\n]|\\r?\\n[> \\t]*(?![> \\t])){1,${LONGEST_NAME}}?`;
  const addition = `(?:${gap}\\[(?:[^\\r\\n[\\]]|\\r?\\n[> \\t]*(?![> \\t])){1,${LONGEST_ADDITION}}\\])?`;
  const url = `<?https?://[^\\s>]*/r/${TOKEN}/?>?`;
  const notice = `${words(before)}${gap}${name}${words(after)}${addition}${gap}${words(link.replace(/\.$/, ':'))}${gap}${url}`;
  return new RegExp(`((?:\\r?\\n){0,2})^([> \\t]*)${notice}((?:\\r?\\n){0,2})|${notice}`, 'gim');
});

/** A sender's name in one line: no line breaks, no control or direction characters, at most 100 long. */
function plainName(name: string): string {
  return [...oneLine(name)].slice(0, 100).join('').trim() || 'The sender';
}

const oneLine = (text: string) => squeeze(text.replace(/[\p{Cc}\p{Cf}]+/gu, ' '));

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
