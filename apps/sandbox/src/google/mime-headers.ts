import addressparser from 'nodemailer/lib/addressparser';
import { decodeWords } from 'postal-mime';

export interface Header {
  name: string;
  value: string;
}

export interface Address {
  name: string;
  email: string;
}

/** Headers of an RFC 5322 message in their order, unfolded and decoded (RFC 2047), as `payload.headers` of Gmail's API has them. */
export function readHeaders(raw: Buffer): Header[] {
  return headerLines(raw).map((line) => {
    const colon = line.indexOf(':');
    const value = line
      .slice(colon + 1)
      .replace(/\r?\n[ \t]/g, ' ')
      .trim();
    const utf8 = Buffer.from(value, 'latin1').toString('utf8');
    return { name: line.slice(0, colon).trim(), value: utf8.includes('=?') ? decodeWords(utf8) : utf8 };
  });
}

/** The first header of that name, or undefined; names are compared without case. */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  return headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value;
}

/** The same message with every header of that name replaced by one (or none, for `value` null). All other bytes stay as they are. */
export function withHeader(raw: Buffer, name: string, value: string | null): Buffer {
  const end = headerEnd(raw);
  const newline = raw.subarray(0, end).includes('\r\n') || end === 0 ? '\r\n' : '\n';
  const kept = headerLines(raw).filter(
    (line) => line.slice(0, line.indexOf(':')).trim().toLowerCase() !== name.toLowerCase(),
  );
  if (value !== null) kept.unshift(`${name}: ${value}`);
  return Buffer.concat([Buffer.from(kept.join(newline), 'latin1'), raw.subarray(end)]);
}

/** Addresses of a `To`-like header; groups are flattened, entries without an address are left out. */
export function parseAddresses(value: string | undefined | null): Address[] {
  if (!value) return [];
  return addressparser(value, { flatten: true })
    .map((entry) => ({ name: entry.name, email: entry.address.toLowerCase() }))
    .filter((address) => address.email.includes('@'));
}

/** The subject without `Re:`, `Fwd:` and the like, as Gmail compares subjects of one thread. */
export function baseSubject(subject: string | undefined): string {
  return (subject ?? '')
    .replace(/^(\s*(re|fwd?|aw|wg|antw|sv|vs)\s*(\[\d+\])?\s*:)+/i, '')
    .trim()
    .toLowerCase();
}

/** Each header with its folded lines, in latin1 so that no byte changes on the way back. */
function headerLines(raw: Buffer): string[] {
  const text = raw.subarray(0, headerEnd(raw)).toString('latin1');
  return text.split(/\r?\n(?![ \t])/).filter((line) => line.includes(':'));
}

/** Offset of the line end before the empty line that closes the header. */
function headerEnd(raw: Buffer): number {
  const ends = ['\r\n\r\n', '\n\n'].map((mark) => raw.indexOf(mark)).filter((at) => at >= 0);
  return ends.length > 0 ? Math.min(...ends) : raw.length;
}
