import { HtmlParser } from './html-parser.js';
import { isQuote, RAW } from './insertion-point.js';
import { BLOCKS } from './markup.js';

/** What holds the quoted mail, so that the writer may go on below it; after any other sign all the rest is quoted. */
const HOLDS_QUOTE = /gmail_quote|gmail_extra|yahoo_quoted|protonmail_quote|moz-cite-prefix/;
/** Gmail's, Outlook's and Thunderbird's: often in a language of its own. */
const SIGNATURE = /(?:^|[\s_])(?:gmail_signature|moz-signature|Signature)(?:\s|$)/;
/** Source is read in steps of this many UTF-16 units, until there is enough text. */
const STEP = 16_384;

/**
 * The words a mail's writer wrote, as plain text: without quoted mail and signature.
 * @param most no more than about so many UTF-16 units are wanted
 */
export function writtenText(html: string, most = 4000): string {
  const open: { passedOver: boolean }[] = [];
  let passedOver = 0;
  let restIsQuoted = false;
  let text = '';
  const parser = new HtmlParser(
    {
      onopentag(name, attributes) {
        const isQuoted = isQuote(name, attributes);
        if (isQuoted && passedOver === 0 && name !== 'blockquote' && !HOLDS_QUOTE.test(attributes.class ?? '')) {
          restIsQuoted = true;
        }
        const isSignature = SIGNATURE.test(`${attributes.class ?? ''} ${attributes.id ?? ''}`);
        open.push({ passedOver: isQuoted || isSignature || RAW.has(name) });
        if (open.at(-1)?.passedOver) passedOver++;
        if (name === 'br' || BLOCKS.has(name)) text += '\n';
      },
      ontext(piece) {
        if (passedOver === 0 && !restIsQuoted) text += piece;
      },
      onclosetag(name) {
        if (open.pop()?.passedOver) passedOver--;
        if (BLOCKS.has(name)) text += '\n';
      },
    },
    { decodeEntities: true },
  );
  for (let at = 0; at < html.length && text.length < most && !restIsQuoted; at += STEP)
    parser.write(html.slice(at, at + STEP));
  parser.end();
  return text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
}
