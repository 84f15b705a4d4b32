import { Parser } from 'htmlparser2';

/**
 * The marks Openly leaves in a mail (a pixel, a notice, tracked links), how they
 * are put in and how they are taken out again.
 *
 * Everything is found with an HTML parser and cut by its source offsets, so that
 * every byte which is not a mark stays as its writer left it.
 */

/** Version of the notice texts below; a new wording gets a new version and the old one stays, to be removable. */
export const NOTICE_VERSION = 1;

interface NoticeWording {
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

const ALL_WORDINGS = Object.values(WORDINGS).flatMap((versions) => Object.values(versions));

/** Longest name in a notice, in UTF-16 units; `plainName` keeps to 100 characters. */
const LONGEST_NAME = 220;

/** Gmail shows about 100 KB of a mail and hides the rest, pixel included; past this size marks go first. */
const LONG_TEXT_BYTES = 80_000;

const SENDER = '[A-Za-z0-9_-]{8,32}';
const TOKEN = '[A-Za-z0-9_-]{22,}';
const PIXEL_URL = new RegExp(`^https?://[^?#]*/o/${SENDER}/${TOKEN}\\.gif(?:[?#]|$)`, 'i');
const READER_URL = new RegExp(`^https?://[^?#]*/r/${TOKEN}/?(?:[?#]|$)`, 'i');
const TRACKED_URL = new RegExp(`^https?://[^?#]*/l/${SENDER}/${TOKEN}\\?`, 'i');
/** Cheap look at the whole mail: without one of these paths, plain or percent-encoded, there is nothing to remove. */
const MAYBE_MARKED = new RegExp(`(?:/|%2F)(?:[ol](?:/|%2F)${SENDER}(?:/|%2F)|r(?:/|%2F)${TOKEN})`, 'i');

/** The declared tracking pixel. The alternative text says what it is, to those who look, without taking space. */
export function pixelHtml(pixelUrl: string): string {
  const style = 'width:1px;height:1px;border:0;font-size:0;line-height:0;color:transparent';
  return `<img src="${escapeAttribute(pixelUrl, '"')}" width="1" height="1" alt="Read receipt pixel by Openly" data-openly="pixel" style="${style}">`;
}

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
  return `<div data-openly="notice" style="${block}">${sentence} <a href="${href}" style="color:inherit;text-decoration:underline">${escapeText(link)}</a></div>`;
}

/** The same notice for text/plain: one line with the bare address at its end. */
export function noticeText(notice: { readerUrl: string; senderName: string; language?: string }): string {
  const { told, link } = wording(notice.language);
  return `${told.replace('{sender}', () => plainName(notice.senderName))} ${link.replace(/\.$/, '')}: ${notice.readerUrl}`;
}

export interface Marks {
  pixelHtml: string;
  noticeHtml: string;
  /** Links of the mail to be replaced by their tracked form. */
  links?: readonly { url: string; trackedUrl: string }[];
}

/**
 * Puts the notice and the pixel behind the writer's own text, before the first
 * quoted part, in place of any earlier marks. Doing it twice is doing it once.
 */
export function addMarks(html: string, marks: Marks): string {
  let clean = removeMarks(html);
  const tracked = new Map((marks.links ?? []).map(({ url, trackedUrl }) => [url, trackedUrl]));
  if (tracked.size > 0) clean = splice(clean, trackedLinkEdits(clean, tracked));
  const insertedAt = (at: number) => clean.slice(0, at) + marks.noticeHtml + marks.pixelHtml + clean.slice(at);
  const marked = insertedAt(insertionPoint(clean));
  // In markup so broken that its end is inside a tag, only the very beginning is sure to be text.
  return removeMarks(marked) === removeMarks(clean) ? marked : insertedAt(0);
}

/**
 * Takes out every mark of every Openly server, in all generations of quotes.
 * An unmarked mail is returned as it is; a person's text is never taken.
 */
export function removeMarks(html: string): string {
  let marked = html;
  // A second pass finds marks that only come to light once another is gone; honest mail never needs a third.
  for (let pass = 0; pass < 4 && MAYBE_MARKED.test(marked); pass++) {
    const cleaned = splice(marked, markEdits(marked));
    if (cleaned === marked) break;
    marked = cleaned;
  }
  return marked;
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
  return NOTICES_IN_TEXT.reduce((rest, pattern) => rest.replace(pattern, ''), text);
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
  return new RegExp(`(?:\\r?\\n){0,2}^[> \\t]*${notice}(?:\\r?\\n){0,2}|${notice}`, 'gim');
});

interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Applies edits (any order; one inside another is covered by the outer one). */
function splice(source: string, edits: Edit[]): string {
  if (edits.length === 0) return source;
  edits.sort((a, b) => a.start - b.start || b.end - a.end);
  const parts: string[] = [];
  let at = 0;
  for (const edit of edits) {
    if (edit.start < at) continue;
    parts.push(source.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(source.slice(at));
  return parts.join('');
}

const BLOCKS = new Set(
  'address article aside blockquote body center dd details div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header html li main nav ol p pre section table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);

/** A link to a reader's page with the words of our notice, and what stood on its line before it. */
interface NoticeLink {
  start: number;
  end: number;
  text: string;
  textBefore: string;
  piecesBefore: number;
}

/** A run of inline content between two breaks: the "line" in which a notice would stand. */
interface Line {
  /** Its text, or the end of it when it is long: a notice is short and stands before its link. */
  text: string;
  pieces: { start: number; end: number }[];
  links: NoticeLink[];
  /** Something stands here that is not text: a picture, or text so long that its beginning was let go. */
  more: boolean;
}

interface Block {
  start: number;
  declared: boolean;
  /** Whether the block holds anything besides the line that is open. */
  otherContent: boolean;
  line: Line;
}

const emptyLine = (): Line => ({ text: '', pieces: [], links: [], more: false });

function markEdits(html: string): Edit[] {
  const edits: Edit[] = [];
  const blocks: Block[] = [{ start: 0, declared: false, otherContent: true, line: emptyLine() }];
  let link: NoticeLink | null = null;
  const currentBlock = () => blocks[blocks.length - 1] as Block;
  const endLine = (blockEnd: number | null) => {
    const block = currentBlock();
    if (block.line.links.length > 0) edits.push(...noticeEdits(html, block, blockEnd));
    if (block.line.more || squeeze(block.line.text) !== '') block.otherContent = true;
    block.line = emptyLine();
  };

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const [start, end] = [parser.startIndex, parser.endIndex + 1];
        if (BLOCKS.has(name)) {
          endLine(null);
          currentBlock().otherContent = true;
          blocks.push({
            start,
            declared: attributes['data-openly'] === 'notice',
            otherContent: false,
            line: emptyLine(),
          });
          link = null;
        } else if (name === 'br') {
          endLine(null);
        } else if (name === 'img') {
          if (isPixel(attributes.src)) edits.push({ start, end, text: '' });
          else {
            currentBlock().line.more = true;
            link = null;
          }
        } else if (name === 'a' && attributes.href) {
          const target = wrappedTarget(attributes.href);
          const { line } = currentBlock();
          if (READER_URL.test(target))
            link = { start, end, text: '', textBefore: line.text, piecesBefore: line.pieces.length };
          const original = originalOf(target);
          const value = original === null ? null : attributeValue(html.slice(start, end), 'href');
          if (original !== null && value) {
            const text = escapeAttribute(original, value.quote);
            edits.push({ start: start + value.start, end: start + value.end, text });
          }
        }
      },
      ontext(text) {
        const { line } = currentBlock();
        line.pieces.push({ start: parser.startIndex, end: parser.endIndex + 1 });
        line.text += text;
        if (line.text.length > 4000) {
          line.text = line.text.slice(-2000);
          line.more = true;
        }
        if (link && link.text.length < 400) link.text += text;
      },
      onclosetag(name, implied) {
        const end = implied ? parser.startIndex : parser.endIndex + 1;
        if (name === 'a' && link) {
          currentBlock().line.links.push({ ...link, end });
          link = null;
        } else if (BLOCKS.has(name) && blocks.length > 1) {
          endLine(implied ? null : end);
          blocks.pop();
        }
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  for (; blocks.length > 0; blocks.pop()) endLine(null);
  return edits;
}

/**
 * What to cut of a line with links to readers' pages: the whole block where it
 * holds the notice alone, else the notice's own words and link.
 *
 * @param blockEnd the end of the line's block when the block ends with this line, else null
 */
function noticeEdits(html: string, { start, declared, otherContent, line }: Block, blockEnd: number | null): Edit[] {
  const alone = blockEnd !== null && !otherContent && !line.more && line.links.length === 1;
  const all = squeeze(line.text);
  const edits: Edit[] = [];
  for (const link of line.links) {
    const linkText = squeeze(link.text);
    const wording = ALL_WORDINGS.find((wording) => wording.link === linkText);
    const told = wording && noticeBefore(squeeze(link.textBefore), wording);
    const whole = told !== undefined && all === `${told} ${linkText}`;
    // A later Openly may have words this one does not know; there the declaration must do.
    const foreign = !wording && declared && linkText !== '' && all.length < 300 && all.endsWith(linkText);
    if (alone && blockEnd !== null && (whole || foreign)) return [{ start, end: blockEnd, text: '' }];
    if (!wording) continue;
    edits.push({ start: link.start, end: link.end, text: '' });
    if (told === undefined) continue;
    const firstWord = wording.told.split(' ')[0] ?? '';
    for (let index = link.piecesBefore - 1; index >= 0; index--) {
      const piece = line.pieces[index];
      if (!piece) break;
      const source = html.slice(piece.start, piece.end);
      const begins = source.lastIndexOf(firstWord);
      const found = begins >= 0 && squeeze(source.slice(begins)).startsWith(opening(wording));
      edits.push({ start: piece.start + (found ? begins : 0), end: piece.end, text: '' });
      if (found) break;
      if (link.piecesBefore - index > 40) break;
    }
  }
  return edits;
}

const opening = ({ told }: NoticeWording) => (told.split('{sender}')[0] ?? '').trim();

/** The notice's sentence that a text ends with, or undefined. */
function noticeBefore(text: string, { told }: NoticeWording): string | undefined {
  const [before = '', after = ''] = told.split('{sender}');
  const begins = text.lastIndexOf(before);
  const name = text.length - after.length - begins - before.length;
  return begins >= 0 && text.endsWith(after) && name >= 1 && name <= LONGEST_NAME ? text.slice(begins) : undefined;
}

/** A pixel's address, bare or in the fragment that Gmail's image proxy carries the original in. */
function isPixel(src: string | undefined): boolean {
  if (!src) return false;
  if (PIXEL_URL.test(src)) return true;
  const fragment = src.indexOf('#');
  return (
    fragment > 0 && /^https:\/\/[^/]+\.googleusercontent\.com\//i.test(src) && PIXEL_URL.test(src.slice(fragment + 1))
  );
}

/** Where a link really leads, when Google or Outlook has wrapped it. */
function wrappedTarget(href: string): string {
  const wrapper = /^https:\/\/(?:www\.google\.com\/url|[^/?#]+\.safelinks\.protection\.outlook\.com\/)\?/i;
  return (wrapper.test(href) && queryValue(href, ['q', 'url'])) || href;
}

/** The destination a tracked link names in `to`, through several generations; null for any other link. */
function originalOf(href: string): string | null {
  let original: string | null = null;
  for (let url = href, generation = 0; generation < 8 && TRACKED_URL.test(url); generation++) {
    const to = queryValue(url, ['to']);
    // A forged link must not smuggle `javascript:` into the writer's own mail.
    if (to === null || !/^(?:https?:\/\/|mailto:)/i.test(to)) return original;
    original = to;
    url = wrappedTarget(to);
  }
  return original;
}

function queryValue(url: string, names: string[]): string | null {
  const query = url.slice(url.indexOf('?') + 1).split('#')[0] ?? '';
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    if (equals < 0 || !names.includes(pair.slice(0, equals))) continue;
    try {
      return decodeURIComponent(pair.slice(equals + 1));
    } catch {
      return null;
    }
  }
  return null;
}

function trackedLinkEdits(html: string, tracked: ReadonlyMap<string, string>): Edit[] {
  const edits: Edit[] = [];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const trackedUrl = name === 'a' && attributes.href ? tracked.get(attributes.href) : undefined;
        if (!trackedUrl || originalOf(trackedUrl) !== attributes.href) return;
        const start = parser.startIndex;
        const tag = html.slice(start, parser.endIndex + 1);
        const value = attributeValue(tag, 'href');
        // Only what can be restored to the very same bytes is touched.
        if (!value || tag.slice(value.start, value.end) !== escapeAttribute(attributes.href ?? '', value.quote)) return;
        edits.push({
          start: start + value.start,
          end: start + value.end,
          text: escapeAttribute(trackedUrl, value.quote),
        });
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return edits;
}

/** Where an attribute's value stands in the source of its tag, without its quotes. */
function attributeValue(tag: string, name: string): { start: number; end: number; quote: '"' | "'" | '' } | null {
  const attribute = /([^\s"'>/=]+)(?:(\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
  attribute.lastIndex = tag.search(/[\s/]/);
  for (let found = attribute.exec(tag); found; found = attribute.exec(tag)) {
    const [, key = '', equals, double, single, bare] = found;
    if (key.toLowerCase() !== name || equals === undefined) continue;
    const quote = double !== undefined ? '"' : single !== undefined ? "'" : '';
    const start = found.index + key.length + equals.length + quote.length;
    return { start, end: start + (double ?? single ?? bare ?? '').length, quote };
  }
  return null;
}

const QUOTE_CLASS =
  /(?:^|[\s_])(?:gmail_quote(?:_container)?|gmail_extra|yahoo_quoted|yahoo-quoted|protonmail_quote|moz-cite-prefix|OutlookMessageHeader)(?:\s|$)/;
const QUOTE_ID =
  /(?:divRplyFwdMsg|appendonsend|yahoo_quoted[_0-9]*|isForwardContent|isReplyContent|mail-editor-reference-message-container|stopSpelling)$/;
const OUTLOOK_RULE = /border-top:\s*solid\s+#(?:E1E1E1|B5C4DF)/i;

function isQuote(name: string, attributes: Record<string, string>): boolean {
  return (
    (name === 'blockquote' && attributes.type?.toLowerCase() === 'cite') ||
    QUOTE_CLASS.test(attributes.class ?? '') ||
    QUOTE_ID.test(attributes.id ?? '') ||
    (name === 'div' && OUTLOOK_RULE.test(attributes.style ?? ''))
  );
}

/** Elements whose content is not markup, so that nothing may be put into them. */
const RAW = new Set(
  'script style textarea title xmp iframe noembed noframes plaintext noscript svg math select template head'.split(' '),
);
const TABLE_PARTS = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr', 'colgroup']);

/** The offset of the end of the writer's own text, or of its beginning when it is very long. */
function insertionPoint(html: string): number {
  let begin = 0;
  let end = 0;
  let quote: number | null = null;
  let bodyEnd: number | null = null;
  let raw = 0;
  const open: { name: string; start: number }[] = [];
  const reached = (offset: number) => {
    if (raw === 0 && offset > end) end = offset;
  };

  const parser = new Parser(
    {
      onopentag(name, attributes, implied) {
        const [start, after] = [parser.startIndex, parser.endIndex + 1];
        if (quote === null && raw === 0 && isQuote(name, attributes)) quote = outsideTable(open, start);
        open.push({ name, start });
        if (RAW.has(name)) raw++;
        if (!implied && (name === 'body' || name === 'html')) begin = Math.max(begin, after);
        reached(after);
      },
      onclosetag(name, implied) {
        open.pop();
        if (RAW.has(name)) raw--;
        if (implied) return;
        if (raw === 0 && name === 'body') bodyEnd = parser.startIndex;
        if (raw === 0 && name === 'html') bodyEnd ??= parser.startIndex;
        if (name === 'head') begin = Math.max(begin, parser.endIndex + 1);
        reached(parser.endIndex + 1);
      },
      ontext() {
        reached(parser.endIndex + 1);
      },
      oncomment() {
        const after = parser.endIndex + 1;
        if (html.slice(after - 3, after) === '-->') reached(after);
      },
      onprocessinginstruction() {
        if (html[parser.endIndex] === '>') reached(parser.endIndex + 1);
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);

  let at = quote ?? bodyEnd ?? end;
  // A tag that was never finished would swallow what follows it.
  const tail = html.lastIndexOf('>', at - 1) + 1;
  const unfinished = html.slice(tail, at).search(/<(?:[a-zA-Z!?/]|$)/);
  if (unfinished >= 0) at = tail + unfinished;
  return begin < at && byteLength(html, begin, at, LONG_TEXT_BYTES) > LONG_TEXT_BYTES ? begin : at;
}

/** A block between two rows would be thrown out of its table: step out to where the table begins. */
function outsideTable(open: readonly { name: string; start: number }[], start: number): number {
  let at = start;
  for (let depth = open.length - 1; depth >= 0; depth--) {
    const element = open[depth];
    if (!element || !TABLE_PARTS.has(element.name)) break;
    at = element.start;
  }
  return at;
}

/** UTF-8 length of a part, counted no further than a little past `enough`. */
function byteLength(text: string, start: number, end: number, enough: number): number {
  let bytes = 0;
  for (let at = start; at < end && bytes <= enough; at++) {
    const unit = text.charCodeAt(at);
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return bytes;
}

function wording(language: string | undefined): NoticeWording {
  const versions = WORDINGS[(language ?? 'en').toLowerCase().split('-')[0] ?? 'en'] ?? WORDINGS.en;
  return versions?.[NOTICE_VERSION] as NoticeWording;
}

/** A sender's name in one line: no line breaks, no control or direction characters, at most 100 long. */
function plainName(name: string): string {
  const clean = squeeze(name.replace(/[\p{Cc}\p{Cf}]+/gu, ' '));
  return [...clean].slice(0, 100).join('').trim() || 'The sender';
}

const squeeze = (text: string) => text.replace(/[\s\u00a0]+/g, ' ').trim();
function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const escapeText = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

function escapeAttribute(value: string, quote: '"' | "'" | ''): string {
  const escaped = escapeText(value);
  if (quote === '"') return escaped.replace(/"/g, '&quot;');
  if (quote === "'") return escaped.replace(/'/g, '&#39;');
  return escaped.replace(/[\s"'`=]/g, (character) => `&#${character.charCodeAt(0)};`);
}
