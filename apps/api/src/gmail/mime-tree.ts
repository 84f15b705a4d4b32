import { Readable } from 'node:stream';
import { type Node, type Piece, Splitter } from 'mailsplit';

/** A part of a mail: its headers, and its content as it stands in the mail (still encoded for transfer). */
export interface MimePart {
  node: Node;
  children: MimePart[];
  /** Where its headers, and where its content, stand in the mail, in bytes; the end is exclusive. */
  head: { start: number; end: number };
  body: { start: number; end: number };
}

/** Of one part, in bytes. The splitter puts folded lines together in a time that grows with the square of this. */
const LONGEST_HEAD = 64 * 1024;
/**
 * What no mail program writes and the splitter's patterns read for minutes: many CR in a row, and a transfer encoding
 * that is long, such as one of open brackets.
 */
const UNREADABLE = /\r{20}|(?:^|\n)[^\S\n]*content-transfer-encoding[^\S\n]*:(?:[^\n]|\n[ \t]){500}/i;

/**
 * Takes a mail (RFC 5322, RFC 2045) apart. Attached mails are left closed: they are somebody else's text.
 * @returns the outermost part, or null when the mail could not be put together again byte for byte, and so must not
 * be touched
 */
export async function readMimeTree(raw: Buffer): Promise<MimePart | null> {
  if (UNREADABLE.test(raw.toString('latin1'))) return null;
  const parts = new Map<Node, MimePart>();
  let root: MimePart | null = null;
  let at = 0;
  try {
    const pieces: AsyncIterable<Node | Piece> = Readable.from([raw]).pipe(
      new Splitter({ ignoreEmbedded: true, maxHeadSize: LONGEST_HEAD }),
    );
    for await (const piece of pieces) {
      const value = piece.type === 'node' ? piece.getHeaders() : (piece.value ?? Buffer.alloc(0));
      const end = at + value.length;
      if (!raw.subarray(at, end).equals(value)) return null;
      if (piece.type === 'node') {
        const part: MimePart = { node: piece, children: [], head: { start: at, end }, body: { start: end, end } };
        parts.set(piece, part);
        const parent = piece.parentNode ? parts.get(piece.parentNode) : undefined;
        if (parent) parent.children.push(part);
        else root ??= part;
      } else if (piece.type === 'body') {
        const part = parts.get(piece.node);
        // Content that is not in one piece is the text around the parts of a multipart.
        if (part && part.body.end === at) part.body.end = end;
      }
      at = end;
    }
  } catch {
    return null;
  }
  return at === raw.length ? root : null;
}

/** The parts a reader sees as the mail's own text. */
export interface MainText {
  html: MimePart | null;
  plain: MimePart | null;
}

/**
 * Finds the mail's own text: the HTML and its plain twin, in whatever nesting of alternatives, related pictures and
 * attachments. Signed and encrypted mail (RFC 1847) has none for us: one changed byte would break it.
 */
export function findMainText(root: MimePart): MainText {
  const found: MainText = { html: null, plain: null };
  if (!isProtected(root)) look(root, found);
  return found;
}

export function isProtected(part: MimePart): boolean {
  const { contentType } = part.node;
  if (/^multipart\/(?:signed|encrypted)$|^application\/(?:x-)?pkcs7-mime$/.test(contentType || '')) return true;
  return part.children.some(isProtected);
}

function look(part: MimePart, found: MainText): void {
  const { node } = part;
  if (node.disposition === 'attachment' || (node.filename && !node.root)) return;
  if (node.contentType === 'text/html') found.html ??= part;
  if (node.contentType === 'text/plain') found.plain ??= part;
  if (node.multipart === 'related') {
    const start = /\bstart="?<?([^">;\s]+)/i.exec(node.headers.getFirst('Content-Type'))?.[1];
    const main = part.children.find((child) => start && child.node.headers.getFirst('Content-ID').includes(start));
    const first = main ?? part.children[0];
    if (first) look(first, found);
  } else if (node.multipart === 'alternative') {
    // What comes later is richer (RFC 2046, section 5.1.4).
    for (const child of part.children) look(child, found);
  } else if (node.multipart) {
    // The text stands first, attachments behind it; a later text is one of them.
    const text: MainText = { html: null, plain: null };
    for (const child of part.children) {
      look(child, text);
      if (text.html || text.plain) break;
    }
    found.html ??= text.html;
    found.plain ??= text.plain;
  }
}
