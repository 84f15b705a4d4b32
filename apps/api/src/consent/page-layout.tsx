import { languageNames, type NoticeLanguage, noticeLanguage } from '@openly/contracts';
import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { PAGE_STYLE } from './page-style.js';
import { speechOf } from './words.js';

interface Page {
  language: NoticeLanguage;
  title: string;
  content: ComponentChildren;
  /** Where the same is in another language; absent where a choice would lose what was begun. */
  otherLanguages?: (language: NoticeLanguage) => string;
}

/** A whole document for readers. Text that came from anybody is escaped by the renderer. */
export function renderPage({ language, title, content, otherLanguages }: Page): string {
  const { words } = speechOf(language);
  return `<!doctype html>${renderToString(
    <html lang={language} dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <title>{`${title} · Openly`}</title>
        {/* The hash of exactly this text stands in the Content-Security-Policy. */}
        <style dangerouslySetInnerHTML={{ __html: PAGE_STYLE }} />
      </head>
      <body>
        <div class="page">
          <header>
            <p class="brand">
              <Mark />
              Openly
            </p>
            {otherLanguages && <Languages language={language} label={words.languages} href={otherLanguages} />}
          </header>
          <main>{content}</main>
          <footer>
            <p>{words.footer}</p>
          </footer>
        </div>
      </body>
    </html>,
  )}`;
}

/** A page of one sentence or two, for what could not be shown or done. */
export function renderNotice(language: NoticeLanguage, heading: string, sentences: readonly string[]): string {
  return renderPage({
    language,
    title: heading,
    content: (
      <section class="card">
        <h1>{heading}</h1>
        {sentences.map((sentence) => (
          <p class="soft">{sentence}</p>
        ))}
      </section>
    ),
  });
}

interface LanguagesProps {
  language: NoticeLanguage;
  label: string;
  href: (language: NoticeLanguage) => string;
}

const Languages = ({ language, label, href }: LanguagesProps) => (
  <nav aria-label={label}>
    {noticeLanguage.options.map((other) =>
      other === language ? (
        <b aria-current="true">{languageNames[other]}</b>
      ) : (
        <a href={href(other)} lang={other} hreflang={other}>
          {languageNames[other]}
        </a>
      ),
    )}
  </nav>
);

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
