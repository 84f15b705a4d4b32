import { DomUtils, parseDocument } from 'htmlparser2';

type ChildNode = ReturnType<typeof parseDocument>['children'][number];
type Element = Extract<ChildNode, { attribs: object }>;

const TAGS = new Set(
  'a abbr address b big blockquote br caption center cite code col colgroup dd del details div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s small span strike strong sub summary sup table tbody td tfoot th thead tr tt u ul wbr'.split(
    ' ',
  ),
);
/** Dropped with everything inside; other unknown elements only lose their tags. */
const DROPPED = new Set(
  'script style title head iframe frame frameset object embed applet svg math template noscript form input button select textarea audio video meta link base'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set(
  'align alt background-color bgcolor border cellpadding cellspacing color cols colspan dir face headers height hspace lang nowrap role rowspan scope size span start summary title type valign vspace width aria-label aria-hidden aria-level'.split(
    ' ',
  ),
);
const CSS_REFUSED =
  /url\s*\(|expression|javascript:|@import|behavior|position\s*:\s*(fixed|absolute|sticky)|-moz-binding/i;

/** How image addresses are rewritten; null drops the image. */
export type ImageAddress = (url: string) => string | null;

/**
 * Mail HTML that can be shown: an allowlist of elements and attributes, no scripts, no forms, no CSS that fetches or
 * escapes its box; links open elsewhere; images go through `imageAddress`. Like Gmail it drops ids and `data-` attributes
 * and keeps only class names of its own (`gmail_…`), giving others a prefix.
 */
export function sanitiseMail(html: string, imageAddress: ImageAddress): string {
  return DomUtils.getOuterHTML(clean(parseDocument(html).children, imageAddress), { encodeEntities: 'utf8' });
}

function clean(nodes: ChildNode[], imageAddress: ImageAddress): ChildNode[] {
  return nodes.flatMap((node): ChildNode[] => {
    if (node.type === 'text') return [node];
    if (!('attribs' in node) || DROPPED.has(node.name)) return [];
    const children = clean(node.children, imageAddress);
    if (!TAGS.has(node.name)) return children;
    const attributes = cleanAttributes(node, imageAddress);
    if (attributes === null) return [];
    node.attribs = attributes;
    node.children = children;
    return [node];
  });
}

function cleanAttributes(node: Element, imageAddress: ImageAddress): Record<string, string> | null {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(node.attribs)) {
    if (ATTRIBUTES.has(name)) kept[name] = value;
    else if (name === 'class') kept.class = classNames(value);
    else if (name === 'style') kept.style = declarations(value);
  }
  if (node.name === 'a') {
    const href = node.attribs.href ?? '';
    if (/^(https?:|mailto:|tel:)/i.test(href.trim()))
      Object.assign(kept, { href, target: '_blank', rel: 'noopener noreferrer' });
  }
  if (node.name === 'img') {
    const source = node.attribs.src ?? '';
    const address = /^https?:/i.test(source)
      ? imageAddress(source)
      : /^data:image\/(png|gif|jpeg|webp);/i.test(source)
        ? source
        : null;
    if (address === null) return null;
    kept.src = address;
  }
  return kept;
}

function declarations(style: string): string {
  return style
    .split(';')
    .filter((declaration) => !CSS_REFUSED.test(declaration))
    .join(';');
}

function classNames(value: string): string {
  return value
    .split(/\s+/)
    .filter(Boolean)
    .map((name) => (name.startsWith('gmail_') ? name : `m_${name}`))
    .join(' ');
}
