/** Quoted-printable (RFC 2045, section 6.7), on bytes. */

const LONGEST_LINE = 76;
const EQUALS = 0x3d;

export function decodeQuotedPrintable(encoded: Buffer): Buffer {
  // Latin 1 keeps every byte as it is, also those that should have been encoded and were not.
  const text = encoded
    .toString('latin1')
    // Each blank is looked at once: what must follow would be asked for again from every blank of a long row.
    .replace(/[ \t]+(?:(\r?\n|$)|)/g, (blanks, end?: string) => end ?? blanks)
    .replace(/=\r?\n/g, '');
  const decoded = text.replace(/=([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(decoded, 'latin1');
}

/** Line breaks stay line breaks; lines are folded softly to 76 characters. */
export function encodeQuotedPrintable(bytes: Buffer): Buffer {
  const lines = bytes.toString('latin1').split(/(\r?\n)/);
  return Buffer.from(lines.map((line, index) => (index % 2 === 1 ? line : encodeLine(line))).join(''), 'latin1');
}

function encodeLine(line: string): string {
  const folded: string[] = [];
  let current = '';
  for (let at = 0; at < line.length; at++) {
    const byte = line.charCodeAt(at);
    const blank = byte === 0x20 || byte === 0x09;
    const plain = (byte > 0x20 && byte < 0x7f && byte !== EQUALS) || (blank && at < line.length - 1);
    const symbol = plain ? (line[at] ?? '') : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    if (current.length + symbol.length > LONGEST_LINE - 1) {
      folded.push(`${current}=`);
      current = '';
    }
    current += symbol;
  }
  folded.push(current);
  return folded.join('\r\n');
}
