import type { NoticeLanguage } from '@openly/contracts';
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

const WORDINGS: Readonly<Record<NoticeLanguage, Readonly<Record<number, NoticeWording>>>> = {
  en: {
    1: {
      told: 'Read receipt requested by {sender}: opening this mail is recorded.',
      link: 'See what, or stop it.',
    },
  },
  nl: {
    1: {
      told: 'Leesbevestiging gevraagd door {sender}: het openen van deze e-mail wordt vastgelegd.',
      link: 'Bekijk wat er wordt vastgelegd, of stop dit.',
    },
  },
  de: {
    1: {
      told: 'Lesebestätigung angefordert von {sender}: Das Öffnen dieser E-Mail wird erfasst.',
      link: 'Ansehen, was erfasst wird, oder beenden.',
    },
  },
  fr: {
    1: {
      told: 'Accusé de lecture demandé par {sender}\u00a0: toute ouverture de cet e-mail est enregistrée.',
      link: 'Voir ce qui est enregistré, ou y mettre fin.',
    },
  },
  es: {
    1: {
      told: 'Confirmación de lectura solicitada por {sender}: se registra la apertura de este correo.',
      link: 'Ver qué se registra, o detenerlo.',
    },
  },
  it: {
    1: {
      told: 'Conferma di lettura richiesta da {sender}: ogni apertura di questa e-mail viene registrata.',
      link: 'Vedere cosa viene registrato, o interrompere.',
    },
  },
  // In words that Portugal and Brazil share: they differ over "registada" and "registrada".
  pt: {
    1: {
      told: 'Confirmação de leitura solicitada por {sender}: são armazenados dados sobre a abertura deste e-mail.',
      link: 'Ver quais são, ou interromper.',
    },
  },
};

export const ALL_WORDINGS = Object.values(WORDINGS).flatMap((versions) => Object.values(versions));

/** The words a reader is told with, as they are proven later: version and language, for example `1.nl`. */
export const noticeVersion = (language: NoticeLanguage) => `${NOTICE_VERSION}.${language}`;

/** Longest name in a notice, in UTF-16 units; `plainName` keeps to 100 characters. */
const LONGEST_NAME = 220;

export interface Notice {
  readerUrl: string;
  senderName: string;
  /** Default English. */
  language?: NoticeLanguage;
}

/**
 * The notice a reader sees, as one block. It sets no colours of its own: the
 * mail client's text colour has the contrast its light or dark theme needs.
 */
export function noticeHtml({ readerUrl, senderName, language = 'en' }: Notice): string {
  const { told, link } = wording(language);
  const block =
    'margin:16px 0 0;padding:8px 0 0;border-top:1px solid #8a8f98;font-family:Arial,Helvetica,sans-serif;font-size:12px;line-height:1.5';
  const sentence = escapeText(told.replace('{sender}', () => plainName(senderName)));
  const href = escapeAttribute(readerUrl, '"');
  return `<div data-openly="notice" lang="${language}" dir="ltr" style="${block}">${sentence} <a href="${href}" style="color:inherit;text-decoration:underline;white-space:nowrap">${escapeText(link)}</a></div>`;
}

/** The same notice for text/plain: one line with the bare address at its end. */
export function noticeText({ readerUrl, senderName, language = 'en' }: Notice): string {
  const { told, link } = wording(language);
  return `${told.replace('{sender}', () => plainName(senderName))} ${link.replace(/\.$/, '')}: ${readerUrl}`;
}

/** The notice's sentence that a squeezed text ends with, or undefined. */
export function noticeBefore(text: string, { told }: NoticeWording): string | undefined {
  const [before = '', after = ''] = told.replace(/\s/g, ' ').split('{sender}');
  const begins = text.lastIndexOf(before);
  const name = text.length - after.length - begins - before.length;
  return begins >= 0 && text.endsWith(after) && name >= 1 && name <= LONGEST_NAME ? text.slice(begins) : undefined;
}

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
  const url = `<?https?://[^\\s>]*/r/${TOKEN}/?>?`;
  const notice = `${words(before)}${gap}${name}${words(`${after} ${link.replace(/\.$/, ':')}`)}${gap}${url}`;
  return new RegExp(`((?:\\r?\\n){0,2})^([> \\t]*)${notice}((?:\\r?\\n){0,2})|${notice}`, 'gim');
});

const wording = (language: NoticeLanguage) => WORDINGS[language][NOTICE_VERSION] as NoticeWording;

/** A sender's name in one line: no line breaks, no control or direction characters, at most 100 long. */
function plainName(name: string): string {
  const clean = squeeze(name.replace(/[\p{Cc}\p{Cf}]+/gu, ' '));
  return [...clean].slice(0, 100).join('').trim() || 'The sender';
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
