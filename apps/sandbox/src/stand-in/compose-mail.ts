import { parseDocument } from 'htmlparser2';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Address } from '../google/mime-headers.js';
import { withOriginalImages } from './image-proxy.js';

type ChildNode = ReturnType<typeof parseDocument>['children'][number];

export interface AttachedFile {
  name: string;
  type: string;
  content: Buffer;
}

export interface MailContent {
  from: Address;
  to: Address[];
  cc: Address[];
  bcc: Address[];
  subject: string;
  /** The body as the page has it; images shown through the proxy are written back to their own addresses. */
  html: string;
  attachments: AttachedFile[];
  /** `Message-ID` of the mail that is answered, and its `References`. */
  inReplyTo?: string;
  references?: string;
}

/** Builds the mail: text and HTML as alternatives, the attachments beside them, `Bcc` kept as Gmail keeps it in the sender's copy. */
export async function buildMail(content: MailContent): Promise<Buffer> {
  const html = withOriginalImages(content.html);
  const addresses = (list: Address[]) => list.map(({ name, email }) => ({ name, address: email }));
  const references = [content.references, content.inReplyTo].filter(Boolean).join(' ');
  const mail = new MailComposer({
    from: { name: content.from.name, address: content.from.email },
    to: addresses(content.to),
    cc: addresses(content.cc),
    bcc: addresses(content.bcc),
    subject: content.subject,
    text: textOf(html),
    html,
    attachments: content.attachments.map(({ name, type, content: bytes }) => ({
      filename: name,
      contentType: type,
      content: bytes,
    })),
    ...(content.inReplyTo ? { inReplyTo: content.inReplyTo, references } : {}),
    newline: '\r\n',
  }).compile();
  mail.keepBcc = true;
  return mail.build();
}

const BLOCKS = new Set([
  'div',
  'p',
  'br',
  'tr',
  'li',
  'blockquote',
  'h1',
  'h2',
  'h3',
  'h4',
  'table',
  'ul',
  'ol',
  'hr',
  'pre',
]);

/** The text alternative of an HTML body: blocks become lines, quotes get `> `, links their address behind them. */
export function textOf(html: string): string {
  const lines = (nodes: ChildNode[]): string =>
    nodes
      .map((node) => {
        if (node.type === 'text') return node.data.replace(/[ \t\r\n]+/g, ' ');
        if (node.type !== 'tag') return '';
        if (node.name === 'br') return '\n';
        if (node.name === 'img') return node.attribs.alt ?? '';
        const inner = lines(node.children);
        const href = node.attribs.href ?? '';
        if (node.name === 'a' && /^https?:/.test(href) && inner.trim() !== href) return `${inner} (${href})`;
        if (node.name === 'blockquote') {
          const quoted = inner
            .trim()
            .split('\n')
            .map((line) => `> ${line}`.trimEnd());
          return `\n${quoted.join('\n')}\n`;
        }
        return BLOCKS.has(node.name) ? `\n${inner}\n` : inner;
      })
      .join('');
  return lines(parseDocument(html).children)
    .replace(/\u00a0/g, ' ')
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n[ \t]+(?!>)/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
