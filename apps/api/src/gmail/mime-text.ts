import iconv from 'iconv-lite';
import type { MimePart } from './mime-tree.js';
import { decodeQuotedPrintable, encodeQuotedPrintable } from './quoted-printable.js';

/**
 * A text of more bytes is left as it is: looking through it would hold up all other mail. Gmail shows a tenth of
 * that.
 */
const LONGEST_TEXT = 1024 * 1024;
/** A line of a mail has at most 998 bytes besides its end (RFC 5322, section 2.1.1). */
const LONGEST_LINE = 998;

/** The text of a part, decoded so that writing it back unchanged gives the same bytes. */
export interface PartText {
  text: string;
  /** The charset with which it is written back. */
  charset: string;
  /** False where bytes are not of the declared charset and `text` holds them one by one. */
  faithful: boolean;
}

/**
 * Reads the text of a part.
 * @returns null when it is too long, and when its charset is unknown, or one in which ASCII is not always ASCII
 * (ISO-2022-JP, UTF-7): text put between such bytes could change what stands around it
 */
export function readText(raw: Buffer, part: MimePart): PartText | null {
  if (part.body.end - part.body.start > LONGEST_TEXT) return null;
  const charset = charsetOf(part);
  if (/^(?:iso-?2022|utf-?7|utf-?16|utf-?32|ucs|hz)/.test(charset) || !iconv.encodingExists(charset)) return null;
  const bytes = decodeTransfer(raw, part);
  const text = iconv.decode(bytes, charset, { stripBOM: false });
  if (iconv.encode(text, charset).equals(bytes)) return { text, charset, faithful: true };
  return { text: iconv.decode(bytes, 'latin1'), charset: 'latin1', faithful: false };
}

/** Whether a charset has every character of a text. */
export function canWrite(text: string, charset: string): boolean {
  return iconv.decode(iconv.encode(text, charset), charset, { stripBOM: false }) === text;
}

/**
 * A part with another text: its headers and its content, ready to stand where the part stood. The transfer encoding
 * stays unless the text no longer fits it.
 * @param declare names the charset in the part's header, where it is another than before
 */
export function writeText(
  raw: Buffer,
  part: MimePart,
  { text, charset }: { text: string; charset: string },
  declare = false,
): Buffer {
  const { node } = part;
  if (declare) node.setCharset(charset);
  const bytes = iconv.encode(text, charset);
  const content = encodeTransfer(raw, part, bytes);
  if (content) return Buffer.concat([declare ? node.getHeaders() : headOf(raw, part), content]);
  node.headers.update('Content-Transfer-Encoding', 'quoted-printable');
  return Buffer.concat([node.getHeaders(), encodeQuotedPrintable(bytes)]);
}

/** The content of a part as bytes, out of base64 or quoted-printable. */
export function decodeTransfer(raw: Buffer, part: MimePart): Buffer {
  const content = raw.subarray(part.body.start, part.body.end);
  if (part.node.encoding === 'base64') return Buffer.from(content.toString('latin1'), 'base64');
  if (part.node.encoding === 'quoted-printable') return decodeQuotedPrintable(content);
  return content;
}

/** @returns null when the bytes do not fit the part's encoding, which is none */
function encodeTransfer(raw: Buffer, part: MimePart, bytes: Buffer): Buffer | null {
  const { encoding } = part.node;
  if (encoding === 'quoted-printable') return encodeQuotedPrintable(bytes);
  if (encoding !== 'base64') return fitsUnencoded(bytes, encoding) ? bytes : null;
  const lines = bytes.toString('base64').match(/.{1,76}/g) ?? [];
  // In a multipart the last line break belongs to the boundary; a single part ends with its own.
  const [end = ''] = /\r?\n$/.exec(raw.subarray(part.body.start, part.body.end).toString('latin1')) ?? [];
  return Buffer.from(lines.join('\r\n') + end, 'latin1');
}

function fitsUnencoded(bytes: Buffer, encoding: string): boolean {
  const sevenBit = encoding !== '8bit' && encoding !== 'binary';
  let line = 0;
  for (const byte of bytes) {
    if (sevenBit && byte > 0x7f) return false;
    line = byte === 0x0a ? 0 : line + 1;
    if (line > LONGEST_LINE + 1) return false;
  }
  return true;
}

/** The declared charset. UTF-8 stands in for US-ASCII, which is a part of it, and is not always kept to. */
function charsetOf(part: MimePart): string {
  const declared = (part.node.charset || 'us-ascii').toLowerCase().trim();
  return /^(?:us-)?ascii$|^ansi_x3\.4-1968$/.test(declared) ? 'utf-8' : declared;
}

const headOf = (raw: Buffer, part: MimePart) => raw.subarray(part.head.start, part.head.end);
