import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { PAGE_STYLE } from './page-style.js';

/** A whole document for readers. Text that came from anybody is escaped by the renderer. */
export function renderPage(title: string, content: ComponentChildren): string {
  return `<!doctype html>${renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <title>{title}</title>
        {/* The hash of exactly this text stands in the Content-Security-Policy. */}
        <style dangerouslySetInnerHTML={{ __html: PAGE_STYLE }} />
      </head>
      <body>
        <div class="page">
          <p class="brand">
            <Mark />
            Openly
          </p>
          <main>{content}</main>
          <footer>
            <p>
              This page sets no cookies, runs no scripts and loads nothing from anywhere else. Looking at it changes
              nothing and is not recorded.
            </p>
          </footer>
        </div>
      </body>
    </html>,
  )}`;
}

/** A page of one sentence or two, for what could not be shown or done. */
export function renderNotice(heading: string, sentences: readonly string[]): string {
  return renderPage(
    `${heading} · Openly`,
    <section class="card">
      <h1>{heading}</h1>
      {sentences.map((sentence) => (
        <p class="soft">{sentence}</p>
      ))}
    </section>,
  );
}

/** An open envelope. */
const Mark = () => (
  <svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.7"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d="M3 10.2 12 4l9 6.2V19a1.2 1.2 0 0 1-1.2 1.2H4.2A1.2 1.2 0 0 1 3 19z" />
    <path d="m3.4 10.6 8.6 5.2 8.6-5.2" />
  </svg>
);
