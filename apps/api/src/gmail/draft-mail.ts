import type { Recipient } from '@openly/contracts';
import { addMarks, addNoticeText, removeMarks, removeNoticeText, writtenText } from '@openly/tracking';
import { decodeHeader, readAddresses } from './mail-addresses.js';
import { canWrite, type PartText, readText, writeText } from './mime-text.js';
import { findMainText, isProtected, type MimePart, readMimeTree } from './mime-tree.js';

/** The header by which a sent mail is found again: Gmail replaces `Message-ID`, and keeps this. */
export const DELIVERY_HEADER = 'X-Openly-Delivery';

/** The mail's own headers are looked for in so many bytes. */
const LONGEST_HEAD = 256 * 1024;

/** What `MessagesService.prepare` gives for a mail; without a pixel the notice is the question, and nothing is recorded. */
export interface MailMarks {
  pixelHtml: string | null;
  noticeHtml: string;
  noticeText: string;
  links?: readonly { url: string; trackedUrl: string }[];
}

/** Why no marks can be put into a mail. */
export type Unmarkable = 'untracked_text_only' | 'untracked_protected';

/** A draft as Gmail gives it (RFC 5322), read, and written with marks; whatever is not a mark stays as it was. */
export class DraftMail {
  private constructor(
    private readonly raw: Buffer,
    private readonly root: MimePart | null,
    private readonly html: { part: MimePart; content: PartText } | null,
    private readonly plain: { part: MimePart; content: PartText } | null,
  ) {}

  static async read(draft: Buffer): Promise<DraftMail> {
    // Written anew; a draft made from a mail that was sent before still has that mail's delivery header.
    const raw = without(draft, [DELIVERY_HEADER, 'Date']);
    const root = await readMimeTree(raw);
    const main = root ? findMainText(root) : { html: null, plain: null };
    const open = (part: MimePart | null) => {
      const content = part && readText(raw, part);
      return part && content ? { part, content } : null;
    };
    return new DraftMail(raw, root, open(main.html), open(main.plain));
  }

  /** Decoded; null when there is none. */
  get subject(): string | null {
    return decodeHeader(this.header('Subject').join(' ')).trim() || null;
  }

  /** Everybody in To, Cc and Bcc, in that order, as written. */
  get recipients(): Recipient[] {
    return (['to', 'cc', 'bcc'] as const).flatMap((field) =>
      readAddresses(this.header(field).join(', ')).map(({ email, name }) => ({
        email,
        ...(name && { name: name.slice(0, 200) }),
        field,
      })),
    );
  }

  /** Whether it answers another mail. */
  get isReply(): boolean {
    return this.header('In-Reply-To').length > 0 || this.header('References').length > 0;
  }

  /** What its writer wrote, without quoted mail and markup: the beginning, where that is long. */
  get writtenText(): string {
    return this.html ? writtenText(this.html.content.text) : '';
  }

  /** Why this mail is sent as it is, or null where marks can be put in. */
  get unmarkable(): Unmarkable | null {
    if (this.html) return null;
    const onlyText = this.root && !isProtected(this.root) && !findMainText(this.root).html;
    return onlyText ? 'untracked_text_only' : 'untracked_protected';
  }

  /**
   * The mail to send: with the header by which it is found again, and with pixel and notice where given. Where there
   * are none, the marks that quoted mail still carries go too: nobody who reads this mail was asked.
   * @param sentAt its `Date`: a draft has the day it was written, by which readers' mail programs would sort it
   */
  toSend(deliveryId: string, marks: MailMarks | null, sentAt: Date): Buffer {
    const edits = marks && this.html ? this.markEdits(this.html, marks) : this.cleanEdits();
    const date = sentAt.toUTCString().replace('GMT', '+0000');
    return this.write([`${DELIVERY_HEADER}: ${deliveryId}`, `Date: ${date}`], edits);
  }

  /**
   * A draft of its own with the same content and no marks, found again by its header. Its date and id Gmail gives it.
   * @param from whose it is to be, by the bare address; absent: whose it was
   */
  toCopy(deliveryId: string, from?: string): Buffer {
    const copy = without(this.write([`${DELIVERY_HEADER}: ${deliveryId}`], this.cleanEdits()), ['Message-ID']);
    if (from === undefined) return copy;
    const anonymous = without(copy, ['From', 'Sender', 'Reply-To']);
    return Buffer.concat([Buffer.from(`From: ${from}${this.lineEnd}`, 'latin1'), anonymous]);
  }

  private write(headers: readonly string[], edits: Edit[]): Buffer {
    const pieces: Buffer[] = [Buffer.from([...headers, ''].join(this.lineEnd), 'latin1')];
    let at = 0;
    for (const { start, end, bytes } of edits.sort((a, b) => a.start - b.start)) {
      pieces.push(this.raw.subarray(at, start), bytes);
      at = end;
    }
    pieces.push(this.raw.subarray(at));
    return Buffer.concat(pieces);
  }

