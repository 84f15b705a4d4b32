import { HtmlParser } from './html-parser.js';
import { insertionPoint } from './insertion-point.js';
import { isPixel, MAYBE_MARKED, originalOf, READER_URL, wrappedTarget } from './mark-urls.js';
import { attributeValue, BLOCKS, escapeAttribute, squeeze } from './markup.js';
import { noticeBefore } from './notice.js';
import { ALL_WORDINGS } from './wordings.js';

export { addNoticeText, noticeHtml, noticeText, removeNoticeText } from './notice.js';
export { additionIn, noticeVersion, questionVersion } from './wordings.js';

/**
 * The marks Openly leaves in a mail (a pixel, a notice, tracked links), how they
 * are put in and how they are taken out again.
 *
 * Everything is found with an HTML parser and cut by its source offsets, so that
 * every byte which is not a mark stays as its writer left it.
 */

/** The declared tracking pixel. The alternative text says what it is, to those who look, without taking space. */
export function pixelHtml(pixelUrl: string): string {
  const style = 'width:1px;height:1px;border:0;font-size:0;line-height:0;color:transparent';
  return `<img src="${escapeAttribute(pixelUrl, '"')}" width="1" height="1" alt="Read receipt pixel by Openly" data-openly="pixel" style="${style}">`;
}

export interface Marks {
  /** Null in a mail that only asks. */
  pixelHtml: string | null;
  noticeHtml: string;
  /** Links of the mail to be replaced by their tracked form. */
  links?: readonly { url: string; trackedUrl: string }[];
}

/**
 * Puts the notice or the question, and the pixel, behind the writer's own text, before the first
 * quoted part, in place of any earlier marks. Doing it twice is doing it once.
 */
export function addMarks(html: string, marks: Marks): string {
  let clean = removeMarks(html);
  const tracked = new Map((marks.links ?? []).map(({ url, trackedUrl }) => [url, trackedUrl]));
  if (tracked.size > 0) clean = splice(clean, trackedLinkEdits(clean, tracked));
  const insertedAt = (at: number) => clean.slice(0, at) + marks.noticeHtml + (marks.pixelHtml ?? '') + clean.slice(at);
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

/** A link to a reader's page with the words of our notice, and what stood on its line before it. */
interface NoticeLink {
  start: number;
  end: number;
  text: string;
  textBefore: string;
  piecesBefore: number;
}

/** A stretch of source and the text it stands for; a character reference is one of its own. */
interface Piece {
  start: number;
  end: number;
  text: string;
}

/** A run of inline content between two breaks: the "line" in which a notice would stand. */
interface Line {
  /** Its text, or the end of it when it is long: a notice is short and stands before its link. */
  text: string;
  pieces: Piece[];
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

  const parser = new HtmlParser(
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
        line.pieces.push({ start: parser.startIndex, end: parser.endIndex + 1, text });
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
    edits.push(...sentenceEdits(html, line.pieces.slice(0, link.piecesBefore), told));
  }
  return edits;
}

/** Cuts the sentence with which these pieces end, letter by letter: references stand in it, and names are in other scripts. */
function sentenceEdits(html: string, pieces: readonly Piece[], sentence: string): Edit[] {
  const edits: Edit[] = [];
  let letters = sentence.replace(/\s/g, '').length;
  for (let index = pieces.length - 1; index >= 0 && letters > 0; index--) {
    const { start, end, text } = pieces[index] as Piece;
    let at = text.length;
    for (; at > 0 && letters > 0; at--) if (/\S/.test(text.charAt(at - 1))) letters--;
    const isAsWritten = html.slice(start, end) === text;
    edits.push({ start: start + (isAsWritten ? at : 0), end, text: '' });
  }
  return edits;
}

function trackedLinkEdits(html: string, tracked: ReadonlyMap<string, string>): Edit[] {
  const edits: Edit[] = [];
  const parser = new HtmlParser(
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
