/** Small pieces of HTML source, read and written without changing anything around them. */

/** Text with every run of white space as one space. */
export const squeeze = (text: string) => text.replace(/[\s\u00a0]+/g, ' ').trim();

export const escapeText = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

export function escapeAttribute(value: string, quote: '"' | "'" | ''): string {
  const escaped = escapeText(value);
  if (quote === '"') return escaped.replace(/"/g, '&quot;');
  if (quote === "'") return escaped.replace(/'/g, '&#39;');
  return escaped.replace(/[\s"'`=]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Where an attribute's value stands in the source of its tag, without its quotes. */
export function attributeValue(
  tag: string,
  name: string,
): { start: number; end: number; quote: '"' | "'" | '' } | null {
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

/** Elements that begin and end lines of text. */
export const BLOCKS = new Set(
  'address article aside blockquote body center dd details div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header html li main nav ol p pre section table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);
