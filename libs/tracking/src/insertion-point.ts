import { HtmlParser } from './html-parser.js';

/** Gmail shows about 100 KB of a mail and hides the rest, pixel included; past this size marks go first. */
const LONG_TEXT_BYTES = 80_000;

const QUOTE_CLASS =
  /(?:^|[\s_])(?:gmail_quote(?:_container)?|gmail_extra|yahoo_quoted|yahoo-quoted|protonmail_quote|moz-cite-prefix|OutlookMessageHeader)(?:\s|$)/;
const QUOTE_ID =
  /(?:divRplyFwdMsg|appendonsend|yahoo_quoted[_0-9]*|isForwardContent|isReplyContent|mail-editor-reference-message-container|stopSpelling)$/;
const OUTLOOK_RULE = /border-top:\s*solid\s+#(?:E1E1E1|B5C4DF)/i;

export function isQuote(name: string, attributes: Record<string, string>): boolean {
  return (
    (name === 'blockquote' && attributes.type?.toLowerCase() === 'cite') ||
    QUOTE_CLASS.test(attributes.class ?? '') ||
    QUOTE_ID.test(attributes.id ?? '') ||
    (name === 'div' && OUTLOOK_RULE.test(attributes.style ?? ''))
  );
}

/** Elements whose content is not markup, so that nothing may be put into them. */
export const RAW = new Set(
  'script style textarea title xmp iframe noembed noframes plaintext noscript svg math select template head'.split(' '),
);
const TABLE_PARTS = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr', 'colgroup']);

/** The offset of the end of the writer's own text, or of its beginning when it is very long. */
export function insertionPoint(html: string): number {
  let begin = 0;
  let end = 0;
  let quote: number | null = null;
  let bodyEnd: number | null = null;
  let raw = 0;
  const open: { name: string; start: number }[] = [];
  const reached = (offset: number) => {
    if (raw === 0 && offset > end) end = offset;
  };

  const parser = new HtmlParser(
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
