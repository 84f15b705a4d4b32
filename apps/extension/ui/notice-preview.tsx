import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

const TAGS = new Set(['div', 'p', 'span', 'a', 'b', 'i', 'em', 'strong', 'br']);
const STYLES = /^(?:margin|padding|border|font|line-height|color|text-decoration)(?:-[a-z]+)*$/;

/**
 * Shows a notice as its reader will see it. The HTML comes from the user's own
 * server, and is still rebuilt node by node from a short list of what a notice
 * needs, so that nothing else can reach Gmail's page.
 */
export function NoticePreview({ html }: { html: string }): JSX.Element {
  const parts = useMemo(() => {
    const parsed = new DOMParser().parseFromString(html, 'text/html');
    return [...parsed.body.childNodes].map(render);
  }, [html]);
  return <>{parts}</>;
}

function render(node: Node, key: number): JSX.Element | string | null {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof HTMLElement)) return null;
  const tag = node.localName;
  if (!TAGS.has(tag)) return null;
  const style = Object.fromEntries(
    [...node.style].filter((name) => STYLES.test(name)).map((name) => [name, node.style.getPropertyValue(name)]),
  );
  const children = [...node.childNodes].map(render);
  if (tag === 'br') return <br key={key} />;
  if (tag === 'a') {
    const href = node.getAttribute('href') ?? '';
    const safe = /^https?:\/\//.test(href) ? href : undefined;
    return (
      <a key={key} href={safe} style={style} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    );
  }
  const Tag = tag as 'div';
  return (
    <Tag key={key} style={style} lang={node.lang || undefined} dir={node.dir === 'ltr' ? 'ltr' : undefined}>
      {children}
    </Tag>
  );
}