  private markEdits(html: { part: MimePart; content: PartText }, marks: MailMarks): Edit[] {
    const { part, content } = html;
    // As character references the marks are ASCII, so that no charset has to change for a name.
    const text = addMarks(content.text, {
      pixelHtml: marks.pixelHtml && inAscii(marks.pixelHtml),
      noticeHtml: inAscii(marks.noticeHtml),
      ...(marks.links && { links: marks.links }),
    });
    const edits = [this.replace(part, writeText(this.raw, part, writable(text, content.charset)))];
    const twin = this.plain && this.plainEdit(this.plain, marks.noticeText);
    return twin ? [...edits, twin] : edits;
  }

  /** The notice in the plain twin. A reader of the twin loads no pixel, so text that cannot be read safely is left. */
  private plainEdit({ part, content }: { part: MimePart; content: PartText }, notice: string): Edit | null {
    if (!content.faithful) return null;
    const { flowed, delSp } = part.node;
    const marked = addNoticeText(content.text, flowed ? flow(notice, delSp) : notice);
    const text = usesCrLf(content.text) ? marked.replace(/\r?\n/g, '\r\n') : marked;
    if (canWrite(text, content.charset)) {
      const declare = !part.node.charset && /\P{ASCII}/u.test(notice);
      return this.replace(part, writeText(this.raw, part, { text, charset: content.charset }, declare));
    }
    return this.replace(part, writeText(this.raw, part, { text, charset: 'utf-8' }, true));
  }

  /** Earlier marks out of both texts; a text without any keeps its bytes, and so does protected mail. */
  private cleanEdits(): Edit[] {
    if (this.unmarkable === 'untracked_protected') return [];
    const texts = [
      { found: this.html, clean: removeMarks },
      { found: this.plain, clean: removeNoticeText },
    ];
    return texts.flatMap(({ found, clean }) => {
      if (!found) return [];
      const { part, content } = found;
      const text = clean(content.text);
      if (text === content.text) return [];
      return [this.replace(part, writeText(this.raw, part, writable(text, content.charset)))];
    });
  }

  private replace(part: MimePart, bytes: Buffer): Edit {
    return { start: part.head.start, end: part.body.end, bytes };
  }

  private header(name: string): string[] {
    const head = this.raw.subarray(0, endOfHeaders(this.raw)).toString('latin1');
    const found = new RegExp(`^${name}:([^\\n]*(?:\\n[ \\t][^\\n]*)*)`, 'gim');
    return [...head.matchAll(found)].map(([, value = '']) => value.replace(/\r?\n(?=[ \t])/g, '').trim());
  }

  private get lineEnd(): string {
    const first = this.raw.indexOf(0x0a);
    return first > 0 && this.raw[first - 1] !== 0x0d ? '\n' : '\r\n';
  }
}

interface Edit {
  start: number;
  end: number;
  bytes: Buffer;
}

/** Where the mail's own headers end, in bytes. */
function endOfHeaders(raw: Buffer): number {
  const blank = /\r?\n\r?\n/.exec(raw.subarray(0, LONGEST_HEAD).toString('latin1'));
  return blank ? blank.index + blank[0].length : Math.min(raw.length, LONGEST_HEAD);
}

/** The mail without these headers of its own. */
function without(raw: Buffer, names: readonly string[]): Buffer {
  const head = raw.subarray(0, endOfHeaders(raw));
  const fields = new RegExp(`^(?:${names.join('|')}):[^\\n]*\\n(?:[ \\t][^\\n]*\\n)*`, 'gim');
  const kept = head.toString('latin1').replace(fields, '');
  return kept.length === head.length ? raw : Buffer.concat([Buffer.from(kept, 'latin1'), raw.subarray(head.length)]);
}

function inAscii(html: string): string {
  return html.replace(/\P{ASCII}/gu, (character) => `&#${character.codePointAt(0)};`);
}

/** HTML with references for what its charset has not: a restored link may have had such a character only encoded. */
function writable(html: string, charset: string): { text: string; charset: string } {
  if (canWrite(html, charset)) return { text: html, charset };
  const refer = (character: string) => (canWrite(character, charset) ? character : inAscii(character));
  return { text: html.replace(/\P{ASCII}/gu, refer), charset };
}

const usesCrLf = (text: string) => !/(?<!\r)\n/.test(text);

/** Lines of at most 76 characters with soft breaks, as format=flowed has them (RFC 3676, section 4.1 and 4.5). */
function flow(notice: string, delSp: boolean): string {
  const lines: string[] = [];
  let line = '';
  for (const word of notice.split(' ')) {
    if (line && line.length + word.length > 72) {
      lines.push(line);
      line = '';
    }
    line += line ? ` ${word}` : word;
  }
  return [...lines, line].join(delSp ? '  \n' : ' \n');
}
