import libmime from 'libmime';
import { LONGEST_ADDRESS } from '../secrets/lookup-hash.js';

export interface MailAddress {
  /** As written, without its angle brackets. */
  email: string;
  name?: string;
}

/**
 * Reads an address list (RFC 5322, section 3.4): quoted names, comments, groups, encoded words (RFC 2047) and names
 * in plain UTF-8. What is no address is left out.
 */
export function readAddresses(header: string): MailAddress[] {
  const addresses: MailAddress[] = [];
  let current = emptyEntry();
  const finish = () => {
    const address = addressOf(current);
    if (address && address.email.length <= LONGEST_ADDRESS) addresses.push(address);
    current = emptyEntry();
  };
  for (const { kind, text } of tokens(header)) {
    if (kind === 'comment') current.comment ||= text;
    else if (kind === 'angle') current.angle = text;
    else if (kind === 'quoted') current.words.push({ text, quoted: true });
    else if (text === ',' || text === ';') finish();
    else if (text === ':') current = emptyEntry();
    else current.words.push({ text, quoted: false });
  }
  finish();
  return addresses;
}

interface Entry {
  words: { text: string; quoted: boolean }[];
  angle: string | null;
  comment: string;
}

const emptyEntry = (): Entry => ({ words: [], angle: null, comment: '' });

function addressOf({ words, angle, comment }: Entry): MailAddress | null {
  if (angle !== null) {
    const name = decode(words.map((word) => word.text).join(' '));
    return angle.includes('@') ? { email: angle, ...(name && { name }) } : null;
  }
  // A bare address; its local part may be quoted: "jane doe"@example.org.
  const email = words.map((word) => (word.quoted ? JSON.stringify(word.text) : word.text)).join('');
  const name = decode(comment);
  return /^[^\s@].*@[^@\s]+$/.test(email) ? { email, ...(name && { name }) } : null;
}

/**
 * A quoted name or a comment is no longer than a line may be (RFC 5322, section 2.1.1): the end of one that has none would
 * be looked for through all the rest, again and again.
 */
const TOKEN =
  /"((?:[^"\\]|\\[\s\S]){0,998})"|<([^<>]*)>|\(((?:[^()\\]|\\[\s\S]|\([^()]*\)){0,998})\)|[,;:]|[^\s,;:"<>()]+/g;

function* tokens(header: string): Generator<{ kind: 'atom' | 'quoted' | 'angle' | 'comment'; text: string }> {
  for (const [text, quoted, angle, comment] of header.matchAll(TOKEN)) {
    if (quoted !== undefined) yield { kind: 'quoted', text: quoted.replace(/\\([\s\S])/g, '$1') };
    else if (angle !== undefined) yield { kind: 'angle', text: bareAddress(angle) };
    else if (comment !== undefined) yield { kind: 'comment', text: comment };
    else yield { kind: 'atom', text };
  }
}

/** Without comments, and without the way it was once to take (RFC 5322, section 4.4). */
function bareAddress(angle: string): string {
  return angle.replace(/\([^()]*\)|\s+/g, '').replace(/^@[^:]*:/, '');
}

function decode(text: string): string {
  return decodeHeader(text).replace(/\s+/g, ' ').trim();
}

/** The text of a header's value: encoded words decoded, raw bytes read as UTF-8 (RFC 6532) where they are. */
export function decodeHeader(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  const utf8 = /[\x80-\xff]/.test(value) ? bytes.toString('utf8') : value;
  try {
    return libmime.decodeWords(utf8.includes('\ufffd') ? value : utf8);
  } catch {
    return value;
  }
}
